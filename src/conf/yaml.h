/*
 * The one door to libfyaml: a YAML file as a tree whose every node knows
 * its line and column.  Chosen over libcyaml because its messages come with
 * the place and because the tree keeps the marks for our own sentences.
 */
#ifndef CONF_YAML_H
#define CONF_YAML_H

#include "base/buf.h"
#include "base/err.h"

struct fy_node;
struct yaml;

enum yaml_kind {
	YAML_TEXT,		/* any scalar */
	YAML_LIST,
	YAML_MAP,
};

#define YAML_MAX_BYTES ((size_t)1 << 20)	/* of one file */

/* EX_NOINPUT: no such file; EX_CONFIG: not YAML, with its place. */
int yaml_open(const char *path, struct yaml **, struct err *) MUST_USE;
void yaml_cleanup(struct yaml **);	/* for CLEANUP() */

struct fy_node *yaml_root(struct yaml *);
const char *yaml_path(const struct yaml *);	/* as it was opened */
struct span yaml_bytes(const struct yaml *);	/* of the file */
enum yaml_kind yaml_kind(struct fy_node *);
/* Scalars only. */
struct span yaml_text(struct fy_node *);
/* The next element (of a list) or value (of a map, *key its key); NULL at
 * the end.  *iter starts as NULL. */
struct fy_node *yaml_next(struct fy_node *, void **iter,
	struct fy_node **key);
/* The value of a key of a map; NULL when it has none. */
struct fy_node *yaml_value(struct fy_node *map, const char *name);
/* Where a node starts; for a list or map that is its first scalar. */
void yaml_place(struct fy_node *, int *line, int *column);
/* err = "file:line:column: …", EX_CONFIG; always -1. */
int yaml_err(struct yaml *, struct fy_node *, struct err *,
	const char *fmt, ...) PRINTF_LIKE(4, 5);

#endif

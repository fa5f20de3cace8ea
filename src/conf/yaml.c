#include "conf/yaml.h"

#include <libfyaml.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/safe.h"

struct yaml {
	char *path;
	struct buf bytes;
	struct fy_diag *diag;
	struct fy_document *doc;
};

void
yaml_cleanup(struct yaml **yp)
{
	struct yaml *y = *yp;

	if (y == NULL)
		return;
	if (y->doc != NULL)
		fy_document_destroy(y->doc);
	if (y->diag != NULL)
		fy_diag_destroy(y->diag);
	buf_done(&y->bytes);
	free(y->path);
	free(y);
	*yp = NULL;
}

/* What libfyaml collected: the first message is the cause. */
static int
syntax_err(struct yaml *y, struct err *err)
{
	void *iter = NULL;
	struct fy_diag_error *e = fy_diag_errors_iterate(y->diag, &iter);

	if (e == NULL)
		return err_set(err, EX_CONFIG,
		    "%s:1:1: not a YAML document; `key: value` lines would "
		    "be right", y->path);
	return err_set(err, EX_CONFIG, "%s:%d:%d: not YAML: %s", y->path,
	    e->line, e->column, e->msg);
}

/* libfyaml takes NUL for the end; a file that holds one is no text. */
static int
check_bytes(struct yaml *y, struct err *err)
{
	struct span rest = buf_span(&y->bytes);
	int line = 1, column = 1;

	while (rest.len > 0) {
		size_t used;
		int code = safe_decode(rest, &used);

		if (code <= 0)
			return err_set(err, EX_CONFIG,
			    "%s:%d:%d: byte 0x%02x is not UTF-8 text; saving "
			    "the file as UTF-8 would be right", y->path, line,
			    column, (unsigned char)rest.at[0]);
		column = code == '\n' ? 1 : column + 1;
		line += code == '\n';
		rest = span_from(rest, used);
	}
	return 0;
}

int
yaml_open(const char *path, struct yaml **out, struct err *err)
{
	CLEANUP(yaml_cleanup) struct yaml *y = mem_get(1, sizeof(*y));
	struct fy_diag_cfg diag_cfg;
	struct fy_parse_cfg cfg = { .search_path = "", .flags =
	    FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_DOC };

	y->path = str_dup(path);
	buf_init(&y->bytes, YAML_MAX_BYTES);
	if (file_read(path, &y->bytes, err) == -1 ||
	    check_bytes(y, err) == -1)
		return -1;
	fy_diag_cfg_default(&diag_cfg);
	diag_cfg.fp = NULL;
	y->diag = fy_diag_create(&diag_cfg);
	if (y->diag == NULL)
		return err_set(err, EX_OSERR, "no memory for %s", path);
	fy_diag_set_collect_errors(y->diag, true);
	cfg.diag = y->diag;
	y->doc = fy_document_build_from_string(&cfg,
	    y->bytes.at == NULL ? "" : y->bytes.at, y->bytes.len);
	if (y->doc == NULL || fy_document_root(y->doc) == NULL)
		return syntax_err(y, err);
	*out = y;
	y = NULL;
	return 0;
}

struct fy_node *
yaml_root(struct yaml *y)
{
	return fy_document_root(y->doc);
}

const char *
yaml_path(const struct yaml *y)
{
	return y->path;
}

struct span
yaml_bytes(const struct yaml *y)
{
	return buf_span(&y->bytes);
}

enum yaml_kind
yaml_kind(struct fy_node *n)
{
	if (n != NULL && fy_node_is_sequence(n))
		return YAML_LIST;
	if (n != NULL && fy_node_is_mapping(n))
		return YAML_MAP;
	return YAML_TEXT;
}

struct span
yaml_text(struct fy_node *n)
{
	size_t len = 0;
	const char *at = n == NULL ? NULL : fy_node_get_scalar(n, &len);

	return span_of(at, at == NULL ? 0 : len);
}

struct fy_node *
yaml_next(struct fy_node *n, void **iter, struct fy_node **key)
{
	struct fy_node_pair *pair;

	*key = NULL;
	if (yaml_kind(n) == YAML_LIST)
		return fy_node_sequence_iterate(n, iter);
	if (yaml_kind(n) != YAML_MAP)
		return NULL;
	pair = fy_node_mapping_iterate(n, iter);
	if (pair == NULL)
		return NULL;
	*key = fy_node_pair_key(pair);
	return fy_node_pair_value(pair);
}

struct fy_node *
yaml_value(struct fy_node *map, const char *name)
{
	struct fy_node *key, *value;
	void *iter = NULL;

	if (yaml_kind(map) != YAML_MAP)
		return NULL;
	while ((value = yaml_next(map, &iter, &key)) != NULL)
		if (span_eq(yaml_text(key), span_str(name)))
			return value;
	return NULL;
}

void
yaml_place(struct fy_node *n, int *line, int *column)
{
	const struct fy_mark *mark = NULL;

	for (int i = 0; i < 16 && yaml_kind(n) != YAML_TEXT; i++) {
		struct fy_node *key, *value;
		void *iter = NULL;

		value = yaml_next(n, &iter, &key);
		n = key != NULL ? key : value;
	}
	if (n != NULL && fy_node_get_scalar_token(n) != NULL)
		mark = fy_token_start_mark(fy_node_get_scalar_token(n));
	*line = mark == NULL ? 1 : mark->line + 1;
	*column = mark == NULL ? 1 : mark->column + 1;
}

int
yaml_err(struct yaml *y, struct fy_node *n, struct err *err,
    const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	int line, column;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	yaml_place(n, &line, &column);
	return err_set(err, EX_CONFIG, "%s:%d:%d: %s", y->path, line, column,
	    text);
}

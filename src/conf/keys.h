/*
 * A table of keys and the one function that reads a YAML map against it.
 */
#ifndef CONF_KEYS_H
#define CONF_KEYS_H

#include "conf/config.h"
#include "conf/yaml.h"

enum key_type {
	KEY_TEXT,		/* char * */
	KEY_PATH,		/* char *, relative to the file */
	KEY_INT,		/* int, least..most */
	KEY_BOOL,		/* bool: yes|no|true|false|on|off */
	KEY_WORD,		/* int: index into words */
	KEY_DURATION,		/* int64_t seconds: 90s 5m 2h 1d */
	KEY_SIZE,		/* int64_t bytes: 500KB 1MB 2GB */
	KEY_LIST,		/* struct strings */
	KEY_MAPS,		/* a list of maps, read by `maps` */
	KEY_MAP,		/* one map, read by `maps` */
	KEY_REFUSED,		/* never allowed; help says what instead */
};

struct key {
	const char *name;
	enum key_type type;
	size_t offset;		/* into the struct */
	bool needed;
	const char *words[6];	/* KEY_WORD */
	long least, most;	/* KEY_INT, KEY_DURATION */
	/* KEY_MAPS, KEY_MAP: `owner` is the struct that is being filled */
	int (*maps)(struct yaml *, struct fy_node *, void *owner,
	    struct err *);
	/* KEY_TEXT, KEY_LIST: says what is wrong with a text */
	int (*check)(const char *text, struct err *why);
	const char *help;	/* also what would be right */
};

/* Reads the map into out (members of struct already zero or default).
 * `what` names the map in messages: "an account". */
int keys_read(struct yaml *, struct fy_node *map, const char *file,
	const char *what, const struct key *, size_t n_keys, void *out,
	struct err *) MUST_USE;

#endif

/*
 * Tables of keys, and all that is done by them: reading a YAML map, setting
 * what it leaves out, and freeing what was read.
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
	KEY_MAPS,		/* a list of maps: a pointer to structs, and a
				 * size_t, `count`, of how many */
	KEY_MAP,		/* one map: a struct */
	KEY_REFUSED,		/* never allowed; help says what instead */
};

struct key {
	const char *name;
	enum key_type type;
	size_t offset;		/* into the struct */
	bool needed;
	const char *otherwise;	/* as it would be written, where it is not;
				 * NULL: zero (no KEY_LIST, MAPS, MAP) */
	const char *words[6];	/* KEY_WORD */
	long least, most;	/* KEY_INT, KEY_DURATION, KEY_SIZE */
	const struct keys *of;	/* KEY_MAPS, KEY_MAP: of the struct or each */
	size_t count;		/* KEY_MAPS: offset into the struct */
	/* KEY_TEXT, KEY_LIST: says what is wrong with a text */
	int (*check)(const char *text, struct err *why);
	const char *help;	/* also what would be right */
};

/* The keys of a struct. */
struct keys {
	const char *what;	/* in messages: "an account" */
	const struct key *at;
	size_t n;
	size_t size;		/* of the struct */
	/* In a list no two may have the same first key: "accounts" are what
	 * a message calls them.  NULL: they may. */
	const char *many;
	/* When all was read: says what no single key can tell, and sets what
	 * follows from several.  In a list so many lie before the struct. */
	int (*check)(struct yaml *, struct fy_node *, void *, size_t before,
	    struct err *);
	void (*done)(void *);	/* frees what check added; or NULL */
};

#define AT(type, member) offsetof(struct type, member)
#define KEY_ROWS(table) (table), sizeof(table) / sizeof((table)[0])

/* The tables of whole files, and of a rule in them. */
extern const struct keys config_keys, person_keys, platforms_keys, rule_keys;

/* Reads the map into a struct that is zero; what is at hand in its lists
 * stays. */
int keys_read(struct yaml *, struct fy_node *map, const struct keys *,
	void *out, struct err *) MUST_USE;
/* Frees all members that are keys, also of a struct half read. */
void keys_free(const struct keys *, void *);

#endif

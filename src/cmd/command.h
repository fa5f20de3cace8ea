/*
 * Commands: one file and one row each.
 */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "conf/people.h"
#include "store/records/incidents.h"

enum format {
	FORMAT_TABLE,
	FORMAT_CSV,
	FORMAT_JSON,
};

/* What must be open before a command runs. */
enum needs {
	NEEDS_CONFIG = 1 << 0,
	NEEDS_PEOPLE = 1 << 1,
	NEEDS_STORE = 1 << 2,		/* for reading */
	MAY_CONFIG = 1 << 3,		/* used when it is there */
	NEEDS_ARGS = 1 << 4,		/* at least one */
	NEEDS_WRITE = 1 << 5,		/* the store, there already */
	MANY_ARGS = 1 << 6,		/* the command counts them itself */
};

/* What was asked for, and what is open for it. */
struct call {
	const char *config_path;	/* -c or NULL */
	struct config *config;
	struct people *people;
	struct store *store;
	int format;			/* enum format */
	void *options;			/* the command's own struct */
	const char **args;
	size_t n_args;
	int code;			/* exit code of a good run */
};

enum option_type {
	OPTION_FLAG,			/* bool */
	OPTION_TEXT,			/* const char * */
	OPTION_LIST,			/* struct strings: may come again */
	OPTION_DAY,			/* struct day */
	OPTION_WORD,			/* int: index into words */
	OPTION_ONLY,			/* bool: there is one word, its arg */
	OPTION_CHANNEL,			/* int: enum channel */
};

/* One row serves parsing, help and the manual's test. */
struct option_row {
	const char *name;		/* with its dashes */
	const char *arg;		/* NULL: takes none */
	enum option_type type;
	const char *words[6];
	const char *help;
};

/* An option that a command takes, and where in its struct it goes. */
struct option_place {
	const char *name;
	size_t at;
};

/* The options of one command, in a struct of its own. */
struct option_set {
	const void *none;		/* that struct where nothing is said */
	size_t size;
	const struct option_place *places;
	size_t n;
};

#define OPTION_SET(none, places) { &(none), sizeof(none), (places), \
	sizeof(places) / sizeof((places)[0]) }

struct command {
	const char *name;
	unsigned needs;
	int (*run)(struct call *, struct err *);
	const struct option_set *options;	/* NULL: takes none */
	const char *args;		/* for help; NULL: takes none */
	const char *help;
};

/* For writing; it is made when it is not there. */
int call_store(struct call *, struct err *) MUST_USE;
/* The whole of floodmark's main. */
int command_main(int argc, char **argv);

extern const struct option_set count_options, list_options, show_options,
	escalations_options, chart_options, detect_options, replay_options,
	export_options, milestone_options, add_options, amend_options,
	confirm_options, withdraw_options;

int cmd_count(struct call *, struct err *);
int cmd_list(struct call *, struct err *);
int cmd_show(struct call *, struct err *);
int cmd_escalations(struct call *, struct err *);
int cmd_chart(struct call *, struct err *);
int cmd_detect(struct call *, struct err *);
int cmd_status(struct call *, struct err *);
int cmd_read(struct call *, struct err *);
int cmd_replay(struct call *, struct err *);
int cmd_rules(struct call *, struct err *);
int cmd_export(struct call *, struct err *);
int cmd_verify(struct call *, struct err *);
int cmd_milestone(struct call *, struct err *);
int cmd_add(struct call *, struct err *);
int cmd_amend(struct call *, struct err *);
int cmd_confirm(struct call *, struct err *);
int cmd_withdraw(struct call *, struct err *);

#endif

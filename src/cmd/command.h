/*
 * Commands: one file and one row each.
 */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "conf/people.h"
#include "model/diary.h"
#include "store/records/incidents.h"

enum format {
	FORMAT_TABLE,
	FORMAT_CSV,
	FORMAT_JSON,
};

enum by {
	BY_DAY,
	BY_WEEK,
	BY_MONTH,
	BY_HOUR,
	BY_MILESTONE,
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

/* What people enter by hand; NULL or nothing: not given. */
struct entered {
	const char *made, *served;	/* of a milestone */
	const char *issuer, *proof, *note;
	const char *at, *until;		/* of an incident */
	const char *direction, *private;
	struct diary diary;		/* its texts */
	struct strings files;
	const char *reason;		/* of a decision */
};

/* What was asked for, and what is open for it. */
struct call {
	const char *config_path;	/* -c or NULL */
	struct config *config;
	struct people *people;
	struct store *store;
	int format;			/* enum format */
	int by;				/* enum by */
	struct filter filter;
	bool split;
	bool reveal;
	bool raw;
	bool redact;
	bool no_timestamps;
	const char *out;		/* a picture's file, or NULL */
	struct entered entered;
	bool levels;
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
	OPTION_CHANNEL,			/* int: enum channel */
};

/* One row serves parsing, help and the manual's test. */
struct option_row {
	const char *name;		/* with its dashes */
	const char *arg;		/* NULL: takes none */
	enum option_type type;
	size_t offset;			/* into struct call */
	const char *words[6];
	const char *help;
};

struct command {
	const char *name;
	unsigned needs;
	int (*run)(struct call *, struct err *);
	const char *options;		/* names, blank-separated */
	const char *args;		/* for help; NULL: takes none */
	const char *help;
};

extern const struct command commands[];
extern const size_t n_commands;
extern const struct option_row option_rows[];
extern const size_t n_option_rows;

/* For writing; it is made when it is not there. */
int call_store(struct call *, struct err *) MUST_USE;
/* The whole of floodmark's main. */
int command_main(int argc, char **argv);

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

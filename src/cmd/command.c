#include "config.h"

#include "cmd/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/day.h"
#include "base/file.h"
#include "base/safe.h"
#include "model/diary.h"

static const struct option_row option_rows[] = {
	{ "-c", "FILE", OPTION_TEXT, { NULL },
	    "the configuration (else $FLOODMARK_CONFIG, the user's, /etc)" },
	{ "--format", "FORMAT", OPTION_WORD,
	    { "table", "csv", "json" }, "table, csv or json" },
	{ "--by", "PERIOD", OPTION_WORD,
	    { "day", "week", "month", "hour", "milestone" },
	    "day, week, month, hour or milestone" },
	{ "--from", "DAY", OPTION_DAY, { NULL },
	    "the first day, such as 2026-03-29" },
	{ "--to", "DAY", OPTION_DAY, { NULL },
	    "the last day" },
	{ "--person", "ID", OPTION_TEXT, { NULL },
	    "the person, by the id of the people file" },
	{ "--channel", "CHANNEL", OPTION_CHANNEL,
	    { NULL }, "email, sms, mms, call, voicemail, chat, notice, web "
	    "or physical" },
	{ "--kind", "KIND", OPTION_TEXT, { NULL },
	    "a kind, in a word of the rules" },
	{ "--split", "channel", OPTION_ONLY, { NULL },
	    "a row for each channel" },
	{ "--reveal", NULL, OPTION_FLAG, { NULL },
	    "print the text of messages, too" },
	{ "--raw", NULL, OPTION_FLAG, { NULL },
	    "the original's bytes and nothing else" },
	{ "--redact", NULL, OPTION_FLAG, { NULL },
	    "a reading copy: own addresses, servers and third parties "
	    "masked" },
	{ "--no-timestamps", NULL, OPTION_FLAG, { NULL },
	    "ask no authority for a new timestamp" },
	{ "--out", "FILE", OPTION_TEXT, { NULL },
	    "write a picture: a new file in .svg, .png or .pdf" },
	/* what is entered by hand */
	{ "--made", "DAY", OPTION_TEXT, { NULL },
	    "the day on which it was issued" },
	{ "--served", "WHEN", OPTION_TEXT, { NULL },
	    "from when the person knew it: a day, or \"DAY HH:MM\"" },
	{ "--issuer", "TEXT", OPTION_TEXT, { NULL },
	    "the force, court or person it comes from" },
	{ "--reference", "TEXT", OPTION_TEXT,
	    { NULL }, "its number there" },
	{ "--proof", "FILE", OPTION_TEXT, { NULL },
	    "a file that proves it, kept as it is" },
	{ "--note", "TEXT", OPTION_TEXT, { NULL },
	    "anything else about it" },
	{ "--at", "WHEN", OPTION_TEXT, { NULL },
	    "when it happened: a day, or \"DAY HH:MM\"" },
	{ "--until", "WHEN", OPTION_TEXT, { NULL },
	    "when it ended" },
	{ "--direction", "in|out", OPTION_TEXT,
	    { NULL }, "in from the person (unless said), out your own" },
	{ "--identifier", "TEXT", OPTION_TEXT,
	    { NULL }, "the number, address or name that was seen" },
	{ "--what", "TEXT|-", OPTION_TEXT, { NULL },
	    "what happened, word for word; - reads it from the input" },
	{ "--place", "TEXT", OPTION_TEXT, { NULL },
	    "where" },
	{ "--told", "NAME", OPTION_TEXT, { NULL },
	    "who told it; unless said, you saw or heard it yourself" },
	{ "--witnesses", "TEXT", OPTION_TEXT,
	    { NULL }, "who else saw it, and how to reach them" },
	{ "--impact", "TEXT|-", OPTION_TEXT,
	    { NULL }, "how it affected you and your daily life" },
	{ "--officer", "TEXT", OPTION_TEXT,
	    { NULL }, "the officer it was reported to" },
	{ "--target", "WHO", OPTION_TEXT,
	    { NULL }, DIARY_TARGETS },
	{ "--file", "FILE", OPTION_LIST, { NULL },
	    "a photo or another file, kept as it is; may come again" },
	{ "--private", "TEXT|-", OPTION_TEXT, { NULL },
	    "a note for yourself that is in no bundle" },
	{ "--reason", "TEXT", OPTION_TEXT, { NULL },
	    "why it was decided so" },
	{ "--levels", NULL, OPTION_FLAG, { NULL },
	    "once a spell, and when it eases, as it is recorded" },
};

#define OPTION_ROWS (sizeof(option_rows) / sizeof(option_rows[0]))

/* What every command takes. */
static const struct option_place everywhere[] = {
	{ "-c", offsetof(struct call, config_path) },
	{ "--format", offsetof(struct call, format) },
};

static const struct command commands[] = {
	{ "count", NEEDS_STORE, cmd_count,
	    &count_options, NULL,
	    "contacts per period, zero rows included" },
	{ "list", NEEDS_STORE, cmd_list,
	    &list_options, NULL,
	    "incidents, one a row" },
	{ "show", NEEDS_STORE | NEEDS_ARGS, cmd_show, &show_options,
	    "ID", "one incident with its sightings and reasons" },
	{ "escalations", NEEDS_STORE, cmd_escalations, &escalations_options,
	    NULL,
	    "what was flagged and why" },
	{ "chart", NEEDS_STORE, cmd_chart,
	    &chart_options, NULL,
	    "contacts per day as bars, with flags" },
	{ "detect", MAY_CONFIG | NEEDS_ARGS, cmd_detect, &detect_options,
	    "FILE.csv",
	    "try the detector on a table of daily counts" },
	{ "status", NEEDS_STORE, cmd_status, NULL, NULL,
	    "how each source stands; exit 0 only when all is well" },
	{ "read", MAY_CONFIG | NEEDS_ARGS, cmd_read, NULL, "FILE...",
	    "what the reader sees in a message" },
	{ "rules", MAY_CONFIG | NEEDS_ARGS, cmd_rules, NULL, "test [FILE...]",
	    "try rules on their specimens, or on messages" },
	{ "replay", NEEDS_CONFIG | NEEDS_STORE | NEEDS_PEOPLE, cmd_replay,
	    &replay_options, NULL,
	    "what the present rules and settings would change" },
	{ "export", NEEDS_STORE | NEEDS_PEOPLE | NEEDS_ARGS, cmd_export,
	    &export_options,
	    "DIR",
	    "write the bundle" },
	{ "milestone", NEEDS_PEOPLE | NEEDS_ARGS | MANY_ARGS, cmd_milestone,
	    &milestone_options,
	    "add TYPE|amend N [TYPE]|list [N]",
	    "notices, orders, reports: what is counted before and after" },
	{ "add", NEEDS_PEOPLE, cmd_add,
	    &add_options, NULL,
	    "write down an incident; without options it asks" },
	{ "amend", NEEDS_PEOPLE | NEEDS_WRITE | NEEDS_ARGS, cmd_amend,
	    &amend_options, "ID",
	    "say an incident written by hand anew" },
	{ "confirm", NEEDS_PEOPLE | NEEDS_WRITE | NEEDS_ARGS, cmd_confirm,
	    &confirm_options, "ID",
	    "count a candidate, or one that was withdrawn" },
	{ "withdraw", NEEDS_WRITE | NEEDS_ARGS, cmd_withdraw,
	    &withdraw_options, "ID", "keep an incident and count it no more" },
	{ "verify", MAY_CONFIG, cmd_verify, NULL, "[DIR|STORE]",
	    "check a store or a bundle" },
};
static const size_t n_commands = sizeof(commands) / sizeof(commands[0]);

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < n_commands; i++)
		if (strcmp(name, commands[i].name) == 0)
			return &commands[i];
	return NULL;
}

static const struct option_place *
find_place(const struct option_place *places, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(places[i].name, name) == 0)
			return &places[i];
	return NULL;
}

/* Of the options that are the command's own; NULL: it has not this one. */
static const struct option_place *
own_place(const struct command *cmd, const char *name)
{
	return cmd->options == NULL ? NULL : find_place(cmd->options->places,
	    cmd->options->n, name);
}

static const struct option_place *
common_place(const char *name)
{
	return find_place(everywhere, sizeof(everywhere) /
	    sizeof(everywhere[0]), name);
}

static void
help_option(const struct option_row *o)
{
	char left[40];

	snprintf(left, sizeof(left), "%s%s%s", o->name,
	    o->arg != NULL ? " " : "", o->arg != NULL ? o->arg : "");
	printf("  %-20s %s\n", left, o->help);
}

static void
help_command(const struct command *cmd)
{
	printf("floodmark %s%s%s: %s\n\n", cmd->name,
	    cmd->args != NULL ? " " : "", cmd->args != NULL ? cmd->args : "",
	    cmd->help);
	for (size_t i = 0; i < OPTION_ROWS; i++)
		if (common_place(option_rows[i].name) != NULL ||
		    own_place(cmd, option_rows[i].name) != NULL)
			help_option(&option_rows[i]);
}

static int
help_all(void)
{
	printf("floodmark [-c FILE] COMMAND [OPTION...] [--format "
	    "table|csv|json]\n\n");
	for (size_t i = 0; i < n_commands; i++)
		printf("  %-12s %s\n", commands[i].name, commands[i].help);
	printf("\n`floodmark COMMAND --help` lists the options of one.  "
	    "Text of kept messages is\nprinted only with --reveal; `read` "
	    "prints that of the files it is given.\n\nIn danger: 999 (or "
	    "101).  National Stalking Helpline: 0808 802 0300.\n");
	return EX_OK;
}

static bool
option_word(const struct option_row *o, const char *value, int *at)
{
	for (int i = 0; i < 6 && o->words[i] != NULL; i++)
		if (strcmp(value, o->words[i]) == 0) {
			*at = i;
			return true;
		}
	return false;
}

/* Into what is of the row's type; false: the value is not right. */
static bool
option_value(const struct option_row *o, const char *value, void *at)
{
	enum channel channel;

	switch (o->type) {
	case OPTION_FLAG:
		return *(bool *)at = true;
	case OPTION_TEXT:
		*(const char **)at = value;
		return true;
	case OPTION_LIST:
		strings_add(at, span_str(value));
		return true;
	case OPTION_WORD:
		return option_word(o, value, at);
	case OPTION_ONLY:
		return *(bool *)at = strcmp(value, o->arg) == 0;
	case OPTION_DAY:
		return day_parse(value, at);
	case OPTION_CHANNEL:
		if (!channel_parse(value, &channel))
			return false;
		*(int *)at = (int)channel;
		return true;
	}
	return false;
}

/* Of "--name" or "--name=value"; *value is NULL where none is in it. */
static const struct option_row *
find_option(const char *arg, size_t *len, const char **value)
{
	const char *equals = arg[1] == '-' ? strchr(arg, '=') : NULL;

	*len = equals == NULL ? strlen(arg) : (size_t)(equals - arg);
	*value = equals == NULL ? NULL : equals + 1;
	for (size_t i = 0; i < OPTION_ROWS; i++)
		if (strlen(option_rows[i].name) == *len &&
		    memcmp(option_rows[i].name, arg, *len) == 0)
			return &option_rows[i];
	return NULL;
}

static bool
is_option(const char *arg)
{
	return arg[0] == '-' && arg[1] != '\0';
}

/* The command behind the options that may stand before it, which are for
 * its struct; NULL: none, or something else comes first. */
static const struct command *
command_ahead(int argc, char **argv)
{
	const struct option_row *o;
	const char *value;
	size_t len;

	for (int i = 1; i < argc; i++) {
		if (!is_option(argv[i]))
			return find_command(argv[i]);
		o = find_option(argv[i], &len, &value);
		if (o == NULL)
			return NULL;
		i += o->arg != NULL && value == NULL;
	}
	return NULL;
}

/* Where the option's value goes. */
static void *
target_of(const struct option_row *o, const struct command *cmd,
    struct call *call)
{
	const struct option_place *place = common_place(o->name);

	if (place != NULL)
		return (char *)call + place->at;
	place = own_place(cmd, o->name);
	return place == NULL ? NULL : (char *)call->options + place->at;
}

/* Where the values of options go that stand before no command: they are
 * checked all the same. */
static union {
	bool flag;
	int number;
	const char *text;
	struct strings list;
	struct day day;
} nowhere;

/* *i moves over the value where it is an argument of its own. */
static int
read_option(int argc, char **argv, int *i, const struct command *cmd,
    struct call *call, struct err *err)
{
	size_t len;
	const char *name = argv[*i], *value;
	const struct option_row *o = find_option(name, &len, &value);
	void *at = o == NULL ? NULL : cmd == NULL ?
	    (void *)&nowhere : target_of(o, cmd, call);

	if (at == NULL)
		return err_set(err, EX_USAGE, "%s%s has no option %.*s; "
		    "`floodmark %s%s--help` lists them",
		    cmd != NULL ? "floodmark " : "floodmark",
		    cmd != NULL ? cmd->name : "", (int)len, name,
		    cmd != NULL ? cmd->name : "", cmd != NULL ? " " : "");
	if (o->arg == NULL && value != NULL)
		return err_set(err, EX_USAGE, "%s takes no value", o->name);
	if (o->arg != NULL && value == NULL) {
		if (*i + 1 >= argc)
			return err_set(err, EX_USAGE, "%s wants %s: %s",
			    o->name, o->arg, o->help);
		value = argv[++*i];
	}
	if (option_value(o, value, at))
		return 0;
	return err_set(err, EX_USAGE, "%s: \"%s\" is not right; %s would be",
	    o->name, value, o->type == OPTION_ONLY ? o->arg : o->help);
}

static int
check_days(const struct command *cmd, const struct call *call,
    struct err *err)
{
	const struct option_place *from = own_place(cmd, "--from");
	const struct option_place *to = own_place(cmd, "--to");
	const char *at = call->options;

	if (from == NULL || to == NULL ||
	    ((const struct day *)(at + from->at))->n <=
	    ((const struct day *)(at + to->at))->n)
		return 0;
	return err_set(err, EX_USAGE, "--from is later than --to; the other "
	    "way round would be right");
}

static int
check_args(const struct command *cmd, const struct call *call,
    struct err *err)
{
	bool many = (cmd->needs & MANY_ARGS) ||
	    (cmd->args != NULL && strstr(cmd->args, "...") != NULL);

	if ((cmd->needs & NEEDS_ARGS) && call->n_args == 0)
		return err_set(err, EX_USAGE, "floodmark %s wants %s",
		    cmd->name, cmd->args);
	if (call->n_args > (cmd->args == NULL ? 0u : 1u) && !many)
		return err_set(err, EX_USAGE, "floodmark %s: \"%s\" is too "
		    "much; %s would be right", cmd->name,
		    call->args[cmd->args == NULL ? 0 : 1],
		    cmd->args == NULL ? "no argument" : cmd->args);
	return check_days(cmd, call, err);
}

static int
no_command(const char *arg, struct err *err)
{
	if (arg == NULL)
		return err_set(err, EX_USAGE,
		    "no command; `floodmark --help` lists them");
	return err_set(err, EX_USAGE, "\"%s\" is no command; "
	    "`floodmark --help` lists them", arg);
}

/* 1: what was asked for about the program was printed. */
static int
answer_about(const char *arg, const struct command *cmd)
{
	if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0) {
		if (cmd != NULL)
			help_command(cmd);
		else
			help_all();
		return 1;
	}
	if (strcmp(arg, "--version") != 0)
		return 0;
	printf("floodmark %s%s\n", PACKAGE_VERSION, clock_note());
	return 1;
}

/* 1: as answer_about. */
static int
call_parse(int argc, char **argv, const struct command *cmd, struct call *call,
    struct err *err)
{
	bool named = false;

	for (int i = 1; i < argc; i++) {
		if (answer_about(argv[i], cmd) != 0)
			return 1;
		if (is_option(argv[i])) {
			if (read_option(argc, argv, &i, cmd, call, err) == -1)
				return -1;
		} else if (cmd == NULL) {
			return no_command(argv[i], err);
		} else if (!named) {
			named = true;
		} else {
			call->args[call->n_args++] = argv[i];
		}
	}
	return cmd == NULL ? no_command(NULL, err) :
	    check_args(cmd, call, err);
}

static void
options_make(const struct option_set *set, struct call *call)
{
	if (set == NULL)
		return;
	call->options = mem_get(1, set->size);
	memcpy(call->options, set->none, set->size);
}

static void
options_free(const struct option_set *set, struct call *call)
{
	for (size_t i = 0; i < OPTION_ROWS && set != NULL; i++) {
		const struct option_place *place = find_place(set->places,
		    set->n, option_rows[i].name);

		if (place != NULL && option_rows[i].type == OPTION_LIST)
			strings_done((struct strings *)
			    (void *)((char *)call->options + place->at));
	}
	free(call->options);
}

static int
open_store(struct call *call, unsigned needs, struct err *err)
{
	if ((needs & NEEDS_WRITE) == 0)
		return store_open(call->config->store, STORE_READ,
		    &call->store, err);
	/* What is asked about something kept makes no store. */
	if (access(call->config->store, F_OK) == -1)
		return err_errno(err, EX_NOINPUT, "%s", call->config->store);
	return call_store(call, err);
}

static int
open_needs(const struct command *cmd, struct call *call, struct err *err)
{
	bool may = (cmd->needs & MAY_CONFIG) != 0;

	if (config_load(call->config_path, &call->config, err) == -1)
		return may && call->config_path == NULL ? 0 : -1;
	if ((cmd->needs & NEEDS_PEOPLE) &&
	    people_load(call->config->rules, &call->people, err) == -1)
		return -1;
	if (cmd->needs & (NEEDS_STORE | NEEDS_WRITE))
		return open_store(call, cmd->needs, err);
	return 0;
}

static int
call_run(const struct command *cmd, struct call *call, struct err *err)
{
	if (open_needs(cmd, call, err) == -1 || cmd->run(call, err) == -1)
		return -1;
	/* A full disk behind stdout must not look like success. */
	if (fflush(stdout) == EOF || ferror(stdout))
		return err_errno(err, EX_IOERR, "cannot write the output");
	return 0;
}

static void
complain(const struct err *err)
{
	CLEANUP(buf_done) struct buf line = { .max = 4096, .truncate = true };

	safe_text(&line, span_str(err->text), SAFE_ONE_LINE);
	fprintf(stderr, "floodmark: %s\n", buf_str(&line));
}

int
command_main(int argc, char **argv)
{
	const struct command *cmd = command_ahead(argc, argv);
	const struct option_set *set = cmd == NULL ? NULL : cmd->options;
	struct call call = { .code = EX_OK };
	struct err err = { 0 };
	int got;

	if (argc < 2) {
		help_all();
		return EX_USAGE;
	}
	call.args = mem_get((size_t)argc, sizeof(*call.args));
	options_make(set, &call);
	got = call_parse(argc, argv, cmd, &call, &err);
	if (got == 0)
		got = call_run(cmd, &call, &err);
	if (got == -1)
		complain(&err);
	options_free(set, &call);
	store_close(call.store);
	people_free(call.people);
	config_free(call.config);
	free(call.args);
	return got == -1 ? err.code : call.code;
}

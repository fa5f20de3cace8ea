#include "config.h"

#include "cmd/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/day.h"
#include "base/file.h"
#include "base/safe.h"

#define AT(member) offsetof(struct call, member)

const struct option_row option_rows[] = {
	{ "-c", "FILE", OPTION_TEXT, AT(config_path), { NULL },
	    "the configuration (else $FLOODMARK_CONFIG, the user's, /etc)" },
	{ "--format", "FORMAT", OPTION_WORD, AT(format),
	    { "table", "csv", "json" }, "table, csv or json" },
	{ "--by", "PERIOD", OPTION_WORD, AT(by),
	    { "day", "week", "month", "hour", "milestone" },
	    "day, week, month, hour or milestone" },
	{ "--from", "DAY", OPTION_DAY, AT(filter.from), { NULL },
	    "the first day, such as 2026-03-29" },
	{ "--to", "DAY", OPTION_DAY, AT(filter.to), { NULL },
	    "the last day" },
	{ "--person", "ID", OPTION_TEXT, AT(filter.person), { NULL },
	    "the person, by the id of the people file" },
	{ "--channel", "CHANNEL", OPTION_CHANNEL, AT(filter.channel),
	    { NULL }, "email, sms, mms, call, voicemail, chat, notice, web "
	    "or physical" },
	{ "--kind", "KIND", OPTION_TEXT, AT(filter.kind), { NULL },
	    "a kind, in a word of the rules" },
	{ "--split", "channel", OPTION_WORD, AT(split), { "", "channel" },
	    "a row for each channel" },
	{ "--reveal", NULL, OPTION_FLAG, AT(reveal), { NULL },
	    "print the text of messages, too" },
	{ "--raw", NULL, OPTION_FLAG, AT(raw), { NULL },
	    "the original's bytes and nothing else" },
	{ "--redact", NULL, OPTION_FLAG, AT(redact), { NULL },
	    "a reading copy: own addresses, servers and third parties "
	    "masked" },
	{ "--no-timestamps", NULL, OPTION_FLAG, AT(no_timestamps), { NULL },
	    "ask no authority for a new timestamp" },
	{ "--out", "FILE", OPTION_TEXT, AT(out), { NULL },
	    "write a picture: a new file in .svg, .png or .pdf" },
	/* what is entered by hand */
	{ "--made", "DAY", OPTION_TEXT, AT(entered.made), { NULL },
	    "the day on which it was issued" },
	{ "--served", "WHEN", OPTION_TEXT, AT(entered.served), { NULL },
	    "from when the person knew it: a day, or \"DAY HH:MM\"" },
	{ "--issuer", "TEXT", OPTION_TEXT, AT(entered.issuer), { NULL },
	    "the force, court or person it comes from" },
	{ "--reference", "TEXT", OPTION_TEXT, AT(entered.diary.reference),
	    { NULL }, "its number there" },
	{ "--proof", "FILE", OPTION_TEXT, AT(entered.proof), { NULL },
	    "a file that proves it, kept as it is" },
	{ "--note", "TEXT", OPTION_TEXT, AT(entered.note), { NULL },
	    "anything else about it" },
	{ "--at", "WHEN", OPTION_TEXT, AT(entered.at), { NULL },
	    "when it happened: a day, or \"DAY HH:MM\"" },
	{ "--until", "WHEN", OPTION_TEXT, AT(entered.until), { NULL },
	    "when it ended" },
	{ "--direction", "in|out", OPTION_TEXT, AT(entered.direction),
	    { NULL }, "in from the person (unless said), out your own" },
	{ "--identifier", "TEXT", OPTION_TEXT, AT(entered.diary.identifier),
	    { NULL }, "the number, address or name that was seen" },
	{ "--what", "TEXT|-", OPTION_TEXT, AT(entered.diary.what), { NULL },
	    "what happened, word for word; - reads it from the input" },
	{ "--place", "TEXT", OPTION_TEXT, AT(entered.diary.place), { NULL },
	    "where" },
	{ "--told", "NAME", OPTION_TEXT, AT(entered.diary.told), { NULL },
	    "who told it; unless said, you saw or heard it yourself" },
	{ "--witnesses", "TEXT", OPTION_TEXT, AT(entered.diary.witnesses),
	    { NULL }, "who else saw it, and how to reach them" },
	{ "--impact", "TEXT|-", OPTION_TEXT, AT(entered.diary.impact),
	    { NULL }, "how it affected you and your daily life" },
	{ "--officer", "TEXT", OPTION_TEXT, AT(entered.diary.officer),
	    { NULL }, "the officer it was reported to" },
	{ "--target", "WHO", OPTION_TEXT, AT(entered.diary.target),
	    { NULL }, DIARY_TARGETS },
	{ "--file", "FILE", OPTION_LIST, AT(entered.files), { NULL },
	    "a photo or another file, kept as it is; may come again" },
	{ "--private", "TEXT|-", OPTION_TEXT, AT(entered.private), { NULL },
	    "a note for yourself that is in no bundle" },
	{ "--reason", "TEXT", OPTION_TEXT, AT(entered.reason), { NULL },
	    "why it was decided so" },
	{ "--levels", NULL, OPTION_FLAG, AT(levels), { NULL },
	    "once a spell, and when it eases, as it is recorded" },
};
const size_t n_option_rows = sizeof(option_rows) / sizeof(option_rows[0]);

/* What an incident written by hand is made of. */
#define OF_AN_ENTRY \
	"--at --until --person --channel --direction --kind --identifier " \
	"--what --place --told --witnesses --impact --target --reference " \
	"--officer --file --private"

const struct command commands[] = {
	{ "count", NEEDS_STORE, cmd_count,
	    "--by --from --to --person --channel --split", NULL,
	    "contacts per period, zero rows included" },
	{ "list", NEEDS_STORE, cmd_list,
	    "--from --to --person --channel --kind --reveal", NULL,
	    "incidents, one a row" },
	{ "show", NEEDS_STORE | NEEDS_ARGS, cmd_show, "--reveal --raw",
	    "ID", "one incident with its sightings and reasons" },
	{ "escalations", NEEDS_STORE, cmd_escalations, "--person", NULL,
	    "what was flagged and why" },
	{ "chart", NEEDS_STORE, cmd_chart,
	    "--from --to --person --channel --out", NULL,
	    "contacts per day as bars, with flags" },
	{ "detect", MAY_CONFIG | NEEDS_ARGS, cmd_detect, "--levels",
	    "FILE.csv",
	    "try the detector on a table of daily counts" },
	{ "status", NEEDS_STORE, cmd_status, "", NULL,
	    "how each source stands; exit 0 only when all is well" },
	{ "read", MAY_CONFIG | NEEDS_ARGS, cmd_read, "", "FILE...",
	    "what the reader sees in a message" },
	{ "rules", MAY_CONFIG | NEEDS_ARGS, cmd_rules, "", "test [FILE...]",
	    "try rules on their specimens, or on messages" },
	{ "replay", NEEDS_CONFIG | NEEDS_STORE | NEEDS_PEOPLE, cmd_replay,
	    "--person", NULL,
	    "what the present rules and settings would change" },
	{ "export", NEEDS_STORE | NEEDS_PEOPLE | NEEDS_ARGS, cmd_export,
	    "--from --to --person --redact --reveal --no-timestamps",
	    "DIR",
	    "write the bundle" },
	{ "milestone", NEEDS_PEOPLE | NEEDS_ARGS | MANY_ARGS, cmd_milestone,
	    "--person --made --served --issuer --reference --proof --note",
	    "add TYPE|amend N [TYPE]|list [N]",
	    "notices, orders, reports: what is counted before and after" },
	{ "add", NEEDS_PEOPLE, cmd_add,
	    OF_AN_ENTRY, NULL,
	    "write down an incident; without options it asks" },
	{ "amend", NEEDS_PEOPLE | NEEDS_WRITE | NEEDS_ARGS, cmd_amend,
	    OF_AN_ENTRY " --reason", "ID",
	    "say an incident written by hand anew" },
	{ "confirm", NEEDS_PEOPLE | NEEDS_WRITE | NEEDS_ARGS, cmd_confirm,
	    "--person --reason", "ID",
	    "count a candidate, or one that was withdrawn" },
	{ "withdraw", NEEDS_WRITE | NEEDS_ARGS, cmd_withdraw, "--reason",
	    "ID", "keep an incident and count it no more" },
	{ "verify", MAY_CONFIG, cmd_verify, "", "[DIR|STORE]",
	    "check a store or a bundle" },
};
const size_t n_commands = sizeof(commands) / sizeof(commands[0]);

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < n_commands; i++)
		if (strcmp(name, commands[i].name) == 0)
			return &commands[i];
	return NULL;
}

static bool
takes(const struct command *cmd, const char *option)
{
	size_t n = strlen(option);
	const char *at = cmd->options;

	if (strcmp(option, "-c") == 0 || strcmp(option, "--format") == 0)
		return true;
	while ((at = strstr(at, option)) != NULL) {
		if (at[n] == '\0' || at[n] == ' ')
			return true;
		at += n;
	}
	return false;
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
	for (size_t i = 0; i < n_option_rows; i++)
		if (takes(cmd, option_rows[i].name))
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

static int
option_word(const struct option_row *o, const char *value, struct call *call,
    struct err *err)
{
	for (int i = 0; i < 6 && o->words[i] != NULL; i++)
		if (o->words[i][0] != '\0' &&
		    strcmp(value, o->words[i]) == 0) {
			if (o->offset == AT(split))
				call->split = true;
			else
				*(int *)((char *)call + o->offset) = i;
			return 0;
		}
	return err_set(err, EX_USAGE, "%s: \"%s\" is not right; %s would be",
	    o->name, value, o->offset == AT(split) ? "channel" : o->help);
}

static int
option_value(const struct option_row *o, const char *value, struct call *call,
    struct err *err)
{
	void *at = (char *)call + o->offset;
	enum channel channel;

	switch (o->type) {
	case OPTION_FLAG:
		*(bool *)at = true;
		return 0;
	case OPTION_TEXT:
		*(const char **)at = value;
		return 0;
	case OPTION_LIST:
		strings_add(at, span_str(value));
		return 0;
	case OPTION_WORD:
		return option_word(o, value, call, err);
	case OPTION_DAY:
		if (day_parse(value, at))
			return 0;
		break;
	case OPTION_CHANNEL:
		if (channel_parse(value, &channel)) {
			*(int *)at = (int)channel;
			return 0;
		}
		break;
	}
	return err_set(err, EX_USAGE, "%s: \"%s\" is not right; %s would be",
	    o->name, value, o->help);
}

static const struct option_row *
find_option(const char *name)
{
	for (size_t i = 0; i < n_option_rows; i++)
		if (strcmp(name, option_rows[i].name) == 0)
			return &option_rows[i];
	return NULL;
}

/* "--name=value" or "--name value"; *i moves over what it took. */
static int
read_option(int argc, char **argv, int *i, const struct command *cmd,
    struct call *call, struct err *err)
{
	CLEANUP(str_free) char *name = str_dup(argv[*i]);
	char *equals = name[1] == '-' ? strchr(name, '=') : NULL;
	const struct option_row *o;
	const char *value = NULL;

	if (equals != NULL) {
		*equals = '\0';
		value = argv[*i] + (equals - name) + 1;
	}
	o = find_option(name);
	if (o == NULL || (cmd != NULL && !takes(cmd, name)))
		return err_set(err, EX_USAGE, "%s%s%s has no option %s; "
		    "`floodmark %s%s--help` lists them",
		    cmd != NULL ? "floodmark " : "floodmark",
		    cmd != NULL ? cmd->name : "", "", name,
		    cmd != NULL ? cmd->name : "", cmd != NULL ? " " : "");
	if (o->arg == NULL && value != NULL)
		return err_set(err, EX_USAGE, "%s takes no value", name);
	if (o->arg != NULL && value == NULL) {
		if (*i + 1 >= argc)
			return err_set(err, EX_USAGE, "%s wants %s: %s", name,
			    o->arg, o->help);
		value = argv[++*i];
	}
	return option_value(o, value, call, err);
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
	if (call->filter.from.n > call->filter.to.n)
		return err_set(err, EX_USAGE,
		    "--from is later than --to; the other way round would "
		    "be right");
	return 0;
}

/* 1: help was printed. */
static int
call_parse(int argc, char **argv, const struct command **cmd, struct call *call,
    struct err *err)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0 ||
		    strcmp(argv[i], "-h") == 0) {
			if (*cmd != NULL)
				help_command(*cmd);
			else
				help_all();
			return 1;
		}
		if (strcmp(argv[i], "--version") == 0) {
			printf("floodmark %s%s\n", PACKAGE_VERSION,
			    clock_note());
			return 1;
		}
		if (argv[i][0] == '-' && argv[i][1] != '\0') {
			if (read_option(argc, argv, &i, *cmd, call,
			    err) == -1)
				return -1;
		} else if (*cmd == NULL) {
			*cmd = find_command(argv[i]);
			if (*cmd == NULL)
				return err_set(err, EX_USAGE, "\"%s\" is no "
				    "command; `floodmark --help` lists them",
				    argv[i]);
		} else {
			call->args[call->n_args++] = argv[i];
		}
	}
	if (*cmd == NULL)
		return err_set(err, EX_USAGE,
		    "no command; `floodmark --help` lists them");
	return check_args(*cmd, call, err);
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
	struct call call = { .filter = FILTER_ALL, .code = EX_OK };
	const struct command *cmd = NULL;
	struct err err = { 0 };
	int got;

	if (argc < 2) {
		help_all();
		return EX_USAGE;
	}
	call.args = mem_get((size_t)argc, sizeof(*call.args));
	got = call_parse(argc, argv, &cmd, &call, &err);
	if (got == 0)
		got = call_run(cmd, &call, &err);
	if (got == -1)
		complain(&err);
	strings_done(&call.entered.files);
	store_close(call.store);
	people_free(call.people);
	config_free(call.config);
	free(call.args);
	return got == -1 ? err.code : call.code;
}

#include "cmd/command.h"

#include <stdio.h>

#include "base/safe.h"
#include "cmd/output/absence.h"
#include "cmd/output/output.h"
#include "cmd/output/show_entry.h"
#include "cmd/replay/reveal.h"

struct list_options {
	struct filter filter;
	bool reveal;
};

static const struct list_options none = { .filter = FILTER_ALL };

static const struct option_place places[] = {
	{ "--from", offsetof(struct list_options, filter.from) },
	{ "--to", offsetof(struct list_options, filter.to) },
	{ "--person", offsetof(struct list_options, filter.person) },
	{ "--channel", offsetof(struct list_options, filter.channel) },
	{ "--kind", offsetof(struct list_options, filter.kind) },
	{ "--reveal", offsetof(struct list_options, reveal) },
};

const struct option_set list_options = OPTION_SET(none, places);

/* `text` is there only when it was asked for. */
static const char *const columns[] = { "id", "at", "person", "channel",
	"direction", "sender", "rule", "kind", "digest", "text" };

struct listing {
	struct call *call;
	int state;		/* only these were asked for; -1: all */
	int64_t candidates;	/* shown */
	struct output output;
	struct reveal *reveal;
};

static int
list_put(const struct incident *in, void *arg, struct err *err)
{
	struct listing *l = arg;
	char at[MOMENT_TEXT], digest[DIGEST_TEXT];
	CLEANUP(buf_done) struct buf text = { .max = 1 << 20,
		.truncate = true };

	if (l->state != -1 && (int)in->state != l->state)
		return 0;
	l->candidates += in->state == STATE_CANDIDATE;
	moment_text(in->at_ms, at);
	digest_text(&in->digest, digest);
	/* A person reads the beginning; a machine gets all of it. */
	if (l->call->format == FORMAT_TABLE)
		digest[12] = '\0';
	output_int(&l->output, in->id);
	output_text(&l->output, at);
	output_text(&l->output, in->person);
	output_text(&l->output, channel_name(in->channel));
	output_text(&l->output, direction_name(in->direction));
	output_text(&l->output, in->sender);
	output_text(&l->output, in->rule);
	/* What is listed and not counted is named as such. */
	output_text(&l->output, in->state == STATE_CANDIDATE ||
	    in->state == STATE_WITHDRAWN ? state_name(in->state) : in->kind);
	output_text(&l->output, digest);
	if (l->reveal == NULL)
		return 0;
	if ((in->by == BY_HAND ? show_entry_text(l->call->store, in, &text,
	    err) : reveal_line(l->reveal, l->call->store, in, &text, err)) ==
	    -1)
		return -1;
	output_text(&l->output, buf_str(&text));
	return 0;
}

/* What the list shows as a kind can be asked for as one. */
static void
ask_state(struct listing *l, struct filter *f)
{
	enum state state;

	if (f->kind == NULL || !state_parse(f->kind, &state) ||
	    (state != STATE_CANDIDATE && state != STATE_WITHDRAWN))
		return;
	l->state = (int)state;
	f->kind = NULL;
}

int
cmd_list(struct call *call, struct err *err)
{
	struct listing l = { .call = call, .state = -1 };
	const struct list_options *o = call->options;
	struct filter filter = o->filter;
	int got;

	ask_state(&l, &filter);
	if (o->reveal && reveal_open(call, &l.reveal, err) == -1)
		return -1;
	output_open(&l.output, call->format, columns, o->reveal ? 10 : 9);
	got = incident_list(call->store, &filter, list_put, &l, err);
	output_close(&l.output, NULL);
	if (got == 0 && call->format == FORMAT_TABLE && l.output.rows == 0)
		got = absence_print(call->store, &o->filter,
		    o->filter.kind == NULL ? "incidents" :
		    "incidents of that kind", err);
	if (got == 0 && call->format == FORMAT_TABLE && l.candidates > 0 &&
	    l.state == STATE_CANDIDATE)
		printf("\nThese are not counted.  `floodmark show ID` says why "
		    "each is here,\n`floodmark confirm ID` counts one.\n");
	reveal_close(l.reveal);
	return got;
}

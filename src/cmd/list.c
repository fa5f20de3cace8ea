#include "cmd/command.h"

#include <string.h>

#include "base/safe.h"
#include "cmd/reveal.h"
#include "cmd/sheet.h"

/* `text` is there only when it was asked for. */
static const char *const columns[] = { "id", "at", "person", "channel",
	"direction", "sender", "rule", "kind", "digest", "text" };

struct listing {
	struct call *call;
	bool candidates;	/* only these were asked for */
	struct sheet sheet;
	struct reveal *reveal;
};

/* A candidate is named as such: it is listed and not counted. */
static const char *
kind_shown(const struct incident *in)
{
	return in->state == STATE_CANDIDATE ? "candidate" : in->kind;
}

static int
put(const struct incident *in, void *arg, struct err *err)
{
	struct listing *l = arg;
	char at[MOMENT_TEXT], digest[DIGEST_TEXT];
	CLEANUP(buf_done) struct buf text = { .max = 1 << 20,
		.truncate = true };

	if (l->candidates && in->state != STATE_CANDIDATE)
		return 0;
	moment_text(in->at_ms, at);
	digest_text(&in->digest, digest);
	/* A person reads the beginning; a machine gets all of it. */
	if (l->call->format == FORMAT_TABLE)
		digest[12] = '\0';
	sheet_int(&l->sheet, in->id);
	sheet_text(&l->sheet, at);
	sheet_text(&l->sheet, in->person);
	sheet_text(&l->sheet, channel_name(in->channel));
	sheet_text(&l->sheet, direction_name(in->direction));
	sheet_text(&l->sheet, in->sender);
	sheet_text(&l->sheet, in->rule);
	sheet_text(&l->sheet, kind_shown(in));
	sheet_text(&l->sheet, digest);
	if (l->reveal == NULL)
		return 0;
	if (reveal_line(l->reveal, l->call->store, in, &text, err) == -1)
		return -1;
	sheet_text(&l->sheet, buf_str(&text));
	return 0;
}

int
cmd_list(struct call *call, struct err *err)
{
	struct listing l = { .call = call };
	struct filter filter = call->filter;
	int got;

	/* What the list shows as a kind can be asked for as one. */
	if (filter.kind != NULL && strcmp(filter.kind, "candidate") == 0) {
		l.candidates = true;
		filter.kind = NULL;
	}

	if (call->reveal && reveal_open(call, &l.reveal, err) == -1)
		return -1;
	sheet_open(&l.sheet, call->format, columns, call->reveal ? 10 : 9);
	got = incident_list(call->store, &filter, put, &l, err);
	sheet_close(&l.sheet, got == 0 ? "no incidents" : NULL);
	reveal_close(l.reveal);
	return got;
}

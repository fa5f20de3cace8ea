#include "run/alert/alert_payload.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"

#define PAYLOAD_BYTES ((size_t)1 << 20)	/* 40 flags have far less */

struct alert_payload {
	const struct alert *alert;
	int64_t after, newest, total;
	int worst;		/* index into levels; -1: no level */
	json_t *flags;
};

/* A digest is as grave as its gravest flag. */
static const char *const levels[] = { "easing", "noted", "raised", "flood" };

#define LEVELS ((int)(sizeof(levels) / sizeof(levels[0])))

/* The word, or the word and more behind a dash. */
static bool
begins(const char *kind, const char *word)
{
	size_t n = strlen(word);

	return strncmp(kind, word, n) == 0 &&
	    (kind[n] == '\0' || kind[n] == '-');
}

static bool
wanted(const struct alert *a, const struct escalation *e)
{
	for (size_t i = 0; i < a->at.n; i++) {
		const char *word = a->at.at[i];

		if (strcmp(word, "milestone") == 0)
			word = "breach";	/* contact after one */
		/* "new-channel" wants "new-channel-sms", too */
		if (strcmp(word, e->level) == 0 || begins(e->kind, word))
			return true;
	}
	return a->at.n == 0;
}

static json_t *
flag_json(const struct escalation *e)
{
	char day[DAY_TEXT];
	json_t *o;

	day_text(e->day, day);
	o = json_pack("{s:s,s:s,s:s,s:s,s:I,s:f,s:f,s:s}", "day", day,
	    "person", e->person, "kind", e->kind, "level", e->level,
	    "count", (json_int_t)e->count, "usual", e->usual,
	    "limit", e->limit, "reason", e->reason);
	if (o == NULL)
		abort();	/* no memory */
	return o;
}

static int
take(const struct escalation *e, void *arg, struct err *err)
{
	struct alert_payload *n = arg;

	(void)err;
	n->newest = e->id > n->newest ? e->id : n->newest;
	if (e->id <= n->after || !wanted(n->alert, e) ||
	    e->day.n < day_of(e->recorded_ms).n - PAYLOAD_DAYS)
		return 0;
	n->total++;
	for (int i = n->worst + 1; i < LEVELS; i++)
		if (strcmp(e->level, levels[i]) == 0)
			n->worst = i;
	json_array_append_new(n->flags, flag_json(e));
	if (json_array_size(n->flags) > PAYLOAD_FLAGS)
		json_array_remove(n->flags, 0);
	return 0;
}

int
alert_payload_read(struct store *st, const struct alert *alert, int64_t after,
    struct alert_payload **out, struct err *err)
{
	CLEANUP(alert_payload_free) struct alert_payload *n = mem_get(1,
	    sizeof(*n));

	*n = (struct alert_payload){ .alert = alert, .after = after,
	    .worst = -1,
		.flags = json_array() };
	if (outbox_list(st, take, n, err) == -1)
		return -1;
	*out = n;
	n = NULL;
	return 0;
}

void
alert_payload_free(struct alert_payload **at)
{
	if (*at != NULL)
		json_decref((*at)->flags);
	free(*at);
	*at = NULL;
}

int64_t
alert_payload_total(const struct alert_payload *n)
{
	return n->total;
}

int64_t
alert_payload_newest(const struct alert_payload *n)
{
	return n->newest;
}

static int
dump_more(const char *text, size_t len, void *arg)
{
	buf_add(arg, text, len);
	return 0;
}

/* Into memory of ours: where json_dumps has none left, it leaves out a key
 * and says nothing. */
char *
alert_payload_json(const struct alert_payload *n)
{
	struct buf text = { .max = PAYLOAD_BYTES };
	json_t *o = json_pack("{s:I,s:s,s:O}", "total",
	    (json_int_t)n->total, "level", n->worst < 0 ? "" :
	    levels[n->worst], "flags", n->flags);

	if (o == NULL || json_dump_callback(o, dump_more, &text,
	    JSON_COMPACT | JSON_REAL_PRECISION(6)) == -1 || text.over)
		abort();	/* no memory */
	json_decref(o);
	buf_str(&text);
	return text.at;
}

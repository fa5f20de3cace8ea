#include "run/alert/alert_payload.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "detect/kinds.h"

#define PAYLOAD_BYTES ((size_t)1 << 20)	/* 40 flags have far less */

struct alert_payload {
	const struct alert *alert;
	int64_t after, newest, total;
	const struct flag_level *worst;	/* NULL: none is grave */
	struct json *flags;
};

static bool
wanted(const struct alert *a, const struct escalation *e)
{
	for (size_t i = 0; i < a->at.n; i++)
		if (flag_is_of(a->at.at[i], e->kind, e->level))
			return true;
	return a->at.n == 0;
}

/* An alert is as grave as its gravest flag. */
static void
weigh(struct alert_payload *n, const char *level)
{
	const struct flag_level *l = level_of(level);

	if (l != NULL && l->rank > (n->worst == NULL ? 0 : n->worst->rank))
		n->worst = l;
}

static struct json *
flag_json(const struct escalation *e)
{
	struct json *o = json_new_object();
	char day[DAY_TEXT];

	day_text(e->day, day);
	json_set_text(o, "day", day);
	json_set_text(o, "person", e->person);
	json_set_text(o, "kind", e->kind);
	json_set_text(o, "level", e->level);
	json_set_int(o, "count", e->count);
	json_set(o, "usual", json_new_real(e->usual));
	json_set(o, "limit", json_new_real(e->limit));
	json_set_text(o, "reason", e->reason);
	return o;
}

static int
payload_take(const struct escalation *e, void *arg, struct err *err)
{
	struct alert_payload *n = arg;

	(void)err;
	n->newest = e->id > n->newest ? e->id : n->newest;
	if (e->id <= n->after || !wanted(n->alert, e) ||
	    e->day.n < day_of(e->recorded_ms).n - PAYLOAD_DAYS)
		return 0;
	n->total++;
	weigh(n, e->level);
	json_add(n->flags, flag_json(e));
	json_keep_last(n->flags, PAYLOAD_FLAGS);
	return 0;
}

int
alert_payload_read(struct store *st, const struct alert *alert, int64_t after,
    struct alert_payload **out, struct err *err)
{
	CLEANUP(alert_payload_free) struct alert_payload *n = mem_get(1,
	    sizeof(*n));

	*n = (struct alert_payload){ .alert = alert, .after = after,
	    .flags = json_new_array() };
	if (outbox_list(st, payload_take, n, err) == -1)
		return -1;
	*out = n;
	n = NULL;
	return 0;
}

void
alert_payload_free(struct alert_payload **at)
{
	if (*at != NULL)
		json_free(&(*at)->flags);
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

char *
alert_payload_json(const struct alert_payload *n)
{
	CLEANUP(json_free) struct json *o = json_new_object();
	struct buf text = { .max = PAYLOAD_BYTES };

	json_set_int(o, "total", n->total);
	json_set_text(o, "level", n->worst == NULL ? "" : n->worst->name);
	json_set(o, "flags", json_share(n->flags));
	json_write(o, JSON_FORM_LINE, &text);
	if (text.over)
		abort();
	buf_str(&text);
	return text.at;
}

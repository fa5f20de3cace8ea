#include "run/alert/alert_payload.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "detect/kinds.h"

#define PAYLOAD_BYTES ((size_t)1 << 20)	/* 40 flags have far less */

struct alert_payload {
	const struct alert *alert;
	int64_t after, newest, total;
	const struct flag_level *worst;	/* NULL: none is grave */
	json_t *flags;
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
		.flags = json_array() };
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
payload_dump(const char *text, size_t len, void *arg)
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
	    (json_int_t)n->total, "level", n->worst == NULL ? "" :
	    n->worst->name, "flags", n->flags);

	if (o == NULL || json_dump_callback(o, payload_dump, &text,
	    JSON_COMPACT | JSON_REAL_PRECISION(6)) == -1 || text.over)
		abort();	/* no memory */
	json_decref(o);
	buf_str(&text);
	return text.at;
}

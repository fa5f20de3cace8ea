#include "cmd/around.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/safe.h"
#include "bundle/befores.h"

static int
count(const struct incident *i, void *arg, struct err *err)
{
	(void)err;
	befores_count(arg, i);
	return 0;
}

/* Days [from, to) of the cells, and how many of them tell too little. */
static void
put_rate(const struct cells *c, int64_t n, int from, int to)
{
	int vague = 0;

	for (int i = from; i < to; i++)
		vague += c->coverage[i].what != COVERAGE_FULL;
	if (to <= from)
		return;
	printf(" (%.1f a day over %d day%s", (double)n / (to - from),
	    to - from, to - from == 1 ? "" : "s");
	if (vague > 0)
		printf(", %d of them not fully collected", vague);
	putchar(')');
}

static void
put_head(const struct before *b)
{
	static const char *const words[] = {
		[BEFORE_KNOWN] = "known from",
		[BEFORE_KNOWN_DAY] = "known from",
		[BEFORE_MADE] = "made on",
	};
	CLEANUP(buf_done) struct buf label = { .max = 600, .truncate = true };
	char text[MOMENT_TEXT];

	safe_text(&label, span_str(b->type), SAFE_ONE_LINE);
	if (b->person[0] != '\0') {
		buf_add_str(&label, ", ");
		safe_text(&label, span_str(b->person), SAFE_ONE_LINE);
	}
	if (b->from == BEFORE_KNOWN)
		moment_text(b->from_ms, text);
	else
		day_text(b->day, text);
	printf("\n%s (%s %s):\n    ", buf_str(&label), words[b->from], text);
}

static void
put(const struct cells *c, const struct before *b)
{
	int n = cells_days(c), at = b->day.n - c->first.n;
	int end = at + (b->from == BEFORE_KNOWN);

	at = at < 0 ? 0 : at > n ? n : at;
	end = end < 0 ? 0 : end > n ? n : end;
	put_head(b);
	printf("%" PRId64 " in before", b->before);
	put_rate(c, b->before, 0, end);
	printf(", %" PRId64 " from then on", b->after);
	put_rate(c, b->after, at, n);
	if (b->on_day > 0)
		printf("; %" PRId64 " of the later ones on the day itself, "
		    "whose time is not known", b->on_day);
	putchar('\n');
}

int
around_print(const struct call *call, const struct cells *c, struct err *err)
{
	CLEANUP(befores_done) struct befores all = { 0 };
	struct filter f = call->filter;

	f.from = c->first;
	f.to = c->last;
	if (befores_read(call->store, f.person, &all, err) != 0)
		return -1;
	if (all.n == 0)
		return 0;
	if (incident_list(call->store, &f, count, &all, err) == -1)
		return -1;
	for (size_t i = 0; i < all.n; i++)
		if (all.at[i].from != BEFORE_NEVER &&
		    all.at[i].day.n >= c->first.n &&
		    all.at[i].day.n <= c->last.n)
			put(c, &all.at[i]);
	return 0;
}

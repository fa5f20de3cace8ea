#include "cmd/output/before_after.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/safe.h"
#include "draw/dates.h"

void
before_after_sides(const struct cells *c, const struct before_after *b,
    struct side *before, struct side *after)
{
	int n = cells_days(c), at = b->day.n - c->first.n;
	int end = at + (b->from == BEFORE_KNOWN);

	*before = (struct side){ 0, end < 0 ? 0 : end > n ? n : end };
	*after = (struct side){ at < 0 ? 0 : at > n ? n : at, n };
}

static int
before_after_count(const struct incident *i, void *arg, struct err *err)
{
	(void)err;
	before_afters_count(arg, i);
	return 0;
}

/* "409 in, 4.8 a day over 85 days (1 not fully collected)" */
static void
side_put(const struct cells *c, const struct side *s, int64_t n,
    const char *words)
{
	int days = s->to - s->from, vague = 0;

	for (int i = s->from; i < s->to; i++)
		vague += c->coverage[i] != COVERAGE_FULL;
	printf("    %s  ", words);
	if (days == 0) {
		printf("none of the days looked at\n");
		return;
	}
	if (n == 0 && cells_coverage(c, s->from, s->to) == COVERAGE_NONE) {
		printf("not known: nothing was collected on %s\n",
		    days == 1 ? "that day" : "those days");
		return;
	}
	printf("%" PRId64 " in, %.1f a day over %d day%s", n,
	    (double)n / days, days, days == 1 ? "" : "s");
	if (vague > 0)
		printf(" (%d not fully collected)", vague);
	putchar('\n');
}

static void
before_after_head(const struct before_after *b)
{
	static const char *const words[] = {
		[BEFORE_KNOWN] = "known from",
		[BEFORE_KNOWN_DAY] = "known from",
		[BEFORE_MADE] = "made on",
	};
	CLEANUP(buf_done) struct buf label = { .max = 600, .truncate = true };
	char text[DATES_TEXT];

	safe_text(&label, span_str(b->type), SAFE_ONE_LINE);
	if (b->person[0] != '\0') {
		buf_add_str(&label, ", ");
		safe_text(&label, span_str(b->person), SAFE_ONE_LINE);
	}
	if (b->from == BEFORE_KNOWN)
		dates_minute(b->from_ms, text);
	else
		dates_long(b->day, text);
	printf("%s (%s %s)\n", buf_str(&label), words[b->from], text);
}

/* What came after, told as people ask for it. */
static void
put_more(const struct before_after *b)
{
	char text[DATES_TEXT];

	if (b->on_day > 0)
		printf("    %" PRId64 " of the later ones on the day itself, "
		    "at a time that may be before it\n", b->on_day);
	if (b->next_ms != MOMENT_NONE) {
		if (b->next_exact)
			dates_minute(b->next_ms, text);
		else
			dates_long(day_of(b->next_ms), text);
		printf("    the first from then on: %s\n", text);
	}
	if (b->out_before + b->out_after > 0)
		printf("    your own: %" PRId64 " before, %" PRId64 " from "
		    "then on\n", b->out_before, b->out_after);
}

void
before_after_put(const struct cells *c, const struct before_after *b)
{
	struct side before, after;

	before_after_sides(c, b, &before, &after);
	before_after_head(b);
	side_put(c, &before, b->before, "before:      ");
	side_put(c, &after, b->after, "from then on:");
	put_more(b);
}

static bool
is_in_question(const struct filter *f, const struct cells *c,
    const struct before_after *b)
{
	return b->from != BEFORE_NEVER &&
	    (f->from.n == INT32_MIN || b->day.n >= c->first.n) &&
	    (f->to.n == INT32_MAX || b->day.n <= c->last.n);
}

int
before_after_read(struct store *st, const struct filter *filter,
    const struct cells *c, struct before_afters *all, struct err *err)
{
	struct filter f = *filter;

	f.from = c->first;
	f.to = c->last;
	if (before_afters_read(st, f.person, all, err) != 0)
		return -1;
	return all->n == 0 ? 0 :
	    incident_list(st, &f, before_after_count, all, err);
}

int
before_after_print(struct store *st, const struct filter *f,
    const struct cells *c, struct err *err)
{
	CLEANUP(before_afters_done) struct before_afters all = { 0 };

	if (before_after_read(st, f, c, &all, err) == -1)
		return -1;
	for (size_t i = 0; i < all.n; i++)
		if (is_in_question(f, c, &all.at[i])) {
			putchar('\n');
			before_after_put(c, &all.at[i]);
		}
	return 0;
}

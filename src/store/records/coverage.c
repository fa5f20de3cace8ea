#include "store/records/coverage.h"

#include <stdlib.h>

#include "base/file.h"
#include "store/records/covered.h"
#include "store/records/missed.h"

/* What a source covers, and the days that it covers in part and whole:
 * whole ones are many, and told without asking for their hours. */
struct stretch {
	int64_t from_ms, until_ms;	/* the same: nothing */
	struct day first, last;		/* last before first: none */
	struct day first_whole, last_whole;
};

struct coverage_map {
	struct stretch *sources;
	size_t n_sources;
	struct day *missed;		/* ascending */
	size_t n_missed;
};

static const char *const names[] = {
	[COVERAGE_NONE] = "none",
	[COVERAGE_PARTIAL] = "partial",
	[COVERAGE_FULL] = "full",
};

const char *
coverage_name(enum coverage c)
{
	return c <= COVERAGE_FULL ? names[c] : "?";
}

/* What is claimed is what the ledger says, whatever stands in the table of
 * sources. */
static struct stretch
stretch_of(const struct covered *c)
{
	struct stretch t = { c->from_ms, c->until_ms, .first = { 1 },
		.first_whole = { 1 } };
	struct day *const days[COVERED_DAYS] = { &t.first, &t.first_whole,
		&t.last_whole, &t.last };

	for (int i = 0; i < COVERED_DAYS; i++)
		(void)day_parse(c->days[i], days[i]);
	return t;
}

struct coverage_map *
coverage_new(void)
{
	return mem_get(1, sizeof(struct coverage_map));
}

void
coverage_add_claim(struct coverage_map *m, const struct covered *c)
{
	struct stretch t = stretch_of(c);

	m->sources = mem_grow(m->sources, m->n_sources + 1, sizeof(t));
	m->sources[m->n_sources++] = t;
}

void
coverage_add_missed(struct coverage_map *m, struct day day)
{
	m->missed = mem_grow(m->missed, m->n_missed + 1, sizeof(*m->missed));
	m->missed[m->n_missed++] = day;
}

static int
claim_add(const struct covered *c, void *arg, struct err *err)
{
	(void)err;
	coverage_add_claim(arg, c);
	return 0;
}

static int
missed_add(const struct missed *row, void *arg, struct err *err)
{
	(void)err;
	coverage_add_missed(arg, day_of(row->at_ms != MOMENT_NONE ?
	    row->at_ms : row->recorded_ms));
	return 0;
}

static int
by_day(const void *a, const void *b)
{
	const struct day *x = a, *y = b;

	return x->n < y->n ? -1 : x->n > y->n;
}

void
coverage_seal(struct coverage_map *m)
{
	if (m->n_missed > 0)
		qsort(m->missed, m->n_missed, sizeof(*m->missed), by_day);
}

int
coverage_open(struct store *s, struct coverage_map **out, struct err *err)
{
	CLEANUP(coverage_cleanup) struct coverage_map *m = coverage_new();

	if (covered_list(s, claim_add, m, err) == -1 ||
	    missed_list(s, NULL, missed_add, m, err) == -1)
		return -1;
	coverage_seal(m);
	*out = m;
	m = NULL;
	return 0;
}

void
coverage_close(struct coverage_map *m)
{
	if (m == NULL)
		return;
	free(m->sources);
	free(m->missed);
	free(m);
}

void
coverage_cleanup(struct coverage_map **m)
{
	coverage_close(*m);
	*m = NULL;
}

static int
missed_on(const struct coverage_map *m, struct day day)
{
	size_t low = 0, high = m->n_missed;
	int n = 0;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (m->missed[mid].n < day.n)
			low = mid + 1;
		else
			high = mid;
	}
	while (low < m->n_missed && m->missed[low++].n == day.n)
		n++;
	return n;
}

static int64_t
within(int64_t ms, int64_t least, int64_t most)
{
	return ms < least ? least : ms > most ? most : ms;
}

static bool
day_within(struct day d, struct day first, struct day last)
{
	return d.n >= first.n && d.n <= last.n;
}

/* The hours that all sources cover; some may cover none. */
static void
find_hours(const struct coverage_map *m, struct day day,
    struct coverage_day *d)
{
	int64_t start = day_start_ms(day), end = day_start_ms(day_add(day, 1));

	d->from_ms = start;
	d->until_ms = end;
	for (size_t i = 0; i < m->n_sources; i++) {
		int64_t from = within(m->sources[i].from_ms, start, end);
		int64_t until = within(m->sources[i].until_ms, start, end);

		d->from_ms = from > d->from_ms ? from : d->from_ms;
		d->until_ms = until < d->until_ms ? until : d->until_ms;
	}
	if (d->until_ms < d->from_ms)
		d->until_ms = d->from_ms;
}

struct coverage_day
coverage_of(const struct coverage_map *m, struct day day)
{
	struct coverage_day d = { .missed = missed_on(m, day) };
	size_t whole = 0, some = 0;

	for (size_t i = 0; i < m->n_sources; i++) {
		const struct stretch *t = &m->sources[i];

		whole += day_within(day, t->first_whole, t->last_whole);
		some += day_within(day, t->first, t->last);
	}
	if (some == 0)
		d.what = COVERAGE_NONE;
	else if (whole == m->n_sources && d.missed == 0)
		d.what = COVERAGE_FULL;
	else
		d.what = COVERAGE_PARTIAL;
	if (d.what == COVERAGE_PARTIAL)
		find_hours(m, day, &d);
	return d;
}

static void
add_clock(struct buf *out, int64_t ms)
{
	struct clock_time at = clock_of(ms);

	buf_addf(out, "%02d:%02d", at.hour, at.minute);
}

static void
add_hours(const struct coverage_day *d, struct day day, struct buf *out)
{
	bool late = d->from_ms > day_start_ms(day);
	bool early = d->until_ms < day_start_ms(day_add(day, 1));

	if (d->from_ms == d->until_ms) {
		buf_add_str(out, "not by all accounts");
		return;
	}
	if (late) {
		buf_add_str(out, "from ");
		add_clock(out, d->from_ms);
	}
	if (early) {
		buf_add_str(out, late ? " until " : "until ");
		add_clock(out, d->until_ms);
	}
	if ((late || early) && d->missed > 0)
		buf_add_str(out, "; ");
}

void
coverage_text(const struct coverage_day *d, struct day day, struct buf *out)
{
	buf_add_str(out, coverage_name(d->what));
	if (d->what != COVERAGE_PARTIAL)
		return;
	buf_add_str(out, " (");
	add_hours(d, day, out);
	if (d->missed > 0)
		buf_addf(out, "%d message%s missed", d->missed,
		    d->missed == 1 ? "" : "s");
	buf_add_str(out, ")");
}

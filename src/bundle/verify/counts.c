/*
 * daily-counts.csv: every figure computed again from the ledger's incidents,
 * and no day, person or channel left out.
 *
 * The lines of the first day tell which (person, channel) there are; every
 * following day must have the same.  Coverage must be the same for all lines
 * of a day, and what the ledger says; one that was begun by an older program
 * does not.
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/safe.h"
#include "bundle/verify/check.h"
#include "bundle/write/counts_csv.h"
#include "bundle/write/jsonl.h"
#include "bundle/write/lines.h"
#include "bundle/write/zone.h"

/* "person,channel" as it stands in the file. */
struct pair {
	char *text;
	const struct grid_row *row;	/* NULL: no contact at all */
};

struct recount {
	struct check *c;
	struct lines lines;
	struct pair *pairs;	/* in the order of the file's first day */
	size_t n_pairs, at;	/* at: the pair the next line must have */
	size_t found;		/* rows of the grid among them */
	struct day first, day;	/* of the file, of the line in hand */
	enum coverage coverage;	/* of that day */
	struct coverage_map *map;	/* NULL: the ledger does not say */
	bool begun;
	bool known;		/* all pairs have been seen */
};

static void
recount_done(struct recount *k)
{
	lines_done(&k->lines);
	for (size_t i = 0; i < k->n_pairs; i++)
		free(k->pairs[i].text);
	free(k->pairs);
	coverage_close(k->map);
}

static int
counts_fault(struct recount *k, enum fault what, const char *text,
    struct err *err)
{
	return check_fault(k->c, what, BAG_COUNTS, k->lines.row, err, "%s",
	    text);
}

/* A line taken apart from both ends: the person between may hold commas. */
struct counted {
	struct day day;
	struct span pair;	/* person and channel */
	enum coverage coverage;
};

static bool
last_cell(struct span *line, struct span *cell)
{
	size_t n = line->len;

	while (n > 0 && line->at[n - 1] != ',')
		n--;
	if (n == 0)
		return false;
	*cell = span_from(*line, n);
	line->len = n - 1;
	return true;
}

static bool
counts_coverage(struct span s, enum coverage *out)
{
	static const enum coverage all[] = { COVERAGE_NONE, COVERAGE_PARTIAL,
		COVERAGE_FULL };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (span_eq(s, span_str(coverage_name(all[i])))) {
			*out = all[i];
			return true;
		}
	return false;
}

static bool
take_apart(struct span line, struct counted *out)
{
	struct span coverage, n_out, n_in;
	char day[DAY_TEXT] = "";

	if (!last_cell(&line, &coverage) || !last_cell(&line, &n_out) ||
	    !last_cell(&line, &n_in) || line.len < 12 || line.at[10] != ',')
		return false;
	memcpy(day, line.at, 10);
	out->pair = span_from(line, 11);
	return day_parse(day, &out->day) &&
	    counts_coverage(coverage, &out->coverage);
}

/* The next row of the grid, when the pair stands for it: both are in the
 * same order, with persons between who have no contact at all. */
static const struct grid_row *
counts_row(struct recount *k, struct span pair)
{
	CLEANUP(buf_done) struct buf text = { .max = JSONL_LINE_MAX };
	const struct grid *g = &k->c->grid;
	const struct grid_row *r;

	if (k->found == g->n_rows)
		return NULL;
	r = &g->rows[k->found];
	safe_csv(&text, span_str(r->person));
	buf_addf(&text, ",%s", channel_name(r->channel));
	if (!span_eq(buf_span(&text), pair))
		return NULL;
	k->found++;
	return r;
}

/* False: a second time, or there are too many. */
static bool
counts_pair(struct recount *k, struct span pair)
{
	for (size_t i = 0; i < k->n_pairs; i++)
		if (span_eq(pair, span_str(k->pairs[i].text)))
			return false;
	if (k->n_pairs == GRID_ROWS_MAX)
		return false;
	k->pairs = mem_grow(k->pairs, k->n_pairs + 1, sizeof(*k->pairs));
	k->pairs[k->n_pairs++] = (struct pair){ str_of(pair),
		counts_row(k, pair) };
	return true;
}

static struct cell
cell_of(const struct grid *g, const struct grid_row *r, struct day d)
{
	if (r == NULL || d.n < g->first.n || d.n > grid_last(g).n)
		return (struct cell){ 0, 0 };
	return r->days[d.n - g->first.n];
}

static int
check_figures(struct recount *k, const struct pair *pair, struct span line,
    enum coverage coverage, struct err *err)
{
	CLEANUP(buf_done) struct buf want = { .max = JSONL_LINE_MAX };
	struct cell cell = cell_of(&k->c->grid, pair->row, k->day);
	char day[DAY_TEXT];

	day_text(k->day, day);
	buf_addf(&want, "%s,%s,%d,%d,%s", day, pair->text, cell.in, cell.out,
	    coverage_name(coverage));
	if (span_eq(line, buf_span(&want)))
		return 0;
	return check_fault(k->c, FAULT_CHANGED, BAG_COUNTS, k->lines.row, err,
	    "is not what the %s says: %d in, %d out",
	    check_is_copy(k->c) ? "schedule" : "ledger", cell.in, cell.out);
}

/* Moves to the line's day; false: days are not in order without a gap. */
static bool
step_day(struct recount *k, const struct counted *n)
{
	if (!k->begun) {
		k->begun = true;
		k->first = k->day = n->day;
		k->coverage = n->coverage;
		return true;
	}
	if (n->day.n == k->day.n)
		return n->coverage == k->coverage;
	k->known = true;
	if (k->at != k->n_pairs || n->day.n != k->day.n + 1)
		return false;
	k->day = n->day;
	k->coverage = n->coverage;
	k->at = 0;
	return true;
}

/* Once a day, at its first line. */
static int
check_covered(struct recount *k, struct err *err)
{
	enum coverage is;

	if (k->map == NULL || k->at != 0)
		return 0;
	is = coverage_of(k->map, k->day).what;
	if (is == k->coverage)
		return 0;
	return check_fault(k->c, FAULT_CHANGED, BAG_COUNTS, k->lines.row, err,
	    "its coverage is not what the ledger says: %s",
	    coverage_name(is));
}

static int
counts_check_line(struct recount *k, struct span line, struct err *err)
{
	struct counted n;

	if (!take_apart(line, &n))
		return counts_fault(k, FAULT_UNREADABLE,
		    "is not a line of counts", err) != 0 ? -1 : 1;
	if (!step_day(k, &n))
		return counts_fault(k, FAULT_CHANGED,
		    "does not follow from the line "
		    "before: a line was added, removed or moved", err) != 0 ?
		    -1 : 1;
	if (check_covered(k, err) != 0)
		return -1;
	if (!k->known && !counts_pair(k, n.pair))
		return counts_fault(k, FAULT_CHANGED,
		    "has a person and channel a "
		    "second time", err) != 0 ? -1 : 1;
	if (k->at >= k->n_pairs || !span_eq(n.pair,
	    span_str(k->pairs[k->at].text)))
		return counts_fault(k, FAULT_CHANGED,
		    "has another person or channel "
		    "than the days before", err) != 0 ? -1 : 1;
	return check_figures(k, &k->pairs[k->at++], line, n.coverage, err);
}

/* What the ledger has and the file does not. */
static int
check_rest(struct recount *k, struct err *err)
{
	const struct grid *g = &k->c->grid;

	if (k->at != k->n_pairs)
		return counts_fault(k, FAULT_MISSING,
		    "is not the last: lines of "
		    "that day are missing", err);
	if (k->found < g->n_rows || (g->n_rows > 0 &&
	    (k->first.n > g->first.n || k->day.n < grid_last(g).n)))
		return check_fault(k->c, FAULT_MISSING, BAG_COUNTS, 0, err,
		    "days, persons or channels of the ledger are missing");
	return 0;
}

static int
check_lines(struct recount *k, struct err *err)
{
	CLEANUP(buf_done) struct buf head = { .max = 1024 };
	struct span line;
	int rc = lines_next(&k->lines, &line);

	counts_csv_head(&head);
	head.len--;
	if (rc <= 0 || !span_eq(line, buf_span(&head)))
		return counts_fault(k, FAULT_CHANGED, "has other columns", err);
	while ((rc = lines_next(&k->lines, &line)) > 0) {
		int bad = counts_check_line(k, line, err);

		if (bad < 0)
			return -1;
		/* Without its place a line cannot be judged, nor those
		 * after it. */
		if (bad > 0)
			return 0;
	}
	if (rc < 0)
		return counts_fault(k, FAULT_UNREADABLE,
		    "cannot be read further", err);
	if (k->lines.cut && counts_fault(k, FAULT_CHANGED,
	    "ends without a newline", err) != 0)
		return -1;
	return check_rest(k, err);
}

int
check_counts(struct check *c, struct err *err)
{
	CLEANUP(zone_back) struct zone_kept zone = zone_for_now("UTC");
	CLEANUP(recount_done) struct recount k = { .c = c };
	struct err unknown;

	(void)zone;
	k.lines.fd = -1;
	if (!check_has(c, BAG_COUNTS) ||
	    (!check_has(c, BAG_LEDGER) && !check_is_copy(c)))
		return 0;
	/* A zone that is not known here was told with the schedule. */
	if (c->claims_told && zone_use(c->info.zone, &unknown) == 0)
		k.map = check_coverage(c);
	lines_init(&k.lines, check_open(c, BAG_COUNTS), JSONL_LINE_MAX);
	return check_lines(&k, err);
}

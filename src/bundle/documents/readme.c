/*
 * READ-ME-FIRST.pdf: what a police officer reads in five minutes.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "bundle/documents/documents.h"
#include "bundle/documents/words.h"
#include "draw/dates.h"

#define PEOPLE_MAX 5		/* named on the page */
#define TOTALS_MAX 12		/* rows of the table of totals */
#define WORST_MAX 4
#define LABEL_SHOWN 60		/* bytes of a label, of a reason */
#define REASON_SHOWN 260

static const struct page_column columns[] = {
	{ { "attributed to" }, 40 },
	{ { "channel" }, 20 },
	{ { "in" }, 12, true },
	{ { "out" }, 12, true },
	{ { "first day" }, 26 },
	{ { "last day" }, 26 },
};

static const struct page_table totals = {
	columns, sizeof(columns) / sizeof(columns[0]), 1, 8.2, 13,
};

/* Cut at a whole character, with dots when something is missing. */
static void
put_short(struct buf *out, const char *s, size_t most)
{
	size_t n = strlen(s);

	if (n <= most) {
		buf_add_str(out, s);
		return;
	}
	while (most > 0 && ((unsigned char)s[most] & 0xc0) == 0x80)
		most--;
	buf_add(out, s, most);
	buf_add_str(out, " …");
}

static void
put_people(const struct facts *f, struct page *p)
{
	CLEANUP(buf_done) struct buf names = { .max = 4096 };
	size_t n = 0;
	const char *last = NULL;

	for (size_t i = 0; i < f->grid.n_rows; i++) {
		const char *person = f->grid.rows[i].person;

		if (last != NULL && strcmp(last, person) == 0)
			continue;
		last = person;
		if (n++ >= PEOPLE_MAX)
			continue;
		buf_add_str(&names, n > 1 ? "; " : "");
		put_short(&names, facts_label(f, person), LABEL_SHOWN);
	}
	if (n > PEOPLE_MAX)
		buf_addf(&names, "; and %zu more", n - PEOPLE_MAX);
	page_text(p, PAGE_BODY, "Contact attributed to: %s", n == 0 ?
	    "(nobody yet)" : buf_str(&names));
	page_text(p, PAGE_BODY, "A program, floodmark, read the mailboxes of "
	    "the person contacted, without changing them, and kept every "
	    "original.");
}

static void
put_period(const struct facts *f, struct page *p)
{
	char period[96], made[DATES_TEXT];

	documents_period(f, period);
	dates_moment(f->newest_ms, made);
	page_text(p, PAGE_BODY, "Days covered: %s (%s). Record as it stood "
	    "on %s.", period, f->request->config->timezone, made);
	page_text(p, PAGE_BODY, "Incidents listed: %lld. Contacts in: %lld, "
	    "out: %lld. Not counted: candidates %lld, withdrawn %lld, "
	    "unreadable %lld.", (long long)f->listed,
	    (long long)f->in, (long long)f->out, (long long)f->candidates,
	    (long long)f->withdrawn, (long long)f->unreadable);
	if (f->listed < f->all)
		page_text(p, PAGE_BODY, "This is a selection by days or "
		    "person: %lld of the %lld incidents of the record.",
		    (long long)f->listed, (long long)f->all);
}

static void
day_of_row(const struct facts *f, const struct grid_row *r, int from,
    int step, char out[DATES_TEXT])
{
	out[0] = '\0';
	for (int d = from; d >= 0 && d < f->grid.n; d += step)
		if (r->days[d].in > 0 || r->days[d].out > 0) {
			dates_long(day_add(f->grid.first, d), out);
			return;
		}
}

static void
put_total(const struct facts *f, struct page *p, const struct grid_row *r)
{
	char in[24], out[24], first[DATES_TEXT], last[DATES_TEXT];
	struct page_cell cells[sizeof(columns) / sizeof(columns[0])];

	snprintf(in, sizeof(in), "%lld", (long long)r->in);
	snprintf(out, sizeof(out), "%lld", (long long)r->out);
	day_of_row(f, r, 0, 1, first);
	day_of_row(f, r, f->grid.n - 1, -1, last);
	cells[0].line[0] = span_str(facts_label(f, r->person));
	cells[1].line[0] = span_str(channel_name(r->channel));
	cells[2].line[0] = span_str(in);
	cells[3].line[0] = span_str(out);
	cells[4].line[0] = span_str(first);
	cells[5].line[0] = span_str(last);
	page_row(p, cells, 0);
}

static void
put_totals(const struct facts *f, struct page *p, size_t most)
{
	size_t n = 0;

	page_gap(p, 6);
	page_table(p, &totals);
	for (size_t i = 0; i < f->grid.n_rows && n < most; i++, n++)
		put_total(f, p, &f->grid.rows[i]);
	page_table_end(p);
	if (n < f->grid.n_rows)
		page_text(p, PAGE_SMALL, "and %zu more; see "
		    "daily-counts.csv", f->grid.n_rows - n);
}

/* Days with most contacts in, the earlier first among equals. */
static int
worst_days(const struct facts *f, int worst[WORST_MAX])
{
	int n = 0;

	for (int d = 0; d < f->grid.n; d++) {
		int32_t in = grid_day(&f->grid, d).in;
		int at = n;

		while (at > 0 && grid_day(&f->grid, worst[at - 1]).in < in)
			at--;
		if (in == 0 || at == WORST_MAX)
			continue;
		n += n < WORST_MAX;
		memmove(&worst[at + 1], &worst[at],
		    (size_t)(n - 1 - at) * sizeof(worst[0]));
		worst[at] = d;
	}
	return n;
}

static void
put_worst(const struct facts *f, struct page *p)
{
	CLEANUP(buf_done) struct buf list = { .max = 4096 };
	int worst[WORST_MAX], n = worst_days(f, worst);

	for (int i = 0; i < n; i++) {
		char day[DATES_TEXT];

		dates_long(day_add(f->grid.first, worst[i]), day);
		buf_addf(&list, "%s%s: %d", i > 0 ? "; " : "", day,
		    grid_day(&f->grid, worst[i]).in);
	}
	if (n > 0)
		page_text(p, PAGE_BODY, "Days with most contacts in: %s.",
		    buf_str(&list));
}

/* The graver sort, of one sort the higher count, of these the earlier. */
static bool
is_graver(const struct fact_rise *a, const struct fact_rise *b)
{
	if (a->mark != b->mark)
		return a->mark < b->mark;
	return a->count > b->count || (a->count == b->count && a < b);
}

/* The gravest are shown, in order of days; never that contact eased. */
static bool
is_among(const struct facts *f, size_t which, size_t most)
{
	size_t before = 0;

	for (size_t i = 0; i < f->n_rises; i++)
		before += is_graver(&f->rises[i], &f->rises[which]);
	return before < most && mark_looks[f->rises[which].mark].rise;
}

/* Of a volume what stands before its odds and its arithmetic. */
static void
put_reason(struct buf *out, const char *reason)
{
	const char *odds = strstr(reason, "; ordinary ups and downs");

	if (odds != NULL && odds - reason <= REASON_SHOWN)
		buf_add(out, reason, (size_t)(odds - reason));
	else
		put_short(out, reason, REASON_SHOWN);
}

static void
readme_rises(const struct facts *f, struct page *p, size_t most)
{
	page_text(p, PAGE_HEADING, "What was flagged");
	if (f->n_rises == 0)
		page_text(p, PAGE_BODY, "Nothing was.");
	for (size_t i = 0; i < f->n_rises; i++) {
		const struct fact_rise *r = &f->rises[i];
		CLEANUP(buf_done) struct buf why = { .max = 1024 };
		char day[DATES_TEXT];

		if (!is_among(f, i, most))
			continue;
		dates_long(r->day, day);
		put_reason(&why, r->reason);
		page_text(p, PAGE_BULLET, "%s, %s: %s", day,
		    mark_looks[r->mark].words, buf_str(&why));
	}
	if (f->n_rises > most)
		page_text(p, PAGE_SMALL, "The gravest of %zu flags; all of "
		    "them are in method-and-limits.pdf.", f->n_rises);
}

static void
readme_coverage(const struct facts *f, struct page *p)
{
	page_text(p, PAGE_HEADING, "How complete it is");
	if (f->grid.n == 0)
		page_text(p, PAGE_BODY, "Nothing was collected yet.");
	page_text(p, PAGE_BODY, "Of %d days, %d were collected in full, %d "
	    "in part and %d not at all (hatched in the chart; every day in "
	    "daily-counts.csv). Only on a day collected in full does 0 mean "
	    "that none came, on the accounts that are watched.", f->grid.n,
	    f->covered[COVERAGE_FULL], f->covered[COVERAGE_PARTIAL],
	    f->covered[COVERAGE_NONE]);
	if (f->claims_differ > 0)
		page_text(p, PAGE_BODY, "Items whose own Date line is more "
		    "than 24 hours from receipt: %lld; the schedule shows "
		    "both times.", (long long)f->claims_differ);
}

/* The busiest half year, small. */
static void
put_chart(const struct facts *f, struct page *p, double height)
{
	struct chart chart = facts_chart(f);
	int panel = chart_busiest(&chart);

	if (panel < 0 || height <= 0)
		return;
	page_text(p, PAGE_HEADING, "Contacts per day%s",
	    chart_panels(&chart) > 1 ?
	    " (the busiest half year; all in chart.pdf)" : "");
	chart_key(&chart, page_canvas(p, chart_key_height(&chart,
	    page_width(p))));
	chart_panel(&chart, panel, page_canvas(p, height));
}

static const char *const contents_copy[] = {
	"schedule.pdf and .csv: every incident, with exhibit number; chart.pdf "
	"and daily-counts.csv: contacts per day",
	"method-and-limits.pdf: how the record was made, and its limits",
	"not here: the originals and the ledger, which are sealed; the digest "
	"of every original is in schedule.csv",
};

static const char *const contents[] = {
	"schedule.pdf and .csv: every incident, with exhibit number; chart.pdf "
	"and daily-counts.csv: contacts per day",
	"originals.zip: the messages as received (distressing; not needed for "
	"the counts)",
	"method-and-limits.pdf: method, limits, draft statement; ledger.jsonl: "
	"the record, each row chained to the last",
};

#define CONTENTS (sizeof(contents) / sizeof(contents[0]))

_Static_assert(sizeof(contents) == sizeof(contents_copy), "one list or the "
    "other");

static void
put_contents(const struct facts *f, struct page *p)
{
	const char *const *list = f->request->redact ? contents_copy :
	    contents;

	page_text(p, PAGE_HEADING, "What is in the folder data/");
	for (size_t i = 0; i < CONTENTS; i++)
		page_text(p, PAGE_BULLET, "%s", list[i]);
}

/* How much is said: the first that leaves a page, with room for the chart
 * where it wants one. */
static const struct room {
	size_t totals, before_after, rises;
	bool chart;
} rooms[] = {
	{ TOTALS_MAX, 6, 8, true }, { TOTALS_MAX, 6, 4, true },
	{ TOTALS_MAX, 6, 2, true }, { 8, 4, 2, true }, { 5, 3, 2, true },
	{ TOTALS_MAX, 6, 8, false }, { 8, 4, 3, false }, { 4, 3, 1, false },
	{ 1, 1, 0, false },
};

#define CHART_LEAST 80.0
#define CHART_MOST 170.0
/* Heading and key of up to three lines, and what the last heading wants below
 * itself. */
#define CHART_HEAD 76

/* The command, and the one thing it cannot tell by itself. */
static void
readme_signature(const struct facts *f, struct page *p)
{
	const char *key = facts_signing(f);

	if (f->request->key == NULL || f->request->redact || key == NULL)
		return;
	words_print(p, words_signed);
	page_text(p, PAGE_SMALL, "The key is %s. Compare that with a "
	    "fingerprint the person gave you by another way.", key);
}

/* Of which row, and of when: the command has to be told both. */
static void
put_timestamp(const struct facts *f, struct page *p)
{
	const struct stamps_one *s = stamps_newest(&f->stamps, NULL);
	char at[DATES_TEXT];

	if (s == NULL || s->at_ms == MOMENT_NONE)
		return;
	if (!f->stamp_shown) {
		page_text(p, PAGE_SMALL, "Timestamps of the ledger are in "
		    "originals.zip: see method-and-limits.pdf.");
		return;
	}
	dates_moment(s->at_ms, at);
	/* Two lines of ours: the page would break one at a hyphen, and what
	 * is copied from there would be two names. */
	page_text(p, PAGE_CODE, "openssl ts -verify -digest $(sed -n %lldp "
	    "data/ledger.jsonl | cut -c10-73) \\", (long long)s->seq);
	page_text(p, PAGE_CODE, "    -in timestamp.tsr -CAfile "
	    "timestamp-authority.pem -attime %lld",
	    (long long)s->at_ms / 1000);
	page_text(p, PAGE_SMALL, "It must say \"Verification: OK\": by the "
	    "word of %s the ledger up to row %lld was there on %s. Get that "
	    "authority's certificate from itself, and compare.", s->name,
	    (long long)s->seq, at);
}

/* What is left of the first page, below nought when it was not enough. */
static int
compose(const struct facts *f, const struct room *room, double chart,
    struct out *out, double *left, struct err *err)
{
	struct documents_foot foot;
	struct page_setup setup = { "Read me first", NULL, foot.text,
		f->newest_ms, false, documents_notice(f) };
	CLEANUP(page_drop) struct page *p = NULL;
	int pages, rc;

	documents_foot(f, &foot);
	if (page_open(out, &setup, &p, err) != 0)
		return -1;
	page_text(p, PAGE_TITLE, "Read me first: a log of unwanted contact");
	put_people(f, p);
	put_period(f, p);
	put_totals(f, p, room->totals);
	put_worst(f, p);
	before_afters_print(f, p, room->before_after);
	put_chart(f, p, chart);
	readme_rises(f, p, room->rises);
	readme_coverage(f, p);
	page_text(p, PAGE_HEADING, "What this does not prove");
	words_print(p, words_limits);
	put_contents(f, p);
	page_text(p, PAGE_HEADING, "How to check it");
	words_print(p, f->request->redact ? words_check_copy : words_check);
	readme_signature(f, p);
	put_timestamp(f, p);
	words_print(p, words_for(f->request->config->country)->help);
	*left = page_left(p);
	rc = page_close(&p, &pages, err);
	*left = pages > 1 ? -1 : *left;
	return rc;
}

static int
left_with(const struct facts *f, const struct room *room, double *left,
    struct err *err)
{
	CLEANUP(out_drop) struct out *sink = NULL;

	if (out_open(NULL, &sink, err) != 0)
		return -1;
	return compose(f, room, 0, sink, left, err);
}

int
readme_write(const struct facts *f, struct out *out, struct err *err)
{
	size_t n = sizeof(rooms) / sizeof(rooms[0]), i = 0;
	double left = 0, chart = 0;

	for (; i < n; i++) {
		if (left_with(f, &rooms[i], &left, err) != 0)
			return -1;
		if (left >= (rooms[i].chart ? CHART_HEAD + CHART_LEAST : 0) ||
		    i == n - 1)
			break;
	}
	if (rooms[i].chart)
		chart = left - CHART_HEAD < CHART_MOST ? left - CHART_HEAD :
		    CHART_MOST;
	return compose(f, &rooms[i], chart, out, &left, err);
}

/*
 * schedule.pdf: the schedule on paper, about 25 incidents a page.
 */
#include <stdio.h>
#include <string.h>

#include "bundle/documents/documents.h"
#include "bundle/write/schedule.h"
#include "draw/dates.h"
#include "read/text/charset.h"

static const struct page_column columns[] = {
	{ { "exhibit", "id" }, 48 },
	{ { "received", "the same in UTC" }, 112 },
	{ { "channel", "direction" }, 48 },
	{ { "sender as it stands in the item",
	    "attributed to whom, and by what" }, 262 },
	{ { "kind", "rule" }, 74 },
	{ { "state", "flags" }, 102 },
	{ { "sender's Date, UTC", "if over 24 h off" }, 92 },
	{ { "SHA-256 digest", "first 16 digits" }, 84 },
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* In the order of the columns. */
enum { EXHIBIT, RECEIVED, CHANNEL, SENDER, KIND, STATE, CLAIMED, DIGEST };

/* The second with a line of text below the sender. */
static const struct page_table plain = { columns, COLUMNS, 2, 6.6, 19, true };
static const struct page_table revealed = { columns, COLUMNS, 3, 6.6, 27,
	true };

/* Of a text nobody sees more on paper; all of it is in schedule.csv. */
#define TEXT_SHOWN 400

struct schedule_listing {
	const struct facts *facts;
	struct store *store;
	struct page *page;
	int64_t n;		/* of all incidents */
	struct day month;	/* first day of the month last marked */
	struct day day;		/* of the row above */
	struct buf cell[COLUMNS][PAGE_LINES];
	struct buf text;	/* of the message at hand */
};

static void
listing_done(struct schedule_listing *l)
{
	for (size_t c = 0; c < COLUMNS; c++)
		for (int n = 0; n < PAGE_LINES; n++)
			buf_done(&l->cell[c][n]);
	buf_done(&l->text);
	page_drop(&l->page);
}

/* "2026-05-14 08:02:11 +01:00": a T helps no reader. */
static void
print_moment(struct buf *out, int64_t moment_ms, bool utc)
{
	char text[MOMENT_TEXT];

	(utc ? moment_text_utc : moment_text)(moment_ms, text);
	text[10] = ' ';
	buf_add_str(out, text);
}

static const char *
state_words(enum state s)
{
	return s == STATE_CONTACT ? "contact" :
	    s == STATE_CANDIDATE ? "candidate: not counted" :
	    s == STATE_WITHDRAWN ? "withdrawn: not counted" :
	    "unreadable: not counted";
}

static void
fill_cells(struct schedule_listing *l, const struct incident *i)
{
	struct buf (*b)[PAGE_LINES] = l->cell;
	char hex[DIGEST_TEXT];

	for (size_t c = 0; c < COLUMNS; c++)
		for (int n = 0; n < PAGE_LINES; n++)
			buf_reset(&b[c][n]);
	schedule_exhibit(&b[EXHIBIT][0], l->facts->request->config->initials,
	    l->n);
	buf_addf(&b[EXHIBIT][1], "%lld", (long long)i->id);
	print_moment(&b[RECEIVED][0], i->at_ms, false);
	print_moment(&b[RECEIVED][1], i->at_ms, true);
	buf_add_str(&b[CHANNEL][0], channel_name(i->channel));
	buf_add_str(&b[CHANNEL][1], direction_name(i->direction));
	buf_add_str(&b[SENDER][0], i->sender);
	if (i->person[0] != '\0')
		buf_addf(&b[SENDER][1], "%s, by ",
		    facts_label(l->facts, i->person));
	schedule_why(&b[SENDER][1], i);
	buf_add_str(&b[KIND][0], i->kind);
	buf_add_str(&b[KIND][1], i->rule);
	buf_add_str(&b[STATE][0], state_words(i->state));
	schedule_flags(&b[STATE][1], i);
	if (schedule_claim_differs(i))
		print_moment(&b[CLAIMED][0], i->claimed_ms, true);
	digest_text(&i->digest, hex);
	buf_add(&b[DIGEST][0], hex, 16);
}

/* Of what it says as much as a line takes, and no more is looked at. */
static int
fill_text(struct schedule_listing *l, struct store *store,
    const struct incident *i, struct err *err)
{
	const struct bundle_request *r = l->facts->request;

	buf_reset(&l->text);
	if (r->text(r->text_arg, store, i, &l->text, err) == -1)
		return -1;
	buf_add_span(&l->cell[SENDER][2], charset_cut(buf_span(&l->text),
	    TEXT_SHOWN));
	return 0;
}

/* A side bar entry where a month begins. */
static void
mark_month(struct schedule_listing *l, struct day day)
{
	int y, m, d;
	struct day month;
	char text[DATES_TEXT];

	day_to_civil(day, &y, &m, &d);
	month = day_from_civil(y, m, 1);
	if (l->month.n == month.n)
		return;
	l->month = month;
	dates_short(month, true, text);
	page_mark(l->page, text);
}

static int
put_incident(const struct incident *i, void *arg, struct err *err)
{
	struct schedule_listing *l = arg;
	struct page_cell cells[COLUMNS];
	struct incident shown = *i;

	l->n++;
	if (!schedule_selects(&l->facts->filter, i))
		return 0;
	facts_show(l->facts, &shown);
	fill_cells(l, &shown);
	if (l->facts->request->text != NULL && fill_text(l, l->store, i,
	    err) == -1)
		return -1;
	for (size_t c = 0; c < COLUMNS; c++)
		for (int n = 0; n < PAGE_LINES; n++)
			cells[c].line[n] = buf_span(&l->cell[c][n]);
	page_row(l->page, cells,
	    (i->state != STATE_CONTACT ? PAGE_ROW_MUTED : 0) |
	    (i->day.n != l->day.n ? PAGE_ROW_GROUP : 0));
	l->day = i->day;
	mark_month(l, i->day);
	return 0;
}

static const struct page_table *
table_of(const struct facts *f)
{
	return f->request->text != NULL ? &revealed : &plain;
}

static int64_t
pages_for(const struct page_table *table, int64_t rows)
{
	int64_t each = page_table_rows(true, table);

	return rows <= 0 ? 1 : (rows + each - 1) / each;
}

static void
put_header(const struct facts *f, struct buf *out)
{
	char period[96];

	documents_period(f, period);
	buf_addf(out, "Schedule of incidents, %s. \"received\" in %s. "
	    "\"Attributed to\" is not \"sent by\". A strong line begins a "
	    "day. Shaded rows are not counted. All in full: schedule.csv.",
	    period, f->request->config->timezone);
}

int
schedule_pdf_write(struct store *store, const struct facts *f,
    struct out *out, struct err *err)
{
	struct filter all = FILTER_ALL;
	struct documents_foot foot;
	CLEANUP(listing_done) struct schedule_listing l = { .facts = f,
		.store = store, .month = { INT32_MIN },
		.day = { INT32_MIN } };
	struct page_setup setup = { "Schedule of incidents", NULL, foot.text,
		f->newest_ms, true, documents_notice(f),
		pages_for(table_of(f), f->listed) };
	CLEANUP(buf_done) struct buf header = { .max = 1024 };

	documents_foot(f, &foot);
	put_header(f, &header);
	setup.header = buf_str(&header);
	for (size_t c = 0; c < COLUMNS; c++)
		for (int n = 0; n < PAGE_LINES; n++)
			buf_init(&l.cell[c][n], 4096);
	buf_init(&l.text, SCHEDULE_TEXT_MAX);
	l.text.truncate = true;
	if (page_open(out, &setup, &l.page, err) != 0)
		return -1;
	page_table(l.page, table_of(f));
	if (incident_list(store, &all, put_incident, &l, err) != 0)
		return -1;
	page_table_end(l.page);
	return page_close(&l.page, NULL, err);
}

/*
 * The table of contacts before and after each milestone, on the first page
 * and in method-and-limits.pdf.
 */
#include <stdio.h>

#include "bundle/documents/documents.h"
#include "draw/dates.h"

static const struct page_column columns[] = {
	{ { "milestone", "by whom, reference" }, 52 },
	{ { "counted from" }, 62 },
	{ { "before", "a day" }, 22, true },
	{ { "from then on", "a day" }, 32, true },
	{ { "first from then on" }, 48 },
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))
#define CELL 200

static const struct page_table table = { columns, COLUMNS, 2, 7.6, 20.5 };

struct row {
	char text[COLUMNS][PAGE_LINES][CELL];
};

/* "3.4" with whole numbers only: the same in every locale. */
static void
put_rate(int64_t n, int64_t days, char out[CELL])
{
	int64_t tenths;

	out[0] = '\0';
	if (days <= 0)
		return;
	tenths = (n * 10 + days / 2) / days;
	snprintf(out, CELL, "%lld.%lld", (long long)(tenths / 10),
	    (long long)(tenths % 10));
}

static void
put_what(const struct facts *f, const struct before_after *b, struct row *r)
{
	snprintf(r->text[0][0], CELL, "%s%s%s", b->type,
	    b->person[0] == '\0' ? "" : ", ",
	    b->person[0] == '\0' ? "" : facts_label(f, b->person));
	snprintf(r->text[0][1], CELL, "%s%s%s", b->issuer,
	    b->issuer[0] != '\0' && b->reference[0] != '\0' ? ", " : "",
	    b->reference);
}

static void
print_from(const struct before_after *b, struct row *r)
{
	char *line = r->text[1][0], *below = r->text[1][1];

	if (b->from == BEFORE_NEVER) {
		snprintf(line, CELL, "no date is known");
		return;
	}
	if (b->from == BEFORE_KNOWN) {
		dates_minute(b->from_ms, line);
		if (b->on_day > 0)
			snprintf(below, CELL, "%lld that day, hour not known",
			    (long long)b->on_day);
		return;
	}
	dates_long(b->day, line);
	snprintf(below, CELL, "%s, hour not known; %lld that day",
	    b->from == BEFORE_MADE ? "made" : "known",
	    (long long)b->on_day);
}

/* A side without a day of the grid is no zero. */
static void
print_side(int64_t n, bool has_days, char out[CELL])
{
	if (has_days || n > 0)
		snprintf(out, CELL, "%lld", (long long)n);
	else
		snprintf(out, CELL, "-");
}

/* Days of the grid on either side; the milestone's own is after it, and
 * before it, too, when its moment is known. */
static void
put_counts(const struct facts *f, const struct before_after *b, struct row *r)
{
	int own = b->from == BEFORE_KNOWN;
	int64_t last = grid_last(&f->grid).n, first = f->grid.first.n;

	if (b->from == BEFORE_NEVER)
		return;
	print_side(b->before, b->day.n + own > first, r->text[2][0]);
	print_side(b->after, b->day.n <= last, r->text[3][0]);
	if (f->grid.n > 0 && b->day.n > first && b->day.n <= last) {
		put_rate(b->before, b->day.n - first + own, r->text[2][1]);
		put_rate(b->after, last - b->day.n + 1, r->text[3][1]);
	}
	if (b->next_ms == MOMENT_NONE)
		snprintf(r->text[4][0], CELL, "none recorded");
	else if (b->next_exact)
		dates_minute(b->next_ms, r->text[4][0]);
	else
		dates_long(day_of(b->next_ms), r->text[4][0]);
}

static void
print_before_after(const struct facts *f, struct page *p,
    const struct before_after *b)
{
	struct row r = { 0 };
	struct page_cell cells[COLUMNS];

	put_what(f, b, &r);
	print_from(b, &r);
	put_counts(f, b, &r);
	for (size_t c = 0; c < COLUMNS; c++)
		for (int l = 0; l < PAGE_LINES; l++)
			cells[c].line[l] = span_str(r.text[c][l]);
	page_row(p, cells, 0);
}

void
before_afters_print(const struct facts *f, struct page *p, size_t most)
{
	size_t n = f->before_after.n < most ? f->before_after.n : most;

	page_text(p, PAGE_HEADING, "Contacts in, before and after each "
	    "milestone");
	if (f->before_after.n == 0)
		page_text(p, PAGE_BODY, "No milestone was entered, such as "
		    "being asked to stop or a notice or order served.");
	if (n == 0)
		return;
	page_gap(p, 3);
	page_table(p, &table);
	/* The newest ones, when there is not room for all. */
	for (size_t i = f->before_after.n - n; i < f->before_after.n; i++)
		print_before_after(f, p, &f->before_after.at[i]);
	page_table_end(p);
	if (n < f->before_after.n)
		page_text(p, PAGE_SMALL, "and %zu earlier; see "
		    "method-and-limits.pdf", f->before_after.n - n);
}

/*
 * method-and-limits.pdf: how the record was made, what it cannot show, and
 * how an examiner checks it without us.
 */
#include "config.h"

#include <stdio.h>

#include "bundle/documents/documents.h"
#include "bundle/documents/words.h"
#include "draw/dates.h"

#define GAPS_MAX 40		/* runs of days not fully collected */
#define SETTINGS_MAX 60

static const struct page_column setting_columns[] = {
	{ { "recorded" }, 30 },
	{ { "name" }, 22 },
	{ { "value" }, 84 },
};

static const struct page_table settings = { setting_columns, 3, 1, 7.2, 12 };

static void
put_setting(struct page *p, const struct fact_setting *s)
{
	char at[MOMENT_TEXT];
	struct page_cell cells[3];

	moment_text(s->at_ms, at);
	cells[0].line[0] = span_str(at);
	cells[1].line[0] = span_str(s->name);
	cells[2].line[0] = span_str(s->value);
	page_row(p, cells, 0);
}

/* The newest ones: those in force when the bundle was made. */
static void
put_settings(const struct facts *f, struct page *p)
{
	size_t from = f->n_settings > SETTINGS_MAX ?
	    f->n_settings - SETTINGS_MAX : 0;

	page_text(p, PAGE_HEADING, "Versions, configuration and rules");
	page_text(p, PAGE_BODY, "Made by %s %s. Settings as the ledger has "
	    "them, each from the moment it was recorded; digests are SHA-256 "
	    "of the files as they stood.", PACKAGE_NAME, PACKAGE_VERSION);
	if (f->n_settings == 0)
		return;
	page_gap(p, 4);
	page_table(p, &settings);
	for (size_t i = from; i < f->n_settings; i++)
		put_setting(p, &f->settings[i]);
	page_table_end(p);
	if (from > 0)
		page_text(p, PAGE_SMALL, "%zu older ones are in ledger.jsonl.",
		    from);
}

static void
put_gap(const struct facts *f, struct page *p, int from, int to)
{
	char a[DATES_TEXT], b[DATES_TEXT];

	dates_long(day_add(f->grid.first, from), a);
	dates_long(day_add(f->grid.first, to - 1), b);
	page_text(p, PAGE_BULLET, "%s%s%s: %s", a, to - from > 1 ? " to " :
	    "", to - from > 1 ? b : "",
	    coverage_name((enum coverage)f->coverage[from]));
}

static void
method_coverage(const struct facts *f, struct page *p)
{
	int d = 0, gaps = 0;

	page_text(p, PAGE_HEADING, "Coverage");
	page_text(p, PAGE_BODY, "A day is \"full\" when every account that is "
	    "watched was read over the whole of it without skipping a "
	    "message, \"none\" when none was read for any of it, else "
	    "\"partial\". %d full, %d partial, %d none.",
	    f->covered[COVERAGE_FULL], f->covered[COVERAGE_PARTIAL],
	    f->covered[COVERAGE_NONE]);
	while (d < f->grid.n) {
		int start = d;

		while (d < f->grid.n && f->coverage[d] == f->coverage[start])
			d++;
		if (f->coverage[start] != COVERAGE_FULL && gaps++ < GAPS_MAX)
			put_gap(f, p, start, d);
	}
	if (gaps > GAPS_MAX)
		page_text(p, PAGE_SMALL, "and %d more; see daily-counts.csv",
		    gaps - GAPS_MAX);
}

static void
put_selection(const struct facts *f, struct page *p)
{
	char period[96], made[DATES_TEXT];

	documents_period(f, period);
	dates_moment(f->newest_ms, made);
	page_text(p, PAGE_BODY, "Days covered: %s. Time zone of all days and "
	    "local times: %s. Record as it stood on %s, ledger row %lld. "
	    "Listed: %lld of %lld incidents%s%s.", period,
	    f->request->config->timezone, made, (long long)f->rows,
	    (long long)f->listed, (long long)f->all,
	    f->filter.person == NULL ? "" : ", person ",
	    f->filter.person == NULL ? "" : f->filter.person);
}

static void
put_dkim(const struct facts *f, struct page *p)
{
	CLEANUP(buf_done) struct buf counts = { .max = 2000 };

	/* "12 pass, 1 no-key" */
	for (unsigned i = 0; i < DKIM_RESULT_COUNT; i++)
		if (f->dkim[i] > 0)
			buf_addf(&counts, "%s%lld %s", counts.len == 0 ? "" :
			    ", ", (long long)f->dkim[i], dkim_result_name(i));
	if (counts.len == 0)
		return;
	page_text(p, PAGE_HEADING, "DKIM signatures");
	page_text(p, PAGE_BODY, "Signatures of the messages listed were "
	    "checked when they were collected, with the key that the signing "
	    "domain's DNS held then. Key, answer, result and moment are in "
	    "the ledger%s (table dkim), so each can be checked again from "
	    "the original without DNS. Rows by result: %s.",
	    f->request->redact ? " of the sealed bundle" : "",
	    buf_str(&counts));
	page_text(p, PAGE_BODY, "A signature that passes shows that this "
	    "domain signed these bytes, not which person wrote them; some "
	    "operators publish old keys on purpose, so only a key kept at "
	    "the time of receipt counts. \"not-asked\": no key was asked "
	    "for, because the question could have told that the message was "
	    "kept. "
	    "\"stated\": what the account's own server said of a message, "
	    "as its word; nobody checked it.");
}

static void
method_rises(const struct facts *f, struct page *p)
{
	page_text(p, PAGE_HEADING, "Flags as recorded");
	if (f->n_rises == 0)
		page_text(p, PAGE_BODY, "None.");
	for (size_t i = 0; i < f->n_rises; i++) {
		const struct fact_rise *r = &f->rises[i];
		char day[DATES_TEXT];

		dates_long(r->day, day);
		page_text(p, PAGE_BULLET, "%s, %s, %s: %s", day,
		    facts_label(f, r->person), mark_looks[r->mark].words,
		    r->reason);
	}
}

static const struct page_column stamp_columns[] = {
	{ { "authority" }, 22 },
	{ { "ledger up to row" }, 20, true },
	{ { "at (by its clock)" }, 40 },
	{ { "in originals.zip" }, 54 },
};

static const struct page_table stamp_table = { stamp_columns, 4, 1, 7.2,
	12 };

static void
method_stamp(struct page *p, const struct stamps_one *s)
{
	char row[24], at[DATES_TEXT] = "", name[DIGEST_TEXT + 4];
	struct page_cell cells[4];

	snprintf(row, sizeof(row), "%lld", (long long)s->seq);
	if (s->at_ms != MOMENT_NONE)
		dates_moment(s->at_ms, at);
	digest_text(&s->digest, name);
	snprintf(name + 16, sizeof(name) - 16, "….tsr");
	cells[0].line[0] = span_str(s->name);
	cells[1].line[0] = span_str(row);
	cells[2].line[0] = span_str(at);
	cells[3].line[0] = span_str(name);
	page_row(p, cells, 0);
}

/* The newest of each authority. */
static void
method_stamps(const struct facts *f, struct page *p)
{
	if (stamps_newest(&f->stamps, NULL) == NULL)
		return;
	words_print(p, words_stamped);
	page_gap(p, 4);
	page_table(p, &stamp_table);
	for (size_t i = 0; i < f->stamps.n; i++)
		if (stamps_newest(&f->stamps, f->stamps.at[i].name) ==
		    &f->stamps.at[i])
			method_stamp(p, &f->stamps.at[i]);
	page_table_end(p);
}

int
method_write(const struct facts *f, struct out *out, struct err *err)
{
	struct documents_foot foot;
	struct page_setup setup = { "Method and limits", NULL, foot.text,
		f->newest_ms, false, documents_notice(f) };
	CLEANUP(page_drop) struct page *p = NULL;

	documents_foot(f, &foot);
	if (page_open(out, &setup, &p, err) != 0)
		return -1;
	page_text(p, PAGE_TITLE, "Method and limits");
	put_selection(f, p);
	words_print(p, words_method);
	exclusions_print(f, p);
	before_afters_print(f, p, SIZE_MAX);
	method_coverage(f, p);
	put_dkim(f, p);
	put_settings(f, p);
	method_rises(f, p);
	words_print(p, f->request->redact ? words_sealed : words_ledger);
	method_stamps(f, p);
	/* On a page of its own: it is signed, and taken from the rest. */
	if (!f->request->redact) {
		page_break(p);
		words_print(p, words_for(f->request->config->country)->
		    statement);
		words_print(p, words_statement);
	}
	return page_close(&p, NULL, err);
}

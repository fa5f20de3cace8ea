/*
 * What is left out and what is counted once, for method-and-limits.pdf.
 */
#include "bundle/documents/documents.h"
#include "bundle/write/schedule.h"

static void
print_exhibit(const struct facts *f, int64_t n, struct buf *out)
{
	buf_init(out, 200);
	schedule_exhibit(out, f->request->config->initials, n);
}

/* A reason may name anybody: it is not for the reading copy. */
static void
put_excluded(const struct facts *f, struct page *p, const struct excluded *e)
{
	CLEANUP(buf_done) struct buf exhibit;

	print_exhibit(f, e->n, &exhibit);
	if (e->state == STATE_UNREADABLE)
		page_text(p, PAGE_BULLET, "%s: could not be read; its bytes "
		    "are kept", buf_str(&exhibit));
	else
		page_text(p, PAGE_BULLET, "%s: withdrawn; %s",
		    buf_str(&exhibit), f->request->redact ?
		    "the reason is in the sealed bundle" :
		    e->reason[0] == '\0' ? "no reason was given" : e->reason);
}

static void
put_left_out(const struct facts *f, struct page *p)
{
	const struct exclusions *x = &f->exclusions;

	page_text(p, PAGE_HEADING, "What the counts leave out");
	page_text(p, PAGE_BODY, "Listed in the schedule, shaded, and not "
	    "counted: %lld candidates, %lld withdrawn, %lld that could not be "
	    "read. Messages that a server listed and that were never read: "
	    "%lld. Not kept at all: mail in which no identifier and no rule "
	    "matched.", (long long)f->candidates, (long long)f->withdrawn,
	    (long long)f->unreadable, (long long)x->missed);
	for (size_t i = 0; i < x->n_out; i++)
		put_excluded(f, p, &x->out[i]);
	if (x->n_out_all > (int64_t)x->n_out)
		page_text(p, PAGE_SMALL, "and %lld more: see the schedule's "
		    "column \"state\"",
		    (long long)(x->n_out_all - (int64_t)x->n_out));
}

static void
put_copies(const struct facts *f, struct page *p)
{
	const struct exclusions *x = &f->exclusions;

	page_text(p, PAGE_HEADING, "What was seen several times");
	if (x->copied == 0) {
		page_text(p, PAGE_BODY, "No contact was seen in more than one "
		    "place.");
		return;
	}
	page_text(p, PAGE_BODY, "Seen in more than one folder or account, and "
	    "each counted once: %lld contact%s, in %lld places together.",
	    (long long)x->copied, x->copied == 1 ? "" : "s",
	    (long long)x->places);
	if (x->n_versions_all > 0)
		page_text(p, PAGE_BODY, "Of %lld of these the accounts have "
		    "different bytes, with the same Message-ID and the same "
		    "text: every server adds lines of its own.",
		    (long long)x->n_versions_all);
	for (size_t i = 0; i < x->n_versions; i++) {
		const struct versions *v = &x->versions[i];
		CLEANUP(buf_done) struct buf exhibit;

		print_exhibit(f, v->n, &exhibit);
		page_text(p, PAGE_BULLET, "%s: %lld originals, seen in %lld "
		    "places", buf_str(&exhibit), (long long)v->originals,
		    (long long)v->places);
	}
	if (x->n_versions_all > (int64_t)x->n_versions)
		page_text(p, PAGE_SMALL, "and %lld more%s",
		    (long long)(x->n_versions_all - (int64_t)x->n_versions),
		    f->request->redact ? "" : ": rows of table \"sighting\" "
		    "in ledger.jsonl");
}

void
exclusions_print(const struct facts *f, struct page *p)
{
	put_left_out(f, p);
	put_copies(f, p);
}

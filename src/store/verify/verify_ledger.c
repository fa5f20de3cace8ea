#include "store/verify/verify_ledger.h"

#include <stdio.h>

#include "base/json.h"
#include "store/core/sqlite_error.h"
#include "store/records/row.h"

/*
 * Where the walk stands.  After a link that does not hold it goes on from
 * the head as stored, so that one fault is one fault; and also from the
 * head as it should have been, since it may be the head alone that was
 * changed.
 */
struct ledger_walk {
	struct report *report;
	int64_t seq;			/* of the row before */
	struct digest heads[2];
	int n_heads;			/* 0: the row before is missing */
};

/* A row of the ledger as it is stored. */
struct entry {
	int64_t seq, ref;
	int table;			/* -1: no such table */
	struct span text;
	struct digest head;
	bool has_head;
};

static struct digest
link_of(const struct digest *before, struct span text)
{
	return digest_of2(span_of(before->at, sizeof(before->at)), text);
}

static bool
follows(const struct ledger_walk *w, const struct entry *e, struct span text)
{
	/* After a gap nothing can be said of the first link. */
	if (w->n_heads == 0)
		return true;
	for (int i = 0; i < w->n_heads; i++) {
		struct digest want = link_of(&w->heads[i], text);

		if (e->has_head && digest_eq(&want, &e->head))
			return true;
	}
	return false;
}

static void
walk_on(struct ledger_walk *w, const struct entry *e, bool good)
{
	struct digest should = { { 0 } };
	bool two = !good && w->n_heads > 0;

	if (two)
		should = link_of(&w->heads[w->n_heads - 1], e->text);
	w->n_heads = 0;
	if (e->has_head)
		w->heads[w->n_heads++] = e->head;
	if (two)
		w->heads[w->n_heads++] = should;
	w->seq = e->seq;
}

static int
check_gap(struct ledger_walk *w, int64_t seq, struct err *err)
{
	char where[100];

	if (seq == w->seq + 1)
		return 0;
	w->n_heads = 0;
	if (seq == w->seq + 2)
		snprintf(where, sizeof(where), "ledger %lld",
		    (long long)w->seq + 1);
	else
		snprintf(where, sizeof(where), "ledger %lld to %lld",
		    (long long)w->seq + 1, (long long)seq - 1);
	return report_fault(w->report, FAULT_MISSING, where,
	    "not in the ledger any more", err);
}

/* Which columns differ, by name only: nobody has to read what they hold. */
static void
name_columns(struct buf *out, int table, struct span was, struct span is)
{
	static const struct json_limits limits = { .bytes = SIZE_MAX,
		.depth = JSON_DEPTH_MAX, .repeated = true };
	CLEANUP(json_free) struct json *a = json_read(was, &limits);
	CLEANUP(json_free) struct json *b = json_read(is, &limits);
	const struct table *t = &tables[table];

	for (size_t i = 0; i < t->n_columns; i++) {
		const char *name = t->columns[i].param + 1;

		if (!json_same(json_get(a, name), json_get(b, name)))
			buf_addf(out, "%s %s", out->len == 0 ? ":" : ",",
			    name);
	}
}

static int
differs(struct ledger_walk *w, const struct entry *e, struct span is,
    struct err *err)
{
	CLEANUP(buf_done) struct buf columns = { .max = 200 };
	char what[REPORT_WHAT_MAX];

	name_columns(&columns, e->table, e->text, is);
	snprintf(what, sizeof(what), "not what the ledger recorded%s",
	    buf_str(&columns));
	return report_row(w->report, e->table, FAULT_CHANGED, e->ref, what,
	    err);
}

/*
 * Which of the two was changed, the evidence or the ledger?  The one that
 * does not fit the chain.
 */
static int
entry_judge(struct ledger_walk *w, const struct entry *e, struct span is,
    struct err *err)
{
	bool same = span_eq(e->text, is);
	bool fits = follows(w, e, e->text);

	if (fits)
		return same ? 0 : differs(w, e, is, err);
	if (same)
		return report_row(w->report, REPORT_LEDGER, FAULT_CHANGED,
		    e->seq, "does not follow from the row before", err);
	return report_row(w->report, REPORT_LEDGER, FAULT_CHANGED, e->seq,
	    follows(w, e, is) ? "its text is not what was recorded; the "
	    "evidence row is" : "neither follows from the row before nor "
	    "is what its evidence row says", err);
}

static int
entry_compare(struct ledger_walk *w, const struct entry *e, struct err *err)
{
	CLEANUP(buf_done) struct buf is = { .max = STORE_ROW_MAX };
	struct store *s = w->report->store;
	int rc;

	if (e->table == -1)
		return report_row(w->report, REPORT_LEDGER, FAULT_CHANGED,
		    e->seq, "stands for no evidence table", err);
	rc = row_canonical(s, (enum table_id)e->table, e->seq, e->ref, &is,
	    err);
	if (rc == 0)
		return entry_judge(w, e, buf_span(&is), err);
	if (rc == -1 &&
	    !sqlite_error_is_damage(sqlite3_extended_errcode(s->db)))
		return -1;
	if (rc == -1 && report_row(w->report, e->table, FAULT_UNREADABLE,
	    e->ref, "the file is damaged there", err) == -1)
		return -1;
	if (rc == 2 && report_row(w->report, e->table, FAULT_CHANGED, e->ref,
	    "holds bytes that are no text", err) == -1)
		return -1;
	/* The evidence row is gone (told by the check for that) or says
	 * nothing: the link is all there is. */
	if (follows(w, e, e->text))
		return 0;
	return report_row(w->report, REPORT_LEDGER, FAULT_CHANGED, e->seq,
	    "does not follow from the row before", err);
}

static struct entry
read_entry(struct query *q)
{
	struct entry e = { .seq = query_get_int(q, 0) };

	e.text = query_get_bytes(q, 1);
	e.has_head = query_get_digest(q, 2, &e.head);
	e.table = table_find(query_get_text(q, 3));
	e.ref = query_get_int(q, 4);
	return e;
}

static int
walk(struct ledger_walk *w, struct query *q, struct err *err)
{
	int rc;

	while ((rc = query_step(q, err)) == QUERY_ROW) {
		struct entry e = read_entry(q);

		w->report->sum->ledger_rows++;
		times_take(&w->report->times, e.seq, e.text);
		if (check_gap(w, e.seq, err) == -1 ||
		    entry_compare(w, &e, err) == -1)
			return -1;
		walk_on(w, &e, follows(w, &e, e.text));
	}
	return rc == 0 ? 0 : report_damage(w->report, q->rc, "ledger", err);
}

int
ledger_check(struct report *r, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct ledger_walk w = { .report = r, .n_heads = 1 };

	if (query_open(&q, r->store, SQL_LEDGER_LIST, err) == -1)
		return report_damage(r, q.rc, "ledger", err);
	return walk(&w, &q, err);
}

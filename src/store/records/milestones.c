#include "store/records/milestones.h"

#include "store/core/batch.h"
#include "store/records/row.h"

static int
each_milestone(struct query *q, milestone_each *each, void *arg,
    struct err *err)
{
	static const struct digest none;
	struct milestone m;

	if (table_read(q, TABLE_MILESTONE, &m, err) == -1)
		return -1;
	m.has_proof = !digest_eq(&m.proof, &none);
	return each(&m, arg, err);
}

static int
milestone_rows(struct query *q, milestone_each *each, void *arg,
    struct err *err)
{
	int rc;

	while ((rc = query_step(q, err)) == QUERY_ROW)
		if (each_milestone(q, each, arg, err) == -1)
			return -1;
	return rc;
}

/* Written before the row is, so that its number can be its own id. */
static int
next_number(struct store *s, int64_t *number, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, s, SQL_MILESTONE_NEXT, err) == -1)
		return -1;
	rc = query_step(&q, err);
	if (rc == QUERY_ROW)
		*number = query_get_int(&q, 0);
	return rc == -1 ? -1 : 0;
}

static int
take_proof(const struct milestone *m, void *arg, struct err *err)
{
	(void)err;
	*(struct digest *)arg = m->proof;
	return 0;
}

/* 1: there is nothing of that number to amend. */
static int
milestone_number_of(struct store *s, struct milestone *row, struct err *err)
{
	row->proof = (struct digest){ { 0 } };
	if (row->number == 0)
		return next_number(s, &row->number, err);
	return milestone_get(s, row->number, take_proof, &row->proof, err);
}

/* The original first: the row refers to it. */
static int
milestone_record_row(struct store *s, struct milestone *row,
    const struct enclosure *proof, struct err *err)
{
	if (proof != NULL) {
		row->proof = enclosure_digest(proof);
		if (attachment_keep(s, "milestone", row->number, proof,
		    row->recorded_ms, err) == -1)
			return -1;
	}
	return row_insert(s, TABLE_MILESTONE, row, &row->id, err);
}

int
milestone_record(struct store *s, const struct milestone *m,
    const struct enclosure *proof, int64_t *number, struct err *err)
{
	CLEANUP(scope_leave) struct scope scope;
	struct milestone row = *m;
	int rc;

	if (scope_enter(&scope, s, err) == -1)
		return -1;
	rc = milestone_number_of(s, &row, err);
	if (rc == 1)
		return scope_end(&scope, err) == -1 ? -1 : 1;
	if (rc == -1 || milestone_record_row(s, &row, proof, err) == -1 ||
	    scope_end(&scope, err) == -1)
		return -1;
	*number = row.number;
	return 0;
}

int
milestone_list(struct store *s, const char *person, milestone_each *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_MILESTONE_LIST, err) == -1)
		return -1;
	if (person != NULL)
		query_text(&q, ":person", person);
	return milestone_rows(&q, each, arg, err);
}

int
milestone_history(struct store *s, int64_t number, milestone_each *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_MILESTONE_HISTORY, err) == -1)
		return -1;
	query_int(&q, ":number", number);
	return milestone_rows(&q, each, arg, err);
}

int
milestone_get(struct store *s, int64_t number, milestone_each *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, s, SQL_MILESTONE_LAST, err) == -1)
		return -1;
	query_int(&q, ":number", number);
	rc = query_step(&q, err);
	if (rc != QUERY_ROW)
		return rc == 0 ? 1 : -1;
	return each_milestone(&q, each, arg, err);
}

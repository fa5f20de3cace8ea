#include "store/records/landmarks.h"

#include "store/core/private.h"

static int
open_for(struct query *q, struct store *s, enum sql sql,
    const struct cursor *c, struct err *err)
{
	if (query_open(q, s, sql, err) == -1)
		return -1;
	query_name(q, ":account", c->account);
	query_name(q, ":folder", c->folder);
	return 0;
}

static int
landmark_set(struct store *s, const struct cursor *c, const struct landmark *l,
    struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (open_for(&q, s, SQL_LANDMARK_SET, c, err) == -1)
		return -1;
	query_int(&q, ":uidvalidity", c->uidvalidity);
	query_int(&q, ":uid", l->uid);
	query_int(&q, ":size", l->size);
	query_moment(&q, ":at_ms", l->at_ms);
	return query_run(&q, err);
}

static int
landmarks_tidy(struct store *s, const struct cursor *c, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (open_for(&q, s, SQL_LANDMARK_TIDY, c, err) == -1)
		return -1;
	query_int(&q, ":uidvalidity", c->uidvalidity);
	query_int(&q, ":most", POINT_LANDMARKS);
	return query_run(&q, err);
}

int
landmark_keep(struct store *s, const struct cursor *c,
    const struct landmark *l, struct err *err)
{
	if (l->uid == 0)
		return 0;
	return landmark_set(s, c, l, err) == -1 ? -1 :
	    landmarks_tidy(s, c, err);
}

int
landmarks_forget(struct store *s, const struct cursor *c, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (open_for(&q, s, SQL_LANDMARK_FORGET, c, err) == -1)
		return -1;
	return query_run(&q, err);
}

int
landmarks_get(struct store *s, const struct cursor *c, struct point *p,
    struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	p->n_marks = 0;
	if (open_for(&q, s, SQL_LANDMARK_LIST, c, err) == -1)
		return -1;
	query_int(&q, ":uidvalidity", c->uidvalidity);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (p->n_marks < POINT_LANDMARKS)
			p->marks[p->n_marks++] = (struct landmark){
				(uint32_t)query_get_int(&q, 0),
				(uint32_t)query_get_int(&q, 1),
				query_get_moment(&q, 2) };
	return rc;
}

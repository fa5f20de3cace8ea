#include "store/records/incidents.h"

#include "store/core/private.h"
#include "store/records/decisions.h"
#include "store/records/filter.h"

static int
each_incident(struct query *q, incident_each *each, void *arg,
    struct err *err)
{
	struct incident in;

	if (table_read(q, TABLE_INCIDENT, &in, err) == -1)
		return -1;
	return each(&in, arg, err);
}

int
incident_list(struct store *s, const struct filter *f, incident_each *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, s, SQL_INCIDENT_LIST, err) == -1)
		return -1;
	filter_bind(&q, f);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (each_incident(&q, each, arg, err) == -1)
			return -1;
	return rc;
}

int
incident_recorded(struct store *s, int64_t id, incident_each *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open_on(&q, s, SQL_ROW_GET, TABLE_INCIDENT, err) == -1)
		return -1;
	query_int(&q, ":id", id);
	rc = query_step(&q, err);
	if (rc != QUERY_ROW)
		return rc == 0 ? 1 : -1;
	return each_incident(&q, each, arg, err);
}

struct getting {
	struct store *store;
	incident_each *each;
	void *arg;
};

/* The incident as it stands with that decision. */
static void
decision_apply(const struct decision *d, struct incident *in)
{
	in->state = d->now.state;
	in->person = d->now.person;
	in->at_ms = d->now.at_ms;
	in->day = d->now.day;
	in->channel = d->now.channel;
	in->direction = d->now.direction;
	in->sender = d->now.sender;
	in->identifier = d->now.identifier;
	in->kind = d->now.kind;
	in->digest = d->now.digest;
	in->flags = d->now.flags;
}

static int
with_decision(const struct incident *recorded, void *arg, struct err *err)
{
	struct getting *g = arg;
	struct incident in = *recorded;
	struct decision d = { 0 };
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, g->store, SQL_DECISION_LAST, err) == -1)
		return -1;
	query_int(&q, ":incident", in.id);
	rc = query_step(&q, err);
	if (rc == -1 || (rc == QUERY_ROW &&
	    table_read(&q, TABLE_DECISION, &d, err) == -1))
		return -1;
	/* A run at its end is no more in use: what the callback asks may
	 * take it. */
	if (rc == QUERY_ROW)
		decision_apply(&d, &in);
	else
		query_done(&q);
	return g->each(&in, g->arg, err);
}

int
incident_get(struct store *s, int64_t id, incident_each *each, void *arg,
    struct err *err)
{
	struct getting g = { s, each, arg };

	return incident_recorded(s, id, with_decision, &g, err);
}

int
incident_sightings(struct store *s, int64_t id, sighting_each *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct sighting_row row;
	int rc;

	if (query_open(&q, s, SQL_SIGHTING_LIST, err) == -1)
		return -1;
	query_int(&q, ":incident", id);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (table_read(&q, TABLE_SIGHTING, &row, err) == -1 ||
		    each(&row.seen, &row.original, arg, err) == -1)
			return -1;
	return rc;
}

int
incident_hits(struct store *s, int64_t id, rule_hit_each *each, void *arg,
    struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct hit_row row;
	int rc;

	if (query_open(&q, s, SQL_HIT_LIST, err) == -1)
		return -1;
	query_int(&q, ":incident", id);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (table_read(&q, TABLE_RULE_HIT, &row, err) == -1 ||
		    each(&row.hit, arg, err) == -1)
			return -1;
	return rc;
}

int
incident_kind_hits(struct store *s, const char *kind, kind_hit_each *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct hit_row row;
	int rc;

	if (query_open(&q, s, SQL_HIT_KIND, err) == -1)
		return -1;
	query_text(&q, ":kind", kind);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (table_read(&q, TABLE_RULE_HIT, &row, err) == -1 ||
		    each(row.incident, &row.hit, arg, err) == -1)
			return -1;
	return rc;
}

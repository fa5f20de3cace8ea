#include "store/records/incidents.h"

#include "model/letter.h"
#include "store/core/batch.h"
#include "store/core/dedup_cache.h"
#include "store/records/daily.h"
#include "store/records/originals.h"
#include "store/records/row.h"

/* What is being recorded, as its steps pass it along. */
struct record {
	struct store *store;
	struct incident incident;
	struct sighting_row sighting;
	struct dedup *fold;	/* NULL: not searched by its text */
};

/* 1: none; else *id is the incident's. */
static int
id_of(struct query *q, int64_t *id, struct err *err)
{
	int rc = query_step(q, err);

	if (rc != QUERY_ROW)
		return rc == 0 ? 1 : -1;
	*id = query_get_int(q, 0);
	return 0;
}

static int
find_by_bytes(struct record *r, int64_t *id, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, r->store, SQL_INCIDENT_BY_BYTES, err) == -1)
		return -1;
	query_digest(&q, ":original", &r->incident.digest);
	query_text(&q, ":person", r->incident.person);
	query_text(&q, ":account", r->sighting.seen.account);
	return id_of(&q, id, err);
}

/* Of a message nobody could read, neither the text nor the Message-ID says
 * anything: only its bytes make it the same. */
static bool
is_unread(const struct incident *in)
{
	return in->state == STATE_UNREADABLE ||
	    (in->flags >> LETTER_UNREADABLE & 1) != 0;
}

static int
find_by_text(struct record *r, int64_t *id, struct err *err)
{
	CLEANUP(query_done) struct query q = { 0 };

	if (r->incident.message_id[0] == '\0' || is_unread(&r->incident))
		return 1;
	r->fold = dedup_of(r->store, &r->incident, r->sighting.seen.account);
	if (query_open(&q, r->store, SQL_INCIDENT_BY_TEXT, err) == -1)
		return -1;
	query_int(&q, ":after", r->fold->seen_to);
	query_text(&q, ":message_id", r->incident.message_id);
	query_digest(&q, ":text_digest", &r->incident.text);
	query_text(&q, ":person", r->incident.person);
	query_text(&q, ":account", r->sighting.seen.account);
	return id_of(&q, id, err);
}

static int
is_known_sighting(struct record *r, struct err *err)
{
	const struct sighting *seen = &r->sighting.seen;
	CLEANUP(query_done) struct query q;

	if (query_open(&q, r->store, SQL_SIGHTING_KNOWN, err) == -1)
		return -1;
	query_int(&q, ":incident", r->sighting.incident);
	query_text(&q, ":account", seen->account);
	query_text(&q, ":folder", seen->folder);
	query_int(&q, ":uidvalidity", seen->uidvalidity);
	query_int(&q, ":uid", seen->uid);
	return query_step(&q, err);
}

static int
add_hits(struct record *r, const struct rule_hit *hits, size_t n,
    struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct hit_row row = { 0, r->sighting.incident, hits[i] };

		if (row_insert(r->store, TABLE_RULE_HIT, &row, &row.id,
		    err) == -1)
			return -1;
	}
	return 0;
}

static int
add_sighting(struct record *r, struct err *err)
{
	return row_insert(r->store, TABLE_SIGHTING, &r->sighting,
	    &r->sighting.id, err);
}

static int
incident_add(struct record *r, const struct rule_hit *hits, size_t n,
    struct err *err)
{
	if (row_insert(r->store, TABLE_INCIDENT, &r->incident,
	    &r->sighting.incident, err) == -1 ||
	    add_sighting(r, err) == -1 || add_hits(r, hits, n, err) == -1)
		return -1;
	return daily_move(r->store, &r->incident, 1, err);
}

static int
incident_write(struct record *r, struct span bytes, const struct rule_hit *hits,
    size_t n, struct err *err)
{
	int64_t *id = &r->sighting.incident;
	int found = find_by_bytes(r, id, err), known = 0;

	if (found == 1)
		found = find_by_text(r, id, err);
	if (found == 0)
		known = is_known_sighting(r, err);
	if (found == -1 || known == -1)
		return -1;
	if (known == QUERY_ROW)
		return RECORDED_KNOWN;
	/* The original first: the others refer to it. */
	if (original_keep(r->store, &r->incident.digest, bytes, err) == -1)
		return -1;
	if (found == 0)
		return add_sighting(r, err) == -1 ? -1 : RECORDED_SEEN_AGAIN;
	return incident_add(r, hits, n, err) == -1 ? -1 : RECORDED_NEW;
}

int
incident_record(struct store *s, const struct incident *in,
    const struct sighting *seen, struct span original,
    const struct rule_hit *hits, size_t n_hits, int64_t *id, struct err *err)
{
	CLEANUP(scope_leave) struct scope scope;
	struct record r = { s, *in, { .seen = *seen } };
	int rc;

	/* Evidence is named by what it is, whatever the caller was told. */
	r.incident.digest = digest_of(original);
	r.sighting.original = r.incident.digest;
	r.sighting.recorded_ms = in->recorded_ms;
	if (scope_enter(&scope, s, err) == -1)
		return -1;
	rc = incident_write(&r, original, hits, n_hits, err);
	if (rc == -1 || scope_end(&scope, err) == -1)
		return -1;
	if (r.fold != NULL)
		r.fold->seen_to = r.sighting.incident;
	*id = r.sighting.incident;
	return rc;
}

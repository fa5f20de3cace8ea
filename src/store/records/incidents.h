/*
 * Incidents, their originals, sightings and rule hits.
 */
#ifndef STORE_RECORDS_INCIDENTS_H
#define STORE_RECORDS_INCIDENTS_H

#include "model/incident.h"
#include "store/core/store.h"

enum recorded {
	RECORDED_NEW = 0,
	RECORDED_SEEN_AGAIN = 1,	/* known incident, new sighting */
	RECORDED_KNOWN = 2,		/* known incident, known sighting */
};

/*
 * Within a batch (or in one of its own): the original (unless kept
 * already), the incident, one sighting, its hits, the daily count (contacts
 * only) and the ledger rows.  *id is the incident's.  > 0 is an enum
 * recorded.  incident->digest is not looked at: the store names the bytes.
 *
 * An incident holds at most one original in each account.  A message is
 * the same incident of that person when
 *  1. its bytes were seen for it before, and it was not seen with other
 *     bytes in this account; or
 *  2. Message-ID (not empty) and text digest are the same, neither of them
 *     is unread, and it was seen in other accounts only; of several the
 *     oldest.
 * The contacts made of one message are then as many as its different
 * deliveries in the account that got most, in whatever order they are read.
 *
 * A sighting is known when incident, account, folder, UIDVALIDITY and UID
 * are.  When a copy is folded by its Message-ID, its own original is kept
 * too, and the sighting names it.  Hits are those of the first sighting.
 */
int incident_record(struct store *, const struct incident *,
	const struct sighting *, struct span original,
	const struct rule_hit *, size_t n_hits, int64_t *id, struct err *)
	MUST_USE;

struct filter {
	struct day from, to;	/* inclusive; use FILTER_ALL for open ends */
	const char *person;	/* NULL: all */
	int channel;		/* enum channel or -1 */
	const char *kind;	/* NULL: all; also a rule hit's kind */
};

#define FILTER_ALL { { INT32_MIN }, { INT32_MAX }, NULL, -1, NULL }

/* Incidents as they stand after all that was decided about them
 * (store/records/decisions.h), ordered by (at_ms, id).  The callback returns 0
 * to go on, -1 with err set to stop; the incident's strings live for the call.
 * */
typedef int incident_each(const struct incident *, void *arg, struct err *);
int incident_list(struct store *, const struct filter *, incident_each *,
	void *arg, struct err *) MUST_USE;
/* 1: no such incident. */
int incident_get(struct store *, int64_t id, incident_each *, void *arg,
	struct err *) MUST_USE;
/* The same as it was first recorded, whatever was decided since. */
int incident_recorded(struct store *, int64_t id, incident_each *,
	void *arg, struct err *) MUST_USE;
typedef int sighting_each(const struct sighting *, const struct digest *,
	void *arg, struct err *);
int incident_sightings(struct store *, int64_t id, sighting_each *,
	void *arg, struct err *) MUST_USE;
typedef int rule_hit_each(const struct rule_hit *, void *arg, struct err *);
int incident_hits(struct store *, int64_t id, rule_hit_each *, void *arg,
	struct err *) MUST_USE;
/* Those of one kind, in the order of their incidents. */
typedef int kind_hit_each(int64_t incident, const struct rule_hit *,
	void *arg, struct err *);
int incident_kind_hits(struct store *, const char *kind, kind_hit_each *,
	void *arg, struct err *) MUST_USE;

/* The bytes of an original into *out; 1: not kept under that digest. */
int original_get(struct store *, const struct digest *, struct buf *out,
	struct err *) MUST_USE;
/* In order of digest, each once: what the bundle holds.  These are the
 * originals of the incidents that the filter takes, all versions of what was
 * entered by hand and the files handed in with it (private notes are not),
 * and the proofs of the person's milestones and of those for all.  `media`
 * is the type under which it was first handed in; "": it is a message. */
typedef int original_each(const struct digest *, const char *media,
	struct span bytes, void *arg, struct err *);
int original_list(struct store *, const struct filter *, original_each *,
	void *arg, struct err *) MUST_USE;
/* Of the same ones in the same order. */
typedef int original_size(int64_t bytes, void *arg, struct err *);
int original_sizes(struct store *, const struct filter *, original_size *,
	void *arg, struct err *) MUST_USE;

#endif

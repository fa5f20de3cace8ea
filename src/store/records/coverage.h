/*
 * Coverage: what is known of a day, over all sources.
 *
 * A source covers what it received from its oldest message up to the start
 * of its newest complete pass, as the ledger says
 * (store/records/covered.h; the table of sources adds the hours of the last
 * day), but for messages that were listed and not read
 * (store/records/missed.h): the day of such a message (INTERNALDATE; where
 * that is unknown, the day it was missed) is not whole.
 */
#ifndef STORE_RECORDS_COVERAGE_H
#define STORE_RECORDS_COVERAGE_H

#include "base/buf.h"
#include "base/day.h"
#include "store/core/store.h"

enum coverage {
	COVERAGE_NONE,		/* no source covers any of it */
	COVERAGE_PARTIAL,
	COVERAGE_FULL,		/* each source covers all of it */
};

const char *coverage_name(enum coverage);

struct coverage_day {
	enum coverage what;
	/* PARTIAL: the stretch that all sources cover, within the day; the
	 * same moment twice when there is none. */
	int64_t from_ms, until_ms;
	int missed;		/* messages */
};

struct coverage_map;		/* of the whole store, as it is now */

int coverage_open(struct store *, struct coverage_map **, struct err *)
	MUST_USE;
/* The same from rows of a ledger: the newest of each account, the day of each
 * message that was not read to this day; then sealed. */
struct covered;
struct coverage_map *coverage_new(void);
void coverage_add_claim(struct coverage_map *, const struct covered *);
void coverage_add_missed(struct coverage_map *, struct day);
void coverage_seal(struct coverage_map *);
void coverage_close(struct coverage_map *);
void coverage_cleanup(struct coverage_map **);	/* for CLEANUP() */
struct coverage_day coverage_of(const struct coverage_map *, struct day);
/* "partial (until 14:20; 1 message missed)", in the case's zone. */
void coverage_text(const struct coverage_day *, struct day, struct buf *);

#endif

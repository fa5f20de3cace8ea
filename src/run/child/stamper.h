/*
 * The stamper: has the head of the ledger stamped by authorities (RFC 3161),
 * each once a civil day on which something was added, and before an export.
 *
 * Each question is a child of its own, which has the network, checks the
 * answer and then hands it over; the engine does not look into it.  What an
 * authority learns is 32 bytes and where they come from.
 */
#ifndef RUN_CHILD_STAMPER_H
#define RUN_CHILD_STAMPER_H

#include "conf/config.h"
#include "run/child/spawn.h"
#include "store/core/store.h"

#define STAMPER_PATIENCE_MS 30000	/* with one authority */
#define STAMPER_WHY 300			/* bytes of a sentence */

/* How it stands with one authority. */
struct stamper_turn {
	int64_t retry_ms;	/* ticks: not before */
	int failures;		/* in a row */
	char why[STAMPER_WHY];	/* of the last; "" when it answered */
};

struct stamper {
	const struct config *config;
	struct stamper_turn *turns;	/* as config->authorities */
	struct child child;
	size_t which;		/* is being asked */
	int64_t seq;		/* of the head it is asked about */
	struct buf certificates;	/* it is checked with */
	int64_t started_ms;	/* ticks */
	int64_t look_ms;	/* ticks: nothing is due before */
	bool looked;		/* and nothing was due */
	bool failed;		/* the last question did */
	bool changed;		/* a `why` did, since stamper_tell */
};

void stamper_init(struct stamper *, const struct config *);
/* Ends a question that is open. */
void stamper_done(struct stamper *);
/* Asks who is due, takes an answer; never waits, no batch is open. */
int stamper_work(struct stamper *, struct store *, struct err *) MUST_USE;
bool stamper_busy(const struct stamper *);
/* All that fails now, a line each: "NAME does not answer: ...". */
void stamper_tell(struct stamper *, struct buf *);

/* What came of one authority. */
typedef void stamper_each(const struct authority *, const char *why,
	void *arg);
/* Whether the certificates of all are there; EX_NOINPUT, EX_DATAERR. */
int stamper_check(const struct config *, struct err *) MUST_USE;
/* Before an export: asks each that has not stamped the newest rows, and
 * waits.  Failures are told and are no reason to stop; where nothing is new,
 * nobody is asked and nothing is written. */
int stamper_ask_all(const struct config *, struct store *,
	stamper_each *failed, void *arg, struct err *) MUST_USE;

#endif

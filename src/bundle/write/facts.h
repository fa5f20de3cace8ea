/*
 * The facts: what the documents of one bundle state, read from the store
 * once.  Everything here is small; incidents themselves are streamed.
 */
#ifndef BUNDLE_WRITE_FACTS_H
#define BUNDLE_WRITE_FACTS_H

#include "bundle/write/exclusions.h"
#include "bundle/write/request.h"
#include "draw/before_after.h"
#include "draw/chart.h"
#include "draw/grid.h"
#include "model/dkim.h"
#include "seal/stamps.h"

/* A setting as the ledger has it. */
struct fact_setting {
	char *name, *value;
	int64_t at_ms;
};

/* A flag as it was recorded. */
struct fact_rise {
	struct day day;
	enum mark mark;
	char *person, *reason;
	int64_t count;
};

struct facts {
	const struct bundle_request *request;
	struct filter filter;	/* the request's days and person only */

	int64_t rows;		/* of the ledger */
	struct digest last;	/* its head; zero bytes when it is empty */
	char head[DIGEST_TEXT];	/* the same in hex */
	int64_t newest_ms;	/* newest recorded_ms: the bundle's clock */
	struct fact_setting *settings;	/* in the order recorded */
	size_t n_settings;

	int64_t all;		/* incidents of the store */
	int64_t listed;		/* of the selection; of these: */
	int64_t in, out, candidates, unreadable, withdrawn;
	int64_t claims_differ;	/* Date: more than 24 h off */
	int64_t dkim[DKIM_RESULT_COUNT];	/* DKIM rows, by result */
	int64_t first_ms, last_ms;	/* received; MOMENT_NONE: none */

	struct before_afters before_after;	/* of the selection */
	struct exclusions exclusions;	/* of the selection */
	struct grid grid;	/* of the selection */
	unsigned char *coverage;	/* enum coverage of grid's days */
	int covered[3];		/* days by enum coverage */
	struct fact_rise *rises;	/* by day */
	size_t n_rises;
	int64_t *limits;	/* of grid's days; NULL: of no one person */
	struct stamps stamps;	/* none in a reading copy */
	bool stamp_shown;	/* the newest stands beside the manifests */
	struct chart_mark *marks;	/* one a day */
	size_t n_marks;
};

int facts_read(struct store *, const struct bundle_request *,
	struct facts *, struct err *) MUST_USE;
void facts_done(struct facts *);	/* for CLEANUP() */

/* How the person is called in print. */
const char *facts_label(const struct facts *, const char *person);
/* Masks an incident where the bundle is a reading copy. */
void facts_show(const struct facts *, struct incident *);
/* The fingerprint of the newest signing key recorded; NULL: none is. */
const char *facts_signing(const struct facts *);
struct chart facts_chart(const struct facts *);

#endif

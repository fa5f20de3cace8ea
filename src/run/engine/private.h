/*
 * What the engine is inside; for its own files only: the loop (engine.c), the
 * open transaction (batch.c), the settings (settings.c), what is told becoming
 * rows (commit.c), and who is connected when (connections.c).
 */
#ifndef RUN_ENGINE_PRIVATE_H
#define RUN_ENGINE_PRIVATE_H

#include "run/alert/alert.h"
#include "run/alert/witness.h"
#include "run/child/stamper.h"
#include "run/dkim/queue.h"
#include "run/engine/account_link.h"
#include "run/engine/engine.h"
#include "run/engine/metrics.h"
#include "run/engine/progress.h"

#define STALL_RETRY_MS 5000

struct engine {
	struct config *config;
	struct people *people;
	struct store *store;
	const struct engine_options *options;
	struct reader_queue queue;
	struct account_link *links;
	size_t n_links;
	struct alerter alerter;
	struct witness witness;
	struct dkim_queue dkim;
	struct stamper stamper;
	struct progress progress;
	struct metrics metrics;
	int64_t tell_ms;	/* ticks: of the health */
	int signals;		/* signalfd */
	int state;		/* see run/child/state.h */
	bool open;		/* a transaction is open */
	int64_t opened_ms;	/* ticks */
	int rows;		/* in it */
	bool settings_due;	/* not all of them are recorded */
	int64_t settings_ms;	/* ticks: not before */
	int64_t settings_failures;	/* in a row */
	bool stalled;		/* the store cannot be written */
	int64_t retry_ms;	/* ticks: try it again */
	bool escalated;		/* as of escalated_day */
	struct day escalated_day;
	bool undetected;		/* there is news for the detector */
	int64_t detected_seq;	/* of the ledger, when it last looked */
	int64_t detected_ms;	/* ticks: when it last looked */
	int64_t detecting_ms;	/* so long it took */
	int64_t ahead_ms;	/* the most that the time of day ever was ahead
				 * of the ticks */
	size_t turns;		/* links take turns at being first */
	bool stop, reload;
	int code;		/* why it ended */
};

/* batch.c */

/* Opens a transaction unless one is open. */
int batch_begin(struct engine *, struct err *) MUST_USE;
int batch_commit(struct engine *, struct err *) MUST_USE;
/* It has been open for long enough, or nobody adds to it. */
bool batch_is_due(const struct engine *);
/* The store does not take what we have: forget what is not committed (it is
 * on the server still), fetch nothing more, say so, try again later. */
void batch_stall(struct engine *, const struct err *);
/* Whether the store takes a row again. */
void batch_try(struct engine *);

/* settings.c */

/* What every later row refers to.  Without a signing key, which is tried
 * again later, mail is read all the same. */
int settings_record(struct engine *, struct err *) MUST_USE;
/* What of it failed and is due; no batch is open. */
void settings_work(struct engine *);

/* commit.c */

/* Writes down all that the links confirmed and the reader answered. */
void commit_all(struct engine *);
/* How a source stands goes into the store: at once what changed, and only
 * once a minute that nothing did. */
int commit_status(struct engine *, struct account_link *,
	struct err *) MUST_USE;
/* Before the end: all that commit_status left for later. */
int commit_last(struct engine *, struct err *) MUST_USE;

/* connections.c */

/* Starts the passes that are due, as far as there are connections. */
void connections_start(struct engine *);

#endif

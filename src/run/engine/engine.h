/*
 * The engine: links, queue, store, escalation and alerts in one loop.  It
 * never looks inside a message.
 */
#ifndef RUN_ENGINE_ENGINE_H
#define RUN_ENGINE_ENGINE_H

#include "conf/people.h"
#include "store/core/store.h"

struct engine_options {
	const char *config_path;	/* for SIGHUP; may be NULL */
	struct hours quiet;	/* for alerts without their own */
	bool once;		/* one complete pass over all sources */
};

/* Takes over config and people.  Returns a sysexits code: with `once`
 * EX_OK only when every source was read to its end. */
int engine_run(struct config *, struct people *, struct store *,
	const struct engine_options *);

#endif

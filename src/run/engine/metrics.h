/*
 * The metrics file: the engine's health in Prometheus' text format, for the
 * textfile collector of its node exporter.
 *
 * It may be read on another machine, by people who know nothing of the
 * case.  So a metric says no more than the program's name does: no persons,
 * no addresses, no counts of contacts.
 */
#ifndef RUN_ENGINE_METRICS_H
#define RUN_ENGINE_METRICS_H

#include "base/buf.h"
#include "run/engine/health.h"

#define METRICS_EVERY_MS 15000

struct metrics {
	int64_t next_ms;	/* ticks: not before */
	bool failed;		/* and said so */
};

/* Writes the configured file, if any, when it is time or the engine ends. */
void metrics_work(struct metrics *, const struct health *);
/* What it writes. */
void metrics_text(const struct health *, struct buf *);

#endif

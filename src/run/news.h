/*
 * What an alert command gets: the flags of the outbox that are news and
 * that it wants, as one JSON object with counts, kinds and reasons.  No
 * message text, no name but the person's id.
 */
#ifndef RUN_NEWS_H
#define RUN_NEWS_H

#include "conf/config.h"
#include "store/escalations.h"

/* Flags of days longer before they were found are history read late. */
#define NEWS_DAYS 2
/* Flags listed at most, the newest; "total" counts them all.  So many fit
 * into a pipe before the command reads from it. */
#define NEWS_FLAGS 40

struct news;

/* Of escalations after `after` that wait. */
int news_read(struct store *, const struct alert *, int64_t after,
	struct news **, struct err *) MUST_USE;
void news_free(struct news **);		/* for CLEANUP() */
/* How many flags it tells. */
int64_t news_total(const struct news *);
/* The newest escalation that waits, told or not; 0: none waits. */
int64_t news_newest(const struct news *);
/* One line without its end; malloc'd. */
char *news_json(const struct news *);

#endif

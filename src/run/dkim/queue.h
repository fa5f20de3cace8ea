/*
 * The dkim: finds out what the messages that wait bear to show where they
 * are from.  One message at a time goes to the checker, and the names of its
 * keys, where the configuration allows it, to the resolver; what comes of it
 * is written in the engine's transaction.  The keys of providers are asked for
 * by asking.h, whoever's mail it is, and messages wait for that.
 *
 * Nothing here waits: collecting goes on whatever DNS does.  What waits
 * stands in the store, so a kill costs only the work of doing it again, and a
 * key that DNS does not give is asked for again, with a growing pause, for
 * days.  Both children live only while there is something to do.
 */
#ifndef RUN_DKIM_QUEUE_H
#define RUN_DKIM_QUEUE_H

#include "conf/config.h"
#include "run/child/spawn.h"
#include "run/dkim/asking.h"
#include "run/dkim/key_cache.h"
#include "store/records/dkim.h"

#define DKIM_QUEUE_RETRY_MS 60000	/* after the first try; then doubled */
#define DKIM_QUEUE_RETRY_MOST_MS ((int64_t)4 * 3600000)
/* No answer is one after so long and so many tries. */
#define DKIM_QUEUE_GIVE_UP_MS ((int64_t)3 * 86400000)
#define DKIM_QUEUE_GIVE_UP_TRIES 5
/* With one answer of a child; its time of the processor is limited, so this
 * is for one that sleeps. */
#define DKIM_QUEUE_PATIENCE_MS 300000
/* So often it is asked again what it ended at, and what it was killed at from
 * outside, which says little of the message. */
#define DKIM_QUEUE_AGAIN 1
#define DKIM_QUEUE_AGAIN_KILLED 20
/* So many questions in a row to which nobody said anything, for so long
 * each: the network is down, and for a while nothing is asked. */
#define DKIM_QUEUE_SILENT 3
#define DKIM_QUEUE_SILENT_LEAST_MS 5000	/* the resolver waits for six */
#define DKIM_QUEUE_SILENT_MS 60000
/* Before a child that does not start is tried again; then doubled. */
#define DKIM_QUEUE_BROKEN_MS 5000
#define DKIM_QUEUE_BROKEN_MOST_MS 3600000

enum dkim_queue_state {
	DKIM_QUEUE_IDLE,
	DKIM_QUEUE_READING,		/* the checker reads the header */
	DKIM_QUEUE_LISTED,		/* it has: what is known of the keys? */
	DKIM_QUEUE_ASKING,		/* the resolver asks for a key */
	DKIM_QUEUE_CHECKING,	/* the checker checks with it */
	DKIM_QUEUE_DONE,		/* to be written */
	/* without a message */
	DKIM_QUEUE_NAME,		/* the resolver asks for a name */
	DKIM_QUEUE_ANSWERED,	/* to be written */
};

struct dkim_queue_message;

struct dkim_queue {
	const struct config *config;
	enum dkim_queue_state state;
	struct dkim_queue_message *message;	/* or NULL */
	struct asking asking;
	struct key_record answer;	/* for what is asked for there */
	struct child checker, resolver;
	bool ready;		/* the checker is in its sandbox */
	int again;		/* how often it ended at this question */
	int killed;		/* and how often it was killed there */
	int64_t asked_ms;	/* ticks: the question a child has */
	int64_t due_ms;		/* moment: the store is not looked at before */
	int broken;		/* times in a row that a child did not start */
	int64_t broken_ms;	/* ticks: none is started before */
	int silent;		/* questions in a row that nobody answered */
	int64_t silent_ms;	/* ticks: nothing is asked before */
	struct key_cache keys;
};

void dkim_queue_init(struct dkim_queue *, const struct config *);
/* Ends the children; what was under way waits in the store. */
void dkim_queue_done(struct dkim_queue *);
/* The store was rolled back: what was under way is begun again. */
void dkim_queue_forget(struct dkim_queue *);
/* A message more may wait. */
void dkim_queue_wake(struct dkim_queue *);
/* Something came from the child: the checker or the resolver. */
void dkim_queue_listen(struct dkim_queue *, struct child *);
/* Begins with the next message when it is idle.  1: call dkim_queue_write. */
int dkim_queue_work(struct dkim_queue *, struct store *, struct err *) MUST_USE;
/* Within a batch: the rows of the message that is done. */
int dkim_queue_write(struct dkim_queue *, struct store *,
	struct err *) MUST_USE;
/* There is something to do now. */
bool dkim_queue_busy(const struct dkim_queue *);
/* How long to wait after so many tries. */
int64_t dkim_queue_retry_ms(int64_t tries);

#endif

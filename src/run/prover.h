/*
 * The prover: finds out what the messages that wait bear to show where they
 * are from.  One message at a time goes to the checker, and the names of its
 * keys, where the configuration allows it, to the resolver; what comes of it
 * is written in the engine's transaction.
 *
 * Nothing here waits: collecting goes on whatever DNS does.  What waits
 * stands in the store, so a kill costs only the work of doing it again, and a
 * key that DNS does not give is asked for again, with a growing pause, for
 * days.  Both children live only while there is something to do.
 */
#ifndef RUN_PROVER_H
#define RUN_PROVER_H

#include "conf/config.h"
#include "run/keyring.h"
#include "run/spawn.h"
#include "store/proofs.h"

#define PROVER_RETRY_MS 60000	/* after the first try; then doubled */
#define PROVER_RETRY_MOST_MS ((int64_t)4 * 3600000)
/* No answer is one after so long and so many tries. */
#define PROVER_GIVE_UP_MS ((int64_t)3 * 86400000)
#define PROVER_GIVE_UP_TRIES 5
#define PROVER_PATIENCE_MS 60000	/* with one answer of a child */
/* So many questions in a row to which nobody said anything, for so long
 * each: the network is down, and for a while nothing is asked. */
#define PROVER_SILENT 3
#define PROVER_SILENT_LEAST_MS 1000
#define PROVER_SILENT_MS 60000
/* Before a checker that does not start is tried again; then doubled. */
#define PROVER_BROKEN_MS 5000
#define PROVER_BROKEN_MOST_MS 3600000

enum prover_state {
	PROVER_IDLE,
	PROVER_READING,		/* the checker reads the header */
	PROVER_ASKING,		/* the resolver asks for a key */
	PROVER_CHECKING,	/* the checker checks with it */
	PROVER_DONE,		/* to be written */
};

struct prover_message;

struct prover {
	const struct config *config;
	enum prover_state state;
	struct prover_message *message;	/* NULL: PROVER_IDLE */
	struct child checker, resolver;
	bool ready;		/* the checker is in its sandbox */
	bool again;		/* it ended at this question before */
	int64_t asked_ms;	/* ticks: the question a child has */
	int64_t due_ms;		/* moment: the store is not looked at before */
	int broken;		/* times in a row that no checker started */
	int64_t broken_ms;	/* ticks: none is started before */
	int silent;		/* questions in a row that nobody answered */
	int64_t silent_ms;	/* ticks: nothing is asked before */
	struct keyring keys;
};

void prover_init(struct prover *, const struct config *);
/* Ends the children; what was under way waits in the store. */
void prover_done(struct prover *);
/* The store was rolled back: what was under way is begun again. */
void prover_forget(struct prover *);
/* A message more may wait. */
void prover_news(struct prover *);
/* Something came from the child: the checker or the resolver. */
void prover_listen(struct prover *, struct child *);
/* Begins with the next message when it is idle.  1: call prover_write. */
int prover_work(struct prover *, struct store *, struct err *) MUST_USE;
/* Within a batch: the rows of the message that is done. */
int prover_write(struct prover *, struct store *, struct err *) MUST_USE;
/* There is something to do now. */
bool prover_busy(const struct prover *);
/* How long to wait after so many tries. */
int64_t prover_retry_ms(int64_t tries);

#endif

/*
 * The resolver: a process that asks DNS for keys.  It reads what strangers'
 * servers answer, so it has the network and no file, and it knows nothing of
 * the case but the names it asks for.
 */
#ifndef RUN_DKIM_DNS_CHILD_H
#define RUN_DKIM_DNS_CHILD_H

#include "run/child/spawn.h"

/* The child's body; arg is the configuration's `resolver`, NULL for the
 * system's.  Answers FRAME_ASK with FRAME_KEY, in order. */
int dns_child_body(struct wire *, void *arg);

/* Puts one question into a wire. */
void dns_child_ask(struct wire *, const char *selector, const char *domain);

#endif

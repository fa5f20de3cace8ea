/*
 * The reader: a sandboxed process that reads and matches messages.
 */
#ifndef RUN_CHILD_READER_H
#define RUN_CHILD_READER_H

#include "conf/people.h"
#include "model/message.h"
#include "read/read.h"
#include "run/child/shelf.h"
#include "run/child/spawn.h"

struct reader_setup {
	const struct config *config;
	const struct people *people;
	const struct shelf *shelf;	/* NULL: all bytes come in frames */
};

/* The child's body for child_start; arg is a struct reader_setup.  It
 * compiles the rules, enters the sandbox (failing is fatal: exit EX_OSERR
 * without FRAME_READY), sends FRAME_READY and answers frames in order. */
int reader_body(struct wire *, void *arg);

/* Puts one request into a wire. */
void reader_ask(struct wire *, enum read_mode, const struct message *);

#endif

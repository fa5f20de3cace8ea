/*
 * The key child of the signing key: a child that reads it, or makes it, and
 * tells its fingerprint.
 *
 * The other children begin as copies of the process that starts them, and
 * have the network; what reads a key leaves copies of it in freed memory.  So
 * a process that will have such children never reads it itself.
 */
#ifndef RUN_CHILD_KEY_CHILD_H
#define RUN_CHILD_KEY_CHILD_H

#include "base/err.h"
#include "seal/signkey.h"

/* Waits for it; errors are those of signkey_open. */
int key_child_ask(const char *path, char fingerprint[SIGNKEY_TEXT],
	struct err *) MUST_USE;

#endif

/*
 * The store: one SQLite file, mode 0600, WAL, synchronous=FULL.
 *
 * Evidence tables (original, incident, sighting, rule_hit, escalation,
 * setting, missed, milestone, decision, attachment, dkim, clock, coverage,
 * reached, told, ledger) only grow: triggers refuse UPDATE and DELETE.
 * Sources, cursors, daily counts and the outbox are derived or operational
 * and may change; verify compares them with the evidence.  Every evidence row
 * has one ledger row, made in the same transaction.  Schema:
 * store/core/schema.c; doc/store.md describes it.
 */
#ifndef STORE_CORE_STORE_H
#define STORE_CORE_STORE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct store;

enum store_mode {
	STORE_READ,	/* must exist; nothing is written */
	STORE_WRITE,	/* created when missing; migrated when old */
	STORE_DAEMON,	/* as WRITE, and the only daemon on it: a second one
			 * gets EX_TEMPFAIL */
};

/* EX_NOINPUT missing, EX_NOPERM, EX_CANTCREAT, EX_DATAERR not a store or
 * newer than this program, EX_IOERR, EX_TEMPFAIL locked. */
int store_open(const char *path, enum store_mode, struct store **,
	struct err *) MUST_USE;
void store_close(struct store *);
void store_cleanup(struct store **);	/* for CLEANUP() */

/* Everything that belongs to one batch is one transaction.  A failed
 * commit has been rolled back; a batch in which a step failed can only be
 * rolled back (its commit does that and repeats the error).  A full disk, a
 * read-only file and the like are EX_TEMPFAIL, a disk that does not read or
 * write EX_IOERR: the caller stops fetching and tries again later. */
int store_begin(struct store *, struct err *) MUST_USE;
int store_commit(struct store *, struct err *) MUST_USE;
/* Ends a batch or a snapshot. */
void store_rollback(struct store *);
/* From the first read on, every read sees the same moment, whatever a
 * daemon writes meanwhile; until store_rollback. */
int store_snapshot(struct store *, struct err *) MUST_USE;

/* Facts about the case that later rows refer to (configuration digest,
 * rules digest, program version, time zone): recorded with a ledger row
 * when the value differs from the last one under that name. */
int setting_record(struct store *, const char *name, const char *value,
	int64_t now_ms, struct err *) MUST_USE;
/* The last value under that name; 1: there is none. */
int setting_get(struct store *, const char *name, struct buf *out,
	struct err *) MUST_USE;

#endif

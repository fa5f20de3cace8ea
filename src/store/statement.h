/*
 * Every SQL statement of the room, by name, prepared once when first used;
 * and a query: one run of one of them.
 *
 *	CLEANUP(query_done) struct query q;
 *
 *	if (query_open(&q, s, SQL_CURSOR_GET, err) == -1)
 *		return -1;
 *	query_name(&q, ":account", account);
 *	rc = query_step(&q, err);
 *
 * Values are bound by name.  A binding that fails is told by the next step.
 */
#ifndef STORE_STATEMENT_H
#define STORE_STATEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/day.h"
#include "base/digest.h"
#include "store/store.h"

enum sql {
	SQL_BEGIN,
	SQL_SNAPSHOT,
	SQL_COMMIT,
	SQL_ROLLBACK,
	SQL_ROW_INSERT,		/* any table with an id */
	SQL_ROW_GET,
	SQL_ROW_IDS,
	SQL_ROW_UNRECORDED,
	SQL_ROW_VANISHED,
	SQL_ROW_COUNT,
	SQL_ORIGINAL_INSERT,
	SQL_ORIGINAL_FIND,
	SQL_ORIGINAL_BYTES,
	SQL_ORIGINAL_LIST,
	SQL_ORIGINAL_CHECK,
	SQL_INCIDENT_BY_BYTES,
	SQL_INCIDENT_BY_TEXT,
	SQL_INCIDENT_LIST,
	SQL_SIGHTING_KNOWN,
	SQL_SIGHTING_LIST,
	SQL_HIT_LIST,
	SQL_DAILY_ADD,
	SQL_DAILY_LIST,
	SQL_DAILY_KIND,
	SQL_DAILY_SERIES,
	SQL_DAILY_CHECK,
	SQL_DAY_RANGE,
	SQL_SOURCE_SET,
	SQL_SOURCE_LIST,
	SQL_CURSOR_GET,
	SQL_CURSOR_SET,
	SQL_CURSOR_LIST,
	SQL_ESCALATION_FIND,
	SQL_ESCALATION_LIST,
	SQL_OUTBOX_ADD,
	SQL_OUTBOX_LIST,
	SQL_OUTBOX_DONE,
	SQL_SETTING_LAST,
	SQL_LEDGER_APPEND,
	SQL_LEDGER_LAST,
	SQL_LEDGER_LIST,
	SQL_CONTACT_COUNT,
	SQL_INTEGRITY,
	SQL_ORPHANS,
	SQL_COUNT
};

struct sqlite3_stmt;

struct query {
	struct store *store;
	struct sqlite3_stmt *stmt;
	bool own;		/* a second run of a busy statement */
	int rc;			/* SQLite's last word */
};

#define QUERY_ROW 1

int query_open(struct query *, struct store *, enum sql, struct err *)
	MUST_USE;
/* For the statements that are written for any table. */
int query_open_on(struct query *, struct store *, enum sql, int table,
	struct err *) MUST_USE;
void query_done(struct query *);

void query_int(struct query *, const char *param, int64_t);
void query_real(struct query *, const char *param, double);
void query_moment(struct query *, const char *param, int64_t ms);
void query_day(struct query *, const char *param, struct day);
/* Made valid UTF-8; NULL is "". */
void query_text(struct query *, const char *param, const char *);
/* As text, byte for byte; NULL is NULL.  It must outlive the query. */
void query_name(struct query *, const char *param, const char *);
void query_bytes(struct query *, const char *param, struct span);
void query_digest(struct query *, const char *param, const struct digest *);

/* 0: no more rows; QUERY_ROW.  A failure breaks the batch it is in. */
int query_step(struct query *, struct err *) MUST_USE;
/* To its end, rows or not; for the one row of interest use query_step. */
int query_run(struct query *, struct err *) MUST_USE;

int64_t query_get_int(struct query *, int at);
double query_get_real(struct query *, int at);
int64_t query_get_moment(struct query *, int at);
/* Never NULL. */
const char *query_get_text(struct query *, int at);
struct span query_get_bytes(struct query *, int at);
bool query_get_digest(struct query *, int at, struct digest *);

#endif

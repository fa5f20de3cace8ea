/*
 * Every SQL statement of the room, by name, prepared once when first used.
 */
#ifndef STORE_STATEMENT_H
#define STORE_STATEMENT_H

#include <sqlite3.h>

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
	SQL_DAILY_PAIRS,
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

/* The table a statement is about. */
int statement_table(enum sql);
/* A new one of it; the caller finalizes it. */
int statement_prepare(struct store *, enum sql, int table, unsigned flags,
	sqlite3_stmt **, struct err *) MUST_USE;

#endif

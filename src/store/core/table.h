/*
 * The tables of the store as rows of columns.
 *
 * One row of columns serves for four things: the INSERT, the SELECT, the
 * struct a row is read into, and the canonical row of the ledger, at append
 * and at verify alike.  So no column can be written and not vouched for.
 */
#ifndef STORE_CORE_TABLE_H
#define STORE_CORE_TABLE_H

#include "base/digest.h"
#include "model/incident.h"
#include "store/core/query.h"

enum column_type {
	COLUMN_INT,		/* int64_t */
	COLUMN_U32,		/* uint32_t or unsigned */
	COLUMN_MOMENT,		/* int64_t; MOMENT_NONE is NULL */
	COLUMN_DAY,		/* struct day; "YYYY-MM-DD" */
	COLUMN_TEXT,		/* const char *; made valid UTF-8 */
	COLUMN_NAME,		/* const char *; kept byte for byte */
	COLUMN_REAL,		/* double */
	COLUMN_BOOL,		/* bool; 0 or 1 */
	COLUMN_DIGEST,		/* struct digest; 32 bytes */
	COLUMN_DIGEST_MAYBE,	/* the same; all zero is NULL */
	COLUMN_FLAGS,		/* uint64_t of letter flags; their names */
	COLUMN_STATE,
	COLUMN_CHANNEL,
	COLUMN_DIRECTION,
	COLUMN_BY,
	COLUMN_OUTCOME,
	COLUMN_MISS,
	COLUMN_DECIDED,
	COLUMN_PURPOSE,
	COLUMN_RESULT,
	COLUMN_ANSWER,
	COLUMN_SECURE,
	COLUMN_COUNT
};

struct column {
	const char *param;	/* ":" and the name */
	enum column_type kind;
	size_t at;		/* offset in the row's struct */
};

struct table {
	const char *name;
	const struct column *columns;
	size_t n_columns;
	size_t id_at;		/* offset of the int64_t id, or NO_ID */
};

#define NO_ID SIZE_MAX

/* Evidence comes first: these have an id and a ledger row each. */
enum table_id {
	TABLE_ORIGINAL,
	TABLE_INCIDENT,
	TABLE_SIGHTING,
	TABLE_RULE_HIT,
	TABLE_ESCALATION,
	TABLE_SETTING,
	TABLE_MISSED,
	TABLE_MILESTONE,
	TABLE_DECISION,
	TABLE_ATTACHMENT,
	TABLE_DKIM,
	TABLE_CLOCK,
	TABLE_COVERAGE,
	TABLE_REACHED,
	TABLE_TOLD,
	TABLE_EVIDENCE_COUNT,
	TABLE_DAILY = TABLE_EVIDENCE_COUNT,
	TABLE_SOURCE,
	TABLE_CURSOR,
	TABLE_PHONE_DAY,
	TABLE_ALERT,
	TABLE_DKIM_WAIT,
	TABLE_DKIM_ASK,
	TABLE_COUNT
};

extern const struct table tables[TABLE_COUNT];

/* The evidence table of that name, or -1. */
int table_find(const char *name);
/* Binds every column from the row's struct. */
void table_bind(struct query *, enum table_id, const void *row);
/* Fills the struct from a "SELECT id, $columns" (without id where the table
 * has none).  Strings live until the next step. */
int table_read(struct query *, enum table_id, void *row, struct err *)
	MUST_USE;

#endif

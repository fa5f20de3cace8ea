/*
 * What a store is inside; for this room only.
 */
#ifndef STORE_CORE_PRIVATE_H
#define STORE_CORE_PRIVATE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "store/core/dedup_cache.h"
#include "store/core/format.h"
#include "store/core/query.h"
#include "store/core/store.h"
#include "store/core/table.h"

struct store {
	char *path;		/* as the caller named it: for sentences */
	char *real;		/* absolute, links followed */
	enum store_mode mode;
	int lock;		/* the daemon's lock file, or -1 */
	sqlite3 *db;
	int64_t format;		/* user_version as found or made */
	bool in_batch;		/* between begin and commit */
	bool in_snapshot;	/* reads see one moment */
	bool clocked;		/* see store/records/clocks.h */
	bool clock_told;	/* in this batch */
	bool broken;		/* a step of this batch failed: no commit */
	struct err why;		/* the first failure of a broken batch */
	struct buf text;	/* scratch for binding */
	struct dedup dedups[DEDUP_COUNT];
	sqlite3_stmt *ready[SQL_COUNT][TABLE_COUNT];
};

/* Bytes of one text value; the rest goes.  A row of seven such texts, each
 * byte a control character that JSON spells \u00XX, is still no more than
 * a canonical row may be: no message can make a row that is refused. */
#define STORE_TEXT_MAX 16384
#define STORE_ROW_MAX (1 << 20)

/* The file is older than this program; nothing but verify reads it. */
static inline bool
store_is_old(const struct store *s)
{
	return s->format < STORE_FORMAT;
}

#endif

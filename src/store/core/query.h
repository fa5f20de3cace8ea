/*
 * A query: one run of one statement.
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
#ifndef STORE_CORE_QUERY_H
#define STORE_CORE_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/day.h"
#include "base/digest.h"
#include "store/core/statement.h"

struct query {
	struct store *store;
	sqlite3_stmt *stmt;
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
/* So many zeros, to be written over. */
void query_zeros(struct query *, const char *param, int64_t n);
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

/*
 * A store in a folder of its own, and messages to put in it.
 */
#ifndef TESTS_STORE_RIG_H
#define TESTS_STORE_RIG_H

#include <dirent.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "model/letter.h"
#include "store/core/table.h"
#include "store/records/clocks.h"
#include "store/records/incidents.h"
#include "store/records/ledger.h"
#include "store/records/row.h"
#include "tests/tap.h"

#define UNUSED __attribute__((unused))
#define ROWS(a) (sizeof(a) / sizeof((a)[0]))

struct rig {
	char dir[64];
	char path[80];
	struct store *s;
	struct err err;
};

/* What a message is made of, as far as a store cares. */
struct mail {
	const char *person, *account, *folder;
	uint32_t uidvalidity, uid;
	const char *bytes, *message_id, *text;
	enum state state;
	enum direction direction;
	int64_t at_ms;
};

/* Within a batch: how the clock stands, where it does not follow. */
UNUSED static int
clock_record(struct store *s, const struct timekeeping *now, struct err *err)
{
	struct clock_row row;
	int due = clock_follow(s, now, &row, err);

	return due <= 0 ? due :
	    row_insert(s, TABLE_CLOCK, &row, &row.id, err);
}

UNUSED static bool
rig_open(struct rig *r, enum store_mode mode)
{
	r->s = NULL;
	if (store_open(r->path, mode, &r->s, &r->err) == 0)
		return true;
	return false;
}

UNUSED static void
rig_make(struct rig *r)
{
	*r = (struct rig){ .dir = "/tmp/floodmark-store-XXXXXX" };
	if (mkdtemp(r->dir) == NULL)
		exit(99);
	snprintf(r->path, sizeof(r->path), "%s/case.db", r->dir);
	if (!rig_open(r, STORE_WRITE)) {
		printf("Bail out! %s\n", r->err.text);
		exit(99);
	}
}

UNUSED static void
rig_close(struct rig *r)
{
	store_close(r->s);
	r->s = NULL;
}

UNUSED static void
rig_done(struct rig *r)
{
	DIR *d;
	struct dirent *e;
	char path[400];

	rig_close(r);
	d = opendir(r->dir);
	while (d != NULL && (e = readdir(d)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", r->dir, e->d_name);
		unlink(path);
	}
	if (d != NULL)
		closedir(d);
	rmdir(r->dir);
}

UNUSED static struct incident
mail_incident(const struct mail *m)
{
	return (struct incident){
		.state = m->state, .person = m->person, .at_ms = m->at_ms,
		.day = day_of(m->at_ms), .channel = CHANNEL_EMAIL,
		.direction = m->direction, .sender = "jd@example.org",
		.by = BY_ADDRESS, .field = "From",
		.identifier = "jd@example.org", .rule = "visit",
		.kind = "threat", .message_id = m->message_id,
		.text = digest_of(span_str(m->text)),
		.claimed_ms = MOMENT_NONE,
		.flags = UINT64_C(1) << LETTER_NO_DATE |
		    UINT64_C(1) << LETTER_LIMIT_DEPTH,
		.recorded_ms = m->at_ms + 60000,
	};
}

/* -1 or an enum recorded. */
UNUSED static int
mail_record(struct store *s, const struct mail *m, int64_t *id,
    struct err *err)
{
	static const struct rule_hit hit = { "visit", "threat", "text", 1,
		PASSAGE_QUOTED, OUTCOME_HIT };
	struct incident in = mail_incident(m);
	struct sighting seen = { m->account, m->folder, m->uidvalidity,
		m->uid, m->at_ms };

	return incident_record(s, &in, &seen, span_str(m->bytes), &hit, 1, id,
	    err);
}

/* n different messages, a minute apart, uids from `first`, in batches. */
UNUSED static int
mail_fill(struct store *s, int first, int n, int batch, struct err *err)
{
	for (int i = first; i < first + n; i++) {
		char bytes[200], mid[60];
		struct mail m = { "ex", "home", "INBOX", 1, (uint32_t)i,
			bytes, mid, bytes, STATE_CONTACT, DIRECTION_IN,
			1774000000000 + i * 60000LL };
		int64_t id;

		snprintf(bytes, sizeof(bytes), "Subject: no %d\n\nhello", i);
		snprintf(mid, sizeof(mid), "%d@example.org", i);
		if ((i - first) % batch == 0 && store_begin(s, err) == -1)
			return -1;
		if (mail_record(s, &m, &id, err) == -1)
			return -1;
		if (((i - first) % batch == batch - 1 || i == first + n - 1) &&
		    store_commit(s, err) == -1)
			return -1;
	}
	return 0;
}

/* Behind the store's back, as stock sqlite3 would. */
UNUSED static int
raw_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	int rc = sqlite3_open_v2(path, &db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
	sqlite3_close(db);
	return rc;
}

/* The triggers that were dropped for a change stand there again, as somebody
 * would leave them who knows what verify looks at. */
UNUSED static int
raw_lock(const char *path)
{
	CLEANUP(store_cleanup) struct store *s = NULL;
	char whole[200], attach[300];
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	struct err err;
	int rc = SQLITE_ERROR;

	snprintf(whole, sizeof(whole), "%.180s.whole", path);
	snprintf(attach, sizeof(attach), "ATTACH '%s' AS whole", whole);
	if (store_open(whole, STORE_WRITE, &s, &err) == -1 ||
	    sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, attach, NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, "SELECT sql FROM whole.sqlite_schema"
	    " WHERE type = 'trigger' AND name NOT IN"
	    " (SELECT name FROM main.sqlite_schema)", -1, &q, NULL) !=
	    SQLITE_OK)
		return SQLITE_ERROR;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW)
		if (sqlite3_exec(db, (const char *)sqlite3_column_text(q, 0),
		    NULL, NULL, NULL) != SQLITE_OK)
			break;
	sqlite3_finalize(q);
	sqlite3_close(db);
	store_close(s);
	s = NULL;
	unlink(whole);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

UNUSED static int64_t
raw_int(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	int64_t out = -1;

	sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		out = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return out;
}

UNUSED static int
print_fault(enum fault f, const char *where, const char *what, void *arg,
    struct err *err)
{
	(void)arg;
	(void)err;
	printf("# %s: %s: %s\n", fault_name(f), where, what);
	return 0;
}

/* The number of faults, or -1. */
UNUSED static int64_t
rig_faults(struct rig *r, struct verified *sum)
{
	if (store_verify(r->s, print_fault, NULL, sum, &r->err) == -1) {
		printf("# %s\n", r->err.text);
		return -1;
	}
	return sum->faults;
}

#endif

#include "store/verify/schema_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "store/core/schema.h"
#include "store/core/sqlite_error.h"

#define OBJECTS_MAX 200

/* One row of sqlite_schema. */
struct object {
	char *type, *name, *text;
	bool met;		/* in both */
};

struct objects {
	struct object at[OBJECTS_MAX];
	size_t n;
	bool more;
};

static void
objects_free(struct objects **o)
{
	for (size_t i = 0; i < (*o)->n; i++) {
		free((*o)->at[i].type);
		free((*o)->at[i].name);
		free((*o)->at[i].text);
	}
	free(*o);
}

static char *
column_of(struct query *q, int at)
{
	const char *text = query_get_text(q, at);

	return str_dup(text == NULL ? "" : text);
}

/* 0, or -1 and q->rc. */
static int
read_objects(struct store *s, struct objects *out, struct query *q,
    struct err *err)
{
	int rc;

	if (query_open(q, s, SQL_SCHEMA, err) == -1)
		return -1;
	while ((rc = query_step(q, err)) == QUERY_ROW) {
		out->more = out->n == OBJECTS_MAX;
		if (out->more)
			return 0;
		out->at[out->n++] = (struct object){ column_of(q, 0),
			column_of(q, 1), column_of(q, 2), false };
	}
	return rc;
}

/* A new and empty store, in memory. */
static int
make_reference(struct objects *out, struct err *err)
{
	CLEANUP(store_cleanup) struct store *s = mem_get(1, sizeof(*s));
	CLEANUP(query_done) struct query q = { 0 };

	s->path = str_dup("a store in memory");
	s->mode = STORE_WRITE;
	s->lock = -1;
	buf_init(&s->text, STORE_TEXT_MAX);
	if (sqlite3_open(":memory:", &s->db) != SQLITE_OK)
		return sqlite_error_set(s, SQLITE_NOMEM, err);
	if (schema_bring(s, err) == -1)
		return -1;
	return read_objects(s, out, &q, err);
}

static struct object *
find(struct objects *in, const struct object *o)
{
	for (size_t i = 0; i < in->n; i++)
		if (strcmp(in->at[i].type, o->type) == 0 &&
		    strcmp(in->at[i].name, o->name) == 0)
			return &in->at[i];
	return NULL;
}

static int
tell(struct report *r, enum fault fault, const struct object *o,
    const char *what, struct err *err)
{
	char where[120];

	snprintf(where, sizeof(where), "schema %.20s %.80s", o->type,
	    o->name);
	return report_fault(r, fault, where, what, err);
}

/* Nothing runs a trigger here, and without an index it only takes longer. */
static bool
is_harmless(const struct object *o, bool missing)
{
	return strcmp(o->type, "trigger") == 0 ||
	    (missing && strcmp(o->type, "index") == 0);
}

static int
check_ours(struct report *r, struct objects *ours, struct objects *theirs,
    bool *stop, struct err *err)
{
	for (size_t i = 0; i < ours->n; i++) {
		struct object *is = find(theirs, &ours->at[i]);
		bool same = is != NULL &&
		    strcmp(is->text, ours->at[i].text) == 0;

		if (is != NULL)
			is->met = true;
		if (same)
			continue;
		*stop |= !is_harmless(&ours->at[i], is == NULL);
		if (tell(r, is == NULL ? FAULT_MISSING : FAULT_CHANGED,
		    &ours->at[i], is == NULL ? "not in the store any more" :
		    "not as this program makes it", err) == -1)
			return -1;
	}
	return 0;
}

static int
check_strange(struct report *r, struct objects *theirs, bool *stop,
    struct err *err)
{
	for (size_t i = 0; i < theirs->n; i++) {
		if (theirs->at[i].met)
			continue;
		*stop |= !is_harmless(&theirs->at[i], false);
		if (tell(r, FAULT_CHANGED, &theirs->at[i],
		    "no part of a store", err) == -1)
			return -1;
	}
	*stop |= theirs->more;
	return !theirs->more ? 0 : report_fault(r, FAULT_CHANGED, "schema",
	    "and more that is no part of a store", err);
}

int
schema_check(struct report *r, struct err *err)
{
	CLEANUP(objects_free) struct objects *ours = mem_get(1,
	    sizeof(*ours));
	CLEANUP(objects_free) struct objects *theirs = mem_get(1,
	    sizeof(*theirs));
	CLEANUP(query_done) struct query q = { 0 };
	bool stop = false;

	if (make_reference(ours, err) == -1)
		return -1;
	if (read_objects(r->store, theirs, &q, err) == -1)
		return report_damage(r, q.rc, "schema", err);
	if (check_ours(r, ours, theirs, &stop, err) == -1 ||
	    check_strange(r, theirs, &stop, err) == -1)
		return -1;
	if (!stop)
		return 0;
	return report_fault(r, FAULT_UNREADABLE, "schema", "nothing behind "
	    "it was checked: what it says would be run", err) == -1 ? -1 : 1;
}

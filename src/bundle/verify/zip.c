/*
 * originals.zip against its names and against the ledger, both ways.
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/safe.h"
#include "bundle/verify/check.h"
#include "bundle/write/zip.h"

static int
original_by_digest(const void *a, const void *b)
{
	return memcmp(((const struct check_original *)a)->digest.at,
	    ((const struct check_original *)b)->digest.at,
	    sizeof(((struct digest *)0)->at));
}

static struct check_original *
original_find(struct check *c, const struct digest *d)
{
	struct check_original key = { .digest = *d };

	return c->n_originals == 0 ? NULL : bsearch(&key, c->originals,
	    c->n_originals, sizeof(key), original_by_digest);
}

static int64_t *
ids_selected(const struct check *c, size_t *n)
{
	int64_t *ids = mem_get(c->n_incidents, sizeof(*ids));

	*n = 0;
	for (size_t i = 0; i < c->n_incidents; i++)
		if (c->incidents[i].selected)
			ids[(*n)++] = c->incidents[i].id;
	return ids;
}

static int
by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void
ids_free(int64_t **ids)
{
	free(*ids);
}

static void
mark_typed(struct check *c)
{
	for (size_t i = 0; i < c->n_originals; i++)
		c->originals[i].ending = zip_ending("");
	/* Backwards: the first that was handed in says the type. */
	for (size_t i = c->n_typed; i-- > 0;) {
		struct check_original *o = original_find(c,
		    &c->typed[i].digest);

		if (o != NULL)
			o->ending = c->typed[i].ending;
	}
}

static bool
is_milestone(const struct check *c, int64_t number)
{
	for (size_t i = 0; i < c->n_milestones; i++)
		if (c->milestones[i] == number)
			return true;
	return false;
}

/* The ledger is always whole. */
static bool
is_wanted_original(const struct check *c, const struct check_owned *s,
    const int64_t *ids, size_t n)
{
	switch (s->what) {
	case OWNER_LEDGER:
		return true;
	case OWNER_MILESTONE:
		return is_milestone(c, s->owner);
	case OWNER_INCIDENT:
		break;
	}
	return bsearch(&s->owner, ids, n, sizeof(*ids), by_number) != NULL;
}

static const char *const owners[] = {
	[OWNER_INCIDENT] = "incident",
	[OWNER_MILESTONE] = "milestone",
	[OWNER_LEDGER] = "ledger row",
};

/* Every incident has a sighting, and that names its original. */
static int
mark_wanted(struct check *c, struct err *err)
{
	size_t n;
	CLEANUP(ids_free) int64_t *ids = ids_selected(c, &n);

	qsort(ids, n, sizeof(*ids), by_number);
	for (size_t i = 0; i < c->n_owned; i++) {
		const struct check_owned *s = &c->owned[i];
		struct check_original *o;

		if (!is_wanted_original(c, s, ids, n))
			continue;
		o = original_find(c, &s->digest);
		if (o != NULL)
			o->wanted = true;
		else if (check_fault(c, FAULT_MISSING, BAG_LEDGER, 0, err,
		    "%s %lld has an original that has no row",
		    owners[s->what], (long long)s->owner) != 0)
			return -1;
	}
	return 0;
}

static int
zip_fault(struct check *c, enum fault what, const struct zip_entry *e,
    const char *text, struct err *err)
{
	CLEANUP(buf_done) struct buf name = { .max = 200, .truncate = true };

	safe_text(&name, span_str(e->name), SAFE_ONE_LINE);
	return check_fault(c, what, BAG_ORIGINALS, 0, err, "%s %s",
	    buf_str(&name), text);
}

static int
check_known(struct check *c, const struct zip_entry *e, struct err *err)
{
	struct check_original *o = original_find(c, &e->name_digest);

	if (o == NULL || !o->wanted)
		return zip_fault(c, FAULT_CHANGED, e,
		    "is no original of these incidents", err);
	if (o->found)
		return zip_fault(c, FAULT_CHANGED, e, "is there twice", err);
	if (strcmp(o->ending, e->ending) != 0)
		return zip_fault(c, FAULT_CHANGED, e,
		    "has not the ending of its type", err);
	o->found = true;
	c->sum->originals++;
	if (o->size != e->size)
		return zip_fault(c, FAULT_CHANGED, e,
		    "has another size than the ledger says", err);
	return 0;
}

static int
check_entry(const struct zip_entry *e, void *arg, struct err *err)
{
	struct check *c = arg;

	if (!e->named)
		return zip_fault(c, FAULT_CHANGED, e,
		    "is not the name of an original", err);
	if ((e->damaged || !digest_eq(&e->digest, &e->name_digest)) &&
	    zip_fault(c, FAULT_CHANGED, e,
	    "has not the SHA-256 digest that names it", err) != 0)
		return -1;
	if (e->bytes.at != NULL && digest_eq(&e->digest, &e->name_digest) &&
	    check_dkim_of(c, &e->digest, e->bytes, err) != 0)
		return -1;
	check_stamp_bytes(c, &e->digest, e->bytes);
	return check_known(c, e, err);
}

static int
check_absent(struct check *c, struct err *err)
{
	for (size_t i = 0; i < c->n_originals; i++) {
		char hex[DIGEST_TEXT];

		if (!c->originals[i].wanted || c->originals[i].found)
			continue;
		digest_text(&c->originals[i].digest, hex);
		if (check_fault(c, FAULT_MISSING, BAG_ORIGINALS, 0, err,
		    "%s.%s is missing", hex, c->originals[i].ending) != 0)
			return -1;
	}
	return 0;
}

/* Whose bytes are looked into; the others are only summed. */
static bool
is_read(const struct digest *d, void *arg)
{
	return check_dkim_want(d, arg) || check_stamps_want(d, arg);
}

static int
check_part(struct check *c, enum bag_file part, struct err *err)
{
	CLEANUP(fd_close) int fd = -1;
	const char *why;
	int rc;

	if (!check_has(c, part))
		return 0;
	fd = check_open(c, part);
	rc = zip_read(fd, is_read, check_entry, c, &why, err);
	if (rc <= 0)
		return rc;
	return check_fault(c, FAULT_UNREADABLE, part, 0, err,
	    "is not a zip as a bundle has it: %s", why);
}

/* Each has one row: with two it would depend on the order of a search. */
static int
check_once(struct check *c, struct err *err)
{
	for (size_t i = 1; i < c->n_originals; i++)
		if (original_by_digest(&c->originals[i - 1],
		    &c->originals[i]) == 0 && check_fault(c, FAULT_CHANGED,
		    BAG_LEDGER, 0, err,
		    "has an original twice") != 0)
			return -1;
	return 0;
}

int
check_zip(struct check *c, struct err *err)
{
	if (!check_has(c, BAG_ORIGINALS) || !check_has(c, BAG_LEDGER))
		return 0;
	if (c->n_originals > 0)
		qsort(c->originals, c->n_originals, sizeof(*c->originals),
		    original_by_digest);
	check_dkim_sort(c);
	mark_typed(c);
	check_stamps_expect(c);
	if (check_once(c, err) != 0 || mark_wanted(c, err) != 0)
		return -1;
	for (int n = 0; n < BAG_PARTS; n++)
		if (check_part(c, bag_part(n), err) != 0)
			return -1;
	return check_absent(c, err);
}

/*
 * The timestamps: every one of the ledger, in originals.zip, and the newest
 * once more beside the manifests.
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "bundle/verify/check.h"
#include "bundle/write/jsonl.h"
#include "bundle/write/lines.h"

typedef int comparing(const void *, const void *);

static int
by_seq(const void *a, const void *b)
{
	const struct stamps_one *x = *(struct stamps_one *const *)a;
	const struct stamps_one *y = *(struct stamps_one *const *)b;

	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static int
stamp_by_digest(const void *a, const void *b)
{
	const struct stamps_one *x = *(struct stamps_one *const *)a;
	const struct stamps_one *y = *(struct stamps_one *const *)b;

	return memcmp(x->digest.at, y->digest.at, sizeof(x->digest.at));
}

static struct stamps_one **
sorted(const struct stamps *all, comparing *by)
{
	struct stamps_one **out = mem_get(all->n, sizeof(struct stamps_one *));

	for (size_t i = 0; i < all->n; i++)
		out[i] = &all->at[i];
	qsort(out, all->n, sizeof(struct stamps_one *), by);
	return out;
}

static void
sorted_free(struct stamps_one ***s)
{
	free(*s);
}

/* Heads stand before the rows that tell of their timestamps, and are not
 * kept: those that were stamped are read again. */
static void
find_heads(struct check *c)
{
	CLEANUP(lines_done) struct lines l = { .fd = -1 };
	CLEANUP(sorted_free) struct stamps_one **next = sorted(&c->stamps,
	    by_seq);
	struct span line, row;
	struct digest head;
	size_t i = 0;

	lines_init(&l, check_open(c, BAG_LEDGER), JSONL_LINE_MAX);
	while (i < c->stamps.n && lines_next(&l, &line) > 0) {
		bool is_row = jsonl_split(line, &row, &head);

		for (; i < c->stamps.n && next[i]->seq <= l.row; i++) {
			next[i]->reached = is_row && next[i]->seq == l.row &&
			    next[i]->row > l.row;
			if (next[i]->reached)
				next[i]->head = head;
		}
	}
}

static int
check_stamp_one(struct check *c, struct stamps_one *s, struct err *err)
{
	char what[STAMPS_WHAT];
	enum fault fault;

	if (stamps_judge(&c->stamps, s, &fault, what) != 0)
		return check_fault(c, fault, BAG_ORIGINALS, 0, err, "%s",
		    what);
	stamps_note(s, c->sum);
	return 0;
}

/* The copies in the open, which stock tools are shown. */
static int
check_copies(struct check *c, struct err *err)
{
	const struct stamps_one *newest = stamps_newest(&c->stamps, NULL);
	const struct {
		enum bag_file file;
		const struct stamps_one *is;
	} copies[] = {
		{ BAG_TIMESTAMP, newest },
		{ BAG_AUTHORITY, newest == NULL ? NULL :
		    stamps_certificates(&c->stamps, newest) },
	};

	for (size_t i = 0; i < 2; i++) {
		enum bag_file f = copies[i].file;
		bool has = check_has(c, f);
		int rc = 0;

		if (has && (copies[i].is == NULL || !digest_eq(
		    &copies[i].is->digest, &c->sums[f].digest)))
			rc = check_fault(c, FAULT_CHANGED, f, 0, err,
			    "is not what the ledger names");
		/* Where originals need several files it gives way. */
		else if (!has && copies[i].is != NULL && c->told[f] == 0 &&
		    !check_has(c, BAG_ORIGINALS_2))
			rc = check_fault(c, FAULT_MISSING, f, 0, err,
			    "is missing");
		if (rc != 0)
			return -1;
	}
	return 0;
}

void
check_stamps_expect(struct check *c)
{
	if (c->stamps.n > 0)
		c->stamped = sorted(&c->stamps, stamp_by_digest);
}

/* The first of those with that digest. */
static size_t
find_digest(const struct check *c, const struct digest *d)
{
	size_t low = 0, high = c->stamped == NULL ? 0 : c->stamps.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (memcmp(c->stamped[mid]->digest.at, d->at,
		    sizeof(d->at)) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool
check_stamps_want(const struct digest *d, void *arg)
{
	const struct check *c = arg;
	size_t i = find_digest(c, d);

	return i < c->stamps.n && c->stamped != NULL &&
	    digest_eq(&c->stamped[i]->digest, d);
}

void
check_stamp_bytes(struct check *c, const struct digest *d, struct span bytes)
{
	if (bytes.len == 0 || c->stamped == NULL)
		return;
	for (size_t i = find_digest(c, d); i < c->stamps.n &&
	    digest_eq(&c->stamped[i]->digest, d); i++)
		if (c->stamped[i]->bytes.len == 0)
			buf_add_span(&c->stamped[i]->bytes, bytes);
}

int
check_stamps(struct check *c, struct err *err)
{
	if (!check_has(c, BAG_LEDGER))
		return 0;
	if (check_copies(c, err) != 0)
		return -1;
	if (c->stamps.n == 0 || !check_has(c, BAG_ORIGINALS))
		return 0;
	find_heads(c);
	for (size_t i = 0; i < c->stamps.n; i++)
		if (!c->stamps.at[i].authority &&
		    check_stamp_one(c, &c->stamps.at[i], err) != 0)
			return -1;
	return 0;
}

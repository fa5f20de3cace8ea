/*
 * Signatures of the originals, checked again with the keys in ledger.jsonl.
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "bundle/verify/check.h"
#include "bundle/write/jsonl.h"

static int
digest_order(const struct digest *a, const struct digest *b)
{
	return memcmp(a->at, b->at, sizeof(a->at));
}

static int
by_original(const void *a, const void *b)
{
	const struct check_dkim_row *x = a, *y = b;
	int order = digest_order(&x->original, &y->original);

	return order != 0 ? order : x->row < y->row ? -1 : x->row > y->row;
}

void
check_dkim_sort(struct check *c)
{
	if (c->n_dkim > 0)
		qsort(c->dkim, c->n_dkim, sizeof(*c->dkim),
		    by_original);
}

/* The first that is not before it. */
static size_t
first_of(const struct check *c, const struct digest *d)
{
	size_t from = 0, to = c->n_dkim;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (digest_order(&c->dkim[middle].original, d) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

bool
check_dkim_want(const struct digest *d, void *arg)
{
	const struct check *c = arg;
	size_t at = first_of(c, d);

	return at < c->n_dkim && digest_eq(&c->dkim[at].original, d);
}

static int
check_dkim_one(struct check *c, int fd, const struct check_dkim_row *at,
    struct span bytes, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = JSONL_LINE_MAX };
	CLEANUP(entry_drop) struct entry *e = check_row(fd, at->place, &text);
	char differs[120] = "";
	struct dkim_row p;
	int got;

	if (e == NULL || !entry_dkim(e, &p))
		return check_fault(c, FAULT_UNREADABLE, BAG_LEDGER, at->row,
		    err, "cannot be read back");
	got = c->again->check(&p, bytes, differs, sizeof(differs),
	    c->again->arg, err);
	if (got == -1)
		return -1;
	return differs[0] == '\0' ? 0 : check_fault(c, FAULT_CHANGED,
	    BAG_LEDGER, at->row, err, "is a signature that says otherwise "
	    "when it is checked again with the key that was kept: %s",
	    differs);
}

int
check_dkim_of(struct check *c, const struct digest *d, struct span bytes,
    struct err *err)
{
	CLEANUP(fd_close) int fd = check_open(c, BAG_LEDGER);

	for (size_t i = first_of(c, d); i < c->n_dkim &&
	    digest_eq(&c->dkim[i].original, d); i++)
		if (check_dkim_one(c, fd, &c->dkim[i], bytes, err) != 0)
			return -1;
	return 0;
}

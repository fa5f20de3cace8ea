/*
 * What the ledger claims to be covered: the newest row of each account, and
 * the messages that were never read, as coverage_open has them from a store.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "bundle/verify/check.h"
#include "bundle/write/jsonl.h"
#include "model/miss.h"

#define CLAIMS_MAX 1000		/* accounts */

/* The newest row of an account. */
struct check_claim {
	char *account;
	char days[COVERED_DAYS][DAY_TEXT];
};

/* How a message stood when the row was written. */
struct check_missed {
	char *place;		/* account, folder, UIDVALIDITY and UID */
	size_t n;		/* of these rows */
	int64_t ms;
	bool read;
};

static const char *const names[COVERED_DAYS] = {
	[COVERED_FIRST] = "first_day",
	[COVERED_FIRST_WHOLE] = "first_whole",
	[COVERED_LAST_WHOLE] = "last_whole",
	[COVERED_LAST] = "last_day",
};

/* NULL: it is of more accounts than there can be. */
static struct check_claim *
claim_of(struct check *c, const char *account)
{
	for (size_t i = 0; i < c->n_claims; i++)
		if (strcmp(c->claims[i].account, account) == 0)
			return &c->claims[i];
	if (c->n_claims == CLAIMS_MAX)
		return NULL;
	c->claims = mem_grow(c->claims, c->n_claims + 1, sizeof(*c->claims));
	c->claims[c->n_claims] = (struct check_claim){ str_dup(account) };
	return &c->claims[c->n_claims++];
}

/* Both are days, or neither is there. */
static bool
is_stretch(const struct entry *e, enum covered_day from, enum covered_day to)
{
	const char *first = entry_str(e, names[from]);
	const char *last = entry_str(e, names[to]);
	struct day d;

	if (first[0] == '\0' && last[0] == '\0')
		return true;
	return day_parse(first, &d) && day_parse(last, &d);
}

bool
check_take_claim(struct check *c, const struct entry *e)
{
	struct check_claim *claim;

	if (!is_stretch(e, COVERED_FIRST, COVERED_LAST) ||
	    !is_stretch(e, COVERED_FIRST_WHOLE, COVERED_LAST_WHOLE))
		return false;
	claim = claim_of(c, entry_str(e, "account"));
	if (claim == NULL)
		return false;
	for (int i = 0; i < COVERED_DAYS; i++)
		snprintf(claim->days[i], DAY_TEXT, "%s", entry_str(e,
		    names[i]));
	return true;
}

void
check_take_missed(struct check *c, const struct entry *e)
{
	CLEANUP(buf_done) struct buf place = { .max = JSONL_LINE_MAX };
	int64_t recorded = entry_int(e, "recorded_ms", 0);

	buf_addf(&place, "%s\n%s\n%lld\n%lld", entry_str(e, "account"),
	    entry_str(e, "folder"), (long long)entry_int(e, "uidvalidity", 0),
	    (long long)entry_int(e, "uid", 0));
	if ((c->n_missed & (c->n_missed - 1)) == 0)
		c->missed = mem_grow(c->missed, c->n_missed == 0 ? 1 :
		    2 * c->n_missed, sizeof(*c->missed));
	c->missed[c->n_missed] = (struct check_missed){
		str_of(buf_span(&place)), c->n_missed,
		entry_int(e, "at_ms", recorded),
		strcmp(entry_str(e, "outcome"), miss_name(MISS_READ)) == 0 };
	c->n_missed++;
}

void
check_coverage_done(struct check *c)
{
	for (size_t i = 0; i < c->n_claims; i++)
		free(c->claims[i].account);
	for (size_t i = 0; i < c->n_missed; i++)
		free(c->missed[i].place);
	free(c->claims);
	free(c->missed);
}

static int
by_place(const void *a, const void *b)
{
	const struct check_missed *x = a, *y = b;
	int order = strcmp(x->place, y->place);

	return order != 0 ? order : x->n < y->n ? -1 : x->n > y->n;
}

/* Of each message the newest row says how it stands. */
static void
add_missed(const struct check *c, struct coverage_map *m)
{
	if (c->n_missed > 0)
		qsort(c->missed, c->n_missed, sizeof(*c->missed), by_place);
	for (size_t i = 0; i < c->n_missed; i++)
		if ((i + 1 == c->n_missed || strcmp(c->missed[i].place,
		    c->missed[i + 1].place) != 0) && !c->missed[i].read)
			coverage_add_missed(m, day_of(c->missed[i].ms));
}

struct coverage_map *
check_coverage(const struct check *c)
{
	struct coverage_map *m = coverage_new();

	for (size_t i = 0; i < c->n_claims; i++) {
		struct covered row = { .from_ms = MOMENT_NONE,
			.until_ms = MOMENT_NONE };

		for (int d = 0; d < COVERED_DAYS; d++)
			row.days[d] = c->claims[i].days[d];
		coverage_add_claim(m, &row);
	}
	add_missed(c, m);
	coverage_seal(m);
	return m;
}

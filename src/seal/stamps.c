#include "seal/stamps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/file.h"
#include "base/safe.h"
#include "store/records/incidents.h"

bool
stamps_add(struct stamps *all, int64_t row, int64_t seq, const char *purpose,
    const char *name, const struct digest *digest)
{
	bool authority = strcmp(purpose, purpose_name(PURPOSE_AUTHORITY)) ==
	    0;
	struct stamps_one *s;

	if (!authority &&
	    strcmp(purpose, purpose_name(PURPOSE_TIMESTAMP)) != 0)
		return false;
	if (all->n == 0 || (all->n & (all->n - 1)) == 0)
		all->at = mem_grow(all->at, all->n == 0 ? 1 : 2 * all->n,
		    sizeof(*all->at));
	s = &all->at[all->n++];
	*s = (struct stamps_one){ .row = row, .seq = seq,
		.authority = authority, .digest = *digest,
		.bytes = { .max = STAMP_MAX }, .at_ms = MOMENT_NONE };
	snprintf(s->name, sizeof(s->name), "%s", name);
	return true;
}

void
stamps_done(struct stamps *all)
{
	for (size_t i = 0; i < all->n; i++)
		buf_done(&all->at[i].bytes);
	free(all->at);
	*all = (struct stamps){ 0 };
}

static int
stamps_take(const struct attachment *a, void *arg, struct err *err)
{
	(void)err;
	(void)!stamps_add(arg, a->id, a->ref, purpose_name(a->purpose),
	    a->name, &a->digest);
	return 0;
}

int
stamps_read(struct store *s, struct stamps *all, struct err *err)
{
	return stamp_list(s, stamps_take, all, err);
}

int
stamps_load(struct store *s, struct stamps_one *one, struct err *err)
{
	int rc = ledger_head_at(s, one->seq, &one->head, err);

	if (rc == -1)
		return -1;
	one->reached = rc == 0;
	if (one->bytes.len > 0)
		return 0;
	return original_get(s, &one->digest, &one->bytes, err);
}

struct stamps_one *
stamps_newest(const struct stamps *all, const char *name)
{
	for (size_t i = all->n; i-- > 0;)
		if (!all->at[i].authority && (name == NULL ||
		    strcmp(all->at[i].name, name) == 0))
			return &all->at[i];
	return NULL;
}

struct stamps_one *
stamps_certificates(const struct stamps *all, const struct stamps_one *of)
{
	for (size_t i = (size_t)(of - all->at); i-- > 0;)
		if (all->at[i].authority &&
		    strcmp(all->at[i].name, of->name) == 0)
			return &all->at[i];
	return NULL;
}

/* What cannot be told is not the same as what does not fit. */
static const enum fault faults[STAMP_ENDS] = {
	[STAMP_NO_REPLY] = FAULT_UNREADABLE,
	[STAMP_REJECTED] = FAULT_CHANGED,
	[STAMP_OTHER] = FAULT_CHANGED,
	[STAMP_REPLAYED] = FAULT_CHANGED,
	[STAMP_NO_CERTIFICATES] = FAULT_UNREADABLE,
	[STAMP_UNSIGNED] = FAULT_CHANGED,
};

static int
stamps_tell(const struct stamps_one *s, const char *text, const char *why,
    char what[STAMPS_WHAT])
{
	CLEANUP(buf_done) struct buf name = { .max = 200, .truncate = true };

	safe_text(&name, span_str(s->name), SAFE_ONE_LINE);
	snprintf(what, STAMPS_WHAT, "the timestamp of %s over ledger row "
	    "%lld %s%s%s", buf_str(&name), (long long)s->seq, text,
	    why[0] == '\0' ? "" : ": ", why);
	return 1;
}

int
stamps_judge(const struct stamps *all, struct stamps_one *s,
    enum fault *fault, char what[STAMPS_WHAT])
{
	struct stamps_one *pem = stamps_certificates(all, s);
	struct stamp said;
	enum stamp_end end;

	*fault = FAULT_MISSING;
	if (!s->reached)
		return stamps_tell(s, "has no such row", "", what);
	if (s->bytes.len == 0)
		return stamps_tell(s, "is not there", "", what);
	if (pem == NULL || pem->bytes.len == 0)
		return stamps_tell(s, "has no certificates to be checked with",
		    "", what);
	end = stamp_check(buf_span(&s->bytes), &s->head,
	    buf_span(&pem->bytes), NULL, &said);
	*fault = faults[end];
	if (end != STAMP_HOLDS)
		return stamps_tell(s, stamp_words(end), said.why, what);
	s->at_ms = said.at_ms;
	return 0;
}

void
stamps_note(const struct stamps_one *s, struct verified *sum)
{
	CLEANUP(buf_done) struct buf name = { .max = sizeof(sum->stamper) - 1,
		.truncate = true };

	safe_text(&name, span_str(s->name), SAFE_ONE_LINE);
	sum->stamps++;
	sum->stamped_row = s->seq;
	sum->stamped_ms = s->at_ms;
	snprintf(sum->stamper, sizeof(sum->stamper), "%s", buf_str(&name));
}

static int
verify_one(struct store *s, struct stamps *all, struct stamps_one *one,
    fault_each *each, void *arg, struct verified *sum, struct err *err)
{
	char where[40], what[STAMPS_WHAT];
	enum fault fault = FAULT_UNREADABLE;
	struct err why;
	int rc = stamps_load(s, one, &why);

	snprintf(where, sizeof(where), "attachment %lld",
	    (long long)one->row);
	if (rc == -1)
		snprintf(what, sizeof(what), "%.300s", why.text);
	else if (one->authority || stamps_judge(all, one, &fault, what) == 0) {
		if (!one->authority)
			stamps_note(one, sum);
		return 0;
	}
	sum->faults++;
	return each(fault, where, what, arg, err);
}

int
stamps_verify(struct store *s, fault_each *each, void *arg,
    struct verified *sum, struct err *err)
{
	CLEANUP(stamps_done) struct stamps all = { 0 };
	struct err why;

	if (stamps_read(s, &all, &why) == -1) {
		sum->faults++;
		return each(FAULT_UNREADABLE, "attachment", why.text, arg,
		    err);
	}
	for (size_t i = 0; i < all.n; i++) {
		if (verify_one(s, &all, &all.at[i], each, arg, sum,
		    err) != 0)
			return -1;
		if (!all.at[i].authority)
			buf_done(&all.at[i].bytes);
	}
	return 0;
}

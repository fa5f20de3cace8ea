#include "cmd/replay/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/replay/reveal.h"
#include "match/attribute.h"

/* An incident as it is recorded, of those that share an original. */
struct kept {
	struct digest digest;
	int64_t id, at_ms;
	enum state state;
	enum direction direction;
	enum channel channel;
	char *person, *rule, *kind;
};

struct keeping {
	struct kept *at;
	size_t n, room;
};

/* One original on its way. */
struct again {
	struct replay *replay;
	struct reveal *reveal;
	struct verdict verdict;
	enum role role;
};

static void
keeping_done(struct keeping *k)
{
	for (size_t i = 0; i < k->n; i++) {
		free(k->at[i].person);
		free(k->at[i].rule);
		free(k->at[i].kind);
	}
	free(k->at);
}

static int
account_keep(const struct incident *in, void *arg, struct err *err)
{
	struct keeping *k = arg;

	(void)err;
	if (k->n == k->room) {
		k->room = k->room == 0 ? 64 : 2 * k->room;
		k->at = mem_grow(k->at, k->room, sizeof(*k->at));
	}
	k->at[k->n++] = (struct kept){ .digest = in->digest, .id = in->id,
		.at_ms = in->at_ms, .state = in->state,
		.direction = in->direction, .channel = in->channel,
		.person = str_dup(in->person), .rule = str_dup(in->rule),
		.kind = str_dup(in->kind) };
	return 0;
}

static int
kept_by_digest(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;
	int got = memcmp(x->digest.at, y->digest.at, sizeof(x->digest.at));

	return got != 0 ? got : (x->id > y->id) - (x->id < y->id);
}

struct attribution_place {
	const struct config *config;
	uint32_t account;
	bool found;
};

static int
kept_account(const struct sighting *s, const struct digest *d, void *arg,
    struct err *err)
{
	struct attribution_place *p = arg;

	(void)d;
	(void)err;
	for (uint32_t i = 0; !p->found && i < p->config->n_accounts; i++)
		if (strcmp(p->config->accounts[i].name, s->account) == 0) {
			p->account = i;
			p->found = true;
		}
	return 0;
}

/* 1: it was in none of the present accounts (handed in, or the account is
 * gone): what it would be is not known. */
static int
original_read_again(struct again *a, const struct kept *k, struct err *err)
{
	CLEANUP(buf_done) struct buf bytes = { .max = FRAME_MAX };
	struct call *call = a->replay->call;
	struct attribution_place place = { .config = call->config };
	struct message m = { .internal_ms = k->at_ms };
	int got;

	if (incident_sightings(call->store, k->id, kept_account, &place,
	    err) == -1)
		return -1;
	if (!place.found)
		return 1;
	a->role = channel_is_phone(k->channel) ? ROLE_PHONE :
	    k->direction == DIRECTION_OUT ? ROLE_SENT : ROLE_INBOX;
	m.account = place.account;
	m.role = a->role;
	got = original_get(call->store, &k->digest, &bytes, err);
	if (got == 1)
		return err_set(err, EX_DATAERR, "the original of incident "
		    "%lld is missing; `floodmark verify` says more",
		    (long long)k->id);
	if (got == -1)
		return -1;
	m.bytes = buf_span(&bytes);
	m.size = (int64_t)bytes.len;
	a->replay->read++;
	return reveal_verdict(a->reveal, &m, &a->verdict, err);
}

static void
attribution_put(struct again *a, const struct kept *k, const char *person,
    const char *field, const char *recorded, const char *now)
{
	if (strcmp(recorded, now) == 0)
		return;
	replay_put(a->replay, "incident", k->id, k->at_ms, person, field,
	    recorded, now);
	a->replay->changed++;
}

static const struct kept *
attribution_person(const struct kept *k, size_t n, const char *person)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(k[i].person, person) == 0)
			return &k[i];
	return NULL;
}

/* What one person's row says, and would say. */
static void
attribution_compare(struct again *a, const struct kept *k, size_t n,
    uint32_t person)
{
	const struct people *people = a->replay->call->people;
	const struct person *p = &people->at[person];
	const struct kept *was = attribution_person(k, n, p->id);
	struct attribution now;

	if (!attribute(&a->verdict, a->role, people, person, &now)) {
		if (was != NULL)
			attribution_put(a, was, p->id, "state",
			    state_name(was->state),
			    "");
		return;
	}
	if (was == NULL) {
		attribution_put(a, k, p->id, "state", "",
		    state_name(now.state));
		return;
	}
	attribution_put(a, was, p->id, "state", state_name(was->state),
	    state_name(now.state));
	attribution_put(a, was, p->id, "rule", was->rule, now.rule == NULL ?
	    "" : p->rules[now.rule->rule].id);
	attribution_put(a, was, p->id, "kind", was->kind, now.kind);
}

/* Rows of persons whom the rules do not name any more. */
static void
compare_gone(struct again *a, const struct kept *k, size_t n)
{
	const struct people *people = a->replay->call->people;

	for (size_t i = 0; i < n; i++) {
		bool named = k[i].person[0] == '\0';

		for (size_t j = 0; j < people->n; j++)
			named |= strcmp(people->at[j].id, k[i].person) == 0;
		if (!named)
			attribution_put(a, &k[i], k[i].person, "state",
			    state_name(k[i].state), "");
	}
}

static int
replay_one(struct again *a, const struct kept *k, size_t n, struct err *err)
{
	const struct people *people = a->replay->call->people;
	const char *only = a->replay->person;
	int got = original_read_again(a, k, err);

	if (got != 0)
		return got == 1 ? 0 : -1;
	for (uint32_t i = 0; i < people->n; i++)
		if (only == NULL || strcmp(only, people->at[i].id) == 0)
			attribution_compare(a, k, n, i);
	if (only == NULL)
		compare_gone(a, k, n);
	return 0;
}

static int
replay_all(struct again *a, const struct keeping *k, struct err *err)
{
	for (size_t i = 0, n; i < k->n; i += n) {
		for (n = 1; i + n < k->n && digest_eq(&k->at[i].digest,
		    &k->at[i + n].digest); n++)
			;
		if (replay_one(a, &k->at[i], n, err) == -1)
			return -1;
	}
	return 0;
}

int
replay_attribution(struct replay *r, struct err *err)
{
	CLEANUP(keeping_done) struct keeping k = { .n = 0 };
	const struct filter all = FILTER_ALL;
	struct again *a;
	int got;

	if (incident_list(r->call->store, &all, account_keep, &k, err) == -1)
		return -1;
	if (k.n > 0)
		qsort(k.at, k.n, sizeof(*k.at), kept_by_digest);
	a = mem_get(1, sizeof(*a));
	a->replay = r;
	got = reveal_open(r->call, &a->reveal, err);
	if (got == 0)
		got = replay_all(a, &k, err);
	reveal_close(a->reveal);
	free(a);
	return got;
}

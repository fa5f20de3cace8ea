#include "bundle/write/exclusions.h"

#include <stdlib.h>

#include "base/file.h"
#include "store/records/decisions.h"
#include "store/records/missed.h"

void
exclusions_done(struct exclusions *x)
{
	for (size_t i = 0; i < x->n_out; i++)
		free(x->out[i].reason);
	free(x->out);
	free(x->versions);
	*x = (struct exclusions){ 0 };
}

/* The newest one is the last. */
static int
keep_reason(const struct decision *d, void *arg, struct err *err)
{
	char **reason = arg;

	(void)err;
	free(*reason);
	*reason = str_dup(d->reason);
	return 0;
}

static int
leave_out(struct exclusions *x, struct store *store,
    const struct incident *i, int64_t n, struct err *err)
{
	struct excluded out = { .n = n, .state = i->state };

	if (x->n_out_all++ >= EXCLUSIONS_MAX)
		return 0;
	if (decision_list(store, i->id, keep_reason, &out.reason, err) == -1) {
		free(out.reason);
		return -1;
	}
	if (out.reason == NULL)
		out.reason = str_dup("");
	x->out = mem_grow(x->out, x->n_out + 1, sizeof(*x->out));
	x->out[x->n_out++] = out;
	return 0;
}

/* The originals of one incident; a copy that comes back is no new one, as
 * far as so many are remembered. */
#define ORIGINALS_MAX 32

struct copies {
	struct digest digest[ORIGINALS_MAX];
	int64_t places, originals;
};

static int
add_place(const struct sighting *s, const struct digest *d, void *arg,
    struct err *err)
{
	struct copies *c = arg;
	int64_t known = c->originals < ORIGINALS_MAX ? c->originals :
	    ORIGINALS_MAX;

	(void)s;
	(void)err;
	c->places++;
	for (int64_t i = 0; i < known; i++)
		if (digest_eq(&c->digest[i], d))
			return 0;
	if (c->originals < ORIGINALS_MAX)
		c->digest[c->originals] = *d;
	c->originals++;
	return 0;
}

static int
count_places(struct exclusions *x, struct store *store,
    const struct incident *i, int64_t n, struct err *err)
{
	struct copies c = { .places = 0 };

	if (incident_sightings(store, i->id, add_place, &c, err) == -1)
		return -1;
	if (c.places < 2)
		return 0;
	x->copied++;
	x->places += c.places;
	if (c.originals < 2 || x->n_versions_all++ >= EXCLUSIONS_MAX)
		return 0;
	x->versions = mem_grow(x->versions, x->n_versions + 1,
	    sizeof(*x->versions));
	x->versions[x->n_versions++] = (struct versions){ n, c.places,
		c.originals };
	return 0;
}

int
exclusions_take(struct exclusions *x, struct store *store,
    const struct incident *i, int64_t n, struct err *err)
{
	switch (i->state) {
	case STATE_CONTACT:
		return count_places(x, store, i, n, err);
	case STATE_WITHDRAWN:
	case STATE_UNREADABLE:
		return leave_out(x, store, i, n, err);
	case STATE_CANDIDATE:
	case STATE_COUNT:
		break;
	}
	return 0;
}

struct missed_of {
	const struct filter *filter;
	int64_t n;
};

static int
exclusions_add_missed(const struct missed *m, void *arg, struct err *err)
{
	struct missed_of *all = arg;
	struct day day;

	(void)err;
	if (m->at_ms != MOMENT_NONE) {
		day = day_of(m->at_ms);
		if (day.n < all->filter->from.n || day.n > all->filter->to.n)
			return 0;
	}
	all->n++;
	return 0;
}

int
exclusions_missed(struct exclusions *x, struct store *store,
    const struct filter *f, struct err *err)
{
	struct missed_of all = { f, 0 };

	if (missed_list(store, NULL, exclusions_add_missed, &all, err) == -1)
		return -1;
	x->missed = all.n;
	return 0;
}

#include "run/detect_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "detect/watch.h"
#include "model/hand.h"
#include "model/letter.h"
#include "store/records/counts.h"
#include "store/records/milestones.h"

/* One person's milestones, with strings that are ours. */
struct servings {
	struct served *at;
	size_t n;
};

/* A person on the way through the days. */
struct course {
	struct watch watch;
	struct flags *out;
	struct day day;		/* that has begun */
	bool begun;
};

struct bench {
	struct store *store;
	const struct config *config;
	const struct people *people;
	struct day first, last;
	bool *known;		/* by day from the first */
	bool others;		/* an account has another target than self */
	int64_t *threats;	/* incidents in order */
	size_t n_threats;
	struct servings *servings;
	struct course *courses;	/* one a person */
};

static void
servings_done(struct servings *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free((char *)(uintptr_t)s->at[i].type);
		free((char *)(uintptr_t)s->at[i].issuer);
		free((char *)(uintptr_t)s->at[i].reference);
	}
	free(s->at);
}

static void
bench_done(struct bench *b)
{
	for (size_t i = 0; i < b->people->n; i++) {
		if (b->courses != NULL)
			watch_close(&b->courses[i].watch);
		if (b->servings != NULL)
			servings_done(&b->servings[i]);
	}
	free(b->servings);
	free(b->courses);
	free(b->threats);
	free(b->known);
}

/* False: it is not known from when it counts. */
static bool
counts_from(const struct milestone *m, struct served *s)
{
	s->known_ms = m->known_ms;
	s->exact = m->known_exact;
	if (m->known_ms != MOMENT_NONE) {
		s->day = day_of(m->known_ms);
		return true;
	}
	if (!milestone_is_own(m->type) || !day_parse(m->made, &s->day))
		return false;
	s->known_ms = day_start_ms(s->day);
	return true;
}

static int
add_milestone(const struct milestone *m, void *arg, struct err *err)
{
	struct servings *all = arg;
	struct served s = { .number = m->number };

	(void)err;
	if (!counts_from(m, &s))
		return 0;
	s.type = str_dup(m->type);
	s.label = milestone_label(s.type);
	s.issuer = str_dup(m->issuer);
	s.reference = str_dup(m->reference);
	all->at = mem_grow(all->at, all->n + 1, sizeof(*all->at));
	all->at[all->n++] = s;
	return 0;
}

/* What it says itself, not what it quotes. */
static int
add_threat(int64_t incident, const struct rule_hit *h, void *arg,
    struct err *err)
{
	struct bench *b = arg;
	size_t n = b->n_threats;

	(void)err;
	if (h->outcome != OUTCOME_HIT || (h->marks & PASSAGE_QUOTED) ||
	    (n > 0 && b->threats[n - 1] == incident))
		return 0;
	/* twice the room whenever a power of two is full */
	if ((n & (n - 1)) == 0)
		b->threats = mem_grow(b->threats, n == 0 ? 1 : 2 * n,
		    sizeof(*b->threats));
	b->threats[b->n_threats++] = incident;
	return 0;
}

static int
load_days(struct bench *b, struct err *err)
{
	CLEANUP(coverage_cleanup) struct coverage_map *map = NULL;
	int n = b->last.n - b->first.n + 1;

	if (coverage_open(b->store, &map, err) == -1)
		return -1;
	b->known = mem_get((size_t)n, sizeof(*b->known));
	for (int i = 0; i < n; i++)
		b->known[i] = coverage_of(map, day_add(b->first, i)).what ==
		    COVERAGE_FULL;
	return 0;
}

static int
load_people(struct bench *b, struct detections *out, struct err *err)
{
	size_t n = b->people->n;

	b->servings = mem_get(n, sizeof(*b->servings));
	b->courses = mem_get(n, sizeof(*b->courses));
	for (size_t i = 0; i < n; i++) {
		const char *person = b->people->at[i].id;

		if (milestone_list(b->store, person, add_milestone,
		    &b->servings[i], err) == -1)
			return -1;
		watch_open(&b->courses[i].watch, b->servings[i].at,
		    b->servings[i].n);
		out->at[i].person = person;
		b->courses[i].out = &out->at[i].flags;
	}
	for (size_t i = 0; i < b->config->n_accounts; i++)
		b->others |= strcmp(b->config->accounts[i].target,
		    TARGET_SELF) != 0;
	return incident_kind_hits(b->store, THREAT_KIND, add_threat, b, err);
}

/* Ends the days before that one, and begins it. */
static void
advance(const struct bench *b, struct course *c, struct day to)
{
	if (!c->begun) {
		c->begun = true;
		c->day = b->first;
		watch_day(&c->watch, c->day);
	}
	while (c->day.n < to.n) {
		watch_end(&c->watch, b->known[c->day.n - b->first.n], c->out);
		c->day = day_add(c->day, 1);
		watch_day(&c->watch, c->day);
	}
}

static int
compare_ids(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* FNV-1a, 64 bits: tells addresses apart, and keeps none. */
static uint64_t
person_number(const char *sender)
{
	uint64_t n = UINT64_C(0xcbf29ce484222325);

	if (sender[0] == '\0')
		return 0;
	for (; *sender != '\0'; sender++)
		n = (n ^ (unsigned char)*sender) * UINT64_C(0x100000001b3);
	return n == 0 ? 1 : n;
}

struct seen_on {
	const struct bench *bench;
	const char *target;	/* NULL: her own */
};

static int
look_at_account(const struct sighting *s, const struct digest *d, void *arg,
    struct err *err)
{
	struct seen_on *on = arg;
	const struct config *c = on->bench->config;

	(void)d;
	(void)err;
	for (size_t i = 0; i < c->n_accounts; i++)
		if (strcmp(c->accounts[i].name, s->account) == 0 &&
		    strcmp(c->accounts[i].target, TARGET_SELF) != 0 &&
		    on->target == NULL)
			on->target = c->accounts[i].target;
	return 0;
}

static struct course *
course_of(const struct bench *b, const char *person)
{
	for (size_t i = 0; i < b->people->n; i++)
		if (strcmp(b->people->at[i].id, person) == 0)
			return &b->courses[i];
	return NULL;
}

static int
contact_take(const struct incident *in, void *arg, struct err *err)
{
	struct bench *b = arg;
	struct seen_on on = { .bench = b };
	struct contact c = { .at_ms = in->at_ms,
		.channel = in->channel };
	struct course *course = course_of(b, in->person);

	if (course == NULL || in->state != STATE_CONTACT ||
	    in->direction != DIRECTION_IN)
		return 0;
	if (b->others && incident_sightings(b->store, in->id,
	    look_at_account, &on, err) == -1)
		return -1;
	/* Where the zone was another one when it was written down, the day
	 * that has begun is gone on with. */
	if (in->day.n > b->last.n || in->day.n < b->first.n)
		return 0;
	advance(b, course, in->day);
	c.day = course->day;
	c.hour = in->flags >> LETTER_DAY_ONLY & 1 ? -1 :
	    clock_of(c.at_ms).hour;
	c.sender = person_number(in->sender);
	c.target = on.target;
	c.threat = strcmp(in->kind, THREAT_KIND) == 0 ||
	    (b->n_threats > 0 && bsearch(&in->id, b->threats, b->n_threats,
	    sizeof(in->id), compare_ids) != NULL);
	watch_contact(&course->watch, &c, course->out);
	return 0;
}

static void
finish(struct bench *b)
{
	for (size_t i = 0; i < b->people->n; i++) {
		advance(b, &b->courses[i], b->last);
		watch_end(&b->courses[i].watch,
		    b->known[b->last.n - b->first.n], b->courses[i].out);
	}
}

int
detect_run(struct store *st, const struct config *config,
    const struct people *people, struct detections *out, struct err *err)
{
	CLEANUP(bench_done) struct bench b = { .store = st,
		.config = config, .people = people };
	const struct filter all = FILTER_ALL;
	int got = daily_range(st, &b.first, &b.last, err);

	*out = (struct detections){ .n = people->n,
		.at = mem_get(people->n, sizeof(*out->at)) };
	if (got != 0)
		return got == 1 ? 0 : -1;
	if (load_days(&b, err) == -1 || load_people(&b, out, err) == -1 ||
	    incident_list(st, &all, contact_take, &b, err) == -1)
		return -1;
	finish(&b);
	return 0;
}

void
detections_done(struct detections *j)
{
	for (size_t i = 0; i < j->n; i++)
		flags_done(&j->at[i].flags);
	free(j->at);
	*j = (struct detections){ .n = 0 };
}

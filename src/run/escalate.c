#include "run/escalate.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "detect/volume.h"
#include "store/counts.h"
#include "store/escalations.h"

struct days {
	struct store *store;
	const char *person;
	struct day first;
	int n;
	int64_t *counts;
	int64_t now_ms;
	int flags;
	struct coverage_map *coverage;
};

/* The nth incoming contact of a day. */
struct nth {
	int64_t left, at_ms;
};

static int
count_down(const struct incident *in, void *arg, struct err *err)
{
	struct nth *n = arg;

	(void)err;
	if (in->state == STATE_CONTACT && in->direction == DIRECTION_IN &&
	    --n->left == 0)
		n->at_ms = in->at_ms;
	return 0;
}

static int
flag(struct days *d, struct day day, const struct limits *l,
    enum level level, struct err *err)
{
	int64_t limit = level == LEVEL_FLOOD ? l->flood : l->raised, id;
	struct filter filter = { day, day, d->person, -1, NULL };
	struct nth nth = { limit + 1, day_start_ms(day) };
	struct clock_time at;
	char text[DAY_TEXT], clock[16], reason[REASON_MAX];
	struct passing p = { level, limit + 1, false, "contact", text, clock,
		"" };
	struct escalation e;
	int got;

	if (incident_list(d->store, &filter, count_down, &nth, err) == -1)
		return -1;
	day_text(day, text);
	at = clock_of(nth.at_ms);
	snprintf(clock, sizeof(clock), "%02d:%02d", at.hour, at.minute);
	volume_reason(l, &p, reason, sizeof(reason));
	e = (struct escalation){ .at_ms = nth.at_ms, .day = day,
		.person = d->person, .kind = "volume",
		.level = level_name(level), .count = limit + 1,
		.usual = l->usual, .limit = (double)limit, .reason = reason,
		.recorded_ms = d->now_ms };
	got = escalation_record(d->store, &e, &id, err);
	if (got == 0)
		d->flags++;
	return got == -1 ? -1 : 0;
}

static int
judge(struct days *d, struct err *err)
{
	struct volume v = { 0 };

	for (int i = 0; i < d->n; i++) {
		struct day day = day_add(d->first, i);
		struct limits l = volume_limits(&v, day);
		enum level level = volume_level(&l, d->counts[i]);
		enum coverage known;

		if (level >= LEVEL_RAISED &&
		    flag(d, day, &l, LEVEL_RAISED, err) == -1)
			return -1;
		if (level == LEVEL_FLOOD &&
		    flag(d, day, &l, LEVEL_FLOOD, err) == -1)
			return -1;
		known = coverage_of(d->coverage, day).what;
		volume_add_with(&v, &l, day, d->counts[i],
		    known == COVERAGE_FULL);
	}
	return 0;
}

int
escalate(struct store *st, const struct people *people, int64_t now_ms,
    int *flags, struct err *err)
{
	CLEANUP(coverage_cleanup) struct coverage_map *map = NULL;
	struct day first, last;
	int got = daily_range(st, &first, &last, err);

	*flags = 0;
	if (got != 0)
		return got == 1 ? 0 : -1;
	if (coverage_open(st, &map, err) == -1)
		return -1;
	for (size_t i = 0; i < people->n; i++) {
		struct days d = { st, people->at[i].id, first,
			last.n - first.n + 1, NULL, now_ms, 0, map };

		d.counts = mem_get((size_t)d.n, sizeof(*d.counts));
		got = daily_series(st, d.person, last, d.n, d.counts, err);
		if (got == 0)
			got = judge(&d, err);
		free(d.counts);
		*flags += d.flags;
		if (got == -1)
			return -1;
	}
	return 0;
}

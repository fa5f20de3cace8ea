#include "run/escalation_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "run/detect_run.h"

static int
add_recorded(const struct escalation *e, void *arg, struct err *err)
{
	struct recorded_flags *all = arg;

	(void)err;
	all->at = mem_grow(all->at, all->n + 1, sizeof(*all->at));
	all->at[all->n++] = (struct recorded_flag){ .kind = str_dup(e->kind),
		.level = str_dup(e->level), .day = e->day, .at_ms = e->at_ms };
	return 0;
}

int
recorded_load(struct store *st, const char *person,
    struct recorded_flags *out, struct err *err)
{
	return escalation_list(st, person, add_recorded, out, err);
}

void
recorded_done(struct recorded_flags *all)
{
	for (size_t i = 0; i < all->n; i++) {
		free(all->at[i].kind);
		free(all->at[i].level);
	}
	free(all->at);
	*all = (struct recorded_flags){ .n = 0 };
}

struct recorded_flag *
recorded_of(const struct recorded_flags *all, const struct flag *f)
{
	for (size_t i = 0; i < all->n; i++) {
		struct recorded_flag *r = &all->at[i];

		if (r->day.n >= f->armed.n && r->day.n <= f->day.n &&
		    strcmp(r->kind, f->kind) == 0 &&
		    strcmp(r->level, f->level) == 0)
			return r;
	}
	return NULL;
}

static int
flag_record(struct store *st, const char *person, const struct flag *f,
    int64_t now_ms, struct err *err)
{
	const struct escalation e = { .at_ms = f->at_ms, .day = f->day,
		.person = person, .kind = f->kind, .level = f->level,
		.count = f->count, .usual = f->usual, .limit = f->limit,
		.reason = f->reason, .recorded_ms = now_ms };
	int64_t id;

	return escalation_record(st, &e, &id, err);
}

static int
flags_record(struct store *st, const struct detected *j, int64_t now_ms,
    int *flags, struct err *err)
{
	CLEANUP(recorded_done) struct recorded_flags known = { .n = 0 };

	if (recorded_load(st, j->person, &known, err) == -1)
		return -1;
	for (size_t i = 0; i < j->flags.n; i++) {
		const struct flag *f = &j->flags.at[i];
		int got;

		if (recorded_of(&known, f) != NULL)
			continue;
		got = flag_record(st, j->person, f, now_ms, err);
		if (got == -1)
			return -1;
		*flags += got == 0;
	}
	return 0;
}

int
escalations_write(struct store *st, const struct config *config,
    const struct people *people, int64_t now_ms, int *flags, struct err *err)
{
	CLEANUP(detections_done) struct detections j = { .n = 0 };

	*flags = 0;
	if (detect_run(st, config, people, &j, err) == -1)
		return -1;
	for (size_t i = 0; i < j.n; i++)
		if (flags_record(st, &j.at[i], now_ms, flags, err) == -1)
			return -1;
	return 0;
}

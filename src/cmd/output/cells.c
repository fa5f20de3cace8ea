#include "cmd/output/cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

/* Ten years of days; a wider question is cut by its filter. */
#define DAYS_MAX 40000

int
cells_days(const struct cells *c)
{
	return c->last.n - c->first.n + 1;
}

static size_t
cell_place(const struct cells *c, size_t person, int day, int slot,
    enum direction direction)
{
	return ((person * (size_t)cells_days(c) + (size_t)day) *
	    (size_t)c->n_slots + (size_t)slot) * DIRECTION_COUNT + direction;
}

int64_t
cells_get(const struct cells *c, size_t person, int day,
    enum channel channel, enum direction direction)
{
	return c->channels[channel] ?
	    c->at[cell_place(c, person, day, c->slots[channel], direction)] : 0;
}

/* The slots of a day stand side by side, and so do the days of a person: a
 * count of ten years asks for tens of thousands of these sums. */
int64_t
cells_sum(const struct cells *c, size_t person, int from, int to,
    int channel, enum direction direction)
{
	bool all = channel < 0;
	size_t step = all ? 1 : (size_t)c->n_slots;
	size_t many = (size_t)(to - from) * (all ? (size_t)c->n_slots : 1);
	size_t first = cell_place(c, person, from, all ? 0 : c->slots[channel],
	    direction);
	int64_t n = 0;

	if (!all && !c->channels[channel])
		return 0;
	for (size_t i = 0; i < many; i++)
		n += c->at[first + i * step * DIRECTION_COUNT];
	return n;
}

enum coverage
cells_coverage(const struct cells *c, int from, int to)
{
	enum coverage all = c->coverage[from];

	for (int i = from; i < to; i++)
		if (c->coverage[i] != all)
			all = COVERAGE_PARTIAL;
	return all;
}

bool
cells_have_contacts(const struct cells *c)
{
	size_t n = c->persons.n * (size_t)cells_days(c) *
	    (size_t)c->n_slots * DIRECTION_COUNT;

	for (size_t i = 0; i < n; i++)
		if (c->at[i] != 0)
			return true;
	return false;
}

static int
cells_person(const struct cells *c, const char *id)
{
	for (size_t i = 0; i < c->persons.n; i++)
		if (strcmp(c->persons.at[i], id) == 0)
			return (int)i;
	return -1;
}

static int
cells_pair(const char *person, enum channel channel, void *arg,
    struct err *err)
{
	struct cells *c = arg;

	(void)err;
	if (cells_person(c, person) == -1)
		strings_add(&c->persons, span_str(person));
	c->channels[channel] = true;
	return 0;
}

static void
cells_add(struct cells *c, const struct daily *d, int slot)
{
	int person = cells_person(c, d->person), day = d->day.n - c->first.n;
	int32_t *at;

	if (person < 0 || day < 0 || day >= cells_days(c) ||
	    slot >= c->n_slots)
		return;
	at = &c->at[cell_place(c, (size_t)person, day, slot, 0)];
	at[DIRECTION_IN] += (int32_t)d->in;
	at[DIRECTION_OUT] += (int32_t)d->out;
}

static int
add_together(const struct daily *d, void *arg, struct err *err)
{
	(void)err;
	cells_add(arg, d, 0);
	return 0;
}

/* A daemon may just have had the first contact of a channel. */
static int
add_apart(const struct daily *d, void *arg, struct err *err)
{
	struct cells *c = arg;

	(void)err;
	if (c->channels[d->channel])
		cells_add(c, d, c->slots[d->channel]);
	return 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
choose_days(struct store *st, const struct filter *f, struct cells *c,
    struct err *err)
{
	bool from = f->from.n != INT32_MIN, to = f->to.n != INT32_MAX;
	int got = daily_range(st, &c->first, &c->last, err);

	if (got == -1)
		return -1;
	c->blank = got == 1;
	if (c->blank)
		c->first = c->last = day_of(clock_now_ms());
	if (from)
		c->first = f->from;
	if (to)
		c->last = f->to;
	/* outside of what is known: still a day that was asked for */
	if (c->last.n < c->first.n && from)
		c->last = c->first;
	if (c->last.n < c->first.n)
		c->first = c->last;
	if ((int64_t)c->last.n - c->first.n >= DAYS_MAX)
		return err_set(err, EX_USAGE, "that is more than %d days; a "
		    "nearer --from would be right", DAYS_MAX);
	return 0;
}

/* Persons and channels of the whole store, so that a quiet week has its
 * zero rows, too. */
static int
choose_persons(struct store *st, const struct filter *f, struct cells *c,
    struct err *err)
{
	if (daily_pairs(st, f, cells_pair, c, err) == -1)
		return -1;
	if (c->persons.n == 0)
		strings_add(&c->persons, span_str(f->person != NULL ?
		    f->person : ""));
	qsort(c->persons.at, c->persons.n, sizeof(*c->persons.at), by_name);
	return 0;
}

static int
cells_read_coverage(struct store *st, struct cells *c, struct err *err)
{
	if (coverage_open(st, &c->map, err) == -1)
		return -1;
	c->coverage = mem_get((size_t)cells_days(c), sizeof(*c->coverage));
	for (int i = 0; i < cells_days(c); i++)
		c->coverage[i] = coverage_of(c->map,
		    day_add(c->first, i)).what;
	return 0;
}

static void
choose_slots(struct cells *c, bool apart)
{
	for (int i = 0; i < CHANNEL_COUNT; i++) {
		if (!c->channels[i])
			continue;
		c->slots[i] = apart ? c->n_slots : 0;
		c->n_slots = c->slots[i] + 1;
	}
}

int
cells_load(struct store *st, const struct filter *f, bool apart,
    struct cells *c, struct err *err)
{
	*c = (struct cells){ 0 };
	if (choose_days(st, f, c, err) == -1 ||
	    choose_persons(st, f, c, err) == -1)
		return -1;
	choose_slots(c, apart);
	c->at = mem_get(c->persons.n * (size_t)cells_days(c) *
	    (size_t)c->n_slots * DIRECTION_COUNT, sizeof(*c->at));
	if (cells_read_coverage(st, c, err) == -1)
		return -1;
	return apart ? daily_list(st, f, add_apart, c, err) :
	    daily_sums(st, f, add_together, c, err);
}

void
cells_done(struct cells *c)
{
	strings_done(&c->persons);
	free(c->at);
	free(c->coverage);
	coverage_close(c->map);
	*c = (struct cells){ 0 };
}

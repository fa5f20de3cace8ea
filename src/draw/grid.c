#include "draw/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

void
grid_done(struct grid *g)
{
	for (size_t i = 0; i < g->n_rows; i++) {
		free(g->rows[i].person);
		free(g->rows[i].days);
	}
	free(g->rows);
	*g = (struct grid){ 0 };
}

static void
grow_row(struct grid_row *r, int old, int cap)
{
	r->days = mem_grow(r->days, (size_t)cap, sizeof(*r->days));
	memset(r->days + old, 0, (size_t)(cap - old) * sizeof(*r->days));
}

static void
shift(struct grid *g, int by)
{
	for (size_t i = 0; i < g->n_rows; i++) {
		struct cell *at = g->rows[i].days;

		memmove(at + by, at, (size_t)g->n * sizeof(*at));
		memset(at, 0, (size_t)by * sizeof(*at));
	}
}

bool
grid_reach(struct grid *g, struct day d)
{
	int64_t first = g->n == 0 || d.n < g->first.n ? d.n : g->first.n;
	int64_t last = g->n == 0 || d.n > grid_last(g).n ? d.n :
	    grid_last(g).n;
	int n, cap = g->cap == 0 ? 64 : g->cap;

	if (last - first >= GRID_DAYS_MAX || 2 * (last - first) *
	    (int64_t)g->n_rows > GRID_CELLS_MAX)
		return false;
	n = (int)(last - first + 1);
	while (cap < n)
		cap *= 2;
	for (size_t i = 0; i < g->n_rows && cap > g->cap; i++)
		grow_row(&g->rows[i], g->cap, cap);
	g->cap = cap;
	if (g->n > 0 && first < g->first.n)
		shift(g, (int)(g->first.n - first));
	g->first.n = (int32_t)first;
	g->n = n;
	return true;
}

static int
grid_order(const struct grid_row *r, const char *person, enum channel channel)
{
	int c = strcmp(r->person, person);

	return c != 0 ? c : (int)r->channel - (int)channel;
}

/* NULL: no more rows. */
static struct grid_row *
row_for(struct grid *g, const char *person, enum channel channel)
{
	size_t i = 0;

	while (i < g->n_rows && grid_order(&g->rows[i], person, channel) < 0)
		i++;
	if (i < g->n_rows && grid_order(&g->rows[i], person, channel) == 0)
		return &g->rows[i];
	if (g->n_rows == GRID_ROWS_MAX)
		return NULL;
	g->rows = mem_grow(g->rows, g->n_rows + 1, sizeof(*g->rows));
	memmove(&g->rows[i + 1], &g->rows[i],
	    (g->n_rows - i) * sizeof(*g->rows));
	g->n_rows++;
	g->rows[i] = (struct grid_row){ str_dup(person), channel, NULL, 0,
		0 };
	if (g->cap > 0)
		grow_row(&g->rows[i], 0, g->cap);
	return &g->rows[i];
}

bool
grid_add(struct grid *g, struct day d, const char *person,
    enum channel channel, enum direction direction)
{
	struct grid_row *r;

	if (!grid_reach(g, d))
		return false;
	r = row_for(g, person, channel);
	if (r == NULL || (int64_t)g->cap * (int64_t)g->n_rows >
	    GRID_CELLS_MAX)
		return false;
	if (direction == DIRECTION_OUT) {
		r->days[d.n - g->first.n].out++;
		r->out++;
	} else {
		r->days[d.n - g->first.n].in++;
		r->in++;
	}
	return true;
}

void
grid_take(struct grid *g, struct day d, const char *person,
    enum channel channel, enum direction direction)
{
	size_t i = 0;
	struct grid_row *r;

	while (i < g->n_rows && grid_order(&g->rows[i], person, channel) != 0)
		i++;
	if (i == g->n_rows || d.n < g->first.n || d.n > grid_last(g).n)
		return;
	r = &g->rows[i];
	if (direction == DIRECTION_OUT) {
		r->days[d.n - g->first.n].out--;
		r->out--;
	} else {
		r->days[d.n - g->first.n].in--;
		r->in--;
	}
	if (r->in == 0 && r->out == 0) {
		free(r->person);
		free(r->days);
		g->n_rows--;
		memmove(r, r + 1, (g->n_rows - i) * sizeof(*r));
	}
}

void
grid_row_for(struct grid *g, const char *person)
{
	for (size_t i = 0; i < g->n_rows; i++)
		if (strcmp(g->rows[i].person, person) == 0)
			return;
	row_for(g, person, CHANNEL_EMAIL);
}

struct cell
grid_day(const struct grid *g, int day)
{
	struct cell sum = { 0, 0 };

	for (size_t i = 0; i < g->n_rows; i++) {
		sum.in += g->rows[i].days[day].in;
		sum.out += g->rows[i].days[day].out;
	}
	return sum;
}

struct day
grid_last(const struct grid *g)
{
	return day_add(g->first, g->n - 1);
}

/*
 * Sums over the cells of a count: two persons, three days, two of the
 * channels, each cell another power of two, so that a sum tells its cells.
 */
#include "cmd/output/cells.h"
#include "tests/tap.h"

#define DAYS 3
#define SLOTS 2

static int32_t at[2 * DAYS * SLOTS * DIRECTION_COUNT];

static const struct cells cells = {
	.first = { 100 }, .last = { 100 + DAYS - 1 },
	.channels = { [CHANNEL_SMS] = true, [CHANNEL_WEB] = true },
	.slots = { [CHANNEL_SMS] = 0, [CHANNEL_WEB] = 1 },
	.n_slots = SLOTS, .at = at,
};

/* The cell of [person][day][slot][direction] is 1 << its place. */
#define BIT(person, day, slot, direction) (INT64_C(1) << \
	((((person) * DAYS + (day)) * SLOTS + (slot)) * DIRECTION_COUNT + \
	(direction)))

static const struct row {
	const char *what;
	size_t person;
	int from, to, channel;
	enum direction direction;
	int64_t sum;
} rows[] = {
	{ "a day, all channels", 0, 1, 2, -1, DIRECTION_IN,
	    BIT(0, 1, 0, 0) | BIT(0, 1, 1, 0) },
	{ "a day, all channels, out", 0, 1, 2, -1, DIRECTION_OUT,
	    BIT(0, 1, 0, 1) | BIT(0, 1, 1, 1) },
	{ "a day, the first channel", 0, 0, 1, CHANNEL_SMS, DIRECTION_IN,
	    BIT(0, 0, 0, 0) },
	{ "a day, the second channel", 0, 0, 1, CHANNEL_WEB, DIRECTION_OUT,
	    BIT(0, 0, 1, 1) },
	{ "two days, the second channel", 1, 1, 3, CHANNEL_WEB,
	    DIRECTION_IN, BIT(1, 1, 1, 0) | BIT(1, 2, 1, 0) },
	{ "two days, all channels, the other person", 1, 0, 2, -1,
	    DIRECTION_OUT, BIT(1, 0, 0, 1) | BIT(1, 0, 1, 1) |
	    BIT(1, 1, 0, 1) | BIT(1, 1, 1, 1) },
	{ "the last day of the last person", 1, 2, 3, -1, DIRECTION_OUT,
	    BIT(1, 2, 0, 1) | BIT(1, 2, 1, 1) },
	{ "a channel that does not occur", 0, 0, 3, CHANNEL_EMAIL,
	    DIRECTION_IN, 0 },
	{ "no days", 0, 1, 1, -1, DIRECTION_IN, 0 },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *r = &rows[i];

		is_int(cells_sum(&cells, r->person, r->from, r->to,
		    r->channel, r->direction), r->sum, r->what);
	}
}

/* A store in which nobody ever had a contact has no channel. */
static void
test_nobody(void)
{
	const struct cells none = { .first = { 100 }, .last = { 100 } };

	is_int(cells_sum(&none, 0, 0, 1, -1, DIRECTION_OUT), 0,
	    "nobody, all channels");
	is_int(cells_sum(&none, 0, 0, 1, CHANNEL_SMS, DIRECTION_OUT), 0,
	    "nobody, one channel");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(at) / sizeof(*at); i++)
		at[i] = INT32_C(1) << i;
	test_rows();
	test_nobody();
	return tap_done();
}

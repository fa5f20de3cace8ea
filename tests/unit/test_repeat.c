#include "base/repeat.h"
#include "tests/tap.h"

static struct repeats all;	/* too large for a stack */

#define NETWORK "account home: network: no connection; tried again in "

/* In order, on one table: at so many ms comes a line; is it said? */
static const struct {
	int64_t at_ms;
	const char *line;
	bool said;
} rows[] = {
	{ 1000, NETWORK "5 s", true },
	{ 1001, NETWORK "11 s", true },
	{ 1002, NETWORK "22 s", true },
	{ 1003, NETWORK "43 s", true },
	{ 1004, NETWORK "80 s", true },
	{ 1005, NETWORK "160 s", false },
	{ 1006, NETWORK "2,000 s", true },	/* the comma differs */
	{ 1007, NETWORK "5 s", false },
	{ 1008, "account home2: ok", true },
	{ 1009, "account home3: ok", true },
	{ 1010, "account home-4: ok", true },
	{ 1011, "account home-5: ok", true },
	{ 1012, "account home_6: ok", true },
	{ 1013, "account home_7: ok", true },
	{ 1014, "", true },
	{ 60999, NETWORK "5 s", false },
	{ 61000, NETWORK "7 s", false },	/* over, but not told yet */
};

static void
test_rows(void)
{
	struct repeat r;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_int(repeat_pass(&all, 4, rows[i].line, rows[i].at_ms),
		    rows[i].said, rows[i].line);
	ok(!repeat_due(&all, 60999, &r), "nothing is due within a window");
	ok(repeat_due(&all, 61000, &r), "due after it");
	is_int(r.held, 4, "so many were held");
	is_str(r.text, NETWORK "7 s", "the last of them");
	is_int(r.level, 4, "and its level");
	ok(!repeat_due(&all, 61000, &r), "told once");
	ok(repeat_pass(&all, 4, NETWORK "5 s", 61001), "a new window");
}

static void
test_end(void)
{
	struct repeat r;

	for (int i = 0; i < 9; i++)
		(void)repeat_pass(&all, 3, "the end", 70000);
	ok(repeat_due(&all, INT64_MAX, &r) && r.held == 4,
	    "at the end all is told");
}

/* However many different lines come in a window, so many are said. */
static void
test_bound(void)
{
	char line[40];
	struct repeat r;
	unsigned said = 0, told = 0;

	for (int i = 0; i < 100000; i++) {
		snprintf(line, sizeof(line), "line x%d", i);
		said += repeat_pass(&all, 4, line, 500000);
	}
	ok(said >= REPEAT_SLOTS && said < REPEAT_SLOTS + REPEAT_MOST,
	    "lines are bounded: %u", said);
	while (repeat_due(&all, 560000, &r))
		told += r.held;
	is_int(said + told, 100000, "and none is forgotten");
}

static void
test_long(void)
{
	char line[1000];
	struct repeat r;

	memset(line, 'y', sizeof(line));
	line[sizeof(line) - 1] = '\0';
	for (int i = 0; i < 6; i++)
		(void)repeat_pass(&all, 4, line, 900000);
	ok(repeat_due(&all, 960000, &r) &&
	    strlen(r.text) == REPEAT_TEXT - 1, "a long line is cut");
}

int
main(void)
{
	test_rows();
	test_end();
	test_bound();
	test_long();
	return tap_done();
}

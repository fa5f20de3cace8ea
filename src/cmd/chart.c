#include "cmd/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd/days.h"
#include "store/escalations.h"

#define LABEL_COLUMNS 34	/* what stands beside a bar */
#define LEAST_BAR 10

struct flags {
	const struct cells *cells;
	unsigned char *at;	/* [day]: 1 raised, 2 flood */
};

static int
note_flag(const struct escalation *e, void *arg, struct err *err)
{
	struct flags *f = arg;
	int day = e->day.n - f->cells->first.n;
	unsigned char level = strcmp(e->level, "flood") == 0 ? 2 : 1;

	(void)err;
	if (day >= 0 && day < cells_days(f->cells) && f->at[day] < level)
		f->at[day] = level;
	return 0;
}

static int
columns_of_terminal(void)
{
	struct winsize w;
	const char *env = getenv("COLUMNS");
	int n = env != NULL ? atoi(env) : 0;

	if (n <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0)
		n = w.ws_col;
	return n < LABEL_COLUMNS + LEAST_BAR ? 80 : n;
}

static int64_t
contacts(const struct cells *c, size_t person, int day)
{
	int64_t n = 0;

	for (int i = 0; i < CHANNEL_COUNT; i++)
		n += cells_get(c, person, day, (enum channel)i,
		    DIRECTION_IN);
	return n;
}

/* Eighths of a block, so that small counts can be told apart. */
static void
put_bar(int64_t n, int64_t most, int width)
{
	static const char *const eighths[] = { "", "▏", "▎", "▍", "▌", "▋",
		"▊", "▉" };
	int64_t units = most == 0 ? 0 : n * width * 8 / most;

	if (n > 0 && units == 0)
		units = 1;
	for (int64_t i = 0; i < units / 8; i++)
		fputs("█", stdout);
	fputs(eighths[units % 8], stdout);
}

static void
put_day(const struct cells *c, size_t person, int day, int64_t most,
    int width, unsigned char flag)
{
	static const char *const weekdays[] = { "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat", "Sun" };
	static const char *const marks[] = { "", "  raised", "  FLOOD" };
	struct day d = day_add(c->first, day);
	int64_t n = contacts(c, person, day);
	char text[DAY_TEXT];

	day_text(d, text);
	printf("%s %s %5lld  ", text, weekdays[day_weekday(d)],
	    (long long)n);
	put_bar(n, most, width);
	printf("%s%s\n", marks[flag], c->coverage[day].what == COVERAGE_FULL ? "" :
	    c->coverage[day].what == COVERAGE_PARTIAL ?
	    "  (not all collected)" : "  (not collected)");
}

static int
chart_person(const struct call *call, const struct cells *c, size_t person,
    struct err *err)
{
	struct flags f = { c, calloc((size_t)cells_days(c), 1) };
	int width = columns_of_terminal() - LABEL_COLUMNS;
	int64_t most = 0;

	if (f.at == NULL)
		return err_set(err, EX_OSERR, "no memory for a chart");
	if (escalation_list(call->store, c->persons.at[person], note_flag,
	    &f, err) == -1) {
		free(f.at);
		return -1;
	}
	for (int i = 0; i < cells_days(c); i++)
		if (contacts(c, person, i) > most)
			most = contacts(c, person, i);
	printf("contacts a day from %s\n", c->persons.at[person]);
	for (int i = 0; i < cells_days(c); i++)
		put_day(c, person, i, most, width, f.at[i]);
	free(f.at);
	return 0;
}

int
cmd_chart(struct call *call, struct err *err)
{
	CLEANUP(cells_done) struct cells c = { 0 };
	int got = cells_load(call->store, &call->filter, &c, err);

	if (got == -1)
		return -1;
	if (got == 1 || c.persons.n == 0) {
		printf("no contacts in this period\n");
		return 0;
	}
	for (size_t i = 0; i < c.persons.n; i++)
		if (chart_person(call, &c, i, err) == -1)
			return -1;
	return 0;
}

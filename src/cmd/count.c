#include "cmd/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/output/count_options.h"
#include "cmd/output/absence.h"
#include "cmd/output/before_after.h"
#include "cmd/output/cells.h"
#include "cmd/output/output.h"

static const struct count_options none = { .filter = FILTER_ALL };

static const struct option_place places[] = {
	{ "--by", offsetof(struct count_options, by) },
	{ "--from", offsetof(struct count_options, filter.from) },
	{ "--to", offsetof(struct count_options, filter.to) },
	{ "--person", offsetof(struct count_options, filter.person) },
	{ "--channel", offsetof(struct count_options, filter.channel) },
	{ "--split", offsetof(struct count_options, split) },
};

const struct option_set count_options = OPTION_SET(none, places);

static const char *const columns[] = { "period", "person", "channel", "in",
	"out", "coverage" };

/* ISO 8601: the week of the Thursday in it. */
static void
week_name(struct day d, char *out, size_t size)
{
	struct day thursday = day_add(d, 3 - day_weekday(d));
	int year, month, day;

	day_to_civil(thursday, &year, &month, &day);
	snprintf(out, size, "%04d-W%02d", year,
	    (thursday.n - day_from_civil(year, 1, 1).n) / 7 + 1);
}

#define PERIOD_TEXT 40		/* bytes; "2026-W13" */

static void
period_name(int by, struct day d, char out[PERIOD_TEXT])
{
	if (by == BY_WEEK) {
		week_name(d, out, PERIOD_TEXT);
		return;
	}
	day_text(d, out);
	if (by == BY_MONTH)
		out[sizeof("2026-03") - 1] = '\0';
}

/* The same for all days of a period, and another in the next. */
static int
period_key(int by, struct day d)
{
	int year, month, day;

	if (by == BY_WEEK)
		return d.n - day_weekday(d);
	if (by != BY_MONTH)
		return d.n;
	day_to_civil(d, &year, &month, &day);
	return year * 12 + month;
}

/* Days [from, to) that share a period, and what all its rows say. */
struct period {
	int from, to;
	char name[PERIOD_TEXT];
	enum coverage coverage;
	const char *told;		/* the coverage as it is printed */
	struct buf hours;		/* of a day that is partial */
};

static void
period_done(struct period *p)
{
	buf_done(&p->hours);
}

/* A person is told the hours, too; a program gets the word. */
static const char *
tell_coverage(const struct cells *c, int format, struct period *p)
{
	struct coverage_day coverage;
	struct day day;

	if (p->coverage != COVERAGE_PARTIAL || format != FORMAT_TABLE ||
	    p->to > p->from + 1)
		return coverage_name(p->coverage);
	buf_reset(&p->hours);
	day = day_add(c->first, p->from);
	coverage = coverage_of(c->map, day);
	coverage_text(&coverage, day, &p->hours);
	return buf_str(&p->hours);
}

static bool
next_period(const struct call *call, const struct cells *c, struct period *p)
{
	const struct count_options *o = call->options;
	int key;

	p->from = p->to;
	if (p->from >= cells_days(c))
		return false;
	period_name(o->by, day_add(c->first, p->from), p->name);
	key = period_key(o->by, day_add(c->first, p->from));
	do
		p->to++;
	while (p->to < cells_days(c) &&
	    period_key(o->by, day_add(c->first, p->to)) == key);
	p->coverage = cells_coverage(c, p->from, p->to);
	p->told = tell_coverage(c, call->format, p);
	return true;
}

static void
count_row(struct output *s, const struct cells *c, size_t person,
    const struct period *p, int channel, const char *channel_text)
{
	output_text(s, p->name);
	output_text(s, c->persons.at[person]);
	output_text(s, channel_text);
	for (int i = 0; i < DIRECTION_COUNT; i++)
		output_counted(s, cells_sum(c, person, p->from, p->to, channel,
		    (enum direction)i), p->coverage);
	output_text(s, p->told);
}

static void
count_person(const struct call *call, struct output *s, const struct cells *c,
    size_t person, const struct period *p)
{
	const struct count_options *o = call->options;
	int only = o->filter.channel;

	if (!o->split) {
		count_row(s, c, person, p, only, only < 0 ? "all" :
		    channel_name((enum channel)only));
		return;
	}
	for (int i = 0; i < CHANNEL_COUNT; i++)
		if (c->channels[i] && (only < 0 || only == i))
			count_row(s, c, person, p, i,
			    channel_name((enum channel)i));
}

static void
count_periods(const struct call *call, const struct cells *c)
{
	CLEANUP(period_done) struct period p = {
		.hours = { .max = 200, .truncate = true } };
	struct output s;

	output_open(&s, call->format, columns, 6);
	while (next_period(call, c, &p))
		for (size_t i = 0; i < c->persons.n; i++)
			count_person(call, &s, c, i, &p);
	output_close(&s, NULL);
}

/* One row an hour that has contacts, or of the days asked for. */
struct hourly {
	const struct cells *cells;
	const struct call *call;
	int64_t start_ms;
	size_t n;			/* hours */
	int64_t *at;			/* [hour][person][channel][dir] */
};

static size_t
hour_place(const struct hourly *h, size_t hour, size_t person, int channel,
    int direction)
{
	return ((hour * h->cells->persons.n + person) * CHANNEL_COUNT +
	    (size_t)channel) * DIRECTION_COUNT + (size_t)direction;
}

static int
add_hour(const struct incident *in, void *arg, struct err *err)
{
	struct hourly *h = arg;
	size_t hour = (size_t)((in->at_ms - h->start_ms) / 3600000);

	(void)err;
	if (in->state != STATE_CONTACT || hour >= h->n)
		return 0;
	for (size_t i = 0; i < h->cells->persons.n; i++)
		if (strcmp(h->cells->persons.at[i], in->person) == 0)
			h->at[hour_place(h, hour, i, in->channel,
			    in->direction)]++;
	return 0;
}

static int64_t
hour_sum(const struct hourly *h, size_t hour, size_t person, int channel,
    int direction)
{
	int64_t n = 0;

	for (int i = 0; i < CHANNEL_COUNT; i++)
		if (channel < 0 || channel == i)
			n += h->at[hour_place(h, hour, person, i, direction)];
	return n;
}

static void
put_hour(struct output *s, const struct hourly *h, size_t hour, size_t person,
    int channel)
{
	int64_t at_ms = h->start_ms + (int64_t)hour * 3600000;
	int day = day_of(at_ms).n - h->cells->first.n;
	enum coverage coverage = h->cells->coverage[day];
	char text[MOMENT_TEXT];

	moment_text(at_ms, text);
	/* "2026-10-25T01:00+01:00": the offset tells the repeated hour */
	memmove(text + 16, text + 19, strlen(text + 19) + 1);
	output_text(s, text);
	output_text(s, h->cells->persons.at[person]);
	output_text(s, channel < 0 ? "all" :
	    channel_name((enum channel)channel));
	output_counted(s, hour_sum(h, hour, person, channel, DIRECTION_IN),
	    coverage);
	output_counted(s, hour_sum(h, hour, person, channel, DIRECTION_OUT),
	    coverage);
	output_text(s, coverage_name(coverage));
}

static void
put_hours(const struct hourly *h)
{
	const struct count_options *o = h->call->options;
	struct output s;
	int only = o->filter.channel;

	output_open(&s, h->call->format, columns, 6);
	for (size_t hour = 0; hour < h->n; hour++)
		for (size_t i = 0; i < h->cells->persons.n; i++) {
			if (!o->split)
				put_hour(&s, h, hour, i, only);
			for (int c = 0; o->split && c < CHANNEL_COUNT; c++)
				if (h->cells->channels[c] &&
				    (only < 0 || only == c))
					put_hour(&s, h, hour, i, c);
		}
	output_close(&s, NULL);
}

static int
count_hours(const struct call *call, const struct cells *c, struct err *err)
{
	struct hourly h = { .cells = c, .call = call,
		.start_ms = day_start_ms(c->first) };
	struct filter f = ((struct count_options *)call->options)->filter;
	int got;

	f.from = c->first;
	f.to = c->last;
	h.n = (size_t)((day_start_ms(day_add(c->last, 1)) - h.start_ms) /
	    3600000);
	h.at = mem_get(hour_place(&h, h.n, 0, 0, 0), sizeof(*h.at));
	got = incident_list(call->store, &f, add_hour, &h, err);
	if (got == 0)
		put_hours(&h);
	free(h.at);
	return got;
}

/* Rows of zeros for nobody, or of days of which nothing is known, would read
 * as what they are not; a program has the coverage beside them. */
static bool
is_absence(const struct call *call, const struct cells *c)
{
	return call->format == FORMAT_TABLE && !cells_have_contacts(c) &&
	    (c->persons.at[0][0] == '\0' || cells_coverage(c, 0,
	    cells_days(c)) == COVERAGE_NONE);
}

static int
count_all(const struct call *call, const struct cells *c, struct err *err)
{
	const struct count_options *o = call->options;

	if (is_absence(call, c))
		return absence_print(call->store, &o->filter, "contacts", err);
	if (o->by == BY_HOUR)
		return count_hours(call, c, err);
	count_periods(call, c);
	return 0;
}

int
cmd_count(struct call *call, struct err *err)
{
	CLEANUP(cells_done) struct cells c = { 0 };
	const struct count_options *o = call->options;

	if (cells_load(call->store, &o->filter, o->split, &c, err) == -1)
		return -1;
	if (o->by == BY_MILESTONE)
		return before_after_rows(call, &c, err);
	if (count_all(call, &c, err) == -1)
		return -1;
	return call->format == FORMAT_TABLE && o->by != BY_HOUR ?
	    before_after_print(call->store, &o->filter, &c, err) : 0;
}

#include "cmd/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/safe.h"
#include "bundle/write/limits.h"
#include "cmd/output/absence.h"
#include "cmd/output/before_after.h"
#include "cmd/output/cells.h"
#include "cmd/output/chart_text.h"
#include "cmd/output/picture.h"
#include "cmd/output/terminal.h"
#include "detect/kinds.h"
#include "draw/dates.h"
#include "model/hand.h"
#include "store/records/escalations.h"
#include "store/records/milestones.h"

struct chart_options {
	struct filter filter;
	const char *out;	/* a picture's file, or NULL */
};

static const struct chart_options none = { .filter = FILTER_ALL };

static const struct option_place places[] = {
	{ "--from", offsetof(struct chart_options, filter.from) },
	{ "--to", offsetof(struct chart_options, filter.to) },
	{ "--person", offsetof(struct chart_options, filter.person) },
	{ "--channel", offsetof(struct chart_options, filter.channel) },
	{ "--out", offsetof(struct chart_options, out) },
};

const struct option_set chart_options = OPTION_SET(none, places);

#define TEXT_MAX ((size_t)64 << 20)
#define LINE_MAX_BYTES ((size_t)1000)

/* The bars of one person, and what their texts point to. */
struct plot {
	const struct cells *cells;
	const char *person;
	struct bar *bars;
	struct buf *flags, *milestones;	/* one each a day */
	const struct flag_level **worst;	/* of the day, or NULL */
};

static void
plot_done(struct plot *p)
{
	for (int i = 0; i < cells_days(p->cells) && p->flags != NULL; i++) {
		buf_done(&p->flags[i]);
		buf_done(&p->milestones[i]);
	}
	free(p->bars);
	free(p->flags);
	free(p->milestones);
	free(p->worst);
}

static void
plot_make(struct plot *p)
{
	size_t n = (size_t)cells_days(p->cells);

	p->bars = mem_get(n, sizeof(*p->bars));
	p->flags = mem_get(n, sizeof(*p->flags));
	p->milestones = mem_get(n, sizeof(*p->milestones));
	p->worst = mem_get(n, sizeof(*p->worst));
	for (size_t i = 0; i < n; i++) {
		buf_init(&p->flags[i], LINE_MAX_BYTES);
		buf_init(&p->milestones[i], LINE_MAX_BYTES);
		p->flags[i].truncate = p->milestones[i].truncate = true;
	}
}

static void
add_part(struct buf *b, const char *text)
{
	if (b->len > 0)
		buf_add_str(b, ", ");
	safe_text(b, span_str(text), SAFE_ONE_LINE);
}

/* A level of volume is one word of the day; whatever else is flagged goes by
 * its kind. */
static int
note_flag(const struct escalation *e, void *arg, struct err *err)
{
	struct plot *p = arg;
	const struct flag_level *level = level_of(e->level);
	int day = e->day.n - p->cells->first.n;

	(void)err;
	if (day < 0 || day >= cells_days(p->cells))
		return 0;
	if (!mark_is_shown(e->kind, e->level))
		return 0;
	if (level != NULL && level->bar != NULL) {
		if (p->worst[day] == NULL ||
		    level->rank > p->worst[day]->rank)
			p->worst[day] = level;
		return 0;
	}
	if (strstr(buf_str(&p->flags[day]), e->kind) == NULL)
		add_part(&p->flags[day], e->kind);
	return 0;
}

static int
note_milestone(const struct milestone *m, void *arg, struct err *err)
{
	struct plot *p = arg;
	struct day d;
	int at;

	(void)err;
	if (m->known_ms != MOMENT_NONE)
		d = day_of(m->known_ms);
	else if (!day_parse(m->made, &d))
		return 0;
	at = d.n - p->cells->first.n;
	if (at < 0 || at >= cells_days(p->cells))
		return 0;
	add_part(&p->milestones[at], milestone_label(m->type));
	if (m->known_ms == MOMENT_NONE)
		buf_add_str(&p->milestones[at], " (day it was made)");
	return 0;
}

/* The worst level first, then the kinds. */
static const char *
flags_text(struct plot *p, int day)
{
	CLEANUP(buf_done) struct buf kinds = { .max = LINE_MAX_BYTES };
	struct buf *b = &p->flags[day];

	if (p->worst[day] != NULL) {
		buf_add_span(&kinds, buf_span(b));
		buf_reset(b);
		buf_add_str(b, p->worst[day]->bar);
		if (kinds.len > 0)
			buf_addf(b, ", %s", buf_str(&kinds));
	}
	return b->len > 0 ? buf_str(b) : NULL;
}

static void
set_bar(struct plot *p, size_t person, int day, int64_t limit)
{
	const struct cells *c = p->cells;
	struct bar *b = &p->bars[day];

	*b = (struct bar){ .day = day_add(c->first, day),
		.coverage = c->coverage[day], .limit = limit,
		.flags = flags_text(p, day),
		.milestone = p->milestones[day].len == 0 ? NULL :
		    buf_str(&p->milestones[day]) };
	for (int i = 0; i < CHANNEL_COUNT; i++)
		b->in[i] = cells_get(c, person, day, (enum channel)i,
		    DIRECTION_IN);
}

static void
limits_free(int64_t **limits)
{
	free(*limits);
}

/* A limit is for all channels together: none is shown for one. */
static int
plot_fill(const struct call *call, struct plot *p, size_t person,
    struct err *err)
{
	const struct chart_options *o = call->options;
	int n = cells_days(p->cells);
	CLEANUP(limits_free) int64_t *limits = mem_get((size_t)n,
	    sizeof(*limits));

	if (escalation_list(call->store, p->person, note_flag, p, err) ==
	    -1 || milestone_list(call->store, p->person, note_milestone, p,
	    err) == -1 || limits_read(call->store, p->person,
	    p->cells->first, n, limits, err) == -1)
		return -1;
	for (int i = 0; i < n; i++)
		set_bar(p, person, i, o->filter.channel < 0 ? limits[i] :
		    LIMITS_NONE);
	return 0;
}

static void
chart_head(const struct plot *p)
{
	CLEANUP(buf_done) struct buf who = { .max = 1000, .truncate = true };
	char from[DATES_TEXT], to[DATES_TEXT];

	safe_text(&who, span_str(p->person), SAFE_ONE_LINE);
	dates_long(p->cells->first, from);
	dates_long(p->cells->last, to);
	printf("contacts a day from %s\n%s to %s\n", buf_str(&who), from, to);
}

static int
chart_person(const struct call *call, const struct cells *c, size_t person,
    struct err *err)
{
	CLEANUP(plot_done) struct plot p = { c, c->persons.at[person] };
	CLEANUP(buf_done) struct buf text = { .max = TEXT_MAX };
	struct chart_text bars;

	plot_make(&p);
	if (plot_fill(call, &p, person, err) == -1)
		return -1;
	bars = (struct chart_text){ p.bars, (size_t)cells_days(c),
		terminal_columns(), terminal_utf8(), terminal_colour() };
	chart_head(&p);
	chart_text_draw(&bars, &text);
	fwrite(buf_str(&text), 1, text.len, stdout);
	return 0;
}

static int
chart_terminal(struct call *call, struct err *err)
{
	CLEANUP(cells_done) struct cells c = { 0 };
	const struct chart_options *o = call->options;

	if (cells_load(call->store, &o->filter, true, &c, err) == -1)
		return -1;
	if (c.persons.at[0][0] == '\0' || (!cells_have_contacts(&c) &&
	    cells_coverage(&c, 0, cells_days(&c)) == COVERAGE_NONE))
		return absence_print(call->store, &o->filter, "contacts",
		    err) == -1 ? -1 :
		    before_after_print(call->store, &o->filter, &c, err);
	for (size_t i = 0; i < c.persons.n; i++) {
		if (i > 0)
			putchar('\n');
		if (chart_person(call, &c, i, err) == -1)
			return -1;
	}
	return before_after_print(call->store, &o->filter, &c, err);
}

int
cmd_chart(struct call *call, struct err *err)
{
	const struct chart_options *o = call->options;

	return o->out != NULL ? picture_write(call, &o->filter, o->out, err) :
	    chart_terminal(call, err);
}

/*
 * A reading copy: there is no ledger to make its tables from again, so the
 * schedule is read for what it says, and the counts must agree with it.
 */
#include <stdlib.h>
#include <string.h>

#include "bundle/verify/check.h"
#include "bundle/write/lines.h"
#include "bundle/write/schedule.h"

struct copy_reading {
	struct check *c;
	struct lines lines;
	struct buf cells;	/* of the line in hand, each with a NUL */
	size_t at[SCHEDULE_COLUMNS_MAX];
	size_t n;
	int64_t last;		/* number of the exhibit before */
};

static void
copying_done(struct copy_reading *r)
{
	lines_done(&r->lines);
	buf_done(&r->cells);
}

static int
copy_fault(struct copy_reading *r, enum fault what, const char *text,
    struct err *err)
{
	return check_fault(r->c, what, BAG_SCHEDULE, r->lines.row, err, "%s",
	    text);
}

/* Cells never hold a newline: they were made safe as one line. */
static bool
copy_split(struct copy_reading *r, struct span line)
{
	bool quoted = false;

	buf_reset(&r->cells);
	r->n = 0;
	for (size_t i = 0; i <= line.len; i++) {
		bool end = i == line.len || (line.at[i] == ',' && !quoted);

		if (i == 0)
			r->at[r->n++] = 0;
		if (end)
			buf_add_char(&r->cells, '\0');
		if (end && i < line.len) {
			if (r->n == SCHEDULE_COLUMNS_MAX)
				return false;
			r->at[r->n++] = r->cells.len;
		} else if (!end && line.at[i] == '"') {
			/* A doubled quote is one. */
			if (!quoted && i > 0 && line.at[i - 1] == '"')
				buf_add_char(&r->cells, '"');
			quoted = !quoted;
		} else if (!end) {
			buf_add_char(&r->cells, line.at[i]);
		}
	}
	return !quoted && !r->cells.over;
}

static const char *
copy_cell(struct copy_reading *r, const char *column)
{
	int at = schedule_column(column);

	return at < 0 || (size_t)at >= r->n ? "" :
	    buf_str(&r->cells) + r->at[at];
}

/* n of "SJ/n" with these initials, or 0. */
static int64_t
exhibit_of(struct copy_reading *r)
{
	const char *text = copy_cell(r, "exhibit");
	size_t n = strlen(r->c->info.initials);
	char *end;
	long long number;

	if (strncmp(text, r->c->info.initials, n) != 0 || text[n] != '/' ||
	    text[n + 1] < '1' || text[n + 1] > '9')
		return 0;
	number = strtoll(text + n + 1, &end, 10);
	return *end == '\0' ? number : 0;
}

struct said {
	struct day day;
	enum state state;
	unsigned channel, direction;
};

static bool
read_words(struct copy_reading *r, struct said *s)
{
	for (s->channel = 0; s->channel < CHANNEL_COUNT; s->channel++)
		if (strcmp(copy_cell(r, "channel"),
		    channel_name((enum channel)s->channel)) == 0)
			break;
	for (s->direction = 0; s->direction < DIRECTION_COUNT; s->direction++)
		if (strcmp(copy_cell(r, "direction"),
		    direction_name((enum direction)s->direction)) == 0)
			break;
	return s->channel < CHANNEL_COUNT && s->direction < DIRECTION_COUNT &&
	    state_parse(copy_cell(r, "state"), &s->state);
}

static bool
read_said(struct copy_reading *r, struct said *s)
{
	char day[DAY_TEXT] = "";
	struct digest digest;

	if (strlen(copy_cell(r, "received")) < 19)
		return false;
	memcpy(day, copy_cell(r, "received"), 10);
	return day_parse(day, &s->day) && read_words(r, s) &&
	    digest_parse(span_str(copy_cell(r, "digest")), &digest) &&
	    strcmp(copy_cell(r, "counted"), s->state == STATE_CONTACT ? "yes" :
	    "no") == 0;
}

static int
copy_line(struct copy_reading *r, struct span line, struct err *err)
{
	struct check *c = r->c;
	struct said s;
	int64_t n;

	if (!copy_split(r, line) || !read_said(r, &s))
		return copy_fault(r, FAULT_UNREADABLE,
		    "is not a line of a schedule", err);
	n = exhibit_of(r);
	if (n <= r->last && copy_fault(r, FAULT_CHANGED, "has not the exhibit "
	    "number that follows", err) != 0)
		return -1;
	r->last = n;
	c->sum->incidents++;
	if (s.state != STATE_CONTACT)
		return 0;
	c->sum->contacts++;
	if (grid_add(&c->grid, s.day, copy_cell(r, "person"),
	    (enum channel)s.channel, (enum direction)s.direction))
		return 0;
	return copy_fault(r, FAULT_UNREADABLE,
	    "is of a day too far from the others", err);
}

static int
take_lines(struct copy_reading *r, struct err *err)
{
	CLEANUP(buf_done) struct buf head = { .max = 4096 };
	struct span line;
	int rc = lines_next(&r->lines, &line);

	schedule_csv_head(&head);
	head.len--;
	if (rc <= 0 || !span_eq(line, buf_span(&head)))
		return copy_fault(r, FAULT_CHANGED, "has other columns", err);
	while ((rc = lines_next(&r->lines, &line)) > 0)
		if (copy_line(r, line, err) != 0)
			return -1;
	if (rc < 0)
		return copy_fault(r, FAULT_UNREADABLE, "cannot be read further",
		    err);
	if (r->lines.cut)
		return copy_fault(r, FAULT_CHANGED, "ends without a newline",
		    err);
	return 0;
}

int
check_copy(struct check *c, struct err *err)
{
	CLEANUP(copying_done) struct copy_reading r = { .c = c };

	r.lines.fd = -1;
	if (!check_has(c, BAG_SCHEDULE))
		return 0;
	lines_init(&r.lines, check_open(c, BAG_SCHEDULE), SCHEDULE_LINE_MAX);
	buf_init(&r.cells, SCHEDULE_LINE_MAX);
	return take_lines(&r, err);
}

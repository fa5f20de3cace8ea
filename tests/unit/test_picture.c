/*
 * The chart as a picture: what kind of file it is, and what it shows.
 */
#include "config.h"

#include "base/file.h"
#include "cmd/output/picture.h"
#include "detect/kinds.h"
#include "draw/labels.h"
#include "store/records/milestones.h"
#include "tests/unit/store_rig.h"

#ifdef SANITIZED
/* fontconfig keeps patterns until the process ends. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}
#endif

#define START INT64_C(1774000000000)

static struct config config = { .timezone = (char *)"UTC",
	.initials = (char *)"SJ" };

static void
fill(struct rig *r)
{
	struct milestone m = { .person = "", .type = "notice-served",
		.issuer = "", .reference = "", .note = "", .made = "",
		.known_ms = START, .recorded_ms = START };
	int64_t number;

	if (mail_fill(r->s, 1, 30, 30, &r->err) == -1 ||
	    store_begin(r->s, &r->err) == -1 ||
	    milestone_record(r->s, &m, NULL, &number, &r->err) != 0 ||
	    store_commit(r->s, &r->err) == -1)
		printf("Bail out! %s\n", r->err.text);
}

/* What was written, and the code of the failure or 0. */
static int
draw(struct rig *r, const char *name, int channel, struct buf *got)
{
	struct call call = { .config = &config, .store = r->s };
	struct filter filter = FILTER_ALL;
	char path[200];

	buf_reset(got);
	snprintf(path, sizeof(path), "%s/%s", r->dir, name);
	filter.channel = channel;
	if (picture_write(&call, &filter, path, &r->err) == -1)
		return r->err.code;
	if (file_read(path, got, &r->err) == -1)
		printf("Bail out! %s\n", r->err.text);
	return 0;
}

static const struct {
	const char *name;
	int channel, code;
	const char *starts;
} rows[] = {
	{ "a.svg", -1, 0, "<?xml" },
	{ "a.png", -1, 0, "\x89PNG\r\n" },
	{ "a.pdf", -1, 0, "%PDF-" },
	{ "b.SVG", -1, 0, "<?xml" },
	{ "a.gif", -1, EX_USAGE, "" },
	{ "png", -1, EX_USAGE, "" },
	{ "c.svg", CHANNEL_SMS, EX_USAGE, "" },
	{ "a.svg", -1, EX_CANTCREAT, "" },
};

static size_t
times(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what)) != NULL) {
		text++;
		n++;
	}
	return n;
}

/* x and wide of labels, and the rows they get; the edge is at 100. */
static const struct {
	const char *what;
	double x[3], wide;
	int row[3], rows;
	bool left[3];
} places[] = {
	{ "far apart: one row", { 0, 30, 60 }, 20, { 0, 0, 0 }, 1, { 0 } },
	{ "near: each below the last", { 0, 10, 15 }, 20, { 0, 1, 2 }, 3,
	    { 0 } },
	{ "the first row is free again", { 0, 10, 35 }, 20, { 0, 1, 0 }, 2,
	    { 0 } },
	{ "left of the line at the edge", { 10, 50, 95 }, 20, { 0, 0, 0 }, 1,
	    { false, false, true } },
	{ "which may meet the one before", { 0, 70, 95 }, 20, { 0, 0, 1 }, 2,
	    { false, false, true } },
};

static void
test_labels(void)
{
	for (size_t i = 0; i < ROWS(places); i++) {
		struct label l[3] = { { 0 } };
		bool good = true;

		for (int k = 0; k < 3; k++)
			l[k] = (struct label){ .x = places[i].x[k],
				.wide = places[i].wide };
		good &= labels_place(l, 3, 100) == places[i].rows;
		for (int k = 0; k < 3; k++)
			good &= l[k].row == places[i].row[k] &&
			    l[k].left == places[i].left[k];
		ok(good, "%s", places[i].what);
	}
}

static const struct {
	const char *kind, *level;
	enum mark mark;
} sorts[] = {
	{ "volume", "flood", MARK_FLOOD },
	{ "volume-sms", "raised", MARK_RAISED },
	{ "volume", "easing", MARK_EASING },
	{ "breach-12", "milestone", MARK_BREACH },
	{ "new-channel-sms", "noted", MARK_CHANNEL },
	{ "new-target-child", "noted", MARK_TARGET },
	{ "many-addresses", "noted", MARK_ADDRESS },
	{ "of a later version", "noted", MARK_OTHER },
};

static void
test_marks(void)
{
	for (size_t i = 0; i < ROWS(sorts); i++)
		is_int(mark_of(sorts[i].kind, sorts[i].level), sorts[i].mark,
		    sorts[i].kind);
	for (int i = 0; i < MARK_COUNT; i++)
		for (int k = 0; k < i; k++)
			if (mark_looks[i].letter == mark_looks[k].letter)
				ok(false, "%c is one sort's only",
				    mark_looks[i].letter);
}

int
main(void)
{
	CLEANUP(buf_done) struct buf got = { .max = 1 << 24 };
	struct rig r;
	struct err err;

	if (zone_use("UTC", &err) == -1)
		return 99;
	test_labels();
	test_marks();
	rig_make(&r);
	fill(&r);
	for (size_t i = 0; i < ROWS(rows); i++) {
		size_t n = strlen(rows[i].starts);

		is_int(draw(&r, rows[i].name, rows[i].channel, &got),
		    rows[i].code, rows[i].name);
		ok(got.len >= n && memcmp(buf_str(&got), rows[i].starts,
		    n) == 0, "is of its kind");
	}
	is_int(draw(&r, "d.svg", -1, &got), 0, "once more");
	is_int((int64_t)times(buf_str(&got), ">notice served<"), 1,
	    "the milestone stands there");
	is_int((int64_t)times(buf_str(&got),
	    ">limit: above it a day is flagged<"), 1,
	    "and what the limit is");
	ok(times(buf_str(&got), "stroke-width=\"2.20\"") > 0,
	    "the limit is a line");
	rig_done(&r);
	return tap_done();
}

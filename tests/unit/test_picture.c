/*
 * The chart as a picture: what kind of file it is, and what it shows.
 */
#include "base/file.h"
#include "cmd/picture.h"
#include "store/milestones.h"
#include "tests/unit/store_rig.h"

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
	struct call call = { .config = &config, .store = r->s,
		.filter = FILTER_ALL };
	char path[200];

	buf_reset(got);
	snprintf(path, sizeof(path), "%s/%s", r->dir, name);
	call.out = path;
	call.filter.channel = channel;
	if (picture_write(&call, &r->err) == -1)
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

int
main(void)
{
	CLEANUP(buf_done) struct buf got = { .max = 1 << 24 };
	struct rig r;
	struct err err;

	if (zone_use("UTC", &err) == -1)
		return 99;
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
	is_int((int64_t)times(buf_str(&got), ">limit<"), 1,
	    "and what the limit is");
	ok(times(buf_str(&got), "stroke-width=\"2.20\"") > 0,
	    "the limit is a line");
	rig_done(&r);
	return tap_done();
}

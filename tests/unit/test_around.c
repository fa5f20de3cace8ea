/*
 * Before and after a milestone, to the letter.
 */
#include <fcntl.h>

#include "base/file.h"
#include "cmd/around.h"
#include "store/milestones.h"
#include "tests/unit/store_rig.h"

#define FIRST INT64_C(1774000000000)	/* 2026-03-20 09:46:40 UTC */
#define MINUTE 60000

static void
add(struct rig *r, int64_t known_ms, bool exact, const char *person)
{
	struct milestone m = { .person = person, .type = "notice-served",
		.issuer = "", .reference = "", .note = "", .made = "",
		.known_ms = known_ms, .known_exact = exact,
		.recorded_ms = FIRST };
	int64_t number;

	if (store_begin(r->s, &r->err) == -1 ||
	    milestone_record(r->s, &m, NULL, &number, &r->err) != 0 ||
	    store_commit(r->s, &r->err) == -1)
		printf("Bail out! %s\n", r->err.text);
}

/* What is printed for days from..to around that of the first contact. */
static void
tell(struct rig *r, int from, int to, struct buf *got)
{
	CLEANUP(cells_done) struct cells c = { 0 };
	struct call call = { .store = r->s, .filter = FILTER_ALL };
	char path[100];
	int out = dup(STDOUT_FILENO), file, code;

	snprintf(path, sizeof(path), "%s/out", r->dir);
	call.filter.from = day_add(day_of(FIRST), from);
	call.filter.to = day_add(day_of(FIRST), to);
	code = cells_load(r->s, &call.filter, &c, &r->err);
	fflush(stdout);
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(file, STDOUT_FILENO);
	if (code == 0)
		code = around_print(&call, &c, &r->err);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	close(out);
	close(file);
	buf_reset(got);
	if (code != 0 || file_read(path, got, &r->err) == -1)
		printf("Bail out! %s\n", r->err.text);
}

static const struct {
	const char *what;
	int64_t known_ms;
	bool exact;
	const char *person;
	int from, to;
	const char *text;
} rows[] = {
	{ "a moment", FIRST + 10 * MINUTE, true, "", 0, 1,
	    "\nnotice served (known from 2026-03-20T09:56:40+00:00):\n"
	    "    9 in before (9.0 a day over 1 day, 1 of them not fully "
	    "collected), 21 from then on (10.5 a day over 2 days, 2 of them "
	    "not fully collected)\n" },
	{ "a day", FIRST, false, "ex", -2, 0,
	    "\nnotice served, ex (known from 2026-03-20):\n"
	    "    0 in before (0.0 a day over 2 days, 2 of them not fully "
	    "collected), 30 from then on (30.0 a day over 1 day, 1 of them "
	    "not fully collected); 30 of the later ones on the day itself, "
	    "whose time is not known\n" },
	{ "somebody else's", FIRST, true, "pal", 0, 1,
	    "\nnotice served, pal (known from 2026-03-20T09:46:40+00:00):\n"
	    "    0 in before (0.0 a day over 1 day, 1 of them not fully "
	    "collected), 0 from then on (0.0 a day over 2 days, 2 of them not "
	    "fully collected)\n" },
	{ "not in these days", FIRST, true, "", 1, 2, "" },
};

int
main(void)
{
	CLEANUP(buf_done) struct buf got = { .max = 1 << 16 };
	struct err err;

	if (zone_use("UTC", &err) == -1)
		return 99;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct rig r;
		int64_t known = rows[i].exact ? rows[i].known_ms :
		    day_start_ms(day_of(rows[i].known_ms));

		rig_make(&r);
		if (mail_fill(r.s, 1, 30, 30, &r.err) == -1)
			printf("Bail out! %s\n", r.err.text);
		add(&r, known, rows[i].exact, rows[i].person);
		tell(&r, rows[i].from, rows[i].to, &got);
		is_str(buf_str(&got), rows[i].text, rows[i].what);
		rig_done(&r);
	}
	return tap_done();
}

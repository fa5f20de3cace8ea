/*
 * Where rules hit in a text, for marking.
 */
#include "match/matcher.h"
#include "tests/unit/reading.h"

static struct rule rules[] = {
	{ .match = (char[]){ "out(side)?" }, .in = IN_TEXT },
	{ .match = (char[]){ "side\\s+house" }, .in = IN_TEXT },
	{ .match = (char[]){ "(a+)+$" }, .in = IN_TEXT },
};
static struct person person = { .rules = rules, .n_rules = COUNT(rules) };
static struct people people = { &person, 1 };
static struct account account;
static struct config config = { .country = (char[]){ "GB" },
	.accounts = &account, .n_accounts = 1 };

#define AS "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
	const char *name, *text, *want;	/* "start-end …" in bytes */
} rows[] = {
	{ "none", "in", "" },
	{ "two of one rule", "out, OUTSIDE", "0-3 5-12" },
	{ "two that overlap are one", "xoutside  house", "1-15" },
	{ "two that touch are one", "outout", "0-6" },
	{ "in the folded text", "\xcf\x83 \xd0\xbeut!", "3-7" },
	{ "both ends of what was unseen", "o\xe2\x80\x8but", "0-6" },
	{ "undecided is not marked", AS "! out", "66-69" },
};

static void
mark(struct matcher *m, const char *text, const char *want,
    const char *name)
{
	CLEANUP(arena_done) struct arena a = { .max = LIMIT_ARENA_BYTES };
	CLEANUP(buf_done) struct buf bytes = { .max = 1000 };
	CLEANUP(buf_done) struct buf got = { .max = 1000 };
	struct range r[8];
	struct letter l;
	size_t n;

	buf_addf(&bytes, "\n%s", text);
	letter_of(&a, buf_span(&bytes), ROLE_INBOX, &l);
	n = l.passages == NULL ? 0 : matcher_ranges(m, &l, l.passages, r,
	    8);
	for (size_t i = 0; i < n; i++)
		buf_addf(&got, "%s%zu-%zu", i > 0 ? " " : "", r[i].start,
		    r[i].end);
	is_str(buf_str(&got), want, name);
}

/* 20,000 passages that are each tried to the limit would take minutes. */
static void
test_slow(struct matcher *m)
{
	matcher_ranges_begin(m);
	mark(m, "aaaa", "0-4", "a rule that is slow sometimes");
	for (int i = 0; i < 4; i++)
		mark(m, AS "!", "", "it cannot decide");
	mark(m, "aaaa out", "5-8", "it is left alone, others are not");
	matcher_ranges_begin(m);
	mark(m, "aaaa", "0-4", "until the next letter");
}

int
main(void)
{
	struct matcher *m;
	struct err err;

	if (matcher_new(&config, &people, &m, &err) == -1)
		return 99;
	for (size_t i = 0; i < COUNT(rows); i++) {
		matcher_ranges_begin(m);
		mark(m, rows[i].text, rows[i].want, rows[i].name);
	}
	test_slow(m);
	matcher_free(m);
	return tap_done();
}

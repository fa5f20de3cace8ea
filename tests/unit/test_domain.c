/*
 * Domain names: which may be asked for, and which is below which.
 */
#include "base/domain.h"
#include "tests/tap.h"

#define L63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ROWS(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *name;
	size_t least;
	bool good;
} names[] = {
	{ "example.org", 2, true },
	{ "Mail-1.Example.ORG", 2, true },
	{ "s1", 1, true },
	{ "20230601.2048", 1, true },
	{ L63 ".example", 2, true },
	{ L63 "." L63 "." L63 ".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaa", 2, true },
	{ L63 "." L63 "." L63 ".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaa", 2, false },
	{ L63 "a.example", 2, false },
	{ "", 1, false },
	{ "example", 2, false },
	{ ".example.org", 2, false },
	{ "example.org.", 2, false },
	{ "a..example", 2, false },
	{ "-a.example", 2, false },
	{ "a-.example", 2, false },
	{ "a_b.example", 2, false },
	{ "a b.example", 2, false },
	{ "a\\046b.example", 2, false },
	{ "a/b.example", 2, false },
	{ "*.example", 2, false },
	{ "\xc3\xa4.example", 2, false },
	{ "a\n.example", 2, false },
};

static const struct {
	const char *domain, *above;
	bool below;
} pairs[] = {
	{ "example.org", "example.org", true },
	{ "MAIL.Example.Org", "example.org", true },
	{ "notexample.org", "example.org", false },
	{ "org", "example.org", false },
	{ "example.org.evil.example", "example.org", false },
	{ "", "example.org", false },
};

int
main(void)
{
	static const char nul[] = "a\0b.example";

	for (size_t i = 0; i < ROWS(names); i++)
		is_int(domain_is_name(span_str(names[i].name),
		    names[i].least), names[i].good, names[i].name);
	ok(!domain_is_name(span_of(nul, sizeof(nul) - 1), 2), "with a NUL");
	for (size_t i = 0; i < ROWS(pairs); i++)
		is_int(domain_is_below(span_str(pairs[i].domain),
		    pairs[i].above), pairs[i].below, pairs[i].domain);
	return tap_done();
}

/* Each set, over every byte there is. */
#include "base/ascii.h"
#include "base/span.h"
#include "tests/tap.h"

#define DIGITS "0123456789"
#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define CAPITAL "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static const struct row {
	const char *name;
	bool (*is)(char);
	const char *set;
} rows[] = {
	{ "digits", ascii_is_digit, DIGITS },
	{ "letters", ascii_is_letter, SMALL CAPITAL },
	{ "letters and digits", ascii_is_alnum, SMALL CAPITAL DIGITS },
	{ "white space of mail", ascii_is_blank, " \t\r\n" },
	{ "white space of the web", ascii_is_web_blank, " \t\r\n\f" },
};

/* The first byte that is told wrongly; 256: none. */
static int
first_wrong(const struct row *r)
{
	int c = 0;

	while (c < 256 && r->is((char)c) == (c != 0 &&
	    strchr(r->set, c) != NULL))
		c++;
	return c;
}

static int
hex_wrong(void)
{
	static const char digits[] = DIGITS "abcdef" "ABCDEF";

	for (int c = 0; c < 256; c++) {
		const char *at = c == 0 ? NULL : strchr(digits, c);
		int n = at == NULL ? -1 : (int)(at - digits);

		if (ascii_hex((char)c) != (n > 15 ? n - 6 : n))
			return c;
	}
	return 256;
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_int(first_wrong(&rows[i]), 256, rows[i].name);
	is_int(hex_wrong(), 256, "hex digits");
	return tap_done();
}

#include "base/safe.h"
#include "tests/tap.h"

static const struct {
	const char *in, *line, *csv;
} rows[] = {
	{ "plain", "plain", "plain" },
	{ "a\nb\tc\rd", "a b cd", "a b cd" },
	{ "\x1b[31mred", "\\u{001B}[31mred", "\\u{001B}[31mred" },
	{ "\xe2\x80\xae" "gnp", "\\u{202E}gnp", "\\u{202E}gnp" },
	{ "a\xe2\x80\x8b" "b", "a\\u{200B}b", "a\\u{200B}b" },
	{ "caf\xc3\xa9", "caf\xc3\xa9", "caf\xc3\xa9" },
	{ "caf\xe9", "caf\\x{E9}", "caf\\x{E9}" },
	{ "\xc0\xaf", "\\x{C0}\\x{AF}", "\\x{C0}\\x{AF}" },
	{ "\xed\xa0\x80", "\\x{ED}\\x{A0}\\x{80}", "\\x{ED}\\x{A0}\\x{80}" },
	{ "=1+1", "=1+1", "'=1+1" },
	{ "@SUM(A1)", "@SUM(A1)", "'@SUM(A1)" },
	{ "-2", "-2", "'-2" },
	{ "a-2:b_c.d", "a-2:b_c.d", "a-2:b_c.d" },
	{ "a=1", "a=1", "a=1" },
	{ "+44", "+44", "'+44" },
	{ "say \"hi\", you", "say \"hi\", you", "\"say \"\"hi\"\", you\"" },
	{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
	{ "\xc2\x9b" "31m", "\\u{009B}31m", "\\u{009B}31m" },
	{ "\xf3\xa0\x81\x81", "\\u{E0041}", "\\u{E0041}" },
	{ "cut\xe2\x80", "cut\\x{E2}\\x{80}", "cut\\x{E2}\\x{80}" },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(buf_done) struct buf a = { .max = 4096 };
		CLEANUP(buf_done) struct buf b = { .max = 4096 };

		safe_text(&a, span_str(rows[i].in), SAFE_ONE_LINE);
		is_str(buf_str(&a), rows[i].line, "one line");
		safe_csv(&b, span_str(rows[i].in));
		is_str(buf_str(&b), rows[i].csv, "csv cell");
	}
	return tap_done();
}

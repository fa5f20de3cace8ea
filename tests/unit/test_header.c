#include "read/mime/header.h"
#include "tests/unit/reading.h"

/* Fields as name=value| with # where a line was junk, then the body. */
static const struct {
	const char *what, *text, *want;
} cases[] = {
	{ "two fields and a body", "A: 1\nB: 2\n\nhello",
	    "A=1|B=2|>hello" },
	{ "CRLF", "A: 1\r\nB: 2\r\n\r\nhello\r\n", "A=1|B=2|>hello\r\n" },
	{ "no body", "A: 1", "A=1|>" },
	{ "nothing", "", ">" },
	{ "an empty header", "\nbody", ">body" },
	{ "folded with blank and tab", "A: 1\n 2\n\t3\n\nx",
	    "A=1 2\t3|>x" },
	{ "folded at once", "A:\n 1\n\nx", "A=1|>x" },
	{ "blanks before the colon", "A : 1\nB\t: 2\n\nx", "A=1|B=2|>x" },
	{ "empty value", "A:\nB: \n\nx", "A=|B=|>x" },
	{ "mbox line", "From sally Mon Jan  1 2024\nA: 1\n\nx",
	    "#A=1|>x" },
	{ "escaped mbox line", ">From sally Mon Jan  1\nA: 1\n\nx",
	    "#A=1|>x" },
	{ "a line without a colon", "A: 1\njunk\nB: 2\n\nx",
	    "A=1|#B=2|>x" },
	{ "the empty line forgotten", "A: 1\nHello Sally\nhow are you\n",
	    "A=1|>Hello Sally\nhow are you\n" },
	{ "a continuation first", " lost\nA: 1\n\nx", "#A=1|>x" },
	{ "a line of blanks ends it", "A: 1\n \n--b\nB: 2\n",
	    "A=1|>--b\nB: 2\n" },
	{ "a line of blanks within a field", "A: 1\n \n 2\nB: 3\n\nx",
	    "A=1  2|B=3|>x" },
	{ "a colon in the value", "A: b: c\n\nx", "A=b: c|>x" },
	{ "8-bit in a name is no field", "\xc3\xa4: 1\nB\n\nx",
	    ">\xc3\xa4: 1\nB\n\nx" },
};

static void
fields_add(struct arena *a, struct buf *out, struct span rest)
{
	struct raw_field f;
	enum header_line line;

	while ((line = header_next(&rest, true, &f)) != HEADER_END) {
		if (line == HEADER_JUNK) {
			buf_add_char(out, '#');
			continue;
		}
		buf_add_span(out, f.name);
		buf_add_char(out, '=');
		buf_add_span(out, header_unfold(a, f.value));
		buf_add_char(out, '|');
	}
	buf_add_char(out, '>');
	buf_add_span(out, rest);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
		CLEANUP(buf_done) struct buf out = { .max = 1 << 20 };

		fields_add(&a, &out, span_str(cases[i].text));
		is_str(buf_str(&out), cases[i].want, cases[i].what);
	}
	return tap_done();
}

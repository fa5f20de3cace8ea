/*
 * For the tests of the reader: a letter from a literal, spans against
 * literals.
 */
#ifndef TESTS_UNIT_READING_H
#define TESTS_UNIT_READING_H

#include <stdlib.h>

#include "base/buf.h"
#include "read/limits.h"
#include "read/read.h"
#include "tests/tap.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

__attribute__((unused)) static bool
is_span(struct span got, const char *want, const char *what)
{
	CLEANUP(buf_done) struct buf b = { .max = 1 << 20 };

	buf_add_span(&b, got);
	return is_str(buf_str(&b), want, what);
}

/* The flag's bits as names, each behind a blank. */
__attribute__((unused)) static void
flags_add(struct buf *b, const struct letter *l)
{
	for (int f = 0; f < LETTER_FLAG_COUNT; f++)
		if (letter_flag_is(l, (enum letter_flag)f))
			buf_addf(b, " %s",
			    letter_flag_name((enum letter_flag)f));
}

/* One line a passage: marks as letters, '|', text with '/' for newlines. */
__attribute__((unused)) static void
passages_add(struct buf *b, const struct letter *l)
{
	static const char letters[] = "qfhat";

	for (const struct passage *p = l->passages; p; p = p->next) {
		for (unsigned m = 0; m < 5; m++)
			if ((p->marks >> m & 1) != 0)
				buf_add_char(b, letters[m]);
		buf_add_char(b, '|');
		for (size_t i = 0; i < p->text.len; i++)
			if (p->text.at[i] != '\r')
				buf_add_char(b, p->text.at[i] == '\n' ? '/' :
				    p->text.at[i]);
		buf_add_char(b, '\n');
	}
}

__attribute__((unused)) static void
letter_of(struct arena *a, struct span bytes, enum role role,
    struct letter *l)
{
	struct read_context c = { .role = role, .internal_ms = MOMENT_NONE };

	letter_read(a, bytes, &c, l);
}

#endif

/*
 * What holds for every letter, whatever its bytes were.
 */
#ifndef TESTS_FUZZ_CHECK_H
#define TESTS_FUZZ_CHECK_H

#include "read/limits.h"
#include "read/read.h"
#include "read/text/charset.h"
#include "tests/fuzz/fuzz.h"

static inline void
check_addresses(const struct address *a)
{
	for (; a != NULL; a = a->next) {
		HOLDS(charset_is_utf8(a->name) && charset_is_utf8(a->addr));
		HOLDS(a->name.len + a->addr.len > 0);
	}
}

static inline void
check_passages(struct letter *l)
{
	for (struct passage *p = l->passages; p != NULL; p = p->next) {
		passage_fold(l, p);
		HOLDS(p->text.len > 0 && p->text.len <= LIMIT_TEXT_BYTES);
		HOLDS(charset_is_utf8(p->text));
		HOLDS(charset_is_utf8(p->folded));
		for (size_t i = 0; p->map != NULL && i <= p->folded.len; i++)
			HOLDS(p->map[i] <= p->text.len &&
			    (i == 0 || p->map[i - 1] <= p->map[i]));
	}
}

static inline void
check_letter(struct letter *l)
{
	check_addresses(l->from);
	check_addresses(l->sender);
	check_addresses(l->reply_to);
	check_addresses(l->return_path);
	check_addresses(l->to);
	check_addresses(l->cc);
	check_addresses(l->bcc);
	check_passages(l);
	HOLDS(charset_is_utf8(l->subject));
	HOLDS(charset_is_utf8(l->subject_folded));
	for (const struct field *f = l->fields; f != NULL; f = f->next)
		HOLDS(f->name.len > 0 && charset_is_utf8(f->value));
	HOLDS((unsigned)l->channel < CHANNEL_COUNT);
	HOLDS((unsigned)l->direction < DIRECTION_COUNT);
	HOLDS(l->flags >> LETTER_FLAG_COUNT == 0);
}

#endif

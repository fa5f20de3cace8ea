/*
 * Bytes in any charset, labelled rightly, wrongly or not at all, to UTF-8.
 *
 * The label is what the mail says; what the bytes are goes before it where
 * the two cannot both be true: text that is UTF-8 throughout is UTF-8, with
 * any label of bytes that would hardly form UTF-8 by chance.  Without a
 * (known) label: UTF-8 when it is valid, else windows-1252.  ICU does the
 * rest, from its built-in data: no file is opened.
 */
#ifndef READ_TEXT_CHARSET_H
#define READ_TEXT_CHARSET_H

#include "base/buf.h"
#include "model/letter.h"

bool charset_is_ascii(struct span);
/* Valid UTF-8, all of it. */
bool charset_is_utf8(struct span);
/* Length of the longest prefix that is ASCII. */
size_t charset_ascii_run(struct span);
/* Appends the text as UTF-8.  LETTER_BAD_CHARSET is set in the letter when
 * the label is unknown or was not believed. */
void charset_add(struct letter *, struct buf *out, struct span bytes,
	struct span label);
/* The same, where a label is expected to say more than nothing: `hint` is
 * taken for bytes without a label that are not UTF-8. */
void charset_add_hint(struct letter *, struct buf *out, struct span bytes,
	struct span hint);
/* The same span when it is UTF-8 already, else a copy in the arena. */
struct span charset_text(struct letter *, struct span bytes,
	struct span label);
/* At most max bytes, never ending within a character. */
struct span charset_cut(struct span utf8, size_t max);

#endif

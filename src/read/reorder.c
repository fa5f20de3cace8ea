#include "read/reorder.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ubidi.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include "base/file.h"
#include "read/charset.h"

#define OVERRIDE "\u202e"

static const char *
override_find(struct span s)
{
	return s.len < 3 ? NULL : memmem(s.at, s.len, OVERRIDE, 3);
}

static void
bidi_close(UBiDi **b)
{
	ubidi_close(*b);
}

static void
units_add(struct buf *out, const UChar *units, int32_t len)
{
	for (int32_t i = 0; i < len;) {
		UChar32 c;

		U16_NEXT(units, i, len, c);
		buf_add_utf8(out, U_IS_SURROGATE(c) ? 0xfffd : (unsigned)c);
	}
}

/* One line; a character of UTF-16 takes no more units than UTF-8 bytes. */
static void
line_add(struct buf *out, struct span line)
{
	CLEANUP(bidi_close) UBiDi *b = ubidi_open();
	UErrorCode e = U_ZERO_ERROR;
	int32_t max = (int32_t)line.len, n = 0;
	UChar *units = mem_get(line.len * 2, sizeof(*units));
	UChar *drawn = units + line.len;

	u_strFromUTF8(units, max, &n, line.at, max, &e);
	ubidi_setPara(b, units, n, UBIDI_LTR, NULL, &e);
	n = ubidi_writeReordered(b, drawn, max, UBIDI_REMOVE_BIDI_CONTROLS |
	    UBIDI_DO_MIRRORING | UBIDI_KEEP_BASE_COMBINING, &e);
	if (U_SUCCESS(e)) {
		units_add(out, drawn, n);
		buf_add_char(out, '\n');
	}
	free(units);
}

bool
reorder_add(struct buf *out, struct span text)
{
	bool any = false;
	const char *mark;

	while ((mark = override_find(text)) != NULL) {
		const char *begin = memrchr(text.at, '\n',
		    (size_t)(mark - text.at));
		struct span line;
		const char *end;

		begin = begin == NULL ? text.at : begin + 1;
		text = span_from(text, (size_t)(begin - text.at));
		end = memchr(text.at, '\n', text.len);
		line = span_of(text.at, end == NULL ? text.len :
		    (size_t)(end - text.at));
		line_add(out, charset_cut(line, REORDER_LINE_MAX));
		text = span_from(text, line.len);
		any = true;
	}
	return any;
}

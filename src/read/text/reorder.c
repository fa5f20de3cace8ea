#include "read/text/reorder.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "read/text/charset.h"
#include "read/text/icu.h"

#define OVERRIDE "\u202e"

/* What one text's lines share. */
struct drawer {
	UBiDi *bidi;
	UChar *units;		/* two lines of them */
	size_t room;		/* units of one */
};

static void
drawer_done(struct drawer *d)
{
	if (d->bidi != NULL)
		icu()->ubidi_close(d->bidi);
	free(d->units);
}

static void
drawer_ready(struct drawer *d, size_t len)
{
	if (d->bidi == NULL)
		d->bidi = icu()->ubidi_open();
	if (len <= d->room)
		return;
	free(d->units);
	d->room = len * 2;
	d->units = mem_get(d->room * 2, sizeof(*d->units));
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
reordered_line(struct drawer *d, struct buf *out, struct span line)
{
	UErrorCode e = U_ZERO_ERROR;
	int32_t max = (int32_t)line.len, n = 0;

	/* nothing but the override itself */
	if (line.len <= sizeof(OVERRIDE) - 1)
		return;
	drawer_ready(d, line.len);
	icu()->u_strFromUTF8(d->units, max, &n, line.at, max, &e);
	icu()->ubidi_setPara(d->bidi, d->units, n, UBIDI_LTR, NULL, &e);
	n = icu()->ubidi_writeReordered(d->bidi, d->units + max, max,
	    UBIDI_REMOVE_BIDI_CONTROLS | UBIDI_DO_MIRRORING |
	    UBIDI_KEEP_BASE_COMBINING, &e);
	if (U_SUCCESS(e)) {
		units_add(out, d->units + max, n);
		buf_add_char(out, '\n');
	}
}

bool
reorder_add(struct buf *out, struct span text)
{
	CLEANUP(drawer_done) struct drawer d = { 0 };
	bool any = false;
	const char *mark;

	while ((mark = span_find(text, OVERRIDE,
	    sizeof(OVERRIDE) - 1)) != NULL) {
		const char *begin = memrchr(text.at, '\n',
		    (size_t)(mark - text.at));
		struct span line;
		const char *end;

		begin = begin == NULL ? text.at : begin + 1;
		text = span_from(text, (size_t)(begin - text.at));
		end = memchr(text.at, '\n', text.len);
		line = span_of(text.at, end == NULL ? text.len :
		    (size_t)(end - text.at));
		reordered_line(&d, out, charset_cut(line, REORDER_LINE_MAX));
		text = span_from(text, line.len);
		any = true;
	}
	return any;
}

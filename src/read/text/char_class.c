#include "read/text/char_class.h"

#include "read/text/icu.h"

/* Letters by their class that are drawn as a gap: Hangul fillers. */
static bool
is_filler(int c)
{
	return c == 0x115f || c == 0x3164 || c == 0xffa0;
}

/* White_Space of Unicode (PropList.txt) outside ASCII; asked of every letter,
 * so not of ICU. */
static bool
is_white(int c)
{
	return c == 0x85 || c == 0xa0 || c == 0x1680 ||
	    (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
	    c == 0x202f || c == 0x205f || c == 0x3000;
}

bool
fold_is_space(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') ||
	    (c >= 0x80 && (is_white(c) || c == 0x2800 || is_filler(c)));
}

bool
fold_is_letter(int c)
{
	return icu()->u_isalpha(c);
}

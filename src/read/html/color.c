#include "read/html/color.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "read/html/css.h"

#define SAME_WITHIN 16		/* of 255, in each of red, green and blue */

static const struct {
	const char *name;
	int color;
} names[] = {
	{ "white", 0xffffff }, { "snow", 0xfffafa }, { "ivory", 0xfffff0 },
	{ "ghostwhite", 0xf8f8ff }, { "floralwhite", 0xfffaf0 },
	{ "whitesmoke", 0xf5f5f5 }, { "mintcream", 0xf5fffa },
	{ "azure", 0xf0ffff }, { "black", 0x000000 }, { "red", 0xff0000 },
	{ "green", 0x008000 }, { "blue", 0x0000ff }, { "gray", 0x808080 },
	{ "silver", 0xc0c0c0 }, { "yellow", 0xffff00 },
};

static int
parse_hex(struct span s)
{
	int color = 0;
	size_t n = 0;

	while (n < s.len && n < 7 && ascii_hex(s.at[n]) >= 0)
		n++;
	if (n != 3 && n != 6)
		return COLOR_UNKNOWN;
	for (size_t i = 0; i < 6; i++)
		color = color << 4 | ascii_hex(s.at[n == 3 ? i / 2 : i]);
	return color;
}

/* "255, 255 255)": what is behind "rgb(". */
static int
parse_rgb(struct span s)
{
	int color = 0, n = 0;
	size_t i = 0;

	while (n < 3) {
		int value = 0;

		while (i < s.len && (s.at[i] == ' ' || s.at[i] == ','))
			i++;
		if (i == s.len || s.at[i] < '0' || s.at[i] > '9')
			return COLOR_UNKNOWN;
		for (; i < s.len && s.at[i] >= '0' && s.at[i] <= '9'; i++)
			value = value > 255 ? 256 : value * 10 + s.at[i] - '0';
		if (value > 255 || (i < s.len && s.at[i] == '%'))
			return COLOR_UNKNOWN;
		color = color << 8 | value;
		n++;
	}
	return color;
}

/* The colour's word at the front: not a longer one. */
static bool
begins(struct span s, const char *name)
{
	size_t n;

	if (!span_istarts(s, name))
		return false;
	n = strlen(name);
	return s.len == n || memchr(" \t\r\n!;/", s.at[n], 8) != NULL;
}

int
color_parse(struct span s)
{
	s = span_trim(s);
	if (s.len == 0)
		return COLOR_UNKNOWN;
	if (s.at[0] == '#')
		return parse_hex(span_from(s, 1));
	if (span_istarts(s, "rgb("))
		return parse_rgb(span_from(s, 4));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (begins(s, names[i].name))
			return names[i].color;
	/* <font color=ffffff> */
	return s.len == 6 ? parse_hex(s) : COLOR_UNKNOWN;
}

/* What leaves a colour as it is around the element. */
static bool
keeps(struct span value)
{
	static const char *const words[] = { "inherit", "transparent", "none",
	    "currentcolor", "unset" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (begins(value, words[i]))
			return true;
	return false;
}

void
colors_declare(struct colors *c, struct span s)
{
	struct span name, value;

	while (css_next(&s, &name, &value)) {
		if (span_ieq_str(name, "color")) {
			if (!keeps(value))
				c->text = color_parse(value);
		} else if (span_ieq_str(name, "background-image")) {
			if (!keeps(value))
				c->back = COLOR_UNKNOWN;
		} else if (span_ieq_str(name, "background") ||
		    span_ieq_str(name, "background-color")) {
			if (span_ifind(value, "url") >= 0)
				c->back = COLOR_UNKNOWN;
			else if (!keeps(value))
				c->back = color_parse(value);
		}
	}
}

bool
colors_hide(const struct colors *c)
{
	if (c->text < 0 || c->back < 0)
		return false;
	for (int shift = 0; shift < 24; shift += 8)
		if (abs((c->text >> shift & 0xff) -
		    (c->back >> shift & 0xff)) >= SAME_WITHIN)
			return false;
	return true;
}

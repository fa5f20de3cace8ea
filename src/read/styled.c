#include "read/styled.h"

#include <stddef.h>

/* Whole alphabets, A to Z. */
static const int alphabets[] = {
	0x249c,			/* parenthesised, small */
	0x1f110,		/* parenthesised */
	0x1f150,		/* negative circled */
	0x1f170,		/* negative squared */
	0x1f1e6,		/* regional indicators */
};

static const struct single {
	int code;
	char letter;
} small_capitals[] = {
	{ 0x1d00, 'a' }, { 0x0299, 'b' }, { 0x1d04, 'c' }, { 0x1d05, 'd' },
	{ 0x1d07, 'e' }, { 0xa730, 'f' }, { 0x0262, 'g' }, { 0x029c, 'h' },
	{ 0x026a, 'i' }, { 0x1d0a, 'j' }, { 0x1d0b, 'k' }, { 0x029f, 'l' },
	{ 0x1d0d, 'm' }, { 0x0274, 'n' }, { 0x1d0f, 'o' }, { 0x1d18, 'p' },
	{ 0xa7af, 'q' }, { 0x0280, 'r' }, { 0xa731, 's' }, { 0x1d1b, 't' },
	{ 0x1d1c, 'u' }, { 0x1d20, 'v' }, { 0x1d21, 'w' }, { 0x028f, 'y' },
	{ 0x1d22, 'z' },
}, guises[] = {
	{ 0x025b, 'e' }, { 0x03b2, 'b' }, { 0x03b5, 'e' }, { 0x03ba, 'k' },
	{ 0x03bc, 'u' }, { 0x03c0, 'n' }, { 0x03c4, 't' }, { 0x03c7, 'x' },
	{ 0x03c9, 'w' }, { 0x0432, 'b' }, { 0x0433, 'r' }, { 0x0438, 'n' },
	{ 0x0439, 'n' }, { 0x043a, 'k' }, { 0x043c, 'm' }, { 0x043d, 'h' },
	{ 0x043f, 'n' }, { 0x0442, 't' }, { 0x0446, 'u' }, { 0x0448, 'w' },
	{ 0x0449, 'w' }, { 0x044c, 'b' }, { 0x044f, 'r' }, { 0x0454, 'e' },
};

static char
find(const struct single *at, size_t n, int code)
{
	for (size_t i = 0; i < n; i++)
		if (at[i].code == code)
			return at[i].letter;
	return 0;
}

char
styled_letter(int code)
{
	for (size_t i = 0; i < sizeof(alphabets) / sizeof(alphabets[0]); i++)
		if (code >= alphabets[i] && code < alphabets[i] + 26)
			return (char)('a' + (code - alphabets[i]));
	return find(small_capitals, sizeof(small_capitals) /
	    sizeof(small_capitals[0]), code);
}

char
styled_guise(int code)
{
	return find(guises, sizeof(guises) / sizeof(guises[0]), code);
}

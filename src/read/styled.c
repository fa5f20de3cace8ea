#include "read/styled.h"

#include <stddef.h>

/* Whole alphabets, A to Z. */
static const int alphabets[] = {
	0x249c,			/* parenthesised, small */
	0x1f110,		/* parenthesised */
};

static const struct {
	int code;
	char letter;
} guises[] = {
	{ 0x025b, 'e' }, { 0x03b2, 'b' }, { 0x03b5, 'e' }, { 0x03ba, 'k' },
	{ 0x03bc, 'u' }, { 0x03c0, 'n' }, { 0x03c4, 't' }, { 0x03c7, 'x' },
	{ 0x03c9, 'w' }, { 0x0432, 'b' }, { 0x0433, 'r' }, { 0x0438, 'n' },
	{ 0x0439, 'n' }, { 0x043a, 'k' }, { 0x043c, 'm' }, { 0x043d, 'h' },
	{ 0x043f, 'n' }, { 0x0442, 't' }, { 0x0446, 'u' }, { 0x0448, 'w' },
	{ 0x0449, 'w' }, { 0x044c, 'b' }, { 0x044f, 'r' }, { 0x0454, 'e' },
};

char
styled_letter(int code)
{
	for (size_t i = 0; i < sizeof(alphabets) / sizeof(alphabets[0]); i++)
		if (code >= alphabets[i] && code < alphabets[i] + 26)
			return (char)('a' + (code - alphabets[i]));
	return 0;
}

char
styled_guise(int code)
{
	for (size_t i = 0; i < sizeof(guises) / sizeof(guises[0]); i++)
		if (guises[i].code == code)
			return guises[i].letter;
	return 0;
}

/*
 * Tricks by which words or an address are dressed up, each found; and
 * innocent mail that looks like them, not found.
 *
 * What is not found, and known, is listed in doc/reading.md.
 */
#include <stdlib.h>
#include <unistd.h>

#include "match/matcher.h"
#include "tests/unit/reading.h"

static const char person[] =
    "person: ex\n"
    "identifiers:\n"
    "  addresses: [jd@example.org]\n"
    "rules:\n"
    "  - id: visit\n"
    "    match: '\\boutside\\s+(your|ur)\\s+house\\b'\n"
    "  - id: lair\n"
    "    match: 'know\\s*where\\s*you\\s*live'\n"
    "    fold: strong\n";

/* With its length: some hold NUL. */
struct text {
	const char *at;
	size_t len;
};
#define TEXT(s) { s, sizeof(s) - 1 }

static const struct trick {
	const char *name;
	struct text text;
	const char *found;	/* a rule, or the address */
	const char *flag;
} tricks[] = {
	{ "as it is",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutside your house"),
	    "visit", NULL },
	{ "capitals",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nOUTSIDE YOUR HOUSE"),
	    "visit", NULL },
	{ "zero width space",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nout\342\200\213side yo\342\200\213ur house"),
	    "visit", NULL },
	{ "zero width joiner and non-joiner",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nout\342\200\215side yo\342\200\214ur house"),
	    "visit", NULL },
	{ "word joiner",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nout\342\201\240side your ho\342\201\240use"),
	    "visit", NULL },
	{ "byte order mark within",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nout\357\273\277side your house"),
	    "visit", NULL },
	{ "soft hyphen",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nout\302\255side your house"),
	    "visit", NULL },
	{ "invisible separator and times",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nout\342\201\243side your\342\201\242 house"),
	    "visit", NULL },
	{ "combining marks",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\no\314\201u\314\210t\314\247side your h\314\266o"
	    "\314\266u\314\266s\314\266e\314\266"),
	    "visit", NULL },
	{ "a heap of marks on each letter",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\no\314\200\314\226\322\211\314\277u\314\200\314"
	    "\226\322\211\314\277t\314\200\314\226\322\211\314"
	    "\277s\314\200\314\226\322\211\314\277i\314\200\314"
	    "\226\322\211\314\277d\314\200\314\226\322\211\314"
	    "\277e\314\200\314\226\322\211\314\277 y\314\200\314"
	    "\226\322\211\314\277o\314\200\314\226\322\211\314"
	    "\277u\314\200\314\226\322\211\314\277r\314\200\314"
	    "\226\322\211\314\277 h\314\200\314\226\322\211\314"
	    "\277o\314\200\314\226\322\211\314\277u\314\200\314"
	    "\226\322\211\314\277s\314\200\314\226\322\211\314"
	    "\277e\314\200\314\226\322\211\314\277"),
	    "visit", NULL },
	{ "enclosing marks",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\no\342\203\235u\342\203\235t\342\203\235s\342\203"
	    "\235i\342\203\235d\342\203\235e\342\203\235 y\342"
	    "\203\235o\342\203\235u\342\203\235r\342\203\235 h"
	    "\342\203\235o\342\203\235u\342\203\235s\342\203\235"
	    "e\342\203\235"),
	    "visit", NULL },
	{ "variation selectors",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\no\357\270\216u\357\270\216t\357\270\216s\357\270"
	    "\216i\357\270\216d\357\270\216e\357\270\216 y\357"
	    "\270\216o\357\270\216u\357\270\216r\357\270\216 h"
	    "\357\270\216o\357\270\216u\357\270\216s\357\270\216"
	    "e\357\270\216"),
	    "visit", NULL },
	{ "tag characters",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nout\363\240\201\201\363\240\201\277side your hous"
	    "e"),
	    "visit", NULL },
	{ "bidi marks",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nout\342\200\216side your\342\200\217 house"),
	    "visit", NULL },
	{ "embedding and isolate controls",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\342\200\252out\342\201\246side\342\201\251 your"
	    "\342\200\254 house"),
	    "visit", NULL },
	{ "musical and interlinear controls",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nout\360\235\205\263side your\357\277\271 house"),
	    "visit", NULL },
	{ "Cyrillic letters",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\320\276utsid\320\265 y\320\276ur h\320\276us\320"
	    "\265"),
	    "visit", NULL },
	{ "Greek letters",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\316\277utside y\316\277ur h\316\277use"),
	    "visit", NULL },
	{ "Armenian letter",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\326\205utside your house"),
	    "visit", NULL },
	{ "Cherokee letters",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nout\321\225ide your house"),
	    "visit", NULL },
	{ "full width",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\357\275\217\357\275\225\357\275\224\357\275\223"
	    "\357\275\211\357\275\204\357\275\205 \357\275\231"
	    "\357\275\217\357\275\225\357\275\222 \357\275\210"
	    "\357\275\217\357\275\225\357\275\223\357\275\205"),
	    "visit", NULL },
	{ "ideographic space",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutside\343\200\200your\343\200\200house"),
	    "visit", NULL },
	{ "mathematical bold",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\360\235\220\250\360\235\220\256\360\235\220\255"
	    "\360\235\220\254\360\235\220\242\360\235\220\235"
	    "\360\235\220\236 \360\235\220\262\360\235\220\250"
	    "\360\235\220\256\360\235\220\253 \360\235\220\241"
	    "\360\235\220\250\360\235\220\256\360\235\220\254"
	    "\360\235\220\236"),
	    "visit", NULL },
	{ "mathematical script",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\360\235\223\270\360\235\223\276\360\235\223\275"
	    "\360\235\223\274\360\235\223\262\360\235\223\255"
	    "\360\235\223\256 \360\235\224\202\360\235\223\270"
	    "\360\235\223\276\360\235\223\273 \360\235\223\261"
	    "\360\235\223\270\360\235\223\276\360\235\223\274"
	    "\360\235\223\256"),
	    "visit", NULL },
	{ "mathematical fraktur",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\360\235\226\224\360\235\226\232\360\235\226\231"
	    "\360\235\226\230\360\235\226\216\360\235\226\211"
	    "\360\235\226\212 \360\235\226\236\360\235\226\224"
	    "\360\235\226\232\360\235\226\227 \360\235\226\215"
	    "\360\235\226\224\360\235\226\232\360\235\226\230"
	    "\360\235\226\212"),
	    "visit", NULL },
	{ "mathematical monospace",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\360\235\232\230\360\235\232\236\360\235\232\235"
	    "\360\235\232\234\360\235\232\222\360\235\232\215"
	    "\360\235\232\216 \360\235\232\242\360\235\232\230"
	    "\360\235\232\236\360\235\232\233 \360\235\232\221"
	    "\360\235\232\230\360\235\232\236\360\235\232\234"
	    "\360\235\232\216"),
	    "visit", NULL },
	{ "circled letters",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\342\223\236\342\223\244\342\223\243\342\223\242"
	    "\342\223\230\342\223\223\342\223\224 \342\223\250"
	    "\342\223\236\342\223\244\342\223\241 \342\223\227"
	    "\342\223\236\342\223\244\342\223\242\342\223\224"),
	    "visit", NULL },
	{ "parenthesised-free superscripts",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\341\265\222\341\265\230\341\265\227\313\242\342"
	    "\201\261\341\265\210\341\265\211 your house"),
	    "visit", NULL },
	{ "small capitals",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\341\264\217\341\264\234\341\264\233s\311\252\341"
	    "\264\205\341\264\207 your house"),
	    "visit", NULL },
	{ "dotless i",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nouts\304\261de your house"),
	    "visit", NULL },
	{ "long s",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nout\305\277ide your hou\305\277e"),
	    "visit", NULL },
	{ "accents built in",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\303\266\303\274t\305\237\303\257\304\221\303\251"
	    " \303\275\303\266\303\274r h\303\262\303\273\305"
	    "\241\303\250"),
	    "visit", NULL },
	{ "Roman numeral letter",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nouts\342\205\260\342\205\276e your house"),
	    "visit", NULL },
	{ "negative squared letters",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\360\237\205\276\360\237\206\204\360\237\206\203s"
	    "ide your house"),
	    "visit", NULL },
	{ "squared letters",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\360\237\204\276\360\237\205\204\360\237\205\203s"
	    "ide your house"),
	    "visit", NULL },
	{ "regional indicators",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\360\237\207\264\360\237\207\272\360\237\207\271s"
	    "ide your house"),
	    "visit", NULL },
	{ "no-break and thin spaces",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutside\302\240your\342\200\211house"),
	    "visit", NULL },
	{ "narrow no-break space",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutside\342\200\257your\342\200\207house"),
	    "visit", NULL },
	{ "Braille blank",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutside\342\240\200your\342\240\200house"),
	    "visit", NULL },
	{ "Hangul filler",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutside\343\205\244your house"),
	    "visit", NULL },
	{ "Mongolian vowel separator",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nout\341\240\216side your house"),
	    "visit", NULL },
	{ "line and paragraph separators",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutside\342\200\250your\342\200\251house"),
	    "visit", NULL },
	{ "tabs and line ends",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutside\t\r\n  your\n\n\nhouse"),
	    "visit", NULL },
	{ "lines of one word each",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutside\nyour\nhouse\n"),
	    "visit", NULL },
	{ "line ends of CR only",
	    TEXT("From: x@b.example\rSubject: s\rContent-Type: text/p"
	    "lain; charset=utf-8\r\routside\ryour\rhouse\r"),
	    "visit", NULL },
	{ "vertical tab and form feed",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutside\013your\014house"),
	    "visit", NULL },
	{ "NUL within",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nout\000side your house"),
	    "visit", NULL },
	{ "other control characters",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nout\001\010side your\177 house"),
	    "visit", NULL },
	{ "base64",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: base64\n"
	    "\nb3V0c2lkZSB5b3VyIGhvdXNl\n"),
	    "visit", NULL },
	{ "base64 with junk between",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: base64\n"
	    "\nb*3*V*0*c*2*l*k*Z*S*B*5*b*3*V*y*I*G*h*v*d*X*N*l"),
	    "visit", NULL },
	{ "base64 cut short",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: base64\n"
	    "\nb3V0c2lkZSB5b3VyIGhvdXNlIG5vd"),
	    "visit", NULL },
	{ "base64 in pieces, each padded",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: base64\n"
	    "\nb3V0c2lkZSA=\neW91ciBobw==\n"
	    "dXNl"),
	    "visit", NULL },
	{ "an encoding in other case with a comment",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: Base64 (yes)\n"
	    "\nb3V0c2lkZSB5b3VyIGhvdXNl\n"),
	    "visit", NULL },
	{ "quoted-printable, soft breaks in words",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: quoted-printable\n"
	    "\nout=\nside yo=  \nur ho=\r\n"
	    "use"),
	    "visit", NULL },
	{ "quoted-printable, every letter",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: quoted-printable\n"
	    "\n=6f=75=74=73=69=64=65=20=79=6f=75=72=20=68=6f=75="
	    "73=65"),
	    "visit", NULL },
	{ "quoted-printable with broken escapes",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: quoted-printable\n"
	    "\n=Z=outside your house=G"),
	    "visit", NULL },
	{ "uuencode by its header",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: x-uuencode\n"
	    "\nbegin 644 a\n2;W5T<VED92!Y;W5R(&AO=7-E\n"
	    "`\nend\n"),
	    "visit", NULL },
	{ "uuencode within the text",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nlook:\n\nbegin 644 a.txt\n2;W5T<VED92!Y;W5R(&AO=7"
	    "-E\n`\nend\n"),
	    "visit", NULL },
	{ "an encoding nobody knows",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: 8-bits\n"
	    "\noutside your house"),
	    "visit", NULL },
	{ "two encodings named",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Transfer-Encoding: 7bit\n"
	    "Content-Transfer-Encoding: base64\n"
	    "Content-Type: text/plain\n\noutside your house"),
	    "visit", NULL },
	{ "UTF-7",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-7\n"
	    "\n+AG8AdQB0AHMAaQBkAGU- your +AGgAbwB1AHMAZQ-"),
	    "visit", NULL },
	{ "UTF-16 in base64",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-16\n"
	    "Content-Transfer-Encoding: base64\n"
	    "\n//5vAHUAdABzAGkAZABlACAAeQBvAHUAcgAgAGgAbwB1AHMAZ"
	    "QA=\n"),
	    "visit", NULL },
	{ "UTF-16BE in base64",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-16be\n"
	    "Content-Transfer-Encoding: base64\n"
	    "\nAG8AdQB0AHMAaQBkAGUAIAB5AG8AdQByACAAaABvAHUAcwBl"
	    "\n"),
	    "visit", NULL },
	{ "UTF-32 in base64",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-32le\n"
	    "Content-Transfer-Encoding: base64\n"
	    "\nbwAAAHUAAAB0AAAAcwAAAGkAAABkAAAAZQAAACAAAAB5AAAAb"
	    "wAAAHUAAAByAAAAIAAAAGgAAABv\nAAAAdQAAAHMAAABlAAAA\n"),
	    "visit", NULL },
	{ "ISO-2022-JP escapes",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=iso-2022-jp\n"
	    "\nout\033(Bside \033$B\033(Byour house"),
	    "visit", NULL },
	{ "full width in Shift-JIS",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=shift_jis\n"
	    "\n\202\217\202\225\202\224\202\223\202\211\202\204"
	    "\202\205\201@\202\231\202\217\202\225\202\222\201@"
	    "\202\210\202\217\202\225\202\223\202\205"),
	    "visit", NULL },
	{ "full width in GB18030",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=gb2312\n"
	    "\n\243\357\243\365\243\364\243\363\243\351\243\344"
	    "\243\345 \243\371\243\357\243\365\243\362 \243\350"
	    "\243\357\243\365\243\363\243\345"),
	    "visit", NULL },
	{ "HZ",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=hz-gb-2312\n"
	    "\nout~{~}side your ~\nhouse"),
	    "visit", NULL },
	{ "look-alikes in KOI8-R",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=koi8-r\n"
	    "\n\317utside y\317ur h\317use"),
	    "visit", NULL },
	{ "EBCDIC",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=ibm037\n"
	    "Content-Transfer-Encoding: base64\n"
	    "\nlqSjoomEhUColqSZQIiWpKKF\n"),
	    "visit", NULL },
	{ "a label that lies",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=us-ascii\n"
	    "\nout\342\200\213side your house"),
	    "visit", NULL },
	{ "no label",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "\nouts\321\226de your house"),
	    "visit", NULL },
	{ "a label nobody knows",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=\"x-\303\277\"\n"
	    "\noutside your house"),
	    "visit", NULL },
	{ "two labels",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-16; charset=u"
	    "tf-8\n\noutside your house"),
	    "visit", NULL },
	{ "an overlong form",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nouts\301\251de outside your house"),
	    "visit", NULL },
	{ "a broken byte in a word of UTF-8",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\ncaf\303\251, na\303\257ve: out\377side your house"),
	    "visit", NULL },
	{ "bytes that are no UTF-8 around",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\377\376 outside your house \303"),
	    "visit", NULL },
	{ "Subject in pieces, split in the word",
	    TEXT("From: x@b.example\nSubject: =?utf-8?q?out?=\n"
	    " =?utf-8?b?c2lkZSB5?= =?utf-8?q?our_house?=\n"
	    "\nx"),
	    "visit", NULL },
	{ "Subject split within a character",
	    TEXT("From: x@b.example\nSubject: =?utf-8?q?outside_y=D0?"
	    "= =?utf-8?q?=BEur_house?=\n\nx"),
	    "visit", NULL },
	{ "Subject raw",
	    TEXT("From: x@b.example\nSubject: \320\276utside your hou"
	    "se\n\nx"),
	    "visit", NULL },
	{ "Subject with blanks in the word",
	    TEXT("From: x@b.example\nSubject: =?utf-8?q?outside your "
	    "house?=\n\nx"),
	    "visit", NULL },
	{ "Subject with broken base64",
	    TEXT("From: x@b.example\nSubject: =?utf-8?b?b3V0c2lkZSB5b"
	    "3VyIGhvdXNl=?=\n\nx"),
	    "visit", NULL },
	{ "Subject with a language",
	    TEXT("From: x@b.example\nSubject: =?utf-8*en?q?outside_yo"
	    "ur_house?=\n\nx"),
	    "visit", NULL },
	{ "Subject folded oddly",
	    TEXT("From: x@b.example\nSubject: outside\n"
	    "\t your\n   house\n\nx"),
	    "visit", NULL },
	{ "a second Subject",
	    TEXT("From: x@b.example\nSubject: a\n"
	    "Subject: outside your house\n\n"
	    "x"),
	    "visit", NULL },
	{ "a label unknown in the Subject",
	    TEXT("From: x@b.example\nSubject: =?x-none?q?outside_your"
	    "_house?=\n\nx"),
	    "visit", NULL },
	{ "tags around",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<p>out<b>side</b> your <i>house</i>"),
	    "visit", NULL },
	{ "empty tags within words",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\nout<b></b>side y<i></i>our house"),
	    "visit", NULL },
	{ "tags nobody knows",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\nout<x-y z=1>side</x-y> your house"),
	    "visit", NULL },
	{ "comments within words",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\nout<!-- x -->side yo<!---->ur house"),
	    "visit", NULL },
	{ "a comment that ends oddly",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<!-->outside your house"),
	    "visit", NULL },
	{ "references",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n&#111;ut&#x73;ide your house"),
	    "visit", NULL },
	{ "references with no semicolon",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n&#111ut&#115ide your house"),
	    "visit", NULL },
	{ "references by name",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\noutside&nbsp;your&ensp;&NewLine;house"),
	    "visit", NULL },
	{ "references with many zeros",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n&#0000000111;utside your house"),
	    "visit", NULL },
	{ "&shy; and &zwnj;",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\nout&shy;side your&zwnj; house"),
	    "visit", NULL },
	{ "<wbr>",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\nout<wbr>side your ho<wbr/>use"),
	    "visit", NULL },
	{ "a letter a tag",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<span style=\"color:#6f0000\">o</span><span style"
	    "=\"color:#750000\">u</span><span style=\"color:#740"
	    "000\">t</span><span style=\"color:#730000\">s</span"
	    "><span style=\"color:#690000\">i</span><span style="
	    "\"color:#640000\">d</span><span style=\"color:#6500"
	    "00\">e</span> <span style=\"color:#790000\">y</span"
	    "><span style=\"color:#6f0000\">o</span><span style="
	    "\"color:#750000\">u</span><span style=\"color:#7200"
	    "00\">r</span> <span style=\"color:#680000\">h</span"
	    "><span style=\"color:#6f0000\">o</span><span style="
	    "\"color:#750000\">u</span><span style=\"color:#7300"
	    "00\">s</span><span style=\"color:#650000\">e</span>"),
	    "visit", NULL },
	{ "filler hidden in a word",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\nout<span style=\"display:none\">xyz</span>side yo"
	    "ur house"),
	    "visit", NULL },
	{ "filler of font size 0",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\nout<span style=\"font-size:0px\">xyz</span>side y"
	    "our house"),
	    "visit", "hidden-text" },
	{ "all of it hidden",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\nx<div style=\"display:none\">outside your house</"
	    "div>"),
	    "visit", "hidden-text" },
	{ "hidden by a class",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<style>.q{display:none}</style>x<p class=q>outsid"
	    "e your house"),
	    "visit", "hidden-text" },
	{ "white on white",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<font color=\"#ffffff\" style=\"background:#fff\""
	    ">outside your house</font>"),
	    "visit", "hidden-text" },
	{ "turned round by an override",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nx \342\200\256esuoh ruoy edistuo\342\200\254 y"),
	    "visit", "reordered-text" },
	{ "turned round in the Subject",
	    TEXT("From: x@b.example\nSubject: \342\200\256esuoh ruoy "
	    "edistuo\n\nx"),
	    "visit", "reordered-text" },
	{ "far outside the window",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<div style=\"position:absolute;left:-9999px\">out"
	    "side your house</div>x"),
	    "visit", "hidden-text" },
	{ "of one pixel",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<span style=\"font-size:1px\">outside your house<"
	    "/span>x"),
	    "visit", "hidden-text" },
	{ "alt text",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<img src=\"cid:1\" alt=\"outside your house\">"),
	    "visit", NULL },
	{ "title text",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<a title=\"outside your house\" href=\"#\">x</a>"),
	    "visit", NULL },
	{ "in a link target",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<a href=\"http://b.example/?q=outside%20your%20ho"
	    "use\">x</a>"),
	    "visit", NULL },
	{ "in the title",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<head><title>outside your house</title></head>x"),
	    "visit", NULL },
	{ "in noscript",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<noscript>outside your house</noscript>"),
	    "visit", NULL },
	{ "in an option",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<select><option>outside your house</select>"),
	    "visit", NULL },
	{ "in a text area",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<textarea>outside your house</textarea>"),
	    "visit", NULL },
	{ "in a value",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<input value=\"outside your house\">"),
	    "visit", NULL },
	{ "in a placeholder",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<input placeholder=\"outside your house\">"),
	    "visit", NULL },
	{ "in aria-label",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<b aria-label=\"outside your house\">x</b>"),
	    "visit", NULL },
	{ "tags with no end",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<div <b>outside <i your <p house</p> outside your"
	    " house"),
	    "visit", NULL },
	{ "NUL within a tag",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<b\000>out</b>side your house"),
	    "visit", NULL },
	{ "line break tags",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\noutside<br>your<br>house"),
	    "visit", NULL },
	{ "a bare < before",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n1 < 2, outside your house"),
	    "visit", NULL },
	{ "in svg text",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<svg><text>outside your house</text></svg>"),
	    "visit", NULL },
	{ "in CDATA",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<svg><![CDATA[outside your house]]></svg>outside "
	    "<![CDATA[x]]>your house"),
	    "visit", NULL },
	{ "in a template",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<template>outside your house</template>"),
	    "visit", NULL },
	{ "HTML called text",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain\n\n\n"
	    "<html><body>out<b>side</b> your house</body></html>"),
	    "visit", NULL },
	{ "HTML in UTF-16 without a label",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html\nContent-Transfer-Encoding:"
	    " base64\n\n//48AHAAPgBvAHUAdAA8AGIAPgA8AC8AYgA+AHMA"
	    "aQBkAGUAIAB5AG8AdQByACAAaABvAHUAcwBl\n"
	    "AA==\n"),
	    "visit", NULL },
	{ "HTML whose meta lies",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html\n\n<meta charset=utf-16><p>"
	    "outside your house"),
	    "visit", NULL },
	{ "only in the HTML alternative",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/alternative; boundary=q\n"
	    "\n--q\nContent-Type: text/plain\n"
	    "\nhello\n--q\nContent-Type: text/html\n"
	    "\noutside your <b>house</b>\n--q--\n"),
	    "visit", NULL },
	{ "only in the plain alternative",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/alternative; boundary=q\n"
	    "\n--q\nContent-Type: text/plain\n"
	    "\noutside your house\n--q\nContent-Type: text/html"
	    "\n\nhello\n--q--\n"),
	    "visit", NULL },
	{ "in an attached text",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed; boundary=q\n"
	    "\n--q\nContent-Type: text/plain\n"
	    "\nx\n--q\nContent-Type: text/plain; name=a.txt\n"
	    "Content-Disposition: attachment\n"
	    "\noutside your house\n--q--\n"),
	    "visit", NULL },
	{ "in an octet-stream called .txt",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed; boundary=q\n"
	    "\n--q\nContent-Type: application/octet-stream; name"
	    "=a.txt\nContent-Transfer-Encoding: base64\n"
	    "\nb3V0c2lkZSB5b3VyIGhvdXNl\n\n"
	    "--q--\n"),
	    "visit", NULL },
	{ "in an attached .html",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed; boundary=q\n"
	    "\n--q\nContent-Type: application/octet-stream; name"
	    "=\"a.html\"\n\n<p>out<b></b>side your house\n"
	    "--q--\n"),
	    "visit", NULL },
	{ "in the name of a file",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed; boundary=q\n"
	    "\n--q\nContent-Type: image/png; name=\"outside your"
	    " house.png\"\n\nx\n--q--\n"),
	    "visit", NULL },
	{ "in a name by RFC 2231",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed; boundary=q\n"
	    "\n--q\nContent-Type: image/png; name*0*=utf-8''outs"
	    "ide%20yo; name*1*=ur%20; name*2=house\n"
	    "\nx\n--q--\n"),
	    "visit", NULL },
	{ "in a calendar part",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed; boundary=q\n"
	    "\n--q\nContent-Type: text/calendar\n"
	    "\nBEGIN:VCALENDAR\nSUMMARY:outside your house\n"
	    "END:VCALENDAR\n\n--q--\n"),
	    "visit", NULL },
	{ "in a delivery report",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/report; boundary=q\n"
	    "\n--q\nContent-Type: message/delivery-status\n"
	    "\nReporting-MTA: dns; b\n\nDiagnostic-Code: smtp; o"
	    "utside your house\n\n--q--\n"),
	    "visit", NULL },
	{ "in a forwarded message",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed; boundary=q\n"
	    "\n--q\nContent-Type: message/rfc822\n"
	    "\nFrom: y@b.example\nSubject: z\n"
	    "\noutside your house\n\n--q--\n"),
	    "visit", NULL },
	{ "in the Subject of a forwarded message",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed; boundary=q\n"
	    "\n--q\nContent-Type: message/rfc822\n"
	    "\nFrom: y@b.example\nSubject: outside your house\n"
	    "\nz\n\n--q--\n"),
	    "visit", NULL },
	{ "in headers that came back",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed; boundary=q\n"
	    "\n--q\nContent-Type: text/rfc822-headers\n"
	    "\nSubject: outside your house\n"
	    "\n--q--\n"),
	    "visit", NULL },
	{ "in an encoded forwarded message",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed; boundary=q\n"
	    "\n--q\nContent-Type: message/rfc822\n"
	    "Content-Transfer-Encoding: base64\n"
	    "\nU3ViamVjdDogegoKb3V0c2lkZSB5b3VyIGhvdXNlCg==\n"
	    "\n--q--\n"),
	    "visit", NULL },
	{ "no last boundary",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed; boundary=q\n"
	    "\n--q\nContent-Type: text/plain\n"
	    "\noutside your house\n"),
	    "visit", NULL },
	{ "a boundary that begins as another",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed; boundary=q\n"
	    "\n--q\nContent-Type: multipart/mixed; boundary=qq\n"
	    "\n--qq\n\nx\n--qq--\n--q\n\noutside your house\n"
	    "--q--\n"),
	    "visit", NULL },
	{ "a boundary in pieces",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed; boundary*0=\"a b\"; "
	    "boundary*1=c\n\n--a bc\nContent-Transfer-Encoding: "
	    "base64\n\nb3V0c2lkZSB5b3VyIGhvdXNl\n"
	    "--a bc--\n"),
	    "visit", NULL },
	{ "multipart with no boundary",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed\n"
	    "\n--q\n\noutside your house\n--q--\n"),
	    "visit", NULL },
	{ "two Content-Type",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain\nContent-Type: image/png\n"
	    "\noutside your house"),
	    "visit", NULL },
	{ "a type nobody knows",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/x-foo\n\noutside your house"),
	    "visit", NULL },
	{ "a type that is none",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: banana\n\noutside your house"),
	    "visit", NULL },
	{ "an image that is text",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: image/png; name=a.txt\n"
	    "\noutside your house"),
	    "visit", NULL },
	{ "no blank line before the text",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "outside your house and more\n"),
	    "visit", NULL },
	{ "a line among the fields that is none",
	    TEXT("From: x@b.example\noutside your house\n"
	    "Subject: s\n\nx"),
	    "visit", NULL },
	{ "blank before the colon",
	    TEXT("From : x@b.example\nSubject\t: outside your house\n"
	    "\nx"),
	    "visit", NULL },
	{ "flowed with DelSp",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; format=flowed; delsp=yes"
	    "\n\nout \nside yo \nur house"),
	    "visit", NULL },
	{ "enriched",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/enriched\n\n"
	    "out<bold></bold>side <color><param>red</param>your<"
	    "/color> house"),
	    "visit", NULL },
	{ "richtext",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/richtext\n\n"
	    "out<bold>side</bold> your house"),
	    "visit", NULL },
	{ "signed mail",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/signed; boundary=q; protoco"
	    "l=\"application/pgp-signature\"\n"
	    "\n--q\n\noutside your house\n--q\n"
	    "Content-Type: application/pgp-signature\n"
	    "\nx\n--q--\n"),
	    "visit", NULL },
	{ "clear-signed text",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n-----BEGIN PGP SIGNED MESSAGE-----\n"
	    "Hash: SHA256\n\noutside your house\n"
	    "-----BEGIN PGP SIGNATURE-----\n"
	    "x\n-----END PGP SIGNATURE-----\n"),
	    "visit", NULL },
	{ "behind a signature line",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nhello\n-- \noutside your house\n"),
	    "visit", NULL },
	{ "quoted",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n> outside your house\nno\n"),
	    "visit", NULL },
	{ "300 headers before",
	    TEXT("X-0: y\nX-1: y\nX-2: y\nX-3: y\n"
	    "X-4: y\nX-5: y\nX-6: y\nX-7: y\n"
	    "X-8: y\nX-9: y\nX-10: y\nX-11: y\n"
	    "X-12: y\nX-13: y\nX-14: y\nX-15: y\n"
	    "X-16: y\nX-17: y\nX-18: y\nX-19: y\n"
	    "X-20: y\nX-21: y\nX-22: y\nX-23: y\n"
	    "X-24: y\nX-25: y\nX-26: y\nX-27: y\n"
	    "X-28: y\nX-29: y\nX-30: y\nX-31: y\n"
	    "X-32: y\nX-33: y\nX-34: y\nX-35: y\n"
	    "X-36: y\nX-37: y\nX-38: y\nX-39: y\n"
	    "X-40: y\nX-41: y\nX-42: y\nX-43: y\n"
	    "X-44: y\nX-45: y\nX-46: y\nX-47: y\n"
	    "X-48: y\nX-49: y\nX-50: y\nX-51: y\n"
	    "X-52: y\nX-53: y\nX-54: y\nX-55: y\n"
	    "X-56: y\nX-57: y\nX-58: y\nX-59: y\n"
	    "X-60: y\nX-61: y\nX-62: y\nX-63: y\n"
	    "X-64: y\nX-65: y\nX-66: y\nX-67: y\n"
	    "X-68: y\nX-69: y\nX-70: y\nX-71: y\n"
	    "X-72: y\nX-73: y\nX-74: y\nX-75: y\n"
	    "X-76: y\nX-77: y\nX-78: y\nX-79: y\n"
	    "X-80: y\nX-81: y\nX-82: y\nX-83: y\n"
	    "X-84: y\nX-85: y\nX-86: y\nX-87: y\n"
	    "X-88: y\nX-89: y\nX-90: y\nX-91: y\n"
	    "X-92: y\nX-93: y\nX-94: y\nX-95: y\n"
	    "X-96: y\nX-97: y\nX-98: y\nX-99: y\n"
	    "X-100: y\nX-101: y\nX-102: y\n"
	    "X-103: y\nX-104: y\nX-105: y\n"
	    "X-106: y\nX-107: y\nX-108: y\n"
	    "X-109: y\nX-110: y\nX-111: y\n"
	    "X-112: y\nX-113: y\nX-114: y\n"
	    "X-115: y\nX-116: y\nX-117: y\n"
	    "X-118: y\nX-119: y\nX-120: y\n"
	    "X-121: y\nX-122: y\nX-123: y\n"
	    "X-124: y\nX-125: y\nX-126: y\n"
	    "X-127: y\nX-128: y\nX-129: y\n"
	    "X-130: y\nX-131: y\nX-132: y\n"
	    "X-133: y\nX-134: y\nX-135: y\n"
	    "X-136: y\nX-137: y\nX-138: y\n"
	    "X-139: y\nX-140: y\nX-141: y\n"
	    "X-142: y\nX-143: y\nX-144: y\n"
	    "X-145: y\nX-146: y\nX-147: y\n"
	    "X-148: y\nX-149: y\nX-150: y\n"
	    "X-151: y\nX-152: y\nX-153: y\n"
	    "X-154: y\nX-155: y\nX-156: y\n"
	    "X-157: y\nX-158: y\nX-159: y\n"
	    "X-160: y\nX-161: y\nX-162: y\n"
	    "X-163: y\nX-164: y\nX-165: y\n"
	    "X-166: y\nX-167: y\nX-168: y\n"
	    "X-169: y\nX-170: y\nX-171: y\n"
	    "X-172: y\nX-173: y\nX-174: y\n"
	    "X-175: y\nX-176: y\nX-177: y\n"
	    "X-178: y\nX-179: y\nX-180: y\n"
	    "X-181: y\nX-182: y\nX-183: y\n"
	    "X-184: y\nX-185: y\nX-186: y\n"
	    "X-187: y\nX-188: y\nX-189: y\n"
	    "X-190: y\nX-191: y\nX-192: y\n"
	    "X-193: y\nX-194: y\nX-195: y\n"
	    "X-196: y\nX-197: y\nX-198: y\n"
	    "X-199: y\nX-200: y\nX-201: y\n"
	    "X-202: y\nX-203: y\nX-204: y\n"
	    "X-205: y\nX-206: y\nX-207: y\n"
	    "X-208: y\nX-209: y\nX-210: y\n"
	    "X-211: y\nX-212: y\nX-213: y\n"
	    "X-214: y\nX-215: y\nX-216: y\n"
	    "X-217: y\nX-218: y\nX-219: y\n"
	    "X-220: y\nX-221: y\nX-222: y\n"
	    "X-223: y\nX-224: y\nX-225: y\n"
	    "X-226: y\nX-227: y\nX-228: y\n"
	    "X-229: y\nX-230: y\nX-231: y\n"
	    "X-232: y\nX-233: y\nX-234: y\n"
	    "X-235: y\nX-236: y\nX-237: y\n"
	    "X-238: y\nX-239: y\nX-240: y\n"
	    "X-241: y\nX-242: y\nX-243: y\n"
	    "X-244: y\nX-245: y\nX-246: y\n"
	    "X-247: y\nX-248: y\nX-249: y\n"
	    "X-250: y\nX-251: y\nX-252: y\n"
	    "X-253: y\nX-254: y\nX-255: y\n"
	    "X-256: y\nX-257: y\nX-258: y\n"
	    "X-259: y\nX-260: y\nX-261: y\n"
	    "X-262: y\nX-263: y\nX-264: y\n"
	    "X-265: y\nX-266: y\nX-267: y\n"
	    "X-268: y\nX-269: y\nX-270: y\n"
	    "X-271: y\nX-272: y\nX-273: y\n"
	    "X-274: y\nX-275: y\nX-276: y\n"
	    "X-277: y\nX-278: y\nX-279: y\n"
	    "X-280: y\nX-281: y\nX-282: y\n"
	    "X-283: y\nX-284: y\nX-285: y\n"
	    "X-286: y\nX-287: y\nX-288: y\n"
	    "X-289: y\nX-290: y\nX-291: y\n"
	    "X-292: y\nX-293: y\nX-294: y\n"
	    "X-295: y\nX-296: y\nX-297: y\n"
	    "X-298: y\nX-299: y\nSubject: outside your house\n"
	    "\nx"),
	    "visit", NULL },
	{ "strong: as it is",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nI know where you live"),
	    "lair", NULL },
	{ "strong: digits for letters",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n1 kn0w wh3r3 y0u l1v3"),
	    "lair", NULL },
	{ "strong: signs for letters",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nknow wh3r3 you l!ve and $o"),
	    "lair", NULL },
	{ "strong: spaced out",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nk n o w w h e r e y o u l i v e"),
	    "lair", NULL },
	{ "strong: dots between",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nk.n.o.w w.h.e.r.e y.o.u l.i.v.e"),
	    "lair", NULL },
	{ "strong: hyphens between",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nk-n-o-w where y-o-u l-i-v-e"),
	    "lair", NULL },
	{ "strong: underlines between",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nk_n_o_w w_h_e_r_e you l_i_v_e"),
	    "lair", NULL },
	{ "strong: stars between",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nk*n*o*w where you l*i*v*e"),
	    "lair", NULL },
	{ "strong: both",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nk n 0 w where y 0 u l 1 v 3"),
	    "lair", NULL },
	{ "strong: in other letters",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nkn\320\276w wh\320\265re y\320\276u l\321\226ve"),
	    "lair", NULL },
	{ "address in capitals",
	    TEXT("From: JD@EXAMPLE.ORG\n\nx"),
	    "jd@example.org", NULL },
	{ "address with comments",
	    TEXT("From: (a) jd (b) @ (c) example.org (d)\n"
	    "\nx"),
	    "jd@example.org", NULL },
	{ "address quoted",
	    TEXT("From: \"jd\"@example.org\n\nx"),
	    "jd@example.org", NULL },
	{ "address folded",
	    TEXT("From: J\n <jd@\n example.org>\n"
	    "\nx"),
	    "jd@example.org", NULL },
	{ "address in a group",
	    TEXT("From: all: a@b.example, jd@example.org;\n"
	    "\nx"),
	    "jd@example.org", NULL },
	{ "address behind another",
	    TEXT("From: a@b.example, jd@example.org\n"
	    "\nx"),
	    "jd@example.org", NULL },
	{ "a second From",
	    TEXT("From: a@b.example\nFrom: jd@example.org\n"
	    "\nx"),
	    "jd@example.org", NULL },
	{ "only in Sender",
	    TEXT("From: a@b.example\nSender: jd@example.org\n"
	    "\nx"),
	    "jd@example.org", NULL },
	{ "only in Reply-To",
	    TEXT("From: a@b.example\nReply-To: jd@example.org\n"
	    "\nx"),
	    "jd@example.org", NULL },
	{ "only in Return-Path",
	    TEXT("Return-Path: <jd@example.org>\n"
	    "From: a@b.example\n\nx"),
	    "jd@example.org", NULL },
	{ "no closing bracket",
	    TEXT("From: J D <jd@example.org\n\nx"),
	    "jd@example.org", NULL },
	{ "with a route",
	    TEXT("From: <@b.example,@c.example:jd@example.org>\n"
	    "\nx"),
	    "jd@example.org", NULL },
	{ "a name with a comma",
	    TEXT("From: Doe, John <jd@example.org>\n"
	    "\nx"),
	    "jd@example.org", NULL },
	{ "a name with brackets in quotes",
	    TEXT("From: \"a <x@b.example>\" <jd@example.org>\n"
	    "\nx"),
	    "jd@example.org", NULL },
	{ "a raw 8-bit name",
	    TEXT("From: J\366 <jd@example.org>\n"
	    "\nx"),
	    "jd@example.org", NULL },
	{ "an encoded name with an address in it",
	    TEXT("From: =?utf-8?q?x=40b=2Eexample?= <jd@example.org>"
	    "\n\nx"),
	    "jd@example.org", NULL },
	{ "a blank before the colon",
	    TEXT("From : jd@example.org\n\nx"),
	    "jd@example.org", NULL },
	{ "the field name in other case",
	    TEXT("fROM: jd@example.org\n\nx"),
	    "jd@example.org", NULL },
	{ "behind an mbox line",
	    TEXT("From a@b.example Mon Jun  1 10:00:00 2026\n"
	    "From: jd@example.org\n\nx"),
	    "jd@example.org", NULL },
	{ "a dot behind the domain",
	    TEXT("From: jd@example.org.\n\nx"),
	    "jd@example.org", NULL },
};

static const struct innocent {
	const char *name;
	struct text text;
} innocents[] = {
	{ "another order",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nyour house outside") },
	{ "a longer word",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutsides your house") },
	{ "a longer word before",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nxoutside-your house") },
	{ "words run together",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutsideyourhouse") },
	{ "another word between",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutside of your house") },
	{ "a comma between",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nwe sat outside, your house was full") },
	{ "a full stop between",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nHe is outside. Your house is fine.") },
	{ "a hyphen between",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutside - your house") },
	{ "digits with no strong rule",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n0uts1de y0ur h0use") },
	{ "spaced out with no strong rule",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\no u t s i d e y o u r h o u s e") },
	{ "dots with no strong rule",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\no.u.t.s.i.d.e your house") },
	{ "a number that reads like it, strong",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nkn0wledge of 1 live show") },
	{ "initials",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nj. d. k. l. m. n. o. p. where u r") },
	{ "an e-mail address of words",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutside.your@house.example") },
	{ "an underscore name",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\noutside_your_house") },
	{ "a path",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n/outside/your/house") },
	{ "Russian",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\321\217 \320\267\320\275\320\260\321\216, \320"
	    "\263\320\264\320\265 \321\202\321\213 \320\266\320"
	    "\270\320\262\321\221\321\210\321\214, \321\203 \321"
	    "\202\320\262\320\276\320\265\320\263\320\276 \320"
	    "\264\320\276\320\274\320\260") },
	{ "Greek",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\316\255\316\276\317\211 \316\261\317\200\317\214"
	    " \317\204\316\277 \317\203\317\200\316\257\317\204"
	    "\316\271 \317\203\316\277\317\205") },
	{ "Hebrew",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\327\236\327\227\327\225\327\245 \327\234\327\221"
	    "\327\231\327\252 \327\251\327\234\327\232") },
	{ "Arabic",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\330\256\330\247\330\261\330\254 \331\205\331\206"
	    "\330\262\331\204\331\203") },
	{ "Chinese",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\345\234\250\344\275\240\345\256\266\345\244\226"
	    "\351\235\242") },
	{ "Japanese",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\343\201\202\343\201\252\343\201\237\343\201\256"
	    "\345\256\266\343\201\256\345\244\226") },
	{ "Thai",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\340\270\231\340\270\255\340\270\201\340\270\232"
	    "\340\271\211\340\270\262\340\270\231\340\270\202"
	    "\340\270\255\340\270\207\340\270\204\340\270\270"
	    "\340\270\223") },
	{ "Hindi",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\340\244\206\340\244\252\340\244\225\340\245\207 "
	    "\340\244\230\340\244\260 \340\244\225\340\245\207 "
	    "\340\244\254\340\244\276\340\244\271\340\244\260") },
	{ "Korean",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\353\213\271\354\213\240 \354\247\221 \353\260"
	    "\226\354\227\220\354\204\234") },
	{ "Turkish",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nevinin d\304\261\305\237\304\261nda") },
	{ "a formula",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\360\235\221\234 = \360\235\221\242 + \360\235"
	    "\221\241, house") },
	{ "emoji",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n\360\237\217\240 outside \360\237\214\263 your tr"
	    "ee") },
	{ "in two paragraphs with words between",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<p>outside</p><p>of</p><p>your house</p>") },
	{ "in a script",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<script>var a=\"outside your house\"</script>hell"
	    "o") },
	{ "in a style",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<style>/* outside your house */</style>hello") },
	{ "in a comment",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<!-- outside your house -->hello") },
	{ "as the name of a class",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<p class=\"outside your house\">hello") },
	{ "as an id",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<p id=\"outside your house\">hello") },
	{ "two cells that run together",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<table><tr><td>outs</td><td>ide your house</td></"
	    "table>") },
	{ "two paragraphs that run together",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<p>outs</p><p>ide your house</p>") },
	{ "items that run together",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\n<ul><li>outside yo<li>ur house</ul>") },
	{ "words that <br> parts",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "\nouts<br>ide your house") },
	{ "in an image",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: image/png\n\noutside your house") },
	{ "in a base64 image",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: image/jpeg; name=a.jpg\n"
	    "Content-Transfer-Encoding: base64\n"
	    "\nb3V0c2lkZSB5b3VyIGhvdXNl\n") },
	{ "in a zip",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: application/zip; name=a.zip\n"
	    "\nPK\003\004outside your house") },
	{ "encoded, and not said so",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain\n\nb3V0c2lkZSB5b3VyIGhvdXN"
	    "l\n") },
	{ "in a signature of PGP",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\n-----BEGIN PGP MESSAGE-----\n"
	    "\nb3V0c2lkZSB5b3VyIGhvdXNl\n-----END PGP MESSAGE---"
	    "--\n") },
	{ "in the name of a field",
	    TEXT("From: x@b.example\noutside-your-house: a\n"
	    "\nx") },
	{ "in a field that no rule names",
	    TEXT("From: x@b.example\nX-A: outside your house\n"
	    "\nx") },
	{ "as a boundary",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed; boundary=\"outside y"
	    "our house\"\n\n--outside your house\n"
	    "\nx\n--outside your house--\n") },
	{ "as a charset",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=\"outside your ho"
	    "use\"\n\nx") },
	{ "in the comment of an address",
	    TEXT("From: x@b.example (outside your house)\n"
	    "\nx") },
	{ "his address in the text",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "\nwrite to jd@example.org") },
	{ "his address in To",
	    TEXT("From: x@b.example\nTo: jd@example.org\n"
	    "\nx") },
	{ "his address in Cc",
	    TEXT("From: x@b.example\nCc: jd@example.org\n"
	    "\nx") },
	{ "a longer address",
	    TEXT("From: xjd@example.org\n\nx") },
	{ "a longer domain",
	    TEXT("From: jd@example.org.b.example\n"
	    "\nx") },
	{ "a domain below",
	    TEXT("From: jd@mail.example.org\n\nx") },
	{ "a plus address",
	    TEXT("From: jd+a@example.org\n\nx") },
	{ "another dot",
	    TEXT("From: j.d@example.org\n\nx") },
	{ "a look-alike address",
	    TEXT("From: jd@ex\320\260mple.org\n\n"
	    "x") },
	{ "his address as a name",
	    TEXT("From: \"jd@example.org\" <x@b.example>\n"
	    "\nx") },
	{ "his address in a comment",
	    TEXT("From: x@b.example (jd@example.org)\n"
	    "\nx") },
	{ "his address in a Message-ID",
	    TEXT("From: x@b.example\nMessage-ID: <jd@example.org>\n"
	    "\nx") },
	{ "his address in In-Reply-To",
	    TEXT("From: x@b.example\nIn-Reply-To: <jd@example.org>\n"
	    "\nx") },
	{ "his address in Received",
	    TEXT("Received: from a by b for <jd@example.org>; Mon, 1 "
	    "Jun 2026 10:00:00 +0000\nFrom: x@b.example\n"
	    "\nx") },
	{ "his address in a forwarded message",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/mixed; boundary=q\n"
	    "\n--q\nContent-Type: message/rfc822\n"
	    "\nFrom: jd@example.org\n\nz\n\n"
	    "--q--\n") },
	{ "his address in a delivery report",
	    TEXT("From: x@b.example\nSubject: s\n"
	    "Content-Type: multipart/report; boundary=q\n"
	    "\n--q\nContent-Type: message/delivery-status\n"
	    "\nFinal-Recipient: rfc822; jd@example.org\n"
	    "\n--q--\n") },
};

struct rig {
	struct config config;
	struct account account;
	struct people *people;
	struct matcher *matcher;
};

static void
look(struct rig *r, struct arena *a, const struct text *t, struct letter *l,
    struct verdict *v)
{
	letter_of(a, span_of(t->at, t->len), ROLE_INBOX, l);
	matcher_run(r->matcher, l, 0, ROLE_INBOX, v);
}

static bool
is_found(const struct rig *r, const struct verdict *v, const char *what)
{
	for (uint32_t i = 0; i < v->n_findings; i++) {
		const struct finding *f = &v->findings[i];

		if (f->outcome != OUTCOME_HIT)
			continue;
		if (f->by == BY_RULE ?
		    strcmp(r->people->at[0].rules[f->rule].id, what) == 0 :
		    span_eq(f->identifier, span_str(what)))
			return true;
	}
	return false;
}

static bool
is_flagged(const struct letter *l, const char *flag)
{
	for (int i = 0; i < LETTER_FLAG_COUNT; i++)
		if (strcmp(letter_flag_name((enum letter_flag)i), flag) == 0)
			return letter_flag_is(l, (enum letter_flag)i);
	return false;
}

static void
check_tricks(struct rig *r)
{
	static struct verdict v;

	for (size_t i = 0; i < COUNT(tricks); i++) {
		CLEANUP(arena_done) struct arena a =
		    { .max = LIMIT_ARENA_BYTES };
		struct letter l;

		look(r, &a, &tricks[i].text, &l, &v);
		ok(is_found(r, &v, tricks[i].found), "found: %s",
		    tricks[i].name);
		if (tricks[i].flag != NULL)
			ok(is_flagged(&l, tricks[i].flag), "%s: %s",
			    tricks[i].name, tricks[i].flag);
	}
}

/* What `show --reveal` marks: the disguised words and nothing else. */
static const struct {
	const char *text, *marked;
} marks[] = {
	{ "I am outside your house, ok", "outside your house" },
	{ "x out\u200bside yo\u200bur house y",
	    "out\u200bside yo\u200bur house" },
	{ "x \u043eutsid\u0435 ur h\u043euse y",
	    "\u043eutsid\u0435 ur h\u043euse" },
	{ "x o\u0301utside\u3000\u3000your  \n house y",
	    "o\u0301utside\u3000\u3000your  \n house" },
	{ "\uff4f\uff55\uff54\uff53\uff49\uff44\uff45 ur house",
	    "\uff4f\uff55\uff54\uff53\uff49\uff44\uff45 ur house" },
	{ "a \u24de\u24e4\u24e3side ur house b",
	    "\u24de\u24e4\u24e3side ur house" },
	{ "caf\u00e9 out\u00adside ur house caf\u00e9",
	    "out\u00adside ur house" },
	{ "\u4f60\u597d outside ur house \u4f60",
	    "outside ur house" },
	{ "so k n o w w h e r e y o u l i v e ok",
	    "k n o w w h e r e y o u l i v e" },
	{ "1 kn0w wh3r3 y0u l1v3.", "kn0w wh3r3 y0u l1v3" },
};

static void
check_marks(struct rig *r)
{
	for (size_t i = 0; i < COUNT(marks); i++) {
		CLEANUP(arena_done) struct arena a =
		    { .max = LIMIT_ARENA_BYTES };
		struct passage p = { .text = span_str(marks[i].text) };
		struct letter l = { .arena = &a, .passages = &p };
		struct range at[4];

		if (!is_int((long long)matcher_ranges(r->matcher, &l, &p, at,
		    4), 1, marks[i].text))
			continue;
		is_span(span_of(p.text.at + at[0].start,
		    at[0].end - at[0].start), marks[i].marked,
		    marks[i].text);
	}
}

static void
check_innocents(struct rig *r)
{
	static struct verdict v;

	for (size_t i = 0; i < COUNT(innocents); i++) {
		CLEANUP(arena_done) struct arena a =
		    { .max = LIMIT_ARENA_BYTES };
		struct letter l;

		look(r, &a, &innocents[i].text, &l, &v);
		is_int(v.n_findings, 0, innocents[i].name);
	}
}

int
main(void)
{
	char path[] = "/tmp/floodmark-person.XXXXXX";
	struct rig r = { 0 };
	struct err err;
	int fd = mkstemp(path);

	if (fd == -1 || write(fd, person, strlen(person)) < 0 ||
	    people_load_file(path, &r.people, &err) == -1)
		return 99;
	unlink(path);
	close(fd);
	r.config = (struct config){ .country = (char[]){ "GB" },
		.accounts = &r.account, .n_accounts = 1 };
	if (matcher_new(&r.config, r.people, &r.matcher, &err) == -1)
		return 99;
	check_tricks(&r);
	check_innocents(&r);
	check_marks(&r);
	matcher_free(r.matcher);
	people_free(r.people);
	return tap_done();
}

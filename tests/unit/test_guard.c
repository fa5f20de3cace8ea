/*
 * What the guard lets through, byte by byte and at once: answers as servers
 * give them, and no others.
 */
#include "source/imap/guard.h"
#include "tests/tap.h"

static const struct guard_asked nothing = { GUARD_ASKED_NOTHING };
static const struct guard_asked list = { GUARD_ASKED_LIST };
static const struct guard_asked status = { GUARD_ASKED_STATUS };
static const struct guard_asked listing = { GUARD_ASKED_FETCH, GUARD_PLACE,
	3, 0 };
static const struct guard_asked bodies = { GUARD_ASKED_FETCH, GUARD_BODY,
	3, 10 };

static const struct {
	const struct guard_asked *asked;
	const char *text;
	bool through;
} rows[] = {
	{ &nothing, "* OK it's 5\" tall (((((((\r\n", true },
	{ &nothing, "* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n", true },
	{ &nothing, "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na1 OK\r\n", true },
	{ &nothing, "+ idling\r\n* 3 EXISTS\r\n* 0 RECENT\r\n", true },
	{ &nothing, "* FLAGS (\\Seen $Junk)\r\n* 2 EXPUNGE\r\n", true },
	{ &nothing, "* OK [PERMANENTFLAGS (\\Seen \\*)] x\r\n", true },
	{ &nothing, "* 2 FETCH (FLAGS (\\Seen))\r\n", true },
	{ &nothing, "* 2 FETCH (UID 3 FLAGS () MODSEQ (12))\r\n", true },
	{ &nothing, "* OK {5}\r\n* 1 EXISTS\r\n", true },
	{ &nothing, "a1 OK [READ-ONLY] x\r\na2 NO\r\n+\r\n+ x\r\n", true },
	{ &nothing, "* OK [BADCHARSET (a)] x\r\n", false },
	{ &nothing, "* OK  [badcharset (a)] x\r\n", false },
	{ &nothing, "a1 NO [BADCHARSET (a)] x\r\n", false },
	{ &nothing, "+ [BADCHARSET (a)] x\r\n", false },
	{ &nothing, "* NO x [BADCHARSET (a)]\r\n", true },
	{ &nothing, "* OK [BADCHARSETS-AND-MORE] x\r\n", true },
	{ &nothing, "* LIST () \"/\" INBOX\r\n", false },
	{ &nothing, "* STATUS INBOX (UIDNEXT 1)\r\n", false },
	{ &nothing, "* SEARCH 1 2\r\n", false },
	{ &nothing, "* 1 FETCH (UID 1 RFC822.SIZE 3)\r\n", false },
	{ &nothing, "* FLAGS {3}\r\nabc\r\n", false },
	{ &nothing, "* FLAGS (\r\n", false },
	{ &nothing, "* FLAGS )\r\n", false },
	{ &nothing, "* FLAGS (((((\r\n", false },
	{ &nothing, "* 1 EXISTS (\r\n", false },
	{ &nothing, "* 12345678901 EXISTS\r\n", false },
	{ &nothing, "* OK a\rb\r\n", false },
	{ &list, "* LIST (\\Noselect) \"/\" {3}\r\na(b\r\n", true },
	{ &list, "* LIST () \"/\" \"a\\\"(b\"\r\na2 OK\r\n", true },
	{ &list, "* LIST () NIL x (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n", true },
	{ &list, "* LIST () \"/\" {4097}\r\n", false },
	{ &list, "* LIST () \"/\" {}\r\n", false },
	{ &list, "* LIST () \"/\" {3}\nabc\r\n", false },
	{ &list, "* LIST () \"/\" \"abc\r\n", false },
	{ &status, "* STATUS \"a b\" (UIDNEXT 3 UIDVALIDITY 9)\r\n", true },
	{ &status, "* STATUS INBOX ()\r\n", false },
	{ &list, "* LIST () NIL x\r\n", true },
	{ &listing, "* 1 FETCH (UID 1 INTERNALDATE \"01-Mar-2026 12:00:00 "
	    "+0000\" RFC822.SIZE 3)\r\n", true },
	{ &listing, "* 1 fetch (rfc822.size 3 uid 1)\r\n", true },
	{ &listing, "* 1 FETCH (UID 1 BODY[] {3}\r\nabc)\r\n", false },
	{ &listing, "* 1 FETCH (UID 1 BODYSTRUCTURE (\"a\"))\r\n", false },
	{ &listing, "* 1 FETCH (UID 1 ENVELOPE (NIL))\r\n", false },
	{ &listing, "* 1 FETCH (UID 1 RFC822.SIZE (3))\r\n", false },
	{ &listing, "* 1 FETCH (UID 1 FLAGS ((\\Seen)))\r\n", false },
	{ &listing, "* 1 FETCH (UID 1) x\r\n", false },
	{ &listing, "* 1 FETCH (RFC822.SIZE 1)\r\n* 2 FETCH (RFC822.SIZE 1)"
	    "\r\n* 3 FETCH (RFC822.SIZE 1)\r\n", true },
	{ &listing, "* 1 FETCH (RFC822.SIZE 1)\r\n* 2 FETCH (RFC822.SIZE 1)"
	    "\r\n* 3 FETCH (RFC822.SIZE 1)\r\n* 4 FETCH (RFC822.SIZE 1)\r\n",
	    false },
	{ &bodies, "* 1 FETCH (UID 1 BODY[] {10}\r\n((((((((((\r\n FLAGS ())"
	    "\r\na3 OK\r\n", false },
	{ &bodies, "* 1 FETCH (UID 1 BODY[] {10}\r\n(((((((((( FLAGS ())\r\n"
	    "a3 OK\r\n", true },
	{ &bodies, "* 1 FETCH (BODY[]<0> {3}\r\n\r\n) UID 1)\r\n", true },
	{ &bodies, "* 1 FETCH (BODY[] {0}\r\n UID 1)\r\n", true },
	{ &bodies, "* 1 FETCH (BODY[] NIL UID 1)\r\n", true },
	{ &bodies, "* 1 FETCH (BODY[] \"a \\\" (\" UID 1)\r\n", true },
	{ &bodies, "* 1 FETCH (BODY[] {11}\r\n", false },
	{ &bodies, "* 1 FETCH (BODY[] {99999999999}\r\n", false },
	{ &bodies, "* 1 FETCH (BODY[] {-1}\r\n", false },
	{ &bodies, "* 1 FETCH (BODY[] {3}\r\nabc BODY[] {3}\r\n", false },
	{ &bodies, "* 1 FETCH (BODY[HEADER] {3}\r\n", false },
	{ &bodies, "* 1 FETCH (BODY (\"text\" \"plain\"))\r\n", false },
	{ &bodies, "* 1 FETCH (BODY[] (\"text\"))\r\n", false },
	{ &bodies, "* 1 FETCH (RFC822 {3}\r\n", false },
	{ &bodies, "* 1 FETCH (UID {1}\r\n", false },
};

static bool
look(const struct guard_asked *asked, const char *text, bool at_once)
{
	size_t n = strlen(text), step = at_once ? n : 1;
	int got = 0;

	guard_reset();
	guard_ask(asked);
	for (size_t i = 0; got == 0 && i < n; i += step)
		got = guard_look(text + i, step);
	return got == 0;
}

/* On one line. */
static const char *
name_of(const char *text)
{
	static char name[200];
	size_t n = 0;

	for (; *text != '\0' && n + 1 < sizeof(name); text++)
		name[n++] = *text == '\r' ? '\\' : *text == '\n' ? '|' :
		    *text == '#' ? '.' : *text;
	name[n] = '\0';
	return name;
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		is_int(look(rows[i].asked, rows[i].text, true),
		    rows[i].through, name_of(rows[i].text));
		is_int(look(rows[i].asked, rows[i].text, false),
		    rows[i].through, "and byte by byte");
	}
	return tap_done();
}

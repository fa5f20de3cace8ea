/*
 * Folder names of a server, and which of them a pattern chooses.
 */
#include <string.h>

#include "model/folder.h"
#include "source/imap/mailbox.h"
#include "tests/tap.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct {
	const char *wire, *name;
} names[] = {
	{ "INBOX", "INBOX" },
	{ "Entw&APw-rfe", "Entw\xc3\xbcrfe" },
	{ "&2D3eAA-", "\xf0\x9f\x98\x80" },
	{ "A&-B", "A&B" },
	{ "a & b", "a & b" },
	{ "&APw", "&APw" },
	{ "&2D0-x", "x" },
	{ "&3gA-", "\xef\xbf\xbd" },
	{ "", "" },
};

static const struct {
	const char *pattern, *name;
	bool fits;
} patterns[] = {
	{ "a", "a", true },
	{ "a", "A", false },
	{ "inbox", "INBOX", true },
	{ "*", "a/b", true },
	{ "%", "a/b", false },
	{ "%", "ab", true },
	{ "%", "", true },
	{ "a*", "a", true },
	{ "a/%", "a/b", true },
	{ "a/%", "a/b/c", false },
	{ "%/%", "a/b", true },
	{ "%/%", "a/b/c", false },
	{ "*c", "abc", true },
	{ "*b*d", "abcbd", true },
	{ "*%c", "a/bc", true },
	{ "*%c", "a/b/", false },
	{ "*/%b%d", "x/b/ab/bxd", true },
	{ "a%b*", "axb/c", true },
	{ "a%b*", "a/xb", false },
};

static void
check_pattern(size_t i)
{
	struct mailboxes all = { 0 };
	struct account a = { 0 };
	const char *missing;

	strings_add(&a.folders, span_str(patterns[i].pattern));
	mailboxes_add(&all, patterns[i].name, '/', 0);
	mailboxes_choose(&all, &a, &missing);
	ok(all.at[0].read == patterns[i].fits, "%s and %s",
	    patterns[i].pattern, patterns[i].name);
	strings_done(&a.folders);
	mailboxes_done(&all);
}

/* "&" and 370 characters of three bytes each: short on the wire only. */
static void
test_long(void)
{
	struct mailboxes all = { 0 };
	char wire[FOLDER_NAME_MAX + 2] = "&";

	memset(wire + 1, 'T', 986);	/* 370 times U+4D34 or the like */
	strcat(wire, "-");
	mailboxes_add(&all, wire, '/', 0);
	ok(all.n == 0, "a name that is too long in UTF-8 is left out");
	memset(wire, 'a', FOLDER_NAME_MAX);
	wire[FOLDER_NAME_MAX] = '\0';
	mailboxes_add(&all, wire, '/', 0);
	ok(all.n == 1, "the longest name is not");
	mailboxes_done(&all);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(names); i++) {
		CLEANUP(buf_done) struct buf out = { .max = 4096 };

		mailbox_decode(span_str(names[i].wire), &out);
		is_str(buf_str(&out), names[i].name, names[i].wire);
	}
	for (size_t i = 0; i < COUNT(patterns); i++)
		check_pattern(i);
	test_long();
	return tap_done();
}

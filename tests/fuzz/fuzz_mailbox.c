/* Names of folders as a server gives them, and which are chosen. */
#include <string.h>

#include "base/err.h"
#include "read/text/charset.h"
#include "source/imap/mailbox.h"
#include "tests/fuzz/fuzz.h"

static void
add_lines(struct mailboxes *all, char *names)
{
	for (char *rest = names, *one; (one = strsep(&rest, "\n")) != NULL;)
		mailboxes_add(all, one, '/', mailbox_flag_of(one));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(mailboxes_done) struct mailboxes all = { 0 };
	CLEANUP(buf_done) struct buf name = { .max = 1 << 20 };
	char *names = strndup((const char *)data, size);
	char inbox[] = "INBOX", any[] = "a*%b*", *patterns[] = { inbox, any };
	struct account a = { .folders = { patterns, 2 } };
	const char *missing = NULL;

	if (names == NULL)
		abort();
	mailbox_decode(span_of(data, size), &name);
	HOLDS(name.len <= 4 * size + 4);
	add_lines(&all, names);
	(void)!mailboxes_choose(&all, &a, &missing);
	free(names);
	return 0;
}

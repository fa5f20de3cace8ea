/* What a server answers, by way of the guard to libetpan: the commands a
 * source gives, over a line that says what the seed says and then ends. */
#include <errno.h>
#include <string.h>

#include "source/imap/guard.h"
#include "source/layer.h"
#include "tests/fuzz/fuzz.h"

/* libetpan 1.9.4 does not free a greeting that is BYE (seeds/imap/bye), some
 * 80 bytes for each such connection of a source child. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libetpan.so\n";
}

static const uint8_t *at;
static size_t left;

static ssize_t
read_seed(mailstream_low *low, void *to, size_t size)
{
	size_t n = left < size ? left : size;

	(void)low;
	if (n == 0) {
		errno = ECONNRESET;
		return -1;
	}
	memcpy(to, at, n);
	at += n;
	left -= n;
	return (ssize_t)n;
}

static ssize_t
write_nowhere(mailstream_low *low, const void *from, size_t size)
{
	(void)low;
	(void)from;
	return (ssize_t)size;
}

static int
close_it(mailstream_low *low)
{
	(void)low;
	return 0;
}

static int
no_fd(mailstream_low *low)
{
	(void)low;
	return -1;
}

static void
free_it(mailstream_low *low)
{
	free(low);
}

static mailstream_low_driver line = { .mailstream_read = read_seed,
	.mailstream_write = write_nowhere, .mailstream_close = close_it,
	.mailstream_get_fd = no_fd, .mailstream_free = free_it };

static void
on_message(struct mailimap_msg_att *att, void *arg)
{
	(void)att;
	(void)arg;
}

static void
on_bytes(size_t current, size_t maximum, void *arg)
{
	(void)current;
	(void)maximum;
	(void)arg;
}

static void
list(mailimap *imap)
{
	const struct guard_asked asked = { .question = GUARD_ASKED_LIST };
	clist *result = NULL;

	guard_ask(&asked);
	if (mailimap_list(imap, "", "*", &result) == MAILIMAP_NO_ERROR)
		mailimap_list_result_free(result);
}

static void
status(mailimap *imap)
{
	const struct guard_asked asked = { .question = GUARD_ASKED_STATUS };
	struct mailimap_status_att_list *atts =
	    mailimap_status_att_list_new_empty();
	struct mailimap_mailbox_data_status *result = NULL;

	mailimap_status_att_list_add(atts, MAILIMAP_STATUS_ATT_UIDNEXT);
	guard_ask(&asked);
	if (mailimap_status(imap, "INBOX", atts, &result) ==
	    MAILIMAP_NO_ERROR && result != NULL)
		mailimap_mailbox_data_status_free(result);
	mailimap_status_att_list_free(atts);
}

static void
fetch(mailimap *imap, const struct guard_asked *asked)
{
	struct mailimap_fetch_type *type =
	    mailimap_fetch_type_new_fetch_att_list_empty();
	struct mailimap_set *set = mailimap_set_new_interval(1, 9);
	clist *result = NULL;

	mailimap_fetch_type_new_fetch_att_list_add(type,
	    mailimap_fetch_att_new_uid());
	mailimap_set_progress_callback(imap, on_bytes, on_bytes, NULL);
	mailimap_set_msg_att_handler(imap, on_message, NULL);
	guard_ask(asked);
	if (mailimap_uid_fetch(imap, set, type, &result) ==
	    MAILIMAP_NO_ERROR && result != NULL)
		mailimap_fetch_list_free(result);
	mailimap_fetch_type_free(type);
	mailimap_set_free(set);
}

static void
converse(mailimap *imap)
{
	const struct guard_asked places = { GUARD_ASKED_FETCH, GUARD_PLACE,
		9, 0 };
	const struct guard_asked bodies = { GUARD_ASKED_FETCH, GUARD_BODY,
		9, 4096 };

	(void)mailimap_login(imap, "sally", "x");
	list(imap);
	guard_ask(NULL);
	(void)mailimap_examine(imap, "INBOX");
	status(imap);
	fetch(imap, &places);
	fetch(imap, &bodies);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	mailimap *imap = mailimap_new(0, NULL);
	mailstream *stream = mailstream_new(mailstream_low_new(NULL, &line),
	    8192);
	int code;

	at = data;
	left = size;
	if (imap == NULL || stream == NULL || guard_begin(stream) == -1)
		abort();
	guard_ask(NULL);
	code = mailimap_connect(imap, stream);
	if (code == MAILIMAP_NO_ERROR_AUTHENTICATED ||
	    code == MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		converse(imap);
	mailimap_free(imap);
	return 0;
}

#include "cmd/entered.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/safe.h"
#include "model/media.h"

/* The first byte that is no UTF-8, or is NUL; -1: all is well. */
static ptrdiff_t
first_bad(struct span s)
{
	size_t at = 0, used;

	for (; at < s.len; at += used)
		if (safe_decode(span_from(s, at), &used) <= 0)
			return (ptrdiff_t)at;
	return -1;
}

int
entered_text(const char *name, struct span value, size_t most,
    struct err *err)
{
	ptrdiff_t bad;

	if (value.len > most)
		return err_set(err, EX_DATAERR, "%s: %zu bytes are too long; "
		    "at most %zu, and the rest as a file, would be right",
		    name, value.len, most);
	bad = first_bad(value);
	if (bad == -1)
		return 0;
	return err_set(err, EX_DATAERR, "%s: byte %td is %s; text in UTF-8, "
	    "or the text as a file, would be right", name, bad + 1,
	    value.at[bad] == '\0' ? "a NUL" : "no UTF-8");
}

int
entered_person(const struct call *call, const char *id, struct err *err)
{
	CLEANUP(buf_done) struct buf ids = { .max = 300, .truncate = true };

	if (id == NULL || id[0] == '\0')
		return 0;
	for (size_t i = 0; i < call->people->n; i++) {
		if (strcmp(id, call->people->at[i].id) == 0)
			return 0;
		buf_addf(&ids, "%s%s", i == 0 ? "" : ", ",
		    call->people->at[i].id);
	}
	return err_set(err, EX_USAGE, "--person: nobody is called \"%.100s\" "
	    "in %s; there are: %s", id, call->config->rules, buf_str(&ids));
}

int
entered_number(const char *text, const char *what, int64_t *out,
    struct err *err)
{
	char *end;

	errno = 0;
	*out = strtoll(text, &end, 10);
	if (errno == 0 && *end == '\0' && *out > 0)
		return 0;
	return err_set(err, EX_USAGE, "\"%.100s\" is not right; %s would be",
	    text, what);
}

int
entered_file(const char *path, enum purpose purpose, struct buf *bytes,
    struct enclosure *out, struct err *err)
{
	const char *slash = strrchr(path, '/');

	buf_init(bytes, ATTACHMENT_MAX);
	if (file_read(path, bytes, err) == -1)
		return -1;
	*out = (struct enclosure){ purpose, slash == NULL ? path : slash + 1,
		media_of(path), buf_span(bytes) };
	return 0;
}

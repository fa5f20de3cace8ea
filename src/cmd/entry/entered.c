#include "cmd/entry/entered.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static int
next_piece(char *room, int size, void *arg)
{
	struct enclosure *e = arg;
	ssize_t n = pread(e->fd, room, (size_t)size, (off_t)e->size);

	if (n > 0)
		e->size += n;
	/* One that grows for ever is too large some day. */
	return e->size > (int64_t)ATTACHMENT_MAX ? -1 : (int)n;
}

/* A photo is a few megabytes, a film may be hundreds: only what cannot be
 * read twice is held. */
static int
read_file(const char *path, struct handed *h, struct err *err)
{
	CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct enclosure *e = &h->file;
	struct stat st;

	if (fd == -1)
		return err_errno(err, EX_NOINPUT, "%s", path);
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		if (file_read_fd(fd, path, &h->bytes, err) == -1)
			return -1;
		e->bytes = buf_span(&h->bytes);
		return 0;
	}
	e->fd = fd;
	if (digest_of_all(next_piece, e, &e->digest) == -1)
		return e->size <= (int64_t)ATTACHMENT_MAX ?
		    err_errno(err, EX_IOERR, "%s", path) :
		    err_set(err, EX_DATAERR, "%s: larger than %zu bytes",
		    path, ATTACHMENT_MAX);
	e->streams = true;
	fd = -1;
	return 0;
}

int
entered_file(const char *path, enum purpose purpose, struct handed *h,
    struct err *err)
{
	const char *slash = strrchr(path, '/');

	*h = (struct handed){ .bytes = { .max = ATTACHMENT_MAX },
		.name = { .max = ENTERED_MAX, .truncate = true } };
	if (read_file(path, h, err) == -1)
		return -1;
	safe_utf8(&h->name, span_str(slash == NULL ? path : slash + 1));
	h->file.purpose = purpose;
	h->file.name = buf_str(&h->name);
	h->file.media = media_of(path);
	return 0;
}

void
handed_done(struct handed *h)
{
	if (h->file.streams)
		fd_close(&h->file.fd);
	buf_done(&h->bytes);
	buf_done(&h->name);
}

static int
read_input(const char *name, struct buf *text, struct err *err)
{
	char step[16384];
	ssize_t n;

	while ((n = read(STDIN_FILENO, step, sizeof(step))) > 0)
		buf_add(text, step, (size_t)n);
	if (n == -1)
		return err_errno(err, EX_IOERR, "%s: standard input", name);
	if (text->over)
		return err_set(err, EX_DATAERR, "%s: more than %zu bytes are "
		    "too long; the rest as a file would be right", name,
		    text->max);
	/* What ends a line in a terminal is not part of what was said. */
	while (text->len > 0 && text->at[text->len - 1] == '\n')
		text->len--;
	return 0;
}

int
entered_long(const char *name, const char *value, struct buf *text,
    struct err *err)
{
	buf_init(text, ENTERED_LONG_MAX);
	if (strcmp(value, "-") != 0)
		buf_add_str(text, value);
	else if (read_input(name, text, err) == -1)
		return -1;
	return entered_text(name, buf_span(text), ENTERED_LONG_MAX, err);
}

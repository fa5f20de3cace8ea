#include "cmd/replay/mbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "read/limits.h"

struct mbox {
	FILE *file;
	char *line;
	size_t cap;
	struct buf bytes;	/* of the message at hand */
	int64_t size;
	size_t n;
	bool empty;		/* the line before was */
	int (*each)(const struct message *, size_t, void *, struct err *);
	void *arg;
};

static bool
is_from_line(struct span line)
{
	return line.len >= 5 && memcmp(line.at, "From ", 5) == 0;
}

static bool
is_quoted_from(struct span line)
{
	size_t n = 0;

	while (n < line.len && line.at[n] == '>')
		n++;
	return n > 0 && is_from_line(span_from(line, n));
}

static int
mbox_hand_over(struct mbox *m, struct err *err)
{
	struct message message = { .internal_ms = MOMENT_NONE,
		.size = m->size, .bytes = buf_span(&m->bytes) };
	int got = m->each(&message, m->n, m->arg, err);

	buf_reset(&m->bytes);
	m->size = 0;
	return got;
}

static int
mbox_line(struct mbox *m, struct span line, bool first, struct err *err)
{
	if (first)
		m->n = is_from_line(line);
	if (m->n > 0 && is_from_line(line) && (first || m->empty)) {
		if (first)
			return 0;
		if (mbox_hand_over(m, err) == -1)
			return -1;
		m->n++;
		return 0;
	}
	m->empty = span_trim(line).len == 0;
	if (m->n > 0 && is_quoted_from(line))
		line = span_from(line, 1);
	buf_add_span(&m->bytes, line);
	m->size += (int64_t)line.len;
	return 0;
}

static int
take_all(struct mbox *m, struct err *err)
{
	bool first = true;
	ssize_t len;

	while ((len = getline(&m->line, &m->cap, m->file)) > 0) {
		if (mbox_line(m, span_of(m->line, (size_t)len), first,
		    err) == -1)
			return -1;
		first = false;
	}
	return ferror(m->file) ? 1 : mbox_hand_over(m, err);
}

int
mbox_each(const char *path,
    int (*each)(const struct message *, size_t, void *, struct err *),
    void *arg, struct err *err)
{
	struct mbox m = { .each = each, .arg = arg };
	int got;

	m.file = fopen(strcmp(path, "-") == 0 ? "/dev/stdin" : path, "re");
	if (m.file == NULL)
		return err_errno(err, EX_NOINPUT, "%s", path);
	buf_init(&m.bytes, LIMIT_MESSAGE_BYTES);
	m.bytes.truncate = true;
	got = take_all(&m, err);
	if (got == 1)
		got = err_errno(err, EX_IOERR, "%s", path);
	buf_done(&m.bytes);
	free(m.line);
	fclose(m.file);
	return got;
}

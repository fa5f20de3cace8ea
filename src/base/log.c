#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/safe.h"

static const char *log_who = "floodmark";
static enum log_level log_most = LOG_LEVEL_NOTICE;

void
log_open(const char *who, enum log_level most)
{
	log_who = who;
	log_most = most;
}

void
log_line(enum log_level level, const char *fmt, ...)
{
	CLEANUP(buf_done) struct buf line = { .max = 4096, .truncate = true };
	char text[2048];
	va_list ap;

	if (level > log_most)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (getenv("JOURNAL_STREAM") != NULL)
		buf_addf(&line, "<%d>", (int)level);
	else
		buf_addf(&line, "%s: ", log_who);
	safe_text(&line, span_str(text), SAFE_ONE_LINE);
	line.truncate = false;
	line.max += 1;
	line.over = false;
	buf_add_char(&line, '\n');
	/* One write, so that lines of several processes do not mix. */
	if (write(STDERR_FILENO, line.at, line.len) < 0)
		return;
}

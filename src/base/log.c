#include "base/log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/day.h"
#include "base/repeat.h"
#include "base/safe.h"

static const char *log_who = "floodmark";
static enum log_level log_most = LOG_LEVEL_NOTICE;
static bool log_journal;
static pid_t log_pid;		/* whose held back lines these are */
static struct repeats log_repeats;

/* systemd.exec(5): the variable is also there when stderr is redirected,
 * so the device and inode decide. */
static bool
is_journal(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	uintmax_t device, inode;
	struct stat st;

	return stream != NULL && fstat(fd, &st) == 0 &&
	    sscanf(stream, "%" SCNuMAX ":%" SCNuMAX, &device, &inode) == 2 &&
	    device == st.st_dev && inode == st.st_ino;
}

void
log_open(const char *who, enum log_level most)
{
	log_who = who;
	log_most = most;
	log_journal = is_journal(STDERR_FILENO);
	log_pid = getpid();
}

static void
log_say(int level, const char *text)
{
	CLEANUP(buf_done) struct buf line = { .max = 4096, .truncate = true };

	if (log_journal)
		buf_addf(&line, "<%d>", level);
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

static void
say_held(int64_t now_ms)
{
	struct repeat r;

	/* A child has a copy of what is its parent's to say. */
	while (getpid() == log_pid && repeat_due(&log_repeats, now_ms, &r)) {
		char text[REPEAT_TEXT + 40];

		snprintf(text, sizeof(text), "%s ... repeated %u time%s",
		    r.text, r.held, r.held == 1 ? "" : "s");
		log_say(r.level, text);
	}
}

void
log_line(enum log_level level, const char *fmt, ...)
{
	char text[2048];
	va_list ap;
	int64_t now = clock_ticks_ms();

	if (level > log_most)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	say_held(now);
	if (repeat_pass(&log_repeats, (int)level, text, now))
		log_say((int)level, text);
}

void
log_work(void)
{
	say_held(clock_ticks_ms());
}

void
log_close(void)
{
	say_held(INT64_MAX);
}

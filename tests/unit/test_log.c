/* What really arrives on stderr. */
#include "base/log.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap.h"

static int out[2], screen;

/* From here on stderr is a pipe of ours. */
static void
redirect(void)
{
	if (pipe(out) == -1 || fcntl(out[0], F_SETFL, O_NONBLOCK) == -1)
		_exit(99);
	screen = dup(STDERR_FILENO);
	dup2(out[1], STDERR_FILENO);
}

static const char *
taken(void)
{
	static char text[8192];
	ssize_t n = read(out[0], text, sizeof(text) - 1);

	text[n < 0 ? 0 : n] = '\0';
	return text;
}

static void
stream_is(int64_t device, int64_t inode)
{
	char text[64];

	snprintf(text, sizeof(text), "%" PRId64 ":%" PRId64, device, inode);
	setenv("JOURNAL_STREAM", text, 1);
	log_open("test", LOG_LEVEL_INFO);
}

static void
test_prefix(void)
{
	struct stat st;

	if (fstat(STDERR_FILENO, &st) == -1)
		_exit(99);
	unsetenv("JOURNAL_STREAM");
	log_open("test", LOG_LEVEL_INFO);
	log_line(LOG_LEVEL_WARNING, "one");
	is_str(taken(), "test: one\n", "no journal: the program's name");
	stream_is((int64_t)st.st_dev, (int64_t)st.st_ino);
	log_line(LOG_LEVEL_WARNING, "two");
	is_str(taken(), "<4>two\n", "the journal: the level");
	log_line(LOG_LEVEL_DEBUG, "three");
	is_str(taken(), "", "beyond the level: nothing");
	stream_is((int64_t)st.st_dev, (int64_t)st.st_ino + 1);
	log_line(LOG_LEVEL_WARNING, "four");
	is_str(taken(), "test: four\n", "redirected elsewhere: the name");
	setenv("JOURNAL_STREAM", "no numbers", 1);
	log_open("test", LOG_LEVEL_INFO);
	log_line(LOG_LEVEL_WARNING, "five\n<0>six\033[m");
	is_str(taken(), "test: five <0>six\\u{001B}[m\n",
	    "one line, and safe");
}

static void
test_repeated(void)
{
	for (int i = 0; i < 125; i++)
		log_line(LOG_LEVEL_ERROR, "again, in %d s", i);
	is_str(taken(), "test: again, in 0 s\ntest: again, in 1 s\n"
	    "test: again, in 2 s\ntest: again, in 3 s\n"
	    "test: again, in 4 s\n", "five in a minute");
	log_work();
	is_str(taken(), "", "the minute is not over");
	log_close();
	is_str(taken(), "test: again, in 124 s ... repeated 120 times\n",
	    "the others are counted");
	log_close();
	is_str(taken(), "", "once");
}

int
main(void)
{
	redirect();
	test_prefix();
	test_repeated();
	dup2(screen, STDERR_FILENO);
	return tap_done();
}

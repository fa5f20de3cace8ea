/*
 * Preloaded: the clocks, set by a file that $CLOCK_FILE names and that is
 * read anew each time.  It holds three numbers: seconds to add to the time of
 * day, seconds to add to the monotonic clock, and what the monotonic clock
 * begins with when it stands still but for these; 0: it goes on by itself.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long long by[2], stands;
static pid_t first;

static void
look(void)
{
	const char *path = getenv("CLOCK_FILE");
	int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	char text[80];
	ssize_t n = fd == -1 ? 0 : read(fd, text, sizeof(text) - 1);
	long long now[3];

	if (fd != -1)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	if (sscanf(text, "%lld %lld %lld", &now[0], &now[1], &now[2]) == 3) {
		by[0] = now[0];
		by[1] = now[1];
		stands = now[2];
	}
}

/* Forked children keep what was when they began, since some may open no file;
 * and for them it goes on, since they wait for one another. */
static long long
added(int monotonic)
{
	if (first == 0)
		first = getpid();
	if (getpid() == first)
		look();
	return by[monotonic];
}

static void
move(struct timespec *ts)
{
	long long more = added(1);

	if (stands != 0 && getpid() == first)
		*ts = (struct timespec){ .tv_sec = (time_t)stands };
	ts->tv_sec += (time_t)more;
}

/* The system's own, past the C library's, which is us. */
int
clock_gettime(clockid_t id, struct timespec *ts)
{
	static int (*real)(clockid_t, struct timespec *);
	int got;

	if (real == NULL)
		real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT,
		    "clock_gettime");
	got = real(id, ts);
	if (got == 0 && id == CLOCK_REALTIME)
		ts->tv_sec += (time_t)added(0);
	if (got == 0 && id == CLOCK_MONOTONIC)
		move(ts);
	return got;
}

int
gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
	struct timespec ts;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &ts);
	tv->tv_sec = ts.tv_sec;
	tv->tv_usec = ts.tv_nsec / 1000;
	return 0;
}

time_t
time(time_t *out)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	if (out != NULL)
		*out = ts.tv_sec;
	return ts.tv_sec;
}

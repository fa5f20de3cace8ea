/*
 * Preloaded: the clocks, set by a file that $CLOCK_FILE names and that is
 * read anew each time.  It holds two numbers: seconds to add to the time of
 * day, and seconds to add to the monotonic clock.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long long by[2];
static pid_t first;

static void
look(void)
{
	const char *path = getenv("CLOCK_FILE");
	int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	char text[80];
	ssize_t n = fd == -1 ? 0 : read(fd, text, sizeof(text) - 1);
	long long now[2];

	if (fd != -1)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	if (sscanf(text, "%lld %lld", &now[0], &now[1]) == 2) {
		by[0] = now[0];
		by[1] = now[1];
	}
}

/* Forked children keep what was when they began: some may open no file. */
static long long
added(int monotonic)
{
	if (first == 0)
		first = getpid();
	if (getpid() == first)
		look();
	return by[monotonic];
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
		ts->tv_sec += (time_t)added(1);
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

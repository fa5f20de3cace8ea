#include "base/timekeeping.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include "base/day.h"
#include "base/file.h"

#define BOOT_ID "/proc/sys/kernel/random/boot_id"

/* The kernel writes it with hyphens, systemd without. */
static void
keep_hex(char *s)
{
	char *to = s;

	for (; strchr("0123456789abcdef-", *s) != NULL && *s != '\0'; s++)
		if (*s != '-')
			*to++ = *s;
	*to = '\0';
}

/* 36 characters and a newline; the kernel gives them in one piece. */
static void
read_boot(char out[TIMEKEEPING_BOOT])
{
	int fd = open(BOOT_ID, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd == -1 ? -1 : read(fd, out, TIMEKEEPING_BOOT - 1);
	const char *told = getenv("FLOODMARK_BOOT");

	fd_close(&fd);
	out[n > 0 ? n : 0] = '\0';
	/* systemd knows it where it hides that file. */
	if (n <= 0 && told != NULL)
		snprintf(out, TIMEKEEPING_BOOT, "%s", told);
	keep_hex(out);
	if (out[0] == '\0')
		snprintf(out, TIMEKEEPING_BOOT, "unknown");
}

static const char *
read_sync(void)
{
	struct timex t = { .modes = 0 };

	/* A filter of system calls may refuse the question itself. */
	if (adjtimex(&t) == -1)
		return "unknown";
	return (t.status & STA_UNSYNC) != 0 ? "no" : "yes";
}

void
timekeeping_read(struct timekeeping *out)
{
	struct timespec up;

	*out = (struct timekeeping){ .now_ms = clock_now_ms() };
	if (clock_is_fixed()) {
		out->uptime_ms = out->now_ms;
		out->synced = "no";
		snprintf(out->boot, sizeof(out->boot), "FLOODMARK_NOW");
		return;
	}
	clock_gettime(CLOCK_BOOTTIME, &up);
	out->uptime_ms = (int64_t)up.tv_sec * 1000 + up.tv_nsec / 1000000;
	out->synced = read_sync();
	read_boot(out->boot);
}

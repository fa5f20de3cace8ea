#include "run/engine/notify.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/day.h"

#define STATUS_BYTES 200

/* False: whoever is told does not listen. */
static bool
notify_try(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t n = path == NULL ? 0 : strlen(path);
	ssize_t sent;
	int fd;

	if (n == 0 || n >= sizeof(to.sun_path))
		return true;
	memcpy(to.sun_path, path, n);
	if (to.sun_path[0] == '@')
		to.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return false;
	sent = sendto(fd, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT,
	    (struct sockaddr *)&to,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n));
	close(fd);
	return sent != -1;
}

static const char *owed;	/* what was not heard */

void
notify(const char *state)
{
	owed = notify_try(state) ? NULL : state;
}

/* To the microsecond: systemd refuses a moment before its request. */
void
notify_reloading(void)
{
	char text[80];
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%" PRId64,
	    (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	(void)notify_try(text);
}

void
notify_status(const char *text)
{
	static char last[STATUS_BYTES];
	char line[STATUS_BYTES];

	snprintf(line, sizeof(line), "STATUS=%s", text);
	if (strcmp(line, last) != 0 && notify_try(line))
		memcpy(last, line, sizeof(last));
}

/* How often, or 0: nobody asked this process. */
static int64_t
watchdog_ms(void)
{
	const char *usec = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");

	if (usec == NULL || (pid != NULL && atol(pid) != (long)getpid()))
		return 0;
	return strtoll(usec, NULL, 10) / 1000 / 4;
}

void
notify_alive(void)
{
	static int64_t next_ms = INT64_MIN;
	int64_t every_ms = watchdog_ms(), now = clock_ticks_ms();

	if (owed != NULL)
		notify(owed);
	if (every_ms <= 0 || now < next_ms)
		return;
	if (notify_try("WATCHDOG=1"))
		next_ms = now + every_ms;
}

#include "source/imap/idle.h"

#include <errno.h>
#include <poll.h>

#include "base/day.h"

static uint32_t
exists(const struct session *s)
{
	const struct mailimap_selection_info *i =
	    s->imap->imap_selection_info;

	return i == NULL ? 0 : i->sel_exists;
}

/* 0: fd; 1: the server, or time to ask again. */
static int
idle_wait_for(struct session *s, int fd)
{
	struct pollfd p[] = { { fd, POLLIN, 0 },
		{ mailimap_idle_get_fd(s->imap), POLLIN, 0 } };
	/* What came together with the server's "+" is here already. */
	int patience = s->imap->imap_stream->read_buffer_len > 0 ? 0 :
	    IDLE_AGAIN_MS;

	while (poll(p, 2, patience) == -1 && errno == EINTR)
		;
	return p[0].revents == 0;
}

static int
idle_once(struct session *s, int fd, enum problem *why, struct err *err)
{
	int code = mailimap_idle(s->imap), got;

	if (!session_went_well(code))
		return session_err(code, why, err, "IDLE");
	got = idle_wait_for(s, fd);
	code = mailimap_idle_done(s->imap);
	if (!session_went_well(code))
		return session_err(code, why, err, "ending IDLE");
	return got;
}

/* 1: nothing happened; 0: fd. */
static int
rest(int fd, int ms)
{
	struct pollfd p = { fd, POLLIN, 0 };

	while (poll(&p, 1, ms) == -1 && errno == EINTR)
		;
	return p.revents == 0;
}

/* A server that ends each wait at once, for nothing, is asked more rarely each
 * time: it has a round trip now and then from us, not all that there are. */
static int
idle_calmly(struct session *s, int fd, uint32_t before, int *pause_ms,
    enum problem *why, struct err *err)
{
	int64_t began = clock_ticks_ms();
	int got = idle_once(s, fd, why, err);

	if (got != 1 || exists(s) != before)
		return got;
	if (clock_ticks_ms() - began >= IDLE_SHORT_MS) {
		*pause_ms = IDLE_PAUSE_MS;
		return 1;
	}
	got = rest(fd, *pause_ms);
	*pause_ms = *pause_ms < IDLE_PAUSE_MOST_MS / 2 ? *pause_ms * 2 :
	    IDLE_PAUSE_MOST_MS;
	return got;
}

int
idle_wait(struct session *s, int fd, uint32_t before, enum problem *why,
    struct err *err)
{
	int got = 1, pause_ms = IDLE_PAUSE_MS;

	if (!s->account->idle || !mailimap_has_idle(s->imap))
		return rest(fd, -1);
	while (got == 1 && exists(s) == before)
		got = idle_calmly(s, fd, before, &pause_ms, why, err);
	return got;
}

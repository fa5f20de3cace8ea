#include "source/imap/stream.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/socket.h>

/* A source child has one connection, so the driver below is one, too. */
static mailstream_low_driver driver;
static ssize_t (*real_read)(mailstream_low *, void *, size_t);
static bool is_plain;		/* nothing between it and the socket */

/* libetpan waits before it reads; mostly there is something already. */
static ssize_t
read_at_hand(mailstream_low *low, void *at, size_t size)
{
	ssize_t n = recv(mailstream_low_get_fd(low), at, size, MSG_DONTWAIT);

	return n < 0 && (errno == EAGAIN || errno == EINTR) ?
	    real_read(low, at, size) : n;
}

static ssize_t
read_or_fail(mailstream_low *low, void *at, size_t size)
{
	ssize_t n = is_plain ? read_at_hand(low, at, size) :
	    real_read(low, at, size);

	if (n != 0 || size == 0)
		return n;
	errno = ECONNRESET;
	return -1;
}

void
stream_end_is_error(mailstream_low *low)
{
	if (low->driver == &driver)
		return;
	driver = *low->driver;
	real_read = driver.mailstream_read;
	is_plain = low->driver == mailstream_socket_driver;
	driver.mailstream_read = read_or_fail;
	low->driver = &driver;
}

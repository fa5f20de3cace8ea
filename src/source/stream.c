#include "source/stream.h"

#include <errno.h>

/* A source child has one connection, so the driver below is one, too. */
static mailstream_low_driver driver;
static ssize_t (*real_read)(mailstream_low *, void *, size_t);

static ssize_t
read_or_fail(mailstream_low *low, void *at, size_t size)
{
	ssize_t n = real_read(low, at, size);

	if (n != 0 || size == 0)
		return n;
	errno = ECONNRESET;
	return -1;
}

void
stream_end_is_error(mailstream *s)
{
	if (s->low->driver == &driver)
		return;
	driver = *s->low->driver;
	real_read = driver.mailstream_read;
	driver.mailstream_read = read_or_fail;
	s->low->driver = &driver;
}

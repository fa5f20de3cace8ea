/*
 * How long to wait before what failed is tried again.
 */
#ifndef BASE_BACKOFF_H
#define BASE_BACKOFF_H

#include <stdint.h>

/* `first_ms`, doubled so many times (none where it is negative), and
 * `most_ms` at most. */
int64_t backoff_ms(int64_t first_ms, int64_t most_ms, int64_t doublings);

#endif

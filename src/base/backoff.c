#include "base/backoff.h"

int64_t
backoff_ms(int64_t first_ms, int64_t most_ms, int64_t doublings)
{
	int64_t wait = first_ms;

	while (doublings-- > 0 && wait < most_ms)
		wait *= 2;
	return wait < most_ms ? wait : most_ms;
}

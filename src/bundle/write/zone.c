#include "bundle/write/zone.h"

#include <stdlib.h>
#include <time.h>

#include "base/file.h"

struct zone_kept
zone_for_now(const char *name)
{
	const char *was = getenv("TZ");
	struct zone_kept kept = { was == NULL ? NULL : str_dup(was) };

	if (setenv("TZ", name, 1) != 0)
		abort();
	tzset();
	return kept;
}

void
zone_back(struct zone_kept *kept)
{
	if (kept->was == NULL)
		unsetenv("TZ");
	else if (setenv("TZ", kept->was, 1) != 0)
		abort();
	tzset();
	str_free(&kept->was);
}

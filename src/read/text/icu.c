#include "read/text/icu.h"

#define LIBRARY "libicuuc.so." U_ICU_VERSION_SHORT

static struct icu lib;
static const char *const names[] = { ICU(LIBRARY_NAME) };

const struct icu *icu_linked;

int
icu_link(struct err *err)
{
	if (library_link(LIBRARY, names, sizeof(names) / sizeof(names[0]),
	    &lib, err) == -1)
		return -1;
	icu_linked = &lib;
	return 0;
}

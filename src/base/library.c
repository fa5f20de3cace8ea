#include "base/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A struct of pointers to functions, seen as an array of them. */
static void
symbol_put(void *functions, size_t at, void *function)
{
	memcpy((char *)functions + at * sizeof(function), &function,
	    sizeof(function));
}

static int
missing(const char *file, struct err *err)
{
	const char *why = dlerror();

	return err_set(err, EX_UNAVAILABLE, "%s cannot be used (%s); the "
	    "package that holds it would be right", file,
	    why == NULL ? "?" : why);
}

static bool
is_linked(const void *functions, size_t n)
{
	void *last;

	memcpy(&last, (const char *)functions + (n - 1) * sizeof(last),
	    sizeof(last));
	return last != NULL;
}

int
library_link(const char *file, const char *const *names, size_t n,
    void *functions, struct err *err)
{
	void *library;

	if (is_linked(functions, n))
		return 0;
	/* What it calls of others is bound at the first call, as the system's
	 * linker does it: to bind all costs more than to load. */
	library = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
	if (library == NULL)
		return missing(file, err);
	/* The last is set last: it says that all are. */
	for (size_t i = 0; i < n; i++) {
		void *function = dlsym(library, names[i]);

		if (function == NULL)
			return missing(file, err);
		symbol_put(functions, i, function);
	}
	return 0;
}

void
library_need(int (*link)(struct err *))
{
	struct err err;

	if (link(&err) == 0)
		return;
	fprintf(stderr, "%s: %s\n", program_invocation_short_name, err.text);
	exit(err.code);
}

#include "base/library.h"

#include <math.h>

#include "tests/tap.h"

static const struct {
	const char *what, *file;
	const char *names[2];
	int want;
	const char *says;
} rows[] = {
	{ "both are there", "libm.so.6", { "cos", "floor" }, 0, NULL },
	{ "no such library", "libnone.so.9", { "cos", "floor" }, -1,
	    "libnone.so.9" },
	{ "the first is missing", "libm.so.6", { "no_such", "floor" }, -1,
	    "no_such" },
	{ "the last is missing", "libm.so.6", { "cos", "no_such" }, -1,
	    "no_such" },
};

typedef double function(double);

static void
try(size_t i)
{
	function *got[2] = { NULL, NULL };
	struct err err = { 0 };
	int rc = library_link(rows[i].file, rows[i].names, 2, got, &err);

	is_int(rc, rows[i].want, rows[i].what);
	if (rc == -1) {
		is_int(err.code, EX_UNAVAILABLE, "is told as unavailable");
		ok(strstr(err.text, rows[i].says) != NULL, "names %s: %s",
		    rows[i].says, err.text);
		/* What failed must not look linked the next time. */
		is_int(library_link(rows[i].file, rows[i].names, 2, got,
		    &err), -1, "fails again");
	} else {
		ok(got[0] != NULL && got[0](0) == 1, "cos is cos");
		ok(got[1] != NULL && got[1](1.5) == 1, "floor is floor");
		is_int(library_link("libnone.so.9", rows[i].names, 2, got,
		    &err), 0, "is linked once");
	}
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		try(i);
	return tap_done();
}

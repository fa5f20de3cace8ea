/* A header: its fields, dates in them, and what a server says of DKIM. */
#include <string.h>

#include "read/dkim/authres.h"
#include "read/mime/date.h"
#include "read/mime/header.h"
#include "read/read.h"
#include "tests/fuzz/check.h"

static bool
is_moment(int64_t ms)
{
	return ms == MOMENT_NONE || (ms > -INT64_C(100000000000000) &&
	    ms < INT64_C(1000000000000000));
}

static void
check_fields(struct arena *a, struct span rest)
{
	struct raw_field f;
	enum header_line got;

	do {
		size_t before = rest.len;

		got = header_next(&rest, true, &f);
		HOLDS(got == HEADER_END || rest.len < before);
		if (got != HEADER_FIELD)
			continue;
		HOLDS(f.name.len > 0);
		HOLDS(header_unfold(a, f.value).len <= f.value.len);
		HOLDS(is_moment(date_parse(f.value)));
		HOLDS(is_moment(date_received(f.value)));
	} while (got != HEADER_END);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_done) struct arena a = { .max = 64u << 20 };
	const struct read_context c = { .internal_ms = MOMENT_NONE };
	char domain[] = "example.org", *at[] = { domain };
	const struct strings domains = { at, 1 };
	struct letter l;

	check_fields(&a, span_of(data, size));
	letter_read(&a, span_of(data, size), &c, &l);
	check_letter(&l);
	/* Nobody is trusted without a name, whatever the field says. */
	HOLDS(!authres_dkim_pass(&l, NULL, &domains));
	(void)authres_dkim_pass(&l, "mx.example.org", &domains);
	return 0;
}

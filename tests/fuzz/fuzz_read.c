/* A whole message, in each role and mode. */
#include "read/read.h"
#include "tests/fuzz/check.h"

static void
read_once(struct span bytes, enum role role, enum read_mode mode)
{
	struct read_context c = { .mode = mode, .role = role,
	    .internal_ms = MOMENT_NONE };
	CLEANUP(arena_done) struct arena a = { .max = LIMIT_ARENA_BYTES };
	struct letter l;

	letter_read(&a, bytes, &c, &l);
	check_letter(&l);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = span_of(data, size);

	read_once(bytes, ROLE_INBOX, READ_FULL);
	read_once(bytes, ROLE_PHONE, READ_FULL);
	read_once(bytes, ROLE_INBOX, READ_SALVAGE);
	return 0;
}

/* One address field. */
#include "read/mime/address.h"
#include "tests/fuzz/check.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_done) struct arena a = { .max = 8u << 20 };
	struct letter l = { .arena = &a };

	address_add(&l, span_of(data, size), span_str("koi8-r"), &l.from);
	check_addresses(l.from);
	return 0;
}

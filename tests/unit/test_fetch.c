/*
 * When a body that comes is no sign of life: patience does not start again
 * with every piece of it for ever.
 */
#include "source/imap/fetch.h"
#include "tests/tap.h"

static const struct {
	const char *name;
	int64_t took_ms;
	size_t bytes;
	int64_t patience_s;
	bool drips;
} rows[] = {
	{ "at the start", 0, 0, 120, false },
	{ "within the patience", 119000, 16384, 120, false },
	{ "16 KB in 128 s", 128000, 16384, 120, false },
	{ "16 KB in 129 s", 129000, 16384, 120, true },
	{ "16 KB every two minutes", 10 * 120000, 10 * 16384, 120, true },
	{ "1 KB/s for ten minutes", 600000, 600 << 10, 120, true },
	{ "3 KB/s for ten minutes", 600000, 1800 << 10, 120, false },
	{ "3 KB/s for five hours", 5 * 3600000, 54000 << 10, 120, false },
	{ "64 MB in ten hours", 10 * 3600000, 64 << 20, 120, true },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_int(fetch_drips(rows[i].took_ms, rows[i].bytes,
		    rows[i].patience_s), rows[i].drips, rows[i].name);
	return tap_done();
}

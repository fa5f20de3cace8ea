/*
 * Runs a fuzz target over files with any compiler: those named, or else
 * all of the target's seeds.  Each must return.
 */
#include <dirent.h>
#include <stdlib.h>

#include "base/buf.h"
#include "tests/fuzz/fuzz.h"
#include "tests/tap.h"

static void
replay(const char *path)
{
	CLEANUP(buf_done) struct buf b = { .max = (size_t)64 << 20 };
	FILE *f = fopen(path, "rb");
	char piece[65536];
	uint8_t *exact;
	size_t n;

	if (f == NULL) {
		ok(false, "%s: not there", path);
		return;
	}
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(&b, piece, n);
	fclose(f);
	/* nothing behind it, so that reading on is seen */
	exact = malloc(b.len == 0 ? 1 : b.len);
	if (exact != NULL && b.len > 0)
		memcpy(exact, b.at, b.len);
	if (exact != NULL)
		LLVMFuzzerTestOneInput(exact, b.len);
	free(exact);
	ok(true, "%s", strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
}

static void
replay_seeds(const char *program)
{
	const char *top = getenv("top_srcdir");
	const char *name = strrchr(program, '_');
	struct dirent **list = NULL;
	char path[4096];
	int n;

	snprintf(path, sizeof(path), "%s/tests/fuzz/seeds/%s",
	    top == NULL ? "." : top, name == NULL ? "" : name + 1);
	n = scandir(path, &list, NULL, alphasort);
	ok(n > 2, "there are seeds");
	for (int i = 0; i < n; i++) {
		char file[8192];

		snprintf(file, sizeof(file), "%s/%s", path, list[i]->d_name);
		if (list[i]->d_name[0] != '.')
			replay(file);
		free(list[i]);
	}
	free(list);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	if (argc == 1)
		replay_seeds(argv[0]);
	return tap_done();
}

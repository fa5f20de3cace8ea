#include "base/library.h"

#include <math.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* As ICU does it: the name that is looked for is the one it has now. */
#define old_floor floor
#define RENAMED(F) F(old_floor)

static void
try_renamed(void)
{
	static const char *const names[] = { RENAMED(LIBRARY_NAME) };
	struct {
		RENAMED(LIBRARY_MEMBER)
	} lib = { 0 };
	struct err err;

	is_int(library_link("libm.so.6", names, 1, &lib, &err), 0,
	    "a renamed function is found");
	ok(lib.old_floor != NULL && lib.old_floor(1.5) == 1, "and called");
}

static int
link_none(struct err *err)
{
	return err_set(err, EX_UNAVAILABLE, "libnone.so.9 cannot be used");
}

/* What a process that ends writes to stderr, and its exit code. */
static int
end(char *said, size_t size)
{
	int fds[2], status = 0;
	ssize_t n;
	pid_t pid;

	fflush(stdout);
	if (pipe(fds) == -1 || (pid = fork()) == -1)
		abort();
	if (pid == 0) {
		dup2(fds[1], STDERR_FILENO);
		library_need(link_none);
		_exit(0);
	}
	close(fds[1]);
	n = read(fds[0], said, size - 1);
	said[n < 0 ? 0 : n] = '\0';
	close(fds[0]);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
try_missing(void)
{
	char said[200];

	is_int(end(said, sizeof(said)), EX_UNAVAILABLE,
	    "a process ends with the code");
	is_str(said, "test_library: libnone.so.9 cannot be used\n",
	    "and one line");
}

int
main(void)
{
	try_renamed();
	try_missing();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		try(i);
	return tap_done();
}

/*
 * floodmark: questions and answers.  See floodmark(1).
 */
#include "config.h"

#include <locale.h>
#include <stdio.h>

#include "base/sandbox.h"
#include "cmd/command.h"

#ifdef SANITIZED
/* fontconfig keeps patterns until the process ends, which need not be told at
 * each export. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

const char *
__lsan_default_options(void)
{
	return "print_suppressions=0";
}
#endif

/* The key that signs is in here, at times.  The sanitizers look for leaks
 * from outside. */
static int
hide(void)
{
#ifndef SANITIZED
	struct err err;

	if (sandbox_hide(&err) == -1) {
		fprintf(stderr, "floodmark: %s\n", err.text);
		return err.code;
	}
#endif
	return EX_OK;
}

int
main(int argc, char **argv)
{
	int code = hide();

	if (code != EX_OK)
		return code;
	/* For the width of characters only; numbers stay as they are. */
	setlocale(LC_CTYPE, "C.UTF-8");
	return command_main(argc, argv);
}

/*
 * floodmark: questions and answers.  See floodmark(1).
 */
#include "config.h"

#include <locale.h>

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

int
main(int argc, char **argv)
{
	/* For the width of characters only; numbers stay as they are. */
	setlocale(LC_CTYPE, "C.UTF-8");
	return command_main(argc, argv);
}

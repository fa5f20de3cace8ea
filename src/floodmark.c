/*
 * floodmark: questions and answers.  See floodmark(1).
 */
#include "config.h"

#include <locale.h>

#include "cmd/command.h"

#ifdef SANITIZED
/* fontconfig keeps patterns until the process ends. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}
#endif

int
main(int argc, char **argv)
{
	/* For the width of characters only; numbers stay as they are. */
	setlocale(LC_CTYPE, "C.UTF-8");
	return command_main(argc, argv);
}

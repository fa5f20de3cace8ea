/*
 * floodmark: questions and answers.  See floodmark(1).
 */
#include <locale.h>

#include "cmd/command.h"

int
main(int argc, char **argv)
{
	/* For the width of characters only; numbers stay as they are. */
	setlocale(LC_CTYPE, "C.UTF-8");
	return command_main(argc, argv);
}

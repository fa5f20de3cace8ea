#include "cmd/output/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/safe.h"

#define READABLE 100		/* longer lines are hard to follow */
#define NARROW 40

int
terminal_columns(void)
{
	struct winsize w;
	const char *env = getenv("COLUMNS");
	int n = env != NULL ? atoi(env) : 0;

	if (n <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0)
		n = w.ws_col;
	return n <= 0 ? 80 : n;
}

static bool
is_set(const char *text)
{
	return text != NULL && text[0] != '\0';
}

bool
terminal_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *codeset;

	for (size_t i = 0; i < 3; i++) {
		const char *locale = getenv(names[i]);

		if (!is_set(locale))
			continue;
		codeset = strchr(locale, '.');
		return codeset != NULL && (strncasecmp(codeset, ".utf-8", 6)
		    == 0 || strncasecmp(codeset, ".utf8", 5) == 0);
	}
	return false;
}

bool
terminal_colour(void)
{
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !is_set(getenv("NO_COLOR")) &&
	    is_set(term) && strcmp(term, "dumb") != 0;
}

void
terminal_paragraph(const char *text, int indent)
{
	int most = terminal_columns(), at = 0;

	most = most > READABLE ? READABLE : most < NARROW ? NARROW : most;
	for (; *text != '\0'; text += strspn(text, " ")) {
		size_t n = strcspn(text, " ");
		int width = (int)safe_width(span_of(text, n));

		if (at > indent && at + 1 + width > most) {
			putchar('\n');
			at = 0;
		}
		if (at == 0)
			at = printf("%*s", indent, "");
		else
			at += printf(" ");
		fwrite(text, 1, n, stdout);
		at += width;
		text += n;
	}
	putchar('\n');
}

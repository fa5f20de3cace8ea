/*
 * Libraries that are linked when they are first needed.  Most processes
 * draw no page and pack no zip; to link what does that costs a process
 * several times the rest of its start.
 *
 *	#define DRAWING(F) F(cairo_arc) F(cairo_fill)
 *
 *	static struct { DRAWING(LIBRARY_MEMBER) } lib;
 *	static const char *const names[] = { DRAWING(LIBRARY_NAME) };
 *
 *	if (library_link("libcairo.so.2", names, 2, &lib, err) == -1)
 *		return -1;
 *	lib.cairo_arc(...);
 *
 * The library's own header gives the types, so a call is checked as ever.
 */
#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define LIBRARY_MEMBER(name) __typeof__(name) *name;
/* A library may rename its functions by macros (ICU does). */
#define LIBRARY_TEXT(name) #name
#define LIBRARY_NAME(name) LIBRARY_TEXT(name),

/* `functions` is n pointers in the order of the names.  The library stays
 * for as long as the process; a second call does nothing.
 * EX_UNAVAILABLE: it is not installed, or is another version. */
int library_link(const char *file, const char *const *names, size_t n,
	void *functions, struct err *) MUST_USE;
/* For what every caller takes to be there, with the function that links it: as
 * where the system's own linker finds none, the process ends with one line,
 * and the error's code. */
void library_need(int (*link)(struct err *));

#endif

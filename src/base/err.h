/*
 * One error: a sentence for a person and a sysexits code for the shell.
 *
 * A function that can fail takes a struct err last and returns -1 after
 * writing it; 0 is done; a value above 0 is an outcome named in that
 * function's header.  The deepest function writes the sentence.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <sysexits.h>

#define ERR_TEXT_MAX 600

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define CLEANUP(fn) __attribute__((cleanup(fn)))

struct err {
	int code;		/* an EX_ value from sysexits.h */
	char text[ERR_TEXT_MAX];	/* one line, no newline at its end */
};

/* Writes the sentence; always returns -1, so that `return err_set(…)`. */
int err_set(struct err *, int code, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* The same with ": strerror(errno)" behind it. */
int err_errno(struct err *, int code, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

#endif

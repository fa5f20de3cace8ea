/*
 * For doors that read a file: the bytes as one that is nowhere on a disk.
 */
#ifndef TESTS_FUZZ_YAML_FILE_H
#define TESTS_FUZZ_YAML_FILE_H

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

/* libfyaml 0.7.12 loses the pieces of a scalar that has many of them, a row of
 * single quotes for one (seeds/rules/quotes).  What we forget to free is for
 * the unit tests to find, which have none of this. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libfyaml.so\n";
}

/* The descriptor; path is a name for it. */
static inline int
yaml_file(const uint8_t *data, size_t size, char path[32])
{
	int fd = memfd_create("yaml", MFD_CLOEXEC);

	if (fd == -1 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, 32, "/proc/self/fd/%d", fd);
	return fd;
}

#endif

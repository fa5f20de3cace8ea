/*
 * For doors that read a file: the bytes as one that is nowhere on a disk.
 */
#ifndef TESTS_FUZZ_YAML_FILE_H
#define TESTS_FUZZ_YAML_FILE_H

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

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

/*
 * A fuzz target: called with any bytes, it must return.  What it finds
 * wrong it says by abort().
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define HOLDS(what) do { if (!(what)) abort(); } while (0)

#endif

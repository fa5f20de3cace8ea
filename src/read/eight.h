/*
 * Eight bytes of text in one word, the first one lowest: what a loop does
 * byte by byte takes a few instructions for all of them.
 *
 * Answers have 0x80 in each byte for which they are yes, else 0.
 */
#ifndef READ_EIGHT_H
#define READ_EIGHT_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define EIGHT_ONES UINT64_C(0x0101010101010101)
#define EIGHT_HIGH (EIGHT_ONES << 7)

static inline uint64_t
eight_load(const char *at)
{
	uint64_t w;

	memcpy(&w, at, sizeof(w));
	return le64toh(w);
}

static inline void
eight_store(char *at, uint64_t w)
{
	w = htole64(w);
	memcpy(at, &w, sizeof(w));
}

/* Is it the ASCII character c? */
static inline uint64_t
eight_equal(uint64_t w, unsigned char c)
{
	uint64_t x = (w & ~EIGHT_HIGH) ^ EIGHT_ONES * c;

	return ~((x + (EIGHT_HIGH - EIGHT_ONES)) | w) & EIGHT_HIGH;
}

/* Is it less than the ASCII character c? */
static inline uint64_t
eight_below(uint64_t w, unsigned char c)
{
	uint64_t low = w & ~EIGHT_HIGH;

	return ~((low + EIGHT_ONES * (0x80u - c)) | w) & EIGHT_HIGH;
}

/* Is it no ASCII? */
static inline uint64_t
eight_wide(uint64_t w)
{
	return w & EIGHT_HIGH;
}

/* Is it one behind another?  `after`: there is one before the first byte. */
static inline uint64_t
eight_behind(uint64_t answers, bool after)
{
	return answers & (answers << 8 | (after ? 0x80 : 0));
}

/* Place of the first yes; there must be one. */
static inline size_t
eight_first(uint64_t answers)
{
	return (size_t)__builtin_ctzll(answers) / 8;
}

#endif

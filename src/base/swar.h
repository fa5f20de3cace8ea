/*
 * Eight bytes of text in one word, the first one lowest: what a loop does
 * byte by byte takes a few instructions for all of them.
 *
 * Answers have 0x80 in each byte for which they are yes, else 0.
 */
#ifndef BASE_SWAR_H
#define BASE_SWAR_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SWAR_ONES UINT64_C(0x0101010101010101)
#define SWAR_HIGH (SWAR_ONES << 7)

static inline uint64_t
swar_load(const char *at)
{
	uint64_t w;

	memcpy(&w, at, sizeof(w));
	return le64toh(w);
}

static inline void
swar_store(char *at, uint64_t w)
{
	w = htole64(w);
	memcpy(at, &w, sizeof(w));
}

/* Is it the ASCII character c? */
static inline uint64_t
swar_equal(uint64_t w, unsigned char c)
{
	uint64_t x = (w & ~SWAR_HIGH) ^ SWAR_ONES * c;

	return ~((x + (SWAR_HIGH - SWAR_ONES)) | w) & SWAR_HIGH;
}

/* Is it less than the ASCII character c? */
static inline uint64_t
swar_below(uint64_t w, unsigned char c)
{
	uint64_t low = w & ~SWAR_HIGH;

	return ~((low + SWAR_ONES * (0x80u - c)) | w) & SWAR_HIGH;
}

/* Is it no ASCII? */
static inline uint64_t
swar_wide(uint64_t w)
{
	return w & SWAR_HIGH;
}

/* Is it one behind another?  `after`: there is one before the first byte. */
static inline uint64_t
swar_behind(uint64_t answers, bool after)
{
	return answers & (answers << 8 | (after ? 0x80 : 0));
}

/* Place of the first yes; there must be one. */
static inline size_t
swar_first(uint64_t answers)
{
	return (size_t)__builtin_ctzll(answers) / 8;
}

#endif

/*
 * The window: how many contacts the 24 hours have that end with the last
 * one.  So a flood across midnight is not halved.
 *
 * Above WINDOW_MOST it counts no further; limits that are higher are left to
 * the civil day.  Pure; O(1) a contact on average.
 */
#ifndef DETECT_WINDOW_H
#define DETECT_WINDOW_H

#include <stdint.h>

#define WINDOW_MOST 512
#define WINDOW_MS 86400000LL

/* Zero is empty. */
struct window {
	int64_t at[WINDOW_MOST];	/* ring of moments */
	int first, n;
};

/* Adds a moment that is not before the last, and returns the count. */
int window_add(struct window *, int64_t at_ms);

#endif

/*
 * What stands behind the time of day: how long the machine runs, in which of
 * its boots, and whether a time server keeps its clock.  Two readings of one
 * boot show whether the clock was set between them, by how much.
 */
#ifndef BASE_TIMEKEEPING_H
#define BASE_TIMEKEEPING_H

#include <stdint.h>

#define TIMEKEEPING_BOOT 40	/* bytes, with room */

struct timekeeping {
	int64_t now_ms;		/* clock_now_ms */
	int64_t uptime_ms;	/* since the boot, sleep included; never goes
				 * back, and nobody sets it */
	char boot[TIMEKEEPING_BOOT];	/* the kernel's name of this boot;
				 * "unknown"; "FLOODMARK_NOW" when that sets
				 * the clock, and uptime_ms is now_ms then */
	const char *synced;	/* "yes"; "no": nobody corrects the clock;
				 * "unknown": the kernel does not tell us */
};

void timekeeping_read(struct timekeeping *);

#endif

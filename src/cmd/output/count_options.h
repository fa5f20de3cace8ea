/*
 * What `count` is asked for.
 */
#ifndef CMD_OUTPUT_COUNT_OPTIONS_H
#define CMD_OUTPUT_COUNT_OPTIONS_H

#include "store/records/incidents.h"

enum by {
	BY_DAY,
	BY_WEEK,
	BY_MONTH,
	BY_HOUR,
	BY_MILESTONE,
};

struct count_options {
	struct filter filter;
	int by;			/* enum by */
	bool split;		/* a row for each channel */
};

#endif

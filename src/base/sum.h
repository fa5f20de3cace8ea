/*
 * SHA-256 of more than fits in memory: added piece by piece.
 */
#ifndef BASE_SUM_H
#define BASE_SUM_H

#include "base/digest.h"
#include "base/err.h"

struct sum;

struct sum *sum_begin(void);		/* never NULL */
void sum_add(struct sum *, struct span);
struct digest sum_end(struct sum **);	/* frees it */
void sum_drop(struct sum **);		/* for CLEANUP() */

#endif

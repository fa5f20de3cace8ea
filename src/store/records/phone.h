/*
 * How much a phone uploads a day, whoever it is from: so that silence is
 * told from a phone that stopped uploading.  Numbers only.
 */
#ifndef STORE_RECORDS_PHONE_H
#define STORE_RECORDS_PHONE_H

#include "base/day.h"
#include "store/core/rows.h"
#include "store/core/store.h"

/* Adds to what the day has. */
int phone_add(struct store *, const struct phone_day *, struct err *)
	MUST_USE;
/* The folder is read anew. */
int phone_forget(struct store *, const char *account, struct err *) MUST_USE;

#define PHONE_BASE_DAYS 28	/* what "usually" is over */

struct phone_quiet {
	int64_t days;		/* without any item, up to yesterday */
	double usual;		/* items a day in the base before them */
};

/* 1: it is quiet for so long that it is worth a word: two days at least, and
 * seven items that should have come.  0: it is not, or nothing is known. */
int phone_is_quiet(struct store *, const char *account, struct day today,
	struct phone_quiet *, struct err *) MUST_USE;

#endif

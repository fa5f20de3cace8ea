/*
 * A filter bound to a statement that uses it.
 */
#ifndef STORE_RECORDS_FILTER_H
#define STORE_RECORDS_FILTER_H

#include "store/core/query.h"
#include "store/records/incidents.h"

/* Person and channel. */
void filter_bind_pair(struct query *, const struct filter *);
/* Days, person and channel: what the daily table knows. */
void filter_bind_daily(struct query *, const struct filter *);
/* All of it. */
void filter_bind(struct query *, const struct filter *);

#endif

#include "store/records/filter.h"

#define SLACK_MS (16 * 3600000LL)	/* no zone is further from UTC */
#define DAYS_SANE 4000000		/* beyond it a day is an open end */

/* The zone may have been another when a row was written, so the bounds on
 * the moment are wide; the row's own day decides. */
static int64_t
bound_ms(struct day d, int64_t slack_ms)
{
	if (d.n < -DAYS_SANE)
		return INT64_MIN;
	if (d.n > DAYS_SANE)
		return INT64_MAX;
	return (int64_t)d.n * 86400000 + slack_ms;
}

void
filter_bind_pair(struct query *q, const struct filter *f)
{
	if (f->person != NULL)
		query_text(q, ":person", f->person);
	if (f->channel >= 0)
		query_text(q, ":channel",
		    channel_name((enum channel)f->channel));
}

void
filter_bind_daily(struct query *q, const struct filter *f)
{
	query_day(q, ":from", f->from);
	query_day(q, ":to", f->to);
	filter_bind_pair(q, f);
}

void
filter_bind(struct query *q, const struct filter *f)
{
	filter_bind_daily(q, f);
	query_int(q, ":from_ms", bound_ms(f->from, -SLACK_MS));
	query_int(q, ":to_ms", bound_ms(f->to, 86400000 + SLACK_MS));
	if (f->kind != NULL)
		query_text(q, ":kind", f->kind);
}

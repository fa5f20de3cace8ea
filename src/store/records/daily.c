#include "store/records/daily.h"

#include "store/core/private.h"

static int
daily_run(struct store *s, enum sql sql, const struct incident *in, int n,
    struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, sql, err) == -1)
		return -1;
	query_day(&q, ":day", in->day);
	query_text(&q, ":person", in->person);
	query_name(&q, ":channel", channel_name(in->channel));
	if (sql == SQL_DAILY_ADD) {
		query_int(&q, ":n_in", n * (in->direction == DIRECTION_IN));
		query_int(&q, ":n_out",
		    n * (in->direction == DIRECTION_OUT));
	}
	return query_run(&q, err);
}

int
daily_move(struct store *s, const struct incident *in, int n,
    struct err *err)
{
	if (in->state != STATE_CONTACT)
		return 0;
	if (daily_run(s, SQL_DAILY_ADD, in, n, err) == -1)
		return -1;
	return n < 0 ? daily_run(s, SQL_DAILY_TIDY, in, n, err) : 0;
}

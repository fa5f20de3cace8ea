/*
 * schedule.csv, made again from the ledger and compared line by line.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "bundle/verify/check.h"
#include "bundle/write/jsonl.h"
#include "bundle/write/lines.h"
#include "bundle/write/schedule.h"
#include "bundle/write/zone.h"

struct comparing {
	struct check *c;
	int ledger;		/* fd */
	struct lines lines;
	struct span got;	/* the line in hand */
	bool have;		/* there is one */
	bool text;		/* it has a column of text, which the ledger
				 * does not know */
	struct buf want;
};

static void
comparing_done(struct comparing *k)
{
	fd_close(&k->ledger);
	lines_done(&k->lines);
	buf_done(&k->want);
}

static int
schedule_fault(struct comparing *k, enum fault what, const char *text,
    struct err *err)
{
	return check_fault(k->c, what, BAG_SCHEDULE, k->lines.row, err, "%s",
	    text);
}

static int
schedule_next_line(struct comparing *k, struct err *err)
{
	int rc = lines_next(&k->lines, &k->got);

	k->have = rc > 0;
	if (rc < 0)
		return schedule_fault(k, FAULT_UNREADABLE,
		    "cannot be read further", err);
	if (k->have && k->lines.cut)
		return schedule_fault(k, FAULT_CHANGED,
		    "ends without a newline", err);
	return 0;
}

/* The line for the n-th incident, without its newline. */
static bool
make_line(struct comparing *k, const struct check_incident *at, int64_t n)
{
	CLEANUP(check_reading_done) struct check_reading r;

	if (!check_read(k->ledger, at, &r))
		return false;
	buf_reset(&k->want);
	schedule_csv_row(&k->want, k->c->info.initials, n, &r.incident);
	k->want.len--;
	return true;
}

/* The line in hand is as wanted, as far as the ledger tells. */
static bool
is_in_schedule(const struct comparing *k)
{
	struct span want = buf_span(&k->want);

	if (!k->text)
		return span_eq(k->got, want);
	return k->got.len > want.len && k->got.at[want.len] == ',' &&
	    span_eq(span_of(k->got.at, want.len), want);
}

static bool
has_text(const struct comparing *k)
{
	struct span want = buf_span(&k->want);

	return k->got.len > want.len && span_eq(span_from(k->got, want.len),
	    span_str(SCHEDULE_TEXT));
}

/* n of "SJ/n," at the start of the line in hand, or 0. */
static int64_t
schedule_number(const struct comparing *k)
{
	CLEANUP(str_free) char *line = str_of(span_of(k->got.at,
	    k->got.len < 200 ? k->got.len : 200));
	char *comma = strchr(line, ','), *slash;

	if (comma == NULL)
		return 0;
	*comma = '\0';
	slash = strrchr(line, '/');
	return slash == NULL ? 0 : strtoll(slash + 1, NULL, 10);
}

static int
schedule_order(struct comparing *k, const struct check_incident *i, int64_t n,
    struct err *err)
{
	int64_t got;

	if (!make_line(k, i, n))
		return check_fault(k->c, FAULT_UNREADABLE, BAG_LEDGER, 0, err,
		    "incident %lld cannot be read again", (long long)i->id);
	while (k->have && (got = schedule_number(k)) != 0 && got < n)
		if (schedule_fault(k, FAULT_CHANGED,
		    "is no incident of the ledger", err) != 0 ||
		    schedule_next_line(k, err) != 0)
			return -1;
	if (!k->have || schedule_number(k) > n)
		return check_fault(k->c, FAULT_MISSING, BAG_SCHEDULE, 0, err,
		    "%s/%lld (incident %lld) is missing",
		    k->c->info.initials, (long long)n, (long long)i->id);
	if (!is_in_schedule(k) && schedule_fault(k, FAULT_CHANGED,
	    "is not what the ledger says", err) != 0)
		return -1;
	return schedule_next_line(k, err);
}

static int
compare_all(struct comparing *k, struct err *err)
{
	schedule_csv_head(&k->want);
	k->want.len--;
	if (schedule_next_line(k, err) != 0)
		return -1;
	k->text = k->have && has_text(k);
	if ((!k->have || !is_in_schedule(k)) &&
	    schedule_fault(k, FAULT_CHANGED, "has other columns", err) != 0)
		return -1;
	if (k->have && schedule_next_line(k, err) != 0)
		return -1;
	for (size_t i = 0; i < k->c->n_incidents; i++)
		if (k->c->incidents[i].selected &&
		    schedule_order(k, &k->c->incidents[i], (int64_t)i + 1,
		    err) != 0)
			return -1;
	while (k->have)
		if (schedule_fault(k, FAULT_CHANGED,
		    "is no incident of the ledger", err) != 0 ||
		    schedule_next_line(k, err) != 0)
			return -1;
	return 0;
}

int
check_schedule(struct check *c, struct err *err)
{
	CLEANUP(zone_back) struct zone_kept zone = zone_for_now("UTC");
	CLEANUP(comparing_done) struct comparing k = { c, -1, { .fd = -1 } };
	char day[DAY_TEXT];
	struct err unknown;

	(void)zone;
	if (!check_has(c, BAG_SCHEDULE) || !check_has(c, BAG_LEDGER))
		return 0;
	if (zone_use(c->info.zone, &unknown) != 0)
		return check_fault(c, FAULT_UNREADABLE, BAG_INFO, 0, err,
		    "names a time zone that is not known here; the schedule "
		    "was not checked");
	k.ledger = check_open(c, BAG_LEDGER);
	lines_init(&k.lines, check_open(c, BAG_SCHEDULE), SCHEDULE_LINE_MAX);
	buf_init(&k.want, SCHEDULE_LINE_MAX);
	/* Its date is that of the newest row, in the zone that is set now. */
	day_text(day_of(c->newest_ms), day);
	if (strcmp(day, c->info.date) != 0 && check_fault(c, FAULT_CHANGED,
	    BAG_INFO, 0, err, "Bagging-Date is not that of the newest row, %s",
	    day) != 0)
		return -1;
	return compare_all(&k, err);
}

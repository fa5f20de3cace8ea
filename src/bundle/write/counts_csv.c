#include "bundle/write/counts_csv.h"

#include "base/safe.h"

void
counts_csv_head(struct buf *out)
{
	buf_add_str(out, "period,person,channel,in,out,coverage\n");
}

void
counts_csv_row(struct buf *out, const struct grid *g,
    const struct grid_row *r, int day, enum coverage coverage)
{
	char period[DAY_TEXT];

	day_text(day_add(g->first, day), period);
	buf_addf(out, "%s,", period);
	safe_csv(out, span_str(r->person));
	buf_addf(out, ",%s,%d,%d,%s\n", channel_name(r->channel),
	    r->days[day].in, r->days[day].out, coverage_name(coverage));
}

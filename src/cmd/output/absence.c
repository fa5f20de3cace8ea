#include "cmd/output/absence.h"

#include "base/buf.h"
#include "cmd/output/terminal.h"

static int
days_of(const struct cells *c, enum coverage what)
{
	int n = 0;

	for (int i = 0; i < cells_days(c); i++)
		n += c->coverage[i] == what;
	return n;
}

/* A sentence for a person; `what` is "contacts", say. */
static void
absence_text(const struct cells *c, const char *what, struct buf *out)
{
	int full = days_of(c, COVERAGE_FULL), days = cells_days(c);

	if (c->blank)
		buf_addf(out, "nothing was collected so far, so how many %s "
		    "there were is not known; `floodmark status` says how "
		    "each source stands", what);
	else if (days_of(c, COVERAGE_NONE) == days)
		buf_addf(out, "nothing was collected in this period, so how "
		    "many %s there were is not known", what);
	else if (full < days)
		buf_addf(out, "no %s were found; %d of %d day%s not fully "
		    "collected", what, days - full, days, days == 1 ?
		    " was" : "s were");
	else
		buf_addf(out, "no %s in this period", what);
}

int
absence_print(struct store *st, const struct filter *f, const char *what,
    struct err *err)
{
	CLEANUP(cells_done) struct cells c = { 0 };
	CLEANUP(buf_done) struct buf text = { .max = 1000, .truncate = true };

	if (cells_load(st, f, false, &c, err) == -1)
		return -1;
	absence_text(&c, what, &text);
	terminal_paragraph(buf_str(&text), 0);
	return 0;
}

#include "store/verify/report.h"

#include <stdio.h>
#include <string.h>

#include "base/safe.h"
#include "store/core/sqlite_error.h"

static const char *const fault_names[] = {
	[FAULT_CHANGED] = "changed",
	[FAULT_MISSING] = "missing",
	[FAULT_UNREADABLE] = "unreadable",
	[FAULT_OLD_FORMAT] = "old format",
	[FAULT_NOTE] = "note",
};

const char *
fault_name(enum fault f)
{
	return f <= FAULT_NOTE ? fault_names[f] : "?";
}

int
report_fault(struct report *r, enum fault fault, const char *where,
    const char *what, struct err *err)
{
	CLEANUP(buf_done) struct buf safe_where = { .max = 4096 };
	CLEANUP(buf_done) struct buf safe_what = { .max = 4096 };

	/* A changed store may hold anything, also where names stand. */
	safe_text(&safe_where, span_str(where), SAFE_ONE_LINE);
	safe_text(&safe_what, span_str(what), SAFE_ONE_LINE);
	r->sum->faults += fault != FAULT_NOTE;
	return r->each(fault, buf_str(&safe_where), buf_str(&safe_what),
	    r->arg, err);
}

static int
report_out(struct report *r, int table, struct err *err)
{
	struct run *run = &r->runs[table];
	const char *name = table == REPORT_LEDGER ? "ledger" :
	    tables[table].name;
	char where[100];

	if (!run->open)
		return 0;
	run->open = false;
	if (run->first == run->last)
		snprintf(where, sizeof(where), "%s %lld", name,
		    (long long)run->first);
	else
		snprintf(where, sizeof(where), "%s %lld to %lld", name,
		    (long long)run->first, (long long)run->last);
	return report_fault(r, run->fault, where, run->what, err);
}

int
report_row(struct report *r, int table, enum fault fault, int64_t id,
    const char *what, struct err *err)
{
	struct run *run = &r->runs[table];

	if (run->open && run->fault == fault && id == run->last + 1 &&
	    strncmp(run->what, what, sizeof(run->what) - 1) == 0) {
		run->last = id;
		return 0;
	}
	if (report_out(r, table, err) == -1)
		return -1;
	*run = (struct run){ true, fault, "", id, id };
	snprintf(run->what, sizeof(run->what), "%s", what);
	return 0;
}

int
report_flush(struct report *r, struct err *err)
{
	for (int i = 0; i < REPORT_RUNS; i++)
		if (report_out(r, i, err) == -1)
			return -1;
	return 0;
}

/* One word for each part of the file, however many checks stumble there. */
static bool
is_reported(struct report *r, const char *where)
{
	size_t i = 0;

	for (; i < REPORT_PARTS && r->told[i] != NULL; i++)
		if (strcmp(r->told[i], where) == 0)
			return true;
	if (i < REPORT_PARTS)
		r->told[i] = where;
	return false;
}

int
report_damage(struct report *r, int rc, const char *where, struct err *err)
{
	char what[ERR_TEXT_MAX];

	if ((rc & 0xff) == SQLITE_INTERRUPT)
		return is_reported(r, "work") ? 0 : report_fault(r,
		    FAULT_UNREADABLE, where, "takes longer to read than a "
		    "store of its size can; it was not read further", err);
	if (!sqlite_error_is_damage(rc))
		return -1;
	if (is_reported(r, where))
		return 0;
	snprintf(what, sizeof(what), "%s", err->text);
	return report_fault(r, FAULT_UNREADABLE, where, what, err);
}

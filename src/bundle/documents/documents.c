#include "bundle/documents/documents.h"

#include <stdio.h>

#include "draw/dates.h"

const char *
documents_notice(const struct facts *f)
{
	if (f->request->redact)
		return "READING COPY, in part masked. The ledger and the "
		    "originals are in the sealed bundle with the ledger head "
		    "below.";
	return f->request->text != NULL ? "The schedule prints what the "
	    "messages say, which may distress who reads it." : NULL;
}

void
documents_foot(const struct facts *f, struct documents_foot *foot)
{
	snprintf(foot->text, sizeof(foot->text), "ledger head %s (row %lld)",
	    f->head, (long long)f->rows);
}

void
documents_period(const struct facts *f, char out[96])
{
	char from[DATES_TEXT], to[DATES_TEXT];

	if (f->grid.n == 0) {
		snprintf(out, 96, "no day yet");
		return;
	}
	dates_long(f->grid.first, from);
	dates_long(grid_last(&f->grid), to);
	snprintf(out, 96, "%s to %s", from, to);
}

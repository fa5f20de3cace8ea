/*
 * The schedule: every incident, one a row, in order of (received, id).
 * schedule.csv is made here, by the writer from the store and by verify
 * from the ledger; the PDF is in schedule_pdf.c.
 */
#ifndef BUNDLE_WRITE_SCHEDULE_H
#define BUNDLE_WRITE_SCHEDULE_H

#include "model/incident.h"
#include "store/records/incidents.h"

/* Days and person only; the others of a filter do not select a bundle. */
bool schedule_selects(const struct filter *, const struct incident *);

/* INITIALS/n; n counts all incidents of the store, so that a selection
 * keeps the numbers of the whole. */
void schedule_exhibit(struct buf *, const char *initials, int64_t n);
/* The sender's Date: lies more than 24 h from receipt. */
bool schedule_claim_differs(const struct incident *);
/* "address in From: jd@example.org": why it is attributed. */
void schedule_why(struct buf *, const struct incident *);
/* Names of the flags, with blanks between. */
void schedule_flags(struct buf *, const struct incident *);

#define SCHEDULE_LINE_MAX ((size_t)16 * 1024 * 1024)	/* all cells full */

#define SCHEDULE_COLUMNS_MAX 24
/* Of schedule.csv, from 0; -1: there is none of that name. */
int schedule_column(const char *name);
#define SCHEDULE_TEXT ",text"	/* the head of one column more, whose cells
				 * no ledger knows */
#define SCHEDULE_TEXT_MAX ((size_t)8 * 1024 * 1024)	/* of a cell */
/* Lines of schedule.csv, with newline. */
void schedule_csv_head(struct buf *);
void schedule_csv_row(struct buf *, const char *initials, int64_t n,
	const struct incident *);

#endif

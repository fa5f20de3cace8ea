/*
 * A output: rows of cells printed as a table, CSV or JSON.
 *
 * CSV and JSON are printed row by row; a table waits for its widths.  Every
 * text cell is made safe here (base/safe.h), so that commands need not.
 */
#ifndef CMD_OUTPUT_OUTPUT_H
#define CMD_OUTPUT_OUTPUT_H

#include "base/span.h"
#include "cmd/command.h"
#include "store/records/coverage.h"

#define OUTPUT_COLUMNS 16

struct output {
	int format;		/* enum format */
	const char *const *names;
	size_t n;
	size_t at;		/* next cell */
	size_t rows;
	struct buf row;		/* the row being made */
	struct buf safe;	/* the cell being made */
	struct buf cells;	/* of a table, that wait for the widths */
	size_t above[OUTPUT_COLUMNS];	/* where in them the text of the last
					 * one with a text is; 0: nowhere */
	size_t widths[OUTPUT_COLUMNS];
	bool number[OUTPUT_COLUMNS];
};

/* `names` of the columns, which stay until it is closed. */
void output_open(struct output *, int format, const char *const *names,
	size_t n);
void output_text(struct output *, const char *);
void output_int(struct output *, int64_t);
/* For a person no zero where nothing was collected: there it is unknown. */
void output_counted(struct output *, int64_t, enum coverage);
void output_number(struct output *, double);	/* two decimals at most */
void output_null(struct output *);		/* unknown */
/* Prints what waits; `empty` is the sentence for a table without rows, NULL
 * when there is nothing to say because the command failed. */
void output_close(struct output *, const char *empty);

#endif

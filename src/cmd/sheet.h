/*
 * A sheet: rows of cells printed as a table, CSV or JSON.
 *
 * CSV and JSON are printed row by row; a table waits for its widths.  Every
 * text cell is made safe here (base/safe.h), so that commands need not.
 */
#ifndef CMD_SHEET_H
#define CMD_SHEET_H

#include "base/span.h"
#include "cmd/command.h"
#include "store/coverage.h"

#define SHEET_COLUMNS 16

struct sheet {
	int format;		/* enum format */
	const char *const *names;
	size_t n;
	size_t at;		/* next cell */
	size_t rows;
	struct buf row;		/* the row being made */
	struct buf safe;	/* the cell being made */
	struct buf cells;	/* of a table, that wait for the widths */
	size_t above[SHEET_COLUMNS];	/* where in them the text of the last
					 * one with a text is; 0: nowhere */
	size_t widths[SHEET_COLUMNS];
	bool number[SHEET_COLUMNS];
};

/* `columns`: names with a comma between, as in product.md. */
void sheet_open(struct sheet *, int format, const char *const *names,
	size_t n);
void sheet_text(struct sheet *, const char *);
void sheet_int(struct sheet *, int64_t);
/* For a person no zero where nothing was collected: there it is unknown. */
void sheet_counted(struct sheet *, int64_t, enum coverage);
void sheet_number(struct sheet *, double);	/* two decimals at most */
void sheet_null(struct sheet *);		/* unknown */
/* Prints what waits; `empty` is the sentence for a table without rows, NULL
 * when there is nothing to say because the command failed. */
void sheet_close(struct sheet *, const char *empty);

#endif

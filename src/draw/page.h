/*
 * PDF pages: words that flow, tables whose head stands on every page, and
 * drawings.  The door to cairo and pango.
 *
 * All text goes through safe_text here and is never markup; what is wider
 * than its table cell loses its middle to an ellipsis.  The same calls make
 * the same bytes on one machine: language and direction are fixed, and the
 * only date is made_ms.  Headings, paragraphs and tables are tagged as such
 * for screen readers (cairo 1.16 cannot name the language in the file).
 * Lengths are points (1/72 inch), from the top left.
 */
#ifndef DRAW_PAGE_H
#define DRAW_PAGE_H

#include "base/out.h"
#include "draw/canvas.h"

struct page;

struct page_setup {
	const char *title;
	const char *header;	/* above every page, small; NULL: none */
	const char *footer;	/* at the foot of every page, left */
	int64_t made_ms;	/* creation date in the file */
	bool landscape;		/* A4 either way */
	const char *notice;	/* above the header, dark; NULL: none */
	int64_t pages;		/* "page 2 of 9"; 0: not known, "page 2" */
};

enum page_style {
	PAGE_TITLE,
	PAGE_HEADING,		/* never alone at the foot of a page */
	PAGE_BODY,
	PAGE_BULLET,
	PAGE_SMALL,
	PAGE_CODE,
	PAGE_FORM,		/* lines to write on: far apart */
	PAGE_STYLE_COUNT
};

#define PAGE_LINES 3		/* lines of text in a cell, at most */
#define PAGE_COLUMNS_MAX 12

struct page_column {
	const char *title[PAGE_LINES];	/* NULL: no such line */
	double width;		/* a share; all together fill the page */
	bool right;		/* numbers stand right */
};

struct page_cell {
	struct span line[PAGE_LINES];
};

struct page_table {
	const struct page_column *columns;
	size_t n;
	int lines;		/* of a row, PAGE_LINES at most */
	double size;		/* of the letters, in points */
	double row;		/* height of a row */
	bool long_list;		/* tagged as a list of rows: a tag for each
				 * cell would take 200 bytes of memory */
};

/* Writes into `out`, which stays the caller's.  EX_UNAVAILABLE: no font is
 * installed at all. */
int page_open(struct out *, const struct page_setup *, struct page **,
	struct err *) MUST_USE;
void page_text(struct page *, enum page_style, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
void page_gap(struct page *, double height);
void page_break(struct page *);
/* The table must outlive its rows. */
void page_table(struct page *, const struct page_table *);
enum page_row_look {
	PAGE_ROW_MUTED = 1 << 0,	/* shaded: listed and not counted */
	PAGE_ROW_GROUP = 1 << 1,	/* the first of a day, or the like: a
					 * strong line above */
};

/* As many cells as there are columns; `look` of PAGE_ROW_ bits. */
void page_row(struct page *, const struct page_cell *, unsigned look);
void page_table_end(struct page *);
/* Rows that fit on a page that holds nothing else. */
int page_table_rows(bool landscape, const struct page_table *);
/* An entry in the reader's side bar that leads to the present page. */
void page_mark(struct page *, const char *name);
/* The rest of the page as a canvas of that height, until the next call. */
struct canvas *page_canvas(struct page *, double height);
double page_width(const struct page *);
double page_left(const struct page *);	/* height still free */
/* Ends the last page; *pages (may be NULL) is how many there are. */
int page_close(struct page **, int *pages, struct err *) MUST_USE;
/*
 * A PNG picture instead of pages, white, two pixels a point: only its canvas
 * is drawn on.
 */
int page_picture_open(struct out *, double width, double height,
	struct page **, struct err *) MUST_USE;
struct canvas *page_picture(struct page *);
int page_picture_close(struct page **, struct err *) MUST_USE;
void page_drop(struct page **);		/* for CLEANUP() */

#endif

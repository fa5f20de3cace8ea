#include "detect/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum want {
	WANT_SERIES,
	WANT_DAY,
	WANT_COUNT,
	WANT_COVERAGE,
	WANT_NUMBER
};

static const char *const wanted[WANT_NUMBER] = { "series", "day", "count",
	"coverage" };

struct table_reading {
	const char *name;
	int line;
	int at[WANT_NUMBER];		/* which column, or -1 */
	char *cells[TABLE_COLUMNS_MOST];
	int columns[TABLE_COLUMNS_MOST];/* where a cell begins, from 1 */
	int n;
	char *series;			/* of the row before */
	struct day last;
};

static int __attribute__((format(printf, 4, 5)))
table_wrong(const struct table_reading *r, int cell, struct err *err,
    const char *format, ...)
{
	char text[200];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	return err_set(err, EX_DATAERR, "%s:%d:%d: %s", r->name, r->line,
	    cell >= 0 && cell < r->n ? r->columns[cell] : 1, text);
}

/* Quotes may surround a cell; a quote or comma inside one is not needed
 * here and would be a mistake. */
static int
table_split(struct table_reading *r, char *line, struct err *err)
{
	char *begin = line;

	r->n = 0;
	for (char *cell; (cell = strsep(&line, ",")) != NULL; r->n++) {
		size_t len = strlen(cell);

		if (r->n == TABLE_COLUMNS_MOST)
			return table_wrong(r, 0, err, "more than %d columns",
			    TABLE_COLUMNS_MOST);
		r->columns[r->n] = (int)(cell - begin) + 1;
		if (len >= 2 && cell[0] == '"' && cell[len - 1] == '"') {
			cell[len - 1] = '\0';
			cell++;
		}
		r->cells[r->n] = cell;
		if (strchr(cell, '"') != NULL)
			return table_wrong(r, r->n, err,
			    "a quote inside a cell; "
			    "plain words and numbers would be right");
	}
	return 0;
}

static int
table_header(struct table_reading *r, char *line, struct err *err)
{
	if (table_split(r, line, err) == -1)
		return -1;
	for (int w = 0; w < WANT_NUMBER; w++) {
		r->at[w] = -1;
		for (int i = 0; i < r->n; i++)
			if (strcmp(r->cells[i], wanted[w]) == 0)
				r->at[w] = i;
		if (r->at[w] == -1 && w != WANT_COVERAGE)
			return table_wrong(r, 0, err,
			    "no column \"%s\"; the first "
			    "line would be series,day,count[,coverage]",
			    wanted[w]);
	}
	return 0;
}

static const char *
table_cell_at(const struct table_reading *r, enum want w)
{
	return r->at[w] >= 0 && r->at[w] < r->n ? r->cells[r->at[w]] : NULL;
}

static int
read_count(struct table_reading *r, int64_t *count, struct err *err)
{
	const char *text = table_cell_at(r, WANT_COUNT);
	char *end;

	*count = strtoll(text, &end, 10);
	if (*end != '\0' || end == text || *count < 0 ||
	    *count > TABLE_COUNT_MOST)
		return table_wrong(r, r->at[WANT_COUNT], err,
		    "this is not a count "
		    "of 0 to %d", TABLE_COUNT_MOST);
	return 0;
}

static int
table_coverage(struct table_reading *r, bool *known, struct err *err)
{
	const char *text = table_cell_at(r, WANT_COVERAGE);

	*known = text == NULL || strcmp(text, "full") == 0;
	if (*known || strcmp(text, "none") == 0 ||
	    strncmp(text, "partial", 7) == 0)
		return 0;
	return table_wrong(r, r->at[WANT_COVERAGE], err, "this is no coverage; "
	    "full, partial or none would be");
}

static int
read_row(struct table_reading *r, char *line, struct table_row *row,
    struct err *err)
{
	if (table_split(r, line, err) == -1)
		return -1;
	for (int w = 0; w < WANT_NUMBER; w++)
		if (r->at[w] >= r->n)
			return table_wrong(r, 0, err,
			    "the line ends before its "
			    "column \"%s\"", wanted[w]);
	row->series = table_cell_at(r, WANT_SERIES);
	if (!day_parse(table_cell_at(r, WANT_DAY), &row->day))
		return table_wrong(r, r->at[WANT_DAY], err,
		    "this is not a day; "
		    "2026-03-29 would be");
	row->first = r->series == NULL || strcmp(r->series, row->series) != 0;
	if (!row->first && row->day.n <= r->last.n)
		return table_wrong(r, r->at[WANT_DAY], err, "this day does not "
		    "come after the one before it in its series");
	if (read_count(r, &row->count, err) == -1)
		return -1;
	return table_coverage(r, &row->known, err);
}

/* The next line without its end, or NULL. */
static char *
table_next_line(char **text)
{
	char *line = strsep(text, "\n");
	size_t n = line == NULL ? 0 : strlen(line);

	if (n > 0 && line[n - 1] == '\r')
		line[n - 1] = '\0';
	return line;
}

int
table_rows(const char *name, char *text, table_each *each, void *arg,
    struct err *err)
{
	struct table_reading r = { .name = name, .line = 1 };
	char *line = table_next_line(&text);

	if (table_header(&r, line, err) == -1)
		return -1;
	while ((line = table_next_line(&text)) != NULL) {
		struct table_row row;

		r.line++;
		if (line[0] == '\0')
			continue;
		if (read_row(&r, line, &row, err) == -1 ||
		    each(&row, arg, err) == -1)
			return -1;
		r.series = r.cells[r.at[WANT_SERIES]];
		r.last = row.day;
	}
	return 0;
}

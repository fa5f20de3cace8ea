#include "cmd/output/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/safe.h"

#define ROW_MAX ((size_t)4 << 20)
#define CELLS_MAX ((size_t)1 << 30)
#define LINES_BYTES ((size_t)64 * 1024)	/* of a table, written at once */

void
output_open(struct output *s, int format, const char *const *names, size_t n)
{
	*s = (struct output){ .format = format, .names = names, .n = n };
	buf_init(&s->row, format == FORMAT_TABLE ? CELLS_MAX : ROW_MAX);
	buf_init(&s->cells, CELLS_MAX);
	buf_init(&s->safe, ROW_MAX);
	s->safe.truncate = true;
	for (size_t i = 0; i < n; i++) {
		if (format == FORMAT_CSV)
			printf("%s%s", i > 0 ? "," : "", names[i]);
		s->widths[i] = strlen(names[i]);
	}
	if (format == FORMAT_CSV)
		putchar('\n');
	if (format == FORMAT_JSON)
		putchar('[');
}

static void
end_cell(struct output *s)
{
	if (++s->at < s->n)
		return;
	s->at = 0;
	if (s->format == FORMAT_CSV)
		printf("%s\n", buf_str(&s->row));
	if (s->format == FORMAT_JSON)
		printf("%s\n{%s}", s->rows > 0 ? "," : "", buf_str(&s->row));
	buf_reset(&s->row);
	s->rows++;
}

/* A text and its width, on its way into a table. */
struct output_cell {
	const char *at;
	uint32_t len;		/* bytes */
	uint32_t width;		/* columns on a terminal */
};

/*
 * Cells wait for the widths as a byte, their length, and their text.  A count
 * of ten years has tens of thousands of them, and memory costs more to touch
 * for the first time than to fill.  Where a cell says what the one above it
 * says, which most do, the byte is ABOVE and all of it; where it is LONG,
 * length and width follow.
 */
#define ABOVE 254
#define LONG 255
#define HEAD_MAX (1 + 2 * sizeof(uint32_t))

/* Printed ASCII alone has a column for each byte. */
static size_t
head_put(char *at, const struct output_cell *c)
{
	if (c->len < ABOVE && c->width == c->len) {
		*at = (char)c->len;
		return 1;
	}
	*at = (char)LONG;
	memcpy(at + 1, &c->len, sizeof(c->len));
	memcpy(at + 1 + sizeof(c->len), &c->width, sizeof(c->width));
	return HEAD_MAX;
}

/* Into the struct that holds the cell above. */
static const char *
cell_get(const char *at, struct output_cell *c)
{
	uint32_t head = (unsigned char)*at++;

	if (head == ABOVE)
		return at;
	c->len = c->width = head;
	if (head == LONG) {
		memcpy(&c->len, at, sizeof(c->len));
		memcpy(&c->width, at + sizeof(c->len), sizeof(c->width));
		at += HEAD_MAX - 1;
	}
	c->at = at;
	return at + c->len;
}

/* Text that is safe, as a cell of a table. */
static void
table_cell(struct output *s, const struct output_cell *cell, bool number)
{
	char *room = buf_room(&s->cells, HEAD_MAX + cell->len);
	size_t head;

	if (room == NULL)
		return;
	if (cell->width > s->widths[s->at])
		s->widths[s->at] = cell->width;
	s->number[s->at] = number;
	head = head_put(room, cell);
	memcpy(room + head, cell->at, cell->len);
	s->above[s->at] = s->cells.len + 1;
	s->cells.len += head + cell->len;
}

/* Does the cell above say the same?  A short one is printed ASCII, so what is
 * the same byte for byte is safe as well. */
static bool
is_above(const struct output *s, const char *text)
{
	const char *above;
	size_t len;

	if (s->above[s->at] == 0)
		return false;
	above = s->cells.at + s->above[s->at];
	len = (unsigned char)above[-1];
	return len < ABOVE && (len == 0 || text[0] == above[0]) &&
	    strncmp(text, above, len) == 0 && text[len] == '\0';
}

static void
table_above(struct output *s)
{
	char *room = buf_room(&s->cells, 1);

	if (room == NULL)
		return;
	*room = (char)ABOVE;
	s->cells.len++;
	s->number[s->at] = false;
}

/* Of printed ASCII, one column a byte. */
static void
table_plain(struct output *s, struct span text, bool number)
{
	table_cell(s, &(struct output_cell){ text.at, (uint32_t)text.len,
		(uint32_t)text.len }, number);
}

/* Bytes of printed ASCII, which is safe, at its start: all of days, names and
 * our own words. */
static size_t
plain_run(const char *text)
{
	size_t n = 0;

	while (text[n] >= ' ' && text[n] <= '~')
		n++;
	return n;
}

static void
json_name(struct output *s)
{
	buf_addf(&s->row, "%s\"%s\":", s->at > 0 ? "," : "",
	    s->names[s->at]);
}

static void
csv_comma(struct output *s)
{
	if (s->at > 0)
		buf_add_char(&s->row, ',');
}

static void
table_text(struct output *s, const char *text)
{
	struct buf *safe = &s->safe;
	size_t n;

	if (is_above(s, text)) {
		table_above(s);
		return;
	}
	n = plain_run(text);
	if (text[n] == '\0') {
		table_plain(s, span_of(text, n), false);
		return;
	}
	buf_reset(safe);
	safe_text(safe, span_str(text), SAFE_ONE_LINE);
	table_cell(s, &(struct output_cell){ buf_str(safe), (uint32_t)safe->len,
		(uint32_t)safe_width(buf_span(safe)) }, false);
}

void
output_text(struct output *s, const char *text)
{
	if (s->format == FORMAT_CSV) {
		csv_comma(s);
		safe_csv(&s->row, span_str(text));
	} else if (s->format == FORMAT_JSON) {
		buf_reset(&s->safe);
		safe_text(&s->safe, span_str(text), SAFE_ONE_LINE);
		json_name(s);
		json_write_text(&s->row, buf_span(&s->safe));
	} else {
		table_text(s, text);
	}
	end_cell(s);
}

#define INT_TEXT 20		/* bytes of the longest */

/* By hand: a count of ten years has tens of thousands of numbers. */
static struct span
int_text(int64_t v, char out[INT_TEXT])
{
	uint64_t n = v < 0 ? -(uint64_t)v : (uint64_t)v;
	char *end = out + INT_TEXT, *at = end;

	do
		*--at = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	if (v < 0)
		*--at = '-';
	return span_of(at, (size_t)(end - at));
}

void
output_int(struct output *s, int64_t v)
{
	char room[INT_TEXT];
	struct span text = int_text(v, room);

	if (s->format == FORMAT_TABLE)
		table_plain(s, text, true);
	else if (s->format == FORMAT_CSV)
		csv_comma(s);
	else
		json_name(s);
	if (s->format != FORMAT_TABLE)
		buf_add_span(&s->row, text);
	end_cell(s);
}

void
output_counted(struct output *s, int64_t v, enum coverage coverage)
{
	s->number[s->at] = true;
	if (v == 0 && coverage == COVERAGE_NONE && s->format == FORMAT_TABLE)
		output_null(s);
	else
		output_int(s, v);
}

void
output_number(struct output *s, double v)
{
	char text[64];

	snprintf(text, sizeof(text), "%.2f", v);
	if (s->format == FORMAT_CSV) {
		csv_comma(s);
		buf_add_str(&s->row, text);
	} else if (s->format == FORMAT_JSON) {
		json_name(s);
		json_write_real(&s->row, strtod(text, NULL), 10);
	} else {
		table_plain(s, span_str(text), true);
	}
	end_cell(s);
}

void
output_null(struct output *s)
{
	if (s->format == FORMAT_CSV) {
		csv_comma(s);
	} else if (s->format == FORMAT_JSON) {
		json_name(s);
		buf_add_str(&s->row, "null");
	} else {
		table_plain(s, span_str("-"), s->number[s->at]);
	}
	end_cell(s);
}

/* Two columns between cells; the gap before a number, after a text. */
static char *
output_line_add(const struct output *s, size_t column,
    const struct output_cell *cell, char *at)
{
	size_t gap = s->widths[column] - cell->width;

	at += column > 0 ? 2 : 0;
	memcpy(at + (s->number[column] ? gap : 0), cell->at, cell->len);
	return at + gap + cell->len;
}

static void
output_line_end(struct output *s, char *end)
{
	char *begin = s->row.at + s->row.len;

	while (end > begin && end[-1] == ' ')
		end--;
	*end++ = '\n';
	s->row.len += (size_t)(end - begin);
}

/* The most bytes of a line of these cells. */
static size_t
line_bytes(const struct output *s, const struct output_cell *cells)
{
	size_t bytes = 0;

	for (size_t i = 0; i < s->n; i++)
		bytes += 2 + s->widths[i] + cells[i].len - cells[i].width;
	return bytes;
}

static void
print_line(struct output *s, const struct output_cell *cells)
{
	size_t bytes = line_bytes(s, cells);
	char *at = buf_room(&s->row, bytes + 1);

	if (at == NULL)
		return;
	memset(at, ' ', bytes);
	for (size_t i = 0; i < s->n; i++)
		at = output_line_add(s, i, &cells[i], at);
	output_line_end(s, at);
}

static void
write_lines(struct output *s)
{
	fwrite(buf_str(&s->row), 1, s->row.len, stdout);
	buf_reset(&s->row);
}

static void
print_names(struct output *s)
{
	struct output_cell cells[OUTPUT_COLUMNS];

	for (size_t i = 0; i < s->n; i++) {
		uint32_t n = (uint32_t)strlen(s->names[i]);

		cells[i] = (struct output_cell){ s->names[i], n, n };
	}
	print_line(s, cells);
}

/* The next row, over the one above; NULL: there is none. */
static const char *
row_get(const struct output *s, const char *at, struct output_cell *cells)
{
	const char *end = s->cells.at + s->cells.len;

	for (size_t i = 0; i < s->n; i++) {
		if (at == end)
			return NULL;
		at = cell_get(at, &cells[i]);
	}
	return at;
}

static void
output_print_table(struct output *s)
{
	const char *at = s->cells.at;
	struct output_cell cells[OUTPUT_COLUMNS];

	print_names(s);
	while ((at = row_get(s, at, cells)) != NULL) {
		print_line(s, cells);
		if (s->row.len >= LINES_BYTES)
			write_lines(s);
	}
	write_lines(s);
}

void
output_close(struct output *s, const char *empty)
{
	if (s->format == FORMAT_JSON)
		printf("%s]\n", s->rows > 0 ? "\n" : "");
	else if (s->format == FORMAT_TABLE && s->rows > 0)
		output_print_table(s);
	else if (s->format == FORMAT_TABLE && empty != NULL)
		printf("%s\n", empty);
	buf_done(&s->row);
	buf_done(&s->cells);
	buf_done(&s->safe);
}

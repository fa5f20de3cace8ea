#include "cmd/sheet.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/safe.h"

#define ROW_MAX ((size_t)4 << 20)
#define CELLS_MAX ((size_t)1 << 30)
#define LINES_BYTES ((size_t)64 * 1024)	/* of a table, written at once */

void
sheet_open(struct sheet *s, int format, const char *const *names, size_t n)
{
	*s = (struct sheet){ .format = format, .names = names, .n = n };
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
print_row(struct sheet *s)
{
	fwrite(buf_str(&s->row), 1, s->row.len, stdout);
	putchar('\n');
	buf_reset(&s->row);
}

static void
end_cell(struct sheet *s)
{
	if (++s->at < s->n)
		return;
	s->at = 0;
	if (s->format == FORMAT_CSV)
		print_row(s);
	if (s->format == FORMAT_JSON)
		printf("%s\n{%s}", s->rows > 0 ? "," : "", buf_str(&s->row));
	buf_reset(&s->row);
	s->rows++;
}

/* What stands before each text that waits for the widths. */
struct cell {
	uint32_t len;		/* bytes */
	uint32_t width;		/* columns on a terminal */
};

/* Printed ASCII, one column a byte, and safe: days, names, our own words.
 * A count of ten years has tens of thousands of them. */
static bool
is_plain(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < ' ' || text.at[i] > '~')
			return false;
	return true;
}

/* Text that is safe and a cell of a table. */
static void
table_cell(struct sheet *s, struct span text, bool plain, bool number)
{
	struct cell cell = { (uint32_t)text.len,
		(uint32_t)(plain ? text.len : safe_width(text)) };
	char *room = buf_room(&s->cells, sizeof(cell) + text.len);

	if (room == NULL)
		return;
	if (cell.width > s->widths[s->at])
		s->widths[s->at] = cell.width;
	s->number[s->at] = number;
	memcpy(room, &cell, sizeof(cell));
	if (text.len > 0)
		memcpy(room + sizeof(cell), text.at, text.len);
	s->cells.len += sizeof(cell) + text.len;
}

static void
json_cell(struct sheet *s, json_t *value)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY |
	    JSON_REAL_PRECISION(10));

	buf_addf(&s->row, "%s\"%s\":", s->at > 0 ? "," : "",
	    s->names[s->at]);
	buf_add_str(&s->row, text != NULL ? text : "null");
	free(text);
	json_decref(value);
}

static void
csv_comma(struct sheet *s)
{
	if (s->at > 0)
		buf_add_char(&s->row, ',');
}

void
sheet_text(struct sheet *s, const char *text)
{
	struct buf *safe = &s->safe;
	struct span plain = span_str(text);

	if (s->format == FORMAT_CSV) {
		csv_comma(s);
		safe_csv(&s->row, plain);
	} else if (s->format == FORMAT_TABLE && is_plain(plain)) {
		table_cell(s, plain, true, false);
	} else {
		buf_reset(safe);
		safe_text(safe, plain, SAFE_ONE_LINE);
		if (s->format == FORMAT_JSON)
			json_cell(s, json_stringn(buf_str(safe), safe->len));
		else
			table_cell(s, buf_span(safe), false, false);
	}
	end_cell(s);
}

/* By hand: a count of ten years has tens of thousands of numbers. */
static const char *
int_text(int64_t v, char out[32])
{
	uint64_t n = v < 0 ? -(uint64_t)v : (uint64_t)v;
	char *at = out + 31;

	*at = '\0';
	do
		*--at = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	if (v < 0)
		*--at = '-';
	return at;
}

void
sheet_int(struct sheet *s, int64_t v)
{
	char room[32];
	const char *text = int_text(v, room);

	if (s->format == FORMAT_CSV) {
		csv_comma(s);
		buf_add_str(&s->row, text);
	} else if (s->format == FORMAT_JSON) {
		json_cell(s, json_integer(v));
	} else {
		table_cell(s, span_str(text), true, true);
	}
	end_cell(s);
}

void
sheet_counted(struct sheet *s, int64_t v, enum coverage coverage)
{
	s->number[s->at] = true;
	if (v == 0 && coverage == COVERAGE_NONE && s->format == FORMAT_TABLE)
		sheet_null(s);
	else
		sheet_int(s, v);
}

void
sheet_number(struct sheet *s, double v)
{
	char text[64];

	snprintf(text, sizeof(text), "%.2f", v);
	if (s->format == FORMAT_CSV) {
		csv_comma(s);
		buf_add_str(&s->row, text);
	} else if (s->format == FORMAT_JSON) {
		json_cell(s, json_real(strtod(text, NULL)));
	} else {
		table_cell(s, span_str(text), true, true);
	}
	end_cell(s);
}

void
sheet_null(struct sheet *s)
{
	if (s->format == FORMAT_CSV)
		csv_comma(s);
	else if (s->format == FORMAT_JSON)
		json_cell(s, json_null());
	else
		table_cell(s, span_str("-"), true, s->number[s->at]);
	end_cell(s);
}

/* A gap before a number, after a text; none at the end of a line. */
static void
add_cell(struct sheet *s, size_t column, const struct cell *cell,
    const char *text)
{
	struct buf *out = &s->row;
	size_t gap = s->widths[column] - cell->width;
	size_t before = (column > 0 ? 2 : 0) + (s->number[column] ? gap : 0);
	size_t after = s->number[column] || column + 1 == s->n ? 0 : gap;
	char *room = buf_room(out, before + cell->len + after + 1);

	if (room == NULL)
		return;
	memset(room, ' ', before);
	memcpy(room + before, text, cell->len);
	memset(room + before + cell->len, ' ', after);
	out->len += before + cell->len + after;
	if (column + 1 < s->n)
		return;
	while (out->len > 0 && out->at[out->len - 1] == ' ')
		out->len--;
	out->at[out->len++] = '\n';
}

static void
write_lines(struct sheet *s)
{
	fwrite(buf_str(&s->row), 1, s->row.len, stdout);
	buf_reset(&s->row);
}

static void
print_names(struct sheet *s)
{
	for (size_t i = 0; i < s->n; i++) {
		uint32_t n = (uint32_t)strlen(s->names[i]);

		add_cell(s, i, &(struct cell){ n, n }, s->names[i]);
	}
}

static void
print_table(struct sheet *s)
{
	const char *at = s->cells.at, *end = at + s->cells.len;
	struct cell cell;

	print_names(s);
	for (size_t i = 0; at < end; i = (i + 1) % s->n) {
		memcpy(&cell, at, sizeof(cell));
		add_cell(s, i, &cell, at + sizeof(cell));
		at += sizeof(cell) + cell.len;
		if (s->row.len >= LINES_BYTES)
			write_lines(s);
	}
	write_lines(s);
}

void
sheet_close(struct sheet *s, const char *empty)
{
	if (s->format == FORMAT_JSON)
		printf("%s]\n", s->rows > 0 ? "\n" : "");
	else if (s->format == FORMAT_TABLE && s->rows > 0)
		print_table(s);
	else if (s->format == FORMAT_TABLE && empty != NULL)
		printf("%s\n", empty);
	buf_done(&s->row);
	buf_done(&s->cells);
	buf_done(&s->safe);
}

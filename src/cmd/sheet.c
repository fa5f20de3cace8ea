#include "cmd/sheet.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/safe.h"

#define ROW_MAX ((size_t)4 << 20)
#define CELLS_MAX ((size_t)1 << 30)

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

/* Text that is safe and a cell of a table. */
static void
table_cell(struct sheet *s, struct span text, bool number)
{
	size_t width = safe_width(text);

	if (width > s->widths[s->at])
		s->widths[s->at] = width;
	s->number[s->at] = number;
	buf_add_span(&s->cells, text);
	buf_add_char(&s->cells, '\0');
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

	if (s->format == FORMAT_CSV) {
		csv_comma(s);
		safe_csv(&s->row, span_str(text));
	} else {
		buf_reset(safe);
		safe_text(safe, span_str(text), SAFE_ONE_LINE);
		if (s->format == FORMAT_JSON)
			json_cell(s, json_stringn(buf_str(safe), safe->len));
		else
			table_cell(s, buf_span(safe), false);
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
		table_cell(s, span_str(text), true);
	}
	end_cell(s);
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
		table_cell(s, span_str(text), true);
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
		table_cell(s, span_str("-"), false);
	end_cell(s);
}

static void
pad(struct buf *line, size_t n)
{
	static const char blanks[] = "                                ";

	for (; n > sizeof(blanks) - 1; n -= sizeof(blanks) - 1)
		buf_add(line, blanks, sizeof(blanks) - 1);
	buf_add(line, blanks, n);
}

static void
add_cell(struct sheet *s, size_t column, struct span text)
{
	struct buf *line = &s->row;
	size_t width = safe_width(text);
	size_t gap = s->widths[column] > width ?
	    s->widths[column] - width : 0;

	if (column > 0)
		pad(line, 2);
	if (s->number[column])
		pad(line, gap);
	buf_add_span(line, text);
	if (!s->number[column] && column + 1 < s->n)
		pad(line, gap);
}

static void
print_table(struct sheet *s)
{
	const char *cell = s->cells.at;

	for (size_t i = 0; i < s->n; i++)
		add_cell(s, i, span_str(s->names[i]));
	print_row(s);
	for (size_t row = 0; row < s->rows; row++) {
		for (size_t i = 0; i < s->n; i++) {
			struct span text = span_str(cell);

			add_cell(s, i, text);
			cell += text.len + 1;
		}
		print_row(s);
	}
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

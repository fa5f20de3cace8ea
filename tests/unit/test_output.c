/*
 * Sheets to the letter: what makes a cell wide, safe, or the same as the one
 * above it.
 */
#include "cmd/output/output.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/tap.h"

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))
#define T10 "0123456789"
#define T50 T10 T10 T10 T10 T10
#define T250 T50 T50 T50 T50 T50

/* A text, or a number where it is NULL. */
struct row {
	const char *text;
	int64_t number;
	const char *last;
};

static const struct {
	const char *what;
	int format;
	struct row rows[4];
	const char *want;
} sheets[] = {
	{ "text to the left, numbers to the right", FORMAT_TABLE,
	    { { "a", 1, "x" }, { "abcd", -12345, "y" } },
	    "text       n  last\na          1  x\nabcd  -12345  y\n" },
	{ "no blanks at the end", FORMAT_TABLE,
	    { { "a", 1, "" }, { "b", 2, "longer" }, { "", 3, "" } },
	    "text  n  last\na     1\nb     2  longer\n      3\n" },
	{ "cells that say what those above say", FORMAT_TABLE,
	    { { "same", 1, "x" }, { "same", 1, "x" }, { "sam", 1, "x" },
	    { "same", 1, "xx" } },
	    "text  n  last\nsame  1  x\nsame  1  x\nsam   1  x\n"
	    "same  1  xx\n" },
	{ "the beginning of the one above, and more", FORMAT_TABLE,
	    { { "ab", 1, "" }, { "a", 1, "" }, { "", 1, "" }, { "", 1, "b" } },
	    "text  n  last\nab    1\na     1\n      1\n      1  b\n" },
	{ "nothing, below a text and above one", FORMAT_TABLE,
	    { { "", 1, "x" }, { "", 1, "" }, { "a", 1, "" }, { "", 1, "" } },
	    "text  n  last\n      1  x\n      1\na     1\n      1\n" },
	{ "made safe, and above what is safe by itself", FORMAT_TABLE,
	    { { "a\nb", 1, "\033" }, { "a b", 1, "\\u{001B}" },
	    { "a\nb", 1, "\033" } },
	    "text  n  last\na b   1  \\u{001B}\na b   1  \\u{001B}\n"
	    "a b   1  \\u{001B}\n" },
	{ "columns, not bytes", FORMAT_TABLE,
	    { { "é", 1, "x" }, { "é", 1, "x" }, { "日本", 1, "x" },
	    { "ab", 1, "日本" } },
	    "text  n  last\né     1  x\né     1  x\n日本  1  x\n"
	    "ab    1  日本\n" },
	{ "the largest numbers", FORMAT_TABLE,
	    { { "", INT64_MIN, "" }, { "", INT64_MAX, "" }, { "", 0, "" } },
	    "text                     n  last\n"
	    "      -9223372036854775808\n       9223372036854775807\n"
	    "                         0\n" },
	{ "as long as a byte can say, and longer", FORMAT_TABLE,
	    { { "", 1, T250 "abc" }, { "", 1, T250 "abcd" },
	    { "", 1, T250 "abcd" }, { "", 1, T250 "abcde" } },
	    "text  n  last\n      1  " T250 "abc\n      1  " T250 "abcd\n"
	    "      1  " T250 "abcd\n      1  " T250 "abcde\n" },
	{ "csv", FORMAT_CSV,
	    { { "a,b", -1, "=x" }, { "a,b", INT64_MIN, "" } },
	    "text,n,last\n\"a,b\",-1,'=x\n\"a,b\",-9223372036854775808,\n" },
	{ "json", FORMAT_JSON,
	    { { "a\"b", 1, "x" }, { "a\"b", 1, "x" } },
	    "[\n{\"text\":\"a\\\"b\",\"n\":1,\"last\":\"x\"},\n"
	    "{\"text\":\"a\\\"b\",\"n\":1,\"last\":\"x\"}\n]\n" },
};

static void
print(size_t at)
{
	static const char *const names[] = { "text", "n", "last" };
	struct output s;

	output_open(&s, sheets[at].format, names, 3);
	for (size_t i = 0; i < 4 && sheets[at].rows[i].text != NULL; i++) {
		output_text(&s, sheets[at].rows[i].text);
		output_int(&s, sheets[at].rows[i].number);
		output_text(&s, sheets[at].rows[i].last);
	}
	output_close(&s, NULL);
}

/* The other sorts of cells, a row of each, and what is printed without any. */
static const struct {
	const char *what;
	int format;
	int rows;
	const char *empty;	/* the sentence for none */
	const char *want;
} cells[] = {
	{ "a table: two decimals, unknown, counted", FORMAT_TABLE, 2, NULL,
	    " real  null  known  unknown\n 1.50  -         0        -\n"
	    "-0.33  -         7        8\n" },
	{ "csv", FORMAT_CSV, 2, NULL, "real,null,known,unknown\n"
	    "1.50,,0,0\n-0.33,,7,8\n" },
	{ "json", FORMAT_JSON, 2, NULL, "[\n{\"real\":1.5,\"null\":null,"
	    "\"known\":0,\"unknown\":0},\n{\"real\":-0.33,\"null\":null,"
	    "\"known\":7,\"unknown\":8}\n]\n" },
	{ "a table without rows", FORMAT_TABLE, 0, "Nothing.", "Nothing.\n" },
	{ "a table whose command failed", FORMAT_TABLE, 0, NULL, "" },
	{ "csv without rows", FORMAT_CSV, 0, "Nothing.",
	    "real,null,known,unknown\n" },
	{ "json without rows", FORMAT_JSON, 0, "Nothing.", "[]\n" },
};

static void
print_cells(size_t at)
{
	static const char *const names[] = { "real", "null", "known",
		"unknown" };
	struct output s;

	output_open(&s, cells[at].format, names, 4);
	for (int i = 0; i < cells[at].rows; i++) {
		output_number(&s, i == 0 ? 1.5 : -1.0 / 3);
		output_null(&s);
		output_counted(&s, i == 0 ? 0 : 7, COVERAGE_FULL);
		output_counted(&s, i == 0 ? 0 : 8, COVERAGE_NONE);
	}
	output_close(&s, cells[at].empty);
}

/* What a table of 20,000 rows is written in: several pieces. */
static void
print_long(size_t rows)
{
	static const char *const names[] = { "a", "b" };
	struct output s;

	output_open(&s, FORMAT_TABLE, names, 2);
	for (size_t i = 0; i < rows; i++) {
		output_text(&s, i % 3 == 0 ? "twelve bytes" : "nine byte");
		output_int(&s, (int64_t)i);
	}
	output_close(&s, NULL);
}

static void
capture(void (*what)(size_t), size_t arg, struct buf *got)
{
	int out = dup(STDOUT_FILENO);
	FILE *file = tmpfile();
	char piece[4096];
	size_t n;

	if (out == -1 || file == NULL)
		abort();
	fflush(stdout);
	dup2(fileno(file), STDOUT_FILENO);
	what(arg);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	close(out);
	rewind(file);
	while ((n = fread(piece, 1, sizeof(piece), file)) > 0)
		buf_add(got, piece, n);
	fclose(file);
}

static void
test_rows(void)
{
	for (size_t i = 0; i < ROWS(sheets); i++) {
		CLEANUP(buf_done) struct buf got = { .max = 1 << 16 };

		capture(print, i, &got);
		is_str(buf_str(&got), sheets[i].want, sheets[i].what);
	}
}

static void
test_cells(void)
{
	for (size_t i = 0; i < ROWS(cells); i++) {
		CLEANUP(buf_done) struct buf got = { .max = 1 << 16 };

		capture(print_cells, i, &got);
		is_str(buf_str(&got), cells[i].want, cells[i].what);
	}
}

static void
test_long(void)
{
	CLEANUP(buf_done) struct buf got = { .max = 8 << 20 };
	CLEANUP(buf_done) struct buf want = { .max = 8 << 20 };
	const int rows = 20000;

	buf_addf(&want, "%-12s  %5s\n", "a", "b");
	for (int i = 0; i < rows; i++)
		buf_addf(&want, "%-12s  %5d\n", i % 3 == 0 ? "twelve bytes" :
		    "nine byte", i);
	capture(print_long, rows, &got);
	ok(span_eq(buf_span(&got), buf_span(&want)), "a table in pieces");
}

int
main(void)
{
	/* as floodmark does, for the width of characters */
	setlocale(LC_CTYPE, "C.UTF-8");
	test_rows();
	test_cells();
	test_long();
	return tap_done();
}

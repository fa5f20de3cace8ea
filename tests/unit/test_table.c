#include <string.h>

#include "detect/table.h"
#include "tests/tap.h"

struct seen {
	int rows, series, known;
	int64_t sum;
};

static int
note(const struct table_row *row, void *arg, struct err *err)
{
	struct seen *s = arg;

	(void)err;
	s->rows++;
	s->series += row->first;
	s->known += row->known;
	s->sum += row->count;
	return 0;
}

static const struct {
	const char *text;
	int rows, series, known;
	int64_t sum;
} good[] = {
	{ "series,day,count\n", 0, 0, 0, 0 },
	{ "series,day,count\na,2026-01-01,3\na,2026-01-03,4\nb,2026-01-01,1\n",
	    3, 2, 3, 8 },
	{ "count,coverage,day,series\r\n5,partial,2026-01-01,a\r\n"
	    "\"6\",full,2026-01-02,a\r\n0,none,2026-01-03,a",
	    3, 1, 1, 11 },
	{ "series,day,count,coverage,note\na,2024-02-29,3,full,x\n\n",
	    1, 1, 1, 3 },
};

static const struct {
	const char *text, *sentence;
} bad[] = {
	{ "", "t:1:1: no column \"series\"; the first line would be "
	    "series,day,count[,coverage]" },
	{ "series,day\n", "t:1:1: no column \"count\"; the first line would "
	    "be series,day,count[,coverage]" },
	{ "series,day,count\na,2026-01-01\n",
	    "t:2:1: the line ends before its column \"count\"" },
	{ "series,day,count\na,2026-02-29,1\n",
	    "t:2:3: this is not a day; 2026-03-29 would be" },
	{ "series,day,count\na,2026-01-02,1\na,2026-01-02,1\n",
	    "t:3:3: this day does not come after the one before it in its "
	    "series" },
	{ "series,day,count\na,2026-01-02,-1\n",
	    "t:2:14: this is not a count of 0 to 1000000" },
	{ "series,day,count\na,2026-01-02,1.5\n",
	    "t:2:14: this is not a count of 0 to 1000000" },
	{ "series,day,count\na,2026-01-02,99999999999999999999\n",
	    "t:2:14: this is not a count of 0 to 1000000" },
	{ "series,day,count,coverage\na,2026-01-02,1,fine\n",
	    "t:2:16: this is no coverage; full, partial or none would be" },
	{ "series,day,count\na\"b,2026-01-02,1\n",
	    "t:2:1: a quote inside a cell; plain words and numbers would be "
	    "right" },
};

int
main(void)
{
	char text[500];

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct seen s = { 0 };
		struct err err;

		strcpy(text, good[i].text);
		is_int(table_rows("t", text, note, &s, &err), 0, "read");
		ok(s.rows == good[i].rows && s.series == good[i].series &&
		    s.known == good[i].known && s.sum == good[i].sum,
		    "table %zu: %d rows, %d series, %d known", i, s.rows,
		    s.series, s.known);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct seen s = { 0 };
		struct err err;

		strcpy(text, bad[i].text);
		is_int(table_rows("t", text, note, &s, &err), -1, "refused");
		is_str(err.text, bad[i].sentence, "in one sentence");
	}
	return tap_done();
}

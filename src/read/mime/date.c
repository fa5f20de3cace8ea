#include "read/mime/date.h"

#include <string.h>

#include "base/ascii.h"

#define PIECES_MAX 16

static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

/* RFC 5322, 4.3, and the zones mail is really sent with. */
static const struct {
	const char *name;
	int offset_min;
} zones[] = {
	{ "ut", 0 }, { "utc", 0 }, { "gmt", 0 }, { "z", 0 }, { "wet", 0 },
	{ "bst", 60 }, { "ist", 330 }, { "cet", 60 }, { "met", 60 },
	{ "mez", 60 }, { "west", 60 }, { "cest", 120 }, { "mest", 120 },
	{ "mesz", 120 }, { "eet", 120 }, { "sast", 120 }, { "eest", 180 },
	{ "msk", 180 }, { "msd", 240 }, { "jst", 540 }, { "kst", 540 },
	{ "hkt", 480 }, { "sgt", 480 }, { "awst", 480 }, { "aest", 600 },
	{ "aedt", 660 }, { "acst", 570 }, { "nzst", 720 }, { "nzdt", 780 },
	{ "ast", -240 }, { "adt", -180 }, { "est", -300 }, { "edt", -240 },
	{ "cst", -360 }, { "cdt", -300 }, { "mst", -420 }, { "mdt", -360 },
	{ "pst", -480 }, { "pdt", -420 }, { "akst", -540 }, { "akdt", -480 },
	{ "hst", -600 }, { "brt", -180 }, { "art", -180 }, { "nst", -210 },
	{ "ndt", -150 },
};

struct pieces {
	struct span at[PIECES_MAX];
	size_t n;
};

/* What a date is put together from; -1: not met yet. */
struct date {
	int year, month, day, hour, minute, second;
	int offset_s;
	bool zone, pm, am;
};

static bool
ends_piece(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' ||
	    c == '(' || c == '\0';
}

static size_t
date_comment_len(struct span s)
{
	size_t depth = 0, i = 0;

	for (; i < s.len; i++) {
		if (s.at[i] == '(')
			depth++;
		else if (s.at[i] == ')' && --depth == 0)
			return i + 1;
	}
	return i;
}

static void
date_split(struct span s, struct pieces *p)
{
	p->n = 0;
	while (s.len > 0 && p->n < PIECES_MAX) {
		size_t n = 0;

		if (s.at[0] == '(') {
			s = span_from(s, date_comment_len(s));
			continue;
		}
		while (n < s.len && !ends_piece(s.at[n]))
			n++;
		if (n > 0)
			p->at[p->n++] = span_of(s.at, n);
		else
			n = 1;
		s = span_from(s, n);
	}
}

/* The number at the front, at most nine digits; -1: none. */
static int
date_number(struct span s, size_t *len)
{
	int v = 0;

	for (*len = 0; *len < s.len && *len < 9 && ascii_is_digit(s.at[*len]);
	    (*len)++)
		v = v * 10 + (s.at[*len] - '0');
	return *len == 0 ? -1 : v;
}

/* 1 to 12 for a name that begins as a month does, else 0. */
static int
month_named(struct span s)
{
	if (s.len < 3)
		return 0;
	for (int i = 0; i < 12; i++)
		if (span_ieq(span_of(s.at, 3), span_of(months + i * 3, 3)))
			return i + 1;
	return 0;
}

/* RFC 5322, 4.3; "0102" counts from 1900 too, with a width of four. */
static int
full_year(int year, size_t digits)
{
	if (digits == 2)
		return year + (year < 50 ? 2000 : 1900);
	return digits > 2 && year < 1000 ? year + 1900 : year;
}

/* "21:09", "21:09:33", "21.09.33", "9:05:12.5" */
static bool
take_clock(struct date *d, struct span s)
{
	size_t n;
	int hour = date_number(s, &n), minute, second = 0;

	if (hour < 0 || n > 2 || n == s.len ||
	    (s.at[n] != ':' && s.at[n] != '.'))
		return false;
	s = span_from(s, n + 1);
	minute = date_number(s, &n);
	if (minute < 0 || n != 2)
		return false;
	s = span_from(s, n);
	if (s.len > 1 && (s.at[0] == ':' || s.at[0] == '.'))
		second = date_number(span_from(s, 1), &n);
	d->hour = hour;
	d->minute = minute;
	d->second = second < 0 ? 0 : second;
	return true;
}

/* "+0100", "-05:00", "+1", "GMT+2" */
static bool
take_offset(struct date *d, struct span s)
{
	int v, sign, hours;
	size_t n;

	if (s.len < 2 || (s.at[0] != '+' && s.at[0] != '-'))
		return false;
	sign = s.at[0] == '-' ? -1 : 1;
	s = span_from(s, 1);
	v = date_number(s, &n);
	if (v < 0 || n > 4)
		return false;
	hours = n <= 2 ? v : v / 100;
	v = n <= 2 ? 0 : v % 100;
	if (n <= 2 && s.len > n && s.at[n] == ':')
		v = date_number(span_from(s, n + 1), &n);
	if (hours > 23 || v < 0 || v > 59)
		return false;
	d->offset_s = sign * (hours * 3600 + v * 60);
	d->zone = true;
	return true;
}

static bool
take_zone(struct date *d, struct span s)
{
	size_t n = 0;
	struct span name;

	while (n < s.len && s.at[n] != '+' && s.at[n] != '-')
		n++;
	name = span_of(s.at, n);
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		if (!span_ieq_str(name, zones[i].name))
			continue;
		if (!d->zone)
			d->offset_s = zones[i].offset_min * 60;
		d->zone = true;
		if (n < s.len)
			take_offset(d, span_from(s, n));
		return true;
	}
	return false;
}

/* "2003-12-01", "01-Dec-2003", "1/12/2003" is not guessed at. */
static bool
take_joined(struct date *d, struct span s)
{
	size_t n, digits;
	int first = date_number(s, &n), month, last;

	if (first < 0 || n == s.len || s.at[n] != '-')
		return false;
	digits = n;
	s = span_from(s, n + 1);
	month = date_number(s, &n);
	if (month < 0) {
		month = month_named(s);
		for (n = 0; n < s.len && s.at[n] != '-'; n++)
			;
	}
	if (month == 0 || n >= s.len)
		return false;
	s = span_from(s, n + 1);
	last = date_number(s, &n);
	if (last < 0)
		return false;
	d->month = month;
	d->year = digits == 4 ? first : full_year(last, n);
	d->day = digits == 4 ? last : first;
	s = span_from(s, n);
	if (s.len > 1 && s.at[0] == 'T') {
		take_clock(d, span_from(s, 1));
		for (n = 1; n < s.len && strchr("+-Z", s.at[n]) == NULL; n++)
			;
		if (!take_offset(d, span_from(s, n)))
			take_zone(d, span_from(s, n));
	}
	return true;
}

static void
take_number(struct date *d, struct span s)
{
	size_t n;
	int v = date_number(s, &n);

	if (v < 0)
		return;
	if (d->day < 0 && n <= 2 && v >= 1 && v <= 31)
		d->day = v;
	else if (d->year < 0 && n >= 2 && n <= 4)
		d->year = full_year(v, n);
}

static void
date_piece(struct date *d, struct span s)
{
	int month;

	if (d->hour < 0 && take_clock(d, s))
		return;
	if (take_offset(d, s) || (d->hour >= 0 && take_zone(d, s)))
		return;
	if (span_ieq_str(s, "pm") || span_ieq_str(s, "am")) {
		d->pm = (s.at[0] | 0x20) == 'p';
		d->am = !d->pm;
	} else if (d->month < 0 && (month = month_named(s)) > 0) {
		d->month = month;
	} else if (d->day < 0 && take_joined(d, s)) {
		return;
	} else {
		take_number(d, s);
	}
}

static bool
date_is(const struct date *d)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };

	return d->year >= 1900 && d->year <= 9999 && d->month >= 1 &&
	    d->month <= 12 && d->day >= 1 && d->day <= days[d->month - 1] &&
	    d->hour <= 24 && d->minute <= 59 && d->second <= 60;
}

int64_t
date_parse(struct span s)
{
	struct date d = { .year = -1, .month = -1, .day = -1, .hour = -1 };
	struct pieces p;

	date_split(s, &p);
	for (size_t i = 0; i < p.n; i++)
		date_piece(&d, p.at[i]);
	if (d.hour < 0)
		d.hour = 0;
	if (!date_is(&d))
		return MOMENT_NONE;
	if (d.pm && d.hour < 12)
		d.hour += 12;
	if (d.am && d.hour == 12)
		d.hour = 0;
	return moment_from_civil(d.year, d.month, d.day, d.hour, d.minute,
	    d.second, d.offset_s);
}

int64_t
date_received(struct span s)
{
	const char *mark = s.len == 0 ? NULL : memrchr(s.at, ';', s.len);

	if (mark == NULL)
		return MOMENT_NONE;
	return date_parse(span_from(s, (size_t)(mark + 1 - s.at)));
}

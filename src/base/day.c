#include "config.h"

#include "base/day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ZONE_DIR "/usr/share/zoneinfo/"

int
zone_use(const char *name, struct err *err)
{
	char path[256];

	snprintf(path, sizeof(path), ZONE_DIR "%s", name);
	if (name[0] == '\0' || name[0] == '/' || strstr(name, "..") != NULL ||
	    strlen(name) > 100 || access(path, R_OK) != 0)
		return err_set(err, EX_CONFIG,
		    "unknown time zone \"%s\"; an IANA name such as "
		    "Europe/London would be right", name);
	if (setenv("TZ", name, 1) != 0)
		return err_errno(err, EX_OSERR, "cannot set the time zone");
	tzset();
	return 0;
}

/* Howard Hinnant, "chrono-compatible low-level date algorithms". */
struct day
day_from_civil(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return (struct day){ (int32_t)(era * 146097 + doe - 719468) };
}

void
day_to_civil(struct day d, int *year, int *month, int *day)
{
	int64_t z = (int64_t)d.n + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

static int64_t
floor_seconds(int64_t moment_ms)
{
	return moment_ms >= 0 ? moment_ms / 1000 : -((999 - moment_ms) / 1000);
}

struct clock_time
clock_of(int64_t moment_ms)
{
	time_t t = (time_t)floor_seconds(moment_ms);
	struct tm tm = { 0 };

	localtime_r(&t, &tm);
	return (struct clock_time){ tm.tm_year + 1900, tm.tm_mon + 1,
		tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
		(int)tm.tm_gmtoff };
}

/* Not gmtime_r: that opens the system's zone file, which the reader's
 * sandbox does not forgive. */
static struct clock_time
clock_utc(int64_t moment_ms)
{
	int64_t t = floor_seconds(moment_ms);
	int64_t n = (t >= 0 ? t : t - 86399) / 86400;
	int second = (int)(t - n * 86400);
	struct clock_time c = { .hour = second / 3600,
		.minute = second / 60 % 60, .second = second % 60 };

	day_to_civil((struct day){ (int32_t)n }, &c.year, &c.month, &c.day);
	return c;
}

struct day
day_of(int64_t moment_ms)
{
	struct clock_time c = clock_of(moment_ms);

	return day_from_civil(c.year, c.month, c.day);
}

/*
 * mktime is not asked: where midnight does not exist it may answer either
 * side.  The offset a day earlier or later gives two guesses; the earlier
 * one that lies in the day is its start.
 */
int64_t
day_start_ms(struct day d)
{
	int64_t utc = (int64_t)d.n * 86400000;
	int64_t lo = utc - 16 * 3600000LL, hi = utc + 16 * 3600000LL;

	while (hi - lo > 1000) {
		int64_t mid = lo + (hi - lo) / 2000 * 1000;

		if (mid == lo)
			break;
		if (day_of(mid).n >= d.n)
			hi = mid;
		else
			lo = mid;
	}
	return hi;
}

struct day
day_add(struct day d, int days)
{
	return (struct day){ d.n + days };
}

int
day_weekday(struct day d)
{
	int w = (d.n + 3) % 7;

	return w < 0 ? w + 7 : w;
}

static char *
put_digits(char *at, int n, int digits)
{
	for (int i = digits - 1; i >= 0; i--, n /= 10)
		at[i] = (char)('0' + n % 10);
	return at + digits;
}

/* By hand, not by printf: counts of ten years are thousands of days. */
void
day_text(struct day d, char out[DAY_TEXT])
{
	int y, m, dd;
	char *at = out;

	day_to_civil(d, &y, &m, &dd);
	at = put_digits(at, (y % 10000 + 10000) % 10000, 4);
	*at++ = '-';
	at = put_digits(at, m, 2);
	*at++ = '-';
	*put_digits(at, dd, 2) = '\0';
}

/* `digits` digits; -1: something else. */
static int
read_number(const char *s, int digits)
{
	int n = 0;

	for (int i = 0; i < digits; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		n = n * 10 + s[i] - '0';
	}
	return n;
}

/* The same and the character after them. */
static int
read_digits(const char *s, int digits, char after)
{
	int n = read_number(s, digits);

	return n != -1 && s[digits] == after ? n : -1;
}

static int
days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

bool
day_parse(const char *s, struct day *out)
{
	int y, m, d;

	/* In this order: nothing is read beyond an early end. */
	if ((y = read_digits(s, 4, '-')) == -1 ||
	    (m = read_digits(s + 5, 2, '-')) == -1 ||
	    (d = read_digits(s + 8, 2, '\0')) == -1)
		return false;
	if (m < 1 || m > 12 || d < 1 || d > days_in(y, m))
		return false;
	*out = day_from_civil(y, m, d);
	return true;
}

bool
clock_parse(const char *s, int *hour, int *minute)
{
	/* In this order, as above. */
	if ((*hour = read_digits(s, 2, ':')) == -1 ||
	    (*minute = read_number(s + 3, 2)) == -1)
		return false;
	return *hour <= 23 && *minute <= 59;
}

static void
moment_put(struct clock_time c, bool utc, char out[MOMENT_TEXT])
{
	int off = c.offset_s < 0 ? -c.offset_s : c.offset_s;
	int n = snprintf(out, MOMENT_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d",
	    c.year % 10000, c.month, c.day, c.hour, c.minute, c.second);

	if (utc)
		snprintf(out + n, (size_t)(MOMENT_TEXT - n), "Z");
	else
		snprintf(out + n, (size_t)(MOMENT_TEXT - n), "%c%02d:%02d",
		    c.offset_s < 0 ? '-' : '+', off / 3600, off / 60 % 60);
}

void
moment_text(int64_t moment_ms, char out[MOMENT_TEXT])
{
	moment_put(clock_of(moment_ms), false, out);
}

void
moment_text_utc(int64_t moment_ms, char out[MOMENT_TEXT])
{
	moment_put(clock_utc(moment_ms), true, out);
}

int64_t
moment_from_civil(int year, int month, int day, int hour, int minute,
    int second, int offset_s)
{
	return ((int64_t)day_from_civil(year, month, day).n * 86400 +
	    hour * 3600 + minute * 60 + second - offset_s) * 1000;
}

#ifdef TEST_CLOCK
static const char *
fixed_clock(void)
{
	const char *fixed = getenv("FLOODMARK_NOW");

	return fixed == NULL || fixed[0] == '\0' ? NULL : fixed;
}
#define CLOCK_NOTE " with the clock of tests: FLOODMARK_NOW sets it"
#else
static const char *
fixed_clock(void)
{
	return NULL;
}
#define CLOCK_NOTE ""
#endif

bool
clock_is_fixed(void)
{
	return fixed_clock() != NULL;
}

const char *
clock_note(void)
{
	return CLOCK_NOTE;
}

int64_t
clock_now_ms(void)
{
	const char *fixed = fixed_clock();
	struct timespec ts;

	if (fixed != NULL)
		return strtoll(fixed, NULL, 10) * 1000;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
clock_ticks_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

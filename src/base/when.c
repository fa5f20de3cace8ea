#include "base/when.h"

#include <stdio.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)

/* What was written, before the zone is asked. */
struct written {
	struct day day;
	int year, month, mday;
	bool clock, zoned;
	int hour, minute;
	int offset_s;
};

/* "", "Z" or "+01:00" */
static bool
read_zone(const char *s, struct written *w)
{
	int hour, minute;

	w->zoned = *s != '\0';
	if (*s == '\0' || strcmp(s, "Z") == 0)
		return true;
	if ((*s != '+' && *s != '-') || !clock_parse(s + 1, &hour, &minute) ||
	    s[6] != '\0')
		return false;
	w->offset_s = (hour * 60 + minute) * (*s == '-' ? -60 : 60);
	return true;
}

static bool
read_written(const char *text, struct written *w)
{
	char day[DAY_TEXT] = "";

	*w = (struct written){ .clock = strlen(text) > 10 };
	memcpy(day, text, w->clock ? 10 : strlen(text));
	if (!day_parse(day, &w->day))
		return false;
	day_to_civil(w->day, &w->year, &w->month, &w->mday);
	if (!w->clock)
		return true;
	/* "2026-03-29 14:05", or with RFC 3339's T */
	return (text[10] == ' ' || text[10] == 'T') &&
	    clock_parse(text + 11, &w->hour, &w->minute) &&
	    read_zone(text + 16, w);
}

static int64_t
moment_at(const struct written *w, int offset_s)
{
	return moment_from_civil(w->year, w->month, w->mday, w->hour,
	    w->minute, 0, offset_s);
}

/* The clock on the wall showed it at that offset. */
static bool
was_shown(const struct written *w, int offset_s)
{
	return clock_of(moment_at(w, offset_s)).offset_s == offset_s;
}

static void
offset_text(int offset_s, char out[16])
{
	int off = offset_s < 0 ? -offset_s : offset_s;

	snprintf(out, 16, "%c%02d:%02d", offset_s < 0 ? '-' : '+',
	    off / 3600 % 100, off / 60 % 60);
}

/* A change of the clocks lies between the offsets of the day before and of
 * the day after. */
static int
when_place(const char *name, const char *text, const struct written *w,
    struct when *out, struct err *err)
{
	int before = clock_of(moment_at(w, 0) - DAY_MS).offset_s;
	int after = clock_of(moment_at(w, 0) + DAY_MS).offset_s;
	bool first = was_shown(w, before);
	bool second = before != after && was_shown(w, after);
	char a[16], b[16];

	if (!first && !second)
		return err_set(err, EX_USAGE, "%s: %s did not exist: the "
		    "clocks went forward over it", name, text);
	if (first && second) {
		offset_text(before, a);
		offset_text(after, b);
		return err_set(err, EX_USAGE, "%s: %s came twice: the clocks "
		    "went back; \"%s%s\" is the first, \"%s%s\" the second",
		    name, text, text, a, text, b);
	}
	out->ms = moment_at(w, first ? before : after);
	return 0;
}

static int
place_zoned(const char *name, const char *text, const struct written *w,
    struct when *out, struct err *err)
{
	char offset[16];

	out->ms = moment_at(w, w->offset_s);
	if (was_shown(w, w->offset_s))
		return 0;
	offset_text(clock_of(out->ms).offset_s, offset);
	return err_set(err, EX_USAGE, "%s: %s is not a time of the case's "
	    "zone, which was at %s then", name, text, offset);
}

int
when_parse(const char *name, const char *text, struct when *out,
    struct err *err)
{
	struct written w;

	if (!read_written(text, &w))
		return err_set(err, EX_USAGE, "%s: \"%s\" is not right; a day "
		    "such as 2026-03-29, or \"2026-03-29 14:05\", would be",
		    name, text);
	*out = (struct when){ day_start_ms(w.day), w.day, w.clock };
	if (day_of(out->ms).n != w.day.n)
		return err_set(err, EX_USAGE, "%s: %s was left out of the "
		    "calendar there", name, text);
	if (!w.clock)
		return 0;
	return w.zoned ? place_zoned(name, text, &w, out, err) :
	    when_place(name, text, &w, out, err);
}

int
when_parse_past(const char *name, const char *text, int64_t now_ms,
    struct when *out, struct err *err)
{
	if (when_parse(name, text, out, err) == -1)
		return -1;
	if (out->ms > now_ms)
		return err_set(err, EX_USAGE, "%s: %s is still to come; what "
		    "has happened is recorded, not what will", name, text);
	return 0;
}

void
when_text(const struct when *w, char out[MOMENT_TEXT])
{
	char day[DAY_TEXT];

	day_text(w->day, day);
	if (w->exact)
		moment_text(w->ms, out);
	else
		snprintf(out, MOMENT_TEXT, "%s", day);
}

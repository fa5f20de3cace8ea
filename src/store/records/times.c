#include "store/records/times.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/records/clocks.h"

/* What stands behind `"name":`.  Within a text every quotation mark is
 * escaped, so it is no text that says so.  NULL: it is not there. */
static const char *
value_of(struct span entry, const char *name)
{
	const char *at = entry.len == 0 ? NULL : memmem(entry.at, entry.len,
	    name, strlen(name));

	return at == NULL ? NULL : at + strlen(name);
}

/* Behind the number there is more of the object, so it ends in time. */
static bool
int_of(struct span entry, const char *name, int64_t *out)
{
	const char *at = value_of(entry, name);

	if (at == NULL || at >= entry.at + entry.len || (*at != '-' &&
	    (*at < '0' || *at > '9')) || entry.at[entry.len - 1] != '}')
		return false;
	*out = strtoll(at, NULL, 10);
	return true;
}

static void
text_of(struct span entry, const char *name, char *out, size_t size)
{
	const char *at = value_of(entry, name);
	size_t n = 0;

	for (; at != NULL && at + n < entry.at + entry.len && at[n] != '"' &&
	    n < size - 1; n++)
		out[n] = at[n];
	out[n] = '\0';
}

static void
worst_add(struct times_worst *w, int64_t by, struct times_worst is)
{
	is.n = w->n + 1;
	if (w->n == 0 || by > llabs(w->ms - w->before_ms))
		*w = is;
	w->n = is.n;
}

static void
take_clock(struct times *t, int64_t row, struct span entry, int64_t ms)
{
	char boot[sizeof(t->boot)];
	int64_t up, should;

	text_of(entry, "\"boot\":\"", boot, sizeof(boot));
	if (!int_of(entry, "\"uptime_ms\":", &up))
		return;
	should = t->clock_ms + (up - t->uptime_ms);
	if (strcmp(boot, "FLOODMARK_NOW") == 0)
		worst_add(&t->fixed, 0, (struct times_worst){ 0, row, 0, ms,
		    ms });
	else if (t->clock_row != 0 && strcmp(boot, t->boot) == 0 &&
	    strcmp(boot, "unknown") != 0 &&
	    llabs(ms - should) >= CLOCK_STEP_MS)
		worst_add(&t->set, llabs(ms - should), (struct times_worst){ 0,
		    row, t->clock_row, ms, should });
	snprintf(t->boot, sizeof(t->boot), "%s", boot);
	t->clock_row = row;
	t->clock_ms = ms;
	t->uptime_ms = up;
}

void
times_take(struct times *t, int64_t row, struct span entry)
{
	int64_t ms;

	if (!int_of(entry, "\"recorded_ms\":", &ms))
		return;
	if (value_of(entry, "\"table\":\"clock\"") != NULL)
		take_clock(t, row, entry, ms);
	if (t->newest_row != 0 && ms < t->newest_ms - TIMES_SLACK_MS)
		worst_add(&t->back, t->newest_ms - ms, (struct times_worst){
		    0, row, t->newest_row, ms, t->newest_ms });
	if (t->newest_row == 0 || ms > t->newest_ms) {
		t->newest_ms = ms;
		t->newest_row = row;
	}
}

static void
say_back(const struct times_worst *w, const char *is, const char *was,
    char out[TIMES_NOTE])
{
	snprintf(out, TIMES_NOTE, "%lld row%s a time before that of an "
	    "earlier row, this one the furthest: %s, behind %s in row %lld; "
	    "the clock was set, or that is not when it was written",
	    (long long)w->n, w->n == 1 ? " states" : "s state", is, was,
	    (long long)w->before);
}

static void
say_set(const struct times_worst *w, const char *is, const char *was,
    char out[TIMES_NOTE])
{
	snprintf(out, TIMES_NOTE, "the clock was set %lld time%s while the "
	    "machine ran, here the furthest: it shows %s, and by the uptime "
	    "since row %lld it is %s", (long long)w->n, w->n == 1 ? "" : "s",
	    is, (long long)w->before, was);
}

static void
say_fixed(const struct times_worst *w, const char *is, const char *was,
    char out[TIMES_NOTE])
{
	(void)w;
	(void)was;
	snprintf(out, TIMES_NOTE, "from here on a build for tests stated the "
	    "time it was given, %s, not that of a clock", is);
}

int64_t
times_note(const struct times *t, int i, char out[TIMES_NOTE])
{
	const struct {
		const struct times_worst *worst;
		void (*say)(const struct times_worst *, const char *,
		    const char *, char *);
	} kinds[] = {
		{ &t->back, say_back }, { &t->set, say_set },
		{ &t->fixed, say_fixed },
	};
	char is[MOMENT_TEXT], was[MOMENT_TEXT];

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		const struct times_worst *w = kinds[k].worst;

		if (w->n == 0 || i-- > 0)
			continue;
		moment_text_utc(w->ms, is);
		moment_text_utc(w->before_ms, was);
		kinds[k].say(w, is, was, out);
		return w->row;
	}
	return 0;
}

#include "bundle/write/schedule.h"

#include <string.h>

#include "base/safe.h"
#include "model/letter.h"

#define DAY_MS 86400000

bool
schedule_selects(const struct filter *f, const struct incident *i)
{
	return i->day.n >= f->from.n && i->day.n <= f->to.n &&
	    (f->person == NULL || strcmp(f->person, i->person) == 0);
}

void
schedule_exhibit(struct buf *out, const char *initials, int64_t n)
{
	buf_addf(out, "%s/%lld", initials, (long long)n);
}

bool
schedule_claim_differs(const struct incident *i)
{
	int64_t by;

	if (i->claimed_ms == MOMENT_NONE || i->at_ms == MOMENT_NONE ||
	    __builtin_sub_overflow(i->claimed_ms, i->at_ms, &by))
		return false;
	return by > DAY_MS || by < -DAY_MS;
}

static const struct {
	const char *before;	/* of the identifier */
	bool field;		/* say where it stood */
} reasons[BY_COUNT] = {
	[BY_ADDRESS] = { "address", true },
	[BY_PHONE] = { "number", false },
	[BY_NAME] = { "display name alone", true },
	[BY_HANDLE] = { "handle", true },
	[BY_RULE] = { "content rule", true },
	[BY_RECIPIENT] = { "own message to", false },
	[BY_UNREADABLE] = { "nothing: it could not be read", false },
	[BY_NOTICE] = { "named by a signed notice", true },
	[BY_HAND] = { "entered by hand", false },
};

void
schedule_why(struct buf *out, const struct incident *i)
{
	const char *what = i->by == BY_RULE ? i->rule : i->identifier;

	if (i->by >= BY_COUNT)
		return;
	buf_add_str(out, reasons[i->by].before);
	if (reasons[i->by].field && i->field[0] != '\0')
		buf_addf(out, " %s %s", i->by == BY_NOTICE ? "of" :
		    "in", i->field);
	if (what[0] != '\0')
		buf_addf(out, ": %s", what);
}

void
schedule_flags(struct buf *out, const struct incident *i)
{
	const char *blank = "";

	for (int f = 0; f < LETTER_FLAG_COUNT; f++)
		if ((i->flags >> f & 1) != 0) {
			buf_addf(out, "%s%s", blank,
			    letter_flag_name((enum letter_flag)f));
			blank = " ";
		}
}

struct line {
	const char *initials;
	int64_t n;
	const struct incident *i;
};

static void
csv_exhibit(struct buf *out, const struct line *l)
{
	schedule_exhibit(out, l->initials, l->n);
}

static void
put_id(struct buf *out, const struct line *l)
{
	buf_addf(out, "%lld", (long long)l->i->id);
}

static void
put_received(struct buf *out, const struct line *l)
{
	char text[MOMENT_TEXT];

	moment_text(l->i->at_ms, text);
	buf_add_str(out, text);
}

static void
put_utc(struct buf *out, int64_t moment_ms)
{
	char text[MOMENT_TEXT];

	if (moment_ms == MOMENT_NONE)
		return;
	moment_text_utc(moment_ms, text);
	buf_add_str(out, text);
}

static void
put_received_utc(struct buf *out, const struct line *l)
{
	put_utc(out, l->i->at_ms);
}

static void
put_claimed(struct buf *out, const struct line *l)
{
	if (schedule_claim_differs(l->i))
		put_utc(out, l->i->claimed_ms);
}

static void
csv_person(struct buf *out, const struct line *l)
{
	buf_add_str(out, l->i->person);
}

static void
put_channel(struct buf *out, const struct line *l)
{
	buf_add_str(out, channel_name(l->i->channel));
}

static void
put_direction(struct buf *out, const struct line *l)
{
	buf_add_str(out, direction_name(l->i->direction));
}

static void
put_sender(struct buf *out, const struct line *l)
{
	buf_add_str(out, l->i->sender);
}

static void
put_by(struct buf *out, const struct line *l)
{
	buf_add_str(out, finding_by_name(l->i->by));
}

static void
put_field(struct buf *out, const struct line *l)
{
	buf_add_str(out, l->i->field);
}

static void
put_identifier(struct buf *out, const struct line *l)
{
	buf_add_str(out, l->i->identifier);
}

static void
csv_rule(struct buf *out, const struct line *l)
{
	buf_add_str(out, l->i->rule);
}

static void
put_kind(struct buf *out, const struct line *l)
{
	buf_add_str(out, l->i->kind);
}

static void
put_state(struct buf *out, const struct line *l)
{
	buf_add_str(out, state_name(l->i->state));
}

static void
put_counted(struct buf *out, const struct line *l)
{
	buf_add_str(out, l->i->state == STATE_CONTACT ? "yes" : "no");
}

static void
csv_flags(struct buf *out, const struct line *l)
{
	schedule_flags(out, l->i);
}

static void
put_recorded(struct buf *out, const struct line *l)
{
	put_utc(out, l->i->recorded_ms);
}

static void
put_digest(struct buf *out, const struct line *l)
{
	char hex[DIGEST_TEXT];

	digest_text(&l->i->digest, hex);
	buf_add_str(out, hex);
}

static const struct {
	const char *name;
	void (*put)(struct buf *, const struct line *);
} columns[] = {
	{ "exhibit", csv_exhibit },
	{ "id", put_id },
	{ "received", put_received },
	{ "received_utc", put_received_utc },
	{ "claimed_utc", put_claimed },
	{ "person", csv_person },
	{ "channel", put_channel },
	{ "direction", put_direction },
	{ "sender", put_sender },
	{ "by", put_by },
	{ "field", put_field },
	{ "identifier", put_identifier },
	{ "rule", csv_rule },
	{ "kind", put_kind },
	{ "state", put_state },
	{ "counted", put_counted },
	{ "flags", csv_flags },
	{ "recorded_utc", put_recorded },
	{ "digest", put_digest },
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

_Static_assert(COLUMNS <= SCHEDULE_COLUMNS_MAX, "who reads it has room");

int
schedule_column(const char *name)
{
	for (size_t c = 0; c < COLUMNS; c++)
		if (strcmp(columns[c].name, name) == 0)
			return (int)c;
	return -1;
}

void
schedule_csv_head(struct buf *out)
{
	for (size_t c = 0; c < COLUMNS; c++)
		buf_addf(out, "%s%s", c == 0 ? "" : ",", columns[c].name);
	buf_add_char(out, '\n');
}

void
schedule_csv_row(struct buf *out, const char *initials, int64_t n,
    const struct incident *i)
{
	CLEANUP(buf_done) struct buf cell = { .max = 64 * 1024 };

	for (size_t c = 0; c < COLUMNS; c++) {
		buf_reset(&cell);
		columns[c].put(&cell, &(struct line){ initials, n, i });
		if (c > 0)
			buf_add_char(out, ',');
		safe_csv(out, buf_span(&cell));
	}
	buf_add_char(out, '\n');
}

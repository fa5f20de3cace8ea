#include "run/engine/record.h"

#include <stdio.h>
#include <string.h>

#include "base/safe.h"
#include "match/attribute.h"
#include "store/records/dkim.h"

/* What of a verdict becomes a C string in a row. */
struct strings_of {
	char sender[4 * VERDICT_TEXT_MAX];
	char message_id[4 * VERDICT_TEXT_MAX];
	char field[80];
	char identifier[4 * VERDICT_TEXT_MAX];
};

static void
sighting_put(char *out, size_t size, struct span s)
{
	CLEANUP(buf_done) struct buf text = { .max = size - 1,
		.truncate = true };

	safe_utf8(&text, s);
	/* a NUL would end the string early and hide the rest */
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == '\0')
			text.at[i] = ' ';
	/* cut before a character, not in it */
	while (text.over && text.len > 0 &&
	    ((unsigned char)text.at[text.len - 1] & 0xc0) == 0x80)
		text.len--;
	if (text.over && text.len > 0 &&
	    (unsigned char)text.at[text.len - 1] >= 0xc0)
		text.len--;
	memcpy(out, text.at == NULL ? "" : text.at, text.len);
	out[text.len] = '\0';
}

static struct sighting
sighting_of(const struct config *c, const struct account_event *i,
    const char *folder, uint32_t uidvalidity)
{
	return (struct sighting){
		.account = c->accounts[i->message.account].name,
		.folder = folder, .uidvalidity = uidvalidity,
		.uid = i->message.uid,
		.internal_ms = i->message.internal_ms };
}

/* The rule hits of one person, for the rows below its incident. */
static size_t
hits_of(const struct verdict *v, const struct person *p, uint32_t person,
    struct rule_hit *out, char (*fields)[80])
{
	size_t n = 0;

	for (uint32_t i = 0; i < v->n_findings; i++) {
		const struct finding *f = &v->findings[i];

		if (f->person != person || f->by != BY_RULE ||
		    f->rule >= p->n_rules)
			continue;
		sighting_put(fields[n], sizeof(fields[n]), f->field);
		out[n] = (struct rule_hit){ .rule = p->rules[f->rule].id,
			.kind = p->rules[f->rule].kind, .field = fields[n],
			.part = f->part, .marks = f->marks,
			.outcome = f->outcome };
		n++;
	}
	return n;
}

/* What every incident of one message shares. */
static struct incident
base_incident(const struct account_event *i, const struct verdict *v,
    int64_t newest_ms)
{
	int64_t now = clock_now_ms();
	struct incident in = { .person = "", .sender = "", .field = "",
		.identifier = "", .rule = "", .kind = "unreadable",
		.message_id = "", .claimed_ms = MOMENT_NONE,
		.recorded_ms = now };

	in.digest = digest_of(i->message.bytes);
	in.at_ms = receipt_ms(v, i->message.internal_ms, newest_ms, now);
	in.day = day_of(in.at_ms);
	return in;
}

/* What it bears to show where it is from is looked at later, and not in this
 * pass's time.  One that says nothing of the sort costs nothing here. */
static int
queue_dkim(struct store *st, const struct config *c,
    const struct account_event *i, const struct incident *in, bool is_signed,
    struct err *err)
{
	const struct dkim_wait w = { .original = in->digest,
		.account = c->accounts[i->message.account].name,
		.whole = i->message.size <= (int64_t)i->message.bytes.len,
		.received_ms = in->at_ms, .since_ms = MOMENT_NONE,
		.next_ms = in->recorded_ms };

	if (!is_signed || c->dkim == DKIM_OFF ||
	    in->direction != DIRECTION_IN || channel_is_phone(in->channel))
		return 0;
	return wait_add(st, &w, err);
}

static int
record_unread(struct store *st, const struct config *c,
    const struct account_event *i, const struct incident *in,
    const struct sighting *s, struct err *err)
{
	int64_t id;

	if (incident_record(st, in, s, i->message.bytes, NULL, 0, &id,
	    err) == -1)
		return -1;
	return queue_dkim(st, c, i, in, i->message.role != ROLE_SENT &&
	    i->message.role != ROLE_PHONE, err);
}

static int
record_of_person(struct store *st, const struct config *c,
    const struct people *people, const struct account_event *i,
    const struct verdict *v, uint32_t person, const struct attribution *a,
    struct incident in, const struct sighting *s, struct err *err)
{
	static struct rule_hit hits[VERDICT_FINDINGS_MAX];
	static char fields[VERDICT_FINDINGS_MAX][80];
	const struct person *p = &people->at[person];
	struct strings_of text;
	size_t n = hits_of(v, p, person, hits, fields);
	int64_t id;
	int got;

	sighting_put(text.sender, sizeof(text.sender), v->sender);
	sighting_put(text.message_id, sizeof(text.message_id), v->message_id);
	sighting_put(text.field, sizeof(text.field), a->why->field);
	sighting_put(text.identifier, sizeof(text.identifier),
	    a->why->identifier);
	in.state = a->state;
	in.person = p->id;
	in.channel = v->channel;
	in.direction = v->direction;
	in.sender = text.sender;
	in.by = a->why->by;
	in.field = text.field;
	in.identifier = text.identifier;
	in.rule = a->rule != NULL ? p->rules[a->rule->rule].id : "";
	in.kind = a->kind;
	in.message_id = text.message_id;
	in.text = v->text;
	in.claimed_ms = v->date_ms;
	in.flags = v->flags;
	got = incident_record(st, &in, s, i->message.bytes, hits, n, &id,
	    err);
	if (got == -1 || (got != RECORDED_KNOWN &&
	    queue_dkim(st, c, i, &in, v->is_signed, err) == -1))
		return -1;
	return got == RECORDED_NEW && a->state == STATE_CONTACT;
}

static void
verdict_clear(struct verdict *v)
{
	*v = (struct verdict){ .date_ms = MOMENT_NONE,
		.received_ms = MOMENT_NONE, .phone_ms = MOMENT_NONE };
}

/* False: the message was not read.  A reader that sends nonsense has read
 * nothing either, and of what it said nothing counts. */
static bool
read_verdict(const struct account_event *i, struct verdict *v)
{
	struct frame f = { .left = buf_span(&i->verdict) };

	verdict_clear(v);
	if (i->state != EVENT_FOUND)
		return i->state != EVENT_UNREADABLE;
	verdict_get(&f, v);
	if (frame_close(&f) == 0)
		return (v->flags >> LETTER_UNREADABLE & 1) == 0;
	verdict_clear(v);
	return false;
}

int
record_event(struct store *st, const struct config *c,
    const struct people *people, const struct account_event *i,
    const char *folder, uint32_t uidvalidity, int64_t newest_ms,
    struct err *err)
{
	static struct verdict v;
	struct sighting s = sighting_of(c, i, folder, uidvalidity);
	struct incident in;
	int contacts = 0;
	bool any = false, read = read_verdict(i, &v);

	in = base_incident(i, &v, newest_ms);
	for (uint32_t p = 0; p < people->n; p++) {
		struct attribution a;
		int got;

		if (!attribute(&v, i->message.role, people, p, &a))
			continue;
		any = true;
		got = record_of_person(st, c, people, i, &v, p, &a, in, &s,
		    err);
		if (got == -1)
			return -1;
		contacts += got;
	}
	in.state = STATE_UNREADABLE;
	in.flags = v.flags | UINT64_C(1) << LETTER_UNREADABLE;
	in.by = BY_UNREADABLE;
	if (!any && !read && record_unread(st, c, i, &in, &s, err) == -1)
		return -1;
	return contacts;
}

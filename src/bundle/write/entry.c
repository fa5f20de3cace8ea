#include "bundle/write/entry.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"

/* A struct entry is a struct json: only this file knows. */
static const struct json *
json_of(const struct entry *r)
{
	return (const struct json *)r;
}

/* Rows hold no lists and no objects. */
static bool
is_flat(struct json *at)
{
	const char *key = NULL;
	struct json *value;

	if (json_kind(at) != JSON_KIND_OBJECT)
		return false;
	while ((value = json_next(at, &key)) != NULL)
		if (json_kind(value) == JSON_KIND_OBJECT ||
		    json_kind(value) == JSON_KIND_ARRAY)
			return false;
	return true;
}

struct entry *
entry_read(struct span text)
{
	static const struct json_limits limits = { .bytes = SIZE_MAX,
		.depth = JSON_DEPTH_MAX };
	struct json *at = json_read(text, &limits);

	if (is_flat(at))
		return (struct entry *)at;
	json_free(&at);
	return NULL;
}

void
entry_drop(struct entry **r)
{
	struct json *at = (struct json *)*r;

	json_free(&at);
	*r = NULL;
}

bool
entry_has(const struct entry *r, const char *key)
{
	return json_get(json_of(r), key) != NULL;
}

size_t
entry_count(const struct entry *r)
{
	const char *key = NULL;
	size_t n = 0;

	while (json_next((struct json *)r, &key) != NULL)
		n++;
	return n;
}

const char *
entry_str(const struct entry *r, const char *key)
{
	const char *s = json_str(json_get(json_of(r), key));

	return s == NULL ? "" : s;
}

int64_t
entry_int(const struct entry *r, const char *key, int64_t none)
{
	int64_t v;

	return json_int(json_get(json_of(r), key), &v) ? v : none;
}

bool
entry_digest(const struct entry *r, const char *key, struct digest *out)
{
	const char *text = entry_str(r, key);
	char again[DIGEST_TEXT];

	if (!digest_parse(span_str(text), out))
		return false;
	/* Upper case would be the same number and not what was recorded. */
	digest_text(out, again);
	return strcmp(text, again) == 0;
}

bool
entry_is(const struct entry *r, const char *table)
{
	return strcmp(entry_str(r, "table"), table) == 0;
}

/* A word of a table of words, by its number. */
typedef const char *word_fn(unsigned);

static const char *
state_word(unsigned n)
{
	return state_name((enum state)n);
}

static const char *
channel_word(unsigned n)
{
	return channel_name((enum channel)n);
}

static const char *
direction_word(unsigned n)
{
	return direction_name((enum direction)n);
}

static const char *
by_word(unsigned n)
{
	return finding_by_name((enum finding_by)n);
}

static bool
entry_read_word(struct span s, word_fn *word, unsigned count, unsigned *out)
{
	for (*out = 0; *out < count; (*out)++)
		if (span_eq(s, span_str(word(*out))))
			return true;
	return false;
}

static bool
entry_word(const struct entry *r, const char *key, word_fn *word,
    unsigned count, unsigned *out)
{
	return entry_read_word(span_str(entry_str(r, key)), word, count, out);
}

static bool
entry_words(const struct entry *r, struct incident *i)
{
	unsigned state, channel, direction, by;

	if (!entry_word(r, "state", state_word, STATE_COUNT, &state) ||
	    !entry_word(r, "channel", channel_word, CHANNEL_COUNT, &channel) ||
	    !entry_word(r, "direction", direction_word, DIRECTION_COUNT,
	    &direction) ||
	    !entry_word(r, "found_by", by_word, BY_COUNT, &by))
		return false;
	i->state = (enum state)state;
	i->channel = (enum channel)channel;
	i->direction = (enum direction)direction;
	i->by = (enum finding_by)by;
	return true;
}

static const char *
entry_flag_word(unsigned n)
{
	return letter_flag_name((enum letter_flag)n);
}

/* Names of flags with blanks between. */
static bool
entry_flags(const struct entry *r, uint64_t *flags)
{
	struct span s = span_str(entry_str(r, "flags"));

	*flags = 0;
	while (s.len > 0) {
		const char *blank = memchr(s.at, ' ', s.len);
		size_t n = blank == NULL ? s.len : (size_t)(blank - s.at);
		unsigned flag;

		if (!entry_read_word(span_of(s.at, n), entry_flag_word,
		    LETTER_FLAG_COUNT, &flag))
			return false;
		*flags |= UINT64_C(1) << flag;
		s = span_from(s, n + 1);
	}
	return true;
}

bool
entry_decision(const struct entry *r, struct incident *i)
{
	unsigned state, channel, direction;

	i->person = entry_str(r, "person");
	i->at_ms = entry_int(r, "at_ms", MOMENT_NONE);
	i->sender = entry_str(r, "sender");
	i->identifier = entry_str(r, "identifier");
	i->kind = entry_str(r, "kind");
	if (!entry_word(r, "state", state_word, STATE_COUNT, &state) ||
	    !entry_word(r, "channel", channel_word, CHANNEL_COUNT, &channel) ||
	    !entry_word(r, "direction", direction_word, DIRECTION_COUNT,
	    &direction))
		return false;
	i->state = (enum state)state;
	i->channel = (enum channel)channel;
	i->direction = (enum direction)direction;
	return i->at_ms != MOMENT_NONE &&
	    day_parse(entry_str(r, "day"), &i->day) &&
	    entry_digest(r, "original", &i->digest) &&
	    entry_flags(r, &i->flags);
}

bool
entry_incident(const struct entry *r, struct incident *i)
{
	*i = (struct incident){
		.id = entry_int(r, "id", 0),
		.person = entry_str(r, "person"),
		.at_ms = entry_int(r, "at_ms", MOMENT_NONE),
		.sender = entry_str(r, "sender"),
		.field = entry_str(r, "field"),
		.identifier = entry_str(r, "identifier"),
		.rule = entry_str(r, "rule"),
		.kind = entry_str(r, "kind"),
		.message_id = entry_str(r, "message_id"),
		.claimed_ms = entry_int(r, "claimed_ms", MOMENT_NONE),
		.recorded_ms = entry_int(r, "recorded_ms", MOMENT_NONE),
	};
	return i->id != 0 && i->at_ms != MOMENT_NONE &&
	    day_parse(entry_str(r, "day"), &i->day) &&
	    entry_digest(r, "original", &i->digest) &&
	    entry_digest(r, "text_digest", &i->text) &&
	    entry_words(r, i) && entry_flags(r, &i->flags);
}

static bool
entry_dkim_words(const struct entry *r, struct dkim_row *p)
{
	unsigned result, answer, secure;

	if (!entry_word(r, "result", dkim_result_name, DKIM_RESULT_COUNT,
	    &result) ||
	    !entry_word(r, "answer", key_answer_name, ANSWER_COUNT,
	    &answer) ||
	    !entry_word(r, "secure", key_secure_name, SECURE_COUNT, &secure))
		return false;
	p->result = (enum dkim_result)result;
	p->answer = (enum key_answer)answer;
	p->secure = (enum key_secure)secure;
	return true;
}

bool
entry_dkim(const struct entry *r, struct dkim_row *p)
{
	*p = (struct dkim_row){
		.id = entry_int(r, "id", 0),
		.kind = entry_str(r, "kind"),
		.field = entry_str(r, "field"),
		.place = entry_int(r, "place", -1),
		.domain = entry_str(r, "domain"),
		.selector = entry_str(r, "selector"),
		.detail = entry_str(r, "detail"),
		.algorithm = entry_str(r, "algorithm"),
		.bits = entry_int(r, "bits", 0),
		.fields = entry_str(r, "fields"),
		.flags = entry_str(r, "flags"),
		.unsigned_bytes = entry_int(r, "unsigned_bytes", 0),
		.resolver = entry_str(r, "resolver"),
		.asked_ms = entry_int(r, "asked_ms", MOMENT_NONE),
		.key_record = entry_str(r, "key_record"),
		.received_ms = entry_int(r, "received_ms", MOMENT_NONE),
		.recorded_ms = entry_int(r, "recorded_ms", MOMENT_NONE),
	};
	return p->id != 0 && p->place >= 0 && p->place <= UINT32_MAX &&
	    entry_digest(r, "original", &p->original) &&
	    entry_dkim_words(r, p);
}

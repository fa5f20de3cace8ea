#include "model/dkim.h"

#include <stdio.h>
#include <string.h>

static const char *const results[DKIM_RESULT_COUNT] = {
	[DKIM_PASS] = "pass",
	[DKIM_BODY_CHANGED] = "body-changed",
	[DKIM_WRONG] = "signature-wrong",
	[DKIM_REVOKED] = "key-revoked",
	[DKIM_KEY_BAD] = "key-unusable",
	[DKIM_KEY_LARGE] = "key-too-large",
	[DKIM_KEY_SEVERAL] = "several-keys",
	[DKIM_NO_KEY] = "no-key",
	[DKIM_NO_ANSWER] = "no-answer",
	[DKIM_NOT_ASKED] = "not-asked",
	[DKIM_MALFORMED] = "malformed",
	[DKIM_UNDECIDED] = "undecided",
	[DKIM_UNREADABLE] = "unreadable",
	[DKIM_UNSIGNED] = "unsigned",
	[DKIM_MORE] = "more-signatures",
	[DKIM_STATED] = "stated",
};

static const char *const answers[ANSWER_COUNT] = {
	[ANSWER_FOUND] = "found",
	[ANSWER_NO_NAME] = "no-such-name",
	[ANSWER_NO_RECORD] = "no-record",
	[ANSWER_SEVERAL] = "several-records",
	[ANSWER_LARGE] = "too-large",
	[ANSWER_NONE] = "no-answer",
	[ANSWER_NOT_ASKED] = "not-asked",
};

static const char *const secures[SECURE_COUNT] = {
	[SECURE_UNKNOWN] = "unknown",
	[SECURE_YES] = "yes",
	[SECURE_NO] = "no",
};

static const char *const flags[DKIM_FLAG_COUNT] = {
	[DKIM_FROM_UNSIGNED] = "from-unsigned",
	[DKIM_REST_UNSIGNED] = "rest-unsigned",
	[DKIM_EXPIRED] = "expired",
	[DKIM_TESTING] = "testing",
	[DKIM_WEAK] = "weak",
};

const char *
dkim_result_name(unsigned r)
{
	return r < DKIM_RESULT_COUNT ? results[r] : "?";
}

const char *
key_answer_name(unsigned a)
{
	return a < ANSWER_COUNT ? answers[a] : "?";
}

const char *
key_secure_name(unsigned s)
{
	return s < SECURE_COUNT ? secures[s] : "?";
}

const char *
dkim_flag_name(unsigned f)
{
	return f < DKIM_FLAG_COUNT ? flags[f] : "?";
}

bool
signature_can_ask(const char *selector, const char *domain)
{
	return domain_is_name(span_str(selector), 1) &&
	    domain_is_name(span_str(domain), 2) &&
	    strlen(selector) + strlen("._domainkey.") + strlen(domain) <=
	    DOMAIN_NAME_MAX;
}

bool
dkim_can_repeat(const struct dkim_row *p)
{
	return strcmp(p->kind, DKIM_CHECKED) == 0 && p->place > 0 &&
	    p->answer == ANSWER_FOUND && p->result <= DKIM_KEY_BAD;
}

/* What does not fit, or would end early at a NUL, is a broken peer. */
static void
dkim_get_text(struct frame *f, char *out, size_t size)
{
	struct span s = frame_get_span(f);

	out[0] = '\0';
	if (s.len >= size || (s.len > 0 && memchr(s.at, '\0', s.len) != NULL))
		f->bad = true;
	if (f->bad || s.len == 0)
		return;
	memcpy(out, s.at, s.len);
	out[s.len] = '\0';
}

static uint32_t
get_count(struct frame *f, uint32_t most)
{
	uint32_t n = frame_get_u32(f);

	if (n <= most)
		return n;
	f->bad = true;
	return 0;
}

static unsigned
get_word(struct frame *f, unsigned count)
{
	unsigned v = frame_get_u8(f);

	if (v < count)
		return v;
	f->bad = true;
	return 0;
}

static uint64_t
get_flags(struct frame *f)
{
	uint64_t v = (uint64_t)frame_get_i64(f);

	if (v >> DKIM_FLAG_COUNT != 0)
		f->bad = true;
	return v;
}

static void
signature_put(struct wire *w, const struct signature *s)
{
	frame_put_u32(w, s->place);
	frame_put_u8(w, s->good);
	frame_put_str(w, s->domain);
	frame_put_str(w, s->selector);
	frame_put_str(w, s->algorithm);
	frame_put_str(w, s->fields);
	frame_put_str(w, s->detail);
	frame_put_i64(w, (int64_t)s->flags);
}

static void
signature_get(struct frame *f, struct signature *s)
{
	s->place = frame_get_u32(f);
	s->good = frame_get_u8(f) != 0;
	dkim_get_text(f, s->domain, sizeof(s->domain));
	dkim_get_text(f, s->selector, sizeof(s->selector));
	dkim_get_text(f, s->algorithm, sizeof(s->algorithm));
	dkim_get_text(f, s->fields, sizeof(s->fields));
	dkim_get_text(f, s->detail, sizeof(s->detail));
	s->flags = get_flags(f);
	/* The names go to DNS: they are looked at on this side, too. */
	if (s->good && !signature_can_ask(s->selector, s->domain))
		f->bad = true;
}

void
signatures_put(struct wire *w, const struct signatures *s)
{
	frame_put_u32(w, s->n);
	for (uint32_t i = 0; i < s->n; i++)
		signature_put(w, &s->at[i]);
	frame_put_u32(w, s->more);
	frame_put_u32(w, s->n_stated);
	for (uint32_t i = 0; i < s->n_stated; i++) {
		frame_put_str(w, s->stated[i].field);
		frame_put_str(w, s->stated[i].server);
		frame_put_str(w, s->stated[i].detail);
	}
}

void
signatures_get(struct frame *f, struct signatures *s)
{
	*s = (struct signatures){ .n = get_count(f, DKIM_SIGNATURES_MAX) };
	for (uint32_t i = 0; i < s->n; i++)
		signature_get(f, &s->at[i]);
	s->more = frame_get_u32(f);
	s->n_stated = get_count(f, DKIM_STATED_MAX);
	for (uint32_t i = 0; i < s->n_stated; i++) {
		struct dkim_statement *t = &s->stated[i];

		dkim_get_text(f, t->field, sizeof(t->field));
		dkim_get_text(f, t->server, sizeof(t->server));
		dkim_get_text(f, t->detail, sizeof(t->detail));
	}
}

void
dkim_names_put(struct wire *w, const struct dkim_names *names)
{
	frame_put_u32(w, names->n);
	for (uint32_t i = 0; i < names->n; i++) {
		frame_put_str(w, names->at[i].domain);
		frame_put_str(w, names->at[i].selector);
	}
}

void
dkim_names_get(struct frame *f, struct dkim_names *names)
{
	names->n = get_count(f, DKIM_SIGNATURES_MAX);
	for (uint32_t i = 0; i < names->n; i++) {
		struct dkim_name *at = &names->at[i];

		dkim_get_text(f, at->domain, sizeof(at->domain));
		dkim_get_text(f, at->selector, sizeof(at->selector));
		if (!signature_can_ask(at->selector, at->domain))
			f->bad = true;
	}
}

void
checked_put(struct wire *w, const struct checked *k)
{
	frame_put_u32(w, k->place);
	frame_put_u8(w, (uint8_t)k->result);
	frame_put_u32(w, k->bits);
	frame_put_i64(w, (int64_t)k->flags);
	frame_put_i64(w, k->unsigned_bytes);
	frame_put_str(w, k->detail);
}

void
checked_get(struct frame *f, struct checked *k)
{
	k->place = frame_get_u32(f);
	k->result = (enum dkim_result)get_word(f, DKIM_RESULT_COUNT);
	k->bits = frame_get_u32(f);
	k->flags = get_flags(f);
	k->unsigned_bytes = frame_get_i64(f);
	dkim_get_text(f, k->detail, sizeof(k->detail));
}

void
key_record_put(struct wire *w, const struct key_record *k)
{
	frame_put_u8(w, (uint8_t)k->answer);
	frame_put_u8(w, (uint8_t)k->secure);
	frame_put_i64(w, k->asked_ms);
	frame_put_str(w, k->resolver);
	frame_put_str(w, k->text);
}

void
key_record_get(struct frame *f, struct key_record *k)
{
	k->answer = (enum key_answer)get_word(f, ANSWER_COUNT);
	k->secure = (enum key_secure)get_word(f, SECURE_COUNT);
	k->asked_ms = frame_get_i64(f);
	dkim_get_text(f, k->resolver, sizeof(k->resolver));
	dkim_get_text(f, k->text, sizeof(k->text));
}

static const struct dkim_row nothing = { .kind = DKIM_CHECKED, .field = "",
	.domain = "", .selector = "", .detail = "", .algorithm = "",
	.fields = "", .flags = "", .answer = ANSWER_NOT_ASKED,
	.resolver = "", .asked_ms = MOMENT_NONE, .key_record = "" };

/* What an answer without a key decides. */
static const enum dkim_result decided[ANSWER_COUNT] = {
	[ANSWER_FOUND] = DKIM_UNDECIDED,
	[ANSWER_NO_NAME] = DKIM_NO_KEY,
	[ANSWER_NO_RECORD] = DKIM_NO_KEY,
	[ANSWER_SEVERAL] = DKIM_KEY_SEVERAL,
	[ANSWER_LARGE] = DKIM_KEY_LARGE,
	[ANSWER_NONE] = DKIM_NO_ANSWER,
	[ANSWER_NOT_ASKED] = DKIM_NOT_ASKED,
};

static void
flags_put(uint64_t set, char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	for (unsigned i = 0; i < DKIM_FLAG_COUNT; i++)
		if ((set >> i & 1) != 0 && at < size)
			at += (size_t)snprintf(out + at, size - at, "%s%s",
			    at == 0 ? "" : " ", flags[i]);
}

static void
put_check(const struct signature *s, const struct checked *c,
    struct dkim_text *text, struct dkim_row *out)
{
	out->result = c->result;
	out->bits = c->bits;
	out->unsigned_bytes = c->unsigned_bytes;
	if (c->detail[0] != '\0')
		snprintf(text->detail, sizeof(text->detail), "%s; %s",
		    s->detail, c->detail);
}

void
dkim_of(const struct signature *s, const struct key_record *k,
    const struct checked *c, struct dkim_text *text, struct dkim_row *out)
{
	*out = nothing;
	out->field = DKIM_FIELD;
	out->place = s->place;
	out->domain = s->domain;
	out->selector = s->selector;
	out->algorithm = s->algorithm;
	out->fields = s->fields;
	out->detail = text->detail;
	out->flags = text->flags;
	snprintf(text->detail, sizeof(text->detail), "%s", s->detail);
	flags_put(s->flags | (c != NULL ? c->flags : 0), text->flags,
	    sizeof(text->flags));
	out->answer = k->answer;
	out->secure = k->secure;
	out->resolver = k->resolver;
	out->asked_ms = k->asked_ms;
	out->key_record = k->text;
	out->result = s->good ? decided[k->answer] : DKIM_MALFORMED;
	if (c != NULL)
		put_check(s, c, text, out);
}

void
dkim_stated(const struct dkim_statement *s, struct dkim_row *out)
{
	*out = nothing;
	out->kind = DKIM_SAID;
	out->field = s->field;
	out->domain = s->server;
	out->result = DKIM_STATED;
	out->detail = s->detail;
}

void
dkim_whole(enum dkim_result result, struct dkim_row *out)
{
	*out = nothing;
	out->field = DKIM_FIELD;
	out->result = result;
}

void
dkim_differs(const struct dkim_row *a, const struct dkim_row *b, char *out,
    size_t size)
{
	const struct {
		const char *name;
		bool differs;
	} rows[] = {
		{ "domain", strcmp(a->domain, b->domain) != 0 },
		{ "selector", strcmp(a->selector, b->selector) != 0 },
		{ "algorithm", strcmp(a->algorithm, b->algorithm) != 0 },
		{ "fields", strcmp(a->fields, b->fields) != 0 },
		{ "result", a->result != b->result },
		{ "detail", strcmp(a->detail, b->detail) != 0 },
		{ "bits", a->bits != b->bits },
		{ "flags", strcmp(a->flags, b->flags) != 0 },
		{ "unsigned_bytes", a->unsigned_bytes != b->unsigned_bytes },
	};
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].differs && at < size)
			at += (size_t)snprintf(out + at, size - at, "%s%s",
			    at == 0 ? "" : ", ", rows[i].name);
}

#include "read/dkim/signature.h"

#include <stdio.h>
#include <string.h>

#include "read/dkim/authres.h"
#include "read/dkim/tag_list.h"
#include "read/limits.h"
#include "read/mime/header.h"

static const char *const algorithms[] = {
	"rsa-sha256", "ed25519-sha256", "rsa-sha1",
};

static const char *const canons[] = {
	"relaxed/relaxed", "relaxed/simple", "simple/relaxed",
	"simple/simple", "relaxed", "simple",
};

/* What everybody may read of h=: a stranger can write a sentence there, one
 * field name a word. */
static const char *const well_known[] = {
	"from", "to", "cc", "subject", "date", "message-id", "reply-to",
	"sender", "in-reply-to", "references", "mime-version",
	"content-type", "content-transfer-encoding",
};

static const char *const needed[] = {
	"v", "a", "b", "bh", "d", "h", "s",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* In lower case; the caller knows that it is a name. */
static void
put_name(char *out, struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		out[i] = s.at[i] >= 'A' && s.at[i] <= 'Z' ?
		    (char)(s.at[i] + 32) : s.at[i];
	out[s.len] = '\0';
}

static bool
list_word(struct span *rest, struct span *word)
{
	size_t n = 0;

	if (rest->len == 0)
		return false;
	while (n < rest->len && rest->at[n] != ':')
		n++;
	*word = span_trim(span_of(rest->at, n));
	*rest = span_from(*rest, n + 1);
	return true;
}

static uint32_t
count_listed(struct span list, const char *name)
{
	struct span word;
	uint32_t n = 0;

	while (list_word(&list, &word))
		n += span_ieq_str(word, name);
	return n;
}

static const char *
put_fields(struct signature *s, struct span list)
{
	CLEANUP(buf_done) struct buf out = { .max = sizeof(s->fields) - 1 };

	for (size_t i = 0; i < COUNT(well_known); i++)
		if (count_listed(list, well_known[i]) > 0)
			buf_addf(&out, "%s%s", out.len == 0 ? "" : " ",
			    well_known[i]);
	snprintf(s->fields, sizeof(s->fields), "%s", buf_str(&out));
	s->froms = count_listed(list, "from");
	return s->froms > 0 ? NULL : "From is not among the signed fields";
}

static const char *
put_names(struct signature *s, const struct tag_list *t)
{
	struct span domain = tag_list_get(t, "d"), selector = tag_list_get(t,
	    "s");

	if (!domain_is_name(domain, 2))
		return "d= is no domain name";
	if (!domain_is_name(selector, 1))
		return "s= is no selector";
	put_name(s->domain, domain);
	put_name(s->selector, selector);
	return signature_can_ask(s->selector, s->domain) ? NULL :
	    "s= and d= are too long for a name";
}

static const char *
put_times(struct signature *s, const struct tag_list *t, int64_t received_ms)
{
	int64_t n;

	if (tag_list_have(t, "t") && !tag_list_number(tag_list_get(t, "t"), &n))
		return "t= is no time";
	if (!tag_list_have(t, "x"))
		return NULL;
	if (!tag_list_number(tag_list_get(t, "x"), &n))
		return "x= is no time";
	if (received_ms != MOMENT_NONE && n * 1000 < received_ms)
		s->flags |= UINT64_C(1) << DKIM_EXPIRED;
	return NULL;
}

static const char *
put_method(struct signature *s, const struct tag_list *t)
{
	const char *a = span_one_of(tag_list_get(t, "a"), algorithms,
	    COUNT(algorithms));
	const char *c = tag_list_have(t, "c") ? span_one_of(tag_list_get(t,
	    "c"), canons, COUNT(canons)) : "simple/simple";

	if (a == NULL)
		return "a= is no algorithm of RFC 6376 or 8463";
	if (c == NULL)
		return "c= is no canonicalization of RFC 6376";
	snprintf(s->algorithm, sizeof(s->algorithm), "%s", a);
	snprintf(s->detail, sizeof(s->detail), "%s", c);
	return NULL;
}

static const char *
check_needed(const struct tag_list *t)
{
	for (size_t i = 0; i < COUNT(needed); i++)
		if (tag_list_get(t, needed[i]).len == 0)
			return "a tag that it must have is missing";
	return span_eq(tag_list_get(t, "v"), span_str("1")) ? NULL :
	    "v= is not 1";
}

static const char *
signature_take(struct signature *s, struct span value, int64_t received_ms)
{
	struct tag_list t;
	const char *wrong = tag_list_read(value, &t);

	if (wrong == NULL)
		wrong = check_needed(&t);
	if (wrong == NULL)
		wrong = put_names(s, &t);
	if (wrong == NULL)
		wrong = put_times(s, &t, received_ms);
	if (wrong == NULL)
		wrong = put_method(s, &t);
	if (wrong == NULL)
		wrong = put_fields(s, tag_list_get(&t, "h"));
	return wrong;
}

void
signature_read(struct span value, int64_t received_ms,
    struct signature *out)
{
	const char *wrong;

	*out = (struct signature){ .place = 1 };
	wrong = signature_take(out, value, received_ms);
	out->good = wrong == NULL;
	if (wrong == NULL)
		return;
	*out = (struct signature){ .place = 1 };
	snprintf(out->detail, sizeof(out->detail), "%s", wrong);
}

/* The fields on their way into one struct. */
struct signature_reading {
	const struct signature_context *context;
	struct signatures *out;
	uint32_t place;		/* DKIM-Signature fields so far */
	uint32_t froms;		/* From fields so far */
	bool has_results;	/* the own server's topmost were taken */
	bool in_results;	/* the field before was one of them */
	bool has_arc;
};

static void
state(struct signature_reading *r, const char *field, struct span server,
    const struct buf *detail)
{
	struct dkim_statement *s = &r->out->stated[r->out->n_stated];

	if (r->out->n_stated == DKIM_STATED_MAX ||
	    server.len > DOMAIN_NAME_MAX)
		return;
	snprintf(s->field, sizeof(s->field), "%s", field);
	put_name(s->server, server);
	snprintf(s->detail, sizeof(s->detail), "%.*s", (int)detail->len,
	    detail->len == 0 ? "" : detail->at);
	r->out->n_stated++;
}

static void
take_signature(struct signature_reading *r, struct span value)
{
	r->place++;
	if (r->out->n == DKIM_SIGNATURES_MAX) {
		r->out->more++;
		return;
	}
	signature_read(value, r->context->received_ms,
	    &r->out->at[r->out->n]);
	r->out->at[r->out->n++].place = r->place;
}

/* The topmost of the own server, and more of them right below it: what is
 * further down came with the mail. */
static void
take_results(struct signature_reading *r, struct span value)
{
	CLEANUP(buf_done) struct buf said = { .max = DKIM_DETAIL_MAX - 1,
		.truncate = true };
	const char *server = r->context->authserv_id;

	if ((r->has_results && !r->in_results) ||
	    !authres_summary(value, server, &said))
		return;
	r->has_results = r->in_results = true;
	state(r, "Authentication-Results", span_str(server), &said);
}

/* "i=1; mx.example.org; dkim=pass …" */
static void
take_arc_results(struct signature_reading *r, struct span value)
{
	CLEANUP(buf_done) struct buf said = { .max = DKIM_DETAIL_MAX - 1,
		.truncate = true };
	const char *server = r->context->authserv_id;
	size_t n = 0;

	while (n < value.len && value.at[n] != ';')
		n++;
	if (r->has_arc || !authres_summary(span_from(value, n + 1), server,
	    &said))
		return;
	r->has_arc = true;
	state(r, "ARC-Authentication-Results", span_str(server), &said);
}

/* Of every seal its domain and what it says of those before it. */
static void
take_seal(struct signature_reading *r, struct span value)
{
	static const char *const verdicts[] = { "none", "pass", "fail" };
	CLEANUP(buf_done) struct buf said = { .max = DKIM_DETAIL_MAX - 1 };
	struct tag_list t;
	const char *cv;
	int64_t i;

	if (tag_list_read(value, &t) != NULL ||
	    !domain_is_name(tag_list_get(&t, "d"), 2) ||
	    !tag_list_number(tag_list_get(&t, "i"), &i))
		return;
	cv = span_one_of(tag_list_get(&t, "cv"), verdicts, COUNT(verdicts));
	if (cv == NULL)
		return;
	buf_addf(&said, "i=%lld cv=%s", (long long)i, cv);
	state(r, "ARC-Seal", tag_list_get(&t, "d"), &said);
}

static void
take_from(struct signature_reading *r, struct span value)
{
	(void)value;
	r->froms++;
}

static const struct {
	const char *name;
	bool stated;		/* by a server */
	void (*take)(struct signature_reading *, struct span value);
} takers[] = {
	{ DKIM_FIELD, false, take_signature },
	{ "From", false, take_from },
	{ "Authentication-Results", true, take_results },
	{ "ARC-Authentication-Results", true, take_arc_results },
	{ "ARC-Seal", true, take_seal },
};

static void
take_field(struct signature_reading *r, const struct raw_field *f)
{
	bool trusts = r->context->authserv_id[0] != '\0';

	if (!span_ieq_str(f->name, "Authentication-Results"))
		r->in_results = false;
	for (size_t i = 0; i < COUNT(takers); i++)
		if (span_ieq_str(f->name, takers[i].name) &&
		    (trusts || !takers[i].stated))
			takers[i].take(r, f->value);
}

/* A second From, on top of the one that was signed, is what mail programs
 * show. */
static void
look_at_froms(struct signature_reading *r)
{
	for (uint32_t i = 0; i < r->out->n; i++)
		if (r->out->at[i].good && r->out->at[i].froms < r->froms)
			r->out->at[i].flags |=
			    UINT64_C(1) << DKIM_FROM_UNSIGNED;
}

void
signatures_read(struct span message, const struct signature_context *c,
    struct signatures *out)
{
	struct signature_reading r = { .context = c, .out = out };
	struct raw_field f;
	enum header_line got = HEADER_JUNK;

	memset(out, 0, sizeof(*out));
	if (message.len > LIMIT_HEADER_BYTES)
		message.len = LIMIT_HEADER_BYTES;
	for (size_t n = 0; n < LIMIT_HEADER_FIELDS && got != HEADER_END;
	    n++) {
		got = header_next(&message, true, &f);
		if (got == HEADER_FIELD && f.value.len <= LIMIT_FIELD_BYTES)
			take_field(&r, &f);
	}
	look_at_froms(&r);
}

bool
signature_is_borne(const struct letter *l, bool trusts)
{
	/* Not all fields were kept. */
	if (letter_flag_is(l, LETTER_LIMIT_HEADERS))
		return true;
	for (const struct field *f = l->fields; f != NULL; f = f->next)
		for (size_t i = 0; i < COUNT(takers); i++)
			if (takers[i].take != take_from &&
			    (trusts || !takers[i].stated) &&
			    span_ieq_str(f->name, takers[i].name))
				return true;
	return false;
}

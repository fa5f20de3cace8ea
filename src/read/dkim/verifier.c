#include "read/dkim/verifier.h"

#include <opendkim/dkim.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/library.h"
#include "read/dkim/signature.h"
#include "read/dkim/tag_list.h"
#include "read/limits.h"
#include "read/mime/header.h"

#define OPENDKIM(F) F(dkim_init) F(dkim_close) F(dkim_options) \
	F(dkim_set_key_lookup) F(dkim_verify) F(dkim_free) F(dkim_header) \
	F(dkim_eoh) F(dkim_body) F(dkim_eom) F(dkim_getsiglist) \
	F(dkim_sig_process) F(dkim_sig_getflags) F(dkim_sig_getbh) \
	F(dkim_sig_getkeysize) F(dkim_sig_getcanonlen) F(dkim_sig_geterror) \
	F(dkim_sig_geterrorstr) F(dkim_sig_getdomain) \
	F(dkim_sig_getselector) F(dkim_set_user_context) \
	F(dkim_get_user_context)

static struct { OPENDKIM(LIBRARY_MEMBER) } lib;
static const char *const names[] = { OPENDKIM(LIBRARY_NAME) };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LIBRARY "libopendkim.so.11"

/* Below this anybody makes the key anew in hours. */
#define WEAK_BITS 1024
/* So far may x= lie in the past: for ever.  Far enough from the end of the
 * number that adding a time does not wrap. */
#define NEVER_OVER (UINT64_C(1) << 60)

struct verifier {
	DKIM_LIB *lib;
};

/* One check under way. */
struct checking {
	struct verifier *verifier;
	const char *record;
	struct signature signature;
	struct span value;	/* of its field */
	uint32_t place;
	bool all;		/* the other signatures are signed, too */
	struct buf header;	/* one field as the library wants it */
	struct checked *out;
};

static DKIM_CBSTAT
give_key(DKIM *d, DKIM_SIGINFO *sig, u_char *buf, size_t size)
{
	const struct checking *c = lib.dkim_get_user_context(d);

	(void)sig;
	if (strlen(c->record) >= size)
		return DKIM_CBSTAT_ERROR;
	memcpy(buf, c->record, strlen(c->record) + 1);
	return DKIM_CBSTAT_CONTINUE;
}

static int
set_option(struct verifier *d, int which, void *at, size_t size)
{
	return lib.dkim_options(d->lib, DKIM_OP_SETOPT, which, at, size) ==
	    DKIM_STAT_OK ? 0 : -1;
}

/* Each signature is asked for on its own, bad ones keep their place, and the
 * size of a key is told and not judged. */
static int
verifier_set_up(struct verifier *d, struct err *err)
{
	unsigned flags = DKIM_LIBFLAGS_DELAYSIGPROC |
	    DKIM_LIBFLAGS_BADSIGHANDLES;
	unsigned bits = 0;

	d->lib = lib.dkim_init(NULL, NULL);
	if (d->lib == NULL || set_option(d, DKIM_OPTS_FLAGS, &flags,
	    sizeof(flags)) == -1 || set_option(d, DKIM_OPTS_MINKEYBITS,
	    &bits, sizeof(bits)) == -1 ||
	    lib.dkim_set_key_lookup(d->lib, give_key) != DKIM_STAT_OK)
		return err_set(err, EX_UNAVAILABLE,
		    "libopendkim does not take its options");
	return 0;
}

/* A check of nothing in particular: the cryptography library reads its
 * configuration when it is first used, and in the sandbox it could not. */
static void
warm_up(struct verifier *d)
{
	static const char message[] =
	    "DKIM-Signature: v=1; a=rsa-sha256; d=floodmark.example; s=a;\r\n"
	    " h=from; b=AAAA; bh=AAAA\r\nFrom: a@floodmark.example\r\n\r\n";
	static const char key[] = "v=DKIM1; k=rsa; "
	    "p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSA"
	    "JBAK0NmzEM3YS1mkZvszn86rTXDndrP6etWmdDzRbM1NOlxcYSZfv0xIXvDV"
	    "InmsOeWcZn7bXFyP7/PdkHw/RMn5cCAwEAAQ==";
	struct checked ignored;

	verifier_check(d, span_str(message), 1, key, &ignored);
}

int
verifier_open(struct verifier **out, struct err *err)
{
	struct verifier *d;

	if (library_link(LIBRARY, names, COUNT(names), &lib, err) == -1)
		return -1;
	d = mem_get(1, sizeof(*d));
	if (verifier_set_up(d, err) == -1) {
		verifier_close(d);
		return -1;
	}
	warm_up(d);
	*out = d;
	return 0;
}

void
verifier_close(struct verifier *d)
{
	if (d == NULL)
		return;
	if (d->lib != NULL)
		lib.dkim_close(d->lib);
	free(d);
}

/* Lines end in CR LF on the wire, and that is what was signed. */
static struct span
with_crlf(struct buf *room, struct span s)
{
	if (s.len == 0 || memchr(s.at, '\r', s.len) != NULL)
		return s;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\n')
			buf_add_char(room, '\r');
		buf_add_char(room, s.at[i]);
	}
	return room->over ? s : buf_span(room);
}

static bool
find_signature(struct checking *c, struct span message)
{
	struct raw_field f;
	enum header_line got;
	uint32_t place = 0;

	while ((got = header_next(&message, true, &f)) != HEADER_END)
		if (got == HEADER_FIELD &&
		    span_ieq_str(f.name, DKIM_FIELD) && ++place == c->place) {
			c->value = f.value;
			signature_read(f.value, MOMENT_NONE, &c->signature);
			return c->signature.good;
		}
	return false;
}

/*
 * The library keeps the l= of one signature for the next, so it gets to see
 * one of them alone; all only where this one signs the others.
 */
static void
look_closer(struct checking *c)
{
	CLEANUP(buf_done) struct buf flat = { .max = LIMIT_FIELD_BYTES };
	struct tag_list t;

	if (tag_list_read(c->value, &t) != NULL)
		return;
	buf_add_span(&flat, tag_list_get(&t, "h"));
	c->all = span_ifind(buf_span(&flat), "dkim-signature") != -1;
}

/* The library holds t= and x= against its clock; what is over today was not
 * when the message came.  Its allowance for clocks may be as large as t=. */
static int
set_clock(struct checking *c)
{
	struct tag_list t;
	uint64_t drift = NEVER_OVER;
	int64_t signed_s;

	if (tag_list_read(c->value, &t) == NULL &&
	    tag_list_number(tag_list_get(&t, "t"), &signed_s))
		drift = (uint64_t)signed_s;
	return set_option(c->verifier, DKIM_OPTS_CLOCKDRIFT, &drift,
	    sizeof(drift));
}

/* The whole of a field without the line break at its end. */
static struct span
field_text(struct span before, struct span after)
{
	size_t n = before.len - after.len;

	while (n > 0 && (before.at[n - 1] == '\n' ||
	    before.at[n - 1] == '\r'))
		n--;
	return span_of(before.at, n);
}

static int
give_field(struct checking *c, DKIM *d, struct span text)
{
	buf_reset(&c->header);
	buf_add_span(&c->header, text);
	if (c->header.over)
		return -1;
	buf_str(&c->header);
	return lib.dkim_header(d, (u_char *)c->header.at, text.len) ==
	    DKIM_STAT_OK ? 0 : -1;
}

/* -1: the library does not take it; else the rest is the body. */
static int
give_header(struct checking *c, DKIM *d, struct span *message)
{
	struct span before = *message;
	struct raw_field f;
	enum header_line got;
	uint32_t place = 0;

	while ((got = header_next(message, true, &f)) != HEADER_END) {
		struct span text = field_text(before, *message);

		before = *message;
		/* Junk has no name. */
		if (got != HEADER_FIELD || (span_ieq_str(f.name,
		    DKIM_FIELD) && ++place != c->place && !c->all))
			continue;
		if (give_field(c, d, text) == -1)
			return -1;
	}
	return 0;
}

static const char *
set_result(struct checked *out, enum dkim_result r, const char *why)
{
	out->result = r;
	return why;
}

static const char *
judge_key(struct checked *out, int error)
{
	switch (error) {
	case DKIM_SIGERROR_KEYREVOKED:
		return set_result(out, DKIM_REVOKED, "");
	case DKIM_SIGERROR_DNSSYNTAX:
	case DKIM_SIGERROR_KEYVERSION:
	case DKIM_SIGERROR_KEYUNKNOWNHASH:
	case DKIM_SIGERROR_KEYHASHMISMATCH:
	case DKIM_SIGERROR_NOTEMAILKEY:
	case DKIM_SIGERROR_KEYTYPEMISSING:
	case DKIM_SIGERROR_KEYTYPEUNKNOWN:
	case DKIM_SIGERROR_KEYDECODE:
	case DKIM_SIGERROR_KEYFAIL:
		return set_result(out, DKIM_KEY_BAD,
		    lib.dkim_sig_geterrorstr(error));
	}
	return set_result(out, DKIM_UNDECIDED,
	    lib.dkim_sig_geterrorstr(error));
}

/* The words of the library are its own, never those of a message. */
static const char *
signature_outcome(struct checked *out, DKIM_SIGINFO *sig)
{
	unsigned flags = lib.dkim_sig_getflags(sig);
	int error = lib.dkim_sig_geterror(sig);
	int body = lib.dkim_sig_getbh(sig);

	if ((flags & DKIM_SIGFLAG_TESTKEY) != 0)
		out->flags |= UINT64_C(1) << DKIM_TESTING;
	if ((flags & DKIM_SIGFLAG_PASSED) != 0)
		return body == DKIM_SIGBH_MATCH ?
		    set_result(out, DKIM_PASS, "") :
		    set_result(out, DKIM_BODY_CHANGED, "");
	if (error == DKIM_SIGERROR_BADSIG)
		return set_result(out, DKIM_WRONG, "");
	if (error == DKIM_SIGERROR_TOOLARGE_L)
		return set_result(out, DKIM_BODY_CHANGED,
		    "it is shorter than what was signed");
	return judge_key(out, error);
}

static void
body_measure(struct checking *c, DKIM *d, DKIM_SIGINFO *sig)
{
	struct checked *out = c->out;
	ssize_t body = 0, canon = 0, covered = 0;
	unsigned bits = 0;

	if (lib.dkim_sig_getkeysize(sig, &bits) == DKIM_STAT_OK)
		out->bits = bits;
	if (strcmp(c->signature.algorithm, "ed25519-sha256") == 0)
		out->bits = out->bits == 0 ? 0 : 256;
	else if ((out->bits > 0 && out->bits < WEAK_BITS) ||
	    strcmp(c->signature.algorithm, "rsa-sha1") == 0)
		out->flags |= UINT64_C(1) << DKIM_WEAK;
	if (lib.dkim_sig_getcanonlen(d, sig, &body, &canon, &covered) !=
	    DKIM_STAT_OK || covered < 0 || canon < covered || canon >= body)
		return;
	out->unsigned_bytes = body - canon;
	out->flags |= UINT64_C(1) << DKIM_REST_UNSIGNED;
}

static bool
is_asked_for(const struct checking *c, DKIM_SIGINFO *sig)
{
	const char *domain = (const char *)lib.dkim_sig_getdomain(sig);
	const char *selector = (const char *)lib.dkim_sig_getselector(sig);

	return domain != NULL && selector != NULL &&
	    span_ieq_str(span_str(domain), c->signature.domain) &&
	    span_ieq_str(span_str(selector), c->signature.selector);
}

static const char *
verifier_decide(struct checking *c, DKIM *d)
{
	DKIM_SIGINFO **list = NULL;
	int n = 0, at = c->all ? (int)c->place - 1 : 0;

	if (lib.dkim_getsiglist(d, &list, &n) != DKIM_STAT_OK || at >= n ||
	    !is_asked_for(c, list[at]))
		return "the library does not see the signature";
	if (lib.dkim_sig_process(d, list[at]) != DKIM_STAT_OK)
		return "the library could not check it";
	body_measure(c, d, list[at]);
	return signature_outcome(c->out, list[at]);
}

static void
handle_free(DKIM **d)
{
	if (*d != NULL)
		lib.dkim_free(*d);
}

static const char *
signature_check_with(struct checking *c, struct span message)
{
	CLEANUP(handle_free) DKIM *d = NULL;
	DKIM_STAT status;

	if (!find_signature(c, message))
		return "the signature is not there any more";
	look_closer(c);
	if (set_clock(c) == -1)
		return "the library does not take the time";
	d = lib.dkim_verify(c->verifier->lib, (const u_char *)"floodmark", NULL,
	    &status);
	if (d == NULL)
		return "the library has no memory";
	lib.dkim_set_user_context(d, c);
	if (give_header(c, d, &message) == -1)
		return "the library does not take the header";
	status = lib.dkim_eoh(d);
	if (status != DKIM_STAT_OK && status != DKIM_STAT_NOSIG)
		return "the library does not take the header";
	if (message.len > 0 && lib.dkim_body(d, (u_char *)(uintptr_t)
	    message.at, message.len) != DKIM_STAT_OK)
		return "the library does not take the body";
	(void)lib.dkim_eom(d, NULL);
	return verifier_decide(c, d);
}

void
verifier_check(struct verifier *d, struct span message, uint32_t place,
    const char *record, struct checked *out)
{
	CLEANUP(buf_done) struct buf room = { .max =
		2 * (size_t)LIMIT_MESSAGE_BYTES };
	struct checking c = { .verifier = d, .record = record, .place = place,
		.header = { .max = LIMIT_HEADER_BYTES }, .out = out };
	const char *why;

	*out = (struct checked){ .place = place, .result = DKIM_UNDECIDED };
	why = signature_check_with(&c, with_crlf(&room, message));
	snprintf(out->detail, sizeof(out->detail), "%s", why);
	buf_done(&c.header);
}

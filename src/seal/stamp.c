#include "seal/stamp.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/day.h"

#define NONCE_BYTES 8

static const char *const words[STAMP_ENDS] = {
	[STAMP_HOLDS] = "holds",
	[STAMP_NO_REPLY] = "is no timestamp reply",
	[STAMP_REJECTED] = "says that no timestamp was made",
	[STAMP_OTHER] = "is a timestamp of something else",
	[STAMP_REPLAYED] = "was made for another query",
	[STAMP_NO_CERTIFICATES] = "has no certificates to be checked with",
	[STAMP_UNSIGNED] = "is not signed by whom the certificates vouch for",
};

const char *
stamp_words(enum stamp_end e)
{
	return words[e];
}

/* One reply being looked at. */
struct looking {
	TS_REQ *query;		/* NULL: of a reply that was kept */
	TS_RESP *reply;
	X509_STORE *trusted;
	TS_VERIFY_CTX *ctx;
};

static void
looking_done(struct looking *l)
{
	crypto()->TS_REQ_free(l->query);
	crypto()->TS_RESP_free(l->reply);
	crypto()->TS_VERIFY_CTX_free(l->ctx);	/* and what it was given */
	crypto()->X509_STORE_free(l->trusted);
	crypto()->ERR_clear_error();
}

static void
request_free(TS_REQ **r)
{
	crypto()->TS_REQ_free(*r);
}

static void
imprint_free(TS_MSG_IMPRINT **i)
{
	crypto()->TS_MSG_IMPRINT_free(*i);
}

static void
algorithm_free(X509_ALGOR **a)
{
	crypto()->X509_ALGOR_free(*a);
}

static void
integer_free(ASN1_INTEGER **i)
{
	crypto()->ASN1_INTEGER_free(*i);
}

static void
number_free(BIGNUM **n)
{
	crypto()->BN_free(*n);
}

static void
text_free(char **s)
{
	crypto()->CRYPTO_free(*s, NULL, 0);
}

static void
bytes_free(unsigned char **b)
{
	crypto()->CRYPTO_free(*b, NULL, 0);
}

static void
bio_free(BIO **b)
{
	crypto()->BIO_free(*b);
}

static bool
set_imprint(TS_REQ *r, const struct digest *d)
{
	CLEANUP(imprint_free) TS_MSG_IMPRINT *i =
	    crypto()->TS_MSG_IMPRINT_new();
	CLEANUP(algorithm_free) X509_ALGOR *a = crypto()->X509_ALGOR_new();

	return i != NULL && a != NULL &&
	    crypto()->X509_ALGOR_set0(a, crypto()->OBJ_nid2obj(NID_sha256),
	    V_ASN1_NULL, NULL) == 1 &&
	    crypto()->TS_MSG_IMPRINT_set_algo(i, a) == 1 &&
	    crypto()->TS_MSG_IMPRINT_set_msg(i,
	    (unsigned char *)(uintptr_t)d->at, sizeof(d->at)) == 1 &&
	    crypto()->TS_REQ_set_msg_imprint(r, i) == 1;
}

static bool
set_nonce(TS_REQ *r)
{
	unsigned char bytes[NONCE_BYTES];
	CLEANUP(number_free) BIGNUM *n = NULL;
	CLEANUP(integer_free) ASN1_INTEGER *i = NULL;

	if (crypto()->RAND_bytes(bytes, sizeof(bytes)) != 1)
		return false;
	bytes[0] |= 0x40;	/* always of the same length */
	n = crypto()->BN_bin2bn(bytes, sizeof(bytes), NULL);
	i = n == NULL ? NULL : crypto()->BN_to_ASN1_INTEGER(n, NULL);
	return i != NULL && crypto()->TS_REQ_set_nonce(r, i) == 1;
}

int
stamp_ask(const struct digest *d, struct buf *query, struct err *err)
{
	CLEANUP(request_free) TS_REQ *r = crypto()->TS_REQ_new();
	CLEANUP(bytes_free) unsigned char *der = NULL;
	int len;

	if (r == NULL || crypto()->TS_REQ_set_version(r, 1) != 1 ||
	    !set_imprint(r, d) || !set_nonce(r) ||
	    crypto()->TS_REQ_set_cert_req(r, 1) != 1 ||
	    (len = crypto()->i2d_TS_REQ(r, &der)) <= 0)
		return err_set(err, EX_OSERR,
		    "cannot make a timestamp query");
	buf_add(query, der, (size_t)len);
	return 0;
}

static TS_RESP *
read_reply(struct span s)
{
	const unsigned char *at = (const unsigned char *)s.at;
	TS_RESP *r = s.len > STAMP_MAX ? NULL :
	    crypto()->d2i_TS_RESP(NULL, &at, (long)s.len);

	if (r != NULL && at != (const unsigned char *)s.at + s.len) {
		crypto()->TS_RESP_free(r);
		r = NULL;
	}
	return r;
}

static bool
is_granted(const TS_RESP *r)
{
	const ASN1_INTEGER *status = crypto()->TS_STATUS_INFO_get0_status(
	    crypto()->TS_RESP_get_status_info((TS_RESP *)(uintptr_t)r));
	long is = crypto()->ASN1_INTEGER_get(status);

	return is == TS_STATUS_GRANTED || is == TS_STATUS_GRANTED_WITH_MODS;
}

static bool
read_time(const TS_TST_INFO *info, int64_t *at_ms)
{
	struct tm tm;

	if (crypto()->ASN1_TIME_to_tm(crypto()->TS_TST_INFO_get_time(info),
	    &tm) != 1)
		return false;
	*at_ms = moment_from_civil(tm.tm_year + 1900, tm.tm_mon + 1,
	    tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, 0);
	return true;
}

static bool
read_info(TS_TST_INFO *info, struct stamp *out)
{
	CLEANUP(number_free) BIGNUM *n = crypto()->ASN1_INTEGER_to_BN(
	    crypto()->TS_TST_INFO_get_serial(info), NULL);
	CLEANUP(text_free) char *hex = n == NULL ? NULL :
	    crypto()->BN_bn2hex(n);

	if (hex == NULL || !read_time(info, &out->at_ms))
		return false;
	snprintf(out->serial, sizeof(out->serial), "%s", hex);
	crypto()->OBJ_obj2txt(out->policy, sizeof(out->policy),
	    crypto()->TS_TST_INFO_get_policy_id(info), 1);
	return true;
}

static bool
is_of_query(TS_TST_INFO *info, const struct digest *d)
{
	TS_MSG_IMPRINT *i = crypto()->TS_TST_INFO_get_msg_imprint(info);
	const ASN1_OBJECT *what;
	ASN1_OCTET_STRING *msg;

	if (i == NULL)
		return false;
	msg = crypto()->TS_MSG_IMPRINT_get_msg(i);
	crypto()->X509_ALGOR_get0(&what, NULL, NULL,
	    crypto()->TS_MSG_IMPRINT_get_algo(i));
	return crypto()->OBJ_obj2nid(what) == NID_sha256 &&
	    crypto()->ASN1_STRING_length(msg) == (int)sizeof(d->at) &&
	    memcmp(crypto()->ASN1_STRING_get0_data(msg), d->at,
	    sizeof(d->at)) == 0;
}

/* That nonce, or none where none was sent. */
static bool
is_answer(const TS_REQ *query, TS_TST_INFO *info)
{
	const ASN1_INTEGER *sent = crypto()->TS_REQ_get_nonce(query);
	const ASN1_INTEGER *got = crypto()->TS_TST_INFO_get_nonce(info);

	if (sent == NULL || got == NULL)
		return sent == got;
	return crypto()->ASN1_INTEGER_cmp(sent, got) == 0;
}

static bool
read_certificates(struct span pem, X509_STORE *to)
{
	CLEANUP(bio_free) BIO *in = crypto()->BIO_new_mem_buf(pem.at,
	    (int)pem.len);
	X509 *x;
	int n = 0;

	/* Who makes a bundle may write one that is encrypted; unless a
	 * passphrase is given the library asks the terminal for it. */
	while (in != NULL && (x = crypto()->PEM_read_bio_X509(in, NULL, NULL,
	    (void *)(uintptr_t)"")) != NULL) {
		n += crypto()->X509_STORE_add_cert(to, x) == 1;
		crypto()->X509_free(x);
	}
	crypto()->ERR_clear_error();
	return n > 0;
}

static void
x509_store_free(X509_STORE **s)
{
	crypto()->X509_STORE_free(*s);
}

bool
stamp_is_pem(struct span pem)
{
	CLEANUP(x509_store_free) X509_STORE *store = crypto()->X509_STORE_new();

	return store != NULL && read_certificates(pem, store);
}

/* The newest reason, with the certificate's where it has one. */
static void
explain(char *why, size_t size)
{
	const char *data = NULL, *reason;
	int flags = 0;
	unsigned long e = crypto()->ERR_peek_last_error_all(NULL, NULL, NULL,
	    &data, &flags);

	reason = crypto()->ERR_reason_error_string(e);
	snprintf(why, size, "%s%s%s", reason == NULL ? "" : reason,
	    (flags & ERR_TXT_STRING) != 0 && data[0] != '\0' ? ": " : "",
	    (flags & ERR_TXT_STRING) != 0 ? data : "");
}

/* As of the moment it was made: certificates end, and what was signed
 * before does not. */
static bool
is_signed_by(struct looking *l, int64_t at_ms, struct stamp *out)
{
	X509_VERIFY_PARAM *param = crypto()->X509_STORE_get0_param(l->trusted);

	l->ctx = crypto()->TS_VERIFY_CTX_new();
	if (param == NULL || l->ctx == NULL)
		return false;
	crypto()->X509_VERIFY_PARAM_set_time(param, (time_t)(at_ms / 1000));
	crypto()->TS_VERIFY_CTX_set_flags(l->ctx,
	    TS_VFY_VERSION | TS_VFY_SIGNATURE);
	if (!crypto()->TS_VERIFY_CTX_set0_store(l->ctx, l->trusted))
		return false;
	l->trusted = NULL;
	crypto()->ERR_clear_error();
	if (crypto()->TS_RESP_verify_token(l->ctx,
	    crypto()->TS_RESP_get_token(l->reply)) == 1)
		return true;
	explain(out->why, sizeof(out->why));
	return false;
}

static enum stamp_end
check_reply(struct looking *l, struct span reply, const struct digest *d,
    struct span certificates, struct stamp *out)
{
	TS_TST_INFO *info;

	l->reply = read_reply(reply);
	if (l->reply == NULL)
		return STAMP_NO_REPLY;
	if (!is_granted(l->reply))
		return STAMP_REJECTED;
	info = crypto()->TS_RESP_get_tst_info(l->reply);
	if (info == NULL || !read_info(info, out))
		return STAMP_NO_REPLY;
	if (!is_of_query(info, d))
		return STAMP_OTHER;
	if (l->query != NULL && !is_answer(l->query, info))
		return STAMP_REPLAYED;
	l->trusted = crypto()->X509_STORE_new();
	if (l->trusted == NULL || !read_certificates(certificates,
	    l->trusted))
		return STAMP_NO_CERTIFICATES;
	return is_signed_by(l, out->at_ms, out) ? STAMP_HOLDS : STAMP_UNSIGNED;
}

enum stamp_end
stamp_check(struct span reply, const struct digest *d,
    struct span certificates, const struct span *query, struct stamp *out)
{
	CLEANUP(looking_done) struct looking l = { 0 };
	const unsigned char *at;

	*out = (struct stamp){ 0 };
	if (query != NULL) {
		at = (const unsigned char *)query->at;
		l.query = crypto()->d2i_TS_REQ(NULL, &at, (long)query->len);
		if (l.query == NULL)
			return STAMP_REPLAYED;
	}
	return check_reply(&l, reply, d, certificates, out);
}

bool
stamp_time(struct span reply, int64_t *at_ms)
{
	CLEANUP(looking_done) struct looking l = { .reply =
		read_reply(reply) };
	TS_TST_INFO *info = l.reply == NULL ? NULL :
	    crypto()->TS_RESP_get_tst_info(l.reply);

	return info != NULL && read_time(info, at_ms);
}

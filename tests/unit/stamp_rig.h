/*
 * A timestamp authority within the process: a root, a signer it vouches for,
 * and answers that are as wrong as a test wants them.
 */
#ifndef TESTS_STAMP_RIG_H
#define TESTS_STAMP_RIG_H

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include "base/buf.h"
#include "seal/stamp.h"
#include "store/records/ledger.h"
#include "store/records/stamps.h"
#include "tests/tap.h"

#ifndef UNUSED
#define UNUSED __attribute__((unused))
#endif

#define TSA_NOW 1774780000LL	/* s; 2026-03-29T10:26:40Z */
#define TSA_YEAR 31557600LL	/* s */

struct tsa {
	EVP_PKEY *root_key, *key;
	X509 *root, *cert;
	struct buf pem;		/* of the root */
	int64_t at_s;		/* what its clock says */
};

UNUSED static void
tsa_must(bool done, const char *what)
{
	if (done)
		return;
	printf("Bail out! the authority cannot %s\n", what);
	ERR_print_errors_fp(stderr);
	exit(99);
}

static void
tsa_extend(X509 *x, X509 *by, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *e;

	X509V3_set_ctx(&ctx, by, x, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	tsa_must(e != NULL && X509_add_ext(x, e, -1) == 1, value);
	X509_EXTENSION_free(e);
}

static X509 *
tsa_certificate(EVP_PKEY *key, X509 *by, EVP_PKEY *by_key, const char *name,
    int64_t from_s, int64_t to_s)
{
	X509 *x = X509_new();
	X509_NAME *n = X509_NAME_new();

	X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC,
	    (const unsigned char *)name, -1, -1, 0);
	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), by == NULL ? 1 : 2);
	X509_set_subject_name(x, n);
	X509_set_issuer_name(x, by == NULL ? n : X509_get_subject_name(by));
	ASN1_TIME_set(X509_getm_notBefore(x), (time_t)from_s);
	ASN1_TIME_set(X509_getm_notAfter(x), (time_t)to_s);
	X509_set_pubkey(x, key);
	X509_NAME_free(n);
	tsa_extend(x, by == NULL ? x : by, NID_basic_constraints,
	    by == NULL ? "critical,CA:TRUE" : "critical,CA:FALSE");
	tsa_extend(x, by == NULL ? x : by, NID_key_usage, by == NULL ?
	    "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
	if (by != NULL)
		tsa_extend(x, by, NID_ext_key_usage, "critical,timeStamping");
	tsa_must(X509_sign(x, by_key, EVP_sha256()) > 0, "sign");
	return x;
}

/* The signer's certificate is good from and to so many seconds around
 * TSA_NOW. */
UNUSED static void
tsa_open(struct tsa *r, const char *name, int64_t before_s, int64_t after_s)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *at;
	long n;

	*r = (struct tsa){ .pem = { .max = 65536 }, .at_s = TSA_NOW };
	r->root_key = EVP_EC_gen("P-256");
	r->key = EVP_EC_gen("P-256");
	tsa_must(r->root_key != NULL && r->key != NULL, "make keys");
	r->root = tsa_certificate(r->root_key, NULL, r->root_key, name,
	    TSA_NOW - 20 * TSA_YEAR, TSA_NOW + 20 * TSA_YEAR);
	r->cert = tsa_certificate(r->key, r->root, r->root_key, "signer",
	    TSA_NOW + before_s, TSA_NOW + after_s);
	tsa_must(PEM_write_bio_X509(out, r->root) == 1, "write its root");
	n = BIO_get_mem_data(out, &at);
	buf_add(&r->pem, at, (size_t)n);
	BIO_free(out);
}

UNUSED static void
tsa_close(struct tsa *r)
{
	EVP_PKEY_free(r->root_key);
	EVP_PKEY_free(r->key);
	X509_free(r->root);
	X509_free(r->cert);
	buf_done(&r->pem);
}

static ASN1_INTEGER *
tsa_serial(TS_RESP_CTX *ctx, void *arg)
{
	ASN1_INTEGER *n = ASN1_INTEGER_new();

	(void)ctx;
	(void)arg;
	ASN1_INTEGER_set(n, 4711);
	return n;
}

static int
tsa_time(TS_RESP_CTX *ctx, void *arg, long *sec, long *usec)
{
	const struct tsa *r = arg;

	(void)ctx;
	*sec = (long)r->at_s;
	*usec = 0;
	return 1;
}

/* Its answer to a query. */
UNUSED static void
tsa_answer(struct tsa *r, struct span query, struct buf *out)
{
	TS_RESP_CTX *ctx = TS_RESP_CTX_new();
	BIO *in = BIO_new_mem_buf(query.at, (int)query.len);
	ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3.4.1", 1);
	unsigned char *der = NULL;
	TS_RESP *reply;
	int n;

	tsa_must(TS_RESP_CTX_set_signer_cert(ctx, r->cert) == 1 &&
	    TS_RESP_CTX_set_signer_key(ctx, r->key) == 1 &&
	    TS_RESP_CTX_set_signer_digest(ctx, EVP_sha256()) == 1 &&
	    TS_RESP_CTX_set_ess_cert_id_digest(ctx, EVP_sha256()) == 1 &&
	    TS_RESP_CTX_set_def_policy(ctx, policy) == 1 &&
	    TS_RESP_CTX_add_md(ctx, EVP_sha256()) == 1, "be set up");
	TS_RESP_CTX_set_serial_cb(ctx, tsa_serial, NULL);
	TS_RESP_CTX_set_time_cb(ctx, tsa_time, r);
	reply = TS_RESP_create_response(ctx, in);
	tsa_must(reply != NULL, "answer");
	n = i2d_TS_RESP(reply, &der);
	tsa_must(n > 0, "write its answer");
	buf_reset(out);
	buf_add(out, der, (size_t)n);
	OPENSSL_free(der);
	TS_RESP_free(reply);
	ASN1_OBJECT_free(policy);
	BIO_free(in);
	TS_RESP_CTX_free(ctx);
}

/* The head of the store as it stands, stamped and recorded. */
UNUSED static int
tsa_stamp(struct store *s, struct tsa *t, const char *name, int64_t now_ms,
    struct err *err)
{
	CLEANUP(buf_done) struct buf query = { .max = 1024 };
	CLEANUP(buf_done) struct buf reply = { .max = STAMP_MAX };
	struct stamp_answer a = { .name = name };
	struct digest head;

	if (ledger_head(s, &a.seq, &head, err) == -1 ||
	    stamp_ask(&head, &query, err) == -1)
		return -1;
	tsa_answer(t, buf_span(&query), &reply);
	a.reply = buf_span(&reply);
	a.certificates = buf_span(&t->pem);
	return stamp_record(s, &a, now_ms, err);
}

#endif

/*
 * The door to OpenSSL's libcrypto, which is linked when it is first needed
 * (base/library.h): to link it costs a process as much as the rest of its
 * start, and most questions to a store need none of it.
 *
 *	crypto()->EVP_MD_CTX_free(ctx);
 */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/library.h"

/* OpenSSL 3.4 gives what takes over the store its right name, and deprecates
 * the old one. */
#if OPENSSL_VERSION_NUMBER < 0x30400000L
#define TS_VERIFY_CTX_set0_store TS_VERIFY_CTX_set_store
#endif

#define CRYPTO(F) \
	F(ASN1_INTEGER_cmp) \
	F(ASN1_INTEGER_free) \
	F(ASN1_INTEGER_get) \
	F(ASN1_INTEGER_to_BN) \
	F(ASN1_STRING_get0_data) \
	F(ASN1_STRING_length) \
	F(ASN1_TIME_to_tm) \
	F(BIO_free) \
	F(BIO_new_mem_buf) \
	F(BN_bin2bn) \
	F(BN_bn2hex) \
	F(BN_free) \
	F(BN_to_ASN1_INTEGER) \
	F(CRYPTO_free) \
	F(ERR_clear_error) \
	F(ERR_peek_last_error_all) \
	F(ERR_reason_error_string) \
	F(EVP_DigestFinal_ex) \
	F(EVP_DigestInit_ex) \
	F(EVP_DigestSign) \
	F(EVP_DigestSignInit) \
	F(EVP_DigestUpdate) \
	F(EVP_DigestVerify) \
	F(EVP_DigestVerifyInit) \
	F(EVP_MD_CTX_free) \
	F(EVP_MD_CTX_new) \
	F(EVP_MD_fetch) \
	F(EVP_PKEY_free) \
	F(EVP_PKEY_get_raw_public_key) \
	F(EVP_PKEY_new_raw_private_key) \
	F(EVP_PKEY_new_raw_public_key) \
	F(EVP_Q_digest) \
	F(EVP_sha256) \
	F(OBJ_nid2obj) \
	F(OBJ_obj2nid) \
	F(OBJ_obj2txt) \
	F(OPENSSL_sk_new_null) \
	F(OPENSSL_sk_num) \
	F(OPENSSL_sk_pop_free) \
	F(OPENSSL_sk_push) \
	F(OPENSSL_sk_value) \
	F(PEM_read_bio_X509) \
	F(RAND_bytes) \
	F(RAND_priv_bytes) \
	F(TS_MSG_IMPRINT_free) \
	F(TS_MSG_IMPRINT_get_algo) \
	F(TS_MSG_IMPRINT_get_msg) \
	F(TS_MSG_IMPRINT_new) \
	F(TS_MSG_IMPRINT_set_algo) \
	F(TS_MSG_IMPRINT_set_msg) \
	F(TS_REQ_free) \
	F(TS_REQ_get_nonce) \
	F(TS_REQ_new) \
	F(TS_REQ_set_cert_req) \
	F(TS_REQ_set_msg_imprint) \
	F(TS_REQ_set_nonce) \
	F(TS_REQ_set_version) \
	F(TS_RESP_free) \
	F(TS_RESP_get_status_info) \
	F(TS_RESP_get_token) \
	F(TS_RESP_get_tst_info) \
	F(TS_RESP_verify_token) \
	F(TS_STATUS_INFO_get0_status) \
	F(TS_TST_INFO_get_msg_imprint) \
	F(TS_TST_INFO_get_nonce) \
	F(TS_TST_INFO_get_policy_id) \
	F(TS_TST_INFO_get_serial) \
	F(TS_TST_INFO_get_time) \
	F(TS_VERIFY_CTX_free) \
	F(TS_VERIFY_CTX_new) \
	F(TS_VERIFY_CTX_set0_store) \
	F(TS_VERIFY_CTX_set_flags) \
	F(X509_ALGOR_free) \
	F(X509_ALGOR_get0) \
	F(X509_ALGOR_new) \
	F(X509_ALGOR_set0) \
	F(X509_OBJECT_get0_X509) \
	F(X509_STORE_CTX_free) \
	F(X509_STORE_CTX_get0_param) \
	F(X509_STORE_CTX_get_error) \
	F(X509_STORE_CTX_init) \
	F(X509_STORE_CTX_new) \
	F(X509_STORE_CTX_set_default) \
	F(X509_STORE_add_cert) \
	F(X509_STORE_free) \
	F(X509_STORE_get0_objects) \
	F(X509_STORE_get0_param) \
	F(X509_STORE_load_file) \
	F(X509_STORE_new) \
	F(X509_VERIFY_PARAM_set1_host) \
	F(X509_VERIFY_PARAM_set1_ip_asc) \
	F(X509_VERIFY_PARAM_set_hostflags) \
	F(X509_VERIFY_PARAM_set_time) \
	F(X509_free) \
	F(X509_get_default_cert_dir) \
	F(X509_get_default_cert_dir_env) \
	F(X509_get_default_cert_file) \
	F(X509_get_default_cert_file_env) \
	F(X509_subject_name_hash) \
	F(X509_verify_cert) \
	F(X509_verify_cert_error_string) \
	F(d2i_TS_REQ) \
	F(d2i_TS_RESP) \
	F(d2i_X509) \
	F(i2d_TS_REQ)

struct crypto {
	CRYPTO(LIBRARY_MEMBER)
};

extern const struct crypto *crypto_linked;	/* NULL: not yet */

/* Before a sandbox, in which nothing can be linked. */
int crypto_link(struct err *) MUST_USE;

/* Without the library the process ends (library_need). */
static inline const struct crypto *
crypto(void)
{
	if (crypto_linked == NULL)
		library_need(crypto_link);
	return crypto_linked;
}

#endif

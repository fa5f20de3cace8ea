#include "source/trust.h"

#include <arpa/inet.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static void
trust_store_free(X509_STORE **s)
{
	X509_STORE_free(*s);
}

static void
context_free(X509_STORE_CTX **c)
{
	X509_STORE_CTX_free(*c);
}

static void
stack_free(STACK_OF(X509) **s)
{
	sk_X509_pop_free(*s, X509_free);
}

static STACK_OF(X509) *
chain_parse(const struct span *chain, size_t n)
{
	STACK_OF(X509) *all = sk_X509_new_null();

	for (size_t i = 0; all != NULL && i < n; i++) {
		const unsigned char *at =
		    (const unsigned char *)chain[i].at;
		X509 *x = d2i_X509(NULL, &at, (long)chain[i].len);

		if (x != NULL && sk_X509_push(all, x) == 0)
			X509_free(x);
	}
	return all;
}

static int
set_host(X509_STORE_CTX *ctx, const char *host)
{
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
	unsigned char address[16];

	X509_VERIFY_PARAM_set_hostflags(param,
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (inet_pton(AF_INET, host, address) == 1 ||
	    inet_pton(AF_INET6, host, address) == 1)
		return X509_VERIFY_PARAM_set1_ip_asc(param, host);
	return X509_VERIFY_PARAM_set1_host(param, host, 0);
}

int
trust_check(const struct span *chain, size_t n, const char *host,
    const char *ca_file, struct err *err)
{
	CLEANUP(trust_store_free) X509_STORE *store = X509_STORE_new();
	CLEANUP(context_free) X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	CLEANUP(stack_free) STACK_OF(X509) *all = chain_parse(chain, n);

	if (store == NULL || ctx == NULL || all == NULL)
		return err_set(err, EX_OSERR, "no memory for certificates");
	if (sk_X509_num(all) == 0)
		return err_set(err, EX_UNAVAILABLE,
		    "%s shows no certificate", host);
	if ((ca_file != NULL ? X509_STORE_load_file(store, ca_file) :
	    X509_STORE_set_default_paths(store)) != 1)
		return err_set(err, EX_CONFIG, "no certificates to trust in "
		    "%s", ca_file != NULL ? ca_file : "the system's store");
	if (X509_STORE_CTX_init(ctx, store, sk_X509_value(all, 0), all) != 1 ||
	    X509_STORE_CTX_set_default(ctx, "ssl_server") != 1 ||
	    set_host(ctx, host) != 1)
		return err_set(err, EX_OSERR, "cannot check certificates");
	if (X509_verify_cert(ctx) != 1)
		return err_set(err, EX_UNAVAILABLE,
		    "%s is not who it should be: %s", host,
		    X509_verify_cert_error_string(
		    X509_STORE_CTX_get_error(ctx)));
	return 0;
}

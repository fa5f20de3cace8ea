#include "source/trust.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/file.h"

struct trust {
	X509_STORE *store;
};

static void
context_free(X509_STORE_CTX **c)
{
	crypto()->X509_STORE_CTX_free(*c);
}

/* A stack of certificates, by its functions of any type: those of one type
 * are no more than macros, past the door. */
static void
stack_free(OPENSSL_STACK **s)
{
	if (*s != NULL)
		crypto()->OPENSSL_sk_pop_free(*s,
		    (OPENSSL_sk_freefunc)(void (*)(void))crypto()->X509_free);
}

static X509 *
parse_der(struct span s)
{
	const unsigned char *at = (const unsigned char *)s.at;

	return crypto()->d2i_X509(NULL, &at, (long)s.len);
}

static X509 *
parse_pem(struct span s)
{
	BIO *in = crypto()->BIO_new_mem_buf(s.at, (int)s.len);
	X509 *x = in == NULL ? NULL :
	    crypto()->PEM_read_bio_X509(in, NULL, NULL, NULL);

	crypto()->BIO_free(in);
	return x;
}

static OPENSSL_STACK *
chain_parse(const struct span *chain, size_t n, X509 *(*one)(struct span))
{
	OPENSSL_STACK *all = crypto()->OPENSSL_sk_new_null();

	for (size_t i = 0; all != NULL && i < n; i++) {
		X509 *x = one(chain[i]);

		if (x != NULL && crypto()->OPENSSL_sk_push(all, x) == 0)
			crypto()->X509_free(x);
	}
	return all;
}

static int
set_host(X509_STORE_CTX *ctx, const char *host)
{
	X509_VERIFY_PARAM *param = crypto()->X509_STORE_CTX_get0_param(ctx);
	unsigned char address[16];

	crypto()->X509_VERIFY_PARAM_set_hostflags(param,
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (inet_pton(AF_INET, host, address) == 1 ||
	    inet_pton(AF_INET6, host, address) == 1)
		return crypto()->X509_VERIFY_PARAM_set1_ip_asc(param, host);
	return crypto()->X509_VERIFY_PARAM_set1_host(param, host, 0);
}

/* As `openssl rehash` names them: "5ed36f99.0". */
static bool
is_hash(const char *name)
{
	return strspn(name, "0123456789abcdef") == 8 && name[8] == '.' &&
	    isdigit((unsigned char)name[9]);
}

/* By the hashes of their names, as OpenSSL's own tool counts them. */
struct hashes {
	unsigned long *at;
	size_t n;
};

static void
hashes_done(struct hashes *h)
{
	free(h->at);
}

static void
hashes_of(const OPENSSL_STACK *all, struct hashes *out)
{
	int n = all == NULL ? 0 : crypto()->OPENSSL_sk_num(all);

	out->at = mem_get((size_t)n, sizeof(*out->at));
	for (int i = 0; i < n; i++) {
		X509 *x = crypto()->X509_OBJECT_get0_X509(
		    crypto()->OPENSSL_sk_value(all, i));

		if (x != NULL)
			out->at[out->n++] = crypto()->X509_subject_name_hash(x);
	}
}

/* The same are in the file, mostly, and each takes a while to read. */
static bool
is_known(const struct hashes *known, const char *name)
{
	unsigned long hash = strtoul(name, NULL, 16);
	size_t n = 0;

	for (size_t i = 0; i < known->n; i++)
		n += known->at[i] == hash;
	return strtoul(name + 9, NULL, 10) < n;
}

static const OPENSSL_STACK *
objects(X509_STORE *store)
{
	return (const OPENSSL_STACK *)crypto()->X509_STORE_get0_objects(
	    store);
}

static void
load_folder(X509_STORE *store, const char *path)
{
	CLEANUP(hashes_done) struct hashes known = { NULL, 0 };
	DIR *dir = opendir(path);
	const struct dirent *e;

	hashes_of(objects(store), &known);
	while (dir != NULL && (e = readdir(dir)) != NULL) {
		CLEANUP(str_free) char *file = NULL;

		if (!is_hash(e->d_name) || is_known(&known, e->d_name))
			continue;
		file = path_join(path, e->d_name);
		(void)!crypto()->X509_STORE_load_file(store, file);
	}
	if (dir != NULL)
		closedir(dir);
}

static const char *
setting(const char *variable, const char *otherwise)
{
	const char *value = getenv(variable);

	return value == NULL ? otherwise : value;
}

/* Where the library would look, but all of it and now: later there are no
 * files. */
static bool
load_system(X509_STORE *store)
{
	const OPENSSL_STACK *all;

	(void)!crypto()->X509_STORE_load_file(store,
	    setting(crypto()->X509_get_default_cert_file_env(),
	    crypto()->X509_get_default_cert_file()));
	load_folder(store,
	    setting(crypto()->X509_get_default_cert_dir_env(),
	    crypto()->X509_get_default_cert_dir()));
	all = objects(store);
	return all != NULL && crypto()->OPENSSL_sk_num(all) > 0;
}

int
trust_open(const char *ca_file, struct trust **out, struct err *err)
{
	CLEANUP(trust_cleanup) struct trust *t = mem_get(1, sizeof(*t));

	t->store = crypto()->X509_STORE_new();
	if (t->store == NULL)
		return err_set(err, EX_OSERR, "no memory for certificates");
	if (ca_file != NULL ? crypto()->X509_STORE_load_file(t->store,
	    ca_file) != 1 : !load_system(t->store))
		return err_set(err, EX_CONFIG, "no certificates to trust in "
		    "%s", ca_file != NULL ? ca_file : "the system's store");
	*out = t;
	t = NULL;
	return 0;
}

void
trust_close(struct trust *t)
{
	if (t == NULL)
		return;
	crypto()->X509_STORE_free(t->store);
	free(t);
}

void
trust_cleanup(struct trust **t)
{
	trust_close(*t);
	*t = NULL;
}

static int
chain_check(const struct trust *t, OPENSSL_STACK *all, const char *host,
    struct err *err)
{
	CLEANUP(context_free) X509_STORE_CTX *ctx =
	    crypto()->X509_STORE_CTX_new();

	if (ctx == NULL || all == NULL)
		return err_set(err, EX_OSERR, "no memory for certificates");
	if (crypto()->OPENSSL_sk_num(all) == 0)
		return err_set(err, EX_UNAVAILABLE,
		    "%s shows no certificate", host);
	if (crypto()->X509_STORE_CTX_init(ctx, t->store,
	    crypto()->OPENSSL_sk_value(all, 0),
	    (STACK_OF(X509) *)all) != 1 ||
	    crypto()->X509_STORE_CTX_set_default(ctx, "ssl_server") != 1 ||
	    set_host(ctx, host) != 1)
		return err_set(err, EX_OSERR, "cannot check certificates");
	if (crypto()->X509_verify_cert(ctx) != 1)
		return err_set(err, EX_UNAVAILABLE,
		    "%s is not who it should be: %s", host,
		    crypto()->X509_verify_cert_error_string(
		    crypto()->X509_STORE_CTX_get_error(ctx)));
	return 0;
}

int
trust_check(const struct trust *t, const struct span *chain, size_t n,
    const char *host, struct err *err)
{
	CLEANUP(stack_free) OPENSSL_STACK *all =
	    chain_parse(chain, n, parse_der);

	return chain_check(t, all, host, err);
}

int
trust_check_pem(const struct trust *t, const struct span *chain, size_t n,
    const char *host, struct err *err)
{
	CLEANUP(stack_free) OPENSSL_STACK *all =
	    chain_parse(chain, n, parse_pem);

	return chain_check(t, all, host, err);
}

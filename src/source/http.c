#include "source/http.h"

/* The checks of types are macros in place of the functions. */
#define CURL_DISABLE_TYPECHECK
#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/library.h"
#include "source/addresses.h"
#include "source/trust.h"

#define SCHEMES "http,https"
#define GOOD 200

#define HTTP(F) \
	F(curl_easy_cleanup) \
	F(curl_easy_getinfo) \
	F(curl_easy_init) \
	F(curl_easy_perform) \
	F(curl_easy_setopt) \
	F(curl_easy_strerror) \
	F(curl_free) \
	F(curl_global_init) \
	F(curl_slist_append) \
	F(curl_url) \
	F(curl_url_cleanup) \
	F(curl_url_get) \
	F(curl_url_set) \
	F(curl_slist_free_all)

/* Flavours of one library, by who does its TLS; either will do.  The first
 * comes with the headers that libetpan's want. */
static const char *const flavours[] = {
	"libcurl-gnutls.so.4", "libcurl.so.4",
};

static struct {
	HTTP(LIBRARY_MEMBER)
} lib;

static const char *const names[] = { HTTP(LIBRARY_NAME) };

/* As curl(1) has it; HTTP_PROXY may be a stranger's header. */
static const char *const proxies[] = {
	"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
};
#define PROXY_PORT "1080"

struct http {
	char *host;		/* of the address */
	bool secret;		/* over TLS */
	struct trust *trust;
	struct curl_slist *known;	/* CURLOPT_RESOLVE */
};

struct asking {
	const struct http *http;
	CURL *curl;
	struct err untrusted;	/* EX_OK: it has shown who it is */
	struct curl_slist *headers;
	struct buf *out;
	size_t header;		/* bytes of it, so far */
};

static void
asking_done(struct asking *a)
{
	if (a->curl != NULL)
		lib.curl_easy_cleanup(a->curl);
	if (a->headers != NULL)
		lib.curl_slist_free_all(a->headers);
}

static int
http_link(struct err *err)
{
	int rc = -1;

	for (size_t i = 0; rc == -1 && i < sizeof(flavours) /
	    sizeof(flavours[0]); i++)
		rc = library_link(flavours[i], names, sizeof(names) /
		    sizeof(names[0]), &lib, err);
	if (rc == 0 && lib.curl_global_init(CURL_GLOBAL_ALL) != CURLE_OK)
		return err_set(err, EX_OSERR, "libcurl cannot be started");
	return rc;
}

/* The host and port of an address, in the library's own reading. */
struct http_place {
	CURLU *url;
	char *host, *port, *scheme;
};

static void
place_done(struct http_place *p)
{
	lib.curl_free(p->host);
	lib.curl_free(p->port);
	lib.curl_free(p->scheme);
	if (p->url != NULL)
		lib.curl_url_cleanup(p->url);
}

static bool
place_read(struct http_place *p, const char *url, bool proxy)
{
	p->url = lib.curl_url();
	if (p->url == NULL || lib.curl_url_set(p->url, CURLUPART_URL, url,
	    proxy ? CURLU_GUESS_SCHEME : 0) != CURLUE_OK)
		return false;
	/* A proxy's may be missing. */
	(void)lib.curl_url_get(p->url, CURLUPART_PORT, &p->port,
	    proxy ? 0 : CURLU_DEFAULT_PORT);
	return lib.curl_url_get(p->url, CURLUPART_HOST, &p->host, 0) ==
	    CURLUE_OK && lib.curl_url_get(p->url, CURLUPART_SCHEME,
	    &p->scheme, 0) == CURLUE_OK && (proxy || p->port != NULL);
}

static bool
is_literal(const char *host)
{
	unsigned char any[16];

	return host[0] == '[' || inet_pton(AF_INET, host, any) == 1;
}

/* "host:port:address,address": the library asks no resolver for it. */
static int
know(struct http *h, const struct http_place *p, struct err *err)
{
	CLEANUP(buf_done) struct buf line = { .max = 2048 };
	const char *port = p->port == NULL ? PROXY_PORT : p->port;
	struct host_addresses found;
	struct curl_slist *more;

	if (is_literal(p->host))
		return 0;
	if (addresses_find(p->host, (uint16_t)strtoul(port, NULL, 10),
	    &found, err) == -1)
		return -1;
	buf_addf(&line, "%s:%s:", p->host, port);
	for (size_t i = 0; i < found.n; i++) {
		char text[ADDRESS_TEXT];

		address_text(&found, i, text);
		buf_addf(&line, strchr(text, ':') == NULL ? "%s%s" :
		    "%s[%s]", i == 0 ? "" : ",", text);
	}
	more = lib.curl_slist_append(h->known, buf_str(&line));
	if (more == NULL)
		return err_set(err, EX_OSERR, "cannot be asked: no memory");
	h->known = more;
	return 0;
}

/* Whether there is one; which of them serves is the library's to say. */
static bool
know_proxies(struct http *h)
{
	struct err ignored;
	bool any = false;

	for (size_t i = 0; i < sizeof(proxies) / sizeof(proxies[0]); i++) {
		CLEANUP(place_done) struct http_place p = { 0 };
		const char *url = getenv(proxies[i]);

		if (url == NULL || *url == '\0')
			continue;
		any = true;
		if (place_read(&p, url, true))
			(void)!know(h, &p, &ignored);
	}
	return any;
}

int
http_open(const char *url, struct http **out, struct err *err)
{
	CLEANUP(place_done) struct http_place p = { 0 };
	CLEANUP(http_close) struct http *h = NULL;

	if (http_link(err) == -1)
		return -1;
	if (!place_read(&p, url, false))
		return err_set(err, EX_CONFIG,
		    "cannot be asked: its address is none");
	h = mem_get(1, sizeof(*h));
	h->host = str_dup(p.host);
	h->secret = strcasecmp(p.scheme, "https") == 0;
	/* A proxy finds the host itself. */
	if (!know_proxies(h) && know(h, &p, err) == -1)
		return err_set(err, EX_UNAVAILABLE,
		    "does not answer: its host is not found");
	if (h->secret && trust_open(NULL, &h->trust, err) == -1)
		return -1;
	*out = h;
	h = NULL;
	return 0;
}

void
http_close(struct http **h)
{
	if (*h == NULL)
		return;
	free((*h)->host);
	trust_close((*h)->trust);
	if ((*h)->known != NULL)
		lib.curl_slist_free_all((*h)->known);
	free(*h);
	*h = NULL;
}

#define CERTIFICATES_MAX 16

/* Its chain as the library saw it; a row of each is "Cert:" and PEM. */
static size_t
take_chain(struct asking *a, struct span *chain)
{
	const struct curl_certinfo *info = NULL;
	size_t n = 0;

	lib.curl_easy_getinfo(a->curl, CURLINFO_CERTINFO, &info);
	for (int i = 0; info != NULL && i < info->num_of_certs &&
	    n < CERTIFICATES_MAX; i++)
		for (const struct curl_slist *row = info->certinfo[i];
		    row != NULL; row = row->next)
			if (strncmp(row->data, "Cert:", 5) == 0) {
				chain[n++] = span_str(row->data + 5);
				break;
			}
	return n;
}

/* The connection stands, and nothing was asked yet. */
static int
before_asking(void *arg, char *to, char *from, int to_port, int from_port)
{
	struct asking *a = arg;
	struct span chain[CERTIFICATES_MAX];
	struct err err;

	(void)to;
	(void)from;
	(void)to_port;
	(void)from_port;
	if (!a->http->secret)
		return CURL_PREREQFUNC_OK;
	if (trust_check_pem(a->http->trust, chain, take_chain(a, chain),
	    a->http->host, &err) == 0)
		return CURL_PREREQFUNC_OK;
	a->untrusted = err;
	return CURL_PREREQFUNC_ABORT;
}

/* Less than was given ends the transfer. */
static size_t
http_take(char *at, size_t size, size_t n, void *arg)
{
	struct asking *a = arg;

	buf_add(a->out, at, size * n);
	return a->out->over ? 0 : size * n;
}

/* Before 8.3 the library keeps every field that comes (CVE-2023-38039). */
static size_t
header_count(char *at, size_t size, size_t n, void *arg)
{
	struct asking *a = arg;

	(void)at;
	a->header += size * n;
	return a->header > HTTP_HEADER_MAX ? 0 : size * n;
}

static bool
add_header(struct asking *a, const char *name, const char *value)
{
	CLEANUP(buf_done) struct buf line = { .max = 1024 };
	struct curl_slist *more;

	buf_addf(&line, "%s: %s", name, value);
	more = lib.curl_slist_append(a->headers, buf_str(&line));
	if (more == NULL)
		return false;
	a->headers = more;
	return true;
}

static bool
set_numbers(struct asking *a, const struct http_post *post)
{
	const struct {
		CURLoption option;
		long value;
	} rows[] = {
		{ CURLOPT_POST, 1 },
		{ CURLOPT_POSTFIELDSIZE, (long)post->body.len },
		{ CURLOPT_TIMEOUT_MS, post->patience_ms },
		{ CURLOPT_CONNECTTIMEOUT_MS, post->patience_ms / 2 },
		{ CURLOPT_NOSIGNAL, 1 },
		{ CURLOPT_FOLLOWLOCATION, 0 },
		/* before_asking() does */
		{ CURLOPT_SSL_VERIFYPEER, 0 },
		{ CURLOPT_SSL_VERIFYHOST, 0 },
		{ CURLOPT_CERTINFO, 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (lib.curl_easy_setopt(a->curl, rows[i].option,
		    rows[i].value) != CURLE_OK)
			return false;
	return true;
}

static bool
set_pointers(struct asking *a, const struct http_post *post)
{
	const struct {
		CURLoption option;
		const void *value;
	} rows[] = {
		{ CURLOPT_URL, post->url },
		{ CURLOPT_PROTOCOLS_STR, SCHEMES },
		{ CURLOPT_POSTFIELDS, post->body.at },
		{ CURLOPT_HTTPHEADER, a->headers },
		{ CURLOPT_WRITEDATA, a },
		{ CURLOPT_HEADERDATA, a },
		{ CURLOPT_PREREQDATA, a },
		{ CURLOPT_RESOLVE, a->http->known },
		{ CURLOPT_CAINFO, NULL },
		{ CURLOPT_CAPATH, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (lib.curl_easy_setopt(a->curl, rows[i].option,
		    rows[i].value) != CURLE_OK)
			return false;
	return true;
}

static bool
http_set_up(struct asking *a, const struct http_post *post)
{
	return lib.curl_easy_setopt(a->curl, CURLOPT_WRITEFUNCTION,
	    http_take) == CURLE_OK &&
	    lib.curl_easy_setopt(a->curl, CURLOPT_HEADERFUNCTION,
	    header_count) == CURLE_OK &&
	    lib.curl_easy_setopt(a->curl, CURLOPT_PREREQFUNCTION,
	    before_asking) == CURLE_OK &&
	    set_numbers(a, post) && set_pointers(a, post);
}

/* What comes behind a semicolon says nothing here. */
static bool
is_type(const char *got, const char *wanted)
{
	size_t n = strlen(wanted);

	return got != NULL && strncasecmp(got, wanted, n) == 0 &&
	    (got[n] == '\0' || got[n] == ';' || got[n] == ' ');
}

static int
http_outcome(struct asking *a, const struct http_post *post, struct err *err)
{
	const char *type = NULL;
	long status = 0;

	lib.curl_easy_getinfo(a->curl, CURLINFO_RESPONSE_CODE, &status);
	lib.curl_easy_getinfo(a->curl, CURLINFO_CONTENT_TYPE, &type);
	if (status != GOOD)
		return err_set(err, EX_UNAVAILABLE,
		    "answers with HTTP status %ld", status);
	if (!is_type(type, post->wanted))
		return err_set(err, EX_UNAVAILABLE,
		    "answers with something else than %s", post->wanted);
	return 0;
}

int
http_ask(const struct http *h, const struct http_post *post,
    struct buf *out, struct err *err)
{
	CLEANUP(asking_done) struct asking a = { .http = h, .out = out };
	CURLcode rc;

	a.curl = lib.curl_easy_init();
	if (a.curl == NULL || !add_header(&a, "Content-Type", post->type) ||
	    !add_header(&a, "Accept", post->wanted) || !http_set_up(&a, post))
		return err_set(err, EX_OSERR, "cannot be asked: libcurl "
		    "refuses");
	rc = lib.curl_easy_perform(a.curl);
	/* All of the sentence but its name. */
	if (a.untrusted.code != EX_OK)
		return err_set(err, EX_UNAVAILABLE, "%s",
		    a.untrusted.text + strlen(h->host) + 1);
	if (out->over)
		return err_set(err, EX_UNAVAILABLE,
		    "answers with more than %zu bytes", out->max);
	if (a.header > HTTP_HEADER_MAX)
		return err_set(err, EX_UNAVAILABLE, "answers with a header "
		    "of more than %zu bytes", HTTP_HEADER_MAX);
	if (rc != CURLE_OK)
		return err_set(err, EX_UNAVAILABLE, "does not answer: %s",
		    lib.curl_easy_strerror(rc));
	return http_outcome(&a, post, err);
}

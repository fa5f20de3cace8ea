#include "source/http.h"

/* The checks of types are macros in place of the functions. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/library.h"

#define SCHEMES "http,https"
#define GOOD 200

#define HTTP(F) \
	F(curl_easy_cleanup) \
	F(curl_easy_getinfo) \
	F(curl_easy_init) \
	F(curl_easy_perform) \
	F(curl_easy_setopt) \
	F(curl_easy_strerror) \
	F(curl_global_init) \
	F(curl_slist_append) \
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

struct asking {
	CURL *curl;
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

int
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
http_set_up(struct asking *a, const struct http_post *post)
{
	const struct {
		CURLoption option;
		long value;
	} numbers[] = {
		{ CURLOPT_POST, 1 },
		{ CURLOPT_POSTFIELDSIZE, (long)post->body.len },
		{ CURLOPT_TIMEOUT_MS, post->patience_ms },
		{ CURLOPT_CONNECTTIMEOUT_MS, post->patience_ms / 2 },
		{ CURLOPT_NOSIGNAL, 1 },
		{ CURLOPT_FOLLOWLOCATION, 0 },
	};
	const struct {
		CURLoption option;
		const void *value;
	} others[] = {
		{ CURLOPT_URL, post->url },
		{ CURLOPT_PROTOCOLS_STR, SCHEMES },
		{ CURLOPT_POSTFIELDS, post->body.at },
		{ CURLOPT_HTTPHEADER, a->headers },
		{ CURLOPT_WRITEDATA, a },
		{ CURLOPT_HEADERDATA, a },
	};
	CURLcode rc = lib.curl_easy_setopt(a->curl, CURLOPT_WRITEFUNCTION,
	    http_take);

	if (rc == CURLE_OK)
		rc = lib.curl_easy_setopt(a->curl, CURLOPT_HEADERFUNCTION,
		    header_count);
	for (size_t i = 0; rc == CURLE_OK &&
	    i < sizeof(numbers) / sizeof(numbers[0]); i++)
		rc = lib.curl_easy_setopt(a->curl, numbers[i].option,
		    numbers[i].value);
	for (size_t i = 0; rc == CURLE_OK &&
	    i < sizeof(others) / sizeof(others[0]); i++)
		rc = lib.curl_easy_setopt(a->curl, others[i].option,
		    others[i].value);
	return rc == CURLE_OK;
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
http_ask(const struct http_post *post, struct buf *out, struct err *err)
{
	CLEANUP(asking_done) struct asking a = { .out = out };
	CURLcode rc;

	if (http_link(err) == -1)
		return -1;
	a.curl = lib.curl_easy_init();
	if (a.curl == NULL || !add_header(&a, "Content-Type", post->type) ||
	    !add_header(&a, "Accept", post->wanted) || !http_set_up(&a, post))
		return err_set(err, EX_OSERR, "cannot be asked: libcurl "
		    "refuses");
	rc = lib.curl_easy_perform(a.curl);
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

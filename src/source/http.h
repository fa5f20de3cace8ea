/*
 * One question over HTTP: a POST and its answer.  The door to libcurl, which
 * is linked when it is first needed: http_open() does so, before a sandbox.
 *
 * http and https only, no redirects, no cookies, the system's certificates,
 * proxies as the environment names them (without TLS to the proxy itself).
 * Who is at the other end is checked by source/trust.h, as a mail server is:
 * what the library checks with is in files, of which there are none any more.
 */
#ifndef SOURCE_HTTP_H
#define SOURCE_HTTP_H

#include "base/buf.h"

#define HTTP_HEADER_MAX ((size_t)64 * 1024)	/* bytes, of an answer */

struct http_post {
	const char *url;
	const char *type;	/* of what is sent: "application/x" */
	const char *wanted;	/* of the answer; another is refused */
	struct span body;
	long patience_ms;	/* for all of it */
};

struct http;

/* Before a sandbox: links the library, finds the host, and the proxies that
 * the environment names, and reads whom to trust.  EX_UNAVAILABLE: it is not
 * installed, or the host is not found. */
int http_open(const char *url, struct http **, struct err *) MUST_USE;
void http_close(struct http **);	/* for CLEANUP() */
/* The answer's body, as much as *out may hold; more is refused.
 * EX_UNAVAILABLE: nobody answers, late, or not so.  The sentence names
 * neither the address nor anything the server wrote. */
int http_ask(const struct http *, const struct http_post *, struct buf *out,
	struct err *) MUST_USE;

#endif

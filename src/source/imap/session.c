#include "source/imap/session.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sandbox.h"
#include "source/imap/deflate.h"
#include "source/imap/guard.h"
#include "source/imap/stream.h"
#include "source/secret.h"

/* As libetpan's own streams have it. */
#define STREAM_BYTES 8192

int
session_fail(enum problem *why, enum problem what, struct err *err,
    const char *text)
{
	*why = what;
	return err_set(err, EX_UNAVAILABLE, "%s", text);
}

/* libetpan's code as a problem and a sentence.  The server's own words are
 * not repeated: whoever runs it may be hostile. */
int
session_err(int code, enum problem *why, struct err *err, const char *doing)
{
	static const struct {
		int code;
		enum problem why;
		const char *text;
	} rows[] = {
		{ MAILIMAP_ERROR_STREAM, PROBLEM_NETWORK,
		    "the connection broke" },
		{ MAILIMAP_ERROR_CONNECTION_REFUSED, PROBLEM_NETWORK,
		    "no connection" },
		{ MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION, PROBLEM_NETWORK,
		    "the server accepts no connection now" },
		{ MAILIMAP_ERROR_PARSE, PROBLEM_PROTOCOL,
		    "the server's answer is not IMAP" },
		{ MAILIMAP_ERROR_FATAL, PROBLEM_NETWORK,
		    "the server said goodbye" },
		{ MAILIMAP_ERROR_PROTOCOL, PROBLEM_PROTOCOL,
		    "the server broke the protocol" },
		{ MAILIMAP_ERROR_SSL, PROBLEM_TLS, "no TLS" },
		{ MAILIMAP_ERROR_STARTTLS, PROBLEM_TLS,
		    "the server refused STARTTLS" },
	};

	*why = PROBLEM_PROTOCOL;
	if (guard_fault() != NULL)
		return err_set(err, EX_UNAVAILABLE, "%s: %s", doing,
		    guard_fault());
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].code == code) {
			*why = rows[i].why;
			return err_set(err, EX_UNAVAILABLE, "%s: %s", doing,
			    rows[i].text);
		}
	return err_set(err, EX_UNAVAILABLE, "%s: refused (code %d)", doing,
	    code);
}

bool
session_went_well(int code)
{
	return code == MAILIMAP_NO_ERROR ||
	    code == MAILIMAP_NO_ERROR_AUTHENTICATED ||
	    code == MAILIMAP_NO_ERROR_NON_AUTHENTICATED;
}

static void
chain_free(carray **chain)
{
	if (*chain != NULL)
		mailstream_certificate_chain_free(*chain);
}

static int
check_server(const struct session *s, mailstream_low *low,
    enum problem *why, struct err *err)
{
	CLEANUP(chain_free) carray *chain =
	    mailstream_low_get_certificate_chain(low);
	struct span der[16];
	size_t n = 0;

	for (; chain != NULL && n < carray_count(chain) && n < 16; n++) {
		const MMAPString *x = carray_get(chain, (unsigned)n);

		der[n] = span_of(x->str, x->len);
	}
	*why = PROBLEM_TLS;
	return trust_check(s->trust, der, n, s->account->host, err);
}

static bool
is_address(const char *host)
{
	unsigned char any[16];

	return inet_pton(AF_INET, host, any) == 1 ||
	    inet_pton(AF_INET6, host, any) == 1;
}

/* Whom it is meant for: one machine may be several hosts. */
static void
name_host(struct mailstream_ssl_context *ctx, void *arg)
{
	const struct session *s = arg;

	if (!is_address(s->account->host))
		(void)mailstream_ssl_set_server_name(ctx, s->account->host);
}

/* TLS on a connected socket, and who is at its other end. */
static mailstream_low *
secure(struct session *s, int fd, enum problem *why, struct err *err)
{
	mailstream_low *low = mailstream_low_tls_open_with_callback_timeout(
	    fd, NETWORK_TIMEOUT_S, name_host, s);

	if (low == NULL) {
		session_err(MAILIMAP_ERROR_SSL, why, err, "connecting");
		return NULL;
	}
	if (check_server(s, low, why, err) == 0)
		return low;
	mailstream_low_free(low);
	return NULL;
}

static mailstream_low *
plain_of(int fd)
{
	mailstream_low *low = mailstream_low_socket_open(fd);

	if (low != NULL)
		mailstream_low_set_timeout(low, NETWORK_TIMEOUT_S);
	return low;
}

/* Everything libetpan reads goes through the guard, from the greeting on.
 * The stream owns `low` in any case. */
static int
greet(struct session *s, mailstream_low *low, enum problem *why,
    struct err *err)
{
	mailstream *stream = low == NULL ? NULL :
	    mailstream_new(low, STREAM_BYTES);
	int code;

	if (stream == NULL || guard_begin(stream) == -1)
		return err_set(err, EX_OSERR, "no memory for IMAP");
	code = mailimap_connect(s->imap, stream);
	if (!session_went_well(code))
		return session_err(code, why, err, "connecting");
	return code == MAILIMAP_NO_ERROR_AUTHENTICATED ? 1 : 0;
}

/* A PREAUTH greeting skips nothing: the chain is checked and the login done
 * all the same. */
static int
connect_tls(struct session *s, int fd, enum problem *why, struct err *err)
{
	mailstream_low *low = secure(s, fd, why, err);

	if (low == NULL)
		return -1;
	stream_end_is_error(low);
	return greet(s, low, why, err) == -1 ? -1 : 0;
}

static int
go_secure(struct session *s, enum problem *why, struct err *err)
{
	mailstream_low **below = guard_below(s->imap->imap_stream);
	mailstream_low *plain = *below, *low = secure(s,
	    mailstream_low_get_fd(plain), why, err);

	if (low == NULL)
		return -1;
	mailstream_low_free(plain);
	stream_end_is_error(low);
	*below = low;
	return 0;
}

static int
connect_starttls(struct session *s, int fd, enum problem *why,
    struct err *err)
{
	mailstream_low *low = plain_of(fd);
	int code = greet(s, low, why, err);

	if (code == -1)
		return -1;
	/* PREAUTH would keep us from STARTTLS: somebody in between. */
	if (code == 1)
		return session_fail(why, PROBLEM_TLS, err, "the server "
		    "claims we are logged in already, before TLS; refused");
	code = mailimap_starttls(s->imap);
	if (!session_went_well(code))
		return session_err(code, why, err, "STARTTLS");
	/* Bytes read before the handshake were not protected by it. */
	if (s->imap->imap_stream->read_buffer_len > 0)
		return session_fail(why, PROBLEM_TLS, err, "the server sent "
		    "more than its answer before TLS; refused");
	return go_secure(s, why, err);
}

static int
connect_plain(struct session *s, int fd, enum problem *why, struct err *err)
{
	mailstream_low *low = plain_of(fd);

	if (low != NULL)
		stream_end_is_error(low);
	return greet(s, low, why, err) == -1 ? -1 : 0;
}

static int (*const connects[])(struct session *, int fd, enum problem *,
    struct err *) = {
	[TLS_IMPLICIT] = connect_tls,
	[TLS_STARTTLS] = connect_starttls,
	[TLS_NONE] = connect_plain,
};

/* With RFC 4959's initial response, so that it is one line. */
static int
log_in_plain(struct session *s, const char *secret)
{
	CLEANUP(secret_forget) char *plain =
	    secret_plain(s->account->user, secret);
	CLEANUP(secret_forget) char *line = NULL;
	int code;

	if (asprintf(&line, "AUTHENTICATE PLAIN %s", plain) < 0)
		return MAILIMAP_ERROR_MEMORY;
	code = mailimap_custom_command(s->imap, line);
	if (session_went_well(code))
		s->imap->imap_state = MAILIMAP_STATE_AUTHENTICATED;
	return code;
}

/* What libetpan keeps of the answer is all that is looked at.  Its own call
 * hands over a copy of it, also of one that never came, and ends there. */
static int
ask_capability(struct session *s)
{
	int code = mailimap_custom_command(s->imap, "CAPABILITY");

	return code == MAILIMAP_ERROR_CUSTOM_COMMAND ?
	    MAILIMAP_ERROR_CAPABILITY : code;
}

/* LOGIN, but where the server rules it out and has PLAIN instead. */
static int
log_in_password(struct session *s, const char *secret)
{
	int code = ask_capability(s);

	if (!session_went_well(code))
		return code;
	if (mailimap_has_extension(s->imap, "LOGINDISABLED") &&
	    mailimap_has_authentication(s->imap, "PLAIN"))
		return log_in_plain(s, secret);
	return mailimap_login(s->imap, s->account->user, secret);
}

static int
log_in(struct session *s, const char *secret, enum problem *why,
    struct err *err)
{
	const struct account *a = s->account;
	int code = a->auth == AUTH_XOAUTH2 ?
	    mailimap_oauth2_authenticate(s->imap, a->user, secret) :
	    log_in_password(s, secret);

	if (code == MAILIMAP_ERROR_LOGIN ||
	    code == MAILIMAP_ERROR_BAD_STATE ||
	    code == MAILIMAP_ERROR_CUSTOM_COMMAND)
		return session_fail(why, PROBLEM_LOGIN, err,
		    "the server refused the login");
	return session_went_well(code) ? 0 :
	    session_err(code, why, err, "logging in");
}

void
session_done(struct session *s)
{
	if (s->imap != NULL)
		mailimap_free(s->imap);
	s->imap = NULL;
	secret_forget(&s->secret);
	trust_close(s->trust);
	s->trust = NULL;
}

/* All that needs a file, a program or a name server.  A token lives for an
 * hour: the one that was refused may be of the hour before, so another one is
 * tried, once, and the same one is not. */
static int
session_prepare(struct session *s, struct token *token, enum problem *why,
    struct err *err)
{
	const struct account *a = s->account;
	const struct token refused = *token;

	if (secret_get(a, &s->secret, err) == -1) {
		/* One that asks for a token over a network that is away.  No
		 * server has refused anything yet. */
		if (err->code == EX_TEMPFAIL)
			*why = PROBLEM_NETWORK;
		return -1;
	}
	token->digest = digest_of(span_str(s->secret));
	token->any = a->auth == AUTH_XOAUTH2 && !refused.any;
	if (refused.any && digest_eq(&refused.digest, &token->digest))
		return session_fail(why, PROBLEM_LOGIN, err, "the server "
		    "refused the login, and there is no newer token");
	*why = PROBLEM_TLS;
	if (a->tls != TLS_NONE && trust_open(a->ca_file, &s->trust,
	    err) == -1)
		return -1;
	*why = PROBLEM_NETWORK;
	return addresses_find(a->host, (uint16_t)a->port, &s->addresses, err);
}

/* One connection; then the process is nobody else's peer any more. */
static int
reach(struct session *s, enum problem *why, struct err *err)
{
	int fd = addresses_connect(&s->addresses, NETWORK_TIMEOUT_S * 1000);

	if (fd == -1)
		return session_err(MAILIMAP_ERROR_CONNECTION_REFUSED, why,
		    err, "connecting");
	if (sandbox_connected(err) == -1) {
		close(fd);
		return -1;
	}
	s->imap = mailimap_new(0, NULL);
	if (s->imap == NULL) {
		close(fd);
		return err_set(err, EX_OSERR, "no memory for IMAP");
	}
	mailimap_set_timeout(s->imap, NETWORK_TIMEOUT_S);
	return connects[s->account->tls](s, fd, why, err);
}

/* What the server offers may be more after the login. */
static int
ask_offers(struct session *s, enum problem *why, struct err *err)
{
	int code = ask_capability(s);

	if (!session_went_well(code))
		return session_err(code, why, err, "asking what it offers");
	return 0;
}

/* After the login: the password is in nothing that is compressed. */
static int
compress(struct session *s, enum problem *why, struct err *err)
{
	int code;

	if (!s->account->compress ||
	    !mailimap_has_extension(s->imap, "COMPRESS=DEFLATE"))
		return 0;
	code = mailimap_custom_command(s->imap, "COMPRESS DEFLATE");
	if (code == MAILIMAP_ERROR_CUSTOM_COMMAND)
		return 0;	/* refused; then without */
	if (!session_went_well(code))
		return session_err(code, why, err, "COMPRESS");
	/* It speaks when it is asked, so this would be out of turn. */
	if (s->imap->imap_stream->read_buffer_len > 0)
		return session_fail(why, PROBLEM_PROTOCOL, err, "the server "
		    "sent more than its answer to COMPRESS");
	return deflate_begin(guard_below(s->imap->imap_stream)) == 0 ? 0 :
	    err_set(err, EX_OSERR, "no memory for COMPRESS");
}

int
session_open(struct session *s, const struct account *a,
    struct token *token, enum problem *why, struct err *err)
{
	*why = PROBLEM_LOGIN;
	s->account = a;
	if (session_prepare(s, token, why, err) == -1)
		return -1;
	*why = PROBLEM_PROTOCOL;
	if (sandbox_source((uint16_t)a->port, err) == -1 ||
	    reach(s, why, err) == -1 ||
	    log_in(s, s->secret, why, err) == -1)
		return -1;
	secret_forget(&s->secret);
	if (ask_offers(s, why, err) == -1)
		return -1;
	return compress(s, why, err);
}

#include "source/imap/session.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "source/imap/deflate.h"
#include "source/imap/stream.h"
#include "source/secret.h"
#include "source/trust.h"

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
check_server(struct session *s, enum problem *why, struct err *err)
{
	CLEANUP(chain_free) carray *chain =
	    mailstream_get_certificate_chain(s->imap->imap_stream);
	struct span der[16];
	size_t n = 0;

	for (; chain != NULL && n < carray_count(chain) && n < 16; n++) {
		const MMAPString *x = carray_get(chain, (unsigned)n);

		der[n] = span_of(x->str, x->len);
	}
	*why = PROBLEM_TLS;
	return trust_check(der, n, s->account->host, s->account->ca_file,
	    err);
}

/* libetpan says no more than that there is no connection. */
static int
connect_err(const struct session *s, int code, enum problem *why,
    struct err *err)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	int got;

	if (code != MAILIMAP_ERROR_CONNECTION_REFUSED)
		return session_err(code, why, err, "connecting");
	got = getaddrinfo(s->account->host, NULL, &hints, &found);
	if (got == 0) {
		freeaddrinfo(found);
		return session_err(code, why, err, "connecting");
	}
	*why = PROBLEM_NETWORK;
	return err_set(err, EX_UNAVAILABLE, "the host %s is not found: %s",
	    s->account->host, gai_strerror(got));
}

static int
connect_tls(struct session *s, enum problem *why, struct err *err)
{
	int code = mailimap_ssl_connect(s->imap, s->account->host,
	    (uint16_t)s->account->port);

	/* A PREAUTH greeting would skip nothing here: the chain is checked
	 * and the login done all the same. */
	if (!session_went_well(code))
		return connect_err(s, code, why, err);
	return check_server(s, why, err);
}

static int
connect_starttls(struct session *s, enum problem *why, struct err *err)
{
	int code = mailimap_socket_connect(s->imap, s->account->host,
	    (uint16_t)s->account->port);

	if (!session_went_well(code))
		return connect_err(s, code, why, err);
	/* PREAUTH would keep us from STARTTLS: somebody in between. */
	if (code == MAILIMAP_NO_ERROR_AUTHENTICATED)
		return session_fail(why, PROBLEM_TLS, err, "the server "
		    "claims we are logged in already, before TLS; refused");
	code = mailimap_socket_starttls(s->imap);
	if (!session_went_well(code))
		return session_err(code, why, err, "STARTTLS");
	/* Bytes read before the handshake were not protected by it. */
	if (s->imap->imap_stream->read_buffer_len > 0)
		return session_fail(why, PROBLEM_TLS, err, "the server sent "
		    "more than its answer before TLS; refused");
	return check_server(s, why, err);
}

static int
connect_plain(struct session *s, enum problem *why, struct err *err)
{
	int code = mailimap_socket_connect(s->imap, s->account->host,
	    (uint16_t)s->account->port);

	return session_went_well(code) ? 0 :
	    connect_err(s, code, why, err);
}

static int (*const connects[])(struct session *, enum problem *,
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
}

static int
connect_and_log_in(struct session *s, const char *secret, enum problem *why,
    struct err *err)
{
	s->imap = mailimap_new(0, NULL);
	if (s->imap == NULL)
		return err_set(err, EX_OSERR, "no memory for IMAP");
	mailimap_set_timeout(s->imap, NETWORK_TIMEOUT_S);
	if (connects[s->account->tls](s, why, err) == -1)
		return -1;
	stream_end_is_error(s->imap->imap_stream);
	return log_in(s, secret, why, err);
}

/* A token lives for an hour: the refused one may be of the hour before.
 * Another one is tried, once, on a connection of its own since servers hang
 * up after a refusal; the same one is not tried again. */
static int
try_fresh_token(struct session *s, const char *refused, enum problem *why,
    struct err *err)
{
	CLEANUP(secret_forget) char *fresh = NULL;

	if (secret_get(s->account, &fresh, err) == -1)
		return -1;
	if (strcmp(fresh, refused) == 0)
		return session_fail(why, PROBLEM_LOGIN, err, "the server "
		    "refused the login, and there is no newer token");
	session_done(s);
	return connect_and_log_in(s, fresh, why, err);
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
	return deflate_begin(s->imap->imap_stream) == 0 ? 0 :
	    err_set(err, EX_OSERR, "no memory for COMPRESS");
}

int
session_open(struct session *s, const struct account *a, enum problem *why,
    struct err *err)
{
	CLEANUP(secret_forget) char *secret = NULL;
	int got;

	*why = PROBLEM_LOGIN;
	s->account = a;
	if (secret_get(a, &secret, err) == -1) {
		/* One that asks for a token over a network that is away.  No
		 * server has refused anything yet. */
		if (err->code == EX_TEMPFAIL)
			*why = PROBLEM_NETWORK;
		return -1;
	}
	got = connect_and_log_in(s, secret, why, err);
	if (got == -1 && *why == PROBLEM_LOGIN && a->auth == AUTH_XOAUTH2)
		got = try_fresh_token(s, secret, why, err);
	if (got == -1 || ask_offers(s, why, err) == -1)
		return -1;
	return compress(s, why, err);
}

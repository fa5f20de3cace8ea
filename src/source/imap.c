#include "source/source.h"

#include <libetpan/libetpan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/file.h"
#include "source/mailbox.h"
#include "source/secret.h"
#include "source/stream.h"
#include "source/trust.h"

#define NETWORK_TIMEOUT_S 60
/* A batch is committed after its tagged OK: small enough to lose little
 * and to stay in little memory, large enough to keep the wire busy. */
#define BATCH_MESSAGES 200
#define BATCH_BYTES (2u << 20)
/* Longer messages are fetched up to here and marked as cut. */
#define WHOLE_MAX (64u << 20)

struct listed {
	uint32_t uid;
	uint32_t size;
};

/* One folder being read. */
struct reading {
	const struct sink *sink;
	enum role role;
	struct listed *list;	/* UIDs to read, ascending */
	size_t n, cap;
	size_t first, last;	/* the batch: list[first..last) */
	uint32_t after;		/* UIDs up to it are done */
	bool *got;		/* of the batch */
	bool grown;		/* one was longer than it was listed */
	bool deaf;		/* the sink is gone */
};

struct source {
	const struct account *account;
	mailimap *imap;
	struct reading reading;
};

static int
fail(enum problem *why, enum problem what, struct err *err, const char *text)
{
	*why = what;
	return err_set(err, EX_UNAVAILABLE, "%s", text);
}

/* libetpan's code as a problem and a sentence.  The server's own words are
 * not repeated: whoever runs it may be hostile. */
static int
imap_err(int code, enum problem *why, struct err *err, const char *doing)
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

static bool
went_well(int code)
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
check_server(struct source *s, enum problem *why, struct err *err)
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

static int
connect_tls(struct source *s, enum problem *why, struct err *err)
{
	int code = mailimap_ssl_connect(s->imap, s->account->host,
	    (uint16_t)s->account->port);

	/* A PREAUTH greeting would skip nothing here: the chain is checked
	 * and the login done all the same. */
	if (!went_well(code))
		return imap_err(code, why, err, "connecting");
	return check_server(s, why, err);
}

static int
connect_starttls(struct source *s, enum problem *why, struct err *err)
{
	int code = mailimap_socket_connect(s->imap, s->account->host,
	    (uint16_t)s->account->port);

	if (!went_well(code))
		return imap_err(code, why, err, "connecting");
	/* PREAUTH would keep us from STARTTLS: somebody in between. */
	if (code == MAILIMAP_NO_ERROR_AUTHENTICATED)
		return fail(why, PROBLEM_TLS, err, "the server claims we are "
		    "logged in already, before TLS; refused");
	code = mailimap_socket_starttls(s->imap);
	if (!went_well(code))
		return imap_err(code, why, err, "STARTTLS");
	/* Bytes read before the handshake were not protected by it. */
	if (s->imap->imap_stream->read_buffer_len > 0)
		return fail(why, PROBLEM_TLS, err, "the server sent more than "
		    "its answer before TLS; refused");
	return check_server(s, why, err);
}

static int
connect_plain(struct source *s, enum problem *why, struct err *err)
{
	int code = mailimap_socket_connect(s->imap, s->account->host,
	    (uint16_t)s->account->port);

	return went_well(code) ? 0 : imap_err(code, why, err, "connecting");
}

static int (*const connects[])(struct source *, enum problem *,
    struct err *) = {
	[TLS_IMPLICIT] = connect_tls,
	[TLS_STARTTLS] = connect_starttls,
	[TLS_NONE] = connect_plain,
};

/* With RFC 4959's initial response, so that it is one line. */
static int
log_in_plain(struct source *s, const char *secret)
{
	CLEANUP(secret_forget) char *plain =
	    secret_plain(s->account->user, secret);
	CLEANUP(secret_forget) char *line = NULL;
	int code;

	if (asprintf(&line, "AUTHENTICATE PLAIN %s", plain) < 0)
		return MAILIMAP_ERROR_MEMORY;
	code = mailimap_custom_command(s->imap, line);
	if (went_well(code))
		s->imap->imap_state = MAILIMAP_STATE_AUTHENTICATED;
	return code;
}

/* LOGIN, but where the server rules it out and has PLAIN instead. */
static int
log_in_password(struct source *s, const char *secret)
{
	struct mailimap_capability_data *data = NULL;
	int code = mailimap_capability(s->imap, &data);

	if (!went_well(code))
		return code;
	mailimap_capability_data_free(data);
	if (mailimap_has_extension(s->imap, "LOGINDISABLED") &&
	    mailimap_has_authentication(s->imap, "PLAIN"))
		return log_in_plain(s, secret);
	return mailimap_login(s->imap, s->account->user, secret);
}

static int
log_in(struct source *s, const char *secret, enum problem *why,
    struct err *err)
{
	const struct account *a = s->account;
	int code = a->auth == AUTH_XOAUTH2 ?
	    mailimap_oauth2_authenticate(s->imap, a->user, secret) :
	    log_in_password(s, secret);

	if (code == MAILIMAP_ERROR_LOGIN ||
	    code == MAILIMAP_ERROR_BAD_STATE ||
	    code == MAILIMAP_ERROR_CUSTOM_COMMAND)
		return fail(why, PROBLEM_LOGIN, err,
		    "the server refused the login");
	return went_well(code) ? 0 : imap_err(code, why, err, "logging in");
}

static void
no_progress(size_t current, size_t maximum, void *arg)
{
	(void)current;
	(void)maximum;
	(void)arg;
}

static void
imap_close(struct source *s)
{
	if (s == NULL)
		return;
	if (s->imap != NULL)
		mailimap_free(s->imap);
	free(s->reading.list);
	free(s->reading.got);
	free(s);
}

static void
source_cleanup(struct source **s)
{
	imap_close(*s);
	*s = NULL;
}

static int
imap_open(const struct account *a, struct source **out, enum problem *why,
    struct err *err)
{
	CLEANUP(source_cleanup) struct source *s = mem_get(1, sizeof(*s));
	CLEANUP(secret_forget) char *secret = NULL;

	*why = PROBLEM_LOGIN;
	s->account = a;
	if (secret_get(a, &secret, err) == -1)
		return -1;
	s->imap = mailimap_new(0, NULL);
	if (s->imap == NULL)
		return err_set(err, EX_OSERR, "no memory for IMAP");
	mailimap_set_timeout(s->imap, NETWORK_TIMEOUT_S);
	if (connects[a->tls](s, why, err) == -1)
		return -1;
	stream_end_is_error(s->imap->imap_stream);
	if (log_in(s, secret, why, err) == -1)
		return -1;
	*out = s;
	s = NULL;
	return 0;
}

static unsigned
flags_of(const struct mailimap_mbx_list_flags *f)
{
	unsigned flags = 0;

	if (f == NULL)
		return 0;
	if (f->mbf_type == MAILIMAP_MBX_LIST_FLAGS_SFLAG &&
	    f->mbf_sflag == MAILIMAP_MBX_LIST_SFLAG_NOSELECT)
		flags |= MAILBOX_NOSELECT;
	for (clistiter *i = f->mbf_oflags == NULL ? NULL :
	    clist_begin(f->mbf_oflags); i != NULL; i = clist_next(i)) {
		const struct mailimap_mbx_list_oflag *o = clist_content(i);

		if (o->of_type == MAILIMAP_MBX_LIST_OFLAG_FLAG_EXT &&
		    o->of_flag_ext != NULL)
			flags |= mailbox_flag_of(o->of_flag_ext);
	}
	return flags;
}

static int
list_mailboxes(struct source *s, struct mailboxes *all, enum problem *why,
    struct err *err)
{
	clist *result = NULL;
	int code = mailimap_list(s->imap, "", "*", &result);

	if (!went_well(code))
		return imap_err(code, why, err, "listing the folders");
	for (clistiter *i = clist_begin(result); i != NULL; i = clist_next(i)) {
		const struct mailimap_mailbox_list *m = clist_content(i);

		if (strlen(m->mb_name) < FOLDER_NAME_MAX)
			mailboxes_add(all, m->mb_name, m->mb_delimiter,
			    flags_of(m->mb_flag));
	}
	mailimap_list_result_free(result);
	return 0;
}

/* What one FETCH answer holds; spans are libetpan's. */
struct fetched {
	uint32_t uid;
	int64_t internal_ms;
	uint32_t size;
	struct span body;
	bool has_body;
};

static int64_t
internal_ms(const struct mailimap_date_time *d)
{
	/* dt_zone is "+hhmm" as a number */
	int minutes = d->dt_zone / 100 * 60 + d->dt_zone % 100;

	return moment_from_civil(d->dt_year, d->dt_month, d->dt_day,
	    d->dt_hour, d->dt_min, d->dt_sec, minutes * 60);
}

static void
take_static(const struct mailimap_msg_att_static *a, struct fetched *f)
{
	switch (a->att_type) {
	case MAILIMAP_MSG_ATT_UID:
		f->uid = a->att_data.att_uid;
		break;
	case MAILIMAP_MSG_ATT_INTERNALDATE:
		f->internal_ms = internal_ms(a->att_data.att_internal_date);
		break;
	case MAILIMAP_MSG_ATT_RFC822_SIZE:
		f->size = a->att_data.att_rfc822_size;
		break;
	case MAILIMAP_MSG_ATT_BODY_SECTION:
		f->body = span_of(a->att_data.att_body_section->sec_body_part,
		    a->att_data.att_body_section->sec_length);
		f->has_body = true;
		break;
	default:
		break;
	}
}

static struct fetched
take(const struct mailimap_msg_att *att)
{
	struct fetched f = { .internal_ms = MOMENT_NONE };

	for (clistiter *i = clist_begin(att->att_list); i != NULL;
	    i = clist_next(i)) {
		const struct mailimap_msg_att_item *item = clist_content(i);

		if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC)
			take_static(item->att_data.att_static, &f);
	}
	if (f.body.at == NULL)
		f.body.len = 0;
	return f;
}

/* `UID FETCH n:*` always answers with the last message, even when its UID
 * is below n. */
static void
on_listed(struct mailimap_msg_att *att, void *arg)
{
	struct reading *r = arg;
	struct fetched f = take(att);

	if (f.uid <= r->after || r->n >= 50000000)
		return;
	if (r->n == r->cap) {
		r->cap = r->cap == 0 ? 1024 : r->cap * 2;
		r->list = mem_grow(r->list, r->cap, sizeof(*r->list));
	}
	r->list[r->n++] = (struct listed){ f.uid, f.size };
}

static int
by_uid(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;

	return x->uid < y->uid ? -1 : x->uid > y->uid;
}

/* Where in the batch a UID stands, or -1. */
static ptrdiff_t
find_uid(const struct reading *r, uint32_t uid)
{
	struct listed key = { uid, 0 };
	const struct listed *at = bsearch(&key, r->list + r->first,
	    r->last - r->first, sizeof(key), by_uid);

	return at == NULL ? -1 : at - (r->list + r->first);
}

/* Unasked-for answers (flags of another client's change) have no body. */
static void
on_message(struct mailimap_msg_att *att, void *arg)
{
	struct reading *r = arg;
	struct fetched f = take(att);
	ptrdiff_t at = find_uid(r, f.uid);
	struct message m;

	if (!f.has_body || at < 0 || r->got[at] || r->deaf)
		return;
	r->got[at] = true;
	if (f.body.len > r->list[r->first + (size_t)at].size)
		r->grown = true;
	m = (struct message){ .role = r->role, .uid = f.uid,
		.internal_ms = f.internal_ms, .bytes = f.body,
		.size = (int64_t)f.body.len };
	if (r->list[r->first + (size_t)at].size > WHOLE_MAX)
		m.size = r->list[r->first + (size_t)at].size;
	if (r->sink->message(r->sink->arg, &m) == -1)
		r->deaf = true;
}

static void
fetch_type_free(struct mailimap_fetch_type **t)
{
	if (*t != NULL)
		mailimap_fetch_type_free(*t);
}

static void
set_free(struct mailimap_set **s)
{
	if (*s != NULL)
		mailimap_set_free(*s);
}

static int
fetch(struct source *s, uint32_t from, uint32_t to,
    struct mailimap_fetch_att *const *atts, mailimap_msg_att_handler *each)
{
	CLEANUP(fetch_type_free) struct mailimap_fetch_type *type =
	    mailimap_fetch_type_new_fetch_att_list_empty();
	CLEANUP(set_free) struct mailimap_set *set =
	    mailimap_set_new_interval(from, to);
	clist *result = NULL;
	int code;

	for (; *atts != NULL; atts++)
		mailimap_fetch_type_new_fetch_att_list_add(type, *atts);
	/* The handler is only called when a progress callback is set. */
	mailimap_set_progress_callback(s->imap, no_progress, no_progress,
	    NULL);
	mailimap_set_msg_att_handler(s->imap, each, &s->reading);
	code = mailimap_uid_fetch(s->imap, set, type, &result);
	mailimap_set_msg_att_handler(s->imap, NULL, NULL);
	if (result != NULL)
		mailimap_fetch_list_free(result);
	return code;
}

static int
list_messages(struct source *s, enum problem *why, struct err *err)
{
	struct reading *r = &s->reading;
	struct mailimap_fetch_att *const atts[] = {
		mailimap_fetch_att_new_uid(),
		mailimap_fetch_att_new_rfc822_size(), NULL };
	size_t kept = 0;
	int code;

	r->n = 0;
	code = fetch(s, r->after + 1, 0, atts, on_listed);
	if (!went_well(code))
		return imap_err(code, why, err, "listing the messages");
	qsort(r->list, r->n, sizeof(*r->list), by_uid);
	for (size_t i = 0; i < r->n; i++)
		if (kept == 0 || r->list[i].uid != r->list[kept - 1].uid)
			r->list[kept++] = r->list[i];
	r->n = kept;
	return 0;
}

/* The end of the batch that starts at r->first. */
static size_t
batch_end(const struct reading *r)
{
	size_t end = r->first;
	uint64_t bytes = 0;

	while (end < r->n && end - r->first < BATCH_MESSAGES) {
		bytes += r->list[end].size;
		if (end > r->first && bytes > BATCH_BYTES)
			break;
		end++;
	}
	return end;
}

static int
gone(struct err *err)
{
	return err_set(err, EX_SOFTWARE, "the engine is gone");
}

/* Listed and not among the answers: it vanished in between; or a message
 * with too great a length has swallowed it, which is no answer at all. */
static int
tell_missing(const struct reading *r, enum problem *why, struct err *err)
{
	for (size_t i = r->first; i < r->last; i++) {
		if (r->got[i - r->first])
			continue;
		if (r->grown)
			return fail(why, PROBLEM_PROTOCOL, err, "a message is "
			    "missing and another is longer than listed");
		if (r->sink->skipped(r->sink->arg, r->list[i].uid) == -1)
			return gone(err);
	}
	return 0;
}

static int
read_batch(struct source *s, enum problem *why, struct err *err)
{
	struct reading *r = &s->reading;
	struct mailimap_section *whole = mailimap_section_new(NULL);
	bool cut = r->list[r->first].size > WHOLE_MAX;
	struct mailimap_fetch_att *const atts[] = {
		mailimap_fetch_att_new_uid(),
		mailimap_fetch_att_new_internaldate(),
		cut ? mailimap_fetch_att_new_body_peek_section_partial(whole,
		    0, WHOLE_MAX) :
		    mailimap_fetch_att_new_body_peek_section(whole), NULL };
	int code;

	memset(r->got, 0, BATCH_MESSAGES);
	r->grown = false;
	code = fetch(s, r->list[r->first].uid, r->list[r->last - 1].uid, atts,
	    on_message);
	if (r->deaf)
		return gone(err);
	if (!went_well(code))
		return imap_err(code, why, err, "fetching messages");
	if (tell_missing(r, why, err) == -1)
		return -1;
	if (r->sink->batch(r->sink->arg, r->list[r->last - 1].uid) == -1)
		return gone(err);
	return 0;
}

static int
read_listed(struct source *s, enum problem *why, struct err *err)
{
	struct reading *r = &s->reading;

	if (r->got == NULL)
		r->got = mem_get(BATCH_MESSAGES, sizeof(*r->got));
	for (r->first = 0; r->first < r->n; r->first = r->last) {
		r->last = batch_end(r);
		if (read_batch(s, why, err) == -1)
			return -1;
	}
	return 0;
}

/* 1: the server does not open it; the others are read all the same. */
static int
read_folder(struct source *s, const struct mailbox *m,
    const struct sink *sink, enum problem *why, struct err *err)
{
	struct reading *r = &s->reading;
	struct folder f = { .name = span_str(m->name), .role = m->role };
	const struct mailimap_selection_info *sel;
	int code = mailimap_examine(s->imap, m->wire);

	if (code == MAILIMAP_ERROR_EXAMINE)
		return 1;
	if (!went_well(code))
		return imap_err(code, why, err, "opening a folder");
	sel = s->imap->imap_selection_info;
	if (sel == NULL || sel->sel_uidvalidity == 0)
		return fail(why, PROBLEM_PROTOCOL, err,
		    "the server names no UIDVALIDITY");
	f.uidvalidity = sel->sel_uidvalidity;
	r->sink = sink;
	r->role = m->role;
	r->n = 0;
	r->after = sink->point(sink->arg, f.name, f.uidvalidity);
	if (sel->sel_exists > 0 && (sel->sel_uidnext == 0 ||
	    sel->sel_uidnext > r->after + 1) &&
	    list_messages(s, why, err) == -1)
		return -1;
	f.todo = (uint32_t)r->n;
	if (sink->folder(sink->arg, &f) == -1)
		return gone(err);
	return read_listed(s, why, err);
}

/* *refused names the last folder that was not opened. */
static int
read_mailboxes(struct source *s, const struct mailboxes *all,
    const struct sink *sink, const char **refused, enum problem *why,
    struct err *err)
{
	for (size_t i = 0; i < all->n; i++) {
		int got = !all->at[i].read ? 0 :
		    read_folder(s, &all->at[i], sink, why, err);

		if (got == -1)
			return -1;
		if (got == 1)
			*refused = all->at[i].name;
	}
	return 0;
}

static int
imap_pass(struct source *s, const struct sink *sink, enum problem *why,
    struct err *err)
{
	CLEANUP(mailboxes_done) struct mailboxes all = { 0 };
	const char *missing = NULL, *refused = NULL;

	*why = PROBLEM_PROTOCOL;
	if (list_mailboxes(s, &all, why, err) == -1)
		return -1;
	mailboxes_choose(&all, s->account, &missing);
	if (read_mailboxes(s, &all, sink, &refused, why, err) == -1)
		return -1;
	if (missing == NULL && refused == NULL)
		return 0;
	*why = PROBLEM_FOLDER;
	if (missing != NULL)
		err_set(err, EX_CONFIG, "there is no folder \"%s\"", missing);
	else
		err_set(err, EX_UNAVAILABLE,
		    "the server does not open the folder \"%s\"", refused);
	return 1;
}

const struct source_ops source_imap = {
	.name = "imap",
	.open = imap_open,
	.pass = imap_pass,
	.close = imap_close,
};

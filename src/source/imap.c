#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/file.h"
#include "source/mailbox.h"
#include "source/session.h"

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
	struct session session;
	struct reading reading;
};

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
	session_done(&s->session);
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

	if (session_open(&s->session, a, why, err) == -1)
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
	int code = mailimap_list(s->session.imap, "", "*", &result);

	if (!session_went_well(code))
		return session_err(code, why, err, "listing the folders");
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
	mailimap_set_progress_callback(s->session.imap, no_progress,
	    no_progress, NULL);
	mailimap_set_msg_att_handler(s->session.imap, each, &s->reading);
	code = mailimap_uid_fetch(s->session.imap, set, type, &result);
	mailimap_set_msg_att_handler(s->session.imap, NULL, NULL);
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
	if (!session_went_well(code))
		return session_err(code, why, err, "listing the messages");
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
			return session_fail(why, PROBLEM_PROTOCOL, err,
			    "a message is missing and another is longer than "
			    "listed");
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
	if (!session_went_well(code))
		return session_err(code, why, err, "fetching messages");
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
	int code = mailimap_examine(s->session.imap, m->wire);

	if (code == MAILIMAP_ERROR_EXAMINE)
		return 1;
	if (!session_went_well(code))
		return session_err(code, why, err, "opening a folder");
	sel = s->session.imap->imap_selection_info;
	if (sel == NULL || sel->sel_uidvalidity == 0)
		return session_fail(why, PROBLEM_PROTOCOL, err,
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
	mailboxes_choose(&all, s->session.account, &missing);
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

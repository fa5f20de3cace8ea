#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/file.h"
#include "source/imap/fetch.h"
#include "source/imap/guard.h"
#include "source/imap/idle.h"
#include "source/imap/mailbox.h"

/* New folders are looked for so often; between, a pass asks only for what
 * is new in the known ones. */
#define LIST_AGAIN_MS (60 * 60 * 1000)
#define REFUSED_AGAIN_MS (60 * 60 * 1000)

/* UIDs listed at a time, so that reading begins before all of a large folder
 * is listed: few at first, twice as many each time, and more where few of them
 * are in use. */
#define LIST_UIDS_FIRST 500u
#define LIST_UIDS 4000u
#define LIST_DENSE 4

struct source {
	struct session session;
	struct fetch fetch;
	struct mailboxes mailboxes;
	int64_t listed_ms;	/* ticks; 0: not yet, or not good enough */
	int64_t refused_ms;	/* ticks: when refused ones were asked for */
	const struct mailbox *open;	/* what is selected */
	uint32_t exists;	/* messages in it when it was opened */
};

static void
imap_close(struct source *s)
{
	if (s == NULL)
		return;
	session_done(&s->session);
	fetch_done(&s->fetch);
	mailboxes_done(&s->mailboxes);
	free(s);
}

static void
source_cleanup(struct source **s)
{
	imap_close(*s);
	*s = NULL;
}

static int
imap_open(const struct account *a, struct token *token, struct source **out,
    enum problem *why, struct err *err)
{
	CLEANUP(source_cleanup) struct source *s = mem_get(1, sizeof(*s));

	if (session_open(&s->session, a, token, why, err) == -1)
		return -1;
	s->fetch.session = &s->session;
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
list_mailboxes(struct source *s, enum problem *why, struct err *err)
{
	const struct guard_asked asked = { .question = GUARD_ASKED_LIST };
	clist *result = NULL;
	int code;

	guard_ask(&asked);
	code = mailimap_list(s->session.imap, "", "*", &result);
	guard_ask(NULL);
	if (!session_went_well(code))
		return session_err(code, why, err, "listing the folders");
	mailboxes_done(&s->mailboxes);
	s->open = NULL;
	for (clistiter *i = clist_begin(result); i != NULL; i = clist_next(i)) {
		const struct mailimap_mailbox_list *m = clist_content(i);

		mailboxes_add(&s->mailboxes, m->mb_name, m->mb_delimiter,
		    flags_of(m->mb_flag));
	}
	mailimap_list_result_free(result);
	s->listed_ms = clock_ticks_ms();
	return 0;
}

static void
status_free(struct mailimap_status_att_list **l)
{
	if (*l != NULL)
		mailimap_status_att_list_free(*l);
}

/* What one round trip tells of a mailbox without opening it. */
struct standing {
	uint32_t uidnext, uidvalidity;	/* 0: not told */
};

/* 1: the server does not tell. */
static int
ask_standing(struct source *s, const struct mailbox *m, struct standing *out,
    enum problem *why, struct err *err)
{
	CLEANUP(status_free) struct mailimap_status_att_list *atts =
	    mailimap_status_att_list_new_empty();
	struct mailimap_mailbox_data_status *status = NULL;
	const struct guard_asked asked = { .question = GUARD_ASKED_STATUS };
	int code;

	*out = (struct standing){ 0, 0 };
	mailimap_status_att_list_add(atts, MAILIMAP_STATUS_ATT_UIDNEXT);
	mailimap_status_att_list_add(atts, MAILIMAP_STATUS_ATT_UIDVALIDITY);
	guard_ask(&asked);
	code = mailimap_status(s->session.imap, m->wire, atts, &status);
	guard_ask(NULL);
	if (code == MAILIMAP_ERROR_STATUS)
		return 1;
	if (!session_went_well(code))
		return session_err(code, why, err, "asking for news");
	/* OK, and no word of what was asked. */
	if (status == NULL)
		return 1;
	for (clistiter *i = status->st_info_list == NULL ? NULL :
	    clist_begin(status->st_info_list); i != NULL;
	    i = clist_next(i)) {
		const struct mailimap_status_info *info = clist_content(i);

		if (info->st_att == MAILIMAP_STATUS_ATT_UIDNEXT)
			out->uidnext = info->st_value;
		if (info->st_att == MAILIMAP_STATUS_ATT_UIDVALIDITY)
			out->uidvalidity = info->st_value;
	}
	mailimap_mailbox_data_status_free(status);
	return 0;
}

/* What was refused may break off the pass, so it is asked for again once an
 * hour only, and not in the pass after it did. */
static bool
is_time_for_refused(const struct source *s)
{
	return s->fetch.care == CARE_NONE && (s->refused_ms == 0 ||
	    clock_ticks_ms() - s->refused_ms > REFUSED_AGAIN_MS);
}

/* Nothing new, as far as it takes no more than asking: 1. */
static int
is_quiet_mailbox(struct source *s, const struct mailbox *m,
    const struct sink *sink, enum problem *why, struct err *err)
{
	struct standing now;
	int got;

	/* To open it costs one round trip, too: the first time it is opened,
	 * and so is what is open already. */
	if (m->uidvalidity == 0 || m == s->open)
		return 0;
	got = ask_standing(s, m, &now, why, err);
	if (got != 0)
		return got == -1 ? -1 : 0;
	/* One below was set back. */
	return now.uidnext != 0 && now.uidnext == m->next &&
	    now.uidvalidity == m->uidvalidity && (!is_time_for_refused(s) ||
	    sink->refused(sink->arg, span_str(m->name), now.uidvalidity,
	    0) == NULL);
}

/* 1: the server does not open it. */
static int
open_mailbox(struct source *s, const struct mailbox *m,
    const struct mailimap_selection_info **out, enum problem *why,
    struct err *err)
{
	int code = mailimap_examine(s->session.imap, m->wire);

	s->open = NULL;
	if (code == MAILIMAP_ERROR_EXAMINE)
		return 1;
	if (!session_went_well(code))
		return session_err(code, why, err, "opening a folder");
	*out = s->session.imap->imap_selection_info;
	if (*out == NULL || (*out)->sel_uidvalidity == 0)
		return session_fail(why, PROBLEM_PROTOCOL, err,
		    "the server names no UIDVALIDITY");
	s->open = m;
	s->exists = (*out)->sel_exists;
	return 0;
}

static int
ask_refused_again(struct source *s, struct span folder, enum problem *why,
    struct err *err)
{
	struct fetch *f = &s->fetch;
	const struct missing *m;

	if (!is_time_for_refused(s))
		return 0;
	for (size_t i = 0; (m = f->sink->refused(f->sink->arg, folder,
	    f->uidvalidity, i)) != NULL; i++)
		if (m->uid <= f->after && fetch_again(f, m, why, err) == -1)
			return -1;
	return 0;
}

/* Nobody knows how many of the UIDs between are in use: at most so many. */
static uint32_t
most_to_read(const struct fetch *f, const struct mailimap_selection_info *sel)
{
	uint32_t next = sel->sel_uidnext, room = next - 1 - f->after;

	return next == 0 || room > sel->sel_exists ? sel->sel_exists : room;
}

/* After a listing of `width` UIDs, of which n are in use. */
static uint32_t
next_width(uint32_t width, size_t n)
{
	if (n < width / LIST_DENSE && width < UINT32_MAX / 16)
		return width * 16;
	return width < LIST_UIDS ? width * 2 : width;
}

/* All that lies behind f->after, `next` being the server's next UID or 0. */
static int
read_new(struct fetch *f, uint32_t next, enum problem *why, struct err *err)
{
	uint32_t width = LIST_UIDS_FIRST;

	if (next == 0) {
		if (fetch_newest(f, &next, why, err) == -1)
			return -1;
		next++;
	}
	if (next - 1 <= f->after)
		return 0;
	do {
		/* What comes meanwhile is above; the next pass reads it. */
		f->to = next - 1 - f->after > width ? f->after + width :
		    next - 1;
		f->room = f->to - f->after;
		if (fetch_list(f, why, err) == -1)
			return -1;
		if (f->crowded) {
			width = LIST_UIDS;
			continue;
		}
		if (fetch_all(f, why, err) == -1)
			return -1;
		width = next_width(width, f->n);
		f->after = f->to;
	} while (f->after < next - 1);
	return 0;
}

/* 1: what was read of the folder is not what it holds.  A server that was set
 * back to an older state, under the same UIDVALIDITY, gives UIDs again; one
 * that ever told a UID it did not have left a cursor there. */
static int
is_other(struct source *s, struct mailbox *m, uint32_t next,
    const struct sink *sink, enum problem *why, struct err *err)
{
	struct fetch *f = &s->fetch;
	const struct point *p = sink->known(sink->arg, span_str(m->name),
	    f->uidvalidity);
	int got;

	if (p == NULL || p->last_uid == 0)
		return 0;
	if (next != 0 && p->last_uid >= next)
		return 1;
	/* Once a connection: a server may not know its own sizes. */
	if (m->again || s->exists == 0)
		return 0;
	got = fetch_compare(f, p, why, err);
	m->again |= got == 1;
	return got;
}

/* 1: the server does not open it; the others are read all the same. */
static int
read_mailbox(struct source *s, struct mailbox *m, const struct sink *sink,
    enum problem *why, struct err *err)
{
	struct fetch *f = &s->fetch;
	struct folder folder = { .name = span_str(m->name), .role = m->role };
	const struct mailimap_selection_info *sel;
	int got = open_mailbox(s, m, &sel, why, err);
	uint32_t next;
	bool any;

	if (got != 0)
		return got;
	folder.uidvalidity = f->uidvalidity = sel->sel_uidvalidity;
	f->sink = sink;
	f->role = m->role;
	f->n = 0;
	f->next = next = sel->sel_uidnext;
	got = is_other(s, m, next, sink, why, err);
	if (got == -1)
		return -1;
	folder.again = got == 1;
	f->after = folder.again ? 0 : sink->point(sink->arg, folder.name,
	    f->uidvalidity);
	if (m->uidvalidity != f->uidvalidity || folder.again)
		m->next = f->after + 1;
	m->uidvalidity = f->uidvalidity;
	any = sel->sel_exists > 0 && (next == 0 || next > m->next);
	folder.todo = any ? most_to_read(f, sel) : 0;
	if (sink->folder(sink->arg, &folder) == -1)
		return err_set(err, EX_SOFTWARE, "the engine is gone");
	if (any && read_new(f, next, why, err) == -1)
		return -1;
	/* What is below the server's next UID and was not listed is no more. */
	m->next = f->after + 1 > next ? f->after + 1 : next;
	return ask_refused_again(s, folder.name, why, err);
}

/* *refused names the last folder that was not opened. */
static int
visit_all(struct source *s, const struct sink *sink, const char **refused,
    enum problem *why, struct err *err)
{
	for (size_t i = 0; i < s->mailboxes.n; i++) {
		struct mailbox *m = &s->mailboxes.at[i];
		int got = m->read ? is_quiet_mailbox(s, m, sink, why, err) : 1;

		sink->alive(sink->arg);
		if (got == 0) {
			got = read_mailbox(s, m, sink, why, err);
			if (got == 1)
				*refused = m->name;
		}
		if (got == -1)
			return -1;
	}
	return 0;
}

/* All that it has was read; but what such a server says is not to be built
 * on. */
static int
tell_stray(enum problem *why, struct err *err)
{
	*why = PROBLEM_PROTOCOL;
	err_set(err, EX_PROTOCOL, "the server lists a message above its "
	    "UIDNEXT; no such message is read");
	return 1;
}

static int
imap_pass(struct source *s, const struct sink *sink, enum care care,
    enum problem *why, struct err *err)
{
	const char *missing = NULL, *refused = NULL;

	s->fetch.care = care;
	s->fetch.stray = false;
	if (care != CARE_NONE)
		s->refused_ms = clock_ticks_ms();
	*why = PROBLEM_PROTOCOL;
	if ((s->listed_ms == 0 ||
	    clock_ticks_ms() - s->listed_ms > LIST_AGAIN_MS) &&
	    list_mailboxes(s, why, err) == -1)
		return -1;
	mailboxes_choose(&s->mailboxes, s->session.account, &missing);
	if (visit_all(s, sink, &refused, why, err) == -1)
		return -1;
	if (is_time_for_refused(s))
		s->refused_ms = clock_ticks_ms();
	if (missing == NULL && refused == NULL)
		return s->fetch.stray ? tell_stray(why, err) : 0;
	s->listed_ms = 0;
	*why = PROBLEM_FOLDER;
	if (missing != NULL)
		err_set(err, EX_CONFIG, "there is no folder \"%s\"", missing);
	else
		err_set(err, EX_UNAVAILABLE,
		    "the server does not open the folder \"%s\"", refused);
	return 1;
}

/* INBOX, or what is read first: where news is worth waking up for. */
static const struct mailbox *
watched(const struct source *s)
{
	for (size_t i = 0; i < s->mailboxes.n; i++)
		if (s->mailboxes.at[i].read)
			return &s->mailboxes.at[i];
	return NULL;
}

static int
imap_wait(struct source *s, int fd, enum problem *why, struct err *err)
{
	const struct mailbox *m = watched(s);
	const struct mailimap_selection_info *sel;

	*why = PROBLEM_NETWORK;
	if (m != NULL && m != s->open) {
		int got = open_mailbox(s, m, &sel, why, err);

		if (got == -1)
			return -1;
		/* What came since it was read is news, too. */
		if (got == 0 && sel->sel_uidnext > m->next)
			return 1;
	}
	return idle_wait(&s->session, fd, s->exists, why, err);
}

const struct source_ops source_imap = {
	.name = "imap",
	.open = imap_open,
	.pass = imap_pass,
	.wait = imap_wait,
	.close = imap_close,
};

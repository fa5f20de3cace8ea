#include "source/imap/fetch.h"

#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/file.h"
#include "source/imap/guard.h"

/* A server whose RFC822.SIZE is not exact may send so much more of a body. */
#define MORE_SHARE 2
#define MORE_BYTES 65536
/* What comes unasked may be of messages that were asked for. */
#define MORE_ANSWERS 1000

void
fetch_done(struct fetch *f)
{
	free(f->list);
	free(f->got);
	f->list = NULL;
	f->got = NULL;
}

static void
no_progress(size_t current, size_t maximum, void *arg)
{
	(void)current;
	(void)maximum;
	(void)arg;
}

/* So much of a body is progress; a server that drips is one that hangs. */
#define PROGRESS_BYTES 16384

bool
fetch_drips(int64_t took_ms, size_t bytes, int64_t patience_s)
{
	return took_ms > patience_s * 1000 +
	    (int64_t)(bytes * 1000 / LEAST_BYTES_S);
}

static void
on_bytes(size_t current, size_t maximum, void *arg)
{
	struct fetch *f = arg;

	(void)maximum;
	if (current / PROGRESS_BYTES == f->progress)
		return;
	f->progress = current / PROGRESS_BYTES;
	if (!fetch_drips(clock_ticks_ms() - f->began_ms, current,
	    f->session->account->patience_s))
		f->sink->alive(f->sink->arg);
}

/* Of the next body. */
static void
start_progress(struct fetch *f)
{
	f->progress = 0;
	f->began_ms = clock_ticks_ms();
}

/* What one FETCH answer holds; spans are libetpan's. */
struct answer {
	uint32_t uid;
	int64_t internal_ms;
	uint32_t size;
	struct span body;
	bool has_body;
	bool has_place;		/* a size or a date: it was asked for */
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
take_static(const struct mailimap_msg_att_static *a, struct answer *f)
{
	switch (a->att_type) {
	case MAILIMAP_MSG_ATT_UID:
		f->uid = a->att_data.att_uid;
		break;
	case MAILIMAP_MSG_ATT_INTERNALDATE:
		f->internal_ms = internal_ms(a->att_data.att_internal_date);
		f->has_place = true;
		break;
	case MAILIMAP_MSG_ATT_RFC822_SIZE:
		f->size = a->att_data.att_rfc822_size;
		f->has_place = true;
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

static struct answer
message_take(const struct mailimap_msg_att *att)
{
	struct answer f = { .internal_ms = MOMENT_NONE };

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
 * is below n; and flags that another client changes come unasked, for any
 * message at all. */
static void
on_listed(struct mailimap_msg_att *att, void *arg)
{
	struct fetch *f = arg;
	struct answer a = message_take(att);

	f->sink->alive(f->sink->arg);
	/* Nobody asked for it, and no server has it: to believe it would pass
	 * all by that comes until the UIDs have got there. */
	f->stray |= a.has_place && f->next != 0 && a.uid >= f->next;
	if (a.uid <= f->after || (f->to != 0 && a.uid > f->to) ||
	    !a.has_place)
		return;
	f->crowded = f->crowded || f->n >= LIST_MAX;
	if (f->crowded)
		return;
	if (f->n == f->cap) {
		f->cap = f->cap == 0 ? 1024 : f->cap * 2;
		f->list = mem_grow(f->list, f->cap, sizeof(*f->list));
	}
	f->list[f->n++] = (struct listed){ a.uid, a.size, a.internal_ms };
}

static int
by_uid(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;

	return x->uid < y->uid ? -1 : x->uid > y->uid;
}

/* Where in the batch a UID stands, or -1. */
static ptrdiff_t
find_uid(const struct fetch *f, uint32_t uid)
{
	struct listed key = { uid, 0, 0 };
	const struct listed *at = bsearch(&key, f->list + f->first,
	    f->last - f->first, sizeof(key), by_uid);

	return at == NULL ? -1 : at - (f->list + f->first);
}

/* Unasked-for answers (flags of another client's change) have no body. */
static void
on_fetched(struct mailimap_msg_att *att, void *arg)
{
	struct fetch *f = arg;
	struct answer a = message_take(att);
	ptrdiff_t at = find_uid(f, a.uid);
	const struct listed *l;
	struct message m;

	start_progress(f);
	f->sink->alive(f->sink->arg);
	if (!a.has_body || at < 0 || f->got[at] || f->deaf)
		return;
	f->got[at] = true;
	l = &f->list[f->first + (size_t)at];
	m = (struct message){ .role = f->role, .uid = a.uid,
		.internal_ms = l->at_ms, .bytes = a.body,
		.size = (int64_t)a.body.len };
	if (a.body.len > l->size)
		f->longer = true;
	/* As long as was asked for: there is more of it. */
	if (a.body.len == f->most)
		m.size = l->size;
	m.probe = m.size > (int64_t)m.bytes.len && f->most < WHOLE_MAX;
	if (f->sink->message(f->sink->arg, &m) == -1)
		f->deaf = true;
}

static void
type_free(struct mailimap_fetch_type **t)
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

/* A request that misses a part, for want of memory, gets an answer that
 * misses it: without bodies every message would look vanished. */
static void *
must(void *part)
{
	if (part == NULL)
		abort();
	return part;
}

/* The set is given away. */
static int
fetch_ask(struct fetch *f, struct mailimap_set *given,
    struct mailimap_fetch_att *const *atts, mailimap_msg_att_handler *each,
    void *arg, const struct guard_asked *asked)
{
	CLEANUP(type_free) struct mailimap_fetch_type *type =
	    must(mailimap_fetch_type_new_fetch_att_list_empty());
	CLEANUP(set_free) struct mailimap_set *set = must(given);
	mailimap *imap = f->session->imap;
	clist *result = NULL;
	int code;

	for (; *atts != NULL; atts++)
		if (mailimap_fetch_type_new_fetch_att_list_add(type,
		    *atts) != MAILIMAP_NO_ERROR)
			abort();
	/* The handler is only called when a progress callback is set. */
	mailimap_set_progress_callback(imap, on_bytes, no_progress, f);
	mailimap_set_msg_att_handler(imap, each, arg);
	start_progress(f);
	guard_ask(asked);
	code = mailimap_uid_fetch(imap, set, type, &result);
	guard_ask(NULL);
	mailimap_set_msg_att_handler(imap, NULL, NULL);
	/* After an error it may point to what is freed already. */
	if (session_went_well(code) && result != NULL)
		mailimap_fetch_list_free(result);
	return code;
}

static int
ask_listed(struct fetch *f, struct mailimap_set *given, uint64_t answers,
    mailimap_msg_att_handler *each, void *arg)
{
	struct mailimap_fetch_att *const atts[] = {
		must(mailimap_fetch_att_new_uid()),
		must(mailimap_fetch_att_new_internaldate()),
		must(mailimap_fetch_att_new_rfc822_size()), NULL };

	const struct guard_asked asked = { GUARD_ASKED_FETCH, GUARD_PLACE,
		answers + MORE_ANSWERS, 0 };

	return fetch_ask(f, given, atts, each, arg, &asked);
}

static int
ask_listing(struct fetch *f, uint32_t from, uint32_t to)
{
	f->crowded = false;
	return ask_listed(f, mailimap_set_new_interval(from, to), f->room,
	    on_listed, f);
}

/* Bytes that a body of the batch may have, as it is listed. */
static uint64_t
longest(const struct fetch *f, uint32_t most)
{
	uint64_t size = 0;

	for (size_t i = f->first; i < f->last; i++)
		if (f->list[i].size > size)
			size = f->list[i].size;
	size += size / MORE_SHARE + MORE_BYTES;
	return most != 0 && most < size ? most : size;
}

/* `most` bytes of each, 0: all of them.  Their dates are known from the
 * listing, and a server looks them up one by one. */
static int
ask_bodies(struct fetch *f, uint32_t from, uint32_t to, uint32_t most)
{
	struct mailimap_section *whole = must(mailimap_section_new(NULL));
	struct mailimap_fetch_att *const atts[] = {
		must(mailimap_fetch_att_new_uid()),
		must(most > 0 ?
		    mailimap_fetch_att_new_body_peek_section_partial(whole, 0,
		    most) : mailimap_fetch_att_new_body_peek_section(whole)),
		NULL };

	const struct guard_asked asked = { GUARD_ASKED_FETCH, GUARD_BODY,
		f->last - f->first + MORE_ANSWERS, longest(f, most) };

	f->most = most;
	return fetch_ask(f, mailimap_set_new_interval(from, to), atts,
	    on_fetched, f, &asked);
}

static bool
is_large(const struct fetch *f, const struct listed *l)
{
	return l->size > f->session->account->scan_limit;
}

int
fetch_newest(struct fetch *f, uint32_t *uid, enum problem *why,
    struct err *err)
{
	struct fetch look = { .session = f->session, .sink = f->sink,
		.room = 1 };
	int code = ask_listing(&look, 0, 0);

	*uid = look.n > 0 ? look.list[look.n - 1].uid : 0;
	fetch_done(&look);
	if (!session_went_well(code))
		return session_err(code, why, err, "listing the last message");
	return 0;
}

int
fetch_list(struct fetch *f, enum problem *why, struct err *err)
{
	size_t kept = 0;
	int code;

	f->n = 0;
	code = ask_listing(f, f->after + 1, f->to);
	if (!session_went_well(code))
		return session_err(code, why, err, "listing the messages");
	if (f->crowded && f->room <= LIST_MAX)
		return session_fail(why, PROBLEM_PROTOCOL, err,
		    "the server lists more messages than there can be");
	if (f->n > 1)
		qsort(f->list, f->n, sizeof(*f->list), by_uid);
	for (size_t i = 0; i < f->n; i++)
		if (kept == 0 || f->list[i].uid != f->list[kept - 1].uid)
			f->list[kept++] = f->list[i];
	f->n = kept;
	return 0;
}

/* "NO" or "BAD" to a FETCH, with the connection in order. */
static bool
is_refusal(int code)
{
	return code == MAILIMAP_ERROR_FETCH ||
	    code == MAILIMAP_ERROR_UID_FETCH;
}

/* The set of UIDs that are known. */
static struct mailimap_set *
known_set(const struct point *p)
{
	struct mailimap_set *set = must(mailimap_set_new_empty());

	for (int i = 0; i < p->n_marks; i++)
		if (mailimap_set_add_single(set, p->marks[i].uid) !=
		    MAILIMAP_NO_ERROR)
			abort();
	return set;
}

struct knowing {
	const struct point *point;
	bool other;		/* one of them is another message */
};

static void
on_known(struct mailimap_msg_att *att, void *arg)
{
	struct knowing *k = arg;
	struct answer a = message_take(att);
	const struct landmark is = { a.uid, a.size, a.internal_ms };

	for (int i = 0; a.has_place && i < k->point->n_marks; i++)
		if (k->point->marks[i].uid == a.uid)
			k->other |= !landmark_same(&k->point->marks[i], &is);
}

int
fetch_compare(struct fetch *f, const struct point *p, enum problem *why,
    struct err *err)
{
	struct knowing k = { p, false };
	int code;

	if (p->n_marks == 0)
		return 0;
	code = ask_listed(f, known_set(p), (uint64_t)p->n_marks, on_known,
	    &k);
	/* What it does not want to list is not another. */
	if (!session_went_well(code) && !is_refusal(code))
		return session_err(code, why, err, "listing known messages");
	return k.other;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The end of the batch that starts at f->first. */
static size_t
batch_end(const struct fetch *f)
{
	size_t messages = least((size_t)BATCH_MESSAGES_FIRST << f->doubled,
	    BATCH_MESSAGES);
	size_t most = least((size_t)BATCH_BYTES_FIRST << f->doubled,
	    BATCH_BYTES);
	size_t end = f->first;
	uint64_t bytes = 0;

	if (f->care != CARE_NONE)
		return end + 1;
	while (end < f->n && end - f->first < messages) {
		bytes += f->list[end].size;
		if (end > f->first && (bytes > most ||
		    is_large(f, &f->list[end])))
			break;
		/* a large one stands alone */
		if (is_large(f, &f->list[end++]))
			break;
	}
	return end;
}

static int
gone(struct err *err)
{
	return err_set(err, EX_SOFTWARE, "the engine is gone");
}

static int
tell_missing(struct fetch *f, const struct listed *l, enum miss miss,
    struct err *err)
{
	const struct missing m = { .uidvalidity = f->uidvalidity,
		.uid = l->uid, .at_ms = l->at_ms, .miss = miss };

	return f->sink->missing(f->sink->arg, &m) == -1 ? gone(err) : 0;
}

/* Whether the server still lists it; -1 as ever. */
static int
is_listed(struct fetch *f, uint32_t uid, enum problem *why, struct err *err)
{
	struct fetch look = { .session = f->session, .sink = f->sink,
		.after = uid - 1, .room = 1 };
	int code = ask_listing(&look, uid, uid);
	bool there = look.n > 0;

	fetch_done(&look);
	if (!session_went_well(code) && !is_refusal(code))
		return session_err(code, why, err, "listing a message");
	return there;
}

/* A large message: its beginning, and when the engine wants it, the whole,
 * or as much as is ever read. */
static int
ask_large(struct fetch *f, const struct listed *l)
{
	int code = ask_bodies(f, l->uid, l->uid,
	    (uint32_t)f->session->account->scan_limit), want;

	if (!session_went_well(code) || !f->got[0] || f->deaf)
		return code;
	want = f->sink->whole(f->sink->arg);
	if (want == -1)
		f->deaf = true;
	if (want != 1)
		return code;
	f->got[0] = false;
	return ask_bodies(f, l->uid, l->uid, WHOLE_MAX);
}

/* One message of the batch by itself, the range of the batch set to it. */
static int
fetch_alone(struct fetch *f, enum problem *why, struct err *err)
{
	const struct listed *l = &f->list[f->first];
	int code, there;

	f->got[0] = false;
	code = is_large(f, l) ? ask_large(f, l) :
	    ask_bodies(f, l->uid, l->uid, 0);
	if (f->deaf)
		return gone(err);
	if (!session_went_well(code) && !is_refusal(code))
		return session_err(code, why, err, "fetching a message");
	if (f->got[0])
		return 0;
	there = is_listed(f, l->uid, why, err);
	if (there == -1)
		return -1;
	return tell_missing(f, l, there ? MISS_REFUSED : MISS_VANISHED, err);
}

/* Listed and not among the answers; or a message with too great a length
 * has swallowed it, which is no answer at all. */
static int
fetch_rest(struct fetch *f, enum problem *why, struct err *err)
{
	size_t first = f->first, last = f->last;
	bool missing[BATCH_MESSAGES];
	int got = 0;

	for (size_t i = 0; i < last - first; i++) {
		missing[i] = !f->got[i];
		if (missing[i] && f->longer)
			return session_fail(why, PROBLEM_PROTOCOL, err,
			    "a message is missing and another is longer than "
			    "listed");
	}
	for (size_t i = 0; got == 0 && i < last - first; i++) {
		if (!missing[i])
			continue;
		f->first = first + i;
		f->last = f->first + 1;
		got = fetch_alone(f, why, err);
	}
	f->first = first;
	f->last = last;
	return got;
}

static int
tell_batch(struct fetch *f, uint32_t uid, const struct listed *l,
    struct err *err)
{
	const struct landmark mark = { l == NULL ? 0 : l->uid,
		l == NULL ? 0 : l->size, l == NULL ? MOMENT_NONE : l->at_ms };

	return f->sink->batch(f->sink->arg, uid, mark) == -1 ? gone(err) : 0;
}

static int
fetch_batch(struct fetch *f, enum problem *why, struct err *err)
{
	const struct listed *first = &f->list[f->first];
	uint32_t last_uid = f->list[f->last - 1].uid;
	int code;

	memset(f->got, 0, BATCH_MESSAGES * sizeof(*f->got));
	f->longer = false;
	code = is_large(f, first) ? ask_large(f, first) :
	    ask_bodies(f, first->uid, last_uid, 0);
	if (f->deaf)
		return gone(err);
	if (!session_went_well(code) && !is_refusal(code))
		return session_err(code, why, err, "fetching messages");
	return fetch_rest(f, why, err);
}

/* Alone: when it ends the conversation, or this process, it is passed by
 * in the next pass, and asked for again some time. */
static int
fetch_careful(struct fetch *f, enum problem *why, struct err *err)
{
	const struct listed *l = &f->list[f->first];
	struct err ignored;
	int got;

	if (f->care == CARE_BEFORE &&
	    (tell_missing(f, l, MISS_REFUSED, err) == -1 ||
	    tell_batch(f, l->uid, l, err) == -1))
		return -1;
	got = fetch_batch(f, why, err);
	if (got == -1 && *why == PROBLEM_PROTOCOL && !f->deaf &&
	    f->care == CARE_ALONE && tell_missing(f, l, MISS_REFUSED,
	    &ignored) == 0)
		(void)!tell_batch(f, l->uid, l, &ignored);
	if (got == 0 && f->care == CARE_BEFORE && f->got[0])
		got = tell_missing(f, l, MISS_READ, err);
	return got;
}

static void
make_room(struct fetch *f)
{
	if (f->got == NULL)
		f->got = mem_get(BATCH_MESSAGES, sizeof(*f->got));
}

int
fetch_all(struct fetch *f, enum problem *why, struct err *err)
{
	make_room(f);
	for (f->first = 0; f->first < f->n; f->first = f->last) {
		int got;

		f->last = batch_end(f);
		got = f->care == CARE_NONE ? fetch_batch(f, why, err) :
		    fetch_careful(f, why, err);
		if (got == -1 || tell_batch(f, f->list[f->last - 1].uid,
		    &f->list[f->last - 1], err) == -1)
			return -1;
		/* A batch came whole. */
		if (BATCH_MESSAGES_FIRST << f->doubled < BATCH_MESSAGES)
			f->doubled++;
	}
	return 0;
}

int
fetch_again(struct fetch *f, const struct missing *m, enum problem *why,
    struct err *err)
{
	struct fetch one = *f;
	struct listed alone;
	int got, code;

	make_room(f);
	one = (struct fetch){ .session = f->session, .sink = f->sink,
		.role = f->role, .uidvalidity = f->uidvalidity,
		.after = m->uid - 1, .got = f->got, .last = 1, .room = 1 };
	code = ask_listing(&one, m->uid, m->uid);
	if (!session_went_well(code) && !is_refusal(code))
		return session_err(code, why, err, "listing a message");
	alone = (struct listed){ m->uid, 0, m->at_ms };
	if (one.n == 0) {
		got = tell_missing(f, &alone, MISS_VANISHED, err);
	} else {
		got = fetch_alone(&one, why, err);
		if (got == 0 && one.got[0])
			got = tell_missing(f, &one.list[0], MISS_READ, err);
	}
	free(one.list);
	return got == 0 ? tell_batch(f, f->after, NULL, err) : got;
}

#include "run/dkim/recheck.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "run/child/frames.h"
#include "run/dkim/check_child.h"
#include "store/records/incidents.h"

#define PATIENCE_MS 300000	/* its time of the processor is limited */

void
recheck_done(struct recheck *r)
{
	child_stop(&r->child);
}

static bool
recheck_hear(struct recheck *r, enum frame_kind kind, struct frame *f)
{
	return child_hear(&r->child, PATIENCE_MS, f) == 1 && f->kind == kind;
}

static int
recheck_start(struct recheck *r, struct err *err)
{
	struct frame f;

	if (r->child.pid > 0 || r->missing)
		return 0;
	/* One that dies is an outcome; its wire must not be our end. */
	signal(SIGPIPE, SIG_IGN);
	if (child_start(&r->child, "floodmark-dkim", check_child_body, NULL,
	    err) == -1)
		return -1;
	if (recheck_hear(r, FRAME_READY, &f))
		return 0;
	child_stop(&r->child);
	r->missing = true;
	return 0;
}

static const struct signature *
signature_find(const struct signatures *all, int64_t place)
{
	for (uint32_t i = 0; i < all->n; i++)
		if (all->at[i].place == place)
			return &all->at[i];
	return NULL;
}

/* NULL: there is no such signature, or the checker ended. */
static const struct signature *
signatures_again(struct recheck *r, const struct dkim_row *p,
    struct span message)
{
	static struct signatures all;
	const struct signature_context c = { "", p->received_ms };
	struct frame f;

	check_child_ask_list(&r->child.wire, &c, message);
	if (!recheck_hear(r, FRAME_LISTED, &f))
		return NULL;
	signatures_get(&f, &all);
	return frame_close(&f) == -1 ? NULL : signature_find(&all, p->place);
}

static bool
check_again(struct recheck *r, const struct dkim_row *p, struct span message,
    struct checked *out)
{
	struct frame f;

	check_child_ask_check(&r->child.wire, (uint32_t)p->place, p->key_record,
	    message);
	if (!recheck_hear(r, FRAME_CHECKED, &f))
		return false;
	checked_get(&f, out);
	return frame_close(&f) == 0;
}

static void
recheck_compare(const struct dkim_row *p, const struct signature *s,
    const struct checked *c, char *differs, size_t size)
{
	const struct key_record k = { .answer = ANSWER_FOUND };
	struct dkim_text text;
	struct dkim_row again;

	dkim_of(s, &k, c, &text, &again);
	dkim_differs(p, &again, differs, size);
}

int
recheck_dkim(const struct dkim_row *p, struct span message, char *differs,
    size_t size, void *arg, struct err *err)
{
	struct recheck *r = arg;
	const struct signature *s;
	struct checked c;

	if (recheck_start(r, err) == -1)
		return -1;
	r->left += r->missing;
	if (r->missing)
		return 1;
	r->rows++;
	s = signatures_again(r, p, message);
	if (s != NULL && s->good && check_again(r, p, message, &c)) {
		recheck_compare(p, s, &c, differs, size);
		return 0;
	}
	snprintf(differs, size, "the signature is not there, or ends the "
	    "checker");
	child_stop(&r->child);
	return 0;
}

/* The rows of a store on their way. */
struct recheck_walk {
	struct recheck *recheck;
	struct store *store;
	fault_each *each;
	void *arg;
	int64_t *faults;
};

static int
recheck_tell(struct recheck_walk *w, const struct dkim_row *p,
    const char *differs, struct err *err)
{
	char where[60], what[200];

	snprintf(where, sizeof(where), "dkim %lld", (long long)p->id);
	snprintf(what, sizeof(what), "checked again with the key that was "
	    "kept, it says otherwise: %s", differs);
	++*w->faults;
	return w->each(FAULT_CHANGED, where, what, w->arg, err);
}

/* What the store lost or changed, store_verify tells. */
static int
recheck_row(const struct dkim_row *p, void *arg, struct err *err)
{
	struct recheck_walk *w = arg;
	CLEANUP(buf_done) struct buf bytes = { .max = FRAME_MAX };
	struct digest is;
	char differs[120];
	int got;

	if (!dkim_can_repeat(p))
		return 0;
	got = original_get(w->store, &p->original, &bytes, err);
	if (got != 0)
		return got == 1 ? 0 : -1;
	is = digest_of(buf_span(&bytes));
	if (!digest_eq(&is, &p->original))
		return 0;
	got = recheck_dkim(p, buf_span(&bytes), differs, sizeof(differs),
	    w->recheck, err);
	if (got != 0)
		return got == 1 ? 0 : -1;
	return differs[0] == '\0' ? 0 : recheck_tell(w, p, differs, err);
}

int
recheck_store(struct recheck *r, struct store *s, fault_each *each,
    void *arg, int64_t *faults, struct err *err)
{
	struct recheck_walk w = { r, s, each, arg, faults };

	return dkim_list_all(s, recheck_row, &w, err);
}

#include "match/notice.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "read/dkim/authres.h"
#include "read/read.h"

#define ANY_PLATFORM SIZE_MAX

/* What a platform may call a person, in the form it is compared in. */
struct alias {
	uint32_t person;
	size_t platform;	/* or ANY_PLATFORM */
	enum finding_by by;	/* BY_NAME or BY_HANDLE */
	char *form;
	const char *written;
};

struct notices {
	const struct people *people;
	struct regex ***patterns;	/* [platform][notice] */
	struct alias *aliases;
	size_t n_aliases;
};

/* What notice_match carries through its steps. */
struct naming {
	const struct notices *n;
	struct notice notice;
	struct regex_scratch *scratch;
	const struct letter *letter;
	void (*find)(void *, struct finding);
	void *arg;
	bool *found;		/* per person */
};

/* "@jd_1979" and "jd_1979" are one. */
static struct span
form_of(struct arena *a, struct span written)
{
	struct span form = fold_text(a, span_trim(written), false, NULL);

	return form.len > 0 && form.at[0] == '@' ? span_from(form, 1) : form;
}

static void
alias_add(struct notices *n, uint32_t person, enum finding_by by,
    const char *written)
{
	CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
	struct alias alias = { person, ANY_PLATFORM, by, NULL, written };
	struct span text = span_str(written);

	for (size_t i = 0; i < n->people->n_platforms; i++) {
		const char *id = n->people->platforms[i].id;
		size_t len = strlen(id);

		if (by != BY_HANDLE || !span_istarts(text, id) ||
		    text.len <= len + 1 || text.at[len] != ':')
			continue;
		alias.platform = i;
		text = span_from(text, len + 1);
		break;
	}
	alias.form = str_of(form_of(&a, text));
	n->aliases = mem_grow(n->aliases, n->n_aliases + 1,
	    sizeof(*n->aliases));
	n->aliases[n->n_aliases++] = alias;
}

static void
aliases_make(struct notices *n)
{
	for (uint32_t i = 0; i < n->people->n; i++) {
		const struct person *p = &n->people->at[i];

		for (size_t j = 0; j < p->handles.n; j++)
			alias_add(n, i, BY_HANDLE, p->handles.at[j]);
		for (size_t j = 0; j < p->names.n; j++)
			alias_add(n, i, BY_NAME, p->names.at[j]);
	}
}

static int
pattern_new(const struct platform *p, const struct rule *r,
    struct regex **out, struct err *err)
{
	struct err why;
	size_t at = 0;

	if (regex_new(r->match, out, &at, &why) == -1)
		return err_set(err, EX_CONFIG, "%s:%d:%d: match: %s; a PCRE2 "
		    "pattern would be right", p->path, r->line,
		    r->column + (int)at, why.text);
	if (!regex_has_group(*out, PLATFORM_WHO) &&
	    !regex_has_group(*out, PLATFORM_HANDLE))
		return err_set(err, EX_CONFIG, "%s:%d:%d: match: it does not "
		    "say where the name stands; a group (?<%s>.+) or (?<%s>"
		    ".+) would be right", p->path, r->line, r->column,
		    PLATFORM_WHO, PLATFORM_HANDLE);
	return 0;
}

int
notices_new(const struct people *people, struct notices **out,
    struct err *err)
{
	struct notices *n = mem_get(1, sizeof(*n));

	n->people = people;
	n->patterns = mem_get(people->n_platforms, sizeof(*n->patterns));
	for (size_t i = 0; i < people->n_platforms; i++) {
		const struct platform *p = &people->platforms[i];

		n->patterns[i] = mem_get(p->n_notices,
		    sizeof(*n->patterns[i]));
		for (size_t j = 0; j < p->n_notices; j++)
			if (pattern_new(p, &p->notices[j],
			    &n->patterns[i][j], err) == -1) {
				notices_free(n);
				return -1;
			}
	}
	aliases_make(n);
	*out = n;
	return 0;
}

void
notices_free(struct notices *n)
{
	if (n == NULL)
		return;
	for (size_t i = 0; i < n->people->n_platforms; i++) {
		for (size_t j = 0; n->patterns[i] != NULL &&
		    j < n->people->platforms[i].n_notices; j++)
			regex_free(n->patterns[i][j]);
		free(n->patterns[i]);
	}
	for (size_t i = 0; i < n->n_aliases; i++)
		free(n->aliases[i].form);
	free(n->aliases);
	free(n->patterns);
	free(n);
}

/* One * stands for anything in the local part, nothing in it too. */
static bool
sender_is(const char *pattern, struct span addr)
{
	const char *star = strchr(pattern, '*');
	size_t before, behind;

	if (star == NULL)
		return span_ieq_str(addr, pattern);
	before = (size_t)(star - pattern);
	behind = strlen(star + 1);
	return addr.len >= before + behind &&
	    memchr(addr.at + before, '@', addr.len - before - behind) == NULL &&
	    span_ieq(span_of(addr.at, before), span_of(pattern, before)) &&
	    span_ieq_str(span_from(addr, addr.len - behind), star + 1);
}

static bool
is_from_platform(const struct platform *p, const struct letter *l)
{
	const struct address *from = l->from;

	/* A second author, and it is no platform's mail. */
	if (from == NULL || from->next != NULL)
		return false;
	for (size_t i = 0; i < p->senders.n; i++)
		if (sender_is(p->senders.at[i], from->addr))
			return true;
	return false;
}

struct notice
notice_decide(const struct notices *n, const struct letter *l,
    const struct account *account)
{
	struct notice none = { NOTICE_NONE, NULL };

	for (size_t i = 0; i < n->people->n_platforms; i++) {
		const struct platform *p = &n->people->platforms[i];

		if (is_from_platform(p, l))
			return (struct notice){ authres_dkim_pass(l,
			    account->authserv_id, &p->domains) ?
			    NOTICE_TRUSTED : NOTICE_CLAIMED, p };
	}
	return none;
}

static bool
alias_fits(const struct naming *g, const struct alias *a, struct span form)
{
	const struct platform *p = g->notice.platform;
	size_t platform = (size_t)(p - g->n->people->platforms);

	if (g->found[a->person] || !span_eq(form, span_str(a->form)))
		return false;
	return a->platform == platform ||
	    (a->platform == ANY_PLATFORM && !p->handles_only);
}

static void
named(struct naming *g, struct span name)
{
	struct span form = form_of(g->letter->arena, name);

	for (size_t i = 0; form.len > 0 && i < g->n->n_aliases; i++) {
		const struct alias *a = &g->n->aliases[i];

		if (!alias_fits(g, a, form))
			continue;
		g->found[a->person] = true;
		g->find(g->arg, (struct finding){ .person = a->person,
		    .by = g->notice.trust == NOTICE_TRUSTED ? BY_NOTICE :
		    a->by, .field = span_str(g->notice.platform->id),
		    .identifier = span_str(a->written) });
	}
}

static void
over_text(struct naming *g, const struct regex *re, struct span text)
{
	size_t start, end;

	if (regex_find(re, g->scratch, text, 0, &start, &end) != REGEX_HIT)
		return;
	named(g, regex_group(re, g->scratch, text, PLATFORM_WHO));
	named(g, regex_group(re, g->scratch, text, PLATFORM_HANDLE));
}

static void
over_letter(struct naming *g, const struct rule *r, const struct regex *re)
{
	const struct letter *l = g->letter;

	if (r->in & (IN_SUBJECT | IN_ANY))
		over_text(g, re, l->subject);
	if (r->in & (IN_SENDER | IN_ANY) && l->from != NULL)
		over_text(g, re, l->from->name);
	if (!(r->in & (IN_TEXT | IN_ANY)))
		return;
	for (const struct passage *p = l->passages; p != NULL; p = p->next)
		over_text(g, re, p->text);
}

void
notice_match(const struct notices *n, struct notice notice,
    struct regex_scratch *scratch, const struct letter *l,
    void (*find)(void *, struct finding), void *arg)
{
	const struct platform *p = notice.platform;
	struct naming g = { n, notice, scratch, l, find, arg, NULL };

	if (p == NULL)
		return;
	g.found = arena_get(l->arena, n->people->n * sizeof(*g.found));
	if (g.found == NULL)
		return;
	memset(g.found, 0, n->people->n * sizeof(*g.found));
	for (size_t i = 0; i < p->n_notices; i++)
		over_letter(&g, &p->notices[i], n->patterns[
		    (size_t)(p - n->people->platforms)][i]);
}

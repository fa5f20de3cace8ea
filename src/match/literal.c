#include "match/literal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/file.h"

/*
 * A pattern being read.  Anything this does not understand makes it unsure:
 * extended groups other than (?:…), verbs, \Q…\E.
 */
struct scanner {
	const char *at;
	bool sure;
	size_t depth;		/* groups open */
	bool split;		/* there are alternatives outside of groups */
	struct literal_set kept[LITERAL_SETS];	/* outside of groups */
	size_t n_kept;
};

/* An escape: one character that is no letter or digit stands for itself
 * (and is in no word); what takes an argument is skipped with it. */
static void
skip_escape(struct scanner *s)
{
	char c = s->at[1];

	if (c == '\0' || c == 'Q' || c == 'E') {
		s->sure = false;
		return;
	}
	s->at += 2;
	if (strchr("pPxogkN", c) != NULL && *s->at == '{') {
		s->at += strcspn(s->at, "}");
		s->at += *s->at == '}';
	} else if (c == 'c' && *s->at != '\0') {
		s->at++;
	} else if (c == 'p' || c == 'P') {
		s->at += *s->at != '\0';
	} else if (c == 'x') {
		for (int i = 0; i < 2 && ascii_is_alnum(*s->at); i++)
			s->at++;
	} else if (c >= '0' && c <= '9') {
		while (*s->at >= '0' && *s->at <= '9')
			s->at++;
	} else if (strchr("gko", c) != NULL) {
		s->sure = false;
	}
}

/* Bytes of the next thing in a class; \c] is one character, and no end. */
static size_t
in_class(const char *at)
{
	if (at[0] != '\\' || at[1] == '\0')
		return 1;
	return at[1] == 'c' && at[2] != '\0' ? 3 : 2;
}

/* [...]: a ] that comes first is a member; so are classes in it. */
static void
skip_class(struct scanner *s)
{
	s->at++;
	s->at += *s->at == '^';
	s->at += *s->at == ']';
	while (*s->at != '\0' && *s->at != ']') {
		if (s->at[0] == '[' && strchr(":.=", s->at[1]) != NULL) {
			s->sure = false;
			return;
		}
		/* Between \Q and \E there is no end. */
		if (s->at[0] == '\\' && strchr("QE", s->at[1]) != NULL) {
			s->sure = false;
			return;
		}
		s->at += in_class(s->at);
	}
	s->at += *s->at == ']';
}

static bool
may_be_missing(char quantifier)
{
	return quantifier != '\0' && strchr("?*{", quantifier) != NULL;
}

/* {2}, {2,} or {2,5}; any other brace is a character like many. */
static void
skip_brace(struct scanner *s)
{
	size_t n = 1 + strspn(s->at + 1, "0123456789, ");

	s->at += s->at[n] == '}' ? n + 1 : 1;
}

/* The longer the shortest word, the rarer a text that holds one. */
static void
prefer(struct literal_set *best, const struct literal_set *other)
{
	if (other->n > 0 && other->least > best->least)
		*best = *other;
}

/* Outside of groups a text must hold a word of each. */
static void
add_set(struct scanner *s, struct literal_set *best,
    const struct literal_set *other)
{
	struct literal_set *place = s->kept;

	prefer(best, other);
	if (s->depth > 0 || other->n == 0 || other->least < LITERAL_LEAST)
		return;
	if (s->n_kept < LITERAL_SETS) {
		s->kept[s->n_kept++] = *other;
		return;
	}
	for (size_t i = 1; i < LITERAL_SETS; i++)
		if (s->kept[i].least < place->least)
			place = &s->kept[i];
	prefer(place, other);
}

/* What a part of a pattern needs and, where that can be told, all that it
 * may be: each of those words stands in a text that it hits, as a whole. */
struct literal_reading {
	struct literal_set need;
	struct literal_set exact;	/* none: cannot be told */
};

/* Pieces in a row: the words that end where the last one does. */
struct sequence {
	struct literal_set best;
	struct literal_set chain;
	bool exact;		/* the chain is all of it so far */
};

static void
chain_begin(struct sequence *q)
{
	q->chain = (struct literal_set){ .n = 1 };
}

/* What follows need not stand beside the chain. */
static void
chain_end(struct scanner *s, struct sequence *q)
{
	q->chain.least = LITERAL_MOST;
	for (size_t i = 0; i < q->chain.n; i++) {
		struct literal *w = &q->chain.word[i];

		w->len -= w->len > 0 && w->at[w->len - 1] == ' ';
		if (w->len < q->chain.least)
			q->chain.least = w->len;
	}
	if (q->chain.least > 0)
		add_set(s, &q->best, &q->chain);
	q->exact = false;
	chain_begin(q);
}

/* Every word of the one with every word of the other behind it; false when
 * they are too many or too long. */
static bool
literal_join(struct literal_set *chain, const struct literal_set *more)
{
	struct literal_set all = { .n = 0 };

	if (chain->n * more->n > LITERAL_WORDS)
		return false;
	for (size_t i = 0; i < chain->n; i++)
		for (size_t k = 0; k < more->n; k++) {
			const struct literal *add = &more->word[k];
			struct literal *w = &all.word[all.n++];

			*w = chain->word[i];
			if (w->len + add->len > LITERAL_MOST)
				return false;
			memcpy(w->at + w->len, add->at, add->len);
			w->len += add->len;
		}
	*chain = all;
	return true;
}

static void
chain_add(struct scanner *s, struct sequence *q,
    const struct literal_set *more)
{
	if (literal_join(&q->chain, more))
		return;
	chain_end(s, q);
	literal_join(&q->chain, more);
}

static bool
is_repeated(char quantifier)
{
	return quantifier == '+' || may_be_missing(quantifier);
}

/* Letters and digits in a row; what a quantifier takes back is not sure. */
static void
read_run(struct scanner *s, struct sequence *q)
{
	struct literal_set run = { .n = 1 };
	const char *from = s->at;
	size_t n;
	bool more;

	while (ascii_is_alnum(*s->at))
		s->at++;
	n = (size_t)(s->at - from) - may_be_missing(*s->at);
	more = n > LITERAL_MOST;
	if (more)
		n = LITERAL_MOST;
	memcpy(run.word[0].at, from, n);
	run.word[0].len = n;
	chain_add(s, q, &run);
	if (more || is_repeated(*s->at))
		chain_end(s, q);
}

static bool
blank_add(struct literal_set *chain)
{
	for (size_t i = 0; i < chain->n; i++) {
		struct literal *w = &chain->word[i];

		if (w->at[w->len - 1] == ' ')
			continue;
		if (w->len == LITERAL_MOST)
			return false;
		w->at[w->len++] = ' ';
	}
	return true;
}

/* White space that must be there.  None begins a word, and none ends one
 * that is looked for: folding leaves none at the ends of a text. */
static void
read_blank(struct scanner *s, struct sequence *q)
{
	s->at += *s->at == ' ' ? 1 : 2;
	if (may_be_missing(*s->at) || q->chain.word[0].len == 0) {
		chain_end(s, q);
		return;
	}
	s->at += *s->at == '+';
	s->at += *s->at == '+' || *s->at == '?';
	if (!blank_add(&q->chain))
		chain_end(s, q);
}

static struct literal_reading read_alternatives(struct scanner *);

/* The patterns are the user's own, and PCRE2 refuses groups nested deeper
 * than 250. */
static void
read_group(struct scanner *s, struct sequence *q)
{
	struct literal_reading inner;

	if (s->at[1] == '*' || (s->at[1] == '?' && s->at[2] != ':')) {
		s->sure = false;
		return;
	}
	s->at += s->at[1] == '?' ? 3 : 1;
	s->depth++;
	inner = read_alternatives(s);
	s->depth--;
	s->at += *s->at == ')';
	if (inner.exact.n > 0 && !is_repeated(*s->at)) {
		chain_add(s, q, &inner.exact);
		return;
	}
	chain_end(s, q);
	if (!may_be_missing(*s->at))
		add_set(s, &q->best, &inner.need);
}

static void
read_other(struct scanner *s, struct sequence *q)
{
	/* an edge of a word is no character */
	if (s->at[0] == '\\' && s->at[1] == 'b') {
		s->at += 2;
		return;
	}
	chain_end(s, q);
	if (*s->at == '\\')
		skip_escape(s);
	else if (*s->at == '[')
		skip_class(s);
	else if (*s->at == '{')
		skip_brace(s);
	else
		s->at++;
}

static struct literal_reading
read_sequence(struct scanner *s)
{
	struct sequence q = { .exact = true };
	struct literal_reading r = { .exact = { .n = 0 } };

	chain_begin(&q);
	while (s->sure && *s->at != '\0' && *s->at != '|' && *s->at != ')') {
		if (ascii_is_alnum(*s->at))
			read_run(s, &q);
		else if (*s->at == ' ' || (*s->at == '\\' && s->at[1] == 's'))
			read_blank(s, &q);
		else if (*s->at == '(')
			read_group(s, &q);
		else
			read_other(s, &q);
	}
	if (q.exact && q.chain.word[0].len > 0)
		r.exact = q.chain;
	chain_end(s, &q);
	r.need = q.best;
	return r;
}

/* False when they are too many, or there are none to add. */
static bool
add_words(struct literal_set *all, const struct literal_set *more)
{
	if (more->n == 0 || all->n + more->n > LITERAL_WORDS)
		return false;
	memcpy(all->word + all->n, more->word,
	    more->n * sizeof(*more->word));
	all->n += more->n;
	if (more->least < all->least)
		all->least = more->least;
	return true;
}

/* A word of each alternative; one without makes the whole unsure. */
static struct literal_reading
read_alternatives(struct scanner *s)
{
	struct literal_reading all = { .need.least = SIZE_MAX };
	bool need = true, exact = true;

	for (;;) {
		struct literal_reading one = read_sequence(s);

		need = need && add_words(&all.need, &one.need);
		exact = exact && add_words(&all.exact, &one.exact);
		if (*s->at != '|' || !s->sure)
			break;
		s->split = s->split || s->depth == 0;
		s->at++;
	}
	if (!need)
		all.need = (struct literal_set){ .n = 0 };
	if (!exact)
		all.exact = (struct literal_set){ .n = 0 };
	return all;
}

size_t
literal_sets(const char *pattern, struct literal_set out[LITERAL_SETS])
{
	struct scanner s = { .at = pattern, .sure = true };
	struct literal_set all = read_alternatives(&s).need;

	/* A stray ) would have ended it early. */
	if (!s.sure || *s.at != '\0')
		return 0;
	if (!s.split) {
		memcpy(out, s.kept, sizeof(s.kept));
		return s.n_kept;
	}
	out[0] = all;
	return all.n > 0 && all.least >= LITERAL_LEAST ? 1 : 0;
}

/* Letters and digits in classes, and what is or may be white space; 0 is
 * every other byte. */
#define CLASSES 38
#define BLANK 37
#define NO_STATE UINT32_MAX

struct state {
	uint32_t next[CLASSES];
	uint32_t fail;
	uint32_t sets;		/* first of its list, or NO_STATE */
	bool hit;		/* it or a state it fails to has sets */
};

struct ending {
	size_t set;
	uint32_t next;
};

/* Once sealed, a state's row in `steps` holds where the rows of the next ones
 * begin.  Those of hits stand behind all others, from a power of two on: one
 * comparison tells of several states whether one of them is a hit. */
struct literals {
	uint8_t class[256];
	struct state *states;
	uint32_t n_states;
	struct ending *endings;
	uint32_t n_endings;
	uint32_t *steps;
	uint32_t hits;		/* where the first row of a hit begins */
	uint32_t *hit_states;	/* of each of them: its state */
};

static uint32_t
add_state(struct literals *l)
{
	struct state *s;

	l->states = mem_grow(l->states, l->n_states + 1, sizeof(*s));
	s = &l->states[l->n_states];
	memset(s->next, 0xff, sizeof(s->next));
	s->fail = 0;
	s->sets = NO_STATE;
	s->hit = false;
	return l->n_states++;
}

struct literals *
literals_new(void)
{
	struct literals *l = mem_get(1, sizeof(*l));

	for (int i = 0; i < 26; i++)
		l->class['a' + i] = l->class['A' + i] = (uint8_t)(1 + i);
	for (int i = 0; i < 10; i++)
		l->class['0' + i] = (uint8_t)(27 + i);
	for (int i = '\t'; i <= '\r'; i++)
		l->class[i] = BLANK;
	l->class[' '] = BLANK;
	memset(l->class + 0x80, BLANK, 0x80);
	add_state(l);
	return l;
}

void
literals_free(struct literals *l)
{
	if (l == NULL)
		return;
	free(l->states);
	free(l->endings);
	free(l->steps);
	free(l->hit_states);
	free(l);
}

void
literals_add(struct literals *l, struct span word, size_t set)
{
	uint32_t at = 0;

	/* the row of the first state is no hit's */
	assert(word.len > 0);
	for (size_t i = 0; i < word.len; i++) {
		uint8_t c = l->class[(unsigned char)word.at[i]];

		if (l->states[at].next[c] == NO_STATE) {
			uint32_t made = add_state(l);

			l->states[at].next[c] = made;
			/* a run of blanks is one */
			if (c == BLANK)
				l->states[made].next[c] = made;
		}
		at = l->states[at].next[c];
	}
	l->endings = mem_grow(l->endings, l->n_endings + 1,
	    sizeof(*l->endings));
	l->endings[l->n_endings] = (struct ending){ set,
		l->states[at].sets };
	l->states[at].sets = l->n_endings++;
	l->states[at].hit = true;
}

/* The place of each state's row; returns how many states are hits. */
static uint32_t
place_rows(struct literals *l, uint32_t *place)
{
	uint32_t plain = 0, hits = 0;

	for (uint32_t i = 0; i < l->n_states; i++)
		if (!l->states[i].hit)
			place[i] = plain++ * CLASSES;
	for (l->hits = 1; l->hits < plain * CLASSES;)
		l->hits *= 2;
	l->hit_states = mem_get(l->n_states, sizeof(*l->hit_states));
	for (uint32_t i = 0; i < l->n_states; i++)
		if (l->states[i].hit) {
			l->hit_states[hits] = i;
			place[i] = l->hits + hits++ * CLASSES;
		}
	return hits;
}

static void
make_steps(struct literals *l)
{
	uint32_t *place = mem_get(l->n_states, sizeof(*place));
	uint32_t hits = place_rows(l, place);

	l->steps = mem_get(l->hits + (size_t)hits * CLASSES, sizeof(*l->steps));
	for (uint32_t i = 0; i < l->n_states; i++)
		for (int c = 0; c < CLASSES; c++)
			l->steps[place[i] + (uint32_t)c] =
			    place[l->states[i].next[c]];
	free(place);
}

/* Breadth first, every missing step taken from the state failed to: after
 * that each byte of a text is one look-up. */
void
literals_seal(struct literals *l)
{
	uint32_t *queue = mem_get(l->n_states, sizeof(*queue));
	uint32_t head = 0, tail = 1;

	while (head < tail) {
		uint32_t at = queue[head++];
		struct state *s = &l->states[at];

		s->hit = s->hit || l->states[s->fail].hit;
		for (int c = 0; c < CLASSES; c++) {
			uint32_t other = at == 0 ? 0 :
			    l->states[s->fail].next[c];

			if (s->next[c] == NO_STATE)
				s->next[c] = other;
			if (s->next[c] == other || s->next[c] == at)
				continue;
			l->states[s->next[c]].fail = other;
			queue[tail++] = s->next[c];
		}
	}
	free(queue);
	make_steps(l);
}

static void
literal_note(const struct literals *l, uint32_t at, uint64_t *found)
{
	for (; at != 0; at = l->states[at].fail)
		for (uint32_t e = l->states[at].sets; e != NO_STATE;
		    e = l->endings[e].next)
			found[l->endings[e].set / 64] |=
			    UINT64_C(1) << (l->endings[e].set % 64);
}

static inline void
note_hit(const struct literals *l, size_t at, uint64_t *found)
{
	if (at >= l->hits)
		literal_note(l, l->hit_states[(at - l->hits) / CLASSES], found);
}

static inline size_t
state_step(const uint32_t *steps, const uint8_t *class, size_t at, char c)
{
	return steps[at + class[(unsigned char)c]];
}

/* From the state `at`. */
static void
scan(const struct literals *l, struct span text, size_t at, uint64_t *found)
{
	for (size_t i = 0; i < text.len; i++) {
		at = state_step(l->steps, l->class, at, text.at[i]);
		note_hit(l, at, found);
	}
}

/* Where a walk that began before the text has seen all that began before it:
 * a word's length on, where a run of blanks counts once. */
static struct span
overlap(const struct literals *l, struct span text)
{
	size_t i = 0, left = LITERAL_MOST - 1;
	bool blank = false;

	for (; i < text.len && left > 0; i++) {
		bool now = l->class[(unsigned char)text.at[i]] == BLANK;

		left -= !(blank && now);
		blank = now;
	}
	return span_of(text.at, i);
}

#define LANES 4

/* A step waits for the one before; of four that do not wait for each other
 * the processor does nearly four at once.  Takes the bytes at p, p + apart
 * and so on until one of them makes a hit; returns what is next, or end. */
static const char *
walk_lanes(const struct literals *l, const char *p, const char *end,
    size_t apart, size_t at[LANES])
{
	const uint32_t *steps = l->steps;
	size_t a = at[0], b = at[1], c = at[2], d = at[3], hits = l->hits;

	while (p < end) {
		a = state_step(steps, l->class, a, p[0]);
		b = state_step(steps, l->class, b, p[apart]);
		c = state_step(steps, l->class, c, p[2 * apart]);
		d = state_step(steps, l->class, d, p[3 * apart]);
		p++;
		if ((a | b | c | d) >= hits)
			break;
	}
	at[0] = a;
	at[1] = b;
	at[2] = c;
	at[3] = d;
	return p;
}

/* A text is walked in four places, which overlap by a word so that none is
 * cut. */
static void
scan_lanes(const struct literals *l, struct span text, uint64_t *found)
{
	size_t quarter = text.len / LANES, at[LANES] = { 0 };
	const char *p = text.at, *end = p + quarter;

	while (p < end) {
		p = walk_lanes(l, p, end, quarter, at);
		for (int i = 0; i < LANES; i++)
			note_hit(l, at[i], found);
	}
	for (size_t i = 1; i < LANES; i++)
		scan(l, overlap(l, span_from(text, i * quarter)), at[i - 1],
		    found);
	scan(l, span_from(text, LANES * quarter), at[LANES - 1], found);
}

void
literals_scan(const struct literals *l, struct span text, uint64_t *found)
{
	if (text.len >= 8 * LITERAL_MOST)
		scan_lanes(l, text, found);
	else
		scan(l, text, 0, found);
}

#include "match/literal.h"

#include <stdlib.h>
#include <string.h>

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

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

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
		for (int i = 0; i < 2 && is_word(*s->at); i++)
			s->at++;
	} else if (c >= '0' && c <= '9') {
		while (*s->at >= '0' && *s->at <= '9')
			s->at++;
	} else if (strchr("gko", c) != NULL) {
		s->sure = false;
	}
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
		s->at += s->at[0] == '\\' && s->at[1] != '\0' ? 2 : 1;
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

/* Letters and digits in a row; what a quantifier takes back is not sure. */
static void
read_run(struct scanner *s, struct literal_set *best)
{
	struct literal_set run = { .n = 1 };
	const char *from = s->at;
	size_t n;

	while (is_word(*s->at))
		s->at++;
	n = (size_t)(s->at - from) - may_be_missing(*s->at);
	if (n > LITERAL_MOST)
		n = LITERAL_MOST;
	run.word[0] = span_of(from, n);
	run.least = n;
	add_set(s, best, &run);
}

static struct literal_set read_alternatives(struct scanner *);

/* The patterns are the user's own, and PCRE2 refuses groups nested deeper
 * than 250. */
static void
read_group(struct scanner *s, struct literal_set *best)
{
	struct literal_set inner;

	if (s->at[1] == '*' || (s->at[1] == '?' && s->at[2] != ':')) {
		s->sure = false;
		return;
	}
	s->at += s->at[1] == '?' ? 3 : 1;
	s->depth++;
	inner = read_alternatives(s);
	s->depth--;
	s->at += *s->at == ')';
	if (!may_be_missing(*s->at))
		add_set(s, best, &inner);
}

static struct literal_set
read_sequence(struct scanner *s)
{
	struct literal_set best = { .n = 0 };

	while (s->sure && *s->at != '\0' && *s->at != '|' && *s->at != ')') {
		if (is_word(*s->at))
			read_run(s, &best);
		else if (*s->at == '\\')
			skip_escape(s);
		else if (*s->at == '[')
			skip_class(s);
		else if (*s->at == '(')
			read_group(s, &best);
		else if (*s->at == '{')
			skip_brace(s);
		else
			s->at++;
	}
	return best;
}

/* A word of each alternative; one without makes the whole unsure. */
static struct literal_set
read_alternatives(struct scanner *s)
{
	struct literal_set all = { .least = SIZE_MAX };
	bool none = false;

	for (;;) {
		struct literal_set one = read_sequence(s);

		none = none || one.n == 0 || all.n + one.n > LITERAL_WORDS;
		for (size_t i = 0; !none && i < one.n; i++)
			all.word[all.n++] = one.word[i];
		if (one.least < all.least)
			all.least = one.least;
		if (*s->at != '|' || !s->sure)
			break;
		s->split = s->split || s->depth == 0;
		s->at++;
	}
	return none ? (struct literal_set){ .n = 0 } : all;
}

size_t
literal_sets(const char *pattern, struct literal_set out[LITERAL_SETS])
{
	struct scanner s = { .at = pattern, .sure = true };
	struct literal_set all = read_alternatives(&s);

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

/* Letters and digits in classes; 0 is every other byte. */
#define CLASSES 37
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

/* Once sealed, a state's row in `steps` is where the next ones are: the
 * place of their rows, and in the lowest bit whether they are hits. */
#define ROW 64			/* CLASSES and some, even */

struct literals {
	uint8_t class[256];
	struct state *states;
	uint32_t n_states;
	struct ending *endings;
	uint32_t n_endings;
	uint32_t *steps;
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
	free(l);
}

void
literals_add(struct literals *l, struct span word, size_t set)
{
	uint32_t at = 0;

	for (size_t i = 0; i < word.len; i++) {
		uint8_t c = l->class[(unsigned char)word.at[i]];

		if (l->states[at].next[c] == NO_STATE) {
			uint32_t made = add_state(l);

			l->states[at].next[c] = made;
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

static void
make_steps(struct literals *l)
{
	l->steps = mem_get((size_t)l->n_states * ROW, sizeof(*l->steps));
	for (uint32_t i = 0; i < l->n_states; i++)
		for (int c = 0; c < CLASSES; c++) {
			uint32_t next = l->states[i].next[c];

			l->steps[(size_t)i * ROW + (size_t)c] = next * ROW |
			    (l->states[next].hit ? 1 : 0);
		}
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

			if (s->next[c] == NO_STATE) {
				s->next[c] = other;
				continue;
			}
			l->states[s->next[c]].fail = other;
			queue[tail++] = s->next[c];
		}
	}
	free(queue);
	make_steps(l);
}

static void
note(const struct literals *l, uint32_t at, uint64_t *found)
{
	for (; at != 0; at = l->states[at].fail)
		for (uint32_t e = l->states[at].sets; e != NO_STATE;
		    e = l->endings[e].next)
			found[l->endings[e].set / 64] |=
			    UINT64_C(1) << (l->endings[e].set % 64);
}

static inline uint32_t
step(const struct literals *l, uint32_t at, char c)
{
	return l->steps[(at & ~1u) + l->class[(unsigned char)c]];
}

static inline void
note_hit(const struct literals *l, uint32_t at, uint64_t *found)
{
	if ((at & 1) != 0)
		note(l, at / ROW, found);
}

/* The state in *at after the text. */
static void
scan(const struct literals *l, struct span text, uint32_t *at,
    uint64_t *found)
{
	for (size_t i = 0; i < text.len; i++) {
		*at = step(l, *at, text.at[i]);
		note_hit(l, *at, found);
	}
}

/* A step waits for the one before; of four that do not wait for each other
 * the processor does nearly four at once.  So a text is walked in four
 * places, which overlap by a word so that none is cut. */
static void
scan_lanes(const struct literals *l, struct span text, uint64_t *found)
{
	size_t quarter = text.len / 4;
	const char *p = text.at, *end = p + quarter;
	uint32_t a = 0, b = 0, c = 0, d = 0;

	for (; p < end; p++) {
		a = step(l, a, p[0]);
		b = step(l, b, p[quarter]);
		c = step(l, c, p[2 * quarter]);
		d = step(l, d, p[3 * quarter]);
		if (((a | b | c | d) & 1) == 0)
			continue;
		note_hit(l, a, found);
		note_hit(l, b, found);
		note_hit(l, c, found);
		note_hit(l, d, found);
	}
	scan(l, span_of(p, LITERAL_MOST - 1), &a, found);
	scan(l, span_of(p + quarter, LITERAL_MOST - 1), &b, found);
	scan(l, span_of(p + 2 * quarter, LITERAL_MOST - 1), &c, found);
	scan(l, span_from(text, 4 * quarter), &d, found);
}

void
literals_scan(const struct literals *l, struct span text, uint64_t *found)
{
	uint32_t at = 0;

	if (text.len >= 8 * LITERAL_MOST)
		scan_lanes(l, text, found);
	else
		scan(l, text, &at, found);
}

#include "match/literal.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

/*
 * Words of a pattern.  Anything this does not understand ends the attempt
 * with "none are sure": extended groups other than (?:…), verbs, \Q…\E.
 */
struct scanner {
	const char *at;
	unsigned depth;		/* of groups */
	struct span best;	/* longest word of this alternative */
	const char *word;	/* the run that is open, or NULL */
	bool sure;
};

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* Closes the open run; `drop` is how much of its end may be missing in a
 * text (the character before ?, * or {). */
static void
close_run(struct scanner *s, size_t drop)
{
	size_t n;

	if (s->word == NULL)
		return;
	n = (size_t)(s->at - s->word);
	n = n > drop ? n - drop : 0;
	if (s->depth == 0 && n > s->best.len)
		s->best = span_of(s->word, n);
	s->word = NULL;
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

static void
open_group(struct scanner *s)
{
	if (s->at[1] == '*' || (s->at[1] == '?' && s->at[2] != ':'))
		s->sure = false;
	s->depth++;
	s->at += s->at[1] == '?' ? 3 : 1;
}

static void
step(struct scanner *s)
{
	char c = *s->at;

	if (is_word(c)) {
		if (s->word == NULL)
			s->word = s->at;
		s->at++;
		return;
	}
	close_run(s, c == '?' || c == '*' || c == '{' ? 1 : 0);
	if (c == '\\')
		skip_escape(s);
	else if (c == '[')
		skip_class(s);
	else if (c == '(')
		open_group(s);
	else if (c == '{')
		s->at += strcspn(s->at, "}");
	else
		s->at++;
	if (c == ')')
		s->depth -= s->depth > 0;
}

size_t
literal_words(const char *pattern, struct span out[LITERAL_WORDS])
{
	struct scanner s = { .at = pattern, .sure = true };
	size_t n = 0;

	do {
		s.best = (struct span){ NULL, 0 };
		while (s.sure && *s.at != '\0' &&
		    !(*s.at == '|' && s.depth == 0))
			step(&s);
		close_run(&s, 0);
		if (!s.sure || s.best.len < LITERAL_LEAST ||
		    n == LITERAL_WORDS)
			return 0;
		if (s.best.len > LITERAL_MOST)
			s.best.len = LITERAL_MOST;
		out[n++] = s.best;
	} while (*s.at++ == '|');
	return n;
}

/* Letters and digits in classes; 0 is every other byte. */
#define CLASSES 37
#define NO_STATE UINT32_MAX

struct state {
	uint32_t next[CLASSES];
	uint32_t fail;
	uint32_t rules;		/* first of its list, or NO_STATE */
	bool hit;		/* it or a state it fails to has rules */
};

struct ending {
	size_t rule;
	uint32_t next;
};

struct literals {
	uint8_t class[256];
	struct state *states;
	uint32_t n_states;
	struct ending *endings;
	uint32_t n_endings;
};

static uint32_t
add_state(struct literals *l)
{
	struct state *s;

	l->states = mem_grow(l->states, l->n_states + 1, sizeof(*s));
	s = &l->states[l->n_states];
	memset(s->next, 0xff, sizeof(s->next));
	s->fail = 0;
	s->rules = NO_STATE;
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
	free(l);
}

void
literals_add(struct literals *l, struct span word, size_t rule)
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
	l->endings[l->n_endings] = (struct ending){ rule,
		l->states[at].rules };
	l->states[at].rules = l->n_endings++;
	l->states[at].hit = true;
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
}

static void
note(const struct literals *l, uint32_t at, uint64_t *found)
{
	for (; at != 0; at = l->states[at].fail)
		for (uint32_t e = l->states[at].rules; e != NO_STATE;
		    e = l->endings[e].next)
			found[l->endings[e].rule / 64] |=
			    UINT64_C(1) << (l->endings[e].rule % 64);
}

void
literals_scan(const struct literals *l, struct span text, uint64_t *found)
{
	const struct state *states = l->states;
	uint32_t at = 0;

	for (size_t i = 0; i < text.len; i++) {
		at = states[at].next[l->class[(unsigned char)text.at[i]]];
		if (states[at].hit)
			note(l, at, found);
	}
}

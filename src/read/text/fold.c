#include "read/text/fold.h"

#include <string.h>

#include "base/safe.h"
#include "base/swar.h"
#include "read/read.h"
#include "read/text/char_class.h"
#include "read/text/charset.h"
#include "read/text/confusables.h"
#include "read/text/icu.h"

#define PIECE_MAX 27		/* bytes one character may fold to */
#define CACHE_SIZE 256		/* characters remembered; a power of two */

/* What look-alikes are to the word they stand in. */
enum word_kind {
	WORD_LEAVE,		/* a word of another script */
	WORD_ALL,		/* look-alikes only: by the folded letter, so
				 * that both cases of a name fold alike */
	WORD_MIXED		/* with ASCII letters: by any likeness */
};

/* A folded character. */
struct piece {
	uint8_t len;
	char at[PIECE_MAX];
};

/* What a character is to the word around it. */
enum look {
	LOOK_SPACE,		/* its end */
	LOOK_UNSEEN,		/* nothing, or a mark */
	LOOK_STYLED,		/* as good as an ASCII letter */
	LOOK_ALIKE,		/* drawn like one */
	LOOK_OTHER
};

/* What is remembered of characters; to begin with only the keys are
 * cleared. */
struct cache {
	uint32_t key[CACHE_SIZE];	/* code << 2 | word_kind; 0: empty */
	struct piece piece[CACHE_SIZE];
	uint32_t looked[CACHE_SIZE];	/* code; 0: empty */
	enum look look[CACHE_SIZE];
};

struct folding {
	struct arena *arena;
	struct span text;
	size_t at;		/* read so far */
	char *out;
	size_t len, room;	/* room: bytes out holds */
	uint32_t *map;
	bool changed;		/* more than case, at the same offsets */
	bool full;
	enum word_kind word;
	size_t word_end;	/* in the text; `word` holds up to here */
	const UNormalizer2 *nfkc;
	struct cache *cache;
};

/* 0x80 in every byte that folds to something else than its lower case:
 * no ASCII, a control, or a blank behind a blank.  (Line ends are blanks
 * in w by now.) */
static uint64_t
hard_bytes(uint64_t w, bool after_blank)
{
	uint64_t low = w & ~SWAR_HIGH;
	uint64_t control = ~(low + SWAR_ONES * 0x60) | (low + SWAR_ONES);

	return ((w | control) & SWAR_HIGH) |
	    swar_behind(swar_equal(w, ' '), after_blank);
}

/* For the bytes below 0x80; the others come out as anything. */
static uint64_t
lower_bytes(uint64_t w)
{
	uint64_t low = w & ~SWAR_HIGH;
	uint64_t up = (low + SWAR_ONES * (0x80 - 'A')) &
	    ~(low + SWAR_ONES * (0x80 - 'Z' - 1)) & SWAR_HIGH;

	return w | up >> 2;
}

static char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool
after_blank(const struct folding *f)
{
	return f->len == 0 || f->out[f->len - 1] == ' ';
}

/* From here on offsets differ: what was the same so far is written out. */
static bool
map_begin(struct folding *f)
{
	if (f->map != NULL)
		return true;
	f->map = arena_room(f->arena, (f->room + 1) * sizeof(*f->map));
	if (f->map == NULL) {
		f->full = true;
		return false;
	}
	for (size_t i = 0; i < f->len; i++)
		f->map[i] = (uint32_t)i;
	return true;
}

/* The next n bytes stand for themselves. */
static void
map_same(struct folding *f, size_t n)
{
	uint32_t *map = f->map + f->len;

	for (size_t k = 0; k < n; k++)
		map[k] = (uint32_t)(f->at + k);
}

/* The bytes up to the next one that is hard, line ends as blanks; eight are
 * written each time, for which there is room as long as the text has
 * eight. */
static void
fold_easy(struct folding *f)
{
	bool blank = after_blank(f);

	while (f->at + 8 <= f->text.len) {
		uint64_t raw = swar_load(f->text.at + f->at);
		uint64_t ends = swar_equal(raw, '\n') >> 7;
		uint64_t w = raw ^ ends * ('\n' ^ ' ');
		uint64_t hard = hard_bytes(w, blank);
		size_t n = hard == 0 ? 8 : swar_first(hard);

		swar_store(f->out + f->len, lower_bytes(w));
		if ((ends & ((hard & -hard) - 1)) != 0)
			f->changed = true;
		if (f->map != NULL)
			map_same(f, 8);
		f->len += n;
		f->at += n;
		if (hard != 0)
			return;
		blank = (w >> 56) == ' ';
	}
}

/* n bytes stand for the `used` next ones of the text. */
static void
fold_put(struct folding *f, const char *at, size_t n, size_t used)
{
	if (n != used && !map_begin(f))
		return;
	/* what grows must leave room for the rest of the text */
	if (n > used && n - used > f->room - f->len - (f->text.len - f->at)) {
		at = f->text.at + f->at;
		n = used;
	}
	if (n > 0)
		memcpy(f->out + f->len, at, n);
	if (f->map != NULL)
		for (size_t k = 0; k < n; k++)
			f->map[f->len + k] = (uint32_t)(f->at +
			    (n == used ? k : 0));
	f->len += n;
	f->at += used;
}

static void
put_blank(struct folding *f, size_t used)
{
	if (after_blank(f)) {
		fold_put(f, NULL, 0, used);
		return;
	}
	f->changed = f->changed || f->text.at[f->at] != ' ';
	fold_put(f, " ", 1, used);
}

static void
fold_ascii(struct folding *f)
{
	char c = f->text.at[f->at];

	if (fold_is_space(c)) {
		put_blank(f, 1);
	} else if (c < ' ' || c == 0x7f) {
		fold_put(f, NULL, 0, 1);
	} else {
		c = ascii_lower(c);
		fold_put(f, &c, 1, 1);
	}
}

static bool
is_latin_letter(int c)
{
	c |= 0x20;
	return c >= 'a' && c <= 'z';
}

/* Removed: marks, what takes no room on the screen, and what stands where a
 * byte could not be read, since anybody can put such bytes into a word. */
static bool
is_unseen_char(int c)
{
	uint32_t bit = U_MASK(icu()->u_charType(c));

	return c == 0xfffd || (bit & (U_GC_MN_MASK | U_GC_ME_MASK |
	    U_GC_CF_MASK | U_GC_CC_MASK)) != 0 ||
	    icu()->u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

static enum look
look_anew(int c)
{
	if (fold_is_space(c))
		return LOOK_SPACE;
	if (is_unseen_char(c) || alike_mark(c) != 0)
		return LOOK_UNSEEN;
	if (styled_letter(c) != 0)
		return LOOK_STYLED;
	return alike_letter((int)icu()->u_foldCase(c,
	    U_FOLD_CASE_DEFAULT)) != 0 ? LOOK_ALIKE : LOOK_OTHER;
}

/* Of a character beyond ASCII. */
static enum look
look_at(struct cache *cache, int c)
{
	size_t i = (uint32_t)c & (CACHE_SIZE - 1);

	if (cache->looked[i] != (uint32_t)c) {
		cache->looked[i] = (uint32_t)c;
		cache->look[i] = look_anew(c);
	}
	return cache->look[i];
}

/* What the word from here to its end is.  The word's earlier letters are
 * ASCII: the last one folded tells whether there are any. */
static void
word_look(struct folding *f)
{
	struct span s = span_from(f->text, f->at);
	bool ascii = f->len > 0 && is_latin_letter(f->out[f->len - 1]);
	bool all = true;
	size_t used;

	for (; s.len > 0; s = span_from(s, used)) {
		int c = safe_decode(s, &used);
		enum look look;

		if (c >= 0 && c < 0x80 && !fold_is_space(c)) {
			ascii = ascii || is_latin_letter(c);
			continue;
		}
		look = c < 0x80 ? LOOK_SPACE : look_at(f->cache, c);
		if (look == LOOK_SPACE)
			break;
		ascii = ascii || look == LOOK_STYLED;
		all = all && look != LOOK_OTHER;
	}
	f->word = ascii ? WORD_MIXED : all ? WORD_ALL : WORD_LEAVE;
	f->word_end = f->text.len - s.len;
}

static void
piece_add(struct piece *p, int c, enum word_kind word)
{
	char like = alike_mark(c);
	int digit = icu()->u_charDigitValue(c);
	UChar32 code = c;
	UBool bad = false;
	int n = p->len;

	if (like == 0 && word != WORD_LEAVE)
		like = alike_letter(c);
	if (c < 0x80)
		like = ascii_lower((char)c);
	else if (digit >= 0)
		like = (char)('0' + digit);
	if (like != 0) {
		p->at[p->len++] = like;
	} else if (!is_unseen_char(c)) {
		U8_APPEND((uint8_t *)p->at, n, (int)sizeof(p->at), code, bad);
		if (!bad)
			p->len = (uint8_t)n;
	}
}

/* Hangul is kept whole: its decomposition would only be composed again. */
static bool
is_hangul(int c)
{
	return c >= 0xac00 && c <= 0xd7a3;
}

/* The letter the character as a whole is taken for, or 0. */
static char
like_of(int c, enum word_kind word)
{
	char like = styled_letter(c);

	if (like == 0 && word == WORD_MIXED)
		like = alike_letter(c);
	return like != 0 || word != WORD_MIXED ? like : styled_guise(c);
}

static void
piece_fill(struct folding *f, struct piece *p, int c)
{
	UErrorCode e = U_ZERO_ERROR;
	UChar units[64];
	int32_t n, i = 0;

	p->len = 0;
	if (like_of(c, f->word) != 0) {
		p->at[p->len++] = like_of(c, f->word);
		return;
	}
	if (alike_mark(c) != 0 || is_hangul(c)) {
		piece_add(p, c, WORD_LEAVE);
		return;
	}
	if (is_unseen_char(c))
		return;
	n = icu()->unorm2_getDecomposition(f->nfkc, c, units, 64, &e);
	if (U_FAILURE(e) || n < 0) {
		piece_add(p, c, f->word);
		return;
	}
	while (i < n && p->len + 4u < sizeof(p->at)) {
		UChar32 code;

		U16_NEXT(units, i, n, code);
		if (code != ' ' || p->len > 0)
			piece_add(p, code, f->word);
	}
}

static const struct piece *
piece_of(struct folding *f, int c)
{
	uint32_t key = (uint32_t)c << 2 | (uint32_t)f->word;
	size_t i = (key ^ key >> 9) & (CACHE_SIZE - 1);

	if (f->cache->key[i] != key) {
		f->cache->key[i] = key;
		piece_fill(f, &f->cache->piece[i], c);
	}
	return &f->cache->piece[i];
}

static void
fold_other(struct folding *f)
{
	size_t used;
	int c = safe_decode(span_from(f->text, f->at), &used);
	const struct piece *p;

	if (c < 0) {
		f->changed = true;
		fold_put(f, "?", 1, used);
		return;
	}
	/* within a word there is none */
	if (f->at >= f->word_end && look_at(f->cache, c) == LOOK_SPACE) {
		put_blank(f, used);
		return;
	}
	if (f->at >= f->word_end)
		word_look(f);
	p = piece_of(f, c);
	if (p->len != used || memcmp(p->at, f->text.at + f->at, used) != 0)
		f->changed = true;
	fold_put(f, p->at, p->len, used);
}

static bool
at_ascii(const struct folding *f)
{
	return !f->full && f->at < f->text.len &&
	    (unsigned char)f->text.at[f->at] < 0x80;
}

/* Up to the first character outside ASCII. */
static void
fold_plain(struct folding *f)
{
	while (at_ascii(f)) {
		fold_easy(f);
		if (at_ascii(f))
			fold_ascii(f);
	}
}

/* From there to the end, remembering characters. */
static void
fold_rest(struct folding *f)
{
	struct cache cache;
	UErrorCode e = U_ZERO_ERROR;

	memset(cache.key, 0, sizeof(cache.key));
	memset(cache.looked, 0, sizeof(cache.looked));
	f->cache = &cache;
	f->nfkc = icu()->unorm2_getNFKCCasefoldInstance(&e);
	f->full = U_FAILURE(e);
	while (!f->full && f->at < f->text.len) {
		fold_other(f);
		fold_plain(f);
	}
	f->cache = NULL;
}

static void
folder_end(struct folding *f, struct folded *out)
{
	bool trimmed = f->len > 0 && after_blank(f);

	while (f->len > 0 && f->out[f->len - 1] == ' ')
		f->len--;
	/* at blanks that were taken off, the map has their place */
	if (f->map != NULL && !trimmed)
		f->map[f->len] = (uint32_t)f->text.len;
	out->text = span_of(f->out, f->len);
	out->map = f->map;
	out->same = f->map == NULL && !f->changed && f->len == f->text.len;
}

void
fold_run(struct arena *arena, struct span text, struct folded *out)
{
	struct folding f = { .arena = arena, .text = text };

	*out = (struct folded){ .text = text, .plain = text, .same = true };
	if (text.len == 0)
		return;
	f.room = text.len + (charset_is_ascii(text) ? 0 : text.len / 4 + 64);
	f.out = arena_room(arena, f.room);
	if (f.out == NULL)
		return;
	fold_plain(&f);
	if (f.at < text.len && !f.full)
		fold_rest(&f);
	if (!f.full)
		folder_end(&f, out);
}

struct span
fold_text(struct arena *arena, struct span text, bool strong, uint32_t **map)
{
	struct folded folded;

	fold_run(arena, text, &folded);
	if (strong)
		fold_strong(arena, &folded);
	if (map != NULL)
		*map = folded.map;
	return folded.text;
}

#include "read/mime/mime_walk.h"

#include <string.h>

#include "base/buf.h"
#include "read/limits.h"
#include "read/mime/encoded_word.h"
#include "read/mime/header.h"
#include "read/text/charset.h"

/* An open multipart (with a boundary) or message (without). */
struct level {
	struct span boundary;
	unsigned marks;		/* of all that is in it */
	bool digest;
	bool parts;		/* one of its boundaries was met */
	size_t text_at;		/* where its preamble begins */
};

enum next {
	NEXT_PART,		/* a part's header */
	NEXT_MESSAGE,		/* the header of a message inside */
	NEXT_BOUNDARY		/* nothing to read before a boundary comes */
};

/* Bytes that are walked: the message, or a decoded one inside it. */
struct body_stretch {
	struct span bytes;
	size_t at;		/* walked so far */
	size_t base;		/* levels below are of outer stretches */
	enum next next;
};

struct part_walk {
	struct letter_builder *reader;
	struct level levels[LIMIT_DEPTH];
	size_t depth;
	struct body_stretch stretches[LIMIT_DEPTH];
	size_t nested;		/* stretches in use */
	size_t decoded_left;	/* of LIMIT_DECODED_BYTES */
};

/* A boundary line that was found. */
struct mark {
	size_t level;		/* whose */
	bool closing;
	size_t begin, end;	/* the text before ends; the next begins */
};

static struct body_stretch *
top_stretch(struct part_walk *w)
{
	return &w->stretches[w->nested - 1];
}

static unsigned
marks_now(const struct part_walk *w)
{
	return w->depth == 0 ? 0 : w->levels[w->depth - 1].marks;
}

enum fit { FIT_NONE, FIT_PREFIX, FIT_PART, FIT_CLOSE };

static bool
is_blank_rest(struct span line, size_t at)
{
	while (at < line.len && (line.at[at] == ' ' || line.at[at] == '\t' ||
	    line.at[at] == '\r'))
		at++;
	return at == line.len;
}

/* How the line (from behind its "--") fits the boundary. */
static enum fit
boundary_fit(struct span line, struct span boundary)
{
	size_t n = boundary.len;

	if (n == 0 || line.len < n || memcmp(line.at, boundary.at, n) != 0)
		return FIT_NONE;
	if (is_blank_rest(line, n))
		return FIT_PART;
	if (line.len >= n + 2 && line.at[n] == '-' && line.at[n + 1] == '-')
		return is_blank_rest(line, n + 2) ? FIT_CLOSE : FIT_PREFIX;
	return FIT_PREFIX;
}

/* Whose boundary is the line?  An exact one wins, the innermost first; of
 * those it only begins with (RFC 2046, 5.1.1 lets the rest be ignored) the
 * longest, and no short one: "--" begins many a line. */
static bool
boundary_find(const struct part_walk *w, struct span line, struct mark *m)
{
	size_t base = w->stretches[w->nested - 1].base, best = 0;

	for (size_t i = w->depth; i > base; i--) {
		struct span b = w->levels[i - 1].boundary;
		enum fit fit = boundary_fit(line, b);

		if (fit == FIT_PART || fit == FIT_CLOSE) {
			m->level = i - 1;
			m->closing = fit == FIT_CLOSE;
			return true;
		}
		if (fit == FIT_PREFIX && b.len >= 10 && b.len > best) {
			best = b.len;
			m->level = i - 1;
			m->closing = line.len >= b.len + 2 &&
			    memcmp(line.at + b.len, "--", 2) == 0;
		}
	}
	return best > 0;
}

/* Is there an open boundary at all? */
static bool
has_boundaries(const struct part_walk *w)
{
	for (size_t i = w->stretches[w->nested - 1].base; i < w->depth; i++)
		if (w->levels[i].boundary.len > 0)
			return true;
	return false;
}

static size_t
boundary_line_end(struct span s, size_t at)
{
	const char *lf = memchr(s.at + at, '\n', s.len - at);

	return lf == NULL ? s.len : (size_t)(lf - s.at) + 1;
}

/* The line at `at` begins with "--": is it a boundary? */
static bool
mark_at(const struct part_walk *w, size_t at, struct mark *m)
{
	struct span s = w->stretches[w->nested - 1].bytes, line;
	size_t end = boundary_line_end(s, at);

	line = span_of(s.at + at + 2, end - at - 2);
	if (line.len > 0 && line.at[line.len - 1] == '\n')
		line.len--;
	if (!boundary_find(w, line, m))
		return false;
	m->begin = at;
	m->end = end;
	return true;
}

static bool
is_boundary_dashes(struct span s, size_t at)
{
	return at + 2 < s.len && s.at[at] == '-' && s.at[at + 1] == '-';
}

/* The next line behind `at` that begins with "--", or s.len.  Looked for
 * by the dash, which base64 does not have. */
static size_t
next_dashes(struct span s, size_t at)
{
	while (++at < s.len) {
		const char *dash = memchr(s.at + at, '-', s.len - at);

		if (dash == NULL)
			return s.len;
		at = (size_t)(dash - s.at);
		if (dash[-1] == '\n' && at + 1 < s.len && dash[1] == '-')
			return at;
	}
	return s.len;
}

/* The next boundary line at or behind `at`; false: none to the end. */
static bool
mark_next(const struct part_walk *w, size_t at, struct mark *m)
{
	struct span s = w->stretches[w->nested - 1].bytes;

	if (!has_boundaries(w))
		return false;
	for (; at < s.len; at = next_dashes(s, at))
		if (is_boundary_dashes(s, at) && mark_at(w, at, m))
			return true;
	return false;
}

/* From..to without the line break that belongs to the boundary. */
static struct span
body_span(struct span s, size_t from, size_t to)
{
	if (to > from && s.at[to - 1] == '\n')
		to--;
	if (to > from && s.at[to - 1] == '\r')
		to--;
	return to > from ? span_of(s.at + from, to - from) : span_str(NULL);
}

/* A level ends.  When it never had a part, its text is all there is. */
static void
level_close(struct part_walk *w, size_t end)
{
	struct level *l = &w->levels[--w->depth];
	struct body_stretch *s = top_stretch(w);
	struct part text;

	if (l->boundary.len == 0 || l->parts)
		return;
	part_init(&text, false);
	part_read(w->reader, &text, body_span(s->bytes, l->text_at, end),
	    l->marks);
}

/* The stretch goes on behind the boundary. */
static void
boundary_pass(struct part_walk *w, const struct mark *m)
{
	struct body_stretch *s = top_stretch(w);

	while (w->depth > m->level + 1)
		level_close(w, m->begin);
	s->at = m->end;
	s->next = m->closing ? NEXT_BOUNDARY : NEXT_PART;
	if (m->closing)
		level_close(w, m->begin);
	else
		w->levels[m->level].parts = true;
}

static void
stretch_end(struct part_walk *w)
{
	struct body_stretch *s = top_stretch(w);

	while (w->depth > s->base)
		level_close(w, s->bytes.len);
	w->nested--;
}

/* Over the limits: all that is left is one text. */
static void
read_rest(struct part_walk *w, size_t from)
{
	struct body_stretch *s = top_stretch(w);
	struct part text;

	part_init(&text, false);
	part_read(w->reader, &text, span_from(s->bytes, from), marks_now(w));
	s->at = s->bytes.len;
	s->next = NEXT_BOUNDARY;
	w->depth = s->base;
}

static const char *const shown_fields[] = { "From", "To", "Cc", "Date",
    "Subject" };

/* What a mail program shows of a message inside. */
static void
shown_add(struct letter *l, struct buf *out, const struct raw_field *f)
{
	size_t n = sizeof(shown_fields) / sizeof(shown_fields[0]);

	for (size_t i = 0; i < n; i++) {
		if (!span_ieq_str(f->name, shown_fields[i]))
			continue;
		buf_addf(out, "%s: ", shown_fields[i]);
		buf_add_span(out, word_text(l, f->value,
		    span_str(NULL)));
		buf_add_char(out, '\n');
	}
}

/* Reads a header of the stretch into *p and moves past it. */
static void
part_header(struct part_walk *w, struct part *p, bool message)
{
	CLEANUP(buf_done) struct buf shown = { .max = LIMIT_FIELD_BYTES };
	struct letter *l = w->reader->letter;
	struct body_stretch *s = top_stretch(w);
	struct span rest = span_from(s->bytes, s->at);
	struct raw_field f;
	struct mark m;
	size_t fields = 0;

	while (rest.len > 0) {
		size_t at = (size_t)(rest.at - s->bytes.at);
		enum header_line line;

		if (is_boundary_dashes(s->bytes, at) && mark_at(w, at, &m))
			break;
		line = header_next(&rest, message, &f);
		if (line == HEADER_END)
			break;
		if (line == HEADER_JUNK)
			continue;
		if (++fields > LIMIT_HEADER_FIELDS) {
			letter_flag_set(l, LETTER_LIMIT_HEADERS);
			continue;
		}
		if (f.value.len > LIMIT_FIELD_BYTES)
			f.value.len = LIMIT_FIELD_BYTES;
		part_field(l, p, f.name, f.value);
		if (message)
			shown_add(l, &shown, &f);
	}
	part_settle(p);
	s->at = rest.len == 0 ? s->bytes.len :
	    (size_t)(rest.at - s->bytes.at);
	letter_builder_passage_copy(w->reader, buf_span(&shown), marks_now(w));
}

static bool
has_part_room(struct part_walk *w)
{
	if (w->depth < LIMIT_DEPTH && w->nested < LIMIT_DEPTH)
		return true;
	letter_flag_set(w->reader->letter, LETTER_LIMIT_DEPTH);
	return false;
}

static struct level *
level_open(struct part_walk *w)
{
	struct level *l = &w->levels[w->depth];
	unsigned marks = marks_now(w);

	w->depth++;
	*l = (struct level){ .marks = marks, .text_at = top_stretch(w)->at };
	return l;
}

/* A multipart that names no boundary: the first line that could be one. */
static struct span
boundary_guess(const struct part_walk *w)
{
	const struct body_stretch *s = &w->stretches[w->nested - 1];
	size_t at = s->at, end;

	while (!is_boundary_dashes(s->bytes, at)) {
		if (at >= s->bytes.len)
			return (struct span){ NULL, 0 };
		at = next_dashes(s->bytes, at);
	}
	end = boundary_line_end(s->bytes, at);
	return span_trim(span_of(s->bytes.at + at + 2, end - at - 2));
}

/* The body from here to the next boundary, which is passed. */
static struct span
take_body(struct part_walk *w)
{
	struct body_stretch *s = top_stretch(w);
	size_t from = s->at;
	struct mark m;

	if (mark_next(w, from, &m)) {
		boundary_pass(w, &m);
		return body_span(s->bytes, from, m.begin);
	}
	s->at = s->bytes.len;
	s->next = NEXT_BOUNDARY;
	return span_from(s->bytes, from);
}

static void
open_multipart(struct part_walk *w, const struct part *p)
{
	struct level *l = level_open(w);

	l->boundary = p->boundary.len > 0 ? p->boundary : boundary_guess(w);
	l->digest = p->digest;
	top_stretch(w)->next = NEXT_BOUNDARY;
}

/* A message inside that is encoded is walked as a stretch of its own. */
static void
open_encoded(struct part_walk *w, const struct part *p)
{
	CLEANUP(buf_done) struct buf out = { .max = w->decoded_left };
	unsigned marks = marks_now(w) | PASSAGE_FORWARDED;
	struct span body = take_body(w), bytes;

	out.truncate = true;
	if (!transfer_decode(p->transfer, body, &out))
		letter_flag_set(w->reader->letter, LETTER_BAD_ENCODING);
	if (out.over)
		letter_flag_set(w->reader->letter, LETTER_LIMIT_TEXT);
	w->decoded_left -= out.len;
	bytes = arena_copy(w->reader->letter->arena, buf_span(&out));
	w->stretches[w->nested++] = (struct body_stretch){ .bytes = bytes,
	    .base = w->depth, .next = NEXT_MESSAGE };
	level_open(w)->marks = marks;
}

static void
open_message(struct part_walk *w, const struct part *p)
{
	struct level *l;

	if (p->transfer != TRANSFER_NONE && p->transfer != TRANSFER_UNKNOWN) {
		open_encoded(w, p);
		return;
	}
	l = level_open(w);
	l->marks |= PASSAGE_FORWARDED;
	top_stretch(w)->next = NEXT_MESSAGE;
}

/* The part whose header was read, body to come. */
static void
walk_part(struct part_walk *w, const struct part *p)
{
	struct letter *letter = w->reader->letter;
	unsigned marks = marks_now(w);

	w->reader->part = ++letter->parts;
	if (letter->parts > LIMIT_PARTS) {
		letter_flag_set(letter, LETTER_LIMIT_PARTS);
		read_rest(w, top_stretch(w)->at);
	} else if (p->kind == PART_MULTIPART && has_part_room(w)) {
		open_multipart(w, p);
	} else if (p->kind == PART_MESSAGE && has_part_room(w)) {
		open_message(w, p);
	} else {
		part_read(w->reader, p, take_body(w), marks);
	}
}

static void
walk_header(struct part_walk *w)
{
	struct part p;
	bool digest = w->depth > top_stretch(w)->base &&
	    w->levels[w->depth - 1].digest;

	part_init(&p, digest && top_stretch(w)->next == NEXT_PART);
	part_header(w, &p, top_stretch(w)->next == NEXT_MESSAGE);
	walk_part(w, &p);
}

void
mime_walk(struct letter_builder *r, const struct part *top, struct span body)
{
	struct part_walk w = { .reader = r, .nested = 1,
	    .decoded_left = LIMIT_DECODED_BYTES };
	struct mark m;

	w.stretches[0] = (struct body_stretch){ .bytes = body };
	walk_part(&w, top);
	while (w.nested > 0) {
		if (top_stretch(&w)->next != NEXT_BOUNDARY)
			walk_header(&w);
		else if (mark_next(&w, top_stretch(&w)->at, &m))
			boundary_pass(&w, &m);
		else
			stretch_end(&w);
	}
}

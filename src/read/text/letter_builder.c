#include "read/text/letter_builder.h"

#include "read/limits.h"
#include "read/read.h"
#include "read/text/charset.h"
#include "read/text/fold.h"
#include "read/text/reorder.h"

void
passage_fold(struct letter *l, struct passage *p)
{
	struct folded folded;

	if (p->is_folded)
		return;
	fold_run(l->arena, p->text, &folded);
	p->is_folded = true;
	p->folded = folded.same ? p->text : folded.text;
	p->map = folded.map;
	if (l->arena->over)
		letter_flag_set(l, LETTER_LIMIT_TEXT);
}

static void
passage_add(struct letter_builder *r, struct span text, unsigned marks)
{
	struct passage *p;

	text = span_trim(text);
	if (text.len == 0)
		return;
	if (text.len > r->text_left || r->passages_left == 0) {
		letter_flag_set(r->letter, LETTER_LIMIT_TEXT);
		text = charset_cut(text, r->text_left);
	}
	if (text.len == 0 || r->passages_left == 0)
		return;
	p = arena_get(r->letter->arena, sizeof(*p));
	if (p == NULL) {
		letter_flag_set(r->letter, LETTER_LIMIT_TEXT);
		return;
	}
	p->text = text;
	p->marks = marks;
	p->part = r->part;
	r->text_left -= text.len;
	r->passages_left--;
	*r->tail = p;
	r->tail = &p->next;
}

/* What is written backwards is there a second time, as it is drawn. */
static void
passage_reordered(struct letter_builder *r, struct span text, unsigned marks)
{
	CLEANUP(buf_done) struct buf drawn = { .max = LIMIT_TEXT_BYTES };

	drawn.truncate = true;
	if (!reorder_add(&drawn, text))
		return;
	letter_flag_set(r->letter, LETTER_REORDERED);
	passage_add(r, arena_copy(r->letter->arena,
	    charset_cut(buf_span(&drawn), r->text_left)), marks);
}

void
letter_builder_passage(struct letter_builder *r, struct span text,
    unsigned marks)
{
	passage_add(r, text, marks);
	passage_reordered(r, text, marks);
}

void
letter_builder_passage_copy(struct letter_builder *r, struct span text,
    unsigned marks)
{
	text = charset_cut(span_trim(text), r->text_left + 1);
	letter_builder_passage(r, arena_copy(r->letter->arena, text), marks);
}

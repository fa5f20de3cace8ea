#include "model/folder.h"

void
folder_put(struct wire *w, const struct folder *f)
{
	frame_put_span(w, f->name);
	frame_put_u8(w, (uint8_t)f->role);
	frame_put_u32(w, f->uidvalidity);
	frame_put_u32(w, f->todo);
	frame_put_u8(w, f->again);
}

void
folder_get(struct frame *f, struct folder *out)
{
	out->name = frame_get_span(f);
	out->role = (enum role)frame_get_u8(f);
	out->uidvalidity = frame_get_u32(f);
	out->todo = frame_get_u32(f);
	out->again = frame_get_u8(f) != 0;
	if ((unsigned)out->role >= ROLE_COUNT ||
	    out->name.len > FOLDER_NAME_MAX)
		f->bad = true;
}

void
landmark_put(struct wire *w, const struct landmark *l)
{
	frame_put_u32(w, l->uid);
	frame_put_u32(w, l->size);
	frame_put_i64(w, l->at_ms);
}

void
landmark_get(struct frame *f, struct landmark *out)
{
	out->uid = frame_get_u32(f);
	out->size = frame_get_u32(f);
	out->at_ms = frame_get_i64(f);
}

bool
landmark_same(const struct landmark *a, const struct landmark *b)
{
	return a->uid == b->uid && a->size == b->size &&
	    (a->at_ms == MOMENT_NONE || b->at_ms == MOMENT_NONE ||
	    a->at_ms == b->at_ms);
}

void
point_put(struct wire *w, const struct point *p)
{
	frame_put_span(w, p->name);
	frame_put_u32(w, p->uidvalidity);
	frame_put_u32(w, p->last_uid);
	frame_put_u8(w, p->n_marks);
	for (int i = 0; i < p->n_marks; i++)
		landmark_put(w, &p->marks[i]);
}

void
point_get(struct frame *f, struct point *out)
{
	out->name = frame_get_span(f);
	out->uidvalidity = frame_get_u32(f);
	out->last_uid = frame_get_u32(f);
	out->n_marks = frame_get_u8(f);
	if (out->n_marks > POINT_LANDMARKS) {
		out->n_marks = 0;
		f->bad = true;
	}
	for (int i = 0; i < out->n_marks; i++)
		landmark_get(f, &out->marks[i]);
}

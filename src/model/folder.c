#include "model/folder.h"

void
folder_put(struct wire *w, const struct folder *f)
{
	frame_put_span(w, f->name);
	frame_put_u8(w, (uint8_t)f->role);
	frame_put_u32(w, f->uidvalidity);
	frame_put_u32(w, f->todo);
}

void
folder_get(struct frame *f, struct folder *out)
{
	out->name = frame_get_span(f);
	out->role = (enum role)frame_get_u8(f);
	out->uidvalidity = frame_get_u32(f);
	out->todo = frame_get_u32(f);
	if ((unsigned)out->role >= ROLE_COUNT ||
	    out->name.len > FOLDER_NAME_MAX)
		f->bad = true;
}

void
point_put(struct wire *w, const struct point *p)
{
	frame_put_span(w, p->name);
	frame_put_u32(w, p->uidvalidity);
	frame_put_u32(w, p->last_uid);
}

void
point_get(struct frame *f, struct point *out)
{
	out->name = frame_get_span(f);
	out->uidvalidity = frame_get_u32(f);
	out->last_uid = frame_get_u32(f);
}

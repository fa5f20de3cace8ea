#include "model/message.h"

void
message_put(struct wire *w, const struct message *m)
{
	frame_put_u32(w, m->account);
	frame_put_u8(w, (uint8_t)m->role);
	frame_put_u32(w, m->uid);
	frame_put_i64(w, m->internal_ms);
	frame_put_i64(w, m->size);
	frame_put_u8(w, m->probe);
	frame_put_u8(w, m->shared);
	frame_put_u32(w, m->place);
	if (m->shared)
		frame_put_u32(w, (uint32_t)m->bytes.len);
	else
		frame_put_span(w, m->bytes);
}

void
message_get(struct frame *f, struct message *m)
{
	m->account = frame_get_u32(f);
	m->role = (enum role)frame_get_u8(f);
	m->uid = frame_get_u32(f);
	m->internal_ms = frame_get_i64(f);
	m->size = frame_get_i64(f);
	m->probe = frame_get_u8(f) != 0;
	m->shared = frame_get_u8(f) != 0;
	m->place = frame_get_u32(f);
	m->bytes = m->shared ? span_of(NULL, frame_get_u32(f)) :
	    frame_get_span(f);
	if ((unsigned)m->role >= ROLE_COUNT)
		f->bad = true;
}

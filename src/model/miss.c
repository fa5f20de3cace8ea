#include "model/miss.h"

#include "model/folder.h"

static const char *const names[MISS_COUNT] = {
	[MISS_REFUSED] = "refused",
	[MISS_VANISHED] = "vanished",
	[MISS_READ] = "read",
};

const char *
miss_name(enum miss m)
{
	return m < MISS_COUNT ? names[m] : "?";
}

void
missing_put(struct wire *w, const struct missing *m)
{
	frame_put_span(w, m->folder);
	frame_put_u32(w, m->uidvalidity);
	frame_put_u32(w, m->uid);
	frame_put_i64(w, m->at_ms);
	frame_put_u8(w, (uint8_t)m->miss);
}

void
missing_get(struct frame *f, struct missing *out)
{
	out->folder = frame_get_span(f);
	out->uidvalidity = frame_get_u32(f);
	out->uid = frame_get_u32(f);
	out->at_ms = frame_get_i64(f);
	out->miss = (enum miss)frame_get_u8(f);
	if ((unsigned)out->miss >= MISS_COUNT ||
	    out->folder.len > FOLDER_NAME_MAX)
		f->bad = true;
}

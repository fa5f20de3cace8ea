#include "model/verdict.h"

static const char *const by_names[BY_COUNT] = {
	[BY_ADDRESS] = "address",
	[BY_PHONE] = "phone",
	[BY_NAME] = "name",
	[BY_HANDLE] = "handle",
	[BY_RULE] = "rule",
	[BY_RECIPIENT] = "recipient",
	[BY_UNREADABLE] = "unreadable",
	[BY_NOTICE] = "notice",
	[BY_HAND] = "hand",
};

const char *
finding_by_name(enum finding_by by)
{
	return by < BY_COUNT ? by_names[by] : "?";
}

const char *
outcome_name(enum outcome o)
{
	return o == OUTCOME_HIT ? "hit" : "undecided";
}

static void
text_put(struct wire *w, struct span s)
{
	frame_put_span(w, span_of(s.at, s.len < VERDICT_TEXT_MAX ? s.len :
	    VERDICT_TEXT_MAX));
}

static void
finding_put(struct wire *w, const struct finding *f)
{
	frame_put_u32(w, f->person);
	frame_put_u32(w, f->rule);
	frame_put_u8(w, (uint8_t)f->by);
	frame_put_u8(w, (uint8_t)f->outcome);
	frame_put_u32(w, f->marks);
	frame_put_u32(w, f->part);
	text_put(w, f->field);
	text_put(w, f->identifier);
}

static void
finding_get(struct frame *fr, struct finding *f)
{
	f->person = frame_get_u32(fr);
	f->rule = frame_get_u32(fr);
	f->by = (enum finding_by)frame_get_u8(fr);
	f->outcome = (enum outcome)frame_get_u8(fr);
	f->marks = frame_get_u32(fr);
	f->part = frame_get_u32(fr);
	f->field = frame_get_span(fr);
	f->identifier = frame_get_span(fr);
	if ((unsigned)f->by >= BY_COUNT ||
	    f->field.len > VERDICT_TEXT_MAX ||
	    f->identifier.len > VERDICT_TEXT_MAX ||
	    (unsigned)f->outcome >= OUTCOME_COUNT)
		fr->bad = true;
}

void
verdict_put(struct wire *w, const struct verdict *v)
{
	frame_put_i64(w, (int64_t)v->flags);
	frame_put_u8(w, (uint8_t)v->channel);
	frame_put_u8(w, (uint8_t)v->direction);
	frame_put_u8(w, v->own);
	frame_put_u8(w, v->is_signed);
	frame_put_i64(w, v->date_ms);
	frame_put_i64(w, v->received_ms);
	frame_put_i64(w, v->phone_ms);
	frame_put_span(w, v->sender);
	frame_put_span(w, v->message_id);
	frame_put_span(w, span_of(v->text.at, sizeof(v->text.at)));
	frame_put_u32(w, v->n_findings);
	for (uint32_t i = 0; i < v->n_findings; i++)
		finding_put(w, &v->findings[i]);
}

void
verdict_get(struct frame *f, struct verdict *v)
{
	struct span text;

	v->flags = (uint64_t)frame_get_i64(f);
	v->channel = (enum channel)frame_get_u8(f);
	v->direction = (enum direction)frame_get_u8(f);
	v->own = frame_get_u8(f) != 0;
	v->is_signed = frame_get_u8(f) != 0;
	v->date_ms = frame_get_i64(f);
	v->received_ms = frame_get_i64(f);
	v->phone_ms = frame_get_i64(f);
	v->sender = frame_get_span(f);
	v->message_id = frame_get_span(f);
	text = frame_get_span(f);
	v->n_findings = frame_get_u32(f);
	if ((unsigned)v->channel >= CHANNEL_COUNT ||
	    (unsigned)v->direction >= DIRECTION_COUNT ||
	    text.len != sizeof(v->text.at) ||
	    v->sender.len > VERDICT_TEXT_MAX ||
	    v->message_id.len > VERDICT_TEXT_MAX ||
	    v->n_findings > VERDICT_FINDINGS_MAX) {
		f->bad = true;
		v->n_findings = 0;
		return;
	}
	__builtin_memcpy(v->text.at, text.at, sizeof(v->text.at));
	for (uint32_t i = 0; i < v->n_findings; i++)
		finding_get(f, &v->findings[i]);
}

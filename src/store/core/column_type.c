#include "store/core/column_type.h"

#include <string.h>

#include "model/dkim.h"
#include "model/hand.h"
#include "model/letter.h"
#include "model/miss.h"

/* Words are stored, not numbers: an examiner reads them without us, and a
 * new word in the middle of an enum does not change old rows. */
static const struct words {
	const char *(*name)(unsigned);
	unsigned count;
} words[COLUMN_COUNT] = {
	[COLUMN_FLAGS] = { letter_flag_name, LETTER_FLAG_COUNT },
	[COLUMN_STATE] = { state_name, STATE_COUNT },
	[COLUMN_CHANNEL] = { channel_name, CHANNEL_COUNT },
	[COLUMN_DIRECTION] = { direction_name, DIRECTION_COUNT },
	[COLUMN_BY] = { finding_by_name, BY_COUNT },
	[COLUMN_OUTCOME] = { outcome_name, OUTCOME_COUNT },
	[COLUMN_MISS] = { miss_name, MISS_COUNT },
	[COLUMN_DECIDED] = { decided_name, DECIDED_COUNT },
	[COLUMN_PURPOSE] = { purpose_name, PURPOSE_COUNT },
	[COLUMN_RESULT] = { dkim_result_name, DKIM_RESULT_COUNT },
	[COLUMN_ANSWER] = { key_answer_name, ANSWER_COUNT },
	[COLUMN_SECURE] = { key_secure_name, SECURE_COUNT },
};

static const struct digest no_digest;

static bool
word_find(const struct words *w, struct span s, unsigned *out)
{
	for (unsigned i = 0; i < w->count; i++)
		if (span_eq(s, span_str(w->name(i)))) {
			*out = i;
			return true;
		}
	return false;
}

static void
flags_bind(struct query *q, const char *param, uint64_t flags)
{
	CLEANUP(buf_done) struct buf b = { .max = 4096 };

	for (unsigned i = 0; i < LETTER_FLAG_COUNT; i++)
		if ((flags >> i & 1) != 0)
			buf_addf(&b, "%s%s", b.len == 0 ? "" : " ",
			    letter_flag_name((enum letter_flag)i));
	query_text(q, param, buf_str(&b));
}

static bool
flags_read(struct span s, uint64_t *out)
{
	*out = 0;
	while (s.len > 0) {
		size_t n = 0;
		unsigned flag;

		while (n < s.len && s.at[n] != ' ')
			n++;
		if (!word_find(&words[COLUMN_FLAGS], span_of(s.at, n), &flag))
			return false;
		*out |= UINT64_C(1) << flag;
		s = span_from(s, n + 1);
	}
	return true;
}

void
column_bind(struct query *q, const struct column *c, const void *at)
{
	switch (c->kind) {
	case COLUMN_INT:
		query_int(q, c->param, *(const int64_t *)at);
		break;
	case COLUMN_U32:
		query_int(q, c->param, *(const uint32_t *)at);
		break;
	case COLUMN_MOMENT:
		query_moment(q, c->param, *(const int64_t *)at);
		break;
	case COLUMN_DAY:
		query_day(q, c->param, *(const struct day *)at);
		break;
	case COLUMN_TEXT:
		query_text(q, c->param, *(const char *const *)at);
		break;
	case COLUMN_NAME:
		query_name(q, c->param, *(const char *const *)at);
		break;
	case COLUMN_REAL:
		query_real(q, c->param, *(const double *)at);
		break;
	case COLUMN_BOOL:
		query_int(q, c->param, *(const bool *)at);
		break;
	case COLUMN_DIGEST:
		query_digest(q, c->param, at);
		break;
	case COLUMN_DIGEST_MAYBE:
		/* What is not bound is NULL. */
		if (!digest_eq(at, &no_digest))
			query_digest(q, c->param, at);
		break;
	case COLUMN_FLAGS:
		flags_bind(q, c->param, *(const uint64_t *)at);
		break;
	default:
		query_name(q, c->param,
		    words[c->kind].name(*(const unsigned *)at));
	}
}

bool
column_read(struct query *q, int at, const struct column *c, void *out)
{
	switch (c->kind) {
	case COLUMN_INT:
		*(int64_t *)out = query_get_int(q, at);
		return true;
	case COLUMN_U32:
		*(uint32_t *)out = (uint32_t)query_get_int(q, at);
		return true;
	case COLUMN_MOMENT:
		*(int64_t *)out = query_get_moment(q, at);
		return true;
	case COLUMN_DAY:
		return day_parse(query_get_text(q, at), out);
	case COLUMN_TEXT:
	case COLUMN_NAME:
		*(const char **)out = query_get_text(q, at);
		return true;
	case COLUMN_REAL:
		*(double *)out = query_get_real(q, at);
		return true;
	case COLUMN_BOOL:
		*(bool *)out = query_get_int(q, at) != 0;
		return true;
	case COLUMN_DIGEST:
		return query_get_digest(q, at, out);
	case COLUMN_DIGEST_MAYBE:
		*(struct digest *)out = no_digest;
		return query_get_bytes(q, at).len == 0 ||
		    query_get_digest(q, at, out);
	case COLUMN_FLAGS:
		return flags_read(span_str(query_get_text(q, at)), out);
	default:
		return word_find(&words[c->kind],
		    span_str(query_get_text(q, at)), out);
	}
}

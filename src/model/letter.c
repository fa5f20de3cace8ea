#include "model/letter.h"

static const char *const names[LETTER_FLAG_COUNT] = {
	[LETTER_UNREADABLE] = "unreadable",
	[LETTER_SALVAGED] = "salvaged",
	[LETTER_LIMIT_SIZE] = "limit-size",
	[LETTER_LIMIT_HEADERS] = "limit-headers",
	[LETTER_LIMIT_PARTS] = "limit-parts",
	[LETTER_LIMIT_DEPTH] = "limit-depth",
	[LETTER_LIMIT_TEXT] = "limit-text",
	[LETTER_LIMIT_ADDRESSES] = "limit-addresses",
	[LETTER_CLAIMS_PHONE] = "claims-phone",
	[LETTER_DATE_DIFFERS] = "date-differs",
	[LETTER_NO_DATE] = "no-date",
	[LETTER_BAD_CHARSET] = "bad-charset",
	[LETTER_BAD_ENCODING] = "bad-encoding",
	[LETTER_ENCRYPTED] = "encrypted",
	[LETTER_TNEF] = "tnef",
	[LETTER_HIDDEN_TEXT] = "hidden-text",
	[LETTER_LINK_DIFFERS] = "link-differs",
	[LETTER_TRUNCATED] = "truncated",
	[LETTER_CLAIMS_NOTICE] = "claims-notice",
	[LETTER_CUT_TEXT] = "cut-text",
	[LETTER_REORDERED] = "reordered-text",
	[LETTER_DAY_ONLY] = "day-only",
	[LETTER_LATE_ENTRY] = "late-entry",
};

const char *
letter_flag_name(enum letter_flag f)
{
	return f < LETTER_FLAG_COUNT ? names[f] : "?";
}

void
letter_flag_set(struct letter *l, enum letter_flag f)
{
	l->flags |= UINT64_C(1) << f;
}

bool
letter_flag_is(const struct letter *l, enum letter_flag f)
{
	return (l->flags >> f & 1) != 0;
}

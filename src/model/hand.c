#include "model/hand.h"

#include <string.h>

static const char *const decided[DECIDED_COUNT] = {
	[DECIDED_CONFIRM] = "confirm",
	[DECIDED_WITHDRAW] = "withdraw",
	[DECIDED_AMEND] = "amend",
};

static const char *const purposes[PURPOSE_COUNT] = {
	[PURPOSE_FILE] = "file",
	[PURPOSE_PROOF] = "proof",
	[PURPOSE_STATEMENT] = "statement",
	[PURPOSE_PRIVATE] = "private",
	[PURPOSE_TIMESTAMP] = "timestamp",
	[PURPOSE_AUTHORITY] = "authority",
};

static const struct {
	const char *word, *label;
	bool own;
} types[] = {
	{ "asked-to-stop", "asked to stop", true },
	{ "notice-served", "notice served", false },
	{ "order-made", "order made", false },
	{ "order-served", "order served", false },
	{ "report-to-police", "report to police", true },
};

#define TYPES (sizeof(types) / sizeof(types[0]))
#define OTHER "other: "

const char *
decided_name(enum decided d)
{
	return d < DECIDED_COUNT ? decided[d] : "?";
}

const char *
purpose_name(enum purpose p)
{
	return p < PURPOSE_COUNT ? purposes[p] : "?";
}

static bool
is_other(const char *type)
{
	return strncmp(type, OTHER, strlen(OTHER)) == 0 &&
	    span_trim(span_str(type + strlen(OTHER))).len > 0;
}

bool
milestone_is_type(const char *type)
{
	for (size_t i = 0; i < TYPES; i++)
		if (strcmp(type, types[i].word) == 0)
			return true;
	return is_other(type);
}

bool
milestone_is_own(const char *type)
{
	for (size_t i = 0; i < TYPES; i++)
		if (strcmp(type, types[i].word) == 0)
			return types[i].own;
	return false;
}

const char *
milestone_label(const char *type)
{
	for (size_t i = 0; i < TYPES; i++)
		if (strcmp(type, types[i].word) == 0)
			return types[i].label;
	return is_other(type) ? type + strlen(OTHER) : type;
}

void
milestone_types(struct buf *out)
{
	for (size_t i = 0; i < TYPES; i++)
		buf_addf(out, "%s, ", types[i].word);
	buf_add_str(out, "or \"" OTHER "...\" with words of your own");
}

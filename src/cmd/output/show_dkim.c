#include "cmd/output/show_dkim.h"

#include <inttypes.h>
#include <string.h>

static const char *const says[DKIM_RESULT_COUNT] = {
	[DKIM_PASS] = "the signature passes: this domain signed these bytes",
	[DKIM_BODY_CHANGED] = "the domain signed it, but with another text",
	[DKIM_WRONG] = "the signature does not fit the key of this domain",
	[DKIM_REVOKED] = "the domain says that its key is void",
	[DKIM_KEY_BAD] = "the domain's record holds no key that fits",
	[DKIM_KEY_LARGE] = "the domain's record is longer than is looked at",
	[DKIM_KEY_SEVERAL] = "the domain has several keys of that name, so "
	    "none counts",
	[DKIM_NO_KEY] = "the domain has no such key",
	[DKIM_NO_ANSWER] = "not checked: DNS did not answer for days",
	[DKIM_NOT_ASKED] = "not checked: no key was asked for, since the "
	    "question could tell that it was kept",
	[DKIM_MALFORMED] = "a field that is no signature",
	[DKIM_UNDECIDED] = "the check came to no end",
	[DKIM_UNREADABLE] = "the check ended at the message",
	[DKIM_UNSIGNED] = "the message bears no signature",
	[DKIM_MORE] = "more signatures than are looked at",
	[DKIM_STATED] = "states",
};

static const struct {
	const char *flag;
	const char *says;
} limits[] = {
	{ "from-unsigned", "a From line is not covered by it" },
	{ "rest-unsigned", "the end of the text is not covered by it" },
	{ "expired", "it was over when the message came" },
	{ "testing", "the domain says that it only tests" },
	{ "weak", "its key or algorithm is weak" },
};

/* Whether the word stands among those with blanks between. */
static bool
has_word(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = words; (at = strstr(at, word)) != NULL; at += n)
		if ((at == words || at[-1] == ' ') &&
		    (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

static void
put_span(struct buf *out, int64_t ms)
{
	static const struct {
		int64_t ms;
		const char *name;
	} units[] = { { 86400000, "day" }, { 3600000, "hour" },
		{ 60000, "minute" }, { 1000, "second" } };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		int64_t n = ms / units[i].ms;

		if (n == 0 && units[i].ms > 1000)
			continue;
		buf_addf(out, "%" PRId64 " %s%s", n, units[i].name,
		    n == 1 ? "" : "s");
		return;
	}
}

/* When the key was asked for is what it is worth. */
static void
dkim_moment(const struct dkim_row *p, struct buf *out)
{
	int64_t after = p->asked_ms - p->received_ms;

	if (p->asked_ms == MOMENT_NONE)
		return;
	buf_add_str(out, "; DNS was asked ");
	if (after < 0) {
		buf_add_str(out, "by a clock before the receipt");
		return;
	}
	put_span(out, after);
	buf_add_str(out, " after the receipt");
	if (after > 86400000)
		buf_add_str(out, ", when the key may have been another");
}

static void
dkim_signature(const struct dkim_row *p, struct buf *out)
{
	buf_addf(out, "%s: %s", p->domain[0] != '\0' ? p->domain : "?",
	    says[p->result]);
	if (p->result == DKIM_MALFORMED || p->result == DKIM_UNDECIDED)
		buf_addf(out, " (%s)", p->detail);
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		if (has_word(p->flags, limits[i].flag))
			buf_addf(out, "; %s", limits[i].says);
	dkim_moment(p, out);
}

void
show_dkim_sentence(const struct dkim_row *p, struct buf *out)
{
	if (p->result == DKIM_STATED)
		buf_addf(out, "%s states (%s): %s", p->domain, p->field,
		    p->detail);
	else if (p->place == 0)
		buf_addf(out, "%s%s%s%s", says[p->result],
		    p->detail[0] == '\0' ? "" : " (", p->detail,
		    p->detail[0] == '\0' ? "" : ")");
	else
		dkim_signature(p, out);
}

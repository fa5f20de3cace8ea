/*
 * Every row of the table of kinds and levels says all that is told by it.
 */
#include "detect/kinds.h"
#include "tests/tap.h"

#define ROWS(a) (sizeof(a) / sizeof((a)[0]))

static void
test_levels(void)
{
	for (int i = 0; i < LEVEL_COUNT; i++) {
		const struct flag_level *l = &flag_levels[i];
		bool alone = true;

		for (int k = 0; k < i; k++)
			alone &= flag_levels[k].rank != l->rank;
		ok(alone && level_of(l->name) == l &&
		    (l->bar == NULL) == (l->mark == MARK_OTHER),
		    "%s has a rank of its own, and words or a kind's",
		    l->name);
	}
	ok(level_of("") == NULL && level_of("floods") == NULL,
	    "others are none");
}

static bool
is_word(const char *kind)
{
	const char *word;

	for (size_t i = 0; (word = flag_word(i)) != NULL; i++)
		if (strcmp(word, kind) == 0)
			return true;
	return false;
}

static void
test_kinds(void)
{
	for (int i = 0; i < FLAG_COUNT; i++) {
		enum flag_kind kind = (enum flag_kind)i;
		const char *level = kind == FLAG_VOLUME ? "raised" :
		    level_name(kind_level(kind));
		char alone[FLAG_KIND], text[FLAG_KIND];

		kind_text(kind, NULL, alone);
		kind_text(kind, "x-1", text);
		ok(is_word(alone) && flag_word_is_known(text) &&
		    flag_is_of(alone, text, level) &&
		    flag_is_of(text, text, level) &&
		    !flag_is_of(text, alone, level),
		    "%s: an alert may name it, and more of it", alone);
		ok(flag_is_of(level, text, level) &&
		    flag_is_of(level, text, "of-a-later-version") ==
		    (kind != FLAG_VOLUME), "%s: by its level", alone);
		ok(mark_of(text, level) != MARK_OTHER, "%s: has a letter",
		    alone);
	}
}

/* Which flags a chart has. */
static const struct {
	const char *kind, *level;
	bool shown;
} shown[] = {
	{ "volume", "flood", true },
	{ "volume", "easing", true },
	{ "volume", "usual", true },
	{ "volume-sms", "flood", true },
	{ "volume-sms", "easing", false },
	{ "volume-sms", "usual", false },
	{ "night", "noted", true },
	{ "of a later version", "of another", true },
};

static void
test_shown(void)
{
	for (size_t i = 0; i < ROWS(shown); i++)
		ok(mark_is_shown(shown[i].kind, shown[i].level) ==
		    shown[i].shown, "%s %s", shown[i].kind, shown[i].level);
}

int
main(void)
{
	test_levels();
	test_kinds();
	test_shown();
	ok(!flag_word_is_known("usual") && !flag_word_is_known("nightly") &&
	    !flag_word_is_known(""), "no words for an alert");
	return tap_done();
}

#include "detect/kinds.h"

#include <stdio.h>
#include <string.h>

const struct flag_level flag_levels[LEVEL_COUNT] = {
	[LEVEL_USUAL] = { "usual", 0, MARK_USUAL, "as usual" },
	[LEVEL_EASING] = { "easing", 1, MARK_EASING, "easing" },
	[LEVEL_NOTED] = { "noted", 2, MARK_OTHER, NULL },
	[LEVEL_RAISED] = { "raised", 3, MARK_RAISED, "raised" },
	[LEVEL_MILESTONE] = { "milestone", 4, MARK_OTHER, NULL },
	[LEVEL_FLOOD] = { "flood", 5, MARK_FLOOD, "FLOOD" },
};

#define LEVEL_BY_LIMITS LEVEL_COUNT	/* detect/level.h tells which */

/* `alone`: recorded as the word alone; `about`: with that behind a dash, as
 * the manual calls it. */
static const struct {
	const char *name;
	bool alone;
	const char *about;
	enum level level;
	enum mark mark;
} kinds[FLAG_COUNT] = {
	[FLAG_VOLUME] = { "volume", true, "CHANNEL", LEVEL_BY_LIMITS,
	    MARK_OTHER },
	[FLAG_NEW_CHANNEL] = { "new-channel", false, "CHANNEL", LEVEL_NOTED,
	    MARK_CHANNEL },
	[FLAG_NEW_IDENTIFIER] = { "new-identifier", true, NULL, LEVEL_NOTED,
	    MARK_ADDRESS },
	[FLAG_NEW_TARGET] = { "new-target", false, "WORD", LEVEL_NOTED,
	    MARK_TARGET },
	[FLAG_RESUMPTION] = { "resumption", true, NULL, LEVEL_NOTED,
	    MARK_RESUMPTION },
	[FLAG_BREACH] = { "breach", false, "NUMBER", LEVEL_MILESTONE,
	    MARK_BREACH },
	[FLAG_NIGHT] = { "night", true, NULL, LEVEL_NOTED, MARK_NIGHT },
	[FLAG_THREAT] = { "threat", true, NULL, LEVEL_NOTED, MARK_THREAT },
	[FLAG_IDENTIFIER_BURST] = { "identifier-burst", true, NULL,
	    LEVEL_NOTED, MARK_ADDRESS },
	[FLAG_MANY_ADDRESSES] = { "many-addresses", true, NULL, LEVEL_NOTED,
	    MARK_ADDRESS },
};

const struct mark_look mark_looks[MARK_COUNT] = {
	[MARK_FLOOD] = { 'F', "flood", true },
	[MARK_BREACH] = { 'M', "first after a milestone", true },
	[MARK_THREAT] = { 'T', "threat", true },
	[MARK_RAISED] = { 'R', "raised", true },
	[MARK_TARGET] = { 'O', "other people contacted", true },
	[MARK_RESUMPTION] = { 'S', "again after silence", true },
	[MARK_NIGHT] = { 'N', "at night", true },
	[MARK_CHANNEL] = { 'C', "new channel", true },
	[MARK_ADDRESS] = { 'A', "new addresses", true },
	[MARK_OTHER] = { '+', "another flag", true },
	[MARK_EASING] = { 'E', "easing", false },
	[MARK_USUAL] = { 'U', "as usual", false },
};

const char *
level_name(enum level l)
{
	return flag_levels[l].name;
}

const struct flag_level *
level_of(const char *name)
{
	for (size_t i = 0; i < LEVEL_COUNT; i++)
		if (strcmp(flag_levels[i].name, name) == 0)
			return &flag_levels[i];
	return NULL;
}

void
kind_text(enum flag_kind kind, const char *about, char out[FLAG_KIND])
{
	snprintf(out, FLAG_KIND, "%s%s%s", kinds[kind].name,
	    about == NULL ? "" : "-", about == NULL ? "" : about);
}

enum level
kind_level(enum flag_kind kind)
{
	return kinds[kind].level;
}

/* The word, or the word and more behind a dash. */
static bool
kind_begins(const char *text, const char *word)
{
	size_t n = strlen(word);

	return strncmp(text, word, n) == 0 &&
	    (text[n] == '\0' || text[n] == '-');
}

/* FLAG_COUNT: a kind of a later version. */
static enum flag_kind
kind_row(const char *text)
{
	enum flag_kind kind = 0;

	while (kind < FLAG_COUNT && !kind_begins(text, kinds[kind].name))
		kind++;
	return kind;
}

enum mark
mark_of(const char *kind, const char *level)
{
	const struct flag_level *l = level_of(level);
	enum flag_kind k = kind_row(kind);

	if (l != NULL && l->mark != MARK_OTHER)
		return l->mark;
	return k == FLAG_COUNT ? MARK_OTHER : kinds[k].mark;
}

bool
mark_is_shown(const char *kind, const char *level)
{
	return mark_looks[mark_of(kind, level)].rise ||
	    strcmp(kind, kinds[FLAG_VOLUME].name) == 0;
}

/* The levels but for usual, of which nobody wants to be alarmed, and for
 * noted, which goes behind the kinds that it stands for. */
const char *
flag_word(size_t i)
{
	const size_t levels = LEVEL_NOTED - LEVEL_RAISED;

	if (i < levels)
		return flag_levels[LEVEL_RAISED + i].name;
	if (i < levels + FLAG_COUNT)
		return kinds[i - levels].name;
	return i == levels + FLAG_COUNT ? flag_levels[LEVEL_NOTED].name :
	    NULL;
}

bool
flag_word_is_known(const char *word)
{
	const char *known;

	for (size_t i = 0; (known = flag_word(i)) != NULL; i++)
		if (kind_begins(word, known))
			return true;
	return false;
}

bool
flag_is_of(const char *word, const char *kind, const char *level)
{
	enum flag_kind k = kind_row(kind);

	return strcmp(word, level) == 0 || kind_begins(kind, word) ||
	    (k < FLAG_COUNT && kinds[k].level < LEVEL_COUNT &&
	    strcmp(word, level_name(kinds[k].level)) == 0);
}

#include "draw/marks.h"

#include <stddef.h>
#include <string.h>

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

/* By the beginning of the kind; the levels of volume by their word. */
static const struct {
	const char *begins;
	enum mark mark;
} kinds[] = {
	{ "breach-", MARK_BREACH },
	{ "threat", MARK_THREAT },
	{ "new-target-", MARK_TARGET },
	{ "resumption", MARK_RESUMPTION },
	{ "night", MARK_NIGHT },
	{ "new-channel-", MARK_CHANNEL },
	{ "new-identifier", MARK_ADDRESS },
	{ "identifier-burst", MARK_ADDRESS },
	{ "many-addresses", MARK_ADDRESS },
}, levels[] = {
	{ "flood", MARK_FLOOD },
	{ "raised", MARK_RAISED },
	{ "easing", MARK_EASING },
	{ "usual", MARK_USUAL },
};

enum mark
mark_of(const char *kind, const char *level)
{
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (strcmp(level, levels[i].begins) == 0)
			return levels[i].mark;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(kind, kinds[i].begins,
		    strlen(kinds[i].begins)) == 0)
			return kinds[i].mark;
	return MARK_OTHER;
}

#include "model/incident.h"

#include <string.h>

static const char *const names[STATE_COUNT] = {
	[STATE_CONTACT] = "contact",
	[STATE_CANDIDATE] = "candidate",
	[STATE_UNREADABLE] = "unreadable",
	[STATE_WITHDRAWN] = "withdrawn",
};

const char *
state_name(enum state s)
{
	return s < STATE_COUNT ? names[s] : "?";
}

bool
state_parse(const char *s, enum state *out)
{
	for (int i = 0; i < STATE_COUNT; i++)
		if (strcmp(s, names[i]) == 0) {
			*out = (enum state)i;
			return true;
		}
	return false;
}

#include "detect/targets.h"

#include <string.h>

static bool
is_known_target(const struct targets *s, const char *target)
{
	for (int i = 0; i < s->n; i++)
		if (strcmp(s->seen[i], target) == 0)
			return true;
	return s->n == TARGETS_MOST;
}

void
targets_contact(struct targets *s, const struct contact *c,
    struct flags *out)
{
	char reason[FLAG_REASON];
	struct sentence w = { reason, sizeof(reason) };

	if (c->target == NULL || is_known_target(s, c->target))
		return;
	s->seen[s->n++] = c->target;
	say(&w, "somebody else is contacted: the first contact on an account "
	    "with target %s is ", c->target);
	say_incident(&w, c);
	note(out, c, FLAG_NEW_TARGET, c->target, ARMED_EVER, 1, 0, reason);
}

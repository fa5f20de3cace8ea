#include "bundle/write/mask.h"

#include <string.h>
#include <strings.h>

#define LEAST 3			/* bytes: shorter ones are in every text */

static bool
holds(struct span text, const char *what)
{
	return what != NULL && strlen(what) >= LEAST &&
	    span_ifind(text, what) >= 0;
}

static bool
is_of_account(const struct account *a, struct span text)
{
	if (holds(text, a->host) || holds(text, a->user) ||
	    holds(text, a->authserv_id))
		return true;
	for (size_t i = 0; i < a->own_addresses.n; i++)
		if (holds(text, a->own_addresses.at[i]))
			return true;
	return false;
}

bool
mask_is_own(const struct config *config, struct span text)
{
	for (size_t i = 0; i < config->n_accounts; i++)
		if (is_of_account(&config->accounts[i], text))
			return true;
	return false;
}

/* "*@jd.example" takes what ends in "@jd.example". */
static bool
is_identifier(const char *sender, const char *identifier)
{
	size_t n = strlen(sender), m;

	if (identifier[0] != '*')
		return strcasecmp(sender, identifier) == 0;
	m = strlen(identifier + 1);
	return m > 1 && n > m &&
	    strcasecmp(sender + n - m, identifier + 1) == 0;
}

static void
mask_own(const struct config *config, const char **text)
{
	if (mask_is_own(config, span_str(*text)))
		*text = MASKED;
}

void
mask_incident(const struct config *config, struct incident *i)
{
	if (i->sender[0] != '\0' && !is_identifier(i->sender, i->identifier))
		i->sender = MASKED;
	mask_own(config, &i->sender);
	mask_own(config, &i->identifier);
	mask_own(config, &i->field);
	mask_own(config, &i->rule);
	mask_own(config, &i->kind);
}

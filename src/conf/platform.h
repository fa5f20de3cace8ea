/*
 * A platform (a social network, a messenger) that tells the user by mail
 * what somebody did there: from whom such mail comes, who must have signed
 * it, and where it names that somebody.
 */
#ifndef CONF_PLATFORM_H
#define CONF_PLATFORM_H

#include "conf/rule.h"

/* The groups of a pattern that hold what the platform calls somebody. */
#define PLATFORM_WHO "who"		/* a name */
#define PLATFORM_HANDLE "handle"	/* a user name */

struct platform {
	char *path;		/* the file */
	char *id;
	struct strings senders;	/* "local@domain"; one * in the local part */
	struct strings domains;	/* of the signature: these and below */
	bool handles_only;	/* it names others than who acted, so that a
				 * bare name proves nothing */
	struct rule *notices;	/* patterns with one of the groups */
	size_t n_notices;
};

#endif

/*
 * What a reading copy does not show: addresses, servers and names of the
 * user and of third parties.  What is masked is never shortened or hashed:
 * nothing of it is left to guess from.
 */
#ifndef BUNDLE_WRITE_MASK_H
#define BUNDLE_WRITE_MASK_H

#include "conf/config.h"
#include "model/incident.h"

#define MASKED "[masked]"

/* Whether a text holds an address, a user name or a server of the user's,
 * in whatever case. */
bool mask_is_own(const struct config *, struct span);
/*
 * A sender is shown when it is an identifier of the person as configured, by
 * itself or by its pattern ("*@jd.example"); any other may be the user's own
 * or a third party's.  The strings are the incident's or MASKED.
 */
void mask_incident(const struct config *, struct incident *);

#endif

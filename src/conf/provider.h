/*
 * The mail providers whose DNS may be asked for a key.
 *
 * To ask a domain's DNS for a key tells its owner that somebody looks at the
 * mail, when, and from where.  A large provider learns nothing by it; in his
 * own domain the sender would.  So in the table stands only who signs the
 * mail of very many and gives no part of his DNS to any of them.
 */
#ifndef CONF_PROVIDER_H
#define CONF_PROVIDER_H

#include "conf/config.h"
#include "model/dkim.h"

/* It is a provider's domain, or below one: of the table, or of the
 * configuration's list. */
bool provider_has(const struct config *, const char *domain);
/* Whether it may be asked, as the configuration says. */
bool provider_may_ask(const struct config *, const char *domain);
/* The names of keys of providers that a message bears. */
void provider_names(const struct config *, const struct signatures *,
	struct dkim_names *);

#endif

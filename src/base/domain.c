#include "base/domain.h"

#include <string.h>

#include "base/ascii.h"

static bool
is_label(struct span s)
{
	if (s.len == 0 || s.len > DOMAIN_LABEL_MAX || s.at[0] == '-' ||
	    s.at[s.len - 1] == '-')
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_is_alnum(s.at[i]) && s.at[i] != '-')
			return false;
	return true;
}

bool
domain_is_name(struct span s, size_t least)
{
	size_t labels = 0, from = 0;

	if (s.len == 0 || s.len > DOMAIN_NAME_MAX)
		return false;
	for (size_t i = 0; i <= s.len; i++) {
		if (i < s.len && s.at[i] != '.')
			continue;
		if (!is_label(span_of(s.at + from, i - from)))
			return false;
		labels++;
		from = i + 1;
	}
	return labels >= least;
}

bool
domain_is_below(struct span domain, const char *above)
{
	size_t n = strlen(above);

	if (domain.len < n ||
	    !span_ieq_str(span_from(domain, domain.len - n), above))
		return false;
	return domain.len == n || domain.at[domain.len - n - 1] == '.';
}

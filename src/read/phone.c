#include <string.h>

#include "base/safe.h"
#include "read/read.h"

#define NUMBER_MAX 32		/* digits of a number we would believe */

/*
 * Calling codes (ITU E.164) and the trunk prefix dialled before a national
 * number.  An empty prefix: national numbers are dialled as they are, and
 * a leading 0 belongs to the number.
 */
static const struct country {
	const char *iso, *code, *trunk;
} countries[] = {
	{ "AE", "971", "0" }, { "AL", "355", "0" }, { "AM", "374", "0" },
	{ "AR", "54", "0" }, { "AT", "43", "0" }, { "AU", "61", "0" },
	{ "AZ", "994", "0" }, { "BA", "387", "0" }, { "BD", "880", "0" },
	{ "BE", "32", "0" }, { "BG", "359", "0" }, { "BH", "973", "" },
	{ "BO", "591", "0" }, { "BR", "55", "0" }, { "BY", "375", "8" },
	{ "CA", "1", "1" }, { "CH", "41", "0" }, { "CL", "56", "" },
	{ "CN", "86", "0" }, { "CO", "57", "0" }, { "CR", "506", "" },
	{ "CU", "53", "0" }, { "CY", "357", "" }, { "CZ", "420", "" },
	{ "DE", "49", "0" }, { "DK", "45", "" }, { "DO", "1", "1" },
	{ "DZ", "213", "0" }, { "EC", "593", "0" }, { "EE", "372", "" },
	{ "EG", "20", "0" }, { "ES", "34", "" }, { "ET", "251", "0" },
	{ "FI", "358", "0" }, { "FR", "33", "0" }, { "GB", "44", "0" },
	{ "GE", "995", "0" }, { "GG", "44", "0" }, { "GH", "233", "0" },
	{ "GI", "350", "" }, { "GR", "30", "" }, { "GT", "502", "" },
	{ "HK", "852", "" }, { "HN", "504", "" }, { "HR", "385", "0" },
	{ "HU", "36", "06" }, { "ID", "62", "0" }, { "IE", "353", "0" },
	{ "IL", "972", "0" }, { "IM", "44", "0" }, { "IN", "91", "0" },
	{ "IQ", "964", "0" }, { "IR", "98", "0" }, { "IS", "354", "" },
	{ "IT", "39", "" }, { "JE", "44", "0" }, { "JM", "1", "1" },
	{ "JO", "962", "0" }, { "JP", "81", "0" }, { "KE", "254", "0" },
	{ "KR", "82", "0" }, { "KW", "965", "" }, { "KZ", "7", "8" },
	{ "LB", "961", "0" }, { "LK", "94", "0" }, { "LT", "370", "8" },
	{ "LU", "352", "" }, { "LV", "371", "" }, { "MA", "212", "0" },
	{ "MC", "377", "0" }, { "MD", "373", "0" }, { "ME", "382", "0" },
	{ "MK", "389", "0" }, { "MT", "356", "" }, { "MX", "52", "01" },
	{ "MY", "60", "0" }, { "NG", "234", "0" }, { "NL", "31", "0" },
	{ "NO", "47", "" }, { "NP", "977", "0" }, { "NZ", "64", "0" },
	{ "OM", "968", "" }, { "PE", "51", "0" }, { "PH", "63", "0" },
	{ "PK", "92", "0" }, { "PL", "48", "" }, { "PR", "1", "1" },
	{ "PT", "351", "" }, { "PY", "595", "0" }, { "QA", "974", "" },
	{ "RO", "40", "0" }, { "RS", "381", "0" }, { "RU", "7", "8" },
	{ "SA", "966", "0" }, { "SE", "46", "0" }, { "SG", "65", "" },
	{ "SI", "386", "0" }, { "SK", "421", "0" }, { "SV", "503", "" },
	{ "TH", "66", "0" }, { "TN", "216", "" }, { "TR", "90", "0" },
	{ "TW", "886", "0" }, { "TZ", "255", "0" }, { "UA", "380", "0" },
	{ "UG", "256", "0" }, { "US", "1", "1" }, { "UY", "598", "0" },
	{ "UZ", "998", "" }, { "VE", "58", "0" }, { "VN", "84", "0" },
	{ "ZA", "27", "0" }, { "ZM", "260", "0" }, { "ZW", "263", "0" },
};

/* How phones write "the number was withheld". */
static const char *const withheld[] = {
	"", "-1", "-2", "-3", "unknown.number", "unknown", "private",
	"withheld", "anonymous", "restricted", "unavailable",
	"private number", "unknown number",
};

static const struct country *
country_find(const char *iso)
{
	for (size_t i = 0; iso != NULL &&
	    i < sizeof(countries) / sizeof(countries[0]); i++)
		if (span_ieq_str(span_str(iso), countries[i].iso))
			return &countries[i];
	return NULL;
}

/* Digits and a leading '+'; false when anything says it is no number. */
static bool
digits_of(struct span s, char out[NUMBER_MAX + 1])
{
	static const char between[] = " \t()-./[]";
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		/* "+44 (0)7700": the trunk prefix is not dialled here */
		if (c == '(' && i + 2 < s.len && s.at[i + 1] == '0' &&
		    s.at[i + 2] == ')' && n > 1 &&
		    (out[0] == '+' || out[0] == '0')) {
			i += 2;
			continue;
		}
		if (c != '\0' && strchr(between, c) != NULL)
			continue;
		if ((c < '0' || c > '9') && !(c == '+' && n == 0))
			return false;
		if (n == NUMBER_MAX)
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	return n > 0 && !(n == 1 && out[0] == '+');
}

static struct span
digits_join(struct arena *arena, const char *code, const char *number)
{
	char all[NUMBER_MAX + 8] = "+";

	memcpy(all + 1, code, strlen(code));
	memcpy(all + 1 + strlen(code), number, strlen(number) + 1);
	return arena_copy(arena, span_str(all));
}

/* Behind the calling code no trunk prefix is dialled, but it is written:
 * "+4407700…".  Italy's leading 0 is part of the number. */
static struct span
international(struct arena *arena, const char *digits)
{
	for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]);
	    i++) {
		const struct country *c = &countries[i];
		size_t n = strlen(c->code);

		if (strncmp(digits, c->code, n) == 0 &&
		    c->trunk[0] == '0' && c->trunk[1] == '\0' &&
		    digits[n] == '0')
			return digits_join(arena, c->code, digits + n + 1);
	}
	return digits_join(arena, "", digits);
}

static struct span
national(struct arena *arena, const char *digits, const struct country *c)
{
	size_t trunk = strlen(c->trunk), len = strlen(digits);
	size_t code = strlen(c->code);

	/* short codes ("60777", "150") are nobody's national number */
	if (len < 7)
		return arena_copy(arena, span_str(digits));
	if (trunk > 0 && strncmp(digits, c->trunk, trunk) == 0)
		return digits_join(arena, c->code, digits + trunk);
	/* "447700900123": the + was lost */
	if (len >= code + 9 && strncmp(digits, c->code, code) == 0)
		return international(arena, digits);
	return digits_join(arena, c->code, digits);
}

static struct span
without_blanks(struct arena *arena, struct span folded)
{
	char *at = folded.len == 0 ? NULL : arena_get(arena, folded.len);
	size_t n = 0;

	if (at == NULL)
		return (struct span){ NULL, 0 };
	for (size_t i = 0; i < folded.len; i++)
		if (folded.at[i] != ' ')
			at[n++] = folded.at[i];
	return span_of(at, n);
}

struct span
phone_normal(struct arena *arena, struct span written, const char *country)
{
	const struct country *home = country_find(country);
	struct span s = span_trim(fold_text(arena, written, false, NULL));
	char digits[NUMBER_MAX + 1];

	if (span_istarts(s, "tel:"))
		s = span_from(s, 4);
	if (span_one_of(s, withheld,
	    sizeof(withheld) / sizeof(withheld[0])) != NULL)
		return (struct span){ NULL, 0 };
	if (!digits_of(s, digits))
		return without_blanks(arena, s);
	if (digits[0] == '+')
		return international(arena, digits + 1);
	if (strncmp(digits, "00", 2) == 0 && strlen(digits) > 8)
		return international(arena, digits + 2);
	if (strncmp(digits, "011", 3) == 0 && strlen(digits) > 10 &&
	    home != NULL && strcmp(home->code, "1") == 0)
		return international(arena, digits + 3);
	if (home == NULL)
		return arena_copy(arena, span_str(digits));
	return national(arena, digits, home);
}

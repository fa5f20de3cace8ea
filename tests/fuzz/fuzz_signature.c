/* A header with its DKIM-Signature, ARC and Authentication-Results fields. */
#include "read/dkim/signature.h"
#include <string.h>

#include "tests/fuzz/check.h"

static void
check_text(const char *s, size_t size)
{
	HOLDS(memchr(s, '\0', size) != NULL);
	for (; *s != '\0'; s++)
		HOLDS(*s >= ' ' && *s <= '~');
}

static void
check_signature(const struct signature *s)
{
	HOLDS(s->place > 0);
	HOLDS(!s->good || signature_can_ask(s->selector, s->domain));
	HOLDS(s->good || (s->domain[0] == '\0' && s->detail[0] != '\0'));
	HOLDS(s->flags >> DKIM_FLAG_COUNT == 0);
	check_text(s->domain, sizeof(s->domain));
	check_text(s->selector, sizeof(s->selector));
	check_text(s->algorithm, sizeof(s->algorithm));
	check_text(s->fields, sizeof(s->fields));
	check_text(s->detail, sizeof(s->detail));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct signature_context c = { "mx.example.org",
		1700000000000 };
	static struct signatures s;

	signatures_read(span_of(data, size), &c, &s);
	HOLDS(s.n <= DKIM_SIGNATURES_MAX && s.n_stated <= DKIM_STATED_MAX);
	for (uint32_t i = 0; i < s.n; i++)
		check_signature(&s.at[i]);
	for (uint32_t i = 0; i < s.n_stated; i++) {
		check_text(s.stated[i].field, sizeof(s.stated[i].field));
		check_text(s.stated[i].server, sizeof(s.stated[i].server));
		check_text(s.stated[i].detail, sizeof(s.stated[i].detail));
	}
	return 0;
}

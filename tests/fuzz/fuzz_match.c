/* A message against rules and notices of every sort. */
#include <string.h>

#include "match/attribute.h"
#include "match/matcher.h"
#include "read/read.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/yaml_file.h"

#define RANGES 64

static const char rules[] =
    "person: ex\n"
    "identifiers:\n"
    "  addresses: [jd@example.org, \"*@jd.example\"]\n"
    "  names: [John Doe]\n"
    "  phones: [\"+44 7700 900123\"]\n"
    "  handles: [jd_1979, \"x:jd\"]\n"
    "rules:\n"
    "  - {id: a, match: 'outside\\s+(your|ur)\\s+house'}\n"
    "  - {id: b, match: 'house', fold: strong, in: [subject, text, sender]}\n"
    "  - {id: c, match: '(a+)+$', in: [any]}\n"
    "  - {id: d, match: 'b*', in: ['header:X-A']}\n"
    "  - {id: e, match: '\\bk(i|1)ll\\b', attribute: yes}\n";

static struct people *people;
static struct matcher *matcher;
static struct account account = { .own_addresses = { NULL, 0 } };
static struct config config = { .accounts = &account, .n_accounts = 1 };

static void
prepare(void)
{
	static char country[] = "GB";
	char path[32];
	struct err err;
	int fd = yaml_file((const uint8_t *)rules, sizeof(rules) - 1, path);

	config.country = country;
	if (people_load_file(path, &people, &err) == -1 ||
	    matcher_new(&config, people, &matcher, &err) == -1)
		abort();
	close(fd);
}

static void
check_ranges(struct letter *l)
{
	struct range at[RANGES];

	matcher_ranges_begin(matcher);
	for (struct passage *p = l->passages; p != NULL; p = p->next) {
		size_t n = matcher_ranges(matcher, l, p, at, RANGES);

		HOLDS(n <= RANGES);
		for (size_t i = 0; i < n; i++)
			HOLDS(at[i].start <= at[i].end &&
			    at[i].end <= p->text.len &&
			    (i == 0 || at[i].start > at[i - 1].end));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct verdict v;
	CLEANUP(arena_done) struct arena a = { .max = LIMIT_ARENA_BYTES };
	struct read_context c = { .internal_ms = MOMENT_NONE };
	struct attribution why;
	struct letter l;

	if (matcher == NULL)
		prepare();
	c.role = size == 0 ? ROLE_INBOX : (enum role)(data[0] % ROLE_COUNT);
	letter_read(&a, span_of(data, size), &c, &l);
	matcher_run(matcher, &l, 0, c.role, &v);
	HOLDS(v.n_findings <= VERDICT_FINDINGS_MAX);
	HOLDS(v.sender.len < VERDICT_TEXT_MAX);
	if (attribute(&v, c.role, people, 0, &why))
		HOLDS(why.why != NULL && why.kind != NULL);
	check_ranges(&l);
	return 0;
}

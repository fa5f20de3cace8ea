/*
 * For the tables of tricks and of innocent texts: one person, one matcher,
 * and what is found in a message as one line.
 */
#ifndef TESTS_UNIT_EVASION_RIG_H
#define TESTS_UNIT_EVASION_RIG_H

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "match/attribute.h"
#include "match/matcher.h"
#include "tests/unit/reading.h"

/* Bytes of a message, NULs and all. */
#define BYTES(s) { (s), sizeof(s) - 1 }

#define DATED "Date: Thu, 1 Jan 2026 00:00:00 +0000\n"
#define FROM "From: x@b.example\n" DATED
#define TEXT(s) BYTES(FROM "\n" s)
#define TYPE(type, s) BYTES(FROM "Content-Type: " type "\n\n" s)
#define HTML(s) TYPE("text/html; charset=utf-8", s)
#define CTE(transfer, type, s) BYTES(FROM "Content-Type: " type "\n" \
	"Content-Transfer-Encoding: " transfer "\n\n" s)
#define MIXED(s) TYPE("multipart/mixed; boundary=cut", s)

static const char evasion_person[] =
    "person: ex\n"
    "identifiers:\n"
    "  addresses: [jd@example.org, \"j\xc3\xb6@example.org\"]\n"
    "  names: [\"John Doe\"]\n"
    "rules:\n"
    "  - id: visit\n"
    "    match: 'outside\\s+(your|ur)\\s+house'\n"
    "  - id: office\n"
    "    match: 'at your office'\n"
    "  - id: find\n"
    "    match: 'will\\s+find\\s+you\\b'\n"
    "    fold: strong\n"
    "  - id: sign\n"
    "    match: 'the bluebird always knows'\n"
    "    attribute: yes\n";

struct evasion_rig {
	struct config config;
	struct account account;
	struct people *people;
	struct matcher *matcher;
};

static bool
evasion_rig_open(struct evasion_rig *r)
{
	char path[] = "/tmp/floodmark-person.XXXXXX";
	struct err err;
	int fd = mkstemp(path);
	bool good;

	if (fd == -1)
		return false;
	good = write(fd, evasion_person, strlen(evasion_person)) > 0 &&
	    people_load_file(path, &r->people, &err) == 0;
	close(fd);
	unlink(path);
	r->config = (struct config){ .country = (char[]){ "GB" },
		.accounts = &r->account, .n_accounts = 1 };
	return good && matcher_new(&r->config, r->people, &r->matcher,
	    &err) == 0;
}

static void
evasion_rig_close(struct evasion_rig *r)
{
	matcher_free(r->matcher);
	people_free(r->people);
}

/* "visit", "visit/q" with a passage's marks, "visit@subject", "From". */
static void
evasion_finding(struct buf *out, const struct people *people,
    const struct finding *f)
{
	static const char letters[] = "qfhat";

	if (out->len > 0)
		buf_add_char(out, ' ');
	if (f->by != BY_RULE) {
		buf_add_span(out, f->field);
		if (f->by != BY_ADDRESS)
			buf_addf(out, "/%s", finding_by_name(f->by));
		return;
	}
	buf_addf(out, "%s", people->at[f->person].rules[f->rule].id);
	if (!span_ieq_str(f->field, "text")) {
		buf_add_char(out, '@');
		buf_add_span(out, f->field);
	}
	for (unsigned m = 0; m < 5; m++)
		if ((f->marks >> m & 1) != 0)
			buf_addf(out, "/%c", letters[m]);
}

/* What is found in the message, and the letter's flags, as text. */
__attribute__((unused)) static void
evasion_run(struct evasion_rig *r, struct arena *arena, struct span bytes,
    struct letter *letter, struct buf *found, struct buf *flags)
{
	static struct verdict v;

	letter_of(arena, bytes, ROLE_INBOX, letter);
	matcher_run(r->matcher, letter, 0, ROLE_INBOX, &v);
	for (uint32_t i = 0; i < v.n_findings; i++)
		evasion_finding(found, r->people, &v.findings[i]);
	flags_add(flags, letter);
}

#endif

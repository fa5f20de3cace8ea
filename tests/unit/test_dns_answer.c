/*
 * What a DNS server may answer to the question for a key.
 */
#include <arpa/nameser.h>
#include <stdlib.h>
#include <string.h>

#include "base/safe.h"
#include "read/dkim/dns_answer.h"
#include "tests/tap.h"

#define NAME "\1s\12_domainkey\4mail\7example"	/* and its NUL */

enum { QR = 0x8000, TC = 0x0200, AD = 0x0020 };

/* A record: the owner is the question's name. */
struct rr {
	unsigned type, class, said;	/* said: its length; 0: as it is */
	const char *data;
	size_t len;
};

#define TXT(s) { ns_t_txt, ns_c_in, 0, s, sizeof(s) - 1 }

static const struct row {
	const char *what;
	unsigned flags, n;	/* n: of records, as the header says; 0: all */
	struct rr records[3];
	enum key_answer answer;
	const char *text;
	enum key_secure trusted;	/* when the AD bit counts */
} rows[] = {
	{ "a key", QR, 0, { TXT("\7v=DKIM1") }, ANSWER_FOUND, "v=DKIM1",
	    SECURE_NO },
	{ "vouched for", QR | AD, 0, { TXT("\7v=DKIM1") }, ANSWER_FOUND,
	    "v=DKIM1", SECURE_YES },
	{ "two strings", QR, 0, { TXT("\3v=D\4KIM1") }, ANSWER_FOUND,
	    "v=DKIM1", SECURE_NO },
	{ "an empty string", QR, 0, { TXT("\0") }, ANSWER_FOUND, "",
	    SECURE_NO },
	{ "no string at all", QR, 0, { TXT("") }, ANSWER_FOUND, "",
	    SECURE_NO },
	{ "two keys", QR, 0, { TXT("\1a"), TXT("\1b") }, ANSWER_SEVERAL,
	    "a\nb", SECURE_NO },
	{ "behind an alias", QR, 0, { { ns_t_cname, ns_c_in, 0, "\1x", 3 },
	    TXT("\1a") }, ANSWER_FOUND, "a", SECURE_NO },
	{ "an alias of nothing", QR, 0, { { ns_t_cname, ns_c_in, 0, "\1x",
	    3 } }, ANSWER_NO_RECORD, "", SECURE_NO },
	{ "another class", QR, 0, { { ns_t_txt, ns_c_chaos, 0, "\1a", 2 } },
	    ANSWER_NO_RECORD, "", SECURE_NO },
	{ "nothing", QR, 0, { { 0 } }, ANSWER_NO_RECORD, "", SECURE_NO },
	{ "no such name", QR | ns_r_nxdomain, 0, { { 0 } }, ANSWER_NO_NAME,
	    "", SECURE_NO },
	{ "a failure", QR | ns_r_servfail, 0, { TXT("\1a") }, ANSWER_NONE, "",
	    SECURE_UNKNOWN },
	{ "a refusal", QR | ns_r_refused | AD, 0, { { 0 } }, ANSWER_NONE, "",
	    SECURE_UNKNOWN },
	{ "a question", 0, 0, { TXT("\1a") }, ANSWER_NONE, "",
	    SECURE_UNKNOWN },
	{ "cut", QR | TC, 0, { TXT("\1a") }, ANSWER_NONE, "",
	    SECURE_UNKNOWN },
	{ "a string longer than its record", QR, 0, { TXT("\7v=D") },
	    ANSWER_NONE, "", SECURE_UNKNOWN },
	{ "a record longer than the answer", QR, 0, { { ns_t_txt, ns_c_in,
	    9000, "\1a", 2 } }, ANSWER_NONE, "", SECURE_UNKNOWN },
	{ "fewer records than it says", QR, 2, { TXT("\1a") }, ANSWER_NONE,
	    "", SECURE_UNKNOWN },
	{ "bytes that are no text", QR, 0, { TXT("\4a\377\0b") },
	    ANSWER_FOUND, "a\357\277\275 b", SECURE_NO },
};

static void
put16(struct buf *b, unsigned v)
{
	buf_add_char(b, (char)(v >> 8));
	buf_add_char(b, (char)v);
}

static void
put_record(struct buf *b, const struct rr *r)
{
	put16(b, 0xc00c);
	put16(b, r->type);
	put16(b, r->class);
	put16(b, 0);
	put16(b, 300);
	put16(b, r->said != 0 ? r->said : (unsigned)r->len);
	buf_add(b, r->data, r->len);
}

static void
put_answer(struct buf *b, const struct row *row)
{
	unsigned n = 0;

	while (n < 3 && row->records[n].type != 0)
		n++;
	put16(b, 4711);
	put16(b, row->flags);
	put16(b, 1);
	put16(b, row->n != 0 ? row->n : n);
	put16(b, 0);
	put16(b, 0);
	buf_add(b, NAME, sizeof(NAME));
	put16(b, ns_t_txt);
	put16(b, ns_c_in);
	for (unsigned i = 0; i < n; i++)
		put_record(b, &row->records[i]);
}

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(buf_done) struct buf b = { .max = 4096 };
		struct key_record k = { .asked_ms = 7 };

		put_answer(&b, &rows[i]);
		dns_answer_read(buf_span(&b), true, &k);
		is_str(key_answer_name(k.answer),
		    key_answer_name(rows[i].answer), rows[i].what);
		is_str(k.text, rows[i].answer == ANSWER_NONE ? "" :
		    rows[i].text, "its text");
		is_str(key_secure_name(k.secure),
		    key_secure_name(rows[i].trusted), "who vouches");
		dns_answer_read(buf_span(&b), false, &k);
		ok(k.secure == SECURE_UNKNOWN && k.asked_ms == 7,
		    "nobody, where it is not trusted");
	}
}

/* Cut at every byte: never more than it says, and never a key. */
static void
test_cut(void)
{
	CLEANUP(buf_done) struct buf b = { .max = 4096 };
	int wrong = 0;

	put_answer(&b, &rows[0]);
	for (size_t n = 0; n < b.len; n++) {
		/* to its size, so that a step too far is found out */
		char *copy = malloc(n == 0 ? 1 : n);
		struct key_record k;

		memcpy(copy, b.at, n);
		dns_answer_read(span_of(copy, n), true, &k);
		wrong += k.answer != ANSWER_NONE;
		free(copy);
	}
	is_int(wrong, 0, "cut at every place: no answer");
}

/* n strings of 200 bytes, the last with a character at the limit. */
static void
read_long(int n, const char *character, struct key_record *k)
{
	CLEANUP(buf_done) struct buf b = { .max = 65000 };
	CLEANUP(buf_done) struct buf data = { .max = 65000 };
	struct row row = { "", QR, 0, { { ns_t_txt, ns_c_in, 0, NULL, 0 } },
		ANSWER_NONE, "", SECURE_NO };

	for (int i = 0; i < n; i++) {
		buf_add_char(&data, (char)200);
		for (int c = 0; c < 200; c++)
			buf_add_char(&data, 'x');
	}
	buf_add_char(&data, (char)strlen(character));
	buf_add_str(&data, character);
	row.records[0].data = data.at;
	row.records[0].len = data.len;
	put_answer(&b, &row);
	dns_answer_read(buf_span(&b), false, k);
}

static void
test_long(void)
{
	char fill[100];
	struct key_record k;

	memset(fill, 'y', sizeof(fill));
	fill[96] = '\0';
	read_long(20, fill, &k);
	ok(k.answer == ANSWER_FOUND && strlen(k.text) == DKIM_RECORD_MAX,
	    "as long as is kept");
	memcpy(fill + 95, "\303\274", 3);
	read_long(20, fill, &k);
	ok(k.answer == ANSWER_LARGE && strlen(k.text) == DKIM_RECORD_MAX - 1,
	    "a byte more: its beginning, to the last whole character");
}

int
main(void)
{
	test_rows();
	test_cut();
	test_long();
	return tap_done();
}

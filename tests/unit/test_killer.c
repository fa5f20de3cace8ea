/*
 * Mail made to end its reader: each is read in not much more time of the
 * processor than a plain mail takes in the same run, and in bounded memory,
 * and says which limit it met.
 */
#include "config.h"

#include <sys/resource.h>
#include <time.h>

#include "tests/unit/reading.h"

#define TIMES_MAX 50	/* of what a plain page of full length takes */
#define TRIES 4
#define MEMORY_MAX_KB (128L * 1024)
#define MAIL_MAX ((size_t)96 << 20)

static void
repeat(struct buf *b, const char *piece, size_t times)
{
	size_t len = strlen(piece);

	for (size_t i = 0; i < times; i++)
		buf_add(b, piece, len);
}

static void
nested_messages(struct buf *b)
{
	repeat(b, "Content-Type: message/rfc822\n\n", 60000);
}

static void
nested_encoded(struct buf *b)
{
	repeat(b, "Content-Type: message/rfc822\n"
	    "Content-Transfer-Encoding: quoted-printable\n\n", 30000);
}

static void
parentheses(struct buf *b)
{
	buf_add_str(b, "From: ");
	repeat(b, "(", 400000);
	buf_add_str(b, "\n\nx");
}

static void
quotes(struct buf *b)
{
	buf_add_str(b, "From: ");
	repeat(b, "\"\\", 100000);
	repeat(b, "<\"(", 50000);
	buf_add_str(b, "\n\nx");
}

static void
commas(struct buf *b)
{
	buf_add_str(b, "To: ");
	repeat(b, "a@b,", 60000);
	repeat(b, "x <", 5000);
	buf_add_str(b, "\n\nx");
}

static void
nested_multiparts(struct buf *b)
{
	buf_add_str(b, "Content-Type: multipart/mixed; boundary=b0\n\n");
	for (int i = 1; i < 12000; i++)
		buf_addf(b, "--b%d\nContent-Type: multipart/mixed; "
		    "boundary=b%d\n\n", i - 1, i);
}

static void
empty_parts(struct buf *b)
{
	buf_add_str(b, "Content-Type: multipart/mixed; boundary=b\n\n");
	repeat(b, "--b\n\n", 1500000);
}

static void
dashes(struct buf *b)
{
	buf_add_str(b, "Content-Type: multipart/mixed; boundary=b0\n\n");
	for (int i = 1; i < 64; i++)
		buf_addf(b, "--b%d\nContent-Type: multipart/mixed; "
		    "boundary=--------------------%d\n\n", i - 1, i);
	repeat(b, "----------------------\n", 200000);
}

static void
parameters(struct buf *b)
{
	buf_add_str(b, "Content-Type: text/plain");
	for (int i = 0; i < 100000; i++)
		buf_addf(b, ";\n name*%d*=x", i);
	buf_add_str(b, "\n\nx");
}

static void
parameters_in_parts(struct buf *b)
{
	buf_add_str(b, "Content-Type: multipart/mixed; boundary=b\n\n");
	for (int p = 0; p < 2000; p++) {
		buf_add_str(b, "--b\nContent-Type: text/plain");
		for (int i = 0; i < 200; i++)
			buf_addf(b, ";name*%d*=x", i);
		buf_add_str(b, "\n\n");
	}
}

static void
encoded_words(struct buf *b)
{
	buf_add_str(b, "Subject:");
	repeat(b, " =?utf-8?q?a?=\n", 200000);
	buf_add_str(b, "\n\nx");
}

static void
encoded_words_open(struct buf *b)
{
	buf_add_str(b, "Subject: ");
	repeat(b, "=?utf-8?q?a", 20000);
	buf_add_str(b, "\nFrom: ");
	repeat(b, "=?utf-8?q?a", 20000);
	buf_add_str(b, "\n\nx");
}

static void
fields(struct buf *b)
{
	repeat(b, "A: b\n", 1000000);
	buf_add_str(b, "From: jd@example.org\n\nx");
}

static void
deep_divs(struct buf *b)
{
	buf_add_str(b, "Content-Type: text/html\n\n");
	repeat(b, "<div>", 400000);
	repeat(b, "x</div>", 100000);
}

static void
formatting(struct buf *b)
{
	buf_add_str(b, "Content-Type: text/html\n\n");
	for (int i = 0; i < 100000; i++)
		buf_addf(b, "<p><b a=%d>x</p>", i);
}

static void
end_tags(struct buf *b)
{
	buf_add_str(b, "Content-Type: text/html\n\n");
	repeat(b, "<i>", 400);
	repeat(b, "</u></p>", 400000);
}

static void
open_tags(struct buf *b)
{
	buf_add_str(b, "Content-Type: text/html\n\n");
	repeat(b, "<a <a \"<a '<!-", 200000);
	repeat(b, "<title", 100000);
}

static void
raw_tags(struct buf *b)
{
	buf_add_str(b, "Content-Type: text/html\n\n");
	repeat(b, "<title><textarea></title>", 200000);
	repeat(b, "<!-- -- --x", 100000);
}

static void
references(struct buf *b)
{
	buf_add_str(b, "Content-Type: text/html\n\n");
	repeat(b, "&&&notit;&#&#x", 200000);
}

static void
flips(struct buf *b)
{
	buf_add_str(b, "Content-Type: text/html\n\n");
	repeat(b, "a<blockquote>b</blockquote>", 150000);
}

static void
styles(struct buf *b)
{
	buf_add_str(b, "Content-Type: text/html\n\n<style>");
	repeat(b, ".a{display:none}", 50000);
	repeat(b, "@a{", 50000);
	buf_add_str(b, "</style>");
	repeat(b, "<b class='a b c d e f' style=';;;;:::'>", 50000);
}

static void
marks(struct buf *b)
{
	buf_add_str(b, "Content-Type: text/plain; charset=utf-8\n\na");
	repeat(b, "\xcc\x81", 1000000);
}

static void
long_folds(struct buf *b)
{
	buf_add_str(b, "Content-Type: text/plain; charset=utf-8\n\n");
	repeat(b, "\xef\xb7\xba", 1000000);
}

static void
long_word(struct buf *b)
{
	buf_add_str(b, "Content-Type: text/plain; charset=utf-8\n\n");
	repeat(b, "\xd0\xb4\xd0\xbe", 1500000);
}

static void
utf7(struct buf *b)
{
	buf_add_str(b, "Content-Type: text/plain; charset=utf-7\n\n");
	repeat(b, "+AOk-", 600000);
}

static void
shifts(struct buf *b)
{
	buf_add_str(b, "Content-Type: text/plain; charset=iso-2022-jp\n\n");
	repeat(b, "\x1b$B\x1b(B", 500000);
}

static void
equals(struct buf *b)
{
	buf_add_str(b,
	    "Content-Transfer-Encoding: quoted-printable\n\n");
	repeat(b, "=", 4000000);
}

static void
padding(struct buf *b)
{
	buf_add_str(b, "Content-Transfer-Encoding: base64\n\n");
	repeat(b, "=", 4000000);
}

static void
quoting(struct buf *b)
{
	buf_add_str(b, "\n");
	repeat(b, "> a\nb\n", 700000);
}

static void
attributions(struct buf *b)
{
	buf_add_str(b, "\n");
	repeat(b, "On a\n", 200000);
	repeat(b, "From: a\n", 200000);
	repeat(b, "-----\n", 200000);
}

static void
uuencoded(struct buf *b)
{
	buf_add_str(b, "\n");
	repeat(b, "begin 644 a\n", 100000);
	repeat(b, "begin 644 a\n`\nend\n", 100000);
}

static void
blanks(struct buf *b)
{
	buf_add_str(b, "Subject: a\n");
	repeat(b, " \n", 400000);
	buf_add_str(b, "\nx");
}

static void
returns(struct buf *b)
{
	repeat(b, "\r", 3000000);
}

static void
zeros(struct buf *b)
{
	size_t n = 4000000;

	if (buf_room(b, n) == NULL)
		return;
	memset(b->at + b->len, 0, n);
	b->len += n;
}

/* More than is looked at. */
static void
huge(struct buf *b)
{
	buf_add_str(b, "\n");
	repeat(b, "0123456789 0123456789 0123456789 0123456789 0123456789"
	    " 123456789\n", 1100000);
}

static const struct {
	const char *what;
	void (*make)(struct buf *);
	int flag;		/* -1: none asked for */
} killers[] = {
	{ "60,000 nested messages", nested_messages, LETTER_LIMIT_DEPTH },
	{ "30,000 encoded ones", nested_encoded, LETTER_LIMIT_TEXT },
	{ "400,000 parentheses", parentheses, LETTER_LIMIT_HEADERS },
	{ "quotes", quotes, -1 },
	{ "60,000 addresses", commas, LETTER_LIMIT_ADDRESSES },
	{ "12,000 nested multiparts", nested_multiparts,
	    LETTER_LIMIT_DEPTH },
	{ "1,500,000 parts", empty_parts, LETTER_LIMIT_PARTS },
	{ "dashes", dashes, -1 },
	{ "100,000 parameters", parameters, LETTER_LIMIT_HEADERS },
	{ "200 parameters in 2,000 parts", parameters_in_parts, -1 },
	{ "200,000 encoded words", encoded_words, LETTER_LIMIT_HEADERS },
	{ "20,000 open words", encoded_words_open, LETTER_LIMIT_HEADERS },
	{ "1,000,000 fields", fields, LETTER_LIMIT_HEADERS },
	{ "400,000 nested divs", deep_divs, LETTER_LIMIT_DEPTH },
	{ "100,000 open formats", formatting, -1 },
	{ "400,000 end tags", end_tags, -1 },
	{ "open tags", open_tags, -1 },
	{ "raw tags", raw_tags, -1 },
	{ "references", references, -1 },
	{ "150,000 quotes", flips, LETTER_LIMIT_TEXT },
	{ "styles", styles, -1 },
	{ "1,000,000 marks", marks, -1 },
	{ "1,000,000 ligatures", long_folds, -1 },
	{ "one word of 6 MB", long_word, -1 },
	{ "3 MB of UTF-7", utf7, -1 },
	{ "500,000 shifts", shifts, -1 },
	{ "4 MB of = as quoted-printable", equals, LETTER_BAD_ENCODING },
	{ "4 MB of = as base64", padding, -1 },
	{ "700,000 changes of quoting", quoting, -1 },
	{ "lines like attributions", attributions, -1 },
	{ "100,000 files of uuencode", uuencoded, LETTER_LIMIT_TEXT },
	{ "400,000 blank folds", blanks, -1 },
	{ "3 MB of CR", returns, -1 },
	{ "4 MB of NUL", zeros, -1 },
	{ "70 MB", huge, LETTER_LIMIT_SIZE },
};

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
measure(struct arena *a, struct span mail, enum read_mode mode,
    struct letter *l)
{
	struct read_context c = { .mode = mode, .internal_ms = MOMENT_NONE };
	double begin = seconds();

	letter_read(a, mail, &c, l);
	return seconds() - begin;
}

static double
measure_plain(void)
{
	CLEANUP(arena_done) struct arena a = { .max = LIMIT_ARENA_BYTES };
	CLEANUP(buf_done) struct buf b = { .max = MAIL_MAX };
	struct letter l;

	buf_add_str(&b, "From: jd@example.org\nSubject: plain\n"
	    "Content-Type: text/html; charset=utf-8\n\n");
	repeat(&b, "<p>An <b>ordinary</b> line of an ordinary mail.</p>\n",
	    LIMIT_TEXT_BYTES / 50);
	return measure(&a, buf_span(&b), READ_FULL, &l);
}

/* What is too slow is so each time, beside a plain mail of that moment. */
static bool
is_slow(double took, struct span mail, enum read_mode mode)
{
	static double plain;

	if (plain == 0)
		plain = measure_plain();
	for (int i = 1; i < TRIES && took > TIMES_MAX * plain; i++) {
		CLEANUP(arena_done) struct arena a = {
			.max = LIMIT_ARENA_BYTES };
		struct letter l;

		took = measure(&a, mail, mode, &l);
		plain = measure_plain();
	}
	if (took > TIMES_MAX / 10 * plain)
		printf("# %.0f times a plain mail\n", took / plain);
	return took > TIMES_MAX * plain;
}

static void
test_mode(size_t i, struct span mail, enum read_mode mode)
{
	CLEANUP(arena_done) struct arena a = { .max = LIMIT_ARENA_BYTES };
	struct letter l;
	double took = measure(&a, mail, mode, &l);

	ok(!is_slow(took, mail, mode), "%s: %zu bytes in time",
	    killers[i].what, mail.len);
	if (mode == READ_FULL && killers[i].flag >= 0)
		ok(letter_flag_is(&l, (enum letter_flag)killers[i].flag),
		    "says %s", letter_flag_name(
		    (enum letter_flag)killers[i].flag));
}

int
main(void)
{
	struct rusage use;

	for (size_t i = 0; i < COUNT(killers); i++) {
		CLEANUP(buf_done) struct buf b = { .max = MAIL_MAX };

		killers[i].make(&b);
		test_mode(i, buf_span(&b), READ_FULL);
		test_mode(i, buf_span(&b), READ_SALVAGE);
	}
	getrusage(RUSAGE_SELF, &use);
	printf("# at most %ld KB\n", use.ru_maxrss);
#ifndef SANITIZED
	ok(use.ru_maxrss < MEMORY_MAX_KB, "in 128 MB, the mail included");
#endif
	return tap_done();
}

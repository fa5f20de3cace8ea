#include "tests/unit/reading.h"

#define ALT "Content-Type: multipart/alternative; boundary=b\n\n"
#define MIX "Content-Type: multipart/mixed; boundary=b\n\n"

static const struct {
	const char *what, *mail, *want, *flags;
} cases[] = {
	{ "plain", "Subject: x\n\nhello\n", "|hello\n", "" },
	{ "both alternatives",
	    ALT "--b\n\none\n--b\nContent-Type: text/html\n\n<p>two\n--b--\n",
	    "|one\n|two\n", "" },
	{ "preamble and epilogue are not shown",
	    MIX "pre\n--b\n\none\n--b--\nepi\n", "|one\n", "" },
	{ "the preamble when it is all there is", MIX "only this\n",
	    "|only this\n", "" },
	{ "or when there is but the end", MIX "only this\n--b--\nx\n",
	    "|only this\n", "" },
	{ "no final boundary", MIX "--b\n\none\n--b\n\ntwo\n",
	    "|one\n|two\n", "" },
	{ "no boundary named",
	    "Content-Type: multipart/mixed\n\n--zz\n\none\n--zz\n\ntwo\n"
	    "--zz--\n", "|one\n|two\n", "" },
	{ "blanks behind the boundary", MIX "--b \t\r\n\r\none\r\n--b-- \r\n",
	    "|one\n", "" },
	{ "a boundary that begins with another",
	    "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
	    "Content-Type: multipart/mixed; boundary=bb\n\n--bb\n\none\n"
	    "--bb--\n--b\n\ntwo\n--b--\n", "|one\n|two\n", "" },
	{ "an inner one left open",
	    MIX "--b\nContent-Type: multipart/mixed; boundary=cc\n\n--cc\n\n"
	    "one\n--b\n\ntwo\n--b--\n", "|one\n|two\n", "" },
	{ "a header cut off by a boundary", MIX "--b\nA: 1\n--b\n\ntwo\n",
	    "|two\n", "" },
	{ "a part without a header", MIX "--b\nhello: there\nyou\n--b--\n",
	    "|you\n", "" },
	{ "a part whose text comes at once", MIX "--b\nhello you\n--b--\n",
	    "|hello you\n", "" },
	{ "quoted boundary with blanks",
	    "Content-Type: multipart/mixed; boundary=\"a b\"\n\n--a b\n\n"
	    "one\n--a b--\n", "|one\n", "" },
	{ "quoted-printable",
	    "Content-Transfer-Encoding: quoted-printable\n\n"
	    "out=\nside caf=C3=A9=20 \nx=3d1 =zz\n",
	    "|outside café /x=1 =zz\n", " bad-encoding" },
	{ "base64 with all sorts in it",
	    "Content-Transfer-Encoding: base64\n\nSGVs\r\n bG8 =\n",
	    "|Hello\n", "" },
	{ "base64 with more blanks than text",
	    "Content-Transfer-Encoding: base64\n\n  SGVs      \n"
	    "                bG8= \n\n\n", "|Hello\n", "" },
	{ "base64, more behind the padding",
	    "Content-Transfer-Encoding: base64\n\nSGVsbG8=IHlvdQ==\n",
	    "|Hello you\n", "" },
	{ "labelled base64, but it is not",
	    "Content-Transfer-Encoding: base64\n\nHello, you! What?\n",
	    "|Hello, you! What?\n", " bad-encoding" },
	{ "text behind the base64",
	    "Content-Transfer-Encoding: base64\n\nSGVsbG8=\n\n----\n"
	    "To leave the list, write to us\n",
	    "|Hello\n|----/To leave the list, write to us\n",
	    " bad-encoding" },
	{ "no padding before it",
	    "Content-Transfer-Encoding: base64\n\n"
	    "SSB3YWl0IGF0IHlvdXIgZG9vciBhbmQgSSBkbyBub3QgZ28gYXdheSwgU2FsbHkuCg==\n"
	    "Bye, you\n",
	    "|I wait at your door and I do not go away, Sally.\n"
	    "|Bye, you\n", " bad-encoding" },
	{ "a broken line in the middle of it",
	    "Content-Transfer-Encoding: base64\n\nSGVsbG8g\n!!\n"
	    "b2xk IGZyaWVuZC4g\n"
	    "SSB3YWl0IGF0IHlvdXIgZG9vciBhbmQgSSBkbyBub3QgZ28gYXdheSwgU2Fs"
	    "bHku\n",
	    "|Hello old friend. I wait at your door and I do not go away, "
	    "Sally.\n", " bad-encoding" },
	{ "two encodings: the first",
	    "Content-Transfer-Encoding: 8bit\n"
	    "Content-Transfer-Encoding: quoted-printable\n\na=20b\n",
	    "|a=20b\n", "" },
	{ "an unknown encoding",
	    "Content-Transfer-Encoding: x-mine\n\nhello\n",
	    "|hello\n", " bad-encoding" },
	{ "uuencode in the text",
	    "\nsee\nbegin 644 note.txt\n&2&5L;&\\*\n`\nend\nbye\n",
	    "|see\na|note.txt\na|Hello\n|bye\n", "" },
	{ "charset",
	    "Content-Type: text/plain; charset=iso-8859-1\n\ncaf\xe9\n",
	    "|café\n", "" },
	{ "a semicolon forgotten",
	    "Content-Type: text/html charset=utf-8\n\n<p>hi\n", "|hi\n", "" },
	{ "no type by the grammar", "Content-Type: text\n\n<p>hi\n",
	    "|<p>hi\n", "" },
	{ "no type by the grammar, and a name that tells nothing",
	    "Content-Type: letter; name=to-you\n"
	    "Content-Transfer-Encoding: base64\n\nSGVsbG8K\n",
	    "a|to-you\na|Hello\n", "" },
	{ "the same, but it is no text",
	    "Content-Type: letter; name=to-you\n"
	    "Content-Transfer-Encoding: base64\n\nSGUAAWxs\n",
	    "a|to-you\n", "" },
	{ "two types: the first",
	    "Content-Type: text/plain\nContent-Type: image/png\n\nhi\n",
	    "|hi\n", "" },
	{ "a message inside",
	    MIX "--b\nContent-Type: message/rfc822\n\nFrom: a@x.example\n"
	    "Subject: =?utf-8?q?h=C3=B6?=\n\ninner\n--b--\n",
	    "f|From: a@x.example/Subject: hö\nf|inner\n", "" },
	{ "a message inside, in base64",
	    MIX "--b\nContent-Type: message/rfc822\n"
	    "Content-Transfer-Encoding: base64\n\n"
	    "U3ViamVjdDogYQoKaW5uZXIK\n--b\n\nouter\n--b--\n",
	    "f|Subject: a\nf|inner\n|outer\n", "" },
	{ "a digest",
	    "Content-Type: multipart/digest; boundary=b\n\n--b\n\n"
	    "Subject: a\n\none\n--b--\n", "f|Subject: a\nf|one\n", "" },
	{ "a delivery report",
	    "Content-Type: multipart/report; boundary=b\n\n--b\n"
	    "Content-Type: message/delivery-status\n\nStatus: 5.1.1\n--b\n"
	    "Content-Type: text/rfc822-headers\n\nSubject: a\n--b--\n",
	    "|Status: 5.1.1\nf|Subject: a\n", "" },
	{ "an attached text",
	    MIX "--b\nContent-Type: text/plain; name=a.txt\n"
	    "Content-Disposition: attachment\n\nhi\n--b--\n",
	    "a|a.txt\na|hi\n", "" },
	{ "text and HTML as files without a type",
	    MIX "--b\nContent-Type: application/octet-stream; name=a.txt\n\n"
	    "hi\n--b\nContent-Type: application/octet-stream\n"
	    "Content-Disposition: attachment; filename=\"b.html\"\n\n<p>ho\n"
	    "--b--\n", "a|a.txt\na|hi\na|b.html\na|ho\n", "" },
	{ "a picture says its name",
	    MIX "--b\nContent-Type: image/png; name=\"your house.png\"\n"
	    "Content-Transfer-Encoding: base64\n\nAAAA\n--b--\n",
	    "a|your house.png\n", "" },
	{ "RFC 2231",
	    MIX "--b\nContent-Type: image/png;\n name*0*=utf-8''caf%C3%A9;\n"
	    " name*1=\" noir\";\n name*2*=.png\n\nx\n--b--\n",
	    "a|café noir.png\n", "" },
	{ "encoded words in a name",
	    MIX "--b\nContent-Type: image/png; name=\"=?utf-8?q?=C3=A9?=\"\n"
	    "\nx\n--b--\n", "a|é\n", "" },
	{ "a calendar",
	    "Content-Type: text/calendar\n\nSUMMARY:see\n  you\\, soon\n",
	    "|SUMMARY:see you, soon\n", "" },
	{ "enriched",
	    "Content-Type: text/enriched\n\n<bold>hi</bold> <<you"
	    "<param>x</param>\n", "|hi <you\n", "" },
	{ "signed text is read",
	    "Content-Type: multipart/signed; boundary=b\n\n--b\n\nhi\n--b\n"
	    "Content-Type: application/pgp-signature\n\nxx\n--b--\n",
	    "|hi\n", "" },
	{ "PGP",
	    "Content-Type: multipart/encrypted; boundary=b\n\n--b\n"
	    "Content-Type: application/pgp-encrypted\n\nVersion: 1\n--b--\n",
	    "", " encrypted" },
	{ "PGP in the text", "\n-----BEGIN PGP MESSAGE-----\nxx\n",
	    "|-----BEGIN PGP MESSAGE-----/xx\n", " encrypted" },
	{ "S/MIME",
	    "Content-Type: application/pkcs7-mime; name=smime.p7m\n\nxx\n",
	    "a|smime.p7m\n", " encrypted" },
	{ "TNEF", "Content-Type: application/ms-tnef\n\nxx\n", "", " tnef" },
	{ "winmail.dat",
	    "Content-Type: application/octet-stream; name=winmail.dat\n\nx\n",
	    "a|winmail.dat\n", " tnef" },
	{ "lines that end with CR", "Subject: x\r\rone\rtwo\r",
	    "|one/two\n", "" },
	{ "HTML with its charset inside",
	    "Content-Type: text/html\n\n<meta charset=koi8-r>\xd0\xd2\xc9\n",
	    "|при\n", "" },
};

static void
test_cases(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
		CLEANUP(buf_done) struct buf mail = { .max = 1 << 20 };
		CLEANUP(buf_done) struct buf out = { .max = 1 << 20 };
		CLEANUP(buf_done) struct buf flags = { .max = 1 << 20 };
		struct letter l;

		buf_addf(&mail, "Date: 1 Jan 2024 00:00\n%s", cases[i].mail);
		if (strchr(cases[i].mail, '\r') != NULL &&
		    strchr(cases[i].mail, '\n') == NULL)
			mail.at[strcspn(mail.at, "\n")] = '\r';
		letter_of(&a, buf_span(&mail), ROLE_INBOX, &l);
		passages_add(&out, &l);
		flags_add(&flags, &l);
		is_str(buf_str(&out), cases[i].want, cases[i].what);
		is_str(buf_str(&flags), cases[i].flags, "its flags");
	}
}

static const char whole[] =
	"Return-Path: <bounce@x.example>\n"
	"Received: from a by b; Mon, 01 Jan 2024 00:00:10 +0000\n"
	"Received: from c by a; Sun, 31 Dec 2023 23:00:10 +0000\n"
	"From: \"John Doe\" <jd@example.org>\n"
	"Sender: list@x.example\n"
	"Reply-To: other@y.example\n"
	"To: Sally <sally@z.example>\n"
	"Cc: elaine@z.example\n"
	"Subject: =?utf-8?q?caf=C3=A9?=\n"
	"Date: Wed, 03 Jan 2024 00:00:00 +0000\n"
	"Message-ID: <abc@x.example>\n"
	"X-Odd: 1\n"
	"X-Odd: 2\n"
	"\n"
	"text\n";

static void
test_whole(void)
{
	CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
	char text[MOMENT_TEXT];
	struct letter l;

	letter_of(&a, span_str(whole), ROLE_INBOX, &l);
	is_span(l.from->name, "John Doe", "From's name");
	is_span(l.from->addr, "jd@example.org", "From's address");
	is_span(l.sender->addr, "list@x.example", "Sender");
	is_span(l.reply_to->addr, "other@y.example", "Reply-To");
	is_span(l.return_path->addr, "bounce@x.example", "Return-Path");
	is_span(l.to->addr, "sally@z.example", "To");
	is_span(l.cc->addr, "elaine@z.example", "Cc");
	ok(l.bcc == NULL, "no Bcc");
	is_span(l.subject, "café", "Subject");
	is_span(l.subject_folded, "cafe", "Subject folded");
	is_span(l.message_id, "abc@x.example", "Message-ID");
	is_span(letter_field(&l, "x-odd"), "1", "the first of two fields");
	ok(letter_field(&l, "x-none").len == 0, "a field that is not there");
	moment_text_utc(l.received_ms, text);
	is_str(text, "2024-01-01T00:00:10Z", "the topmost Received");
	ok(letter_flag_is(&l, LETTER_DATE_DIFFERS), "Date is days off");
	ok(l.channel == CHANNEL_EMAIL && l.counts, "an e-mail");
	is_int(l.parts, 1, "one part");
}

static void
test_salvage(void)
{
	static const char mail[] = "From: jd@example.org\nContent-Type: "
	    "text/html\n\n<p>raw</p>\n";
	struct read_context c = { .mode = READ_SALVAGE,
		.internal_ms = MOMENT_NONE, .truncated = true };
	CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
	struct letter l;

	letter_read(&a, span_str(mail), &c, &l);
	is_span(l.from->addr, "jd@example.org", "salvaged: From");
	is_span(l.passages->text, "<p>raw</p>", "salvaged: raw text");
	ok(letter_flag_is(&l, LETTER_SALVAGED), "salvaged: said so");
	ok(letter_flag_is(&l, LETTER_TRUNCATED), "truncated: said so");
}

static void
test_duplicates(void)
{
	static const char mail[] = "From: a@x.example\nFrom: b@x.example\n"
	    "Subject: one\nSubject: two\n\n";
	CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
	struct letter l;

	letter_of(&a, span_str(mail), ROLE_INBOX, &l);
	is_span(l.from->addr, "a@x.example", "the first From");
	is_span(l.from->next->addr, "b@x.example", "and the second");
	is_span(l.subject, "one\ntwo", "both subjects");
}

/* The sender may not hide behind a flood of fields. */
static void
test_flooded(void)
{
	CLEANUP(arena_done) struct arena a = { .max = LIMIT_ARENA_BYTES };
	CLEANUP(buf_done) struct buf mail = { .max = 64u << 20 };
	struct letter l;

	for (int i = 0; i < 40000; i++)
		buf_addf(&mail, "X-%d: %0*d\n", i, 500, 0);
	buf_add_str(&mail, "From: jd@example.org\n\ntext\n");
	letter_of(&a, buf_span(&mail), ROLE_INBOX, &l);
	ok(l.from != NULL, "From is found");
	ok(letter_flag_is(&l, LETTER_LIMIT_HEADERS), "limit said");
	ok(l.passages != NULL, "text is found");
}

int
main(void)
{
	test_cases();
	test_flooded();
	test_whole();
	test_salvage();
	test_duplicates();
	return tap_done();
}

/*
 * Innocent texts: what folding, HTML and strong folding must not make a
 * hit of, one line a specimen, not found.
 */
#include "tests/unit/evasion_rig.h"

struct row {
	const char *what;
	struct {
		const char *at;
		size_t len;
	} bytes;
};

static const struct row words[] = {
	{ "a longer word before", TEXT("houses outside yours housed") },
	{ "glued words", TEXT("outside yourhouse") },
	{ "other order", TEXT("house your outside") },
	{ "another word between", TEXT("outside of your house") },
	{ "other words", TEXT("inside your house, outside our house") },
	{ "a full stop between", TEXT("He waits outside. Your house is "
	    "nice.") },
	{ "a comma between", TEXT("outside, your house") },
	{ "dots without fold: strong", TEXT("o.u.t.s.i.d.e your house") },
	{ "spaced without fold: strong", TEXT("o u t s i d e your house") },
	{ "digits without fold: strong", TEXT("0uts1de y0ur h0us3") },
	{ "a newsletter", TEXT("House of the week: outside London, a garden "
	    "of your own.\nUnsubscribe: https://news.example/u?id=aG91c2U") },
	{ "Russian", TEXT("Около твоего дома никого нет, все хорошо") },
	{ "Russian in look-alikes only", TEXT("СОСНА РОСА ТОСКА КОТ") },
	{ "Russian with English", TEXT("Мой outside ваш house") },
	{ "Greek", TEXT("Έξω από το σπίτι σου είναι ήσυχα") },
	{ "Hebrew", TEXT("מחוץ לבית שלך שקט") },
	{ "Arabic", TEXT("خارج منزلك هدوء") },
	{ "Chinese", TEXT("你家外面很安静") },
	{ "Japanese, full width", TEXT("ＯＵＴＳＩＤＥの家 Ｙｏｕｒ") },
	{ "Thai", TEXT("ข้างนอกบ้านของคุณเงียบมาก") },
	{ "Hindi", TEXT("आपके घर के बाहर शांति है") },
	{ "Korean", TEXT("당신의 집 밖은 조용하다") },
	{ "mathematics",
	    TEXT("Let 𝑜 ∈ 𝑂, 𝑢 ≤ 𝑡 and 𝑠𝑖𝑑𝑒² = ½; ∀𝑦 ∃ℎ: 𝑜𝑢𝑡(𝑠)") },
	{ "flags", TEXT("outside 🇬🇧🇫🇷 your 🇩🇪 house") },
	{ "emoji between words", TEXT("outside 😀 your house") },
	{ "written backwards for fun", TEXT("esuoh ruoy edistuo") },
	{ "words of the rule far apart", TEXT("outside\n\nThe end.\n\n"
	    "your\n\nDear all,\n\nhouse") },
};

static const struct row strong[] = {
	{ "numbers", TEXT("I will f1 and you 10 at 11:15 on 2026-01-02") },
	{ "a longer word", TEXT("you will find yours") },
	{ "initials", TEXT("Will F.I.N.D. meet? You decide.") },
	{ "letters of a list", TEXT("will pay for a, b and c; find you") },
	{ "single words", TEXT("I will go. Find a b c you") },
	{ "money", TEXT("will $find 100 you") },
	{ "a file list", TEXT("w-i-l-l.txt\nf/i/n/d.c\nyou") },
	{ "columns of digits", TEXT("w 1 1 1 f 1 n d y 0 u") },
	{ "a word of the rule in pieces", TEXT("wi ll fi nd yo u") },
	{ "a word of two letters spaced", TEXT("will find y o") },
	{ "code", TEXT("if (w[i] == l || l) { f(i, n, d); } // you") },
};

static const struct row html[] = {
	{ "words of blocks that belong to none", HTML("<p>out</p><p>side your "
	    "house") },
	{ "cells that make a word", HTML("<td>out<td>side your house") },
	{ "items that make a word", HTML("<ul><li>out<li>side your house") },
	{ "a line break within a word", HTML("out<br>side your house") },
	{ "a rule between", HTML("out<hr>side your house") },
	{ "a style sheet", HTML("<style>/* outside your house */ .a{}"
	    "</style>x") },
	{ "a script", HTML("<script>say('outside your house')</script>x") },
	{ "a comment", HTML("<!-- outside your house -->x") },
	{ "a conditional comment", HTML("<!--[if mso]>outside your house"
	    "<![endif]-->x") },
	{ "a class and an id", HTML("<p class='outside your house' "
	    "id='outside your house'>x") },
	{ "CDATA is not shown", HTML("<![CDATA[outside your house]]>x") },
	{ "a frame nobody shows", HTML("<noframes>outside your house"
	    "</noframes>x") },
	{ "a picture within the text", HTML("x<img src='data:text/plain,"
	    "outside your house'>") },
	{ "references that are none", HTML("outside&nosuch;your house") },
	{ "a link's words in its path", HTML("<a href='https://b.example/"
	    "outside-your-house'>x</a>") },
	{ "white on a dark ground", HTML("<table bgcolor='#202020'><td>"
	    "<font color=white>hello</font>") },
};

static const struct row parts[] = {
	{ "a picture's bytes", MIXED("--cut\nContent-Type: image/png\n\n"
	    "\x89PNG\r\n outside your house\n--cut--\n") },
	{ "base64 that says so by chance", MIXED("--cut\n"
	    "Content-Type: application/pdf\n"
	    "Content-Transfer-Encoding: base64\n\n"
	    "SSBhbSBvdXRzaWRlIHlvdXIgaG91c2U=\n--cut--\n") },
	{ "base64 as text", TEXT("b3V0c2lkZSB5b3VyIGhvdXNl") },
	{ "a sound", TYPE("audio/mpeg", "ID3 outside your house") },
	{ "a boundary", TYPE("multipart/mixed; boundary=\"outside your "
	    "house\"", "--outside your house\n\nx\n--outside your house--") },
	{ "before the first part", MIXED("outside your house\n--cut\n\nx\n"
	    "--cut--\n") },
	{ "behind the last part", MIXED("--cut\n\nx\n--cut--\n"
	    "outside your house\n") },
	{ "two parts", MIXED("--cut\n\noutside your\n--cut\n\nhouse\n"
	    "--cut--\n") },
	{ "subject and text", BYTES(FROM "Subject: outside your\n\nhouse") },
	{ "a field no rule looks at", BYTES(FROM
	    "X-Note: outside your house\n\nx") },
	{ "a field's name", BYTES(FROM "Outside-Your-House: yes\n\nx") },
	{ "a date and a trace", BYTES("Received: from outside by your house; "
	    "Thu, 1 Jan 2026 00:00:00 +0000\n" FROM "\nx") },
	{ "PGP armour", TEXT("-----BEGIN PGP MESSAGE-----\n\n"
	    "wcBMA0outsideyourhouse0BCADwillfindyou0jdexample\n=aZ9+\n"
	    "-----END PGP MESSAGE-----\n") },
	{ "a signature's bytes", MIXED("--cut\nContent-Type: "
	    "application/pkcs7-signature; name=smime.p7s\n\n"
	    "outside your house\n--cut--\n") },
	{ "flowed paragraphs", TYPE("text/plain; format=flowed",
	    "out\nside your house\n") },
	{ "DelSp where nobody said so", TYPE("text/plain; format=flowed",
	    "out \nside your house\n") },
};

#define TO(header) BYTES(header "\n" DATED "\nx")

static const struct row addresses[] = {
	{ "a domain that goes on", TO("From: jd@example.org.evil.example") },
	{ "a longer local part", TO("From: xjd@example.org") },
	{ "a tagged local part", TO("From: jd+x@example.org") },
	{ "a dot within", TO("From: j.d@example.org") },
	{ "a subdomain", TO("From: jd@mail.example.org") },
	{ "a longer domain", TO("From: jd@myexample.org") },
	{ "a look-alike", TO("From: jd@ex\u0430mple.org") },
	{ "a zero width space", TO("From: jd@exam\u200bple.org") },
	{ "full width", TO("From: ｊｄ@example.org") },
	{ "To and Cc", TO("From: a@b.example\nTo: jd@example.org\n"
	    "Cc: jd@example.org") },
	{ "the name of another", TO("From: \"jd@example.org\" "
	    "<a@b.example>") },
	{ "a comment", TO("From: a@b.example (jd@example.org)") },
	{ "a route", TO("From: <@example.org:jd@b.example>") },
	{ "another group's name", TO("From: jd@example.org.x:;, "
	    "a@b.example") },
	{ "the text", TEXT("write to jd@example.org") },
	{ "a message inside", TYPE("message/rfc822",
	    "From: jd@example.org\n\nx") },
	{ "a fold that ends the header", BYTES(FROM "\nFrom: "
	    "jd@example.org\n\nx") },
	{ "a name that goes on", TO("From: John Doeson <a@b.example>") },
	{ "half of a name", TO("From: John <a@b.example>") },
	{ "a Message-ID", TO("From: a@b.example\n"
	    "Message-ID: <jd@example.org>") },
};

static void
check(struct evasion_rig *rig, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CLEANUP(arena_done) struct arena a = {
			.max = LIMIT_ARENA_BYTES };
		CLEANUP(buf_done) struct buf found = { .max = 1 << 16 };
		CLEANUP(buf_done) struct buf flags = { .max = 1 << 16 };
		struct letter l;

		evasion_run(rig, &a, span_of(rows[i].bytes.at,
		    rows[i].bytes.len), &l, &found, &flags);
		is_str(buf_str(&found), "", rows[i].what);
		ok(!letter_flag_is(&l, LETTER_HIDDEN_TEXT), "nothing hidden");
	}
}

/* Found, but no contact by itself: the words may not be the sender's. */
static const struct row others[] = {
	{ "quoted in a reply", TEXT("You wrote this:\n"
	    "> the bluebird always knows\nwhy?") },
	{ "below an attribution line", TEXT("why?\n\nOn Thu, 1 Jan 2026, J "
	    "wrote:\nthe bluebird always knows\n") },
	{ "in a blockquote", HTML("why?<blockquote>the bluebird always knows"
	    "</blockquote>") },
	{ "forwarded whole", TYPE("message/rfc822",
	    "From: jd@example.org\n\nthe bluebird always knows") },
	{ "a name alone", TO("From: John Doe <a@b.example>") },
};

static void
check_candidate(struct evasion_rig *rig, const struct row *row)
{
	static struct verdict v;
	CLEANUP(arena_done) struct arena arena = { .max = LIMIT_ARENA_BYTES };
	struct attribution a = { 0 };
	struct letter l;

	letter_of(&arena, span_of(row->bytes.at, row->bytes.len), ROLE_INBOX,
	    &l);
	matcher_run(rig->matcher, &l, 0, ROLE_INBOX, &v);
	ok(attribute(&v, ROLE_INBOX, rig->people, 0, &a), "%s", row->what);
	is_int(a.state, STATE_CANDIDATE, "a candidate");
}

int
main(void)
{
	struct evasion_rig rig = { 0 };

	if (!evasion_rig_open(&rig))
		return 99;
	check(&rig, words, COUNT(words));
	check(&rig, strong, COUNT(strong));
	check(&rig, html, COUNT(html));
	check(&rig, parts, COUNT(parts));
	check(&rig, addresses, COUNT(addresses));
	for (size_t i = 0; i < COUNT(others); i++)
		check_candidate(&rig, &others[i]);
	evasion_rig_close(&rig);
	return tap_done();
}

#include "read/html/html.h"
#include "read/html/tag.h"
#include "tests/unit/reading.h"

static const struct {
	const char *what, *html, *want, *flags;
} cases[] = {
	{ "text", "hello", "|hello\n", "" },
	{ "paragraphs", "<p>one<p>two</p>three", "|one/two/three\n", "" },
	{ "white space", "a \n\t b<br>c<br/>  d", "|a b/c/d\n", "" },
	{ "words are not broken by empty tags",
	    "mo<b></b>n<i>e</i>y mo<!-- x -->ney mo<wbr>ney<span/>s",
	    "|money money moneys\n", "" },
	{ "references", "&lt;b&gt; caf&eacute; &#233;&#xE9; &copy2024 &amp",
	    "|<b> café éé ©2024 &\n", "" },
	{ "references that are none", "a & b &nosuch; &nothing; &#; &#x; &",
	    "|a & b &nosuch; ¬hing; &#; &#x; &\n", "" },
	{ "windows-1252 by number", "&#147;hi&#148;", "|“hi”\n", "" },
	{ "references within words", "m&#111;ney", "|money\n", "" },
	{ "script and style are dropped",
	    "a<script>var b = '<p>x</p>';</script><style>p{}</style>c",
	    "|ac\n", "" },
	{ "title is read", "<head><title>A &amp; B</title></head>text",
	    "|A & B/text\n", "" },
	{ "comments", "a<!-- <b>no</b> -->b<!doctype x>c<?xml ?>d",
	    "|abcd\n", "" },
	{ "conditional comments",
	    "<!--[if mso]>no<![endif]-->a<![if !mso]>b<![endif]>c",
	    "|abc\n", "" },
	{ "cells", "<table><tr><td>a<td>b<tr><td>c</table>d",
	    "|a b/c/d\n", "" },
	{ "pre", "<pre>a  b\n c</pre>d", "|a  b/ c/d\n", "" },
	{ "a bare <", "1 < 2 <3 a<b", "|1 < 2 <3 a\n", "" },
	{ "quoted > in a value", "<b title='a>b' x=\"c>d\">e</b>",
	    "|e\nt|a>b\n", "" },
	{ "an attribute given twice",
	    "<b style='color:red' style='display:none'>a</b>", "|a\n", "" },
	{ "broken tags", "<p <b>x</ b>y</>z<", "|xyz<\n", "" },
	/* hidden */
	{ "display:none", "a<span style='display:none'>b</span>c",
	    "|ac\nh|b\n", " hidden-text" },
	{ "case and blanks",
	    "a<span STYLE=\"color:red; DISPLAY : None\">b</span>c",
	    "|ac\nh|b\n", " hidden-text" },
	{ "visibility and font-size",
	    "<i style='visibility:hidden'>a</i><i style='font-size:0px'>b"
	    "</i>c<i style='font-size:0.5em'>d</i>",
	    "|cd\nh|ab\n", " hidden-text" },
	{ "font-size taken back",
	    "<td style='font-size:0'><p style='font-size:14px'>a</p></td>",
	    "|a\n", "" },
	{ "display is not taken back",
	    "<div style='display:none'><p style='display:block'>a</p></div>b",
	    "|b\nh|a\n", " hidden-text" },
	{ "the hidden attribute", "a<div hidden>b</div>c", "|a/c\nh|b\n",
	    " hidden-text" },
	{ "hidden filler in a word",
	    "mo<span style=display:none>xx</span>ney", "|money\nh|xx\n",
	    " hidden-text" },
	{ "by a class", "<style>.x, p.y{display:none} .z{color:red}</style>"
	    "mo<b class='q x'>zz</b>ney<i class=z>!</i>",
	    "|money!\nh|zz\n", " hidden-text" },
	{ "a class of small screens",
	    "<style>@media x{.x{display:none}}</style><b class=x>a</b>",
	    "|a\n", "" },
	{ "misnested", "<b style=display:none><div>a</b>b</div>c",
	    "|c\nh|ab\n", " hidden-text" },
	{ "a stray end tag shows nothing",
	    "<div style=display:none>a</span></p>b</div>c",
	    "|c\nh|a/b\n", " hidden-text" },
	/* targets */
	{ "links and pictures",
	    "<a href='http://x.example/?a=1&amp;b=2'>here</a>"
	    "<img src='http://y.example/i.png' alt='a cat'>",
	    "|here\nt|http://x.example/?a=1&b=2/http://y.example/i.png/a cat\n",
	    "" },
	{ "another host is shown",
	    "<a href='http://evil.example/'>www.bank.example</a>",
	    "|www.bank.example\nt|http://evil.example/\n",
	    " link-differs" },
	{ "the same host is shown",
	    "<a href='https://www.bank.example/x'>bank.example</a>",
	    "|bank.example\nt|https://www.bank.example/x\n", "" },
	{ "a host in its user part",
	    "<a href='http://bank.example@evil.example/'>"
	    "http://bank.example/</a>",
	    "|http://bank.example/\nt|http://bank.example@evil.example/\n",
	    " link-differs" },
	{ "words are no host", "<a href='http://x.example'>read me. now</a>",
	    "|read me. now\nt|http://x.example\n", "" },
	/* quoted */
	{ "blockquote", "a<blockquote>b<p>c</blockquote>d",
	    "|a\nq|b/c\n|d\n", "" },
	{ "gmail", "a<div class='gmail_quote'>On x, y wrote:<br>b</div>",
	    "|a\nq|On x, y wrote:/b\n", "" },
	{ "Outlook: all that follows",
	    "a<div id='divRplyFwdMsg'>From: x</div>b<p>c",
	    "|a\nq|From: x/b/c\n", "" },
	{ "by its text",
	    "no<p>-----Original Message-----<br>From: x<br>go away",
	    "|no\nq|-----Original Message-----/From: x/go away\n", "" },
};

static unsigned
next_random(unsigned *seed)
{
	*seed = *seed * 1103515245 + 12345;
	return *seed >> 16;
}

/* A blank where there is any white space between two characters. */
static void
collapse(struct buf *out, struct span s)
{
	bool blank = false;

	for (size_t i = 0; i < s.len; i++) {
		bool is = strchr(" \t\n\r\f", s.at[i]) != NULL;

		if (!is && blank && out->len > 0)
			buf_add_char(out, ' ');
		if (!is)
			buf_add_char(out, s.at[i]);
		blank = is;
	}
}

/* Random words and white space: stretches are taken many bytes at once. */
static void
test_white_space(void)
{
	static const char *const pieces[] = { "a", "word", " ", " ", "  ",
		"\n", "\t ", "\f", "\r\n", "\x01", "\u00e9", "longerword" };
	unsigned seed = 3;
	int wrong = 0;

	for (int i = 0; i < 5000; i++) {
		CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
		CLEANUP(buf_done) struct buf html = { .max = 1000 };
		CLEANUP(buf_done) struct buf want = { .max = 1000 };
		struct letter l = { .arena = &a };
		struct letter_builder r = { .letter = &l, .text_left = 1000,
			.passages_left = 9, .tail = &l.passages };

		for (unsigned k = next_random(&seed) % 20; k > 0; k--)
			buf_add_str(&html, pieces[next_random(&seed) %
			    COUNT(pieces)]);
		collapse(&want, buf_span(&html));
		html_split(&r, buf_span(&html), 0);
		wrong += !span_eq(l.passages == NULL ? span_str("") :
		    l.passages->text, buf_span(&want));
	}
	is_int(wrong, 0, "white space is one blank");
}

/* Every tag that is known, of however many letters and in any case. */
static void
test_names(void)
{
	static const char *const names[] = {
		"a", "address", "applet", "area", "article", "aside", "base",
		"basefont", "bdo", "bgsound", "blockquote", "body", "br",
		"button", "caption", "center", "col", "dd", "details", "dialog",
		"dir", "div", "dl", "dt", "embed", "fieldset", "figcaption",
		"figure", "footer", "form", "frame", "h1", "h2", "h3", "h4",
		    "h5",
		"h6", "head", "header", "hr", "html", "iframe", "img", "input",
		"legend", "li", "link", "listing", "main", "marquee", "menu",
		"meta", "nav", "noembed", "noframes", "object", "ol",
		    "optgroup",
		"option", "p", "param", "pre", "script", "section", "select",
		"source", "style", "summary", "table", "tbody", "td",
		    "textarea",
		"tfoot", "th", "thead", "title", "tr", "track", "ul", "wbr",
		"xmp",
	};
	uint32_t ids[COUNT(names)];
	int unknown = 0, twice = 0, longer = 0;

	for (size_t i = 0; i < COUNT(names); i++) {
		CLEANUP(buf_done) struct buf b = { .max = 100 };
		struct tag t;

		buf_addf(&b, "<%sx><%c%s>", names[i], names[i][0] - 32,
		    names[i] + 1);
		tag_read(buf_span(&b), &t);
		longer += (t.id & 0x80000000) == 0;
		tag_read(span_from(buf_span(&b), strlen(names[i]) + 3), &t);
		unknown += (t.id & 0x80000000) != 0;
		ids[i] = t.id;
		for (size_t k = 0; k < i; k++)
			twice += ids[k] == t.id;
	}
	is_int(unknown, 0, "every name is known");
	is_int(twice, 0, "no two are one");
	is_int(longer, 0, "longer ones are others");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
		CLEANUP(buf_done) struct buf mail = { .max = 1 << 20 };
		CLEANUP(buf_done) struct buf out = { .max = 1 << 20 };
		CLEANUP(buf_done) struct buf flags = { .max = 1 << 20 };
		struct letter l;

		buf_addf(&mail, "Date: 1 Jan 2024 00:00\n"
		    "Content-Type: text/html\n\n%s", cases[i].html);
		letter_of(&a, buf_span(&mail), ROLE_INBOX, &l);
		passages_add(&out, &l);
		flags_add(&flags, &l);
		is_str(buf_str(&out), cases[i].want, cases[i].what);
		is_str(buf_str(&flags), cases[i].flags, "its flags");
	}
	test_white_space();
	test_names();
	return tap_done();
}

/*
 * Disguise: beside test_evasion.c, each way to keep a phrase from the rules,
 * or an address from the identifiers, one line, one specimen, found; and
 * what is marked of it.  What is not found is listed in doc/reading.md, "Not
 * found".
 */
#include "tests/unit/evasion_rig.h"

struct row {
	const char *trick;
	struct {
		const char *at;
		size_t len;
	} bytes;
	const char *want;	/* as evasion_finding has it */
	const char *flags;	/* NULL: none */
};

static const struct row letters[] = {
	{ "no trick", TEXT("outside your house"), "visit", NULL },
	{ "zero width space", TEXT("out\u200bside your ho\u200buse"),
	    "visit", NULL },
	{ "zero width non-joiner", TEXT("out\u200cside your house"),
	    "visit", NULL },
	{ "zero width joiner", TEXT("out\u200dside your house"), "visit",
	    NULL },
	{ "soft hyphen", TEXT("out\u00adside your house"), "visit", NULL },
	{ "word joiner", TEXT("out\u2060side your house"), "visit", NULL },
	{ "byte order mark within", TEXT("out\ufeffside your house"),
	    "visit", NULL },
	{ "combining grapheme joiner", TEXT("out\u034fside your house"),
	    "visit", NULL },
	{ "invisible times", TEXT("out\u2062side your house"), "visit",
	    NULL },
	{ "Mongolian vowel separator within",
	    TEXT("out\u180eside your house"), "visit", NULL },
	{ "interlinear annotation", TEXT("out\ufff9side\ufffb your house"),
	    "visit", NULL },
	{ "control characters", TEXT("o\001u\002t\033side your\177 house"),
	    "visit", NULL },
	{ "combining marks", TEXT("o\u0338u\u0336ts\u0301ide your house"),
	    "visit", NULL },
	{ "stacked marks", TEXT("o\u0300\u0301\u0302\u0303\u0304\u0305"
	    "utside your ho\u0316\u0317\u0318\u0319use"), "visit", NULL },
	{ "enclosing marks", TEXT("o\u20ddu\u20det\u20e3side your house"),
	    "visit", NULL },
	{ "composed letters", TEXT("öütsïdé ÿôûr hõúsè"), "visit", NULL },
	{ "bidi isolates", TEXT("out\u2066side\u2069 your house"), "visit",
	    NULL },
	{ "bidi embeddings", TEXT("out\u202aside\u202c your \u200ehouse"),
	    "visit", NULL },
	{ "a left-to-right override", TEXT("\u202doutside your house"),
	    "visit", NULL },
	{ "variation selectors", TEXT("o\ufe0fu\ufe0etside your house"),
	    "visit", NULL },
	{ "ideographic variation selectors",
	    TEXT("o\U000e0101utside your house"), "visit", NULL },
	{ "tag characters", TEXT("out\U000e0061\U000e007fside your house"),
	    "visit", NULL },
	{ "Cyrillic", TEXT("оutѕіdе уоur hоuѕе"), "visit", NULL },
	{ "Greek", TEXT("οutsιdε yουr hοusε"), "visit", NULL },
	{ "Armenian", TEXT("օսtside yօսr һօսse"), "visit", NULL },
	{ "Cherokee", TEXT("outsᎥꭰe ᎩouᎡ house"), "visit", NULL },
	{ "Coptic and Lisu", TEXT("ⲟutside yꓳur hꓳuꓢe"), "visit", NULL },
	{ "full width", TEXT("ｏｕｔｓｉｄｅ　ｙｏｕｒ　ｈｏｕｓｅ"), "visit",
	    NULL },
	{ "mathematical bold", TEXT("𝐨𝐮𝐭𝐬𝐢𝐝𝐞 𝐲𝐨𝐮𝐫 𝐡𝐨𝐮𝐬𝐞"), "visit", NULL },
	{ "mathematical script", TEXT("ℴ𝓊𝓉𝓈𝒾𝒹ℯ 𝓎ℴ𝓊𝓇 𝒽ℴ𝓊𝓈ℯ"), "visit", NULL },
	{ "Fraktur and double struck", TEXT("𝔬𝔲𝔱𝔰𝔦𝔡𝔢 𝕪𝕠𝕦𝕣 𝕙𝕠𝕦𝕤𝕖"), "visit",
	    NULL },
	{ "sans serif and typewriter", TEXT("𝗼𝘂𝘁𝘀𝗶𝗱𝗲 𝚢𝚘𝚞𝚛 𝘩𝘰𝘶𝘴𝘦"), "visit",
	    NULL },
	{ "circled", TEXT("ⓞⓤⓣⓢⓘⓓⓔ ⓨⓞⓤⓡ ⒽⓄⓊⓈⒺ"), "visit", NULL },
	{ "negative circled", TEXT("🅞🅤🅣🅢🅘🅓🅔 🅨🅞🅤🅡 🅗🅞🅤🅢🅔"), "visit",
	    NULL },
	{ "squared", TEXT("🄾🅄🅃🅂🄸🄳🄴 🅈🄾🅄🅁 🄷🄾🅄🅂🄴"), "visit", NULL },
	{ "negative squared", TEXT("🅾🆄🆃🆂🅸🅳🅴 🆈🅾🆄🆁 🅷🅾🆄🆂🅴"), "visit",
	    NULL },
	{ "parenthesised", TEXT("⒪⒰⒯⒮⒤⒟⒠ ⒴⒪⒰⒭ 🄗🄞🄤🄢🄔"), "visit", NULL },
	{ "regional indicators", TEXT("🇴🇺🇹🇸🇮🇩🇪 🇾🇴🇺🇷 🇭🇴🇺🇸🇪"),
	    "visit", NULL },
	{ "small capitals", TEXT("ᴏᴜᴛꜱɪᴅᴇ ʏᴏᴜʀ ʜᴏᴜꜱᴇ"), "visit", NULL },
	{ "superscript", TEXT("ᵒᵘᵗˢⁱᵈᵉ ʸᵒᵘʳ ʰᵒᵘˢᵉ"), "visit", NULL },
	{ "ligatures", TEXT("at your oﬃce"), "office", NULL },
	{ "dotless i", TEXT("outsıde your house"), "visit", NULL },
	{ "dotted capital I", TEXT("OUTSİDE YOUR HOUSE"), "visit", NULL },
	{ "long s", TEXT("outſide your houſe"), "visit", NULL },
	{ "Roman numerals", TEXT("outsⅰⅾe your house"), "visit", NULL },
	{ "strokes and hooks", TEXT("øutside ɏøur ħøuse"), "visit", NULL },
	{ "invalid bytes in UTF-8", TYPE("text/plain; charset=utf-8",
	    "öööö out\xffside your house"), "visit", " bad-charset" },
	{ "written backwards", TEXT("I am \u202eesuoh ruoy edistuo\u202c"),
	    "visit", " reordered-text" },
	{ "one word backwards", TEXT("I am \u202eedistuo\u202c your house"),
	    "visit", " reordered-text" },
};

static const struct row blanks[] = {
	{ "line break", TEXT("outside\nyour\r\nhouse"), "visit", NULL },
	{ "tabs and many blanks", TEXT("outside\t \t your     house"),
	    "visit", NULL },
	{ "empty lines", TEXT("outside\n\n\nyour\n\nhouse"), "visit", NULL },
	{ "form feed, vertical tab", TEXT("outside\fyour\vhouse"), "visit",
	    NULL },
	{ "no-break space", TEXT("outside\u00a0your\u202fhouse"), "visit",
	    NULL },
	{ "thin and hair space", TEXT("outside\u2009your\u200ahouse"),
	    "visit", NULL },
	{ "ideographic space", TEXT("outside\u3000your house"), "visit",
	    NULL },
	{ "Ogham space", TEXT("outside\u1680your house"), "visit", NULL },
	{ "braille blank", TEXT("outside\u2800your\u2800house"), "visit",
	    NULL },
	{ "Hangul filler", TEXT("outside\u3164your\uffa0house"), "visit",
	    NULL },
	{ "line separator", TEXT("outside\u2028your\u2029house"), "visit",
	    NULL },
	{ "next line", TEXT("outside\xc2\x85your house"), "visit", NULL },
	{ "zero width spaces beside blanks",
	    TEXT("outside \u200b your\u200b \u200bhouse"), "visit", NULL },
};

static const struct row transfers[] = {
	{ "base64", CTE("base64", "text/plain",
	    "SSBhbSBvdXRzaWRlIHlvdXIgaG91c2U=\n"), "visit", NULL },
	{ "base64 in odd lines", CTE("BASE64", "text/plain",
	    "SSBh\nbSBvdXRza\n\nWRlIHlvd XIga\nG91c2U=\n"), "visit", NULL },
	{ "base64 with junk", CTE("base64", "text/plain",
	    "SSBhbSBv!dXRza*WRlIHlv(dXIgaG91c2U=\n"), "visit",
	    " bad-encoding" },
	{ "base64 in two padded pieces", CTE("base64", "text/plain",
	    "b3V0c2lkZSB5bw==\ndXIgaG91c2U=\n"), "visit", NULL },
	{ "base64 without its padding", CTE("base64", "text/plain",
	    "SSBhbSBvdXRzaWRlIHlvdXIgaG91c2U"), "visit", NULL },
	{ "quoted-printable", CTE("quoted-printable", "text/plain",
	    "=6F=75tside=20your house\n"), "visit", NULL },
	{ "quoted-printable, small digits", CTE("Quoted-Printable",
	    "text/plain", "=6f=75tside your=20house\n"), "visit", NULL },
	{ "quoted-printable, soft breaks within words",
	    CTE("quoted-printable", "text/plain",
	    "out=\nside yo= \t\r\nur house\n"), "visit", NULL },
	{ "quoted-printable, broken", CTE("quoted-printable", "text/plain",
	    "100=% outside=20your=20house =ZZ\n"), "visit",
	    " bad-encoding" },
	{ "uuencode", TEXT("begin 644 a.txt\n"
	    "722!A;2!O=71S:61E('EO=7(@:&]U<V4 \n \nend\n"), "visit/a", NULL },
	{ "uuencode as a transfer encoding", CTE("x-uuencode", "text/plain",
	    "begin 644 a.txt\n722!A;2!O=71S:61E('EO=7(@:&]U<V4 \n \nend\n"),
	    "visit", NULL },
	{ "base64 that is none", CTE("base64", "text/plain",
	    "I am outside your house, and I wait\n"), "visit",
	    " bad-encoding" },
	{ "an encoding nobody knows", CTE("rot13-x", "text/plain",
	    "outside your house\n"), "visit", " bad-encoding" },
	{ "a comment in the encoding", CTE("(x) base64", "text/plain",
	    "SSBhbSBvdXRzaWRlIHlvdXIgaG91c2U=\n"), "visit", NULL },
	{ "two encodings", BYTES(FROM
	    "Content-Transfer-Encoding: base64\n"
	    "Content-Transfer-Encoding: 7bit\n\n"
	    "SSBhbSBvdXRzaWRlIHlvdXIgaG91c2U=\n"), "visit", NULL },
	{ "UTF-7", TYPE("text/plain; charset=utf-7",
	    "+AG8AdQB0AHMAaQBkAGU- your +AGgAbwB1AHMAZQ-"), "visit", NULL },
	{ "UTF-16", CTE("base64", "text/plain; charset=utf-16",
	    "AEkAIABhAG0AIABvAHUAdABzAGkAZABlACAAeQBvAHUAcgAgAGgAbwB1AHMA"
	    "ZQ=="), "visit", NULL },
	{ "UTF-16 with a mark", CTE("base64", "text/plain; charset=utf-16",
	    "//5JACAAYQBtACAAbwB1AHQAcwBpAGQAZQAgAHkAbwB1AHIAIABoAG8AdQBz"
	    "AGUA"), "visit", NULL },
	{ "UTF-16 without a label", CTE("base64", "text/plain",
	    "//5JACAAYQBtACAAbwB1AHQAcwBpAGQAZQAgAHkAbwB1AHIAIABoAG8AdQBz"
	    "AGUA"), "visit", NULL },
	{ "UTF-16 that claims to be UTF-8", CTE("base64",
	    "text/plain; charset=utf-8",
	    "AEkAIABhAG0AIABvAHUAdABzAGkAZABlACAAeQBvAHUAcgAgAGgAbwB1AHMA"
	    "ZQ=="), "visit", NULL },
	{ "NULs between", TEXT("o\0u\0t\0s\0i\0d\0e\0 \0y\0o\0u\0r\0 \0"
	    "h\0o\0u\0s\0e"), "visit", NULL },
	{ "escapes of ISO-2022-JP", TYPE("text/plain; charset=iso-2022-jp",
	    "out\033(Bside your \033(Jhouse"), "visit", NULL },
	{ "full width in ISO-2022-JP",
	    TYPE("text/plain; charset=iso-2022-jp",
	    "\033$B#o#u#t#s#i#d#e\033(B your house"), "visit", NULL },
	{ "HZ", TYPE("text/plain; charset=hz-gb-2312",
	    "~{#o#u#t#s#i#d#e~} your ho~\nuse"), "visit", NULL },
	{ "a charset nobody knows", TYPE("text/plain; charset=x-no-such",
	    "öutside yöur house"), "visit", " bad-charset" },
	{ "a charset that lies", TYPE("text/plain; charset=iso-8859-1",
	    "o\u200butside your house"), "visit", " bad-charset" },
	{ "windows-1251", TYPE("text/plain; charset=windows-1251",
	    "\xeeutside your house"), "visit", NULL },
	{ "a mark at the beginning", TYPE("text/plain; charset=utf-8",
	    "\xef\xbb\xbfoutside your house"), "visit", NULL },
};

static const struct row headers[] = {
	{ "a word in the subject", BYTES(FROM
	    "Subject: =?utf-8?q?outside_your_house?=\n\nx"),
	    "visit@subject", NULL },
	{ "split within a word", BYTES(FROM "Subject: =?utf-8?q?out?=\n"
	    " =?utf-8?q?side?= your =?utf-8?b?aG91c2U=?=\n\nx"),
	    "visit@subject", NULL },
	{ "split within a character", BYTES(FROM
	    "Subject: =?utf-8?q?=D0?= =?utf-8?q?=BEutside?= your house"
	    "\n\nx"), "visit@subject", NULL },
	{ "two charsets", BYTES(FROM "Subject: =?us-ascii?q?out?=\n"
	    " =?utf-8?q?side?= your house\n\nx"), "visit@subject", NULL },
	{ "glued words", BYTES(FROM
	    "Subject: out=?utf-8?q?side?=  your house\n\nx"),
	    "visit@subject", NULL },
	{ "a language", BYTES(FROM
	    "Subject: =?utf-8*en?q?outside?= your house\n\nx"),
	    "visit@subject", NULL },
	{ "a word never ended", BYTES(FROM
	    "Subject: =?utf-8?q?outside_your_house\n\nx"), "visit@subject",
	    " bad-encoding" },
	{ "raw 8-bit", BYTES(FROM "Subject: \xf6utside your house\n\nx"),
	    "visit@subject", NULL },
	{ "raw UTF-8", BYTES(FROM "Subject: оutside your house\n\nx"),
	    "visit@subject", NULL },
	{ "folded", BYTES(FROM "Subject: outside\n your\n\thouse\n\nx"),
	    "visit@subject", NULL },
	{ "folded by a blank line", BYTES("Subject: outside\n   \n your house"
	    "\n" FROM "\nx"), "visit@subject", NULL },
	{ "a blank before the colon", BYTES(FROM
	    "Subject : outside your house\n\nx"), "visit@subject", NULL },
	{ "a second subject", BYTES(FROM "Subject: hello\n"
	    "Subject: outside your house\n\nx"), "visit@subject", NULL },
	{ "look-alikes in the subject", BYTES(FROM
	    "Subject: =?koi8-r?q?=CFutside?= your house\n\nx"),
	    "visit@subject", NULL },
	{ "a subject written backwards", BYTES(FROM
	    "Subject: \u202eesuoh ruoy edistuo\n\nx"), "visit@subject",
	    " reordered-text" },
	{ "no empty line", BYTES(FROM "I am outside your house\n"), "visit",
	    NULL },
	{ "no header at all", BYTES("I am outside your house\n"), "visit",
	    " no-date" },
	{ "line ends of CR only", BYTES("From: x@b.example\r"
	    "Date: Thu, 1 Jan 2026 00:00:00 +0000\r\routside\ryour house"),
	    "visit", NULL },
	{ "a line of an mbox first", BYTES("From x Thu Jan  1 00:00 2026\n"
	    FROM "\noutside your house"), "visit", NULL },
	{ "two types, the first one HTML", BYTES(FROM
	    "Content-Type: text/html\nContent-Type: text/plain\n\n"
	    "out<b></b>side your house"), "visit", NULL },
	{ "two types, the first one none", BYTES(FROM
	    "Content-Type:\nContent-Type: text/html\n\n"
	    "out<b></b>side your house"), "visit", NULL },
	{ "a type folded and commented", BYTES(FROM
	    "Content-Type: (a)\n text/html (b) ;\n charset (c) = utf-8\n\n"
	    "out<b></b>side your house"), "visit", NULL },
};

static const struct row html[] = {
	{ "decimal references", HTML("&#111;utside your h&#0111;use"),
	    "visit", NULL },
	{ "hexadecimal references", HTML("&#x6f;utside your h&#X06F;use"),
	    "visit", NULL },
	{ "references without an end", HTML("&#111utside your h&#x6fuse"),
	    "visit", NULL },
	{ "references of look-alikes", HTML("&omicron;utside your house"),
	    "visit", NULL },
	{ "&nbsp; and its like", HTML("outside&nbsp;your&thinsp;house"),
	    "visit", NULL },
	{ "&nbsp without an end", HTML("outside&nbsp your&#160house"),
	    "visit", NULL },
	{ "&shy; and &zwnj;", HTML("out&shy;si&zwnj;de your h&zwj;ouse"),
	    "visit", NULL },
	{ "&ZeroWidthSpace;", HTML("out&ZeroWidthSpace;side your house"),
	    "visit", NULL },
	{ "a comment within", HTML("out<!-- > x -->side your house"),
	    "visit", NULL },
	{ "comments that are odd", HTML("out<!-->side<!---> yo<! x>ur "
	    "ho<?x>use"), "visit", NULL },
	{ "an empty element within", HTML("out<b></b>side your<i></i> house"),
	    "visit", NULL },
	{ "each letter an element", HTML("<b>o</b><i>u</i><u>t</u>"
	    "<span>s</span><font>i</font><em>d</em>e your house"), "visit",
	    NULL },
	{ "<wbr>", HTML("out<wbr>side your ho<wbr/>use"), "visit", NULL },
	{ "tags nobody knows", HTML("out<x-y z>side your ho</q>use"),
	    "visit", NULL },
	{ "a tag over lines", HTML("out<b\nclass='x'\n>side your house"),
	    "visit", NULL },
	{ "a NUL in a tag", HTML("out<b\0 x\0>side your house"), "visit",
	    NULL },
	{ "attributes without quotes", HTML("out<a href=x?'a\"b>side your "
	    "house"), "visit", NULL },
	{ "a > in a value", HTML("out<b title='>'>side your house"), "visit",
	    NULL },
	{ "unclosed tags", HTML("<div><b><i>out<u>side<p> your <td>house"),
	    "visit", NULL },
	{ "a quote never ended", HTML("outside your house <a href='x"),
	    "visit", NULL },
	{ "CDATA", HTML("out<![CDATA[x]]>side your house"), "visit", NULL },
	{ "<br>", HTML("outside<br>your<br/>house"), "visit", NULL },
	{ "blocks", HTML("<p>outside<div>your</div><h1>house"), "visit",
	    NULL },
	{ "cells", HTML("<table><tr><td>outside<td>your<td>house</table>"),
	    "visit", NULL },
	{ "a cell a letter", HTML("<table><tr><td>w<td>i<td>l<td>l<tr>"
	    "<td>f<td>i<td>n<td>d<tr><td>y<td>o<td>u</table>"), "find", NULL },
	{ "alternative text", HTML("<img alt='outside your house'>"),
	    "visit/t", NULL },
	{ "a title", HTML("<p title='outside your house'>x"), "visit/t",
	    NULL },
	{ "a placeholder", HTML("<input placeholder='outside your house'>"),
	    "visit/t", NULL },
	{ "a value", HTML("<input value='outside your house'>"), "visit/t",
	    NULL },
	{ "a button's value", HTML("<input type=submit "
	    "value=\"outside&#32your house\">"), "visit/t", NULL },
	{ "a link", HTML("<a href='mailto:x?subject=outside your house'>"),
	    "visit/t", NULL },
	{ "aria-label", HTML("<b aria-label='outside your house'>x</b>"),
	    "visit/t", NULL },
	{ "a label", HTML("<select><optgroup label='outside your house'>"),
	    "visit/t", NULL },
	{ "<title>", HTML("<head><title>outside your house</title></head>"),
	    "visit", NULL },
	{ "<noscript>", HTML("<noscript>outside your house</noscript>"),
	    "visit", NULL },
	{ "<textarea>", HTML("<textarea>outside your house</textarea>"),
	    "visit", NULL },
	{ "<option>", HTML("<select><option>outside your house</select>"),
	    "visit", NULL },
	{ "<template> and <svg>", HTML("<svg><text>outside</text> "
	    "<text>your house</text></svg>"), "visit", NULL },
	{ "generated by a style", HTML("<style>p::before{content:'outside "
	    "your house'}</style><p>"), "visit/t", NULL },
	{ "behind </html>", HTML("<html><body></body></html>"
	    "outside your house"), "visit", NULL },
	{ "an unended <style>", HTML("outside your house<style>p{"),
	    "visit", NULL },
	{ "display:none", HTML("<div style='display:none'>outside your "
	    "house</div>"), "visit/h", " hidden-text" },
	{ "a preheader", HTML("<span style='display:none!important;"
	    "mso-hide:all;max-height:0'>outside your house</span>Hi"),
	    "visit/h", " hidden-text" },
	{ "font-size:0", HTML("<p style=font-size:0px>outside your house"),
	    "visit/h", " hidden-text" },
	{ "white on white", HTML("<p style='color:#fff'>outside your "
	    "house"), "visit/h", " hidden-text" },
	{ "white on white by <font>", HTML("<body bgcolor=white>"
	    "<font color='#FFFFFE'>outside your house</font>"), "visit/h",
	    " hidden-text" },
	{ "black on black", HTML("<td bgcolor=#000000><b style='color: "
	    "rgb(0, 0, 0)'>outside your house"), "visit/h",
	    " hidden-text" },
	{ "white filler within a word", HTML("out<i style='color:white'>"
	    "zzz</i>side your house"), "visit", " hidden-text" },
	{ "hidden filler within a word", HTML("out<b style=display:none>"
	    "zzz</b>side your<b hidden>x</b> house"), "visit",
	    " hidden-text" },
	{ "hidden by a class", HTML("<style>.q{display:none}</style>"
	    "out<b class=q>zzz</b>side your house"), "visit",
	    " hidden-text" },
	{ "a filler far to the left", HTML("out<b style='position:absolute;"
	    "left:-9999px'>zzz</b>side your house"), "visit",
	    " hidden-text" },
	{ "a filler indented away", HTML("<p style='text-indent:-999em'>"
	    "outside your house"), "visit/h", " hidden-text" },
	{ "a filler of one pixel", HTML("out<b style='font-size:1px'>zzz"
	    "</b>side your house"), "visit", " hidden-text" },
	{ "a style with references", HTML("out<b style='display&#58;n"
	    "one'>zzz</b>side your house"), "visit", " hidden-text" },
	{ "a style with comments and escapes", HTML("out<b style='dis/**/"
	    "play:/* x */n\\6fne'>zzz</b>side your house"), "visit",
	    " hidden-text" },
	{ "<bdo>", HTML("I am <bdo dir=rtl>esuoh ruoy edistuo</bdo>"),
	    "visit", " reordered-text" },
	{ "a direction by style", HTML("I am <span style='direction:rtl;"
	    "unicode-bidi:bidi-override'>esuoh ruoy edistuo</span>"),
	    "visit", " reordered-text" },
	{ "a link that shows another", HTML("outside your house "
	    "<a href='http://evil.example/'>www.bank.example</a>"), "visit",
	    " link-differs" },
	{ "quoted to look old", HTML("<blockquote>outside your house"),
	    "visit/q", NULL },
	{ "HTML that claims to be text", TYPE("text/plain",
	    "<html><body><b>outside your house</b></body></html>"),
	    "visit", NULL },
};

static const struct row parts[] = {
	{ "the plain half", TYPE("multipart/alternative; boundary=cut",
	    "--cut\n\noutside your house\n--cut\nContent-Type: text/html\n\n"
	    "<p>hello\n--cut--\n"), "visit", NULL },
	{ "the HTML half", TYPE("multipart/alternative; boundary=cut",
	    "--cut\n\nhello\n--cut\nContent-Type: text/html\n\n"
	    "<p>outside your house\n--cut--\n"), "visit", NULL },
	{ "a calendar", MIXED("--cut\nContent-Type: text/calendar\n\n"
	    "BEGIN:VCALENDAR\nDESCRIPTION:I am out\n side your\\nhouse\n"
	    "--cut--\n"), "visit", NULL },
	{ "a delivery report", TYPE("multipart/report; boundary=cut",
	    "--cut\nContent-Type: message/delivery-status\n\n"
	    "Diagnostic-Code: smtp; outside your house\n--cut--\n"), "visit",
	    NULL },
	{ "the header in a report", TYPE("multipart/report; boundary=cut",
	    "--cut\nContent-Type: text/rfc822-headers\n\n"
	    "Subject: outside your house\n--cut--\n"), "visit/f", NULL },
	{ "a message inside", TYPE("message/rfc822",
	    "From: a@b.example\n\noutside your house"), "visit/f", NULL },
	{ "the subject of a message inside", TYPE("message/rfc822",
	    "Subject: =?utf-8?q?outside?= your house\n\nx"), "visit/f",
	    NULL },
	{ "a message inside, in base64", CTE("base64", "message/rfc822",
	    "CkkgYW0gb3V0c2lkZSB5b3VyIGhvdXNl"), "visit/f", NULL },
	{ "a text that says it is nothing", MIXED("--cut\n"
	    "Content-Type: application/octet-stream; name=a.txt\n\n"
	    "outside your house\n--cut--\n"), "visit/a", NULL },
	{ "an attached page", MIXED("--cut\n"
	    "Content-Type: application/octet-stream\n"
	    "Content-Disposition: attachment; filename=\"a.HTML\"\n"
	    "Content-Transfer-Encoding: base64\n\n"
	    "PHA+b3V0c2lkZSA8Yj48L2I+eW91ciBob3VzZTwvcD4=\n--cut--\n"),
	    "visit/a", NULL },
	{ "the name of a file", MIXED("--cut\nContent-Type: image/png\n"
	    "Content-Disposition: attachment;\n"
	    " filename=\"outside your house.png\"\n\nx\n--cut--\n"),
	    "visit/a", NULL },
	{ "a name in pieces", MIXED("--cut\nContent-Type: image/png\n"
	    "Content-Disposition: attachment; filename*1=\"side your\";\n"
	    " filename*0=\"out\"; filename*2*=%20h%6Fuse\n\nx\n--cut--\n"),
	    "visit/a", NULL },
	{ "a name in a charset", MIXED("--cut\nContent-Type: image/png;\n"
	    " name*=koi8-r'en'%CFutside%20your%20house\n\nx\n--cut--\n"),
	    "visit/a", NULL },
	{ "a name in words", MIXED("--cut\nContent-Type: image/png;\n"
	    " name=\"=?utf-8?q?outside_your_house?=\"\n\nx\n--cut--\n"),
	    "visit/a", NULL },
	{ "no final boundary", MIXED("--cut\n\nI am outside your house"),
	    "visit", NULL },
	{ "no boundary at all", MIXED("I am outside your house"), "visit",
	    NULL },
	{ "no boundary named", TYPE("multipart/mixed",
	    "--x\n\noutside your house\n--x--\n"), "visit", NULL },
	{ "a boundary that begins another",
	    TYPE("multipart/mixed; boundary=cut", "--cut\nContent-Type: "
	    "multipart/mixed; boundary=cutter\n\n--cutter\n\nx\n--cutter\n\n"
	    "outside your house\n--cutter--\n--cut--\n"), "visit", NULL },
	{ "a quoted boundary", TYPE("multipart/mixed; boundary=\"a: \\\"b\"",
	    "--a: \"b\n\noutside your house\n--a: \"b--\n"), "visit", NULL },
	{ "a boundary in pieces", TYPE("multipart/mixed; boundary*0=cu;\n"
	    " boundary*1=t", "--cut\nContent-Type: text/html\n\n"
	    "out<b></b>side your house\n--cut--\n"), "visit", NULL },
	{ "a boundary with blanks behind", MIXED("--cut \t\n"
	    "Content-Type: text/html\n\nout<b></b>side your house\n--cut--"),
	    "visit", NULL },
	{ "two boundaries", TYPE("multipart/mixed; boundary=cut; "
	    "boundary=no", "--cut\nContent-Type: text/html\n\n"
	    "out<b></b>side your house\n--cut--"), "visit", NULL },
	{ "flowed with DelSp", TYPE("text/plain; format=flowed; delsp=yes",
	    "I am out \nside yo \nur house\n"), "visit", NULL },
	{ "flowed", TYPE("text/plain; format=flowed",
	    "I am outside \nyour \nhouse\n"), "visit", NULL },
	{ "text/enriched", TYPE("text/enriched",
	    "out<bold></bold>side <color><param>red</param>your</color> "
	    "house"), "visit", NULL },
	{ "text/richtext", TYPE("text/richtext",
	    "out<Bold></Bold>side your<nl>house"), "visit", NULL },
	{ "a type nobody knows below text", TYPE("text/x-any",
	    "outside your house"), "visit", NULL },
	{ "a type without a slash", TYPE("text", "outside your house"),
	    "visit", NULL },
	{ "quoted to look old", TEXT("> outside your\n> house\n"), "visit/q",
	    NULL },
	{ "a signature", TEXT("hello\n-- \noutside your house\n"), "visit",
	    NULL },
};

static const struct row strong[] = {
	{ "digits for letters", TEXT("w1ll f1nd y0u"), "find", NULL },
	{ "signs for letters", TEXT("w!ll f!nd y@u, w1ll f!nd you"), "find",
	    NULL },
	{ "spaced", TEXT("I w i l l find you"), "find", NULL },
	{ "words spaced, wider between", TEXT("w i l l  f i n d  y o u"),
	    "find", NULL },
	{ "a letter a line", TEXT("w\ni\nl\nl\n\nf\ni\nn\nd\n\ny\no\nu"),
	    "find", NULL },
	{ "dots", TEXT("w.i.l.l f.i.n.d y.o.u"), "find", NULL },
	{ "hyphens", TEXT("w-i-l-l f-i-n-d you"), "find", NULL },
	{ "underscores", TEXT("w_i_l_l f_i_n_d you"), "find", NULL },
	{ "asterisks", TEXT("w*i*l*l f*i*n*d you"), "find", NULL },
	{ "other signs", TEXT("w|i|l|l f:i:n:d y+o+u"), "find", NULL },
	{ "middle dots", TEXT("w·i·l·l f•i•n•d you"), "find", NULL },
	{ "many signs", TEXT("w--i--l--l f...i...n...d you"), "find",
	    NULL },
	{ "signs between blanks", TEXT("w - i - l - l  f - i - n - d  you"),
	    "find", NULL },
	{ "emoji between", TEXT("w😀i😀l😀l f❤️i❤️n❤️d you"), "find", NULL },
	{ "spaced look-alikes", TEXT("w і l l fіnd уоu"), "find", NULL },
	{ "spaced and wide", TEXT("ｗ　ｉ　ｌ　ｌ find you"), "find", NULL },
	{ "spaced by no-break spaces", TEXT("w\u00a0i\u00a0l\u00a0l find "
	    "you"), "find", NULL },
	{ "in the subject", BYTES(FROM "Subject: w.i.l.l f1nd you\n\nx"),
	    "find@subject", NULL },
};

#define TO(header) BYTES(header "\n" DATED "\nx")

static const struct row addresses[] = {
	{ "in other case", TO("From: JD@EXAMPLE.Org"), "From", NULL },
	{ "comments", TO("From: (a) jd (b) @ (c) example.org (d)"), "From",
	    NULL },
	{ "a comment with brackets", TO("From: (<a@b.example>) "
	    "<jd@example.org>"), "From", NULL },
	{ "a quoted local part", TO("From: <\"j\\d\"@example.org>"), "From",
	    NULL },
	{ "folded within", TO("From:\n <jd@\n example.org>"), "From", NULL },
	{ "a group", TO("From: us: a@b.example, <jd@example.org>;"), "From",
	    NULL },
	{ "a route", TO("From: <@relay.example:jd@example.org>"), "From",
	    NULL },
	{ "two From", TO("From: a@b.example\nFrom: jd@example.org"), "From",
	    NULL },
	{ "two in one From", TO("From: a@b.example, jd@example.org"), "From",
	    NULL },
	{ "an unquoted comma in the name", TO("From: D, J <jd@example.org>"),
	    "From", NULL },
	{ "SMTPUTF8", TO("From: jö@example.org"), "From", NULL },
	{ "SMTPUTF8 in a word", TO("From: =?utf-8?q?j=C3=B6?=@example.org"),
	    "From", NULL },
	{ "a word within brackets", TO("From: x "
	    "<=?utf-8?q?jd=40example=2Eorg?=>"), "From", NULL },
	{ "no closing bracket", TO("From: J D <jd@example.org"), "From",
	    NULL },
	{ "no opening bracket", TO("From: J D jd@example.org>"), "From",
	    NULL },
	{ "a quote never ended", TO("From: \"J D <jd@example.org>"), "From",
	    NULL },
	{ "twice in brackets", TO("From: <<jd@example.org>>"), "From",
	    NULL },
	{ "mailto:", TO("From: <mailto:jd@example.org>"), "From", NULL },
	{ "a blank before the colon", TO("From : jd@example.org"), "From",
	    NULL },
	{ "Sender only", TO("From: a@b.example\nSender: jd@example.org"),
	    "Sender", NULL },
	{ "Reply-To only", TO("From: a@b.example\nReply-To: "
	    "jd@example.org"), "Reply-To", NULL },
	{ "Return-Path only", TO("Return-Path: <jd@example.org>\n"
	    "From: a@b.example"), "Return-Path", NULL },
	{ "a name in other letters", TO("From: J\u200bоhn Dοe <a@b.example>"),
	    "From/name", NULL },
	{ "a name in a word", TO("From: =?utf-8?b?Sm9obg==?=\n"
	    " =?utf-8?q?_Doe?= <a@b.example>"), "From/name", NULL },
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
		is_str(buf_str(&found), rows[i].want, rows[i].trick);
		is_str(buf_str(&flags), rows[i].flags == NULL ? "" :
		    rows[i].flags, "its flags");
	}
}

/* What is marked in the text as it came, pieces parted by '|'. */
static const struct {
	const char *trick;
	struct {
		const char *at;
		size_t len;
	} bytes;
	const char *marked;
} marks[] = {
	{ "no trick", TEXT("I am outside your house, now"),
	    "outside your house" },
	{ "wide blanks", TEXT("I  am  outside\n\nyour  house.\n"),
	    "outside\n\nyour  house" },
	{ "blanks before, behind", TEXT("x \u3000 outside \t your house\n\n"),
	    "outside \t your house" },
	{ "zero width space", TEXT("a\u200b out\u200bside your house b"),
	    "out\u200bside your house" },
	{ "soft hyphens", TEXT("\u00ado\u00aduts\u00adide your house!"),
	    "o\u00aduts\u00adide your house" },
	{ "look-alikes", TEXT("Я оutside уour hоuse, да"),
	    "оutside уour hоuse" },
	{ "combining marks", TEXT("ö o\u0338u\u0336tside your house ö"),
	    "o\u0338u\u0336tside your house" },
	{ "full width", TEXT("「ｏｕｔｓｉｄｅ　ｙｏｕｒ　ｈｏｕｓｅ」"),
	    "ｏｕｔｓｉｄｅ　ｙｏｕｒ　ｈｏｕｓｅ" },
	{ "mathematical", TEXT("so 𝐨𝐮𝐭𝐬𝐢𝐝𝐞 𝐲𝐨𝐮𝐫 𝐡𝐨𝐮𝐬𝐞 then"),
	    "𝐨𝐮𝐭𝐬𝐢𝐝𝐞 𝐲𝐨𝐮𝐫 𝐡𝐨𝐮𝐬𝐞" },
	{ "parenthesised", TEXT("(⒪⒰⒯⒮⒤⒟⒠ ⒴⒪⒰⒭ 🄗🄞🄤🄢🄔)"),
	    "⒪⒰⒯⒮⒤⒟⒠ ⒴⒪⒰⒭ 🄗🄞🄤🄢🄔" },
	{ "a ligature", TEXT("ﬁne, at your oﬃce ﬁne"), "at your oﬃce" },
	{ "what grows before it", TEXT("…ﷺ… outside your house …"),
	    "outside your house" },
	{ "twice", TEXT("outside your house, о\u200butside ur house"),
	    "outside your house|о\u200butside ur house" },
	{ "HTML", HTML("<p>a&shy;b <b>out</b>&#8203;side&nbsp;your "
	    "house</p>"), "out\u200bside\u00a0your house" },
	{ "quoted-printable", CTE("quoted-printable", "text/plain",
	    "I out=\nside=20your house.\n"), "outside your house" },
	{ "strong: digits", TEXT("he w1ll f1nd y0u, he"), "w1ll f1nd y0u" },
	{ "strong: spaced", TEXT("x, w i l l  f i n d  y o u. x"),
	    "w i l l  f i n d  y o u" },
	{ "strong: signs", TEXT("we: w.i.l.l f😀i😀n😀d y-o-u!"),
	    "w.i.l.l f😀i😀n😀d y-o-u" },
	{ "strong: look-alikes", TEXT("Я w і\u200b l l fіnd уоu, да"),
	    "w і\u200b l l fіnd уоu" },
	{ "drawn backwards", TEXT("a \u202eesuoh ruoy edistuo\u202c b"),
	    "outside your house" },
};

static void
check_marked(struct evasion_rig *rig, size_t i)
{
	CLEANUP(arena_done) struct arena a = { .max = LIMIT_ARENA_BYTES };
	CLEANUP(buf_done) struct buf got = { .max = 1 << 16 };
	struct range ranges[16];
	struct letter l;

	letter_of(&a, span_of(marks[i].bytes.at, marks[i].bytes.len),
	    ROLE_INBOX, &l);
	for (struct passage *p = l.passages; p != NULL; p = p->next) {
		size_t n = matcher_ranges(rig->matcher, &l, p, ranges,
		    COUNT(ranges));

		for (size_t k = 0; k < n; k++) {
			if (got.len > 0)
				buf_add_char(&got, '|');
			buf_add_span(&got, span_of(p->text.at +
			    ranges[k].start, ranges[k].end -
			    ranges[k].start));
		}
	}
	is_str(buf_str(&got), marks[i].marked, marks[i].trick);
}

int
main(void)
{
	struct evasion_rig rig = { 0 };

	if (!evasion_rig_open(&rig))
		return 99;
	check(&rig, letters, COUNT(letters));
	check(&rig, blanks, COUNT(blanks));
	check(&rig, transfers, COUNT(transfers));
	check(&rig, headers, COUNT(headers));
	check(&rig, html, COUNT(html));
	check(&rig, parts, COUNT(parts));
	check(&rig, strong, COUNT(strong));
	check(&rig, addresses, COUNT(addresses));
	for (size_t i = 0; i < COUNT(marks); i++)
		check_marked(&rig, i);
	evasion_rig_close(&rig);
	return tap_done();
}

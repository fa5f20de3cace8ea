#!/usr/bin/env python3
"""Mail made to end its reader, one file each, all from the person.

    killer_mail.py DIR

writes DIR/000-name.eml and so on.  The writer is a process of its own, so
that whoever measures others stays small.  A killer whose From is itself the
weapon names the person in Sender.
"""
import base64
import os
import random
import sys

PERSON = b"jd@example.org"
TEXT = b"Content-Type: text/plain; charset=%s\n"
CODED = b"Content-Transfer-Encoding: "


def mail(fields=b"", body=b"x\n"):
    return (b"From: " + PERSON + b"\nTo: sally@home.example\n" + fields
            + b"\n" + body)


def html(body):
    return mail(b"Content-Type: text/html; charset=utf-8\n", body)


def plain(body, charset=b"utf-8"):
    return mail(TEXT % charset, body)


def weapon(value):
    return b"From: " + value + b"\nSender: " + PERSON + b"\n\nx\n"


def multipart(boundary, body):
    return mail(b"Content-Type: multipart/mixed; boundary=%s\n" % boundary,
                body)


def multiparts(n):
    parts = b"".join(b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n"
                     % (i - 1, i) for i in range(1, n))
    return multipart(b"b0", parts)


def parameters(n):
    return mail(b"Content-Type: text/plain"
                + b"".join(b";\n name*%d*=x" % i for i in range(n)) + b"\n")


def chain(n, coding, encode):
    """A message in a message, each encoded again."""
    inner = b"Subject: inmost\n\nx\n"
    for _ in range(n):
        inner = (b"Content-Type: message/rfc822\n" + CODED + coding
                 + b"\n\n" + encode(inner))
    return mail()[:-3] + inner


def look_alikes(n):
    """Lines that begin like a boundary."""
    return multipart(b"=_a_boundary_of_fair_length", b"".join(
        [b"--=_a_boundary_of_fair_length\n\n",
         b"--=_a_boundary_of_fair_lengtH\n" * n]))


def prefixes(n):
    return multipart(b"=_a_boundary_of_fair_length",
                     b"--=_a_boundary_of_fair_length_not\n" * n)


def labels(n):
    part = (b"--b\nContent-Type: text/plain; charset=\"\"\n\n\xe9\n"
            b"--b\nContent-Type: text/plain; charset=''; charset*=''''\n\n"
            b"\xe9\n")
    return multipart(b"b", part * n)


def noise(n):
    return random.Random(1).randbytes(n).replace(b"\n", b"\r")


def broken_html(n):
    r = random.Random(2)
    some = [b"<", b">", b"</", b"<!", b"<!--", b"-->", b"&", b"&#", b"&#x",
            b";", b"=", b"'", b'"', b" ", b"a", b"style", b"<a href=",
            b"<table", b"<td>", b"<style>", b"<title>", b"<p", b"</p>"]
    return b"".join(r.choice(some) for _ in range(n))


# In a body `a` is everywhere on purpose: a rule `(a+)+$` meets all of it.
KILLERS = [
    ("60,000 nested messages",
     lambda: mail()[:-3] + b"Content-Type: message/rfc822\n\n" * 60000),
    ("400 KB of parentheses", lambda: weapon(b"(" * 400000)),
    ("12,000 nested multiparts", lambda: multiparts(12000)),
    ("1,500,000 empty parts",
     lambda: multipart(b"b", b"--b\n\n" * 1500000)),
    ("100,000 RFC 2231 parameters", lambda: parameters(100000)),
    ("200,000 encoded words",
     lambda: mail(b"Subject:" + b" =?utf-8?q?a?=\n" * 200000)),
    ("400,000 nested divs", lambda: html(b"<div>" * 400000 + b"a")),
    ("1,000,000 combining marks",
     lambda: plain(b"a" + b"\xcc\x81" * 1000000)),
    ("3 MB of UTF-7 shifts", lambda: plain(b"+AOk-" * 600000, b"utf-7")),
    ("4 MB of =", lambda: mail(CODED + b"quoted-printable\n",
                               b"=" * 4000000)),
    # beyond the ten
    ("one header line of 1 MB",
     lambda: mail(b"Subject: " + b"a" * (1 << 20) + b"\n")),
    ("500,000 header fields", lambda: mail(b"A: a\n" * 500000)),
    ("100,000 addresses in From", lambda: weapon(b"a@b.example, " * 100000)),
    ("50,000 nested groups", lambda: weapon(b"a:" * 50000 + b";" * 50000)),
    ("50,000 nested quotes", lambda: weapon(b"\"\\" * 50000 + b"<\"" * 50000)),
    ("200,000 empty encoded words",
     lambda: mail(b"Subject: " + b"=?utf-8?q??= " * 200000 + b"\n")),
    ("encoded words that never end",
     lambda: mail(b"Subject: " + b"=?utf-8?q?a" * 20000 + b"\n")),
    ("no end of the header", lambda: mail()[:-3]),
    ("NUL and eight bits", lambda: mail(b"", b"\0\xff\xfe" * 100000)),
    ("one line of 20 MB", lambda: plain(b"a b " * (5 << 20))),
    ("200,000 open links", lambda: html(b"<a href=x>a" * 200000)),
    ("200,000 open tables", lambda: html(b"<table><tr><td>a" * 200000)),
    ("200,000 open fonts", lambda: html(b"<font color=red>a" * 200000)),
    ("bold with ever other attributes",
     lambda: html(b"".join(b"<p><b a=%d>x</p>" % i for i in range(200000)))),
    ("1 MB of &#", lambda: html(b"&#" * (1 << 19))),
    ("1 MB of <!--", lambda: html(b"<!--" * (1 << 18))),
    ("a style of 2 MB",
     lambda: html(b"<b style='" + b"a:b;" * (1 << 19) + b"'>a</b>")),
    ("a quoted value that never ends",
     lambda: html(b"<a a=\"b <a a='c " * 100000)),
    ("200,000 times > before one line",
     lambda: plain(b">" * 200000 + b" a\n")),
    ("ever more >", lambda: plain(b"".join(
        b">" * (i % 1000) + b"a\n" for i in range(6000)))),
    ("1 MB of ISO-2022 escapes",
     lambda: plain(b"\x1b$B\x1b(B" * 175000, b"iso-2022-jp")),
    ("GB18030 junk", lambda: plain(b"\x81\x30\x81" * 700000, b"gb18030")),
    ("noise as each charset", lambda: multipart(b"b", b"".join(
        b"--b\n" + TEXT % c + b"\n" + noise(100000) + b"\n" for c in (
            b"utf-16", b"utf-32", b"hz", b"big5", b"euc-jp", b"shift_jis",
            b"iso-2022-kr", b"iso-2022-cn", b"scsu", b"utf-7")))),
    ("messages in base64 in messages", lambda: chain(
        20, b"base64", base64.encodebytes)),
    ("messages quoted in messages", lambda: chain(
        200, b"quoted-printable", lambda b: b.replace(b"=", b"=3D")
        if len(b) < 2000000 else b)),
    ("1,000,000 lines flowed", lambda: mail(
        b"Content-Type: text/plain; format=flowed; delsp=yes\n",
        b"a \n" * 1000000)),
    ("flowed with ever other quotes", lambda: mail(
        b"Content-Type: text/plain; format=flowed\n",
        b"> a \n>> a \n" * 300000)),
    ("100,000 begins of uuencode",
     lambda: plain(b"begin 644 a\n" * 100000)),
    ("100,000 files of uuencode",
     lambda: plain(b"begin 644 a\n#86%A\n`\nend\n" * 100000)),
    ("300,000 lines almost boundaries", lambda: look_alikes(300000)),
    ("300,000 lines that begin with the boundary",
     lambda: prefixes(300000)),
    ("2,000 labels without a charset", lambda: labels(1000)),
    ("a text for (a+)+$", lambda: plain((b"a" * 5000 + b"!\n") * 200)),
    ("many texts for (a+)+$",
     lambda: plain(b"".join(b"> " + b"a" * 40 + b"!\nb\n" * 2
                            for _ in range(20000)))),
    ("junk of tags", lambda: html(broken_html(600000))),
    ("3 MB of CR", lambda: mail(b"", b"\r" * 3000000)),
    ("400,000 blank folds",
     lambda: mail(b"Subject: a\n" + b" \n" * 400000)),
    ("8 MB of what JSON must escape", lambda: plain(b"\1a" * (4 << 20))),
    ("lines like attributions",
     lambda: plain(b"On a\n" * 200000 + b"From: a\n" * 200000
                   + b"-----\n" * 200000)),
]


def main():
    for n, (name, make) in enumerate(KILLERS):
        path = os.path.join(sys.argv[1], f"{n:03d}.eml")
        with open(path, "wb") as f:
            f.write(make())


if __name__ == "__main__":
    main()

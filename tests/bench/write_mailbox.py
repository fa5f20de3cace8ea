#!/usr/bin/env python3
"""A Maildir of varied mail, the same bytes every time.

    write_mailbox.py DIR COUNT

About 4.2 KB a message on the wire: plain text, multipart/alternative,
attachments, quoted-printable, base64 and 8-bit text in several charsets.  One
in a hundred comes from the person the bench's rules name.
"""
import base64
import os
import quopri
import random
import sys
import time

START = 1735689600      # 1 January 2025, and two years of mail after it
SPAN = 2 * 365 * 86400

WORDS = """the of and to in is you that it he was for on are as with his they
at be this have from or one had by word but not what all were we when your can
said there use an each which she do how their if will up other about out many
then them these so some her would make like him into time has look two more
write go see number no way could people my than first water been call who oil
its now find long down day did get come made may part over new sound take only
little work know place year live me back give most very after thing our just
name good sentence man think say great where help through much before line
right too mean old any same tell boy follow came want show also around form
three small set put end does another well large must big even such because
turn here why ask went men read need land different home us move try kind hand
picture again change off play spell air away animal house point page letter
meeting invoice delivery order garden school doctor holiday weekend dinner
train station ticket appointment kitchen window birthday parcel""".split()

OTHERS = ["Grüße aus Köln, schöne Tage über Ostern",
          "à bientôt, ça va très bien à l'été",
          "señora, mañana por la mañana",
          "добрый день, встреча завтра в полдень",
          "こんにちは、明日の会議について",
          "καλημέρα, τα λέμε αύριο"]


def text(r, size):
    lines, line, done = [], [], 0
    while done < size:
        line.append(r.choice(WORDS))
        if len(line) == 12:
            lines.append(" ".join(line))
            done += len(lines[-1]) + 1
            line = []
    return "\n".join(lines) + "\n"


def html(r, size):
    body = "".join("<tr><td style=\"padding:4px;color:#333\"><p>%s</p>"
                   "<a href=\"https://shop.example.com/item/%d\">more</a>"
                   "</td></tr>\n" % (text(r, 120).replace("\n", "<br>"),
                                     r.randrange(100000))
                   for _ in range(max(1, size // 260)))
    return ("<html><head><style>p { margin: 0 }</style></head><body>"
            "<table>\n%s</table></body></html>\n" % body)


def plain(r):
    return ("Content-Type: text/plain; charset=utf-8\n", text(
        r, r.randrange(400, 4000)).encode())


def foreign(r):
    what = "\n".join(r.choice(OTHERS) + " " + text(r, 60)
                     for _ in range(r.randrange(3, 30)))
    way = r.randrange(3)
    data = what.encode()
    if way == 0:
        return ("Content-Type: text/plain; charset=utf-8\n"
                "Content-Transfer-Encoding: quoted-printable\n",
                quopri.encodestring(data))
    if way == 1:
        return ("Content-Type: text/plain; charset=utf-8\n"
                "Content-Transfer-Encoding: base64\n",
                base64.encodebytes(data))
    data = what.encode("latin-1", "replace")
    return ("Content-Type: text/plain; charset=iso-8859-1\n"
            "Content-Transfer-Encoding: 8bit\n", data)


def join(kind, parts):
    b = b"=_bench_boundary"
    data = b"".join(b"--" + b + b"\n" + head.encode() + b"\n" + body + b"\n"
                    for head, body in parts) + b"--" + b + b"--\n"
    return ("Content-Type: multipart/%s; boundary=\"%s\"\n" % (
        kind, b.decode()), data)


def alternative(r):
    what = text(r, r.randrange(300, 1500)).encode()
    return join("alternative", [
        ("Content-Type: text/plain; charset=us-ascii\n", what),
        ("Content-Type: text/html; charset=utf-8\n"
         "Content-Transfer-Encoding: quoted-printable\n",
         quopri.encodestring(html(r, r.randrange(800, 4500)).encode()))])


def attached(r):
    data = r.randbytes(r.randrange(4000, 10600))
    return join("mixed", [
        plain(r),
        ("Content-Type: application/pdf; name=\"scan.pdf\"\n"
         "Content-Disposition: attachment; filename=\"scan.pdf\"\n"
         "Content-Transfer-Encoding: base64\n", base64.encodebytes(data))])


KINDS = [(plain, 45), (alternative, 33), (attached, 10), (foreign, 12)]


def message(r, i, when):
    head, body = r.choices([k for k, _ in KINDS], [w for _, w in KINDS])[0](r)
    sender = "jd@example.org" if i % 100 == 0 else "%s.%s@%s" % (
        r.choice(WORDS), r.choice(WORDS),
        r.choice(["example.com", "example.net", "shop.example.com"]))
    subject = " ".join(r.choices(WORDS, k=6))
    if head.find("utf-8") > 0 and i % 7 == 0:
        subject = "=?utf-8?B?%s?=" % base64.b64encode(
            r.choice(OTHERS).encode()[:36].decode("utf-8", "ignore")
            .encode()).decode()
    date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(when))
    return ("Return-Path: <%s>\n"
            "Received: from mx.example.net (mx.example.net [192.0.2.%d])\n"
            "\tby mail.example.net with ESMTPS id %08x; %s\n"
            "Authentication-Results: mail.example.net; dkim=pass\n"
            "From: \"%s\" <%s>\nTo: sally@example.net\nSubject: %s\n"
            "Date: %s\nMessage-ID: <%d.bench@example.com>\n"
            "MIME-Version: 1.0\n%s\n" % (
                sender, i % 250, i, date, r.choice(WORDS).title(), sender,
                subject, date, i, head)).encode() + body


def main():
    folder, count = sys.argv[1], int(sys.argv[2])
    for sub in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(folder, sub), exist_ok=True)
    total = 0
    for i in range(count):
        r = random.Random(i)
        when = START + i * SPAN // count
        data = message(r, i, when)
        lines = data.count(b"\n")
        name = "%d.M%06dP1.bench,S=%d,W=%d:2,S" % (
            when, i, len(data), len(data) + lines)
        path = os.path.join(folder, "cur", name)
        with open(path, "wb") as f:
            f.write(data)
        os.utime(path, (when, when))
        total += len(data) + lines
    print(total)


if __name__ == "__main__":
    main()

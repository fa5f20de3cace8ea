"""Bundles and stores made to fool or to exhaust who checks them.  One table:
each attack is made on a real one, and `floodmark verify` and, of bundles,
contrib/verify-bundle must find it, in lines and not in a traceback, within
bounds of memory and work.  Prints TAP."""
import bz2
import json
import lzma
import os
import shutil
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
import zlib
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
sys.dont_write_bytecode = True
import tap  # noqa: E402
from authority import Authority, without_proxy  # noqa: E402
from bounded import Got  # noqa: E402
from bundle_tool import (  # noqa: E402
    Member, dumped, mend, mend_tags, put_rows, rows_of, set_info, sha,
    zip_of)

SRC, BUILD = Path(tap.SRC).resolve(), Path(tap.BUILD).resolve()
RESIDENT_MAX = 160 << 20
LINES_MAX = 1010
MILLION = 1000000
ENVIRONMENT = without_proxy(os.environ)


def verdicts(bundle):
    alone = dict(ENVIRONMENT, HOME="/nowhere", XDG_CONFIG_HOME="/nowhere")
    alone.pop("FLOODMARK_CONFIG", None)
    return (Got([BUILD / "floodmark", "verify", bundle], alone),
            Got([sys.executable, SRC / "contrib/verify-bundle", bundle],
                alone))


def bounded(got):
    return tap.is_sanitized(BUILD) or got.resident <= RESIDENT_MAX


def told(got):
    """In lines, not too many, and nothing that steers a terminal."""
    return "Traceback" not in got.text and \
        0 < len(got.text.splitlines()) < LINES_MAX and \
        "\x1b" not in got.text and got.code >= 0


def judge(name, bundle, want):
    both = verdicts(bundle)
    tap.ok(tuple(got.code for got in both) == want and
           all(map(told, both)) and all(map(bounded, both)),
           f"{name}: {'found by both' if want[0] else 'taken by both'}",
           "".join(f"exit {got.code}, {got.resident >> 20} MB, "
                   f"{got.cpu:.1f} s\n{got.text}\n" for got in both))


# ---- files and folders

def linked(b):
    (b / "data").rename(b.parent / "elsewhere")
    (b / "data").symlink_to(b.parent / "elsewhere")


def link_file(name):
    def edit(b):
        there = b.parent / "aside"
        shutil.move(b / name, there)
        (b / name).symlink_to(there)
    return edit


def replace_by(make, name="data/ledger.jsonl"):
    def edit(b):
        (b / name).unlink()
        make(b / name)
    return edit


def make_socket(path):
    s = socket.socket(socket.AF_UNIX)
    here = os.open(path.parent, os.O_RDONLY)
    s.bind(f"/proc/self/fd/{here}/{path.name}")
    os.close(here)
    s.close()


def make_device(path):
    try:
        os.mknod(path, 0o20600, os.makedev(1, 5))
    except PermissionError:
        os.mkfifo(path)


def sparse(name, size):
    return lambda b: os.truncate(b / name, size)


def many(b):
    for n in range(3000):
        (b / "data" / f"{n}.exe").touch()


def deep(b):
    at = b / "data"
    for _ in range(300):
        at = at / "deep"
        at.mkdir()


def more(name, content=b"x"):
    def edit(b):
        path = os.path.join(os.fsencode(b), name if isinstance(name, bytes)
                            else os.fsencode(name))
        with open(path, "wb") as f:
            f.write(content)
    return edit


def without(name):
    return lambda b: (b / name).unlink()


FILES = {
    "data/ is a link": linked,
    "data/ is a file": lambda b: (shutil.rmtree(b / "data"),
                                  (b / "data").touch()),
    "data/ is gone": lambda b: shutil.rmtree(b / "data"),
    "a file is a link": link_file("data/schedule.csv"),
    "a tag file is a link": link_file("bagit.txt"),
    "a zip is a link": link_file("data/originals.zip"),
    "a FIFO for the ledger": replace_by(os.mkfifo),
    "a FIFO for a manifest": replace_by(os.mkfifo, "manifest-sha256.txt"),
    "a FIFO for the zip": replace_by(os.mkfifo, "data/originals.zip"),
    "a socket for the ledger": replace_by(make_socket),
    "a device without an end": replace_by(make_device),
    "a folder for the ledger": replace_by(os.mkdir),
    "a ledger of 1 TB": sparse("data/ledger.jsonl", 1 << 40),
    "a schedule of 1 TB": sparse("data/schedule.csv", 1 << 40),
    "a zip of 1 TB": sparse("data/originals.zip", 1 << 40),
    "a bagit.txt of 1 TB": sparse("bagit.txt", 1 << 40),
    "a manifest of 100 MB": sparse("manifest-sha256.txt", 100 * MILLION),
    "3,000 files more": many,
    "300 folders deep": deep,
    "a file with a blank behind": more("data/schedule.csv "),
    "a file in capitals": more("data/SCHEDULE.CSV"),
    "a name in NFD": more("data/" + unicodedata.normalize("NFD", "é.csv")),
    "a name that steers terminals": more("data/\x1b[2J.txt"),
    "a name that is no UTF-8": more(b"data/\xff\xfe.txt"),
    "a name with a newline": more("data/a\nb: nothing is wrong"),
    "no tag manifest": without("tagmanifest-sha256.txt"),
    "no manifest": without("manifest-sha256.txt"),
    "no bagit.txt": without("bagit.txt"),
    "no bag-info.txt": without("bag-info.txt"),
}


# ---- tag files; the tag manifest agrees

def tag(name, change):
    def edit(b):
        path = b / name
        path.write_bytes(change(path.read_bytes()))
        if name != "tagmanifest-sha256.txt":
            mend_tags(b)
    return edit


def lines_of(name, change):
    return tag(name, lambda text: b"".join(change(text.splitlines(True))))


LIST, LIST2 = "manifest-sha256.txt", "tagmanifest-sha256.txt"
PASSWD = sha(Path("/etc/passwd").read_bytes()).encode()


def info(**values):
    def edit(b):
        set_info(b, **values)
        mend_tags(b)
    return edit


TAG_FILES = {
    "a path out of the bag": tag(LIST, lambda t: t + PASSWD +
                                 b"  data/../../../../etc/passwd\n"),
    "an absolute path": tag(LIST, lambda t: t + PASSWD + b"  /etc/passwd\n"),
    "a path out, in the tag manifest": tag(
        LIST2, lambda t: t + PASSWD + b"  ../../etc/passwd\n"),
    "a path in %": tag(LIST, lambda t: t.replace(b"data/", b"data%2F", 1)),
    "./ before a path": tag(LIST, lambda t: t.replace(b"  data", b"  ./data",
                                                      1)),
    "CRLF": tag(LIST, lambda t: t.replace(b"\n", b"\r\n")),
    "CRLF in the tag manifest": tag(LIST2,
                                    lambda t: t.replace(b"\n", b"\r\n")),
    "digests in capitals": tag(LIST, lambda t: t[:64].upper() + t[64:]),
    "a line twice": lines_of(LIST, lambda a: a[:1] + a),
    "another order": lines_of(LIST, lambda a: a[1:] + a[:1]),
    "a line less": lines_of(LIST, lambda a: a[1:]),
    "a tag line less": lines_of(LIST2, lambda a: a[1:]),
    "no last newline": tag(LIST, lambda t: t[:-1]),
    "a blank line": tag(LIST, lambda t: t + b"\n"),
    "a NUL": tag(LIST, lambda t: t + b"\0"),
    "a byte order mark": tag(LIST, lambda t: b"\xef\xbb\xbf" + t),
    "a binary mark": tag(LIST, lambda t: t.replace(b"  ", b" *")),
    "60,000 lines more": tag(LIST, lambda t: t + b"x\n" * 30000),
    "a line of 60 KB": tag(LIST, lambda t: t + b"x" * 60000),
    "an older BagIt": tag("bagit.txt", lambda t: t.replace(b"1.0", b"0.97")),
    "another character set": tag("bagit.txt",
                                 lambda t: t.replace(b"UTF-8", b"UTF-7")),
    "a label twice": lines_of("bag-info.txt", lambda a: a + a[:1]),
    "a label nobody knows": tag("bag-info.txt", lambda t: t + b"X: y\n"),
    "a line that is none": tag("bag-info.txt", lambda t: t + b"x\n"),
    "a folded line": tag("bag-info.txt",
                         lambda t: t.replace(b"Description: ",
                                             b"Description:\n ")),
    "CRLF in bag-info.txt": tag("bag-info.txt",
                                lambda t: t.replace(b"\n", b"\r\n")),
    "a format to come": info(Floodmark_Format=2),
    "a format of 400 digits": info(Floodmark_Format="1" * 400),
    "rows of 5,000 digits": info(Floodmark_Ledger_Rows="9" * 5000),
    "rows below zero": info(Floodmark_Ledger_Rows=-1),
    "another head": info(External_Identifier="0" * 64),
    "a head without end": info(External_Identifier="0" * 40000),
    "no head": info(External_Identifier=None),
    "another sum of the payload": info(Payload_Oxum="1.1"),
    "a sum of 400 digits": info(Payload_Oxum="9" * 400 + ".9"),
    "a zone out of its folder": info(
        Floodmark_Time_Zone="../../../etc/passwd"),
    "an absolute zone": info(Floodmark_Time_Zone="/etc/localtime"),
    "a zone nobody knows": info(Floodmark_Time_Zone="Europe/Nowhere"),
    "another zone": info(Floodmark_Time_Zone="Asia/Tokyo"),
    "no zone": info(Floodmark_Time_Zone=""),
    "other initials": info(Floodmark_Initials="XX"),
    "another day of the bag": info(Bagging_Date="2020-01-01"),
    "a reading copy that has a ledger": tag(
        "bag-info.txt", lambda t: t.replace(
            b"Payload", b"Floodmark-Reading-Copy: yes\nPayload")),
    "a selection": tag("bag-info.txt", lambda t: t.replace(
        b"Payload", b"Floodmark-From: 2026-01-03\nPayload")),
    "a selection by no day": tag("bag-info.txt", lambda t: t.replace(
        b"Payload", b"Floodmark-From: 2026-99-99\nPayload")),
    "a person of 10 KB": tag("bag-info.txt", lambda t: t.replace(
        b"Payload", b"Floodmark-Person: " + b"x" * 10000 + b"\nPayload")),
}


# ---- the zip; manifests agree

def members_of(b):
    with zipfile.ZipFile(b / "data/originals.zip") as pack:
        return [(e.filename, pack.read(e)) for e in pack.infolist()]


def packed(change, **more):
    """change: the list of members, which may be made anew."""
    def edit(b):
        members = [Member(*m) for m in members_of(b)]
        members = change(members) or members
        (b / "data/originals.zip").write_bytes(zip_of(members, **more))
        mend(b)
    return edit


def lie(**lies):
    return packed(lambda a: a[2].__dict__.update(lies))


def bomb(b, make, method):
    """In place of an original: 1 GB in a few KB."""
    a = [Member(*m) for m in members_of(b)]
    content = make()
    a[2] = Member(a[2].name, content, method=method, size=1 << 30,
                  crc=a[2].crc)
    (b / "data/originals.zip").write_bytes(zip_of(a))
    mend(b)


def fed(pack):
    out = [pack.compress(bytes(MILLION)) for _ in range(1000)]
    return b"".join(out) + pack.flush()


def bomb_bzip2(b):
    bomb(b, lambda: fed(bz2.BZ2Compressor()), 12)


def bomb_deflate(b):
    bomb(b, lambda: fed(zlib.compressobj(9, zlib.DEFLATED, -15)), 8)


def bomb_lzma(b):
    bomb(b, lambda: fed(lzma.LZMACompressor(lzma.FORMAT_ALONE)), 14)


def bomb_quoted(b):
    """Every entry of the directory means the same bytes."""
    a = [Member(*m) for m in members_of(b)]
    big = Member(a[0].name, bytes(MILLION))
    for m in a:
        m.at, m.size, m.packed, m.crc = 0, big.size, big.size, big.crc
    out, directory = big.local(), b"".join(m.central(0) for m in a)
    end = zip_of([])[:8] + len(a).to_bytes(2, "little") * 2 + \
        len(directory).to_bytes(4, "little") + \
        len(out).to_bytes(4, "little") + bytes(2)
    (b / "data/originals.zip").write_bytes(out + directory + end)
    mend(b)


def repacked(method):
    def edit(b):
        members = members_of(b)
        with zipfile.ZipFile(b / "data/originals.zip", "w", method) as pack:
            for name, content in members:
                pack.writestr(name, content)
        mend(b)
    return edit


def renamed(change):
    return packed(lambda a: setattr(a[2], "name", change(a[2].name)))


ZIPS = {
    "1 GB of bzip2": bomb_bzip2,
    "1 GB of deflate": bomb_deflate,
    "1 GB of LZMA": bomb_lzma,
    "members that lie over each other": bomb_quoted,
    "packed by deflate": repacked(zipfile.ZIP_DEFLATED),
    "a method nobody knows": lie(method=99),
    "a member that is locked": lie(flags=1),
    "a flag more": lie(flags=1 << 11),
    "a member twice": packed(lambda a: a + a[:1]),
    "a name in capitals": renamed(bytes.upper),
    "a path for a name": renamed(lambda n: b"../" + n),
    "an absolute name": renamed(lambda n: b"/etc/" + n),
    "a name with a NUL": renamed(lambda n: n + b"\0.exe"),
    "a name of 60 KB": renamed(lambda n: n * 800),
    "no name": renamed(lambda n: b""),
    "another ending": renamed(lambda n: n[:-3] + b"exe"),
    "a name that steers terminals": renamed(lambda n: b"\x1b[2J" + n),
    "another name in the directory": packed(
        lambda a: setattr(a[2], "listed", a[3].name)),
    "a name that is said anew": lie(extra=b"up\x06\0\1abcde"),
    "a size of zip64": lie(extra=b"\1\0\x10\0" + b"\xff" * 16),
    "a field that is cut": lie(extra=b"UT\xff\0"),
    "a size too large": lie(size=0xffffffff, packed=0xffffffff),
    "two sizes": lie(size=5),
    "another check sum": lie(crc=1),
    "another offset": lie(at=0),
    "an offset out of the file": lie(at=0xfffffff0),
    "a note": lie(note=b"note"),
    "a gap": lie(before=b"between"),
    "something before it": packed(lambda a: None, before=b"#!/bin/sh\n"),
    "something behind it": packed(lambda a: None, after=b"more"),
    "a note at the end": packed(lambda a: None, note=b"PK\5\6"),
    "65,535 members it does not have": packed(lambda a: None, n=65535),
    "no member": packed(lambda a: []
                        or [Member("x", b"")][:0] or [Member("y", b"")]),
    "a member less": packed(lambda a: a[1:]),
    "a member more": packed(lambda a: a + [Member(sha(b"x") + ".eml",
                                                  b"x")]),
    "a folder": packed(lambda a: a + [Member("folder/", b"")]),
    "two originals that changed places": packed(
        lambda a: [Member(a[0].name, a[1].content)] + a[1:]),
    "nothing": lambda b: ((b / "data/originals.zip").write_bytes(b""),
                          mend(b)),
    "no zip": lambda b: ((b / "data/originals.zip").write_bytes(b"x" * 999),
                         mend(b)),
    "a cut": lambda b: (os.truncate(b / "data/originals.zip", 5000),
                        mend(b)),
    "a cut by a byte": lambda b: (os.truncate(
        b / "data/originals.zip",
        (b / "data/originals.zip").stat().st_size - 1), mend(b)),
}


# ---- the ledger; chain and manifests agree

def ledger(change):
    """change: the rows as bytes, which may be made anew."""
    def edit(b):
        rows = rows_of(b)
        put_rows(b, change(rows) or rows)
        mend(b)
    return edit


def raw(change, table=b"incident"):
    """The first row of that table, as bytes."""
    def edit(rows):
        at = next(i for i, row in enumerate(rows)
                  if b'"table":"%s"' % table in row)
        rows[at] = change(rows[at])
    return ledger(edit)


def value(table=b"incident", **values):
    def change(row):
        row = json.loads(row)
        row.update(values)
        return dumped(row)
    return raw(change, table)


def dropped(key):
    def change(row):
        row = json.loads(row)
        del row[key]
        return dumped(row)
    return raw(change)


def tail(text):
    return lambda row: row[:-1] + b"," + text + b"}"


def twice(table):
    def edit(rows):
        row = next(json.loads(r) for r in rows
                   if b'"table":"%s"' % table in r)
        row["seq"] = len(rows) + 1
        rows.append(dumped(row))
    return ledger(edit)


def crowd(rows):
    """So many persons over so many days that a table of them has no end."""
    one = next(json.loads(r) for r in rows if b'"table":"incident"' in r)
    last = max(json.loads(r)["id"] for r in rows
               if b'"table":"incident"' in r)
    for n in range(1, 9000):
        one.update(seq=len(rows) + 1, id=last + n, person=f"p{n}",
                   day=f"{1990 + n % 60}-01-01")
        rows.append(dumped(one))


def claims(rows):
    """Of so many accounts that to ask each for each day has no end."""
    for n in range(9000):
        rows.append(claim(len(rows) + 1, account=f"a{n}",
                          first_day="0001-01-01", last_day="9999-12-31"))


def claim(seq, **values):
    row = {"table": "coverage", "seq": seq, "id": seq, "account": "home",
           "why": "day", "oldest_ms": None, "from_ms": None,
           "until_ms": None, "first_day": "", "first_whole": "",
           "last_whole": "", "last_day": "", "recorded_ms": 1767250800000}
    row.update(values)
    return dumped(row)


def claimed(**values):
    return ledger(lambda rows: rows.append(claim(len(rows) + 1, **values)))


def missing(**values):
    def edit(rows):
        row = {"table": "missed", "seq": len(rows) + 1, "id": 99,
               "account": "home", "folder": "INBOX", "uidvalidity": 1,
               "uid": 99, "at_ms": 1767250800000, "outcome": "failed",
               "recorded_ms": 1767250800000}
        row.update(values)
        rows.append(claim(len(rows) + 1, first_day="2026-02-31",
                          last_day="2026-03-31"))
        row["seq"] += 1
        rows.append(dumped(row))
    return ledger(edit)


def file_of(name, change):
    def edit(b):
        path = b / "data" / name
        path.write_bytes(change(path.read_bytes()))
        mend(b)
    return edit


LEDGERS = {
    "a key twice": raw(tail(b'"state":"withdrawn"')),
    "a row 100,000 deep": raw(tail(b'"x":' + b"[" * 100000 +
                                   b"]" * 100000)),
    "a row 1,500 deep": raw(tail(b'"x":' + b"[" * 1500 + b"]" * 1500)),
    "300,000 deep and no end": raw(lambda row: b'{"x":' * 300000),
    "a number of a million digits": raw(tail(b'"x":' + b"9" * MILLION)),
    "a time of 400 digits": raw(lambda row: row.replace(
        b'"at_ms":', b'"at_ms":' + b"9" * 400)),
    "a time of 1e400": raw(lambda row: row.replace(
        b'"id":1,', b'"id":1e400,')),
    "the last time there is": value(at_ms=(1 << 63) - 1),
    "the first time there is": value(at_ms=-1 << 63),
    "claimed at the end of time": value(claimed_ms=(1 << 63) - 1),
    "NaN": raw(lambda row: row.replace(b'"id":1,', b'"id":NaN,')),
    "half a character": raw(lambda row: row.replace(
        b'"field":"From"', b'"field":"\\ud800"')),
    "a NUL in a text": raw(lambda row: row.replace(
        b'"field":"From"', b'"field":"From\\u0000"')),
    "bytes that are no UTF-8": raw(lambda row: row.replace(
        b'"field":"From"', b'"field":"\xff\xfe"')),
    "UTF-16": raw(lambda row: row.decode().encode("utf-16")),
    "a list for a row": raw(lambda row: b"[" + row + b"]"),
    "a number for a row": raw(lambda row: b"1"),
    "no row": raw(lambda row: b""),
    "a column more": value(more="x"),
    "a column less": dropped("kind"),
    "a list for a value": value(kind=["contact"]),
    "true for a number": value(id=True),
    "a text for a number": value(at_ms="1767250800000"),
    "a state nobody knows": value(state="counted"),
    "a channel nobody knows": value(channel="pigeon"),
    "a flag nobody knows": value(flags="x"),
    "a day that is none": value(day="2026-02-31"),
    "a day in another form": value(day="20260101"),
    "another day": value(day="2026-01-09"),
    "a day 4,000 years on": value(day="6026-01-01"),
    "another sender": value(sender="jd@example.net"),
    "a sender in bidi": value(sender="\u202ejd@example.org"),
    "withdrawn without a decision": value(state="withdrawn"),
    "an id below": value(id=-5),
    "an id again": twice(b"incident"),
    "an original again": twice(b"original"),
    "an original of another size": value(b"original", size=1),
    "an original without a size": value(b"original", size=None),
    "a digest in capitals": raw(lambda row: row.replace(
        json.loads(row)["original"].encode(),
        json.loads(row)["original"].upper().encode())),
    "another number of a row": value(seq=999),
    "9,000 persons over 60 years": ledger(crowd),
    "claims of 9,000 accounts": ledger(claims),
    "a claim from a day that is none": claimed(first_day="2026-02-31",
                                               last_day="2026-03-01"),
    "a claim without an end": claimed(first_day="2026-01-01"),
    "a claim of whole days that are none": claimed(
        first_day="2026-01-01", last_day="2026-01-09",
        first_whole=["2026-01-01"], last_whole="2026-01-09"),
    "a claim of days in bidi": claimed(first_day="\u202e2026-01-01",
                                       last_day="2026-01-09"),
    "a claim of everything": claimed(first_day="0001-01-01",
                                     first_whole="0001-01-01",
                                     last_whole="9999-12-31",
                                     last_day="9999-12-31"),
    "a claim that ends before it begins": claimed(
        first_day="2026-01-09", last_day="2026-01-01"),
    "missed at the end of time": missing(at_ms=(1 << 63) - 1),
    "missed at no time": missing(at_ms="x", recorded_ms=None),
    "a claim by a time of 400 digits": raw(lambda row: row.replace(
        b'"from_ms":', b'"from_ms":' + b"9" * 400), b"coverage"),
    "a claim with a column less": raw(lambda row: row.replace(
        b'"why":', b'"said":'), b"coverage"),
    "rows that changed places": ledger(lambda a: a[:20] + [a[21], a[20]] +
                                       a[22:]),
    "the last rows less": ledger(lambda a: a[:-3]),
    "no rows": ledger(lambda a: a.__delitem__(slice(None)) or [b""][:0] or
                      [b"{}"]),
    "a row of 3 MB": raw(lambda row: row.replace(
        b'"field":"From"', b'"field":"%s"' % (b"x" * 3 * MILLION))),
    "a ledger cut behind its head": file_of("ledger.jsonl",
                                            lambda t: t[:5000]),
    "an empty ledger": file_of("ledger.jsonl", lambda t: b""),
    "no last newline": file_of("ledger.jsonl", lambda t: t[:-1]),
    "a blank line": file_of("ledger.jsonl", lambda t: t + b"\n"),
    "CRLF": file_of("ledger.jsonl", lambda t: t.replace(b"\n", b"\r\n")),
    "20 MB of one line": file_of("ledger.jsonl",
                                 lambda t: t + b"x" * 20 * MILLION),
    "heads in capitals": file_of("ledger.jsonl", lambda t:
                                 t[:9] + t[9:73].upper() + t[73:]),
}


# ---- the tables; manifests agree

def csv_lines(name, change):
    def edit(b):
        path = b / "data" / name
        got = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(change(got)))
        mend(b)
    return edit


TABLES = {
    "a column more": csv_lines("schedule.csv", lambda a: [
        line.rstrip(b"\n") + b",x\n" for line in a]),
    "a column twice": file_of("schedule.csv", lambda t: t.replace(
        b"exhibit,id", b"exhibit,exhibit", 1)),
    "a column less": csv_lines("schedule.csv", lambda a: [
        line.rpartition(b",")[0] + b"\n" for line in a]),
    "CRLF": file_of("schedule.csv", lambda t: t.replace(b"\n", b"\r\n")),
    "a byte order mark": file_of("schedule.csv",
                                 lambda t: b"\xef\xbb\xbf" + t),
    "a NUL": file_of("schedule.csv", lambda t: t.replace(b"ex,", b"e\0,",
                                                         1)),
    "bytes that are no UTF-8": file_of("schedule.csv", lambda t: t.replace(
        b"example", b"ex\xffmple", 1)),
    "a quote without an end": file_of("schedule.csv", lambda t: t.replace(
        b"SJ/5,", b'"SJ/5,', 1)),
    "quotes that are not needed": file_of("schedule.csv", lambda t: t.replace(
        b"SJ/5,", b'"SJ/5",', 1)),
    "a cell of 1 MB": file_of("schedule.csv", lambda t: t.replace(
        b"SJ/5,", b"SJ/5%s," % (b"5" * MILLION), 1)),
    "a line of 20 MB": file_of("schedule.csv",
                               lambda t: t + b"x" * 20 * MILLION),
    "an hour later": file_of("schedule.csv", lambda t: t.replace(
        b"T07:00:00+00:00", b"T08:00:00+00:00", 1)),
    "another offset": file_of("schedule.csv", lambda t: t.replace(
        b"+00:00", b"+01:00", 1)),
    "a claim": file_of("schedule.csv", lambda t: t.replace(
        b":00Z,,", b":00Z,2026-01-01T00:00:00Z,", 1)),
    "a sender with a blank": file_of("schedule.csv", lambda t: t.replace(
        b"jd@example.org", b"jd@example.org ", 1)),
    "a formula": file_of("schedule.csv", lambda t: t.replace(
        b"'+44", b"+44", 1)),
    "nothing": file_of("schedule.csv", lambda t: b""),
    "a count more": file_of("daily-counts.csv", lambda t: t +
                            b"2030-01-01,ex,email,1,0,none\n"),
    "a count of 1,000 digits": file_of("daily-counts.csv", lambda t:
                                       t.replace(b",1,0,", b",%s,0," %
                                                 (b"1" * 1000), 1)),
    "figures of another script": file_of("daily-counts.csv", lambda t:
                                         t.replace(b",1,0,", b",\xd9\xa1,0,",
                                                   1)),
    "a plus before a count": file_of("daily-counts.csv", lambda t: t.replace(
        b",1,0,", b",+1,0,", 1)),
    "a coverage of its own": file_of("daily-counts.csv", lambda t: t.replace(
        b",none", b",full", 1)),
    "a coverage nobody knows": file_of("daily-counts.csv", lambda t:
                                       t.replace(b",none", b",some")),
    "a person twice in every day": csv_lines(
        "daily-counts.csv", lambda a: a[:1] + [
            more for line in a[1:] for more in
            ([line, line] if b",email,0,0," in line else [line])]),
    "days that changed places": csv_lines(
        "daily-counts.csv", lambda a: a[:1] + a[3:5] + a[1:3] + a[5:]),
    "no first day": csv_lines(
        "daily-counts.csv", lambda a: [line for line in a
                                       if b"2026-01-01" not in line]),
    "columns that changed places": file_of(
        "daily-counts.csv", lambda t: t.replace(b"in,out", b"out,in")),
    "nothing in the counts": file_of("daily-counts.csv", lambda t: b""),
}


# ---- who signed, and whose time it is; on a bundle that is signed

def key_in(work, name):
    path = work / name
    if not path.exists():
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f",
                        path], check=True)
    return path


def sign(b, key, namespace, *options):
    tags = b / "tagmanifest-sha256.txt"
    (b / "tagmanifest-sha256.txt.sig").unlink(missing_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n",
                    namespace, *options, tags], check=True,
                   capture_output=True)


def signed_anew(who="stranger", namespace="floodmark", signers=True,
                line='floodmark namespaces="{}" {} {}\n', options=()):
    """By a key that is a stranger's, or the right one."""
    def edit(b):
        key = key_in(b.parent, "stranger") if who == "stranger" else \
            b.parent / "case" / "case.db.key"
        kind, public = Path(str(key) + ".pub").read_text().split()[:2]
        if signers:
            (b / "allowed_signers").write_text(
                line.format(namespace, kind, public))
        mend(b, keep_signature=True)
        sign(b, key, namespace, *options)
    return edit


def stripped(b):
    mend(b)


def broken_otherwise(b):
    path = b / "tagmanifest-sha256.txt.sig"
    lines = path.read_text().split("\n")
    path.write_text("\n".join([lines[0], "".join(lines[1:-2])] +
                              lines[-2:]))


def pdf(b):
    path = b / "data/READ-ME-FIRST.pdf"
    path.write_bytes(path.read_bytes().replace(
        b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript "
        b"/JS (app.alert) >>", 1) + b"\n/JS (app.alert)\n")


def foreign_time(b):
    """A reply of an authority nobody chose, over the right head, where the
    right one was; the zip has both, and the ledger the right one."""
    old = (b / "timestamp.tsr").read_bytes()
    new = STRANGER.read_bytes()
    (b / "timestamp.tsr").write_bytes(new)
    members = [Member(name, new if content == old else content)
               for name, content in members_of(b)]
    (b / "data/originals.zip").write_bytes(zip_of(members))
    mend(b)


def foreign_authority(b):
    (b / "timestamp-authority.pem").write_bytes(FOREIGN.read_bytes())
    mend(b, keep_signature=True)


def foreign_chain(b):
    """The ledger itself names the stranger's reply, and the right
    certificates."""
    new, old = STRANGER.read_bytes(), (b / "timestamp.tsr").read_bytes()
    rows = [row.replace(sha(old).encode(), sha(new).encode())
            .replace(b'"size":%d' % len(old), b'"size":%d' % len(new))
            if sha(old).encode() in row else row for row in rows_of(b)]
    put_rows(b, rows)
    (b / "timestamp.tsr").write_bytes(new)
    members = sorted((sha(new) + ".tsr", new) if content == old else
                     (name, content) for name, content in members_of(b))
    (b / "data/originals.zip").write_bytes(
        zip_of([Member(*m) for m in members]))
    signed_anew("right")(b)


SIGNED = {
    "the signature stripped": stripped,
    "only the signature stripped": without("tagmanifest-sha256.txt.sig"),
    "only the signers stripped": lambda b: (
        (b / "allowed_signers").unlink(), mend(b, True)),
    "a stranger's, for git": signed_anew(namespace="git"),
    "a stranger's": signed_anew(),
    "a stranger's beside the right signers": signed_anew(signers=False),
    "the right key's, for git": signed_anew("right", "git"),
    "the right key's, for anything": signed_anew("right", "file"),
    "any signer will do": signed_anew(line="* {1} {2}\n"),
    "a signer more": signed_anew("right", line=
                                 'floodmark namespaces="{0}" {1} {2}\n'
                                 'floodmark {1} {2}\n'),
    "by SHA-256": signed_anew("right", options=("-O", "hashalg=sha256")),
    "broken otherwise into lines": broken_otherwise,
    "no signature at all": lambda b: (
        b / "tagmanifest-sha256.txt.sig").write_text("x\n"),
    "a signature of 100 MB": sparse("tagmanifest-sha256.txt.sig",
                                    100 * MILLION),
    "a PDF with a script": pdf,
    "a PDF with a script, mended": lambda b: (pdf(b), mend(b, True)),
    "a chart swapped, mended": lambda b: (
        (b / "data/chart.svg").exists() and (b / "data/chart.svg")
        .write_text("<svg onload='x()'/>"), (b / "data/chart.pdf")
        .write_bytes(b"%PDF-1.4\n"), mend(b, True)),
    "a timestamp by a stranger": foreign_time,
    "a timestamp by a stranger in the chain": foreign_chain,
    "a stranger's certificates": foreign_authority,
    "no timestamp": lambda b: ((b / "timestamp.tsr").unlink(),
                               mend(b, True)),
    "a timestamp of 100 MB": sparse("timestamp.tsr", 100 * MILLION),
}

# ---- a reading copy: nothing but its own agreement, and a signature

COPIES = {
    "a signature for something else": signed_anew(namespace="git"),
    "a signature beside other signers": signed_anew(signers=False),
    "a count more": file_of("daily-counts.csv", lambda t: t.replace(
        b",1,0,", b",2,0,", 1)),
    "a line twice": csv_lines("schedule.csv", lambda a: a + a[-1:]),
    "a state otherwise": file_of("schedule.csv", lambda t: t.replace(
        b",contact,yes,", b",candidate,no,", 1)),
    "a ledger": more("data/ledger.jsonl"),
    "a FIFO for the schedule": replace_by(os.mkfifo, "data/schedule.csv"),
}

STRANGER = FOREIGN = None


def make_signed(work):
    """A bundle by the program: signed, stamped, with a file handed in."""
    global STRANGER, FOREIGN
    tsa = Authority(str(work / "tsa"))
    other = Authority(str(work / "other"), "Another Root")
    case = work / "case"
    (case / "rules.d").mkdir(parents=True)
    (case / "pw").write_text("x\n")
    (case / "rules.d/ex.yaml").write_text("person: ex\n")
    (case / "note.txt").write_text("a photograph\n")
    config = case / "floodmark.yaml"
    text = ("timezone: Europe/London\nstore: case.db\nrules: rules.d\n"
            "signing_key: case.db.key\n"
            "accounts:\n  - {name: home, host: 127.0.0.1, port: 1, user: "
            "sally, password_file: pw}\n"
            "timestamps:\n  - {name: tsa, url: '%s', certificates: %s}\n")

    def ask(*args):
        got = subprocess.run([BUILD / "floodmark", "-c", config, *args],
                             env=ENVIRONMENT, capture_output=True, text=True)
        assert got.returncode == 0, got.stderr

    config.write_text(text % (tsa.url, tsa.pem))
    ask("add", "--what", "a letter", "--person", "ex", "--at", "2026-03-01",
        "--channel", "physical", "--file", case / "note.txt")
    shutil.copytree(case, work / "again")
    ask("export", work / "signed")
    ask("export", work / "reading", "--redact")
    # the same store before another authority
    config = work / "again/floodmark.yaml"
    config.write_text(text % (other.url, other.pem))
    ask("export", work / "foreign")
    STRANGER = work / "stranger.tsr"
    FOREIGN = work / "stranger.pem"
    shutil.move(work / "foreign/timestamp.tsr", STRANGER)
    shutil.move(work / "foreign/timestamp-authority.pem", FOREIGN)
    tsa.stop()
    other.stop()
    return work / "signed"


def try_all(table, bundle, work, title):
    for name, edit in table.items():
        copy = work / "copy"
        shutil.copytree(bundle, copy)
        edit(copy)
        judge(f"{title}: {name}", copy, (65, 1))
        shutil.rmtree(copy)
        for rest in "elsewhere", "aside":
            if (work / rest).is_dir():
                shutil.rmtree(work / rest)
            else:
                (work / rest).unlink(missing_ok=True)


# ---- stores that were handed in

def sql(text, schema=False):
    def edit(path):
        db = sqlite3.connect(path)
        if schema:
            db.execute("PRAGMA writable_schema = ON")
        db.executescript(text)
        db.commit()
        db.close()
    return edit


def reworded(name, old, new):
    """The sentence that made it, and not the thing."""
    def edit(path):
        db = sqlite3.connect(path)
        db.execute("PRAGMA writable_schema = ON")
        got = db.execute("UPDATE sqlite_schema SET sql = replace(sql, ?, ?)"
                         " WHERE name = ? AND instr(sql, ?)",
                         (old, new, name, old))
        assert got.rowcount == 1
        db.commit()
        db.close()
    return edit


def strange(kind, name, text):
    """A row of the schema that SQLite would not have made."""
    def edit(path):
        db = sqlite3.connect(path)
        db.execute("PRAGMA writable_schema = ON")
        db.execute("INSERT INTO sqlite_schema VALUES (?, ?, ?, 0, ?)",
                   (kind, name, name, text))
        db.commit()
        db.close()
    return edit


def tables(path):
    db = sqlite3.connect(path)
    db.execute("BEGIN")
    for n in range(20000):
        db.execute(f"CREATE TABLE t{n} (a)")
    db.commit()
    db.close()


def many_rows(path):
    """Five pages whose every cell leads to the next one: a table of 400^5
    times the rows that there are."""
    db = sqlite3.connect(path)
    root, = db.execute("SELECT rootpage FROM sqlite_schema"
                       " WHERE name = 'ledger'").fetchone()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute("PRAGMA journal_mode = DELETE")
    db.close()
    raw = bytearray(Path(path).read_bytes())
    size, n = 4096, len(raw) // 4096
    leaf = raw[(root - 1) * size:root * size]
    for at in range(5):
        page = root if at == 0 else n + at
        child = n + at + 1
        cell = struct.pack(">I", child) + b"\1"
        cells = 400
        body = bytearray(size)
        body[:12] = struct.pack(">BHHHBI", 5, 0, cells, size - 5 * cells, 0,
                                child)
        for i in range(cells):
            body[12 + 2 * i:14 + 2 * i] = struct.pack(
                ">H", size - 5 * (i + 1))
            body[size - 5 * (i + 1):size - 5 * i] = cell
        raw[(page - 1) * size:page * size] = body
    raw[(n + 4) * size:] = leaf
    raw[28:32] = struct.pack(">I", len(raw) // size)
    raw[92:96] = raw[24:28]
    Path(path).write_bytes(raw)


def wal_beside(path):
    """A change that is only in the -wal, as a copy of it has it."""
    keep = str(path) + ".keep"
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.executescript("DROP TRIGGER ledger_no_update;"
                     "UPDATE ledger SET entry = '{}' WHERE seq = 2")
    shutil.copy(path, keep)
    shutil.copy(str(path) + "-wal", keep + "-wal")
    db.close()
    os.replace(keep, path)
    os.replace(keep + "-wal", str(path) + "-wal")


def journal_beside(path):
    """A change that SQLite would roll back."""
    keep = str(path) + ".keep"
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = DELETE")
    db.execute("PRAGMA cache_size = 1")
    db.execute("PRAGMA cache_spill = 1")
    db.execute("BEGIN IMMEDIATE")
    db.execute("CREATE TABLE more AS WITH RECURSIVE n(i) AS (SELECT 1 UNION "
               "ALL SELECT i + 1 FROM n LIMIT 9999) SELECT i FROM n")
    shutil.copy(path, keep)
    shutil.copy(str(path) + "-journal", keep + "-journal")
    db.execute("ROLLBACK")
    db.close()
    os.replace(keep, path)
    os.replace(keep + "-journal", str(path) + "-journal")


def instead(make):
    def edit(path):
        os.unlink(path)
        make(path)
    return edit


BIG = "hex(zeroblob(450000000))"
STORES = {
    "a column that is made up, 900 MB": sql(
        f"ALTER TABLE setting ADD COLUMN x TEXT AS ({BIG})"),
    "a check that makes 900 MB": reworded(
        "setting", "name TEXT NOT NULL",
        f"name TEXT NOT NULL CHECK (length({BIG}) > 0)"),
    "a default that makes 900 MB": reworded(
        "setting", "value TEXT NOT NULL", "value TEXT NOT NULL DEFAULT "
        f"({BIG})"),
    "an index over 900 MB": sql(
        f"CREATE INDEX x ON setting (name) WHERE length({BIG}) = 1"),
    "a table of 900 MB": sql(
        f"CREATE TABLE x (a, b AS ({BIG})); INSERT INTO x VALUES (1)"),
    "a trigger less": sql("DROP TRIGGER ledger_no_update"),
    "a trigger that says otherwise": sql(
        "DROP TRIGGER ledger_no_update; CREATE TRIGGER ledger_no_update "
        "BEFORE UPDATE ON ledger WHEN 0 BEGIN SELECT 1; END"),
    "a trigger more": sql("CREATE TRIGGER x AFTER INSERT ON setting BEGIN "
                          "DELETE FROM daily; END"),
    "an index less": sql("DROP INDEX incident_at"),
    "an index otherwise": sql("DROP INDEX incident_at; CREATE INDEX "
                              "incident_at ON incident (id)"),
    "a view more": sql("CREATE VIEW x AS SELECT 1"),
    "a view without an end for a table": sql(
        "DROP TRIGGER missed_no_update; DROP TABLE missed; CREATE VIEW "
        "missed AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
        "FROM n) SELECT i AS id FROM n"),
    "a table less": sql("DROP TABLE rule_hit"),
    "a table that is not strict": reworded("setting", "STRICT", ""),
    "a column with another name": sql(
        "ALTER TABLE setting RENAME COLUMN value TO worth"),
    "a column more": sql("ALTER TABLE setting ADD COLUMN x TEXT"),
    "a table more": sql("CREATE TABLE x (a)"),
    "a table that steers terminals": sql(
        'CREATE TABLE "\x1b[2J" (a)'),
    "a full-text table": sql(
        "CREATE VIRTUAL TABLE x USING fts5(a); INSERT INTO x VALUES ('y')"),
    "a virtual table nobody knows": strange(
        "table", "x", "CREATE VIRTUAL TABLE x USING nothing(a)"),
    "20,000 tables": tables,
    "a sentence of 50 MB": strange(
        "view", "x", "CREATE VIEW x AS SELECT '%s'" % ("y" * 50 * MILLION)),
    "a sentence 50,000 deep": strange(
        "view", "x", "CREATE VIEW x AS SELECT " + "(" * 50000 + "1" +
        ")" * 50000),
    "a sentence that is none": strange("table", "x", "DROP TABLE ledger"),
    "statistics": sql("ANALYZE"),
    "an entry of 120 MB": sql(
        "DROP TRIGGER ledger_no_update; UPDATE ledger SET entry = "
        "hex(zeroblob(60000000)) WHERE seq = 2"),
    "an entry 100,000 deep": sql(
        "DROP TRIGGER ledger_no_update; UPDATE ledger SET entry = "
        "replace(hex(zeroblob(50000)), '0', '[') WHERE seq = 2"),
    "an original of 400 MB": sql(
        "DROP TRIGGER original_no_update; UPDATE original SET bytes = "
        "zeroblob(400000000) WHERE id = 1"),
    "more rows than there is time": many_rows,
    "a format to come": sql("PRAGMA user_version = 99"),
    "a format below zero": sql("PRAGMA user_version = -1"),
    "a format of before": sql("PRAGMA user_version = 3"),
    "of another program": sql("PRAGMA application_id = 1"),
    "a change in the -wal": wal_beside,
    "noise for a -wal": lambda p: Path(str(p) + "-wal").write_bytes(
        os.urandom(MILLION)) and sql("DROP TRIGGER ledger_no_update")(p),
    "a change to be rolled back": journal_beside,
    "1 TB, and nothing in it": lambda p: (os.truncate(p, 0),
                                          os.truncate(p, 1 << 40)),
    "cut": lambda p: os.truncate(p, 50000),
    "nothing": lambda p: os.truncate(p, 0),
    "noise": lambda p: Path(p).write_bytes(os.urandom(MILLION)),
    "a FIFO": instead(os.mkfifo),
    "a socket": instead(lambda p: make_socket(Path(p))),
    "a device": instead(make_device if os.getuid() == 0 else os.mkfifo),
}


def clean(path):
    for name in (path, *(str(path) + end for end in
                         ("-wal", "-shm", "-journal"))):
        if os.path.lexists(name):
            os.unlink(name)


def try_stores(work):
    alone = dict(ENVIRONMENT, HOME="/nowhere", XDG_CONFIG_HOME="/nowhere")
    alone.pop("FLOODMARK_CONFIG", None)
    path = work / "store.db"
    for name, edit in {"as it is": None, **STORES}.items():
        clean(path)
        shutil.copy(work / "case/case.db", path)
        if edit:
            edit(path)
        got = Got([BUILD / "floodmark", "verify", path], alone)
        tap.ok(got.code == (65 if edit else 0) and told(got) and
               bounded(got), f"store: {name}: {'found' if edit else 'taken'}",
               f"exit {got.code}, {got.resident >> 20} MB, {got.cpu:.1f} s\n"
               f"{got.text}")
    clean(path)


def swapped(work, bundle):
    """What nothing holds but the manifests: said in the manual."""
    copy = work / "copy"
    shutil.copytree(bundle, copy)
    pdf(copy)
    mend(copy)
    judge("a PDF with a script, mended and never signed", copy, (0, 0))
    shutil.rmtree(copy)


def main():
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        bundle = work / "bundle"
        subprocess.run([BUILD / "tests/unit/test_bundle", "150", bundle],
                       check=True, stdout=subprocess.DEVNULL)
        signed = make_signed(work)
        judge("the bundle", bundle, (0, 0))
        judge("the signed bundle", signed, (0, 0))
        judge("the reading copy", work / "reading", (0, 0))
        again = work / "zip"
        shutil.copytree(bundle, again)
        packed(lambda a: None)(again)
        judge("the zip made anew", again, (0, 0))
        for table, title, of in (
                (FILES, "files", bundle), (TAG_FILES, "tag files", bundle),
                (ZIPS, "zip", bundle), (LEDGERS, "ledger", bundle),
                (TABLES, "tables", bundle), (SIGNED, "signed", signed),
                (COPIES, "copy", work / "reading")):
            try_all(table, of, work, title)
        swapped(work, bundle)
        try_stores(work)
    return tap.finish()


sys.exit(main())

"""What people enter by hand: milestones, incidents, decisions; in a real
store, beside a running daemon, and with hostile text everywhere.  Prints
TAP."""
import csv
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
sys.dont_write_bytecode = True
import tap  # noqa: E402
from bounded import Got  # noqa: E402
from tap import BUILD, equal, ok  # noqa: E402

TOOL = os.path.join(BUILD, "floodmark")
NOW = "1777636800"  # 2026-05-01 12:00 UTC, 13:00 in London

CONFIG = """\
timezone: Europe/London
initials: SJ
store: case.db
rules: rules.d
accounts:
  - {name: home, host: 127.0.0.1, port: 1, user: sally, password_file: pw}
"""


class Case:
    """A folder with a configuration, and the program run on it."""

    def __init__(self, folder, people=("ex", "pal")):
        self.folder = folder
        self.store = os.path.join(folder, "case.db")
        os.makedirs(os.path.join(folder, "rules.d"))
        for name in people:
            self.write(os.path.join("rules.d", name + ".yaml"),
                       f"person: {name}\n")
        self.write("floodmark.yaml", CONFIG)
        self.write("pw", "secret")

    def write(self, name, text):
        mode = "wb" if isinstance(text, bytes) else "w"
        path = os.path.join(self.folder, name)
        with open(path, mode) as f:
            f.write(text)
        return path

    def start(self, *args, now=NOW):
        return subprocess.Popen(
            [TOOL, "-c", os.path.join(self.folder, "floodmark.yaml"), *args],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env={**os.environ, "FLOODMARK_NOW": now})

    def run(self, *args, stdin=b"", now=NOW):
        p = self.start(*args, now=now)
        out, errors = p.communicate(stdin, 60)
        return p.returncode, out.decode("utf-8"), errors.decode("utf-8")

    def good(self, *args, **more):
        code, out, errors = self.run(*args, **more)
        if code != 0 or errors:
            ok(False, "floodmark " + " ".join(map(str, args))[:80],
               f"exit {code}\n{errors}{out}")
        return out

    def rows(self, *args, **more):
        out = self.good(*args, "--format", "csv", **more)
        return list(csv.DictReader(io.StringIO(out)))

    def json(self, *args, **more):
        return json.loads(self.good(*args, "--format", "json", **more))

    def sql(self, text):
        with sqlite3.connect(self.store) as db:
            return db.execute(text).fetchall()

    def is_whole(self, name):
        code, out, errors = self.run("verify")
        ok(code == 0 and "nothing is wrong" in out, f"verify: {name}",
           out + errors)


def refused(case, code, says, *args, stdin=b""):
    """One line that says what would be right, and nothing is written."""
    before = case.sql("SELECT count(*) FROM ledger")[0][0] if \
        os.path.exists(case.store) else None
    got, out, errors = case.run(*args, stdin=stdin)
    after = case.sql("SELECT count(*) FROM ledger")[0][0] if \
        os.path.exists(case.store) else None
    ok(got == code and not out and errors.count("\n") == 1 and
       says in errors and before == after, f"refused: {says}",
       f"exit {got}, ledger {before} -> {after}\n{errors}{out}")


# ---- milestones

def test_milestones(case):
    add = ("milestone", "add")
    for code, says, args in (
            (64, "add TYPE, amend N or list would be", ("milestone", "ad")),
            (64, "asked-to-stop, notice-served, order-made, order-served, "
             "report-to-police, or", (*add, "warned")),
            (64, "asked-to-stop", add),
            (64, "needs a date", (*add, "order-made")),
            (64, "nobody is called \"jd\"", (*add, "order-made", "--made",
                                             "2026-04-01", "--person", "jd")),
            (64, "there are: ex, pal", (*add, "order-made", "--made",
                                        "2026-04-01", "--person", "e")),
            (64, "--made: \"1 April\" is not right", (
                *add, "order-made", "--made", "1 April")),
            (64, "--made: \"2026-04-01 10:00\" is not right", (
                *add, "order-made", "--made", "2026-04-01 10:00")),
            (64, "still to come", (*add, "order-made", "--made",
                                   "2026-05-02")),
            (64, "still to come", (*add, "order-served", "--served",
                                   "2026-05-01 13:01")),
            (64, "did not exist", (*add, "order-served", "--served",
                                   "2026-03-29 01:30")),
            (64, "came twice", (*add, "order-served", "--served",
                                "2025-10-26 01:30")),
            (64, "--served is before --made", (
                *add, "order-served", "--made", "2026-04-02", "--served",
                "2026-04-01")),
            (64, "is too much", (*add, "order-made", "x")),
            (65, "no UTF-8", (*add, "order-made", "--made", "2026-04-01",
                              "--note", b"caf\xe9")),
            (65, "are too long", (*add, "order-made", "--made", "2026-04-01",
                                  "--note", "x" * 16001)),
            (66, "No such file", (*add, "order-made", "--made", "2026-04-01",
                                  "--proof", case.folder + "/none.pdf")),
            (66, "case.db", ("milestone", "list")),
            (66, "case.db", ("milestone", "amend", "1", "--note", "x")),
    ):
        refused(case, code, says, *args)
    ok(not os.path.exists(case.store), "no mistake made a store")

    pdf = case.write("Notice of warning.PDF", b"%PDF-1.4 \0\xff bytes")
    out = case.good(*add, "notice-served", "--person", "ex", "--issuer",
                    "Bedfordshire Police", "--reference", "CAD 42",
                    "--served", "2026-04-09 10:30", "--proof", pdf)
    ok("notice-served" in out and "2026-04-09T10:30:00+01:00" in out,
       "the milestone is told as it was kept", out)
    equal(os.stat(case.store).st_mode & 0o777, 0o600, "mode of the store")
    case.good(*add, "asked-to-stop", "--served", "2026-03-03")
    case.good(*add, "order-made", "--person", "ex", "--made", "2026-04-20",
              "--issuer", "=HYPERLINK(1)", "--note", "without notice")
    case.good(*add, "other: hearing", "--made", "2026-03-29")
    case.good(*add, "order-served", "--person", "pal", "--served",
              "2025-10-26 01:30+01:00")
    digest = hashlib.sha256(b"%PDF-1.4 \0\xff bytes").hexdigest()
    equal([[r[c] for c in ("id", "type", "person", "made", "served")]
           for r in case.rows("milestone", "list")], [
        ["5", "order-served", "pal", "", "2025-10-26T01:30:00+01:00"],
        ["2", "asked-to-stop", "", "", "2026-03-03"],
        ["4", "other: hearing", "", "2026-03-29", ""],
        ["1", "notice-served", "ex", "", "2026-04-09T10:30:00+01:00"],
        ["3", "order-made", "ex", "2026-04-20", ""]], "milestone list")
    equal([r["id"] for r in case.rows("milestone", "list", "--person",
                                      "ex")], ["2", "4", "1", "3"],
          "those of a person, and those for all")
    head = case.good("milestone", "list", "--format", "csv").split("\n")[0]
    equal(head, "id,type,person,issuer,reference,made,served,proof",
          "its columns")
    rows = {r["id"]: r for r in case.rows("milestone", "list")}
    equal(rows["1"]["proof"], digest, "the proof by its digest")
    equal(rows["3"]["issuer"], "'=HYPERLINK(1)", "a formula is none in csv")
    equal(case.json("milestone", "list")[3]["proof"], digest, "and in json")
    equal(case.sql("SELECT tbl, ref, purpose, name, media FROM attachment"),
          [("milestone", 1, "proof", "Notice of warning.PDF",
            "application/pdf")], "whose the file is")
    equal(case.sql("SELECT bytes FROM original")[0][0],
          b"%PDF-1.4 \0\xff bytes", "its bytes untouched")

    case.good("milestone", "amend", "3", "order-served", "--served",
              "2026-04-22")
    equal([[r[c] for c in ("type", "made", "served", "note")]
           for r in case.rows("milestone", "list", "3")], [
        ["order-made", "2026-04-20", "", "without notice"],
        ["order-served", "2026-04-20", "2026-04-22", "without notice"]],
        "amended: both versions, the rest kept")
    case.good("milestone", "amend", "1", "--served", "", "--made",
              "2026-04-08", "--issuer", "")
    row = case.rows("milestone", "list", "--person", "ex")[2]
    equal([row[c] for c in ("id", "made", "served", "issuer", "proof")],
          ["1", "2026-04-08", "", "", digest], "taken back; the proof stays")
    for code, says, args in (
            (65, "there is no milestone 99", ("amend", "99", "--note", "x")),
            (65, "there is no milestone 99", ("list", "99")),
            (64, "\"x\" is not right", ("amend", "x", "--note", "x")),
            (64, "a number from", ("amend",)),
            (64, "\"0\" is not right", ("list", "0")),
            (64, "nothing to amend", ("amend", "1")),
            (64, "needs a date", ("amend", "1", "--made", "")),
            (64, "is no milestone", ("amend", "1", "served")),
            (64, "is too much", ("list", "1", "2"))):
        refused(case, code, says, "milestone", *args)
    case.is_whole("with milestones only")


# ---- incidents

# Bytes that a person may paste, and that must neither be lost nor act.
HOSTILE = ("=cmd|' /C calc'!A0 \x1b[31mred\x1b[0m \u202etxt\u2066 "
           "\u00e4\U0001f600 <b>&")

EVERYTHING = ("--channel", "physical", "--person", "ex", "--at",
              "2026-05-01 09:30", "--until", "2026-05-01 10:00")


def counted(case):
    return [(r["period"], r["channel"], r["in"], r["out"]) for r in
            case.rows("count", "--split", "channel")
            if r["in"] != "0" or r["out"] != "0"]


def test_add(case):
    photo = bytes(range(256)) * 3
    path = case.write("car.jpg", photo)
    case.good("add", *EVERYTHING, "--what", "He broke the mirror.",
              "--place", "the drive", "--impact", "did not sleep",
              "--reference", "123/26", "--file", path)
    equal(counted(case), [("2026-05-01", "physical", "1", "0")],
          "it counts on the day it happened")
    row = case.rows("list")[0]
    equal([row[c] for c in ("at", "person", "channel", "direction")],
          ["2026-05-01T09:30:00+01:00", "ex", "physical", "in"], "listed")
    kept = {d: b for d, b in case.sql("SELECT hex(digest), bytes FROM "
                                      "original")}
    ok(photo in kept.values(), "the file is kept byte for byte")
    ok(row["digest"].upper() in kept, "and so is the statement")
    shown = case.good("show", row["id"])
    ok("mirror" not in shown and "the drive" in shown,
       "show prints what was said only when asked", shown)
    ok("mirror" in case.good("show", row["id"], "--reveal"), "with --reveal")
    case.good("add", "--channel", "call", "--person", "ex", "--at",
              "2026-04-20", "--what", "-", stdin=b"It rang all night.\n")
    late = case.json("show", "2")
    ok({"day-only", "late-entry"} <= set(late["flags"]),
       "a day alone and a late entry are told", late)
    case.is_whole("after two entries")


def test_refused(case):
    case.good("add", *EVERYTHING, "--what", "x")
    for code, says, args in (
            (64, "there are: ex, pal", ("add", *EVERYTHING, "--what", "x",
                                        "--person", "nobody")),
            (64, "still to come", ("add", "--channel", "call", "--person",
                                   "ex", "--at", "2026-05-02", "--what",
                                   "x")),
            (66, "No such file", ("add", *EVERYTHING, "--what", "x",
                                  "--file", "/nowhere/a.jpg")),
            (64, "wants --reason", ("withdraw", "1")),
            (65, "99", ("withdraw", "99", "--reason", "x")),
            (65, "counted already", ("confirm", "1", "--reason", "x")),
            (64, "is not right", ("withdraw", "x", "--reason", "x"))):
        refused(case, code, says, *args)


def test_decisions(case):
    case.good("add", *EVERYTHING, "--what", "first words", "--place", "A")
    case.good("amend", "1", "--place", "B", "--reason", "mixed up")
    shown = case.good("show", "1")
    ok("place        B" in shown and "mixed up" in shown and
       "recorded" in shown, "amended, with its history", shown)
    equal(len(case.sql("SELECT 1 FROM original")), 2, "both versions stay")
    case.good("withdraw", "1", "--reason", "twice")
    equal(counted(case), [], "withdrawn: counted no more")
    refused(case, 65, "", "withdraw", "1", "--reason", "again")
    case.is_whole("after a withdrawal")
    case.good("confirm", "1", "--reason", "it was right")
    equal(counted(case), [("2026-05-01", "physical", "1", "0")],
          "confirmed: counted again")
    case.is_whole("after a confirmation")


def test_hostile(case):
    fields = ("--place", "--witnesses", "--impact", "--officer",
              "--reference", "--identifier", "--private", "--told")
    case.good("add", *EVERYTHING, "--what", HOSTILE,
              *(part for f in fields for part in (f, HOSTILE)))
    refused(case, 65, "byte 1 is no UTF-8", "add", *EVERYTHING, "--what",
            "-", stdin=b"\xff\xfe bad")
    refused(case, 65, "byte 2 is a NUL", "add", *EVERYTHING, "--what", "-",
            stdin=b"a\0")
    code, _, errors = case.run("add", *EVERYTHING, "--what", "-",
                               stdin=b"a long story " * 80000)
    ok(code in (0, 65) and errors.count("\n") == (code != 0),
       "a megabyte is kept, or refused in one line", errors)
    case.good("add", *EVERYTHING, "--what", "short")
    out = "".join(case.good(*args) for args in (
        ("list",), ("show", "1"), ("show", "1", "--reveal"),
        ("show", "2", "--reveal"), ("list", "--format", "csv")))
    ok(not any(c in out for c in "\x1b\u202e\u2066\0"),
       "nothing of it reaches the terminal")
    kept = json.loads(case.sql("SELECT bytes FROM original ORDER BY id")[0][0])
    equal(kept["what"], HOSTILE, "and nothing of it is lost")
    bundle = os.path.join(case.folder, "bundle")
    case.good("export", bundle)
    equal(case.run("verify", bundle)[0], 0, "its bundle verifies")
    with open(os.path.join(bundle, "data", "schedule.csv")) as f:
        ok(all(not cell.startswith(("=", "+", "-", "@"))
               for row in csv.reader(f) for cell in row),
           "no cell of it is a formula")
    case.is_whole("after all that")


def test_nothing_collected(case):
    """No source ever worked: nothing may read as a zero."""
    case.good("milestone", "add", "notice-served", "--served", "2026-04-09")
    for args in (("count",), ("chart",), ("list",), ("escalations",),
                 ("count", "--from", "2026-04-01"), ("count", "--by", "hour"),
                 ("count", "--person", "ex", "--to", "2026-04-30")):
        out = case.good(*args)
        first = out.split("\n\n")[0].replace("\n", " ")
        ok("nothing was collected" in first and "not known" in first and
           not any(c.isdigit() for c in first), f"{args}: one clear line",
           out)
    for by, periods in (("day", 3), ("week", 1), ("month", 1), ("hour", 72)):
        rows = case.rows("count", "--by", by, "--from", "2026-04-08", "--to",
                         "2026-04-10")
        equal([len(rows), {r["coverage"] for r in rows}],
              [periods, {"none"}], f"by {by}: rows that say none")
    equal([list(r.values()) for r in case.rows("count")],
          [["2026-05-01", "", "all", "0", "0", "none"]], "and of today")
    row = case.rows("count", "--by", "milestone")[0]
    equal([row[c] for c in ("in_after", "coverage_after", "first_after")],
          ["0", "none", ""], "after a milestone, too")
    svg = os.path.join(case.folder, "a.svg")
    case.good("chart", "--out", svg)
    with open(svg) as f:
        ok("Nothing was collected" in f.read(), "and in a picture")
    case.good("add", *EVERYTHING, "--what", "x")
    table = case.good("count", "--from", "2026-04-30")
    ok("2026-04-30  ex      all       -    -  none" in table and
       "2026-05-01  ex      all       1    -  none" in table,
       "what was entered by hand counts; the rest is no zero", table)


def test_around(case):
    """Rows before and after each milestone, both directions.  One that was
    entered with a day alone is of that day, whatever the milestone's hour."""
    for at, direction in (("2026-04-08", "in"), ("2026-04-09", "in"),
                          ("2026-04-09 11:00", "in"), ("2026-04-10", "out"),
                          ("2026-04-20", "in")):
        case.good("add", "--channel", "call", "--person", "ex", "--at", at,
                  "--direction", direction, "--what", f"on {at}")
    case.good("milestone", "add", "notice-served", "--person", "ex",
              "--served", "2026-04-09 10:30")
    case.good("milestone", "add", "order-made", "--made", "2026-04-09")
    case.good("milestone", "add", "other: my =word", "--served",
              "2026-04-09")
    want = [["2", "order-made", "", "2026-04-09", "made", "1", "3", "2",
             "2026-04-09", "0", "1"],
            ["3", "other: my =word", "", "2026-04-09", "day", "1", "3", "2",
             "2026-04-09", "0", "1"],
            ["1", "notice-served", "ex", "2026-04-09T10:30:00+01:00",
             "moment", "1", "3", "1", "2026-04-09", "0", "1"]]
    columns = ("id", "type", "person", "counted_from", "basis", "in_before",
               "in_after", "in_on_day", "first_after", "out_before",
               "out_after")
    rows = case.rows("count", "--by", "milestone")
    equal(sorted([r[c] for c in columns] for r in rows), sorted(want),
          "before and after")
    equal({r["days_before"] + "+" + r["days_after"] for r in rows},
          {"1+12", "2+12"}, "over so many days")
    equal([r["person"] for r in case.rows("count", "--by", "milestone",
                                          "--person", "pal")], ["pal", "pal"],
          "of one person: those for all, and hers")
    equal({r["channel"] for r in case.rows("count", "--by", "milestone",
                                           "--split", "channel")}, {"call"},
          "by channel")
    equal(case.json("count", "--by", "milestone")[0]["out_after"], 1,
          "and in json")
    told = case.good("escalations")
    lines = [l for l in told.splitlines() if l[:4] == "2026"]
    equal(lines, sorted(lines, key=lambda l: l[:10]), "in order of time")
    ok(sum("  milestone  " in l for l in lines) == 3 and
       "notice served, ex (known from 9 Apr 2026, 10:30)" in told,
       "milestones stand between the flags", told)
    for command in ("count", "chart", "escalations"):
        told = case.good(command)
        ok("    before:        1 in, 0.5 a day over 2 days" in told and
           "    the first from then on: Thu 9 Apr 2026\n" in told,
           f"{command} tells before and after", told)


def test_large(case):
    """A film is kept and checked piece by piece."""
    film = case.write("film.mp4", b"\0\1\2film")
    os.truncate(film, 150 << 20)
    empty = case.write("empty.txt", b"")
    config = os.path.join(case.folder, "floodmark.yaml")
    got = Got([TOOL, "-c", config, "add", "--what", "filmed", "--person",
               "ex", "--at", "2026-03-01", "--channel", "physical", "--file",
               film, "--file", empty], {**os.environ, "FLOODMARK_NOW": NOW})
    bounded = tap.is_sanitized(BUILD) or got.resident < 96 << 20
    ok(got.code == 0 and bounded, "a film of 150 MB is not held",
       f"{got.code} {got.resident >> 20} MB {got.text}")
    db = sqlite3.connect(case.store)
    kept = {row[0]: row[1:] for row in db.execute(
        "SELECT a.name, lower(hex(o.digest)), o.size, length(o.bytes),"
        " typeof(o.bytes) FROM attachment a JOIN original o"
        " ON o.digest = a.original")}
    db.close()
    with open(film, "rb") as f:
        digest = hashlib.file_digest(f, "sha256").hexdigest() \
            if hasattr(hashlib, "file_digest") else \
            hashlib.sha256(f.read()).hexdigest()
    equal(kept["film.mp4"], (digest, 150 << 20, 150 << 20, "blob"),
          "and is there, byte for byte")
    equal(kept["empty.txt"], (hashlib.sha256().hexdigest(), 0, 0, "blob"),
          "so is a file without a byte")
    got = Got([TOOL, "-c", config, "verify"],
              {**os.environ, "FLOODMARK_NOW": NOW})
    bounded = tap.is_sanitized(BUILD) or got.resident < 96 << 20
    ok(got.code == 0 and bounded, "verify does not hold it either",
       f"{got.code} {got.resident >> 20} MB {got.text}")
    os.truncate(film, (512 << 20) + 1)
    refused(case, 65, "larger than", "add", "--what", "filmed", "--person",
            "ex", "--at", "2026-03-02", "--channel", "physical", "--file",
            film)


TESTS = (test_milestones, test_nothing_collected, test_around, test_add,
         test_refused, test_decisions, test_hostile, test_large)


def main():
    tap.need_test_clock(BUILD)
    work = tempfile.mkdtemp(prefix="entries.")
    try:
        for test in TESTS:
            test(Case(os.path.join(work, test.__name__)))
    finally:
        tap.end_all()
        shutil.rmtree(work)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())

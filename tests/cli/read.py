"""What `floodmark read` says of messages written here, and that it can read
every file of the shared corpus where that is at hand.  Prints TAP."""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
sys.dont_write_bytecode = True
import tap  # noqa: E402
from tap import BUILD, SRC, ok  # noqa: E402

TOOL = os.path.join(BUILD, "floodmark")
CORPUS = os.path.join(SRC, "..", "shared", "corpus", "mail")
# No configuration anywhere: none is needed, and no zone is set.
ENV = {"PATH": os.environ["PATH"], "HOME": "/nonexistent",
       "LC_ALL": "C.UTF-8"}


def read(*files):
    got = subprocess.run([TOOL, "read", "--format", "json", *files],
                         env=ENV, capture_output=True, timeout=tap.PATIENCE)
    return [json.loads(line) for line in got.stdout.splitlines()], got


# name, message, key, what it must be
TABLE = [
    ("an address", b"From: J <jd@a.example>\n\nx", "from",
     [{"name": "J", "address": "jd@a.example"}]),
    ("the date in UTC", b"Date: Sun, 29 Mar 2026 02:30:00 +0100\n\nx",
     "date", "2026-03-29T01:30:00Z"),
    ("a date before 1970", b"Date: 31 Dec 1969 23:59:59 +0000\n\nx",
     "date", "1969-12-31T23:59:59Z"),
    ("a date after 2038", b"Date: Tue, 20 Jan 2038 03:14:08 +0000\n\nx",
     "date", "2038-01-20T03:14:08Z"),
    ("no date", b"From: a@b.example\n\nx", "date", None),
    ("the subject", b"Subject: =?utf-8?q?caf=C3=A9?=\n\nx", "subject",
     "caf\u00e9"),
    ("text", b"From: a@b.example\n\nhello\n", "text", "hello"),
    ("text with NUL", b"From: a@b.example\n\na\0b", "text", "a\0b"),
    ("folded text", "From: a@b.example\n\nm\u043eney\u200b".encode(),
     "folded", "money"),
    ("message id", b"Message-ID: <1@a.example>\n\nx", "message_id",
     "1@a.example"),
    ("channel", b"From: a@b.example\n\nx", "channel", "email"),
    ("an envelope line", b"From a@b Mon Jan  1 00:00:00 2026\n"
     b"Subject: s\n\nx", "subject", "s"),
    ("nothing at all", b"", "text", ""),
]


def test_table(work):
    for n, (name, message, key, want) in enumerate(TABLE):
        path = os.path.join(work, f"{n}.eml")
        with open(path, "wb") as f:
            f.write(message)
        letters, got = read(path)
        value = letters[0].get(key) if letters else got.stderr
        ok(value == want, name, value)


def test_corpus():
    files = [os.path.join(base, name)
             for base, _, names in os.walk(CORPUS) for name in names]
    if not files:
        tap.skip("the corpus", "it is not here")
        return
    letters, got = read(*sorted(files))
    ok(got.returncode == 0, "the corpus is read", got.stderr)
    ok(len(letters) == len(files), "one object a file", len(letters))
    dead = sum("unreadable" in letter["flags"] for letter in letters)
    ok(dead == 0, "no file ends the reader", dead)


with tempfile.TemporaryDirectory(prefix="floodmark-read.") as folder:
    test_table(folder)
test_corpus()
sys.exit(tap.finish())

"""The reader against Python's email package, over mail that others wrote.

    compare.py [--all]

For each message of ../shared/corpus with a recorded expectation: are the
sender addresses the same, is the decoded Subject the same (runs of white
space as one), and is every word that Python finds in the text of the same
file among ours?  differences.tsv has a row for each message where not, with
who is right.  TAP: a difference without a row fails, a row without a
difference fails, and each share has a floor.  A field with a question mark:
only some versions of Python differ.  --all prints what differs.
"""
import email
import email.policy
import html.parser
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
sys.dont_write_bytecode = True
import tap  # noqa: E402
from tap import BUILD, SRC, ok  # noqa: E402

CORPUS = os.path.join(SRC, "..", "shared", "corpus")
TABLE = os.path.join(SRC, "tests", "corpus", "differences.tsv")
FIELDS = ("from", "subject", "words")
FLOORS = {"from": 0.99, "subject": 0.99, "words": 0.98}
JUDGES = ("ours", "python", "neither")
HIDDEN = ("script", "style", "head")
CHUNK = 100


class Text(html.parser.HTMLParser):
    """The words of a page, as a browser would break them."""
    INLINE = set("a abbr acronym b bdi bdo big cite code del dfn em font i "
                 "ins kbd mark nobr o:p q s samp small span strike strong "
                 "sub sup tt u var wbr".split())

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out, self.skip = [], 0

    def handle_starttag(self, tag, attrs):
        if tag in HIDDEN:
            self.skip += 1
        elif tag == "body":
            self.skip = 0
        if tag not in self.INLINE:
            self.out.append(" ")

    def handle_endtag(self, tag):
        if tag in HIDDEN and self.skip:
            self.skip -= 1
        if tag not in self.INLINE:
            self.out.append(" ")

    def handle_data(self, data):
        if not self.skip:
            self.out.append(data)


def page_text(page):
    text = Text()
    try:
        text.feed(page)
        text.close()
    except (AssertionError, ValueError):
        pass
    return "".join(text.out)


def part_text(part):
    try:
        return part.get_content()
    except (KeyError, LookupError, ValueError, AttributeError, TypeError):
        return ""


def python_text(message):
    """Of every text part that is shown; a forwarded message's, too."""
    out = []
    for part in message.walk():
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html") or part.is_multipart():
            continue
        text = part_text(part)
        if isinstance(text, str):
            out.append(page_text(text) if kind == "text/html" else text)
    return "\n".join(out)


def words(text):
    """What is read as a word; one with a letter that Python could not decode
    (it puts U+FFFD there) is none."""
    whole = re.sub(r"[^\W_]*\ufffd[^\W_\ufffd]*", " ", text)
    return set(re.findall(r"[^\W_]+", whole.casefold()))


def squeeze(text):
    return " ".join((text or "").split())


def parse(path):
    with open(path, "rb") as f:
        data = f.read()
    if data.startswith(b"From "):
        data = data[data.index(b"\n") + 1:]
    try:
        return python_text(email.message_from_bytes(
            data, policy=email.policy.default))
    except Exception:       # it raises whatever it likes on bad mail
        return ""


def addresses(pairs):
    return sorted({a.strip().lower() for _, a in pairs if a})


def expectations():
    """path -> what is recorded of it; of files with one message."""
    found, seen = {}, set()
    with open(os.path.join(CORPUS, "expect/python-reference.jsonl")) as f:
        for line in f:
            row = json.loads(line)
            if row["path"] in found:
                seen.add(row["path"])
            found[row["path"]] = row
    return {p: r for p, r in found.items() if p not in seen}


def ours(paths):
    """path -> what floodmark reads in it."""
    tool = os.path.join(BUILD, "floodmark")
    got = {}
    for i in range(0, len(paths), CHUNK):
        files = [os.path.join(CORPUS, "mail", p) for p in paths[i:i + CHUNK]]
        out = subprocess.run([tool, "read", "--format", "json", *files],
                             stdout=subprocess.PIPE, check=True).stdout
        lines = out.decode().splitlines()
        if len(lines) != len(files):    # an mbox among them
            for p, f in zip(paths[i:i + CHUNK], files):
                one = subprocess.run([tool, "read", "--format", "json", f],
                                     stdout=subprocess.PIPE, check=True)
                first = one.stdout.decode().splitlines()
                if len(first) == 1:
                    got[p] = json.loads(first[0])
            continue
        for p, line in zip(paths[i:i + CHUNK], lines):
            got[p] = json.loads(line)
    return got


def differences(row, read):
    """field -> what differs, for whoever looks."""
    out = {}
    theirs = addresses(a for field in row.get("from") or [] for a in field)
    mine = addresses((a["name"], a["address"]) for a in read["from"])
    if theirs != mine:
        out["from"] = (mine, theirs)
    want, have = squeeze(row.get("subject")), squeeze(
        read["subject"].split("\n")[0] if row["n_subject"] > 1
        else read["subject"])
    if want != have:
        out["subject"] = (have, want)
    missing = words(parse(os.path.join(CORPUS, "mail", row["path"]))) - \
        words(read["text"])
    if missing:
        out["words"] = sorted(missing)
    return out


def table():
    """What was judged, and what of it need not differ."""
    rows, some = {}, set()
    with open(TABLE) as f:
        for line in f:
            if line.startswith("#") or not line.strip():
                continue
            path, field, right, _why = line.rstrip("\n").split("\t")
            name = field.rstrip("?")
            assert name in FIELDS and right in JUDGES, line
            rows[path, name] = right
            if name != field:
                some.add((path, name))
    return rows, some


def judge(found, judged, some, n):
    for field in FIELDS:
        mine = {p for (p, f) in found if f == field}
        right = {p for p in mine if judged.get((p, field)) == "ours"}
        raw = 1 - len(mine) / n
        fair = 1 - len(mine - right) / n
        print(f"# {field}: equal in {raw:.2%} of {n}; {len(mine)} differ, "
              f"in {len(right)} of them Python is wrong: {fair:.2%}")
        ok(fair >= FLOORS[field], f"{field}: at least {FLOORS[field]:.0%}")
    for key in sorted(set(found) - set(judged)):
        ok(False, f"{key[0]} differs in {key[1]}, and nobody looked")
    for key in sorted(set(judged) - set(found) - some):
        ok(False, f"{key[0]} does not differ in {key[1]}, as it is told to")


def main():
    if not os.path.isdir(os.path.join(CORPUS, "mail")):
        print("1..0 # SKIP no corpus beside the source")
        return 0
    rows = expectations()
    got = ours(sorted(p for p in rows if os.path.exists(
        os.path.join(CORPUS, "mail", p))))
    found = {(p, f): d for p, read in got.items()
             for f, d in differences(rows[p], read).items()}
    if sys.argv[1:] == ["--all"]:
        for (path, field), what in sorted(found.items()):
            print(path, field, repr(what)[:400], sep="\t")
        return 0
    judge(found, *table(), len(got))
    return tap.finish()


sys.exit(main())

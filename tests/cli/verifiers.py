"""contrib/verify-bundle and `floodmark verify` must both accept a bundle and
both find what was changed in it, also when the manifests were mended."""
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
import tap  # noqa: E402
from bundle_tool import mend  # noqa: E402

source, build = Path(tap.SRC), Path(tap.BUILD)
environment = {key: value for key, value in os.environ.items()
               if key != "FLOODMARK_CONFIG"}


def verdicts(bundle):
    """Exit codes: of the program, and of the script."""
    environment.update(HOME=str(bundle.parent),
                       XDG_CONFIG_HOME=str(bundle.parent))
    ours = subprocess.run([build / "floodmark", "verify", bundle],
                          env=environment, capture_output=True, text=True)
    theirs = subprocess.run(
        [sys.executable, source / "contrib/verify-bundle", bundle],
        capture_output=True, text=True)
    return (ours.returncode, theirs.returncode), \
        ours.stdout + ours.stderr + theirs.stdout + theirs.stderr


def lines(name, change):
    def edit(bundle):
        path = bundle / "data" / name
        got = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(change(got)))
    return edit


def swapped(at):
    return lambda got: got[:at] + [got[at + 1], got[at]] + got[at + 2:]


def everywhere(name, old, new):
    def edit(bundle):
        path = bundle / "data" / name
        text = path.read_bytes()
        assert old in text, old
        path.write_bytes(text.replace(old, new))
    return edit


def replaced(name, old, new):
    def edit(bundle):
        path = bundle / "data" / name
        text = path.read_bytes()
        assert old in text, old
        path.write_bytes(text.replace(old, new, 1))
    return edit


CHANGES = {
    "a ledger row less": lines("ledger.jsonl", lambda a: a[:9] + a[10:]),
    "the last ledger row less": lines("ledger.jsonl", lambda a: a[:-1]),
    "two ledger rows swapped": lines("ledger.jsonl", swapped(20)),
    "a ledger row twice": lines("ledger.jsonl", lambda a: a[:9] + a[8:]),
    "a value in a ledger row": replaced("ledger.jsonl", b'"in"', b'"on"'),
    "an incident less": lines("schedule.csv", lambda a: a[:4] + a[5:]),
    "two incidents swapped": lines("schedule.csv", swapped(4)),
    "another exhibit number": replaced("schedule.csv", b"SJ/5,", b"SJ/6,"),
    "another state": replaced("schedule.csv", b",contact,yes,",
                              b",candidate,no,"),
    "another sender": replaced("schedule.csv", b",jd@", b",jx@"),
    "a count less": lines("daily-counts.csv", lambda a: a[:-1]),
    "another count": replaced("daily-counts.csv", b",email,1,", b",email,2,"),
    "days covered that were not": everywhere("daily-counts.csv", b",partial",
                                             b",full"),
    "days not covered that were": everywhere("daily-counts.csv", b",full",
                                             b",none"),
    "a word in an original": replaced("originals.zip", b"SECRETWORD",
                                      b"SECRETWORT"),
    "a zip cut short": lambda b: os.truncate(b / "data/originals.zip", 5000),
    "no schedule": lambda b: (b / "data/schedule.csv").unlink(),
    "no originals": lambda b: (b / "data/originals.zip").unlink(),
    "a file more": lambda b: (b / "data/more.exe").write_text("x"),
}
HELD_BY_MANIFESTS = {
    "a byte of a PDF": replaced("READ-ME-FIRST.pdf", b"%PDF", b"%PDX"),
    "a byte of the chart": replaced("chart.svg", b"svg", b"swg"),
}


def leave_out_sizes(bundle):
    """As libarchive from 3.7 on writes it: behind the bytes and in the
    directory only."""
    path = bundle / "data/originals.zip"
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as made:
        for entry in made.infolist():
            raw[entry.header_offset + 18:entry.header_offset + 26] = bytes(8)
    path.write_bytes(raw)


def wrong_sizes(bundle):
    """The directory's are none, either."""
    leave_out_sizes(bundle)
    path = bundle / "data/originals.zip"
    raw = bytearray(path.read_bytes())
    at = int.from_bytes(raw[-6:-2], "little")
    raw[at + 24] ^= 1
    raw[at + 20] ^= 1
    path.write_bytes(raw)


def try_sizes(bundle, work):
    for edit, want in (leave_out_sizes, (0, 0)), (wrong_sizes, (65, 1)):
        copy = work / "sizes"
        shutil.copytree(bundle, copy)
        edit(copy)
        mend(copy)
        codes, said = verdicts(copy)
        tap.ok(codes == want, f"{edit.__name__}: {want}",
               f"{codes}\n{said}")
        shutil.rmtree(copy)


def try_all(bundle, work):
    for mended in (False, True):
        for name, edit in (CHANGES | ({} if mended else
                                      HELD_BY_MANIFESTS)).items():
            copy = work / "copy"
            shutil.copytree(bundle, copy)
            edit(copy)
            if mended:
                mend(copy)
            codes, said = verdicts(copy)
            tap.ok(codes == (65, 1), f"{name}{', mended' * mended}: "
                   "found by both", f"{codes}\n{said}")
            shutil.rmtree(copy)


def main():
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        bundle = work / "bundle"
        subprocess.run([build / "tests/unit/test_bundle", "150", bundle],
                       check=True, stdout=subprocess.DEVNULL)
        codes, said = verdicts(bundle)
        tap.equal(codes, (0, 0), "both accept it")
        again = work / "again"
        shutil.copytree(bundle, again)
        mend(again)
        tap.equal(subprocess.run(["diff", "-r", bundle, again]).returncode,
                  0, "mending changes nothing that is right")
        try_sizes(bundle, work)
        try_all(bundle, work)
        tap.equal(verdicts(work)[0], (66, 2), "no bundle")
    return tap.finish()


sys.exit(main())

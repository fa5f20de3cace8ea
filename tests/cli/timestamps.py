"""Timestamps of the ledger by authorities on loopback: at export and by the
daemon, good answers and all others, and who checks them.  Prints TAP."""
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
sys.dont_write_bytecode = True
import tap  # noqa: E402
from authority import Authority, without_proxy  # noqa: E402
from tap import (BUILD, SRC, children, equal, ok, skip,  # noqa: E402
                 started, stop, wait_until)

DAEMON = os.path.join(BUILD, "floodmarkd")
TOOL = os.path.join(BUILD, "floodmark")
NOON = 1774440000       # 2026-03-25T12:00:00Z
DAY = 86400

ENVIRONMENT = without_proxy(os.environ)


class Case:
    """A store, and an account nobody answers for."""

    def __init__(self, work, name, *authorities):
        self.dir = os.path.join(work, name)
        self.now = NOON
        self.more = {}
        os.makedirs(os.path.join(self.dir, "rules.d"))
        self.closed = socket.socket()   # bound, and never listens
        self.closed.bind(("127.0.0.1", 0))
        self.write("pw", "x\n")
        self.write("rules.d/ex.yaml", "person: ex\n"
                   "identifiers: {addresses: [jd@example.org]}\n")
        self.write("floodmark.yaml", f"""\
timezone: Europe/London
store: case.db
rules: rules.d
accounts:
  - name: home
    host: 127.0.0.1
    port: {self.closed.getsockname()[1]}
    tls: none
    user: sally
    password_file: pw
timestamps:
""" + "".join(f"  - {{name: {n}, url: '{a.url}', certificates: {a.pem}}}\n"
              for n, a in zip(("tsa", "other", "third"), authorities)))

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def write(self, name, text):
        with open(self.path(name), "w") as f:
            f.write(text)

    def environment(self):
        return dict(ENVIRONMENT, FLOODMARK_NOW=str(self.now), **self.more)

    def run(self, program, *args):
        return subprocess.run(
            [program, "-c", self.path("floodmark.yaml"), *args],
            env=self.environment(), capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=tap.PATIENCE)

    def ask(self, *args):
        return self.run(TOOL, *args)

    def add(self, what):
        got = self.ask("add", "--what", what, "--person", "ex", "--at",
                       "2026-03-01", "--channel", "physical")
        assert got.returncode == 0, got.stderr

    def export(self, name, *args):
        return self.ask("export", self.path(name), *args)

    def rows(self, name):
        with open(self.path(name, "data", "ledger.jsonl")) as f:
            return [json.loads(line) for line in f]

    def start(self):
        self.log = open(self.path("log"), "w+")
        daemon = subprocess.Popen(
            [DAEMON, "-c", self.path("floodmark.yaml")], stderr=self.log,
            env=self.environment(), stdin=subprocess.DEVNULL)
        started.append(daemon)
        return daemon

    def logged(self):
        with open(self.path("log")) as f:
            return f.read()

    def status(self):
        got = self.ask("status", "--format", "json")
        return {row["source"]: row for row in json.loads(got.stdout)}


def stamps(rows, purpose="timestamp"):
    return [r["row"] for r in rows if r["row"].get("tbl") == "ledger" and
            r["row"]["purpose"] == purpose]


def verdicts(bundle):
    """Exit codes of the program and of the script, and what they said."""
    ours = subprocess.run([TOOL, "verify", bundle], capture_output=True,
                          text=True, env=dict(ENVIRONMENT, HOME="/nowhere",
                                              XDG_CONFIG_HOME="/nowhere"))
    theirs = subprocess.run(
        [sys.executable, os.path.join(SRC, "contrib", "verify-bundle"),
         bundle], capture_output=True, text=True)
    return (ours.returncode, theirs.returncode), \
        ours.stdout + ours.stderr + theirs.stdout + theirs.stderr


def no_answer(said, word):
    """One line; each version of libcurl has words of its own behind the
    colon, with `word` in all of them.  Where it was asked is in none."""
    return re.fullmatch(r"floodmark: no new timestamp: tsa does not answer: "
                        f"[^\n]*{word}[^\n]*\n", said) and \
        "127.0.0.1" not in said


def same(a, b):
    return subprocess.run(["diff", "-r", a, b], capture_output=True,
                          check=False).returncode == 0


def openssl_takes(bundle, rows):
    row = stamps(rows)[-1]
    head = rows[row["ref"] - 1]["head"]
    got = subprocess.run(
        ["openssl", "ts", "-verify", "-digest", head, "-in", "timestamp.tsr",
         "-CAfile", "timestamp-authority.pem"], cwd=bundle,
        capture_output=True, text=True)
    ok(got.returncode == 0 and "Verification: OK" in got.stdout,
       "openssl ts -verify takes the head of that row",
       got.stdout + got.stderr)
    if shutil.which("pdftotext") is None:
        skip("the command of the first page", "pdftotext is missing")
        return
    text = subprocess.run(
        ["pdftotext", "-layout", "data/READ-ME-FIRST.pdf", "-"], cwd=bundle,
        capture_output=True, text=True).stdout
    command = re.search(r"openssl ts .*?-attime\s+\d+", text, re.DOTALL)[0]
    # as it is copied from there, line by line
    got = subprocess.run(["sh", "-c", command], cwd=bundle,
                         capture_output=True, text=True)
    ok("Verification: OK" in got.stdout,
       "so does the command that the first page gives",
       command + got.stdout + got.stderr)


def test_export(work):
    tsa = Authority(os.path.join(work, "tsa-export"))
    case = Case(work, "export", tsa)
    case.add("a letter under the door")
    got = case.export("one")
    equal((got.returncode, got.stderr, tsa.asked), (0, "", 1), "asked once")
    case.now += 3 * DAY
    equal((case.export("two").returncode, tsa.asked), (0, 1),
          "nothing new: nobody is asked")
    ok(same(case.path("one"), case.path("two")), "and the bytes are the same")
    files = sum(len(names) for _, _, names in os.walk(case.path("one")))
    equal(files, 16, "16 files")
    rows = case.rows("one")
    equal([r["name"] for r in stamps(rows)], ["tsa"], "recorded by its name")
    openssl_takes(case.path("one"), rows)
    codes, said = verdicts(case.path("one"))
    equal(codes, (0, 0), "both verifiers take it")
    ok("1 timestamp holds" in said, "and tell it", said)
    got = case.ask("verify")
    ok(got.returncode == 0 and "1 timestamp holds; by the newest, of tsa, "
       f"the ledger up to row {stamps(rows)[0]['ref']}" in got.stdout,
       "so does that of the store", got.stdout)
    case.add("another")
    equal((case.export("three", "--no-timestamps").returncode, tsa.asked),
          (0, 1), "--no-timestamps asks nobody")
    equal((case.export("four", "--redact").returncode, tsa.asked), (0, 1),
          "nor does a reading copy")
    ok(not os.path.exists(case.path("four", "timestamp.tsr")),
       "which has none")
    equal((case.export("five").returncode, tsa.asked), (0, 2),
          "what is new is stamped")
    equal(len(stamps(case.rows("five"), "authority")), 1,
          "the certificates are kept once")
    test_mended(case)
    tsa.stop()
    case.add("a third")
    got = case.export("six")
    equal(got.returncode, 0, "an authority that is away stops nothing")
    ok(no_answer(got.stderr, "connect"), "and is told in one line",
       got.stderr)
    equal(verdicts(case.path("six"))[0], (0, 0), "the others hold")


def test_mended(case):
    """An older timestamp in the place of the newest, in the open and in the
    zip, and the manifests made to agree."""
    bundle, old = case.path("mended"), case.path("one", "timestamp.tsr")
    shutil.copytree(case.path("five"), bundle)
    for name in os.listdir(bundle):
        if name.endswith(".sig") or name == "allowed_signers":
            os.unlink(os.path.join(bundle, name))
    shutil.copy(old, os.path.join(bundle, "timestamp.tsr"))
    names = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt",
             "timestamp-authority.pem", "timestamp.tsr"]
    with open(os.path.join(bundle, "tagmanifest-sha256.txt"), "w") as f:
        f.write(subprocess.run(["sha256sum", *names], cwd=bundle,
                               capture_output=True, text=True).stdout)
    codes, said = verdicts(bundle)
    found = re.findall(r"timestamp\.tsr:? +is not what the ledger names",
                       said)
    ok(codes == (65, 1) and len(found) == 2,
       "an older one in its place is found by both", f"{codes} {said}")


HOSTILE = [
    ("other", "gives an answer that is a timestamp of something else"),
    ("nonce", "gives an answer that was made for another query"),
    ("rejected", "gives an answer that says that no timestamp was made"),
    ("garbage", "gives an answer that is no timestamp reply"),
    ("cut", "gives an answer that is no timestamp reply"),
    ("stranger", "gives an answer that is not signed by whom the "
     "certificates vouch for (certificate verify error: Verify error:"
     "unable to get local issuer certificate)"),
    ("large", "answers with more than 65536 bytes"),
    ("endless", "answers with more than 65536 bytes"),
    ("500", "answers with HTTP status 500"),
    ("moved", "answers with HTTP status 302"),
    ("type", "answers with something else than application/"
     "timestamp-reply"),
]


def test_hostile(work):
    tsa = Authority(os.path.join(work, "tsa-hostile"))
    tsa.other = Authority(os.path.join(work, "tsa-stranger"))
    tsa.elsewhere = tsa.other.url
    case = Case(work, "hostile", tsa)
    case.add("a letter under the door")
    for mode, why in HOSTILE:
        tsa.mode = mode
        got = case.export(mode)
        equal((got.returncode, got.stderr),
              (0, f"floodmark: no new timestamp: tsa {why}\n"),
              f"{mode}: refused and told")
        equal(stamps(case.rows(mode)), [], f"{mode}: and not recorded")
    equal(tsa.asked, len(HOSTILE), "each was asked for")
    equal(tsa.other.asked, 0, "nobody was followed elsewhere")
    case.write("no.pem", "nothing\n")
    with open(case.path("floodmark.yaml")) as f:
        text = f.read()
    tsa.mode = "good"
    equal(case.run(DAEMON, "--check").returncode, 0, "--check")
    for name, why in (("no.pem", "gives an answer that has no certificates "
                       "to be checked with"),
                      ("none.pem", case.path("none.pem") +
                       ": No such file or directory")):
        case.write("floodmark.yaml", text.replace(tsa.pem, case.path(name)))
        got = case.export("with-" + name)
        equal((got.returncode, got.stderr),
              (0, f"floodmark: no new timestamp: tsa {why}\n"),
              "certificates that are none")
        got = case.run(DAEMON, "--check")
        ok(got.returncode in (65, 66) and case.path(name) in got.stderr,
           "are found by --check, too", got.stderr)
    tsa.stop()
    tsa.other.stop()
    test_tls(work)


def test_tls(work):
    """A server nobody vouches for gets no query."""
    tsa = Authority(os.path.join(work, "tsa-tls"), tls=True)
    case = Case(work, "tls", tsa)
    case.add("a letter under the door")
    got = case.export("one")
    equal((got.returncode, got.stderr, tsa.asked),
          (0, "floodmark: no new timestamp: tsa is not who it should be: "
           "unable to get local issuer certificate\n", 0),
          "https with a certificate nobody vouches for")
    case.more["SSL_CERT_FILE"] = tsa.pem
    got = case.export("two")
    equal((got.returncode, got.stderr, tsa.asked), (0, "", 1),
          "https with one that somebody vouches for")
    equal(len(stamps(case.rows("two"))), 1, "is recorded")
    tsa.stop()


def test_names(work):
    """A name is found before the child closes itself in."""
    tsa = Authority(os.path.join(work, "tsa-name"))
    tsa.url = tsa.url.replace("127.0.0.1", "localhost")
    case = Case(work, "name", tsa)
    case.add("a letter under the door")
    got = case.export("one")
    equal((got.returncode, got.stderr, tsa.asked), (0, "", 1),
          "an authority by its name")
    proxy, tsa.url = tsa.url, "http://nobody.invalid/"
    case = Case(work, "proxy", tsa)
    case.add("a letter under the door")
    case.more["http_proxy"] = proxy
    got = case.export("one")
    equal((got.returncode, got.stderr, tsa.asked), (0, "", 2),
          "one that only a proxy knows")
    tsa.stop()
    case = Case(work, "no-name", tsa)
    case.add("a letter under the door")
    got = case.export("one")
    equal((got.returncode, got.stderr), (0, "floodmark: no new timestamp: "
          "tsa does not answer: its host is not found\n"),
          "one that nobody knows")


def test_several(work):
    """Each for itself: one answers, one not, one is good again later."""
    all_of = [Authority(os.path.join(work, f"tsa-{n}")) for n in range(3)]
    case = Case(work, "several", *all_of)
    case.add("a letter under the door")
    all_of[1].mode = "500"
    got = case.export("one")
    ok("no new timestamp: other answers" in got.stderr and
       "tsa" not in got.stderr and "third" not in got.stderr,
       "one of three fails", got.stderr)
    all_of[1].mode = "good"
    equal(case.export("two").stderr, "", "and later does not")
    equal([a.asked for a in all_of], [1, 2, 1], "the others not again")
    rows = case.rows("two")
    equal([r["name"] for r in stamps(rows)], ["tsa", "third", "other"],
          "three timestamps")
    with zipfile.ZipFile(case.path("two", "data", "originals.zip")) as z:
        names = z.namelist()
    equal(sorted(n for n in names if n.endswith(".tsr")),
          sorted(r["original"] + ".tsr" for r in stamps(rows)),
          "all of them are in originals.zip")
    openssl_takes(case.path("two"), rows)
    codes, said = verdicts(case.path("two"))
    equal(codes, (0, 0), "both verifiers take all")
    ok("3 timestamps hold" in said, "and tell them", said)
    for a in all_of:
        a.stop()


def test_daemon(work):
    tsa = Authority(os.path.join(work, "tsa-daemon"))
    case = Case(work, "daemon", tsa)
    case.add("a letter under the door")
    row = case.status()["timestamp tsa"]
    equal((row["state"], row["last_ok"], row["last_uid"]),
          ("starting", None, 0), "status: before the first")
    case.now = NOON
    for days, asked, what in ((0, 1, "the first pass"),
                              (0, 1, "not twice a day"),
                              (1, 1, "nor on a day without news")):
        case.now = NOON + days * DAY
        case.run(DAEMON, "--once")
        equal(tsa.asked, asked, what)
    case.now = NOON + 3600
    case.add("later that day")
    case.run(DAEMON, "--once")
    equal(tsa.asked, 1, "not twice a day with news either")
    case.add("another")
    case.now += 4 * DAY
    row = case.status()["timestamp tsa"]
    equal(row["state"], "late", "status: what is new waits for long")
    ok(row["behind"] > 3 and row["last_ok"].startswith("2026-03-25"),
       "and how much, since when", row)
    case.run(DAEMON, "--once")
    equal(tsa.asked, 2, "a day with news")
    row = case.status()["timestamp tsa"]
    equal((row["state"], row["behind"]), ("ok", 0), "status: all is covered")
    equal(case.ask("verify").returncode, 0, "the store verifies")
    test_running(case, tsa)
    tsa.stop()


def seccomp_of(name, parent):
    """How the child of that name is kept: 2 is by a filter."""
    for pid in children(parent, name):
        with open(f"/proc/{pid}/status") as f:
            said = dict(line.rstrip("\n").split(":\t", 1) for line in f
                        if ":\t" in line)
        return said["Seccomp"]
    return None


def test_running(case, tsa):
    """One that stays: says what fails, blocks nothing, ends at once."""
    case.add("a third")
    case.now += DAY
    tsa.mode = "500"
    before = tsa.asked
    daemon = case.start()
    said = "timestamps: tsa answers with HTTP status 500; tried again in " \
        "60 s"
    ok(wait_until(lambda: said in case.logged()), "a failure is logged",
       case.logged())
    ok(tsa.url not in case.logged(), "without the address")
    ok(wait_until(lambda: case.status()["timestamp tsa"]["detail"] ==
                  "answers with HTTP status 500"), "and in status",
       case.status())
    tap.wait_turns(daemon.pid)
    equal(stop(daemon), 0, "ended")
    equal(tsa.asked, before + 1, "and who failed is left alone for a while")
    tsa.mode = "hang"
    daemon = case.start()
    ok(wait_until(lambda: tsa.asked > before + 1),
       "asked by the next at once")
    equal(seccomp_of("floodmark-time", daemon.pid), "2",
          "by a child in a sandbox")
    ok(wait_until(lambda: case.status()["home"]["state"] == "error"),
       "the accounts do not wait for it")
    equal(stop(daemon), 0, "a question that is open does not keep it")
    tsa.mode = "good"
    before = tsa.asked
    daemon = case.start()
    ok(wait_until(lambda: case.status()["timestamp tsa"]["behind"] == 0),
       "stamped while it runs", case.logged())
    equal(case.status()["timestamp tsa"]["detail"],
          "the last ledger row that it covers is last_uid",
          "and the failure is forgotten")
    equal(stop(daemon), 0, "ended")
    daemon = case.start()
    # whoever tried the account has looked for what is due before
    ok(wait_until(lambda: "home" in case.logged()), "started again",
       case.logged())
    equal((stop(daemon), tsa.asked), (0, before + 1),
          "a restart does not ask again")


TESTS = {"export": test_export, "hostile": test_hostile,
         "several": test_several, "names": test_names, "daemon": test_daemon}


def main():
    tap.need("openssl")
    tap.need_test_clock(BUILD)
    work = tempfile.mkdtemp(prefix="floodmark-timestamps.")
    # fontconfig keeps patterns until the process ends
    leaks = os.path.join(work, "leaks")
    with open(leaks, "w") as f:
        f.write("leak:libfontconfig\n")
    ENVIRONMENT["LSAN_OPTIONS"] = f"suppressions={leaks}:print_suppressions=0"
    try:
        for name in sys.argv[1:] or TESTS:
            TESTS[name](work)
    finally:
        tap.end_all()
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(tap.finish())


if __name__ == "__main__":
    main()

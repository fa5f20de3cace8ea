"""Mail made to end its reader (killer_mail.py), each followed by a normal
message: through the daemon on a real Dovecot, and each alone through
`floodmark read`.  Prints TAP.

What is measured is processor time and memory of the programs and their
children, never wall time; and how much time is fair says a plain mail that is
read in the same run, on the same machine with all that it has to do.
"""
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
sys.dont_write_bytecode = True
import tap  # noqa: E402
from killer_mail import KILLERS  # noqa: E402
from tap import BUILD, SRC, equal, ok  # noqa: E402

DAEMON = os.path.join(BUILD, "floodmarkd")
TOOL = os.path.join(BUILD, "floodmark")
SERVER = os.path.join(SRC, "contrib", "private-dovecot")
LIB = os.path.join(SRC, "tests", "lib")
USER, PASSWORD = "sally", "of-the-tests-only"

# So many times what a plain mail takes that is as long as a text may be.
CPU_MAX = 8
PLAIN_BYTES = 8 << 20
TRIES = 4
MEMORY_MAX_KB = 128 * 1024      # under the sanitizers it says nothing
SOME = [int(n) for n in sys.argv[1:]] or range(len(KILLERS))

# Noon, so that no day depends on a zone; a day for each message.
DAY = 86400
NOON = int(time.time()) // DAY * DAY - DAY // 2

RULES = """\
person: ex
identifiers:
  addresses: [jd@example.org]
rules:
  - id: bomb
    match: '(a+)+$'
    kind: threat
    in: [any]
  - id: backtrack
    match: '(\\w+\\s?)+\\w*!\\d'
    kind: threat
    in: [any]
"""

CONFIG = """\
timezone: Etc/UTC
store: case.db
rules: rules.d
accounts:
  - name: home
    host: 127.0.0.1
    tls: none
    port: %s
    user: %s
    password_file: pw
    folders: [INBOX]
    sent: []
"""

SANITIZED = tap.is_sanitized(BUILD)


def run(argv, out):
    """Exit code, processor seconds and peak KB of it and its children."""
    pid = os.posix_spawn(argv[0], argv, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
         0o600),
        (os.POSIX_SPAWN_OPEN, 2, out + ".err",
         os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)])
    _, status, use = os.wait4(pid, 0)
    return (os.waitstatus_to_exitcode(status), use.ru_utime + use.ru_stime,
            use.ru_maxrss)


def text_of(path):
    with open(path, errors="replace") as f:
        return f.read()


def check_use(cpu, plain, kb, messages, name):
    times = cpu / (plain * messages)
    print(f"# {name}: {cpu:.2f} s of processor, {kb / 1024:.0f} MB")
    ok(times < CPU_MAX, f"{name}: in time",
       f"{times:.1f} times what a plain mail takes")
    if not SANITIZED:
        ok(kb < MEMORY_MAX_KB, f"{name}: in 128 MB", f"{kb} KB")


# ---- each alone

def killer_path(work, n):
    return os.path.join(work, "mail", f"{n:03d}.eml")


# Who must be named: the weapons are of no use as an address.
def is_weapon(n):
    return KILLERS[n][0] in ("400 KB of parentheses",
                             "50,000 nested groups", "50,000 nested quotes")


def out_path(work, n):
    return os.path.join(work, f"read-{n:03d}")


# What a child has used at most begins with what we have: the answers are
# looked at after all is measured.
def measure_alone(work, n):
    return run([TOOL, "read", "--format", "json", killer_path(work, n)],
               out_path(work, n))


def measure_plain(work):
    path = os.path.join(work, "plain.eml")
    if not os.path.exists(path):
        line = b"an ordinary line of an ordinary mail, and not too long\n"
        with open(path, "wb") as f:
            f.write(b"From: jd@example.org\nSubject: plain\n\n" +
                    line * (PLAIN_BYTES // len(line)))
    return run([TOOL, "read", "--format", "json", path],
               os.path.join(work, "read-plain"))[1]


# A machine with other work may take more processor time for the same, at one
# moment more than at another: what is too slow must be so each time, beside a
# plain mail of that moment.
def steady(work, n, cpu, plain):
    for _ in range(TRIES - 1):
        if cpu < CPU_MAX * plain:
            break
        cpu, plain = measure_alone(work, n)[1], measure_plain(work)
    return cpu, plain


def check_alone(work, n, plain, code, cpu, kb):
    name, _ = KILLERS[n]
    with open(out_path(work, n), "rb") as f:
        said = f.read()
    letter = json.loads(said) if said else {}
    ok(code == 0 and "unreadable" not in letter.get("flags", ["unreadable"])
       and "salvaged" not in letter["flags"],
       f"{name}: is read", (code, letter.get("flags"),
                            text_of(out_path(work, n) + ".err")))
    if not is_weapon(n):
        equal(letter.get("from", [{}])[0].get("address"),
              "a@b.example" if "in From" in name else "jd@example.org",
              f"{name}: and who it is from")
    cpu, plain = steady(work, n, cpu, plain)
    check_use(cpu, plain, kb, 1, name)


# ---- all in a mailbox

def normal(n):
    return (f"From: jd@example.org\nTo: sally@home.example\n"
            f"Subject: after {n}\nMessage-ID: <{n}@mail.example>\n\n"
            f"hello {n}\n").encode()


def write_manifest(work):
    """A killer and a normal message in turn, each on a day of its own."""
    entries = []
    for i, n in enumerate(SOME):
        path = os.path.join(work, "mail", f"{n:03d}-after.eml")
        with open(path, "wb") as f:
            f.write(normal(n))
        for k, one in enumerate((killer_path(work, n), path)):
            entries.append({"folder": "INBOX", "flags": [],
                            "file": os.path.basename(one),
                            "internaldate": day_of(i, k)})
    with open(os.path.join(work, "mail", "manifest.json"), "w") as f:
        json.dump(entries, f)


def day_of(i, after):
    return NOON - (2 * (len(SOME) - i) - after) * DAY


def day_text(i, after):
    return time.strftime("%Y-%m-%d", time.gmtime(day_of(i, after)))


def imap_tool(port, verb, *more):
    return subprocess.run(
        [sys.executable, os.path.join(LIB, "imap_tool.py"), verb, "--port",
         port, "--user", USER, "--password", PASSWORD, *more], check=True,
        timeout=tap.PATIENCE, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE).stdout


def start_server(work):
    where = os.path.join(work, "dovecot")
    subprocess.run([SERVER, "start", where, "--user", f"{USER}:{PASSWORD}",
                    "--plain-ok"], check=True, stdin=subprocess.DEVNULL,
                   stdout=sys.stderr)
    with open(os.path.join(where, "ports")) as f:
        return dict(line.strip().split("=") for line in f)["imap"]


def stop_server(work):
    where = os.path.join(work, "dovecot")
    if os.path.isdir(where):
        subprocess.run([SERVER, "stop", where], check=False)


def write_case(work, port):
    case = os.path.join(work, "case")
    os.makedirs(os.path.join(case, "rules.d"), mode=0o700)
    for name, text in (("pw", PASSWORD + "\n"), ("rules.d/ex.yaml", RULES),
                       ("floodmark.yaml", CONFIG % (port, USER))):
        with open(os.path.join(case, name), "w") as f:
            f.write(text)
        os.chmod(f.name, 0o600)
    return os.path.join(case, "floodmark.yaml")


def ask(config, *args):
    return subprocess.run([TOOL, "-c", config, *args], timeout=tap.PATIENCE,
                          capture_output=True, text=True)


def rows(config, *args):
    got = ask(config, *args, "--format", "csv")
    return list(csv.DictReader(io.StringIO(got.stdout)))


def one_pass(work, config, out):
    got = run([DAEMON, "-c", config, "--once"], os.path.join(work, out))
    log = text_of(os.path.join(work, out + ".err"))
    return got, log


def check_contacts(config):
    counts = {r["period"]: int(r["in"]) for r in rows(config, "count")}
    for i, n in enumerate(SOME):
        equal(counts.get(day_text(i, 0)), 1,
              f"{KILLERS[n][0]}: kept and attributed")
    equal([n for i, n in enumerate(SOME) if counts.get(day_text(i, 1)) != 1],
          [], "every normal message behind one is counted")
    kept = rows(config, "list")
    equal(len(kept), 2 * len(SOME), "nothing but these is kept")
    equal({r["person"] for r in kept}, {"ex"}, "by whom")


def test_mailbox(work, plain):
    port = start_server(work)
    write_manifest(work)
    imap_tool(port, "fill", os.path.join(work, "mail"))
    before = imap_tool(port, "snapshot")
    config = write_case(work, port)
    (code, cpu, kb), log = one_pass(work, config, "first")
    equal(code, 0, "the pass ends well")
    check_use(cpu, plain, kb, len(SOME), "floodmarkd and its children")
    said = re.search(r"(\d+) messages read, (\d+) new contacts", log)
    equal(said and said.groups(), (str(2 * len(SOME)),) * 2,
          "all are read and counted")
    # none of them ends the reader, so that nothing starts it again
    equal(log.count("the reader ended"), 0, "the reader lives through all")
    check_contacts(config)
    first = ask(config, "list", "--format", "csv").stdout
    (code, _, _), log = one_pass(work, config, "second")
    equal(code, 0, "a second pass ends well")
    ok(re.search(r"\b0 messages read, 0 new contacts", log),
       "a second pass reads nothing", log)
    equal(ask(config, "list", "--format", "csv").stdout, first,
          "and changes nothing")
    got = ask(config, "verify")
    ok(got.returncode == 0, "verify is clean", got.stdout + got.stderr)
    equal(imap_tool(port, "snapshot") == before, True,
          "the mailbox is as it was")


def main():
    work = tempfile.mkdtemp(prefix="floodmark-killers.")
    os.chmod(work, 0o755)
    os.mkdir(os.path.join(work, "mail"))
    try:
        subprocess.run([sys.executable, os.path.join(LIB, "killer_mail.py"),
                        os.path.join(work, "mail")], check=True)
        used = [measure_alone(work, n) for n in SOME]
        plain = measure_plain(work)
        print(f"# a plain mail of {PLAIN_BYTES >> 20} MB: {plain:.2f} s of "
              "processor")
        test_mailbox(work, plain)
        for n, use in zip(SOME, used):
            check_alone(work, n, plain, *use)
    finally:
        stop_server(work)
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(tap.finish())


main()

#!/usr/bin/env python3
"""floodmarkd's first pass against the wire and against its peers.

    bench.py TOP_SRCDIR TOP_BUILDDIR

One private Dovecot on loopback, one mailbox, every candidate in turn, five
rounds of that, medians.  BENCH_MESSAGES and BENCH_ROUNDS change the numbers.
Memory is taken in a round of its own, so that the sampling costs nothing.
"""
import glob
import os
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

MESSAGES = int(os.environ.get("BENCH_MESSAGES", "20000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
USER, PASSWORD = "sally", "secret"
TIMEOUT_S = 300
SAMPLE_S = 0.004

# As a user would write them: some plain, some the expensive kind.
RULES = [
    r"outside\s+(your|ur)\s+(house|work)", r"i\s+know\s+where\s+you",
    r"\b(kill|hurt|find)\s+you\b", r"you\s+will\s+(regret|pay)",
    r"answer\s+(me|your\s+phone)", r"\bslut\b|\bwhore\b|\bbitch\b",
    r"why\s+(won't|dont|don't)\s+you", r"i('m| am)\s+watching",
    r"(last|final)\s+(chance|warning)", r"your\s+(mother|sister|boss)",
    r"07700\s*900\s*\d{3}", r"jd_?1979", r"plumb(er|ing)\s+van",
    r"photo(s|graphs)?\s+of\s+you", r"everyone\s+will\s+(see|know)",
    r"\bcourt\b.{0,40}\border\b", r"sally\.?(jones|j)\b",
    r"come\s+(home|back)\s+now", r"(i|we)\s+(saw|followed)\s+you",
    r"tell\s+(them|the\s+police)",
]


def write(path, text, mode=0o644):
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, mode)


def run(argv, **more):
    return subprocess.run(argv, check=True, timeout=TIMEOUT_S, text=True,
                          stdout=subprocess.PIPE, **more).stdout


# ---- the candidates: argv, and what must be fresh before each run

class Candidate:
    """Those that take minutes have fewer rounds."""

    def __init__(self, name, argv, fresh, check=None, rounds=ROUNDS):
        self.name, self.argv = name, argv
        self.fresh, self.check = fresh, check
        self.rounds = min(rounds, ROUNDS)
        self.wall, self.cpu, self.memory = [], [], {}


def wire(b):
    return Candidate("raw socket read", [
        os.path.join(b.build, "tests/bench/raw_fetch"), str(b.port), USER,
        PASSWORD], [])


def floodmarkd(b):
    home = b.folder("floodmark")
    os.mkdir(os.path.join(home, "rules.d"))
    write(os.path.join(home, "pw"), PASSWORD + "\n", 0o600)
    config = os.path.join(home, "floodmark.yaml")
    write(config, """timezone: Europe/London
country: GB
store: case.db
rules: rules.d
accounts:
  - name: bench
    host: 127.0.0.1
    tls: none
    port: %d
    user: %s
    password_file: pw
    folders: [INBOX]
    sent: []
""" % (b.port, USER))
    rules = "".join("  - id: r%d\n    match: '%s'\n    in: [subject, text]\n"
                    "    kind: threat\n    attribute: no\n" % (
                        i, r.replace("'", "''")) for i, r in enumerate(RULES))
    write(os.path.join(home, "rules.d", "ex.yaml"),
          "person: ex\nlabel: J.D.\nidentifiers:\n"
          "  addresses: [jd@example.org]\nrules:\n" + rules)

    def check(said):
        got = re.search(r"(\d+) messages read, (\d+) new contacts", said)
        wanted = (MESSAGES, (MESSAGES + 99) // 100)
        if got is None or (int(got[1]), int(got[2])) != wanted:
            sys.exit("floodmarkd did not read %d and count %d:\n%s" % (
                *wanted, said))

    return Candidate("floodmarkd --once, 20 rules", [
        os.path.join(b.build, "floodmarkd"), "-c", config, "--once"],
        [os.path.join(home, "case.db*")], check)


def mbsync(b):
    if shutil.which("mbsync") is None:
        return None
    home = b.folder("mbsync")
    config = os.path.join(home, "mbsyncrc")
    write(config, """FSync no

IMAPAccount bench
Host 127.0.0.1
Port %d
User %s
Pass %s
SSLType None
AuthMechs LOGIN

IMAPStore far
Account bench

MaildirStore near
Path %s/mail/
Inbox %s/mail/INBOX

Channel bench
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState *
""" % (b.port, USER, PASSWORD, home, home))
    return Candidate("mbsync to Maildir, FSync no", [
        "mbsync", "-q", "-c", config, "bench"], [os.path.join(home, "mail")])


def imapfilter(b):
    if shutil.which("imapfilter") is None:
        return None
    home = b.folder("imapfilter")
    config = os.path.join(home, "config.lua")
    # it keeps the bodies of the first rule for the others
    write(config, """options.starttls = false
account = IMAP { server = '127.0.0.1', port = %d, username = '%s',
    password = '%s' }
results = %s
print(#results)
""" % (b.port, USER, PASSWORD, " + ".join(
        "account.INBOX:match_message([=[(?i)%s]=])" % r for r in RULES)))
    return Candidate("imapfilter match_message, 20 rules", [
        "env", "HOME=" + home, "imapfilter", "-c", config], [], rounds=1)


def fdm(b):
    if shutil.which("fdm") is None:
        return None
    home = b.folder("fdm")
    config = os.path.join(home, "fdm.conf")
    rules = "".join('match "%s" in body action "keep"\n' % r.replace(
        "\\", "\\\\") for r in RULES)
    write(config, """set maximum-size 128M
action "keep" keep
account "bench" imap server "127.0.0.1" port %d user "%s" pass "%s"
    no-cram-md5 keep
%smatch all action "keep"
""" % (b.port, USER, PASSWORD, rules), 0o600)

    def check(said):
        if "%d messages processed" % MESSAGES not in said:
            sys.exit("fdm did not read %d messages:\n%s" % (MESSAGES, said))

    return Candidate("fdm fetch, 20 rules", [
        "env", "HOME=" + home, "fdm", "-f", config, "fetch"], [], check,
        rounds=1)


CANDIDATES = [wire, floodmarkd, mbsync, imapfilter, fdm]


# ---- measuring

def cpu_of_children():
    u = resource.getrusage(resource.RUSAGE_CHILDREN)
    return u.ru_utime + u.ru_stime


def descendants(pid):
    found = [pid]
    for one in found:
        try:
            for task in os.listdir("/proc/%d/task" % one):
                with open("/proc/%d/task/%s/children" % (one, task)) as f:
                    found += [int(c) for c in f.read().split()]
        except OSError:
            continue
    return found


def sample(pid, peaks, done):
    while not done.is_set():
        for one in descendants(pid):
            try:
                with open("/proc/%d/status" % one) as f:
                    text = f.read()
            except OSError:
                continue
            name = re.search(r"^Name:\s+(.*)$", text, re.M)
            peak = re.search(r"^VmHWM:\s+(\d+)", text, re.M)
            if name and peak:
                key = (one, name[1])
                peaks[key] = max(peaks.get(key, 0), int(peak[1]))
        time.sleep(SAMPLE_S)


def freshen(c):
    for pattern in c.fresh:
        for path in glob.glob(pattern):
            if os.path.isdir(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)
    for path in c.fresh:
        if path.endswith("/mail"):
            os.mkdir(path)


def measure(c, memory=False):
    freshen(c)
    os.sync()
    before, start = cpu_of_children(), time.monotonic()
    p = subprocess.Popen(c.argv, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         text=True, errors="replace")
    peaks, done = {}, threading.Event()
    if memory:
        t = threading.Thread(target=sample, args=(p.pid, peaks, done))
        t.start()
    try:
        said, _ = p.communicate(timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        p.kill()
        sys.exit(c.name + ": took too long")
    finally:
        done.set()
    wall = time.monotonic() - start
    if memory:
        t.join()
    if p.returncode != 0:
        sys.exit("%s: exit %d\n%s" % (c.name, p.returncode, said))
    if c.check is not None:
        c.check(said)
    if memory:
        for (_, name), kb in peaks.items():
            c.memory[name] = max(c.memory.get(name, 0), kb)
        return
    c.wall.append(wall)
    c.cpu.append(cpu_of_children() - before)


# ---- the bench

class Bench:
    def __init__(self, source, build, work):
        self.source, self.build, self.work = source, build, work
        self.dovecot = os.path.join(work, "dovecot")
        self.tool = os.path.join(source, "contrib/private-dovecot")

    def folder(self, name):
        path = os.path.join(self.work, name)
        os.mkdir(path)
        return path

    def start(self):
        mail = os.path.join(self.dovecot, "mail", USER)
        os.makedirs(mail)
        run([sys.executable,
             os.path.join(self.source, "tests/bench/write_mailbox.py"),
             mail, str(MESSAGES)])
        run([self.tool, "start", self.dovecot, "--user",
             "%s:%s" % (USER, PASSWORD), "--plain-ok"])
        with open(os.path.join(self.dovecot, "ports")) as f:
            self.port = int(re.search(r"^imap=(\d+)$", f.read(), re.M)[1])

    def stop(self):
        if os.path.isdir(self.dovecot):
            subprocess.run([self.tool, "stop", self.dovecot], check=False,
                           timeout=60)


def show(candidates, size):
    base = statistics.median(candidates[0].wall)
    print("%d messages, %.1f MB on the wire, Dovecot on loopback without "
          "TLS, cache warm;\nmedians of %d, %d processors\n" % (
              MESSAGES, size / 1e6, ROUNDS, os.cpu_count()))
    print("%-33s %8s %17s %7s %8s %9s  %s" % (
        "", "wall s", "range", "ratio", "cpu s", "peak MB", "of"))
    for c in candidates:
        wall = statistics.median(c.wall)
        top = max(c.memory, key=c.memory.get) if c.memory else "?"
        print("%-33s %8.3f %8.3f-%8.3f %7.2f %8.3f %9.1f  %s" % (
            c.name, wall, min(c.wall), max(c.wall), wall / base,
            statistics.median(c.cpu), c.memory.get(top, 0) / 1024, top))
    for c in candidates:
        if len(c.memory) > 1:
            print("\n%s, each process: %s" % (c.name, ", ".join(
                "%s %.1f MB" % (n, kb / 1024)
                for n, kb in sorted(c.memory.items()))))


def bench(b):
    b.start()
    candidates = [c for c in (make(b) for make in CANDIDATES) if c]
    size = int(run(candidates[0].argv))     # warms the server's cache
    if size < MESSAGES * 1000:
        sys.exit("the server sent only %d bytes" % size)
    for i in range(ROUNDS):
        for c in candidates:
            if i >= c.rounds:
                continue
            measure(c)
            print("round %d: %-33s %.3f s" % (i + 1, c.name, c.wall[-1]),
                  file=sys.stderr)
    for c in candidates:
        measure(c, memory=True)
    show(candidates, size)


def stop_at(signum, frame):
    sys.exit(1)


def main():
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, stop_at)
    work = tempfile.mkdtemp(prefix="bench-", dir=sys.argv[2])
    os.chmod(work, 0o755)
    b = Bench(sys.argv[1], sys.argv[2], work)
    try:
        bench(b)
    finally:
        b.stop()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()

"""What whoever runs the daemon sees of it: systemd's notifications, levels
in the journal, `status`, metrics; and that nothing of it tells what only the
store may know.  Prints TAP."""
import argparse
import csv
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
sys.dont_write_bytecode = True
import scripted_imap  # noqa: E402
import tap  # noqa: E402
from tap import (BUILD, SRC, children, equal, ok, skip,  # noqa: E402
                 started, stop, wait_until)

DAEMON = os.path.join(BUILD, "floodmarkd")
TOOL = os.path.join(BUILD, "floodmark")

# Stands in everything that must not be told.
MARK = "zqx"
JD = MARK + "jd@example.org"

RULES = f"""\
person: ex
label: {MARK}label
identifiers:
  addresses: [{JD}]
rules:
  - id: visit
    match: 'outside\\s+{MARK}'
    kind: threat
"""

# ---- a server whose every word is marked

class Chatty(scripted_imap.Connection):
    """A word in server.chat makes it misbehave there."""

    def chat(self, what):
        return what in self.server.chat

    def login(self, tag, args):
        if self.chat("login-no"):
            self.send(f"{tag} NO [ALERT] {MARK}-login {args}\r\n")
            return
        super().login(tag, args)

    def list(self, tag, args):
        more = ""
        if self.chat("folder-no"):
            more = f'* LIST () "/" "{MARK}-folder@third.example"\r\n'
        self.send(f'{more}* LIST () "/" INBOX\r\n{tag} OK {MARK}-list\r\n')

    def examine(self, tag, args):
        self.server.passes += 1
        if MARK in args:
            self.send(f"{tag} NO [ALERT] {MARK}-examine\r\n")
            return
        super().examine(tag, args)

    def fetch_one(self, m, wanted):
        if "BODY" not in wanted:
            super().fetch_one(m, wanted)
        elif self.chat("garbage"):
            self.send(f"* {MARK} {{99999999999999999}}\r\n(((\"\r\n" * 9)
        elif self.chat("bye"):
            self.send(f"* BYE {MARK}-bye\r\n")
            raise scripted_imap.Gone
        elif self.chat("fetch-no"):
            raise scripted_imap.Refused
        else:
            super().fetch_one(m, wanted)

    def send(self, data):
        if isinstance(data, str):
            data = data.replace("[SERVERBUG] cannot", f"[ALERT] {MARK}-no")
        super().send(data)


scripted_imap.Connection = Chatty
for name in ("login", "list", "examine"):
    scripted_imap.COMMANDS[name.upper()] = (
        scripted_imap.COMMANDS[name.upper()][0], getattr(Chatty, name))


def serve(work, messages):
    options = argparse.Namespace(
        scenario="ok", at=1, messages=messages, implicit=False, log=None,
        cert=None, port_file=os.path.join(work, "port"))
    server = scripted_imap.Server(options)
    server.chat = ()
    server.passes = 0
    server.port = server.socket.getsockname()[1]
    threading.Thread(target=server.run, daemon=True).start()
    return server


MAILS = [
    # marks in every place a sender can write to
    f"From: \"{MARK} name\" <{JD}>\r\nSubject: {MARK} subject\r\n"
    f"To: {MARK}-third@third.example\r\n"
    f"Message-ID: <{MARK}-id@third.example>\r\n"
    f"X-{MARK}: {MARK}\r\nMIME-Version: 1.0\r\n"
    f"Content-Type: multipart/mixed; boundary={MARK}b\r\n\r\n"
    f"--{MARK}b\r\nContent-Type: text/plain; charset={MARK}-8859\r\n\r\n"
    f"outside {MARK} house\r\n--{MARK}b\r\n"
    f"Content-Type: application/{MARK}; name=\"{MARK}.pdf\"\r\n"
    f"Content-Transfer-Encoding: {MARK}64\r\n"
    f"Content-Disposition: attachment; filename=\"{MARK}.pdf\"\r\n\r\n"
    f"{MARK}\r\n--{MARK}b--\r\n",
    # a sender that is no address, an unterminated everything
    f"From: {MARK} (((( <{JD}\r\nSender: {JD}\r\nSubject: =?{MARK}?q?{MARK}"
    f"?=\r\nContent-Type: text/html; charset=\"{MARK}\r\n\r\n<p {MARK}<!--",
    # deeper than a reader may go
    f"From: {JD}\r\nSubject: {MARK}\r\n" +
    "Content-Type: message/rfc822\r\n\r\n" * 20000 + MARK,
    # claims to be a text message
    f"From: {JD}\r\nX-smssync-address: {MARK}\r\nX-smssync-type: {MARK}\r\n"
    f"X-smssync-date: {MARK}\r\nX-smssync-datatype: SMS\r\n\r\n{MARK}\r\n",
    f"From: friend@{MARK}.example\r\nSubject: {MARK}\r\n\r\n{MARK}\r\n",
]


class Case:
    def __init__(self, work, server, name, extra="", top=""):
        self.dir = os.path.join(work, "case-" + name)
        os.makedirs(os.path.join(self.dir, "rules.d"), mode=0o700)
        self.write("pw", f"{MARK}-password\n")
        self.write("rules.d/ex.yaml", RULES)
        self.account = f"""\
  - name: home
    host: 127.0.0.1
    tls: none
    port: {server.port}
    user: sally@home.example
    poll: 1s
"""
        self.configure(extra or "    password_file: pw\n", top)
        self.log_path = os.path.join(self.dir, "log")

    def write(self, name, text):
        with open(os.path.join(self.dir, name), "w") as f:
            f.write(text)

    def configure(self, extra, top=""):
        self.write("floodmark.yaml", f"timezone: Europe/London\n"
                   f"store: case.db\nrules: rules.d\n{top}accounts:\n"
                   f"{self.account}{extra}")

    def args(self, program, *more):
        return [program, "-c", os.path.join(self.dir, "floodmark.yaml"),
                *more]

    def once(self):
        return subprocess.run(self.args(DAEMON, "--once"),
                              timeout=tap.PATIENCE, capture_output=True,
                              text=True, errors="replace")

    def start(self, journal=False, **env):
        with open(self.log_path, "w") as log:
            if journal:
                st = os.fstat(log.fileno())
                env["JOURNAL_STREAM"] = f"{st.st_dev}:{st.st_ino}"
            daemon = subprocess.Popen(
                self.args(DAEMON), stderr=log, stdin=subprocess.DEVNULL,
                env={**os.environ, **env})
        started.append(daemon)
        return daemon

    def read(self, name):
        try:
            with open(os.path.join(self.dir, name), errors="replace") as f:
                return f.read()
        except FileNotFoundError:
            return ""

    def ask(self, *args, **env):
        return subprocess.run(self.args(TOOL, *args), timeout=tap.PATIENCE,
                              capture_output=True, text=True,
                              env={**os.environ, **env})

    def metrics(self):
        """{'up': 1, 'source_up{source="home"}': 1, ...}"""
        return {name: int(value) for name, value in re.findall(
            r"^floodmark_(\S+) (\d+)$", self.read("m.prom"), re.M)}


class Systemd:
    """The other end of a private NOTIFY_SOCKET."""

    def __init__(self, work, name):
        self.path = os.path.join(work, name + ".notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.setblocking(False)
        self.heard = []

    def listen(self):
        while True:
            try:
                text = self.socket.recv(4096).decode()
            except BlockingIOError:
                return
            self.heard.append(text)

    def has(self, text):
        self.listen()
        return text in self.texts()

    def texts(self):
        return self.heard

    def count(self, text):
        self.listen()
        return self.texts().count(text)


# ---- the tests

def test_notify(work, server):
    """Ready, alive, its state in counts, reloading, stopping."""
    case = Case(work, server, "notify")
    systemd = Systemd(work, "notify")
    began = time.monotonic()    # each fourth of WATCHDOG_USEC, no more
    daemon = case.start(NOTIFY_SOCKET=systemd.path, WATCHDOG_USEC="4000000")
    fine = ("STATUS=1 source: 1 ok, 0 failing, 0 starting; "
            "0 messages behind")
    ok(wait_until(lambda: systemd.has(fine)), "its state in counts",
       systemd.texts())
    equal(systemd.texts()[0], "READY=1", "ready before anything else")
    ok(wait_until(lambda: systemd.count("WATCHDOG=1") >= 3), "alive")
    alive = systemd.count("WATCHDOG=1")
    ok(alive <= time.monotonic() - began + 2, "and not too often", alive)
    before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    for rules, name in ((RULES, "good"), ("persom: ex\n", "wrong")):
        case.write("rules.d/ex.yaml", rules)
        n = len(systemd.texts())
        daemon.send_signal(signal.SIGHUP)
        ok(wait_until(lambda: systemd.listen() or
                      "READY=1" in systemd.texts()[n:]),
           f"reload of {name} rules ends in ready", systemd.texts()[n:])
        said = [t for t in systemd.texts()[n:] if t.startswith("RELOADING")]
        got = re.fullmatch(r"RELOADING=1\nMONOTONIC_USEC=(\d+)",
                           said[0] if said else "")
        after = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        ok(got and before <= int(got[1]) <= after,
           "and begins with its moment", said)
    server.chat = ("login-no",)
    case.write("rules.d/ex.yaml", RULES)
    daemon.send_signal(signal.SIGHUP)
    ok(wait_until(lambda: systemd.has(
        "STATUS=1 source: 0 ok, 1 failing, 0 starting; "
        "0 messages behind")), "a failing source shows", systemd.texts())
    server.chat = ()
    # stopped, it does nothing, and must not say it is alive
    daemon.send_signal(signal.SIGSTOP)
    wait_until(lambda: tap.state_of(daemon.pid) == "T")
    n = systemd.count("WATCHDOG=1")
    time.sleep(1.5)     # longer than it would be silent
    equal(systemd.count("WATCHDOG=1"), n, "not alive when it does nothing")
    daemon.send_signal(signal.SIGCONT)
    equal(stop(daemon), 0, "SIGTERM ends it well")
    ok(systemd.has("STOPPING=1"), "stopping", systemd.texts())
    ok(MARK not in "".join(systemd.texts()), "in dull words",
       systemd.texts())
    daemon = case.start(NOTIFY_SOCKET=systemd.path, WATCHDOG_USEC="400000",
                        WATCHDOG_PID="1")
    n = len(systemd.texts())
    fed = systemd.count("WATCHDOG=1")
    ok(wait_until(lambda: systemd.listen() or fine in systemd.texts()[n:]) and
       tap.wait_turns(daemon.pid), "another daemon works", systemd.texts())
    equal(systemd.count("WATCHDOG=1"), fed, "another's watchdog is not fed")
    stop(daemon)


def test_journal(work, server):
    """A level before each line, when stderr is the journal."""
    case = Case(work, server, "journal")
    server.chat = ("bye",)
    daemon = case.start(journal=True)
    ok(wait_until(lambda: "<4>account home: network:" in case.read("log")),
       "a warning has its level", case.read("log"))
    server.chat = ()
    stop(daemon)
    ok(all(re.match(r"<[3-6]>\S", line) for line in
           case.read("log").splitlines()), "every line has one",
       case.read("log"))
    # more polls than a log needs
    began = time.monotonic()
    daemon = case.start()
    ok(wait_until(lambda: case.read("log").count("messages read, ") >= 5),
       "polls are logged", case.read("log"))
    # two passes more, which are not
    n = server.passes
    ok(wait_until(lambda: server.passes > n + 2), "and go on")
    most = 5 * (1 + int((time.monotonic() - began) / 60))
    ok(5 <= case.read("log").count("messages read, ") <= most,
       "five times a minute", case.read("log"))
    stop(daemon)
    ok(re.search(r"0 new contacts \.\.\. repeated \d+ times?\n",
                 case.read("log")), "then counted", case.read("log"))


def test_status(work, server):
    """For people and for monitoring: columns, states, exit status."""
    columns = "source,state,last_ok,last_uid,behind,detail"
    other = "  - {name: other, host: 127.0.0.1, port: 1, tls: none, " \
        "user: sally, password_file: pw}\n"
    case = Case(work, server, "status")
    equal(case.ask("status").returncode, 66, "no store yet")
    case.once()
    got = case.ask("status", "--format", "csv")
    equal(got.returncode, 0, "healthy")
    equal(got.stdout.splitlines()[0], columns, "the columns")
    row = next(csv.DictReader(io.StringIO(got.stdout)))
    equal([row["source"], row["state"], row["last_uid"], row["behind"]],
          ["home", "ok", str(len(MAILS)), "0"], "its row")
    equal(json.loads(case.ask("status", "--format", "json").stdout)[0],
          {**row, "last_uid": len(MAILS), "behind": 0}, "the same in JSON")
    table = case.ask("status").stdout.splitlines()
    ok(len(table) == 2 and table[0].split() == columns.split(",") and
       table[1].startswith("home  "), "a table for people", table)
    if tap.has_test_clock(BUILD):
        day = str(int(time.time()) + 86400)
        got = case.ask("status", "--format", "csv", FLOODMARK_NOW=day)
        equal((got.returncode, "home,late," in got.stdout), (75, True),
              "late after a day without a pass")
    else:
        skip("late after a day without a pass", tap.NO_CLOCK)
    case.configure("    password_file: pw\n" + other)
    got = case.ask("status", "--format", "csv")
    equal((got.returncode, got.stdout.splitlines()[2]),
          (75, "other,starting,,0,0,never read; floodmarkd does that"),
          "configured and never read")
    case.once()
    got = case.ask("status", "--format", "csv")
    equal((got.returncode, got.stdout.splitlines()[2]),
          (75, "other,error,,0,0,network: connecting: no connection"),
          "failing")
    case.configure("    password_file: pw\n")
    got = case.ask("status", "--format", "csv")
    equal((got.returncode, "other,removed," in got.stdout), (0, True),
          "removed is no fault")


def test_metrics(work, server):
    case = Case(work, server, "metrics", top="metrics: m.prom\n")
    os.umask(0o077)
    began = time.time()
    daemon = case.start()
    ok(wait_until(lambda: case.metrics().get("up") == 1), "written at once")
    ok(wait_until(lambda: "messages read" in case.read("log")), "a pass")
    killed = set(children(daemon.pid, "floodmark-read"))
    for pid in killed:
        tap.kill(pid)
    ok(wait_until(lambda: set(children(daemon.pid, "floodmark-read")) -
                  killed), "another reader")
    equal(stop(daemon), 0, "SIGTERM ends it well")
    m = case.metrics()
    now = time.time()
    figures = {
        "up": 0, "store_writable": 1, 'source_up{source="home"}': 1,
        'source_backlog{source="home"}': 0,
        'source_messages_read_total{source="home"}': len(MAILS),
        'source_failures_total{source="home"}': 0,
        'source_missed_total{source="home"}': 0,
    }
    equal({k: m.get(k) for k in figures}, figures, "the figures")
    for name in ("written_timestamp_seconds",
                 'source_last_success_timestamp_seconds{source="home"}',
                 'source_last_attempt_timestamp_seconds{source="home"}'):
        ok(int(began) <= m.get(name, 0) <= now + 1, name, m.get(name))
    ok(m.get("reader_restarts_total", 0) >= 1, "the reader's restarts", m)
    ok(m.get("store_bytes", 0) >= os.stat(os.path.join(
        case.dir, "case.db")).st_size, "the store's size", m)
    verified = case.ask("verify").stdout
    ok(f"{m.get('ledger_rows')} rows" in verified or
       f" {m.get('ledger_rows')} " in f" {verified} ", "the ledger's rows",
       (m.get("ledger_rows"), verified))
    text = case.read("m.prom")
    names = {line.split("{")[0].split(" ")[0] for line in text.splitlines()
             if not line.startswith("#")}
    equal(names, set(re.findall(r"^# TYPE (\S+) (?:gauge|counter)$", text,
                                re.M)), "every figure has its type")
    equal(names, set(re.findall(r"^# HELP (\S+) [A-Z0-9].*\.$", text, re.M)),
          "and its help")
    ok(all(re.fullmatch(r'floodmark_[a-z_]+(\{[a-z]+="[^"\\]*"\})? \d+', l)
           for l in text.splitlines() if not l.startswith("#")),
       "the exposition format", text)
    words = re.compile("contact|person|incident|escalat|threat|victim|ex\\b|"
                       + MARK + "|@", re.I)
    ok(not words.search(text), "no word of what it is for", text)
    mode = os.stat(os.path.join(case.dir, "m.prom")).st_mode & 0o777
    equal(oct(mode), "0o644", "others may read it, whatever the umask")
    ok(not os.path.exists(os.path.join(case.dir, "m.prom.new")),
       "nothing is left beside it")
    case.configure("    password_file: pw\n", "metrics: none/m.prom\n")
    got = case.once()
    equal(got.returncode, 0, "a missing folder does not stop it")
    equal(got.stderr.count("metrics: "), 1, "and is told once")


# what goes wrong at the server, the account's keys, in the log
TROUBLE = {
    "login-no": ("    password_file: pw\n", "login: the server refused"),
    "garbage": ("    password_file: pw\n", "protocol: "),
    "bye": ("    password_file: pw\n", "network: "),
    "fetch-no": ("    password_file: pw\n", "listed and not read"),
    "folder-no": ("    password_file: pw\n    folders: ['*']\n",
                  'does not open the folder "..."'),
    "no-folder": (f"    password_file: pw\n    folders: ['{MARK}@b.example']"
                  "\n", 'there is no folder "..."'),
    "command": (f"    password_command: echo {MARK}; exit 3\n",
                "password_command failed (exit 3)"),
    "empty": ("    password_command: 'true'\n", "the password is empty"),
}


def test_silence(work, server):
    """Marks in all that comes from outside, and none in what is told."""
    case = Case(work, server, "silence", top="metrics: m.prom\n")
    told = ""
    for what, (keys, want) in TROUBLE.items():
        server.chat = (what,)
        case.configure(keys, "metrics: m.prom\n")
        got = case.once()
        told += got.stderr + got.stdout
        # what is refused alone keeps nothing else from being read
        code = 0 if what == "fetch-no" else 69
        ok(got.returncode == code and want in got.stderr, f"{what} is told",
           (got.returncode, got.stderr))
    server.chat = ()
    case.configure("    password_file: pw\n", "metrics: m.prom\n")
    systemd = Systemd(work, "silence")
    daemon = case.start(NOTIFY_SOCKET=systemd.path)
    killed = set()
    while len(killed) < 15 and "messages read" not in case.read("log"):
        for pid in set(children(daemon.pid, "floodmark-read")) - killed:
            time.sleep(0.005 * (len(killed) % 4))
            killed.add(pid)
            tap.kill(pid)
    ok(wait_until(lambda: "4 new contacts" in case.read("log") or
                  len(case.ask("list", "--format", "csv").stdout
                      .splitlines()) == 5), "the marked mail is kept",
       case.ask("list").stdout)
    case.write("rules.d/ex.yaml", "persom: ex\n")
    daemon.send_signal(signal.SIGHUP)
    ok(wait_until(lambda: "unknown key" in case.read("log")),
       "a mistake in the rules is told", case.read("log"))
    stop(daemon)
    systemd.listen()
    told += case.read("log") + "".join(systemd.texts())
    told += case.read("case.db.state") + case.read("m.prom")
    case.configure(f"    password: {MARK}\n")
    got = case.once()
    equal(got.returncode, 78, "a password in the configuration is refused")
    told += got.stderr
    lines = [l for l in told.splitlines() if MARK in l.lower()]
    equal(lines, [], "nothing of it is told")
    case.write("rules.d/ex.yaml", RULES)
    case.configure("    password_file: pw\n")
    got = case.ask("list", "--format", "csv")
    ok(JD in got.stdout, "only the store has it", got)


def unit(name):
    """Its [Service] lines without what tells one case from another."""
    with open(os.path.join(SRC, "contrib", name)) as f:
        lines = [l for l in f.read().splitlines()
                 if l and not l.startswith("#")]
    lines = lines[lines.index("[Service]"):]
    own = ("ExecStart=", "User=", "Group=", "StateDirectory=", "Slice=")
    return [l for l in lines if not l.startswith(own)]


def systemd_analyze(*args):
    return subprocess.run(["systemd-analyze", *args], capture_output=True,
                          text=True, stdin=subprocess.DEVNULL)


def test_units(work, _):
    """The two units: alike, right, and with few rights."""
    equal(unit("floodmarkd.service"), unit("floodmarkd@.service"),
          "one case or several: the same rights")
    able = shutil.which("systemd-analyze")
    for name in ("floodmarkd.service", "floodmarkd@.service"):
        if not able:
            skip(f"{name} is right", "no systemd-analyze")
            continue
        # of the folder of this build, and without a journal around it
        with open(os.path.join(SRC, "contrib", name)) as f:
            text = f.read().replace("ExecStart=floodmarkd",
                                    "ExecStart=" + os.path.abspath(DAEMON))
        path = os.path.join(work, name.replace("@.", "@a1."))
        with open(path, "w") as f:
            f.write(re.sub(r"^Documentation=.*$", "", text, flags=re.M))
        got = systemd_analyze("verify", path)
        mine = [l for l in got.stderr.splitlines() if "floodmark" in l]
        equal((got.returncode, mine), (0, []), f"{name} is right")
        got = systemd_analyze("security", "--offline=true", "--no-pager",
                              "--threshold=15", path)
        if "unrecognized option" in got.stderr:
            skip(f"{name} has few rights", "an old systemd-analyze")
            continue
        last = got.stdout.splitlines()[-1:] or [got.stderr]
        ok(got.returncode == 0, f"{name} has few rights", last[0])


TESTS = {
    "units": test_units,
    "notify": test_notify, "journal": test_journal, "status": test_status,
    "metrics": test_metrics, "silence": test_silence,
}


def main():
    work = tempfile.mkdtemp(prefix="floodmark-monitoring.")
    mails = os.path.join(work, "mail")
    os.mkdir(mails)
    for n, text in enumerate(MAILS):
        with open(os.path.join(mails, f"{n}.eml"), "w", newline="") as f:
            f.write(text)
    server = serve(work, mails)
    try:
        for name in sys.argv[1:] or TESTS:
            TESTS[name](work, server)
    finally:
        tap.end_all()
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(tap.finish())


main()

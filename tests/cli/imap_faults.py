"""Servers, networks, commands and clocks as they are: silent, refusing,
gone.  Prints TAP."""
import argparse
import base64
import contextlib
import copy
import csv
import datetime
import io
import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
sys.dont_write_bytecode = True
import scripted_imap  # noqa: E402
import tap  # noqa: E402
from tap import (BUILD, children, equal, ok, started, state_of,  # noqa: E402
                 stop, wait_until, work_of)

DAEMON = os.path.join(BUILD, "floodmarkd")
TOOL = os.path.join(BUILD, "floodmark")
JD = "jd@example.org"

RULES = f"""\
person: ex
identifiers:
  addresses: [{JD}]
"""

# ---- the parts

def mail(n, sender=JD):
    return (f"From: <{sender}>\r\nTo: sally@home.example\r\n"
            f"Subject: no {n}\r\nMessage-ID: <{n}@mail.example>\r\n\r\n"
            f"Text number {n}.\r\n").encode()


NOON = 1772366400   # of 1 March 2026, UTC


def write_mail(folder, mails):
    os.makedirs(folder)
    for uid, one in enumerate(mails, 1):
        path = os.path.join(folder, f"{uid:05}.eml")
        with open(path, "wb") as f:
            f.write(one)
        os.utime(path, (NOON + uid, NOON + uid))


def serve(folder, connection=scripted_imap.Connection, scenario="ok", at=1,
          port=0):
    """In a thread of ours; server.said has a line a command."""
    class Server(scripted_imap.Server):
        def run(self):
            with contextlib.suppress(OSError):
                super().run()

        def log(self, c, text):
            self.said.append((c.number, text))

        def connection(self, *args):
            c = connection(*args)
            self.connections.append(c)
            return c
    options = argparse.Namespace(
        scenario=scenario, at=at, messages=folder, implicit=False, log=None,
        cert=None, port_file=folder + ".port", port=port)
    server = Server(options)
    server.said, server.connections = [], []
    server.port = server.socket.getsockname()[1]
    threading.Thread(target=server.run, daemon=True).start()
    return server


PASSWORD = "    password_file: pw\n"


class Case:
    """accounts: (name, port, more lines of YAML)."""

    def __init__(self, work, name, accounts, top=""):
        self.dir = os.path.join(work, "case-" + name)
        os.makedirs(os.path.join(self.dir, "rules.d"), mode=0o700)
        self.write("pw", "secret\n")
        self.write("rules.d/ex.yaml", RULES)
        text = ("timezone: Etc/UTC\nstore: case.db\nrules: rules.d\n"
                f"{top}accounts:\n")
        for account, port, more in accounts:
            host = "" if "host:" in more else \
                "    host: 127.0.0.1\n    tls: none\n"
            text += (f"  - name: {account}\n{host}    port: {port}\n"
                     f"    user: sally@home.example\n    poll: 1s\n"
                     f"    idle: no\n{more}")
        self.write("floodmark.yaml", text)

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, text):
        with open(self.path(name), "w") as f:
            f.write(text)

    def read(self, name):
        try:
            with open(self.path(name), errors="replace") as f:
                return f.read()
        except FileNotFoundError:
            return ""

    def args(self, program, *more):
        return [program, "-c", self.path("floodmark.yaml"), *more]

    def once(self, **env):
        return subprocess.run(self.args(DAEMON, "--once"), cwd=self.dir,
                              timeout=tap.PATIENCE, capture_output=True,
                              text=True, env={**os.environ, **env})

    def start(self, **env):
        with open(self.path("log"), "w") as log:
            daemon = subprocess.Popen(
                self.args(DAEMON), stderr=log, stdin=subprocess.DEVNULL,
                cwd=self.dir, env={**os.environ, **env})
        started.append(daemon)
        return daemon

    def ask(self, *args, **env):
        return subprocess.run(self.args(TOOL, *args), timeout=tap.PATIENCE,
                              capture_output=True, text=True,
                              env={**os.environ, **env})

    def rows(self, *args):
        got = self.ask(*args, "--format", "csv")
        if got.returncode != 0 and args[0] != "status":
            return []   # the store may not be there yet
        return list(csv.DictReader(io.StringIO(got.stdout)))

    def days(self):
        return {r["period"]: int(r["in"]) for r in self.rows("count")
                if r["in"] != "0"}

    def contacts(self):
        return sum(self.days().values())

    def has(self, n):
        return self.contacts() == n

    def status(self, account):
        rows = [r for r in self.rows("status") if r["source"] == account]
        return rows[0] if rows else {"state": "", "detail": ""}

    def verified(self):
        return self.ask("verify").returncode == 0


def processes(text):
    """How many were started with `text` in their arguments."""
    n = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as f:
                n += text.encode() in f.read()
        except OSError:
            continue
    return n


# ---- the clocks

SHIM = os.path.join(BUILD, "tests", "lib", "clock.so")
YEAR = 365 * 86400
PATIENCE = 300      # of an account, as it is where nothing is said


class Clocks:
    """Of a daemon; not of its children, who go by the system's.  What it
    waits for by the clock comes when it is said, and only then."""
    BEGIN = 100000

    def __init__(self, case):
        self.case, self.day, self.ticks = case, 0, 0
        self.set()
        self.env = {"LD_PRELOAD": SHIM, "CLOCK_FILE": case.path("clock")}

    def set(self, day=0, ticks=0):
        self.day, self.ticks = self.day + day, self.ticks + ticks
        self.case.write("clock.new",
                        f"{self.day} {self.ticks} {self.BEGIN}\n")
        os.rename(self.case.path("clock.new"), self.case.path("clock"))


# ---- patience

class Dripping(scripted_imap.Connection):
    """Says nothing to the point, and never falls silent."""
    drips = True

    def fetch_one(self, m, wanted):
        if "BODY" not in wanted or m.uid != self.server.at or \
                not self.drips:
            super().fetch_one(m, wanted)
            return
        self.send("* OK ")
        self.server.log(self, "- hanging")
        while True:
            self.send("x")
            time.sleep(0.1)


def hangs(server):
    return any(said == "- hanging" for _, said in server.said)


def test_patience(work):
    """A server that hangs costs its own account, and that for a while."""
    few = [mail(n) for n in range(5)]
    write_mail(work + "/mail", few)
    write_mail(work + "/others", [mail(n) for n in range(100, 103)])
    good = serve(work + "/others")
    for name, connection, scenario in (
            ("hangs", scripted_imap.Connection, "hang"),
            ("drips", Dripping, "ok")):
        Dripping.drips = True
        bad = serve(work + "/mail", connection, scenario, at=3)
        case = Case(work, name, [("bad", bad.port, PASSWORD),
                                 ("good", good.port, PASSWORD)],
                    top="max_connections: 1\n")
        clocks = Clocks(case)
        daemon = case.start(**clocks.env)
        ok(wait_until(lambda: hangs(bad) and tap.is_settled(daemon.pid)),
           f"{name}: so it is", case.read("log"))
        clocks.set(ticks=PATIENCE - 1)
        tap.wait_turns(daemon.pid)
        ok("ended" not in case.read("log"), f"{name}: it is patient",
           case.read("log"))
        clocks.set(ticks=1)
        ok(wait_until(lambda: case.has(3)), f"{name}: the other is read",
           case.read("log"))
        ok(wait_until(lambda: f"account bad: network: nothing came for "
                      f"{PATIENCE} s; ended; tried again in" in
                      case.read("log")),
           f"{name}: it is ended, and it is said why", case.read("log"))
        ok(wait_until(lambda: case.status("bad")["state"] == "error"),
           f"{name}: status tells", case.ask("status").stdout)
        bad.scenario = "ok"
        Dripping.drips = False
        # the back-off of a first failure: 5 s, and a fifth at most
        clocks.set(ticks=7)
        ok(wait_until(lambda: case.has(8)), f"{name}: read in the end",
           case.read("log"))
        equal(stop(daemon), 0, f"{name}: SIGTERM ends it well")
        ok(case.verified(), f"{name}: the store is whole")


def test_slow(work):
    """Slower than the patience as a whole, but never silent: read."""
    write = scripted_imap.Connection.send

    class Slow(scripted_imap.Connection):
        def fetch_one(self, m, wanted):
            self.server.pause()
            super().fetch_one(m, wanted)

        def send(self, data):
            if len(data) < 100000:
                write(self, data)
                return
            for at in range(0, len(data), 100000):
                write(self, data[at:at + 100000])
                self.server.pause()
    mails = [mail(n) for n in range(5)]
    mails[2] += b"long line\r\n" * 80000
    write_mail(work + "/mail", mails)
    slow = serve(work + "/mail", Slow)
    case = Case(work, "slow", [("slow", slow.port, PASSWORD)])
    clocks = Clocks(case)

    def pause():
        wait_until(lambda: tap.is_settled(daemon.pid))
        # a child has something to say once in half a second
        time.sleep(0.6)
        clocks.set(ticks=PATIENCE // 3)
    slow.pause = pause
    daemon = subprocess.Popen(case.args(DAEMON, "--once"),
                              env={**os.environ, **clocks.env})
    started.append(daemon)
    equal(daemon.wait(tap.PATIENCE), 0, "slow: a pass")
    ok(clocks.ticks > 2 * PATIENCE, "slow: it was", clocks.ticks)
    equal(case.contacts(), 5, "slow: all is read")


def test_stopped(work):
    """The source child itself comes to a halt."""
    write_mail(work + "/mail", [mail(1)])
    server = serve(work + "/mail")
    case = Case(work, "stopped", [("home", server.port, PASSWORD)])
    clocks = Clocks(case)
    daemon = case.start(**clocks.env)
    ok(wait_until(lambda: case.has(1)), "stopped: a pass")
    for pid in children(daemon.pid, "floodmark-imap"):
        os.kill(pid, signal.SIGSTOP)
    clocks.set(ticks=2)     # the next pass, which it does not make
    tap.wait_turns(daemon.pid)
    clocks.set(ticks=PATIENCE)
    ok(wait_until(lambda: f"nothing came for {PATIENCE} s" in
                  case.read("log")), "stopped: it is noticed",
       case.read("log"))
    connections = len({c for c, _ in server.said})
    clocks.set(ticks=7)
    ok(wait_until(lambda: len({c for c, _ in server.said}) > connections),
       "stopped: and another takes its place")
    equal(stop(daemon), 0, "stopped: SIGTERM ends it well")


# what it runs, what is said of it
COMMANDS = (
    ("hangs", "sleep {0}; echo secret",
     "network: password_command took longer than 666 ms; ended"),
    ("hangs and talks", "echo secret; sleep {0}; :",
     "network: password_command took longer than 666 ms; ended"),
    ("never stops", "yes {0}",
     "login: password_command prints more than 16384 bytes; one line"),
    ("fails", "exit 3; {0}", "login: password_command failed (exit 3)"),
    ("says nothing", ": {0}", ": the password is empty"),
)


def test_command(work):
    write_mail(work + "/mail", [mail(1)])
    write_mail(work + "/others", [mail(2)])
    server = serve(work + "/mail")
    good = serve(work + "/others")
    for i, (name, command, said) in enumerate(COMMANDS):
        mark = f"98765{i}{os.getpid()}"
        # a third of the patience is the command's, by the child's clock; the
        # daemon's own stands
        late = "took longer" in said
        case = Case(work, f"command{i}", [
            ("bad", server.port, ("    patience: 2s\n" if late else "") +
             "    password_command: '" + command.format(mark) + "'\n"),
            ("good", good.port, PASSWORD)])
        daemon = case.start(**Clocks(case).env)
        ok(wait_until(lambda: case.has(1)),
           f"command {name}: the other is read")
        ok(wait_until(lambda: said in case.read("log")),
           f"command {name}: said", case.read("log"))
        # no server has refused it when it only is slow
        soon = said.startswith("network")
        ok(wait_until(lambda: re.search(
            r"account bad: \w+: .*; tried again in (%s) s" %
            (r"\d" if soon else r"\d{3,4}"), case.read("log"))),
           f"command {name}: asked again {'soon' if soon else 'late'}",
           case.read("log"))
        ok(wait_until(lambda: processes(mark) == 0),
           f"command {name}: nothing of it is left")
        ok("secret" not in case.read("log"), f"command {name}: kept")
        stop(daemon)
    equal(server.said, [], "commands: no login without a password")
    # while one hangs, the others do not
    mark = f"98766{os.getpid()}"
    case = Case(work, "meanwhile", [
        ("bad", server.port, f"    password_command: sleep {mark}\n"),
        ("good", good.port, PASSWORD)])
    daemon = case.start()
    ok(wait_until(lambda: case.has(1) and processes(mark) > 0) and
       "account bad" not in case.read("log"),
       "a command hangs: meanwhile the other is read", case.read("log"))
    stop(daemon)
    ok(wait_until(lambda: processes(mark) == 0),
       "a command hangs: it ends with the daemon")
    # an agent that it leaves behind keeps the pipe: who waited for it would
    # say that the command took too long
    mark = f"98767{os.getpid()}"
    case = Case(work, "agent", [(
        "home", server.port, f"    password_command: '(sleep {mark}) & "
        "echo secret'\n")])
    equal(case.once().returncode, 0, "command leaves an agent: a pass")
    ok(wait_until(lambda: processes(mark) == 0),
       "command leaves an agent: it ends with the daemon")


def test_command_alone(work):
    """What the command is given: no part in the wire to the engine, so that
    the death of the child that started it is noticed at once."""
    write_mail(work + "/mail", [mail(1)])
    server = serve(work + "/mail")
    case = Case(work, "alone", [("home", server.port, (
        "    patience: 600s\n    password_command: 'ls -l /proc/$$/fd >fds;"
        " echo $PPID $$ >pids.new; mv pids.new pids; exec sleep 997'"
        "\n"))])
    daemon = case.start()
    ok(wait_until(lambda: case.read("pids"), 60), "the command runs",
       case.read("log"))
    ok("socket:" not in case.read("fds"), "and has no socket",
       case.read("fds"))
    child, command = map(int, case.read("pids").split())
    os.kill(child, signal.SIGKILL)
    ok(wait_until(lambda: "the source child ended" in case.read("log"), 60),
       "the child's death is noticed", case.read("log"))
    # which would have run for longer than anybody waits
    with contextlib.suppress(ProcessLookupError):
        os.kill(command, signal.SIGKILL)
    equal(stop(daemon), 0, "it ends")


# ---- XOAUTH2

class Tokens(scripted_imap.Connection):
    """Knows good tokens; explains a refusal first, as servers do."""
    CHALLENGE = base64.b64encode(b'{"status":"400","schemes":"Bearer"}')

    def capabilities(self):
        return "IMAP4rev1 SASL-IR AUTH=XOAUTH2"

    def authenticate(self, tag, args):
        how, _, first = args.partition(" ")
        said = re.fullmatch(rb"user=(\S+)\x01auth=Bearer (\S+)\x01\x01",
                            base64.b64decode(first))
        token = said[2].decode() if said else ""
        self.server.tokens.append(token)
        if how == "XOAUTH2" and token in self.server.good:
            self.logged_in = True
            self.send(tag + " OK welcome\r\n")
            return
        self.send(b"+ " + self.CHALLENGE + b"\r\n")
        self.server.answers.append(self.line())
        self.send(tag + " NO [AUTHENTICATIONFAILED] no\r\n")
        if self.server.hangs_up:
            raise scripted_imap.Gone


# what the command prints at its n-th run; which are good; what is tried,
# how it ends
TOKENS = (
    ("good at once", "$n", "1", ["1"], 0),
    ("expired, then fresh", "$n", "2", ["1", "2"], 0),
    ("always refused", "$n", "none", ["1", "2"], 69),
    ("the same again", "old", "none", ["old"], 69),
)


def test_xoauth2(work):
    write_mail(work + "/mail", [mail(n) for n in range(3)])
    for i, (name, prints, good, tried, code) in enumerate(TOKENS * 2):
        server = serve(work + "/mail", Tokens)
        server.good, server.tokens, server.answers = [good], [], []
        server.hangs_up = i < len(TOKENS)
        name += ", hanging up" if server.hangs_up else ""
        case = Case(work, f"token{i}", [(
            "home", server.port, "    auth: xoauth2\n    password_command: "
            "'echo x >>runs; n=$(wc -l <runs); echo %s'\n" % prints)])
        got = case.once()
        equal((got.returncode, server.tokens), (code, tried), name)
        equal(set(server.answers), {""} if code or len(tried) > 1 else set(),
              f"{name}: an explanation is answered with an empty line")
        runs = len(case.read("runs").splitlines())
        equal(runs, 1 if good == "1" else 2, f"{name}: runs of the command")
        equal(case.contacts(), 0 if code else 3, f"{name}: contacts")
        if code:
            ok("account home: login: the server refused the login" in
               got.stderr, f"{name}: said", got.stderr)
    # the daemon asks no more often than the back-off allows
    server.tokens.clear()
    case.write("runs", "")
    clocks = Clocks(case)
    daemon = case.start(**clocks.env)
    ok(wait_until(lambda: re.search(r"tried again in (\d{3,4}) s",
                                    case.read("log"))),
       "refused: not asked often", case.read("log"))
    tried = len(server.tokens)
    clocks.set(ticks=599)
    tap.wait_turns(daemon.pid)
    equal((tried <= 2, len(server.tokens)), (True, tried),
          "refused: nor in between")
    clocks.set(ticks=3600)
    ok(wait_until(lambda: len(server.tokens) > tried),
       "refused: but then again")
    stop(daemon)


# ---- nothing new

def test_quiet(work):
    """A pass that finds nothing writes next to nothing; and `status` is
    exact when the daemon is gone."""
    write_mail(work + "/mail", [mail(1)])
    server = serve(work + "/mail")
    case = Case(work, "quiet", [("home", server.port, PASSWORD)])
    clocks = Clocks(case)
    daemon = case.start(**clocks.env)
    passes = lambda: case.read("log").count("0 messages read")
    told = lambda: datetime.datetime.fromisoformat(
        case.status("home")["last_ok"]).timestamp()

    def one_more(n=0):
        clocks.set(ticks=2)
        return wait_until(lambda: passes() > n)
    ok(wait_until(lambda: case.has(1)) and one_more(), "quiet: passes")
    before, first = work_of(daemon.pid), passes()
    # five a minute are logged
    good = all(one_more(first + n) for n in range(3))
    more = work_of(daemon.pid) - before
    print(f"# {more} bytes written in 3 passes")
    ok(good and more < 3 * 500, "quiet: and little is written", more)
    was = told()
    clocks.set(day=100, ticks=60)
    ok(wait_until(lambda: told() > was + 90),
       "quiet: status is a minute behind at most",
       case.ask("status").stdout)
    was = told()
    clocks.set(day=100, ticks=2)
    tap.wait_turns(daemon.pid)
    ok(told() < was + 90, "quiet: and not told at each pass",
       case.ask("status").stdout)
    equal(stop(daemon), 0, "quiet: SIGTERM ends it well")
    ok(told() > was + 90, "quiet: the last pass is told in the end",
       case.ask("status").stdout)
    # what changes is told at once: no minute passes
    daemon = case.start(**clocks.env)
    ok(wait_until(lambda: case.status("home")["state"] == "ok"),
       "quiet: ok again")
    server.scenario = "no-uidvalidity"
    for c in server.connections:
        with contextlib.suppress(OSError):
            c.sock.shutdown(socket.SHUT_RDWR)
    clocks.set(ticks=2)
    ok(wait_until(lambda: case.status("home")["state"] == "error"),
       "quiet: trouble is told at once", case.ask("status").stdout)
    stop(daemon)


# ---- the network

def waits(case):
    """Of account bad, in seconds, in order."""
    return [int(n) for n in re.findall(
        r"account bad: .*tried again in (\d+) s", case.read("log"))]


def test_dns(work):
    """A name that nobody knows."""
    write_mail(work + "/mail", [mail(n) for n in range(3)])
    server = serve(work + "/mail")
    # where there is a resolver, it shall not keep us waiting
    patient = {"RES_OPTIONS": "timeout:1 attempts:1"}
    for tls in ("implicit", "starttls"):
        case = Case(work, tls, [
            ("bad", 993, PASSWORD + "    host: imap.invalid\n"
             f"    tls: {tls}\n"), ("good", server.port, PASSWORD)])
        daemon = case.start(**patient)
        ok(wait_until(lambda: case.has(3)), f"dns, {tls}: the other "
           "account is read")
        ok(wait_until(lambda: waits(case)), f"dns, {tls}: it is told",
           case.read("log"))
        ok("account bad: network: the host imap.invalid is not found: " in
           case.read("log"), f"dns, {tls}: and why", case.read("log"))
        ok(wait_until(lambda: case.status("bad")["state"] == "error" and
                      "is not found" in case.status("bad")["detail"]),
           f"dns, {tls}: status, too", case.ask("status").stdout)
        ok(wait_until(lambda: len(waits(case)) >= 2),
           f"dns, {tls}: asked again")
        ok(len(waits(case)) >= 2 and 4 <= waits(case)[0] <= 6 and
           9 <= waits(case)[1] <= 12, f"dns, {tls}: later each time",
           waits(case))
        equal(case.status("good")["state"], "ok",
              f"dns, {tls}: the other is well")
        equal(stop(daemon), 0, f"dns, {tls}: SIGTERM ends it well")


def test_jump(work):
    """The time of day jumps: passes keep their pace, and days are those of
    the server."""
    write_mail(work + "/mail", [mail(n) for n in range(9)])
    server = serve(work + "/mail")
    all_of_it = server.messages
    for m in all_of_it:
        m.internaldate = f"0{m.uid}-Mar-2026 12:00:00 +0000"
    server.messages = all_of_it[:2]
    case = Case(work, "jump", [("home", server.port, PASSWORD)])
    clocks = Clocks(case)
    daemon = case.start(**clocks.env)
    ok(wait_until(lambda: case.has(2)), "jump: a pass", case.read("log"))
    for there, by in ((4, YEAR), (6, -2 * YEAR), (7, 30 * YEAR),
                      (8, -29 * YEAR)):
        wait_until(lambda: tap.is_settled(daemon.pid))
        said = len(server.said)
        clocks.set(day=by)
        tap.wait_turns(daemon.pid)
        equal(len(server.said), said, f"jump by {by // YEAR} years: passes "
              "keep their pace")
        server.messages = all_of_it[:there]
        clocks.set(ticks=2)
        ok(wait_until(lambda: case.has(there)),
           f"jump by {by // YEAR} years: new mail is read",
           case.read("log"))
    # in the end it shows the right time, and what was claimed is taken back
    ahead = time.time() + 3600
    ok(wait_until(lambda: datetime.datetime.fromisoformat(
        case.status("home")["last_ok"]).timestamp() < ahead),
       "jump: no pass of the future is left", case.ask("status").stdout)
    equal(stop(daemon), 0, "jump: SIGTERM ends it well")
    # a battery is empty
    clocks.set(day=-YEAR)
    server.messages = all_of_it
    daemon = case.start(**clocks.env)
    ok(wait_until(lambda: case.has(9)), "jump: a start in another year")
    stop(daemon)
    equal(case.days(), {f"2026-03-0{n}": 1 for n in range(1, 10)},
          "jump: the days are those of the server")
    ok(case.verified(), "jump: the store is whole", case.ask("verify").stdout)


def hang_up(server):
    """The server is gone, as when the line is cut at the modem."""
    server.socket.shutdown(socket.SHUT_RDWR)
    server.socket.close()
    for c in server.connections:
        with contextlib.suppress(OSError):
            c.sock.shutdown(socket.SHUT_RDWR)


def test_gone(work):
    """The network is gone for a day, and again for a minute."""
    mails = [mail(n) for n in range(6)]
    write_mail(work + "/mail", mails[:3])
    server = serve(work + "/mail")
    case = Case(work, "gone", [("bad", server.port, PASSWORD)])
    clocks = Clocks(case)
    daemon = case.start(**clocks.env)
    ok(wait_until(lambda: case.has(3)), "gone: a pass", case.read("log"))
    hang_up(server)
    clocks.set(ticks=2)
    n = 0
    while clocks.ticks < 86400 and n < 40:
        if not wait_until(lambda: len(waits(case)) > n):
            break
        n = len(waits(case))
        # when it comes near the day, all of the rest at once; told is what
        # is whole of a wait
        by = waits(case)[-1] + 1 if n < 13 else 86400
        clocks.set(day=by, ticks=by)
    ok(n >= 13, "gone: tried again and again", case.read("log"))
    want = [min(5 * 2 ** i, 3600) for i in range(n)]
    ok(all(w - 1 <= got <= w * 1.2 for got, w in zip(waits(case), want)),
       "gone: ever more rarely, up to an hour", waits(case))
    shutil.rmtree(work + "/mail")
    write_mail(work + "/mail", mails)
    server = serve(work + "/mail", port=server.port)
    # an hour and a fifth at most, since the last try
    wait_until(lambda: tap.is_settled(daemon.pid))
    clocks.set(ticks=4400)
    ok(wait_until(lambda: case.has(6)),
       "gone: what came meanwhile is read", case.read("log"))
    ok(wait_until(lambda: case.status("bad")["state"] == "ok"),
       "gone: all is well again", case.ask("status").stdout)
    # a last try may have been before the server was there again
    n = len(waits(case))
    hang_up(server)
    clocks.set(ticks=2)
    ok(wait_until(lambda: len(waits(case)) > n), "gone: and once more")
    ok(4 <= waits(case)[-1] <= 6, "gone: from the shortest wait on",
       waits(case))
    equal(stop(daemon), 0, "gone: SIGTERM ends it well")
    ok(case.verified(), "gone: the store is whole")


# ---- folders

class Folders(scripted_imap.Connection):
    """server.folders: name -> (attributes, messages, UIDVALIDITY)."""
    mailbox = None

    def capabilities(self):
        return "IMAP4rev1 X-GM-EXT-1 SPECIAL-USE"

    def list(self, tag, args):
        for name, (attributes, _, _) in self.server.folders.items():
            self.send(f'* LIST ({attributes}) "/" "{name}"\r\n')
        self.send(tag + " OK done\r\n")

    def find(self, tag, args):
        name = re.match(r'"?([^"]*?)"?(?: \(|$)', args)[1]
        found = self.server.folders.get(name)
        if found is None:
            self.send(tag + " NO [NONEXISTENT] no such mailbox\r\n")
        return found

    def examine(self, tag, args):
        found = self.find(tag, args.strip())
        self.opened = found is not None
        if found is None:
            return
        self.mailbox = found[1]
        self.send(f"* FLAGS ()\r\n* {len(found[1])} EXISTS\r\n"
                  f"* OK [UIDVALIDITY {found[2]}] valid\r\n* OK [UIDNEXT "
                  f"{len(found[1]) + 1}] next\r\n{tag} OK done\r\n")

    def status(self, tag, args):
        found = self.find(tag, args)
        if found is not None:
            self.send(f'* STATUS {args.split(" (")[0]} (UIDNEXT '
                      f"{len(found[1]) + 1} UIDVALIDITY {found[2]})\r\n"
                      f"{tag} OK done\r\n")

    def chosen(self, text):
        all_of_it, self.server.messages = self.server.messages, self.mailbox
        try:
            return super().chosen(text)
        finally:
            self.server.messages = all_of_it


scripted_imap.COMMANDS["STATUS"] = (1, Folders.status)


def numbered(server, *which):
    """Those mails, with UIDs of their own."""
    out = []
    for uid, n in enumerate(which, 1):
        m = copy.copy(server.messages[n])
        m.uid = uid
        out.append(m)
    return out


def sightings(case):
    """The folders of each contact."""
    out = []
    for row in case.rows("list"):
        got = json.loads(case.ask("show", row["id"], "--format",
                                  "json").stdout)
        out.append(sorted(s["folder"] for s in got["sightings"]))
    return sorted(out)


def test_gmail(work):
    """A mail of Gmail's is in All Mail, and in INBOX and under labels."""
    write_mail(work + "/mail", [mail(0), mail(1), mail(2),
                                mail(3, "friend@b.example")])
    server = serve(work + "/mail", Folders)
    everything, spam = "[Gmail]/All Mail", "[Gmail]/Spam"
    server.folders = {
        "INBOX": ("", numbered(server, 0, 1), 1),
        "[Gmail]": ("\\Noselect", [], 1),
        everything: ("\\All", numbered(server, 3, 1, 0), 2),
        spam: ("\\Junk", numbered(server, 2), 3),
        "him": ("", numbered(server, 0), 4)}
    for name, more, want in (
            ("chosen", '    folders: ["*"]\n',
             [["INBOX", everything], ["INBOX", everything, "him"], [spam]]),
            ("default", "", [["INBOX", everything], ["INBOX", everything],
                             [spam]])):
        case = Case(work, name, [("home", server.port, PASSWORD + more)])
        got = case.once()
        equal(got.returncode, 0, f"gmail, {name}: a pass")
        equal(case.contacts(), 3, f"gmail, {name}: a mail is one contact")
        equal(sightings(case), want, f"gmail, {name}: seen in its places")
        ok(case.verified(), f"gmail, {name}: the store is whole")
        # a label more
        before = server.folders["him"]
        server.folders["him"] = ("", numbered(server, 0, 1), 4)
        case.once()
        equal(case.contacts(), 3, f"gmail, {name}: nor does a new label "
              "count")
        server.folders["him"] = before


def test_renamed(work):
    """Folders are renamed, deleted, made anew, while the daemon watches."""
    write_mail(work + "/mail", [mail(n) for n in range(6)])
    server = serve(work + "/mail", Folders)
    server.folders = {"INBOX": ("", numbered(server, 0), 1),
                      "Work": ("", numbered(server, 1, 2), 2)}
    case = Case(work, "renamed", [("home", server.port, PASSWORD +
                                   '    folders: ["*"]\n')])
    daemon = case.start()
    ok(wait_until(lambda: case.has(3)), "renamed: a pass")
    passes = lambda: sum(c.startswith("EXAMINE") for _, c in server.said)
    server.folders["Play"] = server.folders.pop("Work")
    ok(wait_until(lambda: "EXAMINE Play" in [c for _, c in server.said] or
                  'EXAMINE "Play"' in [c for _, c in server.said]),
       "renamed: it is found under its new name", case.read("log"))
    server.folders["Play"] = ("", numbered(server, 1, 2, 3), 2)
    ok(wait_until(lambda: case.has(4)), "renamed: and read on")
    del server.folders["Play"]
    server.folders["INBOX"] = ("", numbered(server, 0, 4), 1)
    ok(wait_until(lambda: case.has(5)), "deleted: the others are read")
    ok(wait_until(lambda: case.status("home")["state"] == "ok"),
       "deleted: a pattern that fits less is no trouble",
       case.ask("status").stdout)
    for uidvalidity in range(10, 14):
        server.folders["INBOX"] = ("", numbered(server, 0, 4), uidvalidity)
        n = passes()
        wait_until(lambda: passes() > n + 1)
    ok(passes() > n, "UIDVALIDITY changes each time: passes go on")
    equal(case.contacts(), 5, "UIDVALIDITY changes each time: one contact "
          "each")
    server.folders["INBOX"] = ("", numbered(server, 0, 4, 5), 20)
    ok(wait_until(lambda: case.has(6)), "and what is new is read")
    equal(stop(daemon), 0, "renamed: SIGTERM ends it well")
    ok(case.verified(), "renamed: the store is whole")


# ---- COMPRESS=DEFLATE

class Compressing(scripted_imap.Connection):
    """server.how says what goes wrong once compression is on."""
    packer = unpacker = None

    def capabilities(self):
        return "IMAP4rev1" + (" COMPRESS=DEFLATE" if self.logged_in else "")

    def receive(self):
        had, self.buffer = self.buffer, b""
        super().receive()
        if self.unpacker is not None:
            self.server.came += len(self.buffer)
            try:
                self.buffer = self.unpacker.decompress(self.buffer)
            except zlib.error:   # a goodbye that is not compressed
                raise scripted_imap.Gone from None
        self.buffer = had + self.buffer

    def send(self, data):
        if self.packer is None:
            super().send(data)
            return
        if isinstance(data, str):
            data = data.encode()
        how = self.server.how
        if how == "finish" and b"number 224" in data:
            self.finish(data[:len(data) // 2])
        packed = self.packer.compress(data) + self.packer.flush(
            zlib.Z_SYNC_FLUSH)
        if how == "byte by byte" and len(packed) < 3000:
            for at in range(len(packed)):
                super().send(packed[at:at + 1])
        elif how and how in self.BREAKS and b"number 224" in data:
            self.BREAKS[how](self, packed)
        else:
            self.server.went += len(packed)
            super().send(packed)

    def cut(self, packed):
        scripted_imap.Connection.send(self, packed[:len(packed) // 2])
        raise scripted_imap.Gone

    def scribble(self, packed):
        scripted_imap.Connection.send(self, b"\xff" * 300)
        self.wait_for_end()

    def finish(self, half):
        """The compressed bytes end inside the message; the line stays."""
        scripted_imap.Connection.send(self, self.packer.compress(half) +
                                      self.packer.flush(zlib.Z_FINISH))
        self.wait_for_end()

    BREAKS = {"cut": cut, "scribble": scribble}

    def answer(self, tag, name, args):
        if name != "COMPRESS":
            super().answer(tag, name, args)
        elif self.server.how == "refuses":
            self.send(tag + " NO [COMPRESSIONACTIVE] no\r\n")
        else:
            early = "* 1 EXISTS\r\n" if self.server.how == "hasty" else ""
            self.send(f"{tag} OK begin\r\n{early}")
            self.packer = zlib.compressobj(wbits=-15)
            self.unpacker = zlib.decompressobj(wbits=-15)


# how, exit code, contacts afterwards
COMPRESSED = (
    ("", 0, 250), ("byte by byte", 0, 250), ("refuses", 0, 250),
    ("cut", 69, 200), ("scribble", 69, 200), ("finish", 69, 200),
    ("hasty", 69, 0),
)


def test_compress(work):
    mails = [mail(n) for n in range(250)]
    # longer than any buffer, one that packs well and one that does not
    mails[7] += b"again and again\r\n" * 30000
    mails[8] += base64.encodebytes(random.Random(1).randbytes(300000)
                                   ).replace(b"\n", b"\r\n")
    write_mail(work + "/mail", mails)
    plain = serve(work + "/mail")
    without = Case(work, "without", [("home", plain.port, PASSWORD)])
    equal(without.once().returncode, 0, "not compressed: a pass")
    want = sorted(r["digest"] for r in without.rows("list"))
    equal(len(want), 250, "not compressed: all of it")
    for how, code, contacts in COMPRESSED:
        name = f"compressed{how and ', ' + how}"
        server = serve(work + "/mail", Compressing)
        server.how, server.went, server.came = how, 0, 0
        case = Case(work, name, [("home", server.port, PASSWORD +
                                  "    patience: 100s\n")])
        got = case.once()
        equal((got.returncode, case.contacts()), (code, contacts), name)
        if how != "hasty":
            equal(server.came > 0, how != "refuses", f"{name}: it was")
        ok("nothing came for" not in got.stderr, f"{name}: noticed at once",
           got.stderr)
        if not how:
            size = sum(map(len, mails))
            ok(server.went < size, f"{name}: less than {size} bytes",
               server.went)
        server.how = ""
        equal(case.once().returncode, 0, f"{name}: the next pass")
        equal(sorted(r["digest"] for r in case.rows("list")), want,
              f"{name}: the same contacts, byte by byte")
        ok(case.verified(), f"{name}: the store is whole")
    case = Case(work, "unwanted", [("home", server.port, PASSWORD +
                                    "    compress: no\n")])
    server.said.clear()
    case.once()
    ok("COMPRESS DEFLATE" not in [c for _, c in server.said] and
       case.has(250), "compress: no", server.said[:9])


# ---- what a folder is known by

class Strange(scripted_imap.Connection):
    """Lists a message that is not there, far above UIDNEXT."""

    def fetch(self, tag, args):
        if "INTERNALDATE" in args:
            self.send('* 99 FETCH (UID 4000000000 RFC822.SIZE 10 INTERNALDATE'
                      ' "01-Mar-2026 12:00:00 +0000")\r\n')
        super().fetch(tag, args)


def sql(case, text):
    with contextlib.closing(sqlite3.connect(case.path("case.db"))) as db:
        with db:
            return db.execute(text).fetchall()


def stands(case, again, name):
    """So often a folder was begun again; the store is whole, and all days of
    the mailbox are covered."""
    equal(sql(case, "SELECT count(*) FROM reached WHERE why = 'again'"),
          [(again,)], f"{name}: begun again {again} times")
    equal(sql(case, "SELECT uid, count(*) FROM sighting GROUP BY uid,"
              " original HAVING count(*) > 1"), [],
          f"{name}: nothing is there twice")
    ok(case.verified(), f"{name}: the store is whole",
       case.ask("verify").stdout)
    got = case.rows("count", "--from", "2026-03-02", "--to", "2026-03-02")
    equal([r["coverage"] for r in got], ["full"], f"{name}: covered")


def test_stray(work):
    """A UID above UIDNEXT is a fault, and what comes later is read."""
    mails = [mail(n) for n in range(12)]
    for n in 5, 12:
        write_mail(f"{work}/mail-{n}", mails[:n])
    server = serve(f"{work}/mail-5", Strange)
    case = Case(work, "stray", [("home", server.port, PASSWORD)])
    got = case.once()
    equal((got.returncode, case.contacts()), (69, 5),
          "all that is there is read")
    ok("above its UIDNEXT" in case.status("home")["detail"], "told",
       case.status("home"))
    equal({r["coverage"] for r in case.rows("count")}, {"none"},
          "such a server makes no claim")
    equal(sql(case, "SELECT last_uid FROM cursor"), [(5,)], "not believed")
    server.messages = scripted_imap.load(f"{work}/mail-12", 1)
    equal((case.once().returncode, case.contacts()), (69, 12),
          "7 later ones are read while it goes on")
    calm = serve(f"{work}/mail-12")
    case = Case(work, "calm", [("home", calm.port, PASSWORD)])
    equal((case.once().returncode, case.contacts()), (0, 12), "an honest one")
    sql(case, "UPDATE cursor SET last_uid = 4000000000")
    equal((case.once().returncode, case.contacts()), (0, 12),
          "a cursor that is above UIDNEXT")
    stands(case, 1, "a cursor above")
    equal(sql(case, "SELECT last_uid FROM cursor"), [(12,)], "mended")
    equal([w for w, in sql(case, "SELECT why FROM coverage ORDER BY id")],
          ["known", "oldest", "begun", "set-back", "begun"],
          "and nothing is claimed before it is read again")


def restored(work, name, first, kept, more):
    """Of `first` messages read, `kept` are left, and `more` came after."""
    folder = f"{work}/{name}"
    mails = [mail(n) for n in range(first)]
    after = mails[:kept] + [mail(f"new-{n}") for n in range(more)]
    write_mail(folder + "-before", mails)
    write_mail(folder + "-after", after)
    for uid in range(kept + 1, kept + more + 1):
        path = f"{folder}-after/{uid:05}.eml"
        os.utime(path, (NOON + 86400 + uid, NOON + 86400 + uid))
    return folder + "-before", folder + "-after"


def test_restored(work):
    """A server comes back from its backup, with the same UIDVALIDITY."""
    for name, first, kept, more in (
            ("as many", 20, 12, 8), ("fewer", 20, 12, 3),
            ("more", 20, 12, 30), ("all others", 20, 0, 20),
            ("only the last", 20, 19, 1)):
        before, after = restored(work, name.replace(" ", "-"), first, kept,
                                 more)
        server = serve(before)
        case = Case(work, name, [("home", server.port, PASSWORD)])
        equal((case.once().returncode, case.contacts()), (0, first),
              f"{name}: before")
        server.messages = scripted_imap.load(after, 1)
        equal((case.once().returncode, case.contacts()),
              (0, first + more), f"{name}: all {more} new ones")
        stands(case, 1, name)
        equal((case.once().returncode, case.contacts()), (0, first + more),
              f"{name}: and once only")
        stands(case, 1, name)


def test_restored_now(work):
    """The same while the daemon watches."""
    before, after = restored(work, "now", 20, 12, 8)
    server = serve(before)
    case = Case(work, "now", [("home", server.port, PASSWORD)])
    daemon = case.start()
    ok(wait_until(lambda: case.has(20), 60), "before")
    server.messages = scripted_imap.load(after, 1)
    ok(wait_until(lambda: case.has(28), 60), "all 8 new ones",
       case.contacts())
    ok(wait_until(lambda: case.status("home")["state"] == "ok", 60), "fine")
    equal(stop(daemon), 0, "it ends")
    stands(case, 1, "now")
    ok("read again from its start" in case.read("log"), "and is told",
       case.read("log"))


def test_deleted(work):
    """Messages that were deleted, the last ones too, are no others."""
    write_mail(f"{work}/mail", [mail(n) for n in range(20)])
    server = serve(f"{work}/mail")
    server.last_uid = lambda: 20
    case = Case(work, "deleted", [("home", server.port, PASSWORD)])
    equal((case.once().returncode, case.contacts()), (0, 20), "before")
    server.messages = server.messages[:3] + server.messages[10:14]
    equal((case.once().returncode, case.contacts()), (0, 20), "after")
    stands(case, 0, "deleted")


# ---- answers without what was asked for

class Empty(scripted_imap.Connection):
    """OK, and nothing of what the command is about."""
    left_out = ""

    def capability(self, tag, args):
        if "CAPABILITY" in self.left_out:
            self.send(tag + " OK done\r\n")
        else:
            super().capability(tag, args)

    def list(self, tag, args):
        for name in "INBOX", "Junk":
            self.send(f'* LIST () "/" {name}\r\n')
        self.send(tag + " OK done\r\n")

    def examine(self, tag, args):
        super().examine(tag, "INBOX")

    def status(self, tag, args):
        self.send({"STATUS": "", "STATUS ()": "* STATUS INBOX ()\r\n"}.get(
            self.left_out, "* STATUS Junk (UIDNEXT 4 UIDVALIDITY 1000)\r\n")
            + tag + " OK done\r\n")


scripted_imap.COMMANDS["STATUS"] = (1, Empty.status)


def test_empty(work):
    """It is asked for, and not given: the child lives, and mail is read."""
    write_mail(f"{work}/mail", [mail(n) for n in range(3)])
    for what in "nothing", "CAPABILITY", "STATUS", "STATUS ()":
        class Left(Empty):
            left_out = what
        server = serve(f"{work}/mail", Left)
        case = Case(work, what.replace(" ", "-"), [
            ("home", server.port, PASSWORD + "    folders: [INBOX, Junk]\n")])
        daemon = case.start()
        ok(wait_until(lambda: case.has(3), 60), f"without {what}: read",
           case.read("log"))
        count = len(server.said)
        ok(wait_until(lambda: len(
            [c for _, c in server.said if c.startswith("STATUS")]) > 2, 60),
           f"without {what}: passes go on", server.said[count:])
        equal(stop(daemon), 0, f"without {what}: it ends")
        log = case.read("log")
        if what == "STATUS ()":
            # libetpan makes NULL of it: it never gets there
            ok("sends a status without any" in log and "ended" not in log,
               f"without {what}: told as a fault of the server", log)
            continue
        ok("ended" not in log and len(server.connections) == 1,
           f"without {what}: the child lived", log)


class Nervous(scripted_imap.Connection):
    """Answers IDLE at once, as if something had come."""

    def capabilities(self):
        return super().capabilities() + " IDLE"

    def idle(self, tag, args):
        self.send("+ idling\r\n* OK still here\r\n")
        self.line()
        self.send(tag + " OK done\r\n")


class Jumping(Nervous):
    """The same by ending IDLE itself."""

    def idle(self, tag, args):
        self.send(f"+ idling\r\n{tag} OK done\r\n")


scripted_imap.COMMANDS["IDLE"] = (2, Nervous.idle)


def test_nervous(work):
    """IDLE that is answered at once costs a round trip now and then."""
    write_mail(f"{work}/mail", [mail(n) for n in range(3)])
    for name, connection in ("talks", Nervous), ("ends", Jumping):
        server = serve(f"{work}/mail", connection)
        idles = lambda: [c for _, c in server.said if c == "IDLE"]
        case = Case(work, name, [("home", server.port, PASSWORD +
                                  "    idle: yes\n")])
        case.write("floodmark.yaml", case.read("floodmark.yaml").replace(
            "    idle: no\n", "").replace("poll: 1s", "poll: 600s"))
        daemon = case.start()
        ok(wait_until(lambda: case.has(3) and idles(), 60),
           f"{name}: read, and it idles", case.read("log"))
        for _ in range(100):    # while this is done
            case.ask("status")
        ok(len(idles()) <= 10, f"{name}: few round trips", len(idles()))
        equal(stop(daemon), 0, f"{name}: it ends at once all the same")


TESTS = [
    test_empty, test_nervous, test_stray, test_restored, test_restored_now,
    test_deleted,
    test_compress, test_gmail, test_renamed, test_dns, test_jump, test_gone,
    test_quiet, test_xoauth2, test_patience, test_slow, test_stopped,
    test_command, test_command_alone,
]
# with a clock that is preloaded
CLOCKED = [test_jump, test_gone, test_quiet, test_xoauth2, test_patience,
           test_slow, test_stopped, test_command]


def main():
    work = tempfile.mkdtemp(prefix="floodmark-imap-faults.")
    wanted = sys.argv[1:]
    try:
        for test in TESTS:
            if wanted and test.__name__[5:] not in wanted:
                continue
            if test in CLOCKED and tap.is_sanitized(BUILD):
                tap.skip(test.__name__[5:],
                         "the sanitizers want to be preloaded first")
                continue
            folder = os.path.join(work, test.__name__)
            os.mkdir(folder)
            test(folder)
    finally:
        tap.end_all()
        shutil.rmtree(work, ignore_errors=True)
    os._exit(tap.finish())   # the servers' threads wait for ever


if __name__ == "__main__":
    main()

"""The daemon on a real Dovecot: killed, starved, told to reload.  Prints
TAP; killers.py feeds it with mail that breaks readers."""
import base64
import collections
import csv
import datetime
import hashlib
import imaplib
import io
import json
import os
import pty
import random
import re
import shutil
import signal
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import zoneinfo

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
sys.dont_write_bytecode = True
import tap  # noqa: E402
from authority import Authority, without_proxy  # noqa: E402
from tap import (BUILD, SRC, children, equal, ok, started, stop,  # noqa: E402
                 wait_until, work_of)

DAEMON = os.path.join(BUILD, "floodmarkd")
TOOL = os.path.join(BUILD, "floodmark")
SERVER = os.path.join(SRC, "contrib", "private-dovecot")
PASSWORD = "of-the-tests-only"
JD = "jd@example.org"

RULES = """\
person: ex
identifiers:
  addresses: [jd@example.org]
rules:
  - id: visit
    match: 'outside\\s+your\\s+house'
    kind: threat
"""


class Server:
    """One Dovecot for all tests; every test has a user of its own."""

    def __init__(self, work, users):
        self.dir = os.path.join(work, "dovecot")
        args = [SERVER, "start", self.dir, "--compress"]
        for user in users:
            args += ["--user", f"{user}:{PASSWORD}"]
        subprocess.run(args, check=True, stdin=subprocess.DEVNULL,
                       stdout=sys.stderr)
        with open(os.path.join(self.dir, "ports")) as f:
            self.ports = dict(line.strip().split("=") for line in f)

    def stop(self):
        subprocess.run([SERVER, "stop", self.dir], check=False)

    def open(self, user):
        context = ssl.create_default_context(
            cafile=os.path.join(self.dir, "ca.pem"))
        imap = imaplib.IMAP4_SSL("127.0.0.1", int(self.ports["imaps"]),
                                 ssl_context=context)
        imap.login(user, PASSWORD)
        return imap

    def fill(self, user, messages, folder="INBOX"):
        imap = self.open(user)
        for message, at in messages:
            status, why = imap.append(folder, None,
                                    imaplib.Time2Internaldate(at), message)
            assert status == "OK", why
        imap.logout()


class Case:
    """A configuration, a store, and the programs on them."""

    def __init__(self, work, server, user, extra="", top="",
                 tls="implicit", poll="1s"):
        self.dir = os.path.join(work, "case-" + user)
        os.mkdir(self.dir, 0o700)
        os.mkdir(os.path.join(self.dir, "rules.d"))
        self.store = os.path.join(self.dir, "case.db")
        port = server.ports["imap" if tls == "starttls" else "imaps"]
        self.write("pw", PASSWORD + "\n")
        self.write("rules.d/ex.yaml", RULES)
        self.write("floodmark.yaml", f"""\
timezone: Europe/London
store: case.db
rules: rules.d
{top}accounts:
  - name: home
    host: 127.0.0.1
    tls: {tls}
    port: {port}
    ca_file: {server.dir}/ca.pem
    user: {user}
    password_file: pw
    own_addresses: [sally@home.example]
    poll: {poll}
{extra}""")

    def add_account(self, server, user):
        """At the end of the configuration, which is its accounts."""
        with open(os.path.join(self.dir, "floodmark.yaml"), "a") as f:
            f.write(f"""\
  - name: {user}
    host: 127.0.0.1
    port: {server.ports["imaps"]}
    ca_file: {server.dir}/ca.pem
    user: {user}
    password_file: pw
    poll: 1s
""")

    def write(self, name, text):
        with open(os.path.join(self.dir, name), "w") as f:
            f.write(text)

    def args(self, program, *more):
        return [program, "-c", os.path.join(self.dir, "floodmark.yaml"),
                *more]

    def once(self, **more):
        return subprocess.run(self.args(DAEMON, "--once"),
                              timeout=tap.PATIENCE,
                              capture_output=True, text=True, **more)

    def start(self):
        self.log = open(os.path.join(self.dir, "log"), "w+")
        daemon = subprocess.Popen(self.args(DAEMON), stderr=self.log,
                                  stdin=subprocess.DEVNULL)
        started.append(daemon)
        return daemon

    def logged(self):
        with open(os.path.join(self.dir, "log")) as f:
            return f.read()

    def kill_at_work(self, after):
        """A daemon, killed when it has written so many bytes; whether that
        was before it had done its work."""
        running = self.start()
        wait_until(lambda: work_of(running.pid) >= after or
                   "messages read" in self.logged(), 0.002)
        running.kill()
        running.wait()
        return "messages read" not in self.logged()

    def ask(self, *args):
        return subprocess.run(self.args(TOOL, *args), timeout=tap.PATIENCE,
                              capture_output=True, text=True)

    def rows(self, *args):
        got = self.ask(*args, "--format", "csv")
        assert got.returncode == 0, got.stderr
        return list(csv.DictReader(io.StringIO(got.stdout)))

    def contacts(self):
        return sum(int(r["in"]) + int(r["out"]) for r in self.rows("count"))

    def has(self, n):
        """As contacts, while the store may not be there yet."""
        return self.ask("count").returncode == 0 and self.contacts() == n

    def verify(self):
        got = self.ask("verify")
        return got.returncode, got.stdout.splitlines()[-1:]


def mail(n, sender=JD, body="hello", headers=""):
    return (f"From: {sender}\r\nTo: sally@home.example\r\nSubject: {n}\r\n"
            f"Message-ID: <{n}@mail.example>\r\n{headers}\r\n{body}\r\n"
            ).encode()


def kill_children(daemon, names, most, done, ready=()):
    """Each that there is once, soon after it began: so many, or until all is
    done; whom.  What is killed from outside at one message fewer times than
    the daemon forgives must cost nothing.  Those of `ready` are left alone
    until they have said a word: one that never starts is tried again in
    minutes."""
    chance, killed = random.Random(3), []

    def others():
        return [pid for name in names for pid in children(daemon.pid, name)
                if pid not in killed and
                (name not in ready or work_of(pid) > 0)]
    while len(killed) < most:
        if not wait_until(lambda: others() or done(), 0.0002) or done():
            break
        # the first before they are ready
        time.sleep(chance.choice((0, 0.003, 0.01, 0.03))
                   if len(killed) > 7 else 0)
        killed += [pid for pid in others() if tap.kill(pid)]
    return killed


NOW = int(time.time())
DAY = 86400


def test_killed(work, server):
    """kill -9 at random, again and again: nothing lost, nothing twice."""
    messages = [(mail(n, JD if n % 3 else "friend@b.example"),
                 NOW - (n % 40) * DAY) for n in range(600)]
    server.fill("killed", messages)
    case = Case(work, server, "killed")
    chance = random.Random(1)
    # most of the moments are in its first steps
    kills = sum(case.kill_at_work(10 ** chance.uniform(2, 5.5))
                for _ in range(12))
    ok(kills > 6, "was killed at work", kills)
    equal(case.once().returncode, 0, "goes on after kill -9")
    equal(case.contacts(), 400, "every contact once after kill -9")
    equal(case.verify()[0], 0, "the store is whole after kill -9")


def test_reader_dies(work, server):
    """The reader is killed from outside while it works."""
    server.fill("dies", [(mail(n), NOW - DAY) for n in range(300)])
    case = Case(work, server, "dies")
    daemon = case.start()
    killed = kill_children(daemon, ["floodmark-read"], 15,
                           lambda: "messages read" in case.logged())
    ok(len(killed) > 1, "was killed at work", killed)
    ok(wait_until(lambda: case.has(300)), "all read all the same")
    equal(stop(daemon), 0, "SIGTERM ends it well")
    ok("the reader ended" in case.logged(), "and it is told")
    equal({r["kind"] for r in case.rows("list")}, {"contact"},
          "and none is called unreadable for it")


def test_polling(work, server):
    """New mail, a second daemon, reload of good and of wrong rules."""
    server.fill("poll", [(mail("one"), NOW - DAY)])
    case = Case(work, server, "poll")
    daemon = case.start()
    ok(wait_until(lambda: case.has(1)), "the first pass")
    second = case.once()
    equal(second.returncode, 75, "a second daemon refuses")
    server.fill("poll", [(mail("two"), NOW), (mail("new", "x@new.example"),
                                              NOW)])
    ok(wait_until(lambda: case.has(2)), "new mail is polled")
    case.write("rules.d/ex.yaml", RULES.replace("person", "persom"))
    daemon.send_signal(signal.SIGHUP)
    ok(wait_until(lambda: "unknown key" in case.logged()),
       "wrong rules are told")
    server.fill("poll", [(mail("three"), NOW)])
    ok(wait_until(lambda: case.has(3)),
       "wrong rules leave those before in force")
    case.write("rules.d/ex.yaml", RULES.replace(
        JD, JD + ", x@new.example"))
    daemon.send_signal(signal.SIGHUP)
    ok(wait_until(lambda: "rules read again" in case.logged()),
       "and good ones")
    server.fill("poll", [(mail("four", "x@new.example"), NOW)])
    ok(wait_until(lambda: case.has(4)), "good rules are taken")
    equal(case.ask("status").returncode, 0, "status is healthy")
    equal(stop(daemon), 0, "SIGTERM ends it well")
    log = case.logged()
    ok("ex.yaml:1:1: unknown key" in log, "the mistake has its place", log)
    ok("hello" not in log and JD not in log, "no text in the log", log)
    equal(case.verify()[0], 0, "the store is whole")
    equal(oct(os.stat(case.store).st_mode & 0o777), "0o600", "mode 0600")


def test_notices(work, server):
    """A platform's mail counts as a notice when the own server vouches."""
    sender = "Facebook <notification@facebookmail.com>"
    vouched = ("Authentication-Results: mx.home.example; dkim=pass "
               "header.d=facebookmail.com\r\n")
    server.fill("notices", [
        (mail("John Doe sent you a message", sender, headers=vouched), NOW),
        (mail("John Doe sent you 2 messages", sender), NOW),
        (mail("one", JD), NOW)])
    case = Case(work, server, "notices",
                extra="    authserv_id: mx.home.example\n")
    shutil.copy(os.path.join(SRC, "rules/notices.yaml"),
                os.path.join(case.dir, "rules.d/notices.yaml"))
    case.write("rules.d/ex.yaml", RULES.replace(
        "identifiers:\n", "identifiers:\n  names: [John Doe]\n"))
    equal(case.once().returncode, 0, "notices: a pass")
    equal({r["channel"]: r["in"] for r in
           case.rows("count", "--split", "channel") if r["in"] != "0"},
          {"email": "1", "notice": "1"}, "one is counted as a notice")
    equal([r["sender"] for r in case.rows("list", "--kind", "candidate")],
          ["notification@facebookmail.com"], "the other is a candidate")
    equal(case.verify()[0], 0, "notices: the store is whole")


def test_idle(work, server):
    """New mail is noticed long before the next pass is due."""
    server.fill("idle", [(mail("one"), NOW - DAY)])
    case = Case(work, server, "idle", poll="1h")
    daemon = case.start()
    ok(wait_until(lambda: case.has(1)), "idle: the first pass")
    for n in range(2, 5):
        server.fill("idle", [(mail(n), NOW)])
        ok(wait_until(lambda n=n: case.has(n)), f"idle: mail {n}")
    equal(stop(daemon), 0, "idle: SIGTERM ends it well")


MANY = [f"many{n}" for n in range(6)]


def test_many(work, server):
    """More accounts than connections take turns, again and again."""
    for user in MANY:
        server.fill(user, [(mail(f"{user}-{n}"), NOW - DAY)
                           for n in range(3)])
    case = Case(work, server, MANY[0], top="max_connections: 2\n")
    for user in MANY[1:]:
        case.add_account(server, user)
    daemon = case.start()
    most = 0

    def watch(contacts):
        nonlocal most
        most = max(most, len(list(children(daemon.pid, "floodmark-imap"))))
        return case.has(contacts)
    ok(wait_until(lambda: watch(18)), "many: all are read")
    for user in MANY:
        server.fill(user, [(mail(f"{user}-new"), NOW)])
    ok(wait_until(lambda: watch(24)), "many: new mail of all is read")
    ok(0 < most <= 2, "many: no more than two are connected", most)
    equal(stop(daemon), 0, "many: SIGTERM ends it well")
    equal(case.verify()[0], 0, "many: the store is whole")


def large(n, sender, before, behind):
    """A mail of 300 KB: text, a picture, and text again."""
    picture = base64.encodebytes(bytes(220000)).decode()
    return (f"From: {sender}\r\nSubject: {n}\r\n"
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
            f"--b\r\n\r\n{before}\r\n--b\r\nContent-Type: image/png\r\n"
            f"Content-Transfer-Encoding: base64\r\n\r\n{picture}\r\n"
            f"--b\r\n\r\n{behind}\r\n--b--\r\n").replace(
                "\r\n", "\n").replace("\n", "\r\n").encode()


def test_large(work, server):
    """Of a long message the beginning; all of it when that says so."""
    long_text = "all is well\n" * 30000 + "I am outside your house\n"
    mails = [large("his", JD, "hi", "bye"),
             large("threat", "x@b.example", "I am outside your house", "x"),
             large("nothing", "y@b.example", "hi", "bye"),
             mail("text", "z@b.example", long_text.replace("\n", "\r\n"))]
    server.fill("large", [(m, NOW) for m in mails])
    case = Case(work, server, "large", top="scan_limit: 64KB\n")
    equal(case.once().returncode, 0, "large: a pass")
    kept = {r["sender"]: (r["kind"], r["digest"]) for r in case.rows("list")}
    want = {sender: (kind, hashlib.sha256(m).hexdigest())
            for sender, kind, m in ((JD, "contact", mails[0]),
                                    ("x@b.example", "candidate", mails[1]),
                                    ("z@b.example", "candidate", mails[3]))}
    equal(kept, want, "large: what hits is kept whole")
    got = case.ask("show", "1", "--format", "json").stdout
    ok("truncated" not in got and "cut-text" not in got,
       "large: nothing is called cut", got)
    equal(case.verify()[0], 0, "large: the store is whole")


def test_alert(work, server):
    """Today is a flood: the command gets counts and no text, once."""
    server.fill("alert", [(mail(n), NOW - d * DAY) for d in range(1, 29)
                          for n in [f"{d}"]])
    server.fill("alert", [(mail(f"f{n}", body="outside your house"), NOW)
                          for n in range(40)])
    # not: the same day, when the flood crosses midnight while it is made
    case = Case(work, server, "alert", extra="""\
alerts:
  - command: cat >>alerts.json; echo >>alerts.json
    at: [flood]
""")
    for _ in range(2):
        case.once(cwd=case.dir)
    with open(os.path.join(case.dir, "alerts.json")) as f:
        lines = [line for line in f.read().splitlines() if line]
    equal(len(lines), 1, "one alert, and none again")
    digest = json.loads(lines[0])
    equal((digest["total"], digest["level"], len(digest["flags"])),
          (1, "flood", 1), "one flag in all")
    alert = digest["flags"][0]
    equal((alert["kind"], alert["level"], alert["count"]),
          ("volume", "flood", 21), "with its counts")
    ok("outside" not in lines[0] and JD not in lines[0],
       "and no text", lines[0])
    flags = case.rows("escalations")
    equal([f["level"] for f in flags if f["kind"] == "volume"],
          ["raised", "flood"], "both levels")


def when(moment):
    """As --served and --at want it, in London."""
    local = datetime.datetime.fromtimestamp(
        moment, zoneinfo.ZoneInfo("Europe/London"))
    # it tells which of two, on the night the clocks go back
    return local.isoformat(" ", "minutes")


def test_breach(work, server):
    """An order is entered, and the next pass flags the contact after it."""
    server.fill("breach", [(mail(d), NOW - d * DAY) for d in (9, 6, 3)])
    case = Case(work, server, "breach")
    case.once()
    equal([f for f in case.rows("escalations") if "breach" in f["kind"]], [],
          "no breach before there is a milestone")
    for args in (("order-served", "--served", when(NOW - 5 * DAY),
                  "--issuer", "the court at Luton", "--reference",
                  "F 12/26"), ("asked-to-stop", "--served",
                               when(NOW - 1 * DAY))):
        got = case.ask("milestone", "add", *args, "--person", "ex")
        equal((got.returncode, got.stderr), (0, ""), "entered: " + args[0])
    equal([[r["field"], r["now"]] for r in case.rows("replay")],
          [["breach-1", "milestone"]], "replay says what comes")
    for _ in range(2):
        equal(case.once().returncode, 0, "a pass that finds nothing new")
    flags = [f for f in case.rows("escalations") if "breach" in f["kind"]]
    equal([[f["kind"], f["level"], f["count"]] for f in flags],
          [["breach-1", "milestone", "1"]], "flagged once, by the order")
    reason = flags[0]["reason"]
    ok(all(word in reason for word in (
        "order served", "the court at Luton", "F 12/26",
        "to be reported as a breach of the order")), "in these words", reason)
    # asked to stop: nothing came since
    server.fill("breach", [(mail("late"), NOW)])
    case.once()
    equal([f["kind"] for f in case.rows("escalations")
           if "breach" in f["kind"]], ["breach-1", "breach-2"],
          "and what comes after the other one")
    ok("breach-2" in case.ask("chart").stdout, "the chart has it")
    got = case.ask("count", "--by", "milestone").stdout
    ok(" order served " in got and " asked to stop " in got,
       "count has both", got)


def test_target(work, server):
    """The account of a child: a new target on its first contact."""
    server.fill("target", [(mail(d), NOW - d * DAY) for d in range(1, 30)])
    server.fill("target2", [(mail("to-her-1"), NOW), (mail("to-her-2"),
                                                      NOW)])
    case = Case(work, server, "target")
    case.add_account(server, "target2")
    with open(os.path.join(case.dir, "floodmark.yaml"), "a") as f:
        f.write("    target: child\n")
    equal(case.once().returncode, 0, "two accounts, one of them a child's")
    flags = [f for f in case.rows("escalations")
             if f["kind"].startswith("new-target")]
    equal([[f["kind"], f["level"]] for f in flags],
          [["new-target-child", "noted"]], "flagged once")
    ok("an account with target child" in flags[0]["reason"], "and told",
       flags[0]["reason"])


def test_beside(work, server):
    """An entry by hand while the daemon runs: judged with what it reads,
    and flagged once."""
    server.fill("beside", [(mail(d), NOW - d * DAY) for d in range(2, 30)])
    case = Case(work, server, "beside")
    daemon = case.start()
    ok(wait_until(lambda: case.has(28)), "beside: the first pass")
    got = case.ask("add", "--channel", "physical", "--person", "ex", "--at",
                   when(NOW - DAY), "--what", "a letter under the door")
    equal(got.returncode, 0, "entered while it runs")
    kinds = lambda: [f["kind"] for f in case.rows("escalations")]
    ok(wait_until(lambda: "new-channel-physical" in kinds()),
       "the daemon flags it", kinds())
    server.fill("beside", [(mail("more"), NOW)])
    ok(wait_until(lambda: case.has(30)), "and reads on")
    equal(stop(daemon), 0, "beside: SIGTERM ends it well")
    case.once()
    equal(kinds().count("new-channel-physical"), 1, "flagged once")
    equal(case.verify()[0], 0, "beside: the store is whole")


def on_terminal(case, *args, **env):
    """What the tool writes to a terminal."""
    ours, theirs = pty.openpty()
    tool = subprocess.Popen(
        case.args(TOOL, *args), stdout=theirs, stdin=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", **env})
    os.close(theirs)
    text = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:     # the other end is closed
            break
        if not part:
            break
        text += part
    os.close(ours)
    assert tool.wait() == 0
    return text.decode().replace("\r\n", "\n")


def columns(line):
    """Of a terminal: none of these lines has wide or combining letters."""
    return len(re.sub("\033\\[[0-9;]*m", "", line))


def test_chart(work, server):
    """The chart in the terminals that there are."""
    server.fill("chart", [(mail(d), NOW - d * DAY) for d in range(1, 30)])
    server.fill("chart", [(mail(f"f{n}"), NOW - DAY) for n in range(40)])
    case = Case(work, server, "chart")
    case.once()
    case.ask("milestone", "add", "notice-served", "--served",
             when(NOW - 10 * DAY))
    ok("\033" not in case.ask("chart").stdout, "no escapes into a pipe")
    if not tap.has_terminals():
        tap.skip("the chart in terminals", "no pseudo-terminal can be had")
        return
    wide = {}
    for n in (40, 80, 200):
        text = on_terminal(case, "chart", COLUMNS=str(n), NO_COLOR="1")
        # the paragraphs below it are for people, and 80 wide
        drawn = text.split("\n\nnotice served")[0]
        wide[n] = max(map(columns, drawn.splitlines()))
        ok(wide[n] <= n, f"no line is wider than {n}", drawn)
        ok("\033" not in text, f"NO_COLOR at {n}: no escapes")
        ok("FLOOD" in drawn and "notice served" in drawn,
           f"flags and milestones at {n}", drawn)
    ok(wide[40] > 35 and wide[80] > 70 and wide[200] > 150,
       "and the room is used", wide)
    ok("\033[" in on_terminal(case, "chart", NO_COLOR=""),
       "colour where nothing speaks against it")
    for why, env in (("NO_COLOR", {"NO_COLOR": "1"}),
                     ("a dumb terminal", {"TERM": "dumb"})):
        ok("\033" not in on_terminal(case, "chart", **env),
           f"none for {why}")
    plain = on_terminal(case, "chart", LC_ALL="C", NO_COLOR="1")
    ok(plain.isascii() and "####" in plain and "-- notice served" in plain,
       "a locale that is not UTF-8 gets ASCII", plain)
    ok("█" in on_terminal(case, "chart"), "and one that is gets bars")


def differences(case, what):
    """Of replay: how often each difference is told."""
    return dict(collections.Counter(
        (r["person"], r["field"], r["recorded"], r["now"])
        for r in case.rows("replay") if r["what"] == what))


def test_replay(work, server):
    """What other rules would change, and nothing does."""
    server.fill("replay", [
        (mail(d, body="outside your house" if d == 5 else "hello"),
         NOW - d * DAY) for d in range(1, 9)])
    case = Case(work, server, "replay")
    case.once()
    equal(case.rows("replay"), [], "nothing would change at first")
    with open(case.store, "rb") as f:
        before = f.read()
    case.write("rules.d/ex.yaml", RULES.replace("visit", "other"))
    equal(differences(case, "incident"),
          {("ex", "rule", "visit", "other"): 1}, "another name of a rule")
    case.write("rules.d/ex.yaml", RULES.replace("threat", "nuisance"))
    equal(differences(case, "incident"),
          {("ex", "kind", "threat", "nuisance"): 1}, "another kind")
    case.write("rules.d/ex.yaml", RULES.replace(JD, "nobody@example.org"))
    equal(differences(case, "incident")[("ex", "state", "contact", "")], 7,
          "without the address they would not be his")
    case.write("rules.d/two.yaml", RULES.replace(": ex", ": two"))
    equal(differences(case, "incident")[("two", "state", "", "contact")], 8,
          "but another person's")
    case.write("rules.d/ex.yaml", RULES.replace(": ex", ": one"))
    equal(differences(case, "incident")[("ex", "state", "contact", "")], 8,
          "of a person who is gone, too")
    with open(case.store, "rb") as f:
        equal(f.read() == before, True, "the store is as before")
    ok("hello" not in case.ask("replay", "--format", "json").stdout,
       "no text is printed")


def test_replay_flags(work, server):
    """A flag that would not be made, and one that would be."""
    server.fill("again", [(mail(n), NOW - DAY) for n in range(12)])
    case = Case(work, server, "again")
    case.once()
    db = sqlite3.connect(case.store)
    db.executescript("""
        DROP TRIGGER escalation_no_update;
        UPDATE escalation SET kind = 'volume-web' WHERE kind = 'volume';
    """)
    db.close()
    equal(differences(case, "flag"),
          {("ex", "volume", "", "raised"): 1,
           ("ex", "volume-web", "raised", ""): 1}, "flags both ways")


def test_witness(work, server):
    """The head of the ledger goes out once a day; the bundle is signed."""
    if not tap.has_test_clock(BUILD):
        tap.skip("once a day", tap.NO_CLOCK)
        return
    server.fill("witness", [(mail(1), NOW - DAY)])
    case = Case(work, server, "witness", extra="""\
witness:
  command: test -e ready && cat >>heads.txt
  every: day
""")
    got = case.once(cwd=case.dir)
    equal(got.returncode, 0, "a command that fails stops nothing")
    ok("witness: the command failed" in got.stderr, "but is told",
       got.stderr)
    case.write("ready", "")
    for days in 0, 0, 1, 1:
        case.once(cwd=case.dir, env=dict(os.environ, FLOODMARK_NOW=str(
            NOW + days * DAY)))
    with open(os.path.join(case.dir, "heads.txt")) as f:
        heads = [line.split() for line in f]
    equal([len(h) for h in heads], [3, 3], "once a day, in three words")
    bundle = os.path.join(case.dir, "bundle")
    equal(case.ask("export", bundle).returncode, 0, "exported")
    with open(os.path.join(bundle, "data", "ledger.jsonl")) as f:
        chain = [json.loads(line) for line in f]
    equal([chain[int(seq) - 1]["head"] for seq, _, _ in heads],
          [head for _, head, _ in heads], "they are heads of this ledger")
    told = [r["row"] for r in chain if r["row"].get("name") == "witness"]
    equal([r["value"] for r in told], [" ".join(h) for h in heads],
          "and the ledger says which it gave")
    check_signature(case, bundle, chain)
    check_revealed(case, bundle)


def check_revealed(case, bundle):
    """Text stands in the schedule when it was asked for, and only then."""
    told = bundle + "-told"
    equal(case.ask("export", "--reveal", told).returncode, 0,
          "exported with text")
    read = lambda where: open(os.path.join(where, "data", "schedule.csv"),
                              encoding="utf-8").read()
    text = mail(1).decode().split("\r\n\r\n", 1)[1].split()[0]
    ok(text in read(told) and text not in read(bundle),
       "its schedule has what the messages say, the other has not", text)
    equal(case.ask("verify", told).returncode, 0, "verify takes it")
    got = case.ask("export", "--reveal", "--redact", bundle + "-both")
    ok(got.returncode == 64 and got.stderr.count("\n") == 1 and
       not os.path.exists(bundle + "-both"), "a reading copy has no text",
       got.stderr)


def test_stamped(work, server):
    """A single pass is stamped when it has ended, with all it brought."""
    authority = Authority(os.path.join(work, "authority"))
    server.fill("stamped", [(mail(n), NOW - DAY) for n in range(300)])
    case = Case(work, server, "stamped", extra=f"""\
timestamps:
  - {{name: tsa, url: '{authority.url}', certificates: {authority.pem}}}
""")
    equal(case.once(env=without_proxy(os.environ)).returncode, 0,
          "a pass with a timestamp")
    db = sqlite3.connect(case.store)
    equal(db.execute("""
        SELECT count(*) FROM ledger WHERE tbl = 'incident' AND seq <=
        (SELECT ref FROM attachment WHERE purpose = 'timestamp')
        """).fetchall(), [(300,)], "it covers all of the pass")
    db.close()
    equal(authority.asked, 1, "asked once")
    authority.stop()


def check_signature(case, bundle, chain):
    """With ssh-keygen and with verify."""
    key = os.path.join(case.dir, "case.db.key")
    equal(os.stat(key).st_mode & 0o777, 0o600, "the key is private")
    keys = [r["row"]["value"] for r in chain
            if r["row"].get("name") == "signing_key"]
    equal(len(keys), 1, "one key, recorded once")
    got = subprocess.run(["ssh-keygen", "-l", "-f", key + ".pub"],
                         capture_output=True, text=True)
    equal(got.stdout.split()[1:2], keys, "its fingerprint is ssh-keygen's")
    signed = os.path.join(bundle, "tagmanifest-sha256.txt")
    with open(signed) as f:
        got = subprocess.run(
            ["ssh-keygen", "-Y", "verify", "-f",
             os.path.join(bundle, "allowed_signers"), "-I", "floodmark",
             "-n", "floodmark", "-s", signed + ".sig"],
            stdin=f, capture_output=True, text=True)
    equal(got.returncode, 0, "ssh-keygen takes the signature")
    got = case.ask("verify", bundle)
    ok(got.returncode == 0 and f"signed by the key {keys[0]}" in got.stdout,
       "so does verify", got.stdout + got.stderr)
    os.remove(key)
    got = case.ask("export", bundle + "-2")
    equal(got.returncode, 0, "without its key it makes another")
    got = case.ask("verify", bundle + "-2")
    ok(got.returncode == 0 and keys[0] not in got.stdout,
       "which the ledger names from then on", got.stdout)


def uidvalidity(imap, folder):
    return imap.status(folder, "(UIDVALIDITY)")[1][0].split()[-1]


def made_anew(imap, folder):
    imap.delete(folder)
    imap.create(folder)
    return uidvalidity(imap, folder)


def test_uidvalidity(work, server):
    """The folder is made anew with the same mail: nothing counts twice."""
    messages = [(mail(n), NOW - DAY) for n in range(20)]
    imap = server.open("anew")
    imap.create("Trouble")
    imap.logout()
    server.fill("anew", messages, "Trouble")
    case = Case(work, server, "anew", extra="    folders: [INBOX, Trouble]\n")
    case.once()
    equal(case.contacts(), 20, "read")
    imap = server.open("anew")
    before = uidvalidity(imap, "Trouble")
    # it is a time, in seconds
    ok(wait_until(lambda: made_anew(imap, "Trouble") != before),
       "the folder is another one")
    imap.logout()
    server.fill("anew", messages + [(mail("new"), NOW - DAY)], "Trouble")
    case.once()
    equal(case.contacts(), 21, "nothing twice under a new UIDVALIDITY")


def test_full_disk(work, server):
    """A full disk: a clear word, no loss, and on again."""
    name = "a full disk stops it and says so"
    disk = os.path.join(work, "disk")
    os.mkdir(disk)
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk],
        capture_output=True, check=False).returncode == 0
    if not mounted:
        tap.skip(name, "no tmpfs can be mounted")
        return
    try:
        full_disk(work, server, disk, name)
    finally:
        subprocess.run(["umount", "-l", disk], check=False)


def full_disk(work, server, disk, name):
    case = Case(work, server, "full")
    config = os.path.join(case.dir, "floodmark.yaml")
    with open(config) as f:
        text = f.read().replace("store: case.db", f"store: {disk}/case.db")
    case.write("floodmark.yaml", text)
    case.store = os.path.join(disk, "case.db")
    server.fill("full", [(mail(n, body="x" * 20000), NOW - DAY)
                         for n in range(40)])
    daemon = case.start()
    problem = lambda: case.ask("status", "--format", "json")
    ok(wait_until(lambda: "full" in problem().stdout), name,
       problem().stdout)
    ok(problem().returncode != 0, "status is not healthy")
    ok(daemon.poll() is None, "the daemon lives on")
    subprocess.run(["mount", "-o", "remount,size=20m", disk], check=True)
    ok(wait_until(lambda: case.has(40)),
       "it goes on when there is space", case.ask("count").stdout)
    equal(problem().returncode, 0, "status is healthy again")
    equal(stop(daemon), 0, "SIGTERM ends it well")
    equal(case.verify()[0], 0, "the store is whole after a full disk")


def test_faces(work, server):
    """Several accounts, STARTTLS, LIST patterns, a missing folder."""
    server.fill("faces", [(mail("a"), NOW - DAY)])
    imap = server.open("faces")
    for folder in ("Work/one", "Work/two", "&ZeVnLIqe-"):
        imap.create(folder)
    imap.logout()
    server.fill("faces", [(mail("b"), NOW - DAY)], "Work/one")
    server.fill("faces", [(mail("c"), NOW - DAY)], "Work/two")
    server.fill("faces", [(mail("d"), NOW - DAY)], "&ZeVnLIqe-")
    server.fill("faces2", [(mail("a"), NOW - DAY),
                           (mail("e"), NOW - DAY)])
    case = Case(work, server, "faces", tls="starttls", extra=f"""\
    folders: [INBOX, "Work/%", "日本語"]
  - name: other
    host: 127.0.0.1
    port: {server.ports["imaps"]}
    ca_file: {server.dir}/ca.pem
    user: faces2
    password_command: echo {PASSWORD}
""")
    equal(case.once().returncode, 0, "two accounts")
    # "a" has the same Message-ID and text in both: one contact
    equal(case.contacts(), 5, "one message in two accounts is one contact")
    rows = [r for r in json.loads(case.ask("status", "--format",
                                           "json").stdout)]
    equal([r["state"] for r in rows], ["ok", "ok"], "both are ok")
    with open(os.path.join(case.dir, "floodmark.yaml")) as f:
        text = f.read()
    case.write("floodmark.yaml", text.replace('"日本語"', "Gone"))
    got = case.once()
    equal(got.returncode, 69, "a missing folder is told")
    ok('there is no folder "..."' in got.stderr, "without its name",
       got.stderr)
    ok('there is no folder "Gone"' in case.ask(
        "status", "--format", "json").stdout.replace("\\", ""),
       "status has the name")
    case.write("floodmark.yaml", text.replace("echo " + PASSWORD, "echo x"))
    got = case.once()
    equal(got.returncode, 69, "a refused login is told")
    ok("account other: login:" in got.stderr and PASSWORD not in got.stderr,
       "without the password", got.stderr)


def test_defaults(work, server):
    """Without `folders` and `sent`: INBOX, Junk, Archive and Sent are read,
    and nothing else; a copy in two folders is one contact."""
    copy = mail("copy")
    server.fill("defaults", [(copy, NOW - DAY)])
    server.fill("defaults", [(mail("junk"), NOW - DAY)], "Junk")
    server.fill("defaults", [(copy, NOW - DAY), (mail("kept"), NOW - DAY)],
                "Archive")
    server.fill("defaults", [(
        b"From: sally@home.example\r\nTo: " + JD.encode() + b"\r\n\r\nstop",
        NOW - DAY)], "Sent")
    imap = server.open("defaults")
    imap.create("Drafts")
    imap.logout()
    server.fill("defaults", [(mail("elsewhere"), NOW - DAY)], "Drafts")
    case = Case(work, server, "defaults")
    equal(case.once().returncode, 0, "the default folders")
    rows = case.rows("count")
    equal((sum(int(r["in"]) for r in rows), sum(int(r["out"]) for r in rows)),
          (3, 1), "Junk and Archive are read, Sent gives out")
    first = case.rows("list")[0]["id"]
    shown = json.loads(case.ask("show", first, "--format", "json").stdout)
    equal(sorted(s["folder"] for s in shown["sightings"]),
          ["Archive", "INBOX"], "one contact, two sightings")
    locked = os.path.join(server.dir, "mail", "defaults", ".Archive")
    os.chmod(locked, 0)
    server.fill("defaults", [(mail("later"), NOW - DAY)], "Junk")
    got = case.once()
    os.chmod(locked, 0o700)
    equal(got.returncode, 69, "a folder that cannot be opened is told")
    ok('does not open the folder "..."' in got.stderr, "without its name",
       got.stderr)
    ok(case.has(5), "and the others are read", case.ask("count").stdout)


def test_late_key(work, server):
    """A key that cannot be made at the start is made later, and named in the
    ledger; mail is read meanwhile."""
    server.fill("key", [(mail(1), NOW - DAY)])
    case = Case(work, server, "key", extra="signing_key: keys/of.key\n")
    daemon = case.start()
    ok(wait_until(lambda: case.has(1)), "no key: mail is read")
    named = lambda: [r for r in sqlite3.connect(case.store).execute(
        "SELECT value FROM setting WHERE name = 'signing_key'")]
    equal(named(), [], "no key: none is named")
    os.mkdir(os.path.join(case.dir, "keys"))
    ok(wait_until(lambda: len(named()) == 1),
       "a key that can be made later is named")
    equal(stop(daemon), 0, "no key: SIGTERM ends it well")


TESTS = {
    "defaults": test_defaults,
    "killed": test_killed, "dies": test_reader_dies,
    "poll": test_polling, "alert": test_alert, "replay": test_replay,
    "again": test_replay_flags, "witness": test_witness,
    "key": test_late_key, "stamped": test_stamped,
    "anew": test_uidvalidity,
    "full": test_full_disk, "faces": test_faces, "notices": test_notices,
    "idle": test_idle, "many0": test_many, "large": test_large,
    "breach": test_breach, "target": test_target, "beside": test_beside,
    "chart": test_chart,
}


def main():
    work = tempfile.mkdtemp(prefix="floodmark-daemon.")
    server = None
    try:
        server = Server(work, [*TESTS, "faces2", "target2", *MANY[1:]])
        for name in sys.argv[1:] or TESTS:
            TESTS[name](work, server)
    finally:
        tap.end_all()
        if server is not None:
            server.stop()
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(tap.finish())


if __name__ == "__main__":
    main()

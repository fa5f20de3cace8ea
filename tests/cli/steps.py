"""The daemon ended at its n-th step, for every n: in the engine, a source
child and the reader; and every write to its store failing, the disk full
from there on, any call failing, no memory.  Then an undisturbed pass.  The
store must be the one that was never disturbed.  Prints TAP.

    steps.py                a sample, for make check
    steps.py all            every n, for make torture
    steps.py live           only the daemons that stay
    steps.py one pass|live ROLE WHAT N

tests/lib/step.c does the disturbing, from outside.
"""
import collections
import concurrent.futures
import difflib
import json
import os
import queue
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

import daemon
from daemon import DAY, JD, Case, Server, mail
import tap  # where daemon.py says
from tap import ok

SHIM = os.path.join(daemon.BUILD, "tests", "lib", "step.so")
NOW = 1790000000
POISON = "X-Reader-Dies"
WORKERS = 6     # most of a pass is waiting

ROLES = ["", "engine", "source", "reader"]      # as enum role of step.c
COUNTERS = ["calls", "store", "allocations"]    # as enum counter
TRACE = 16384
TOLD = struct.Struct(f"{len(ROLES) * len(COUNTERS)}l l 40s "
                     f"{len(ROLES) * TRACE}s")

RULES = """\
person: ex
identifiers:
  addresses: [jd@example.org]
  phones: ["+44 7700 900123"]
rules:
  - id: visit
    match: 'outside\\s+your\\s+house'
    kind: threat
  - id: vow
    match: 'you will be sorry, Sally'
    kind: threat
    attribute: yes
  - id: slow
    match: '(a+)+$'
    in: [text]
    kind: noise
"""

EXTRA = """\
    phone: [SMS]
  - name: other
    host: 127.0.0.1
    port: {port}
    ca_file: {ca}
    user: steps2
    password_file: pw
    own_addresses: [sally@home.example]
alerts:
  - command: cat >>{alerts}; echo >>{alerts}
    at: [raised, flood]
    every: 0s
"""


# The mailbox: every kind of message.

def phone(kind, n, address="+447700900123", received="1"):
    return (f"From: x <{address}@unknown.email>\r\nTo: sally@home.example\r\n"
            f"Subject: {kind} {n}\r\nX-smssync-datatype: {kind}\r\n"
            f"X-smssync-address: {address}\r\n"
            f"X-smssync-type: {received}\r\n"
            f"X-smssync-date: {(NOW - DAY) * (1 if kind == 'MMS' else 1000)}"
            f"\r\n\r\nhello\r\n").encode()


def mailbox():
    """user, folder, message, received"""
    for day in range(1, 9):
        yield "steps", "INBOX", mail(f"day{day}"), NOW - day * DAY
    for n in range(40):
        yield "steps", "INBOX", mail(f"today{n}"), NOW - n
    stranger = "x@new.example"
    copy = mail("copy", body="outside your house")
    both = mail("both", body="in both accounts")
    inbox = [
        mail("stranger", stranger, "I am outside your house"),
        mail("vow", stranger, "you will be sorry, Sally"),
        mail("nobody", "friend@b.example", "lunch?"),
        mail("killer", headers=POISON + ": yes\r\n"),
        mail("stranger's killer", stranger, headers=POISON + ": yes\r\n"),
        mail("friend after a killer", "friend@b.example"),
        mail("undecided", body="a" * 60 + "b"),
        mail("big", body=("outside your house " + "x" * 60 + "\r\n") * 600),
        mail("huge", "friend@b.example", body=("x" * 70 + "\r\n") * 9000),
        mail("quoted", body="> outside your house\r\n\r\nno"),
        mail("twice", body="once"), mail("twice", body="and again"),
        mail("nul", body="\0\xff\xfe" * 40),
        b"From: " + JD.encode() + b"\r\nSubject: no header end",
        b"\r\n", copy, both]
    for message in inbox:
        yield "steps", "INBOX", message, NOW - 2 * DAY
    yield "steps", "Junk", copy, NOW - 2 * DAY
    yield "steps", "Archive", copy, NOW - 2 * DAY
    yield "steps", "Archive", mail("kept"), NOW - 3 * DAY
    yield "steps", "Sent", (b"From: sally@home.example\r\nTo: "
                            + JD.encode() + b"\r\n\r\nstop"), NOW - DAY
    for kind in ("SMS", "MMS", "CALLLOG"):
        yield "steps", "SMS", phone(kind, 1), NOW - DAY
    yield "steps", "SMS", phone("SMS", 2, received="2"), NOW - DAY
    yield "steps", "SMS", phone("SMS", 3, "+447700900999"), NOW - DAY
    yield "steps", "SMS", (
        b"From: x <x@pbx.example>\r\nTo: sally@home.example\r\n"
        b"X-Asterisk-CallerID: 07700900123\r\n\r\nmessage\r\n"), NOW - DAY
    yield "steps2", "INBOX", both, NOW - 2 * DAY
    yield "steps2", "INBOX", mail("second account"), NOW - DAY


def fill(server):
    imap = server.open("steps")
    imap.create("SMS")
    imap.logout()
    folders = collections.defaultdict(list)
    for user, folder, message, at in mailbox():
        folders[user, folder].append((message, at))
    for (user, folder), messages in folders.items():
        server.fill(user, messages, folder)


# The store's content.

def rows_of(db, table, skip=()):
    """Every row as text, without what is only a number of ours."""
    columns = [r[1] for r in db.execute(f"PRAGMA table_info({table})")
               if r[1] not in skip]
    order = "ORDER BY incident.id" if table == "incident" else \
        "ORDER BY id" if "incident" in skip else ""
    got = db.execute(f"SELECT {', '.join(columns)} FROM {table} {order}")
    for row in got:
        text = " ".join(f"{c}={v!r}" for c, v in zip(columns, row))
        # each case makes a signing key of its own, and records it once
        yield re.sub(r"'SHA256:[A-Za-z0-9+/]{43}'", "KEY", text)


def dump(path):
    """What is in a store, whatever the order in which it came there."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    db.text_factory = lambda b: b.decode("utf-8", "replace")
    out = []
    parts = collections.defaultdict(list)
    for table in ("sighting", "rule_hit"):
        owners = [r[0] for r in db.execute(f"SELECT incident FROM {table} "
                                             "ORDER BY id")]
        for owner, row in zip(owners, rows_of(db, table,
                                              ("id", "incident"))):
            parts[owner].append(f"    {table} {row}")
    ids = [r[0] for r in db.execute("SELECT id FROM incident ORDER BY id")]
    incidents = zip(ids, rows_of(db, "incident", ("id",)))
    out += sorted("\n".join([f"incident {row}", *sorted(parts[owner])])
                  for owner, row in incidents)
    tables = [r[0] for r in db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN"
        " ('incident', 'sighting', 'rule_hit', 'ledger', 'outbox', 'missed',"
        " 'alert', 'coverage', 'reached', 'told', 'landmark')"
        " ORDER BY name = 'escalation', name")]
    for table in tables:
        out += sorted(f"{table} {row}"
                      for row in rows_of(db, table, ("id", "bytes")))
    for sql in ("SELECT count(*) FROM outbox WHERE done_ms IS NULL",
                "SELECT count(*) FROM ledger"
                " WHERE tbl NOT IN ('escalation', 'missed', 'coverage',"
                " 'reached', 'told')",
                # after a death a message is told as missed before it is read
                "SELECT count(*) FROM missed m WHERE outcome <> 'read' AND"
                " NOT EXISTS (SELECT 1 FROM missed n WHERE n.id > m.id AND"
                " n.account = m.account AND n.folder = m.folder AND"
                " n.uidvalidity = m.uidvalidity AND n.uid = m.uid)",
                # told to the end, however many rows there came to be
                "SELECT count(*) * 1000 + sum((SELECT max(id) FROM escalation)"
                " - upto) FROM alert",
                "SELECT count(*) - (SELECT count(*) FROM escalation)"
                " FROM ledger WHERE tbl = 'escalation'"):
        out.append(f"{sql}: {db.execute(sql).fetchone()[0]}")
    # how it came there may differ, not where it stands
    for sql in ("SELECT account, oldest_ms, from_ms, until_ms, first_day,"
                " first_whole, last_whole, last_day FROM coverage WHERE id IN"
                " (SELECT max(id) FROM coverage GROUP BY account) ORDER BY 1",
                "SELECT account, folder, uidvalidity, last_uid FROM reached"
                " WHERE id IN (SELECT max(id) FROM reached"
                " GROUP BY account, folder) ORDER BY 1, 2"):
        out += [f"stands {row}" for row in db.execute(sql)]
    keys = set(db.execute("SELECT day, person, kind, level FROM escalation"))
    db.close()
    return "\n".join(out).splitlines(), keys


KINDS = {
    "a contact": "incident state='contact'",
    "a candidate": "incident state='candidate'",
    "two killers": "(?s)incident state='unreadable'.*state='unreadable'",
    "an undecided rule": "outcome='undecided'",
    "by content alone": "state='contact' .* found_by='rule'",
    "from Sent": "direction='out'",
    "a text": "channel='sms'", "a picture": "channel='mms'",
    "a call": "channel='call'", "voicemail": "channel='voicemail'",
    "a copy in three folders": "(    sighting .*\n){3}",
    "two accounts": "account='home'.*\n    sighting .*account='other'",
    "a busy phone": "phone_day .* items=",
    "a flood": "escalation .* level='flood'",
}


def compare(want, got, broken):
    """What differs.  A flag is a judgement of its moment: one of a pass in
    which an account failed is made from what was there, with days of which
    less was known.  It may have other figures then, but nothing may go
    unflagged."""
    if not broken:
        return list(difflib.unified_diff(want[0], got[0], lineterm="", n=0))
    rest = [[line for line in side[0] if not line.startswith("escalation ")]
            for side in (want, got)]
    return list(difflib.unified_diff(*rest, lineterm="", n=0)) + \
        [f"-flag {key}" for key in unsaid(want[1], got[1])]


def unsaid(want, got):
    """The flags that nobody said.  Where all channels together stand as high,
    no row says it of one of them."""
    return [(day, person, kind, level)
            for day, person, kind, level in sorted(want - got)
            if not kind.startswith("volume-") or
            (day, person, "volume", level) not in got]


def digests(line):
    """Those of one line: it may have been ended before the line was."""
    decoder, at = json.JSONDecoder(), 0
    while at < len(line):
        try:
            digest, at = decoder.raw_decode(line, at)
        except ValueError:
            return
        yield digest


def flags_of(alerts):
    """The same flags, of what the alert command was told.  It may have been
    told half of one, when its write was torn, and then all of it again."""
    return {(a["day"], a["person"], a["kind"], a["level"])
            for line in alerts for digest in digests(line)
            for a in digest["flags"]}


# One disturbed pass.

class Told:
    """What step.c counted."""

    def __init__(self, path):
        with open(path, "rb") as f:
            got = TOLD.unpack(f.read(TOLD.size))
        numbers = iter(got)
        self.n = {(role, counter): next(numbers)
                  for role in ROLES for counter in COUNTERS}
        self.happened = got[-3]
        self.call = got[-2].split(b"\0")[0].decode()
        self.trace = {role: got[-1][i * TRACE:(i + 1) * TRACE]
                      for i, role in enumerate(ROLES)}


class Bench(Case):
    """A case of its own for a worker; its store is made anew each time."""

    def __init__(self, work, server, number):
        work = os.path.join(work, f"worker-{number}")
        os.mkdir(work)
        alerts = "alerts.json"
        super().__init__(work, server, "steps", extra=EXTRA.format(
            port=server.ports["imaps"], ca=f"{server.dir}/ca.pem",
            alerts=alerts))
        self.write("rules.d/ex.yaml", RULES)
        self.told = os.path.join(self.dir, "told")

    def clear(self):
        for name in os.listdir(self.dir):
            if name.startswith(("case.db", "alerts.json")):
                os.remove(os.path.join(self.dir, name))

    def under(self, role, what, n):
        """The surroundings in which that happens."""
        with open(self.told, "wb") as f:
            f.truncate(TOLD.size)
        env = dict(os.environ, LD_PRELOAD=SHIM, FM_STEP_FILE=self.told,
                   FM_STEP_ROLE=role, FM_STEP_WHAT=what, FM_STEP_N=str(n),
                   FM_STEP_STORE="case.db", FM_STEP_POISON=POISON,
                   FLOODMARK_NOW=str(NOW))
        return {"env": env, "cwd": self.dir, "text": True,
                "errors": "replace"}

    def run(self, role="", what="", n=0):
        got = subprocess.run(self.args(daemon.DAEMON, "--once"),
                             timeout=tap.PATIENCE, capture_output=True,
                             check=False, **self.under(role, what, n))
        return got, Told(self.told)

    def live(self, job, want):
        """A daemon that stays, until the store is as wanted or it gives up.
        What it said, and whether it stayed."""
        with open(os.path.join(self.dir, "log"), "w+") as log:
            running = subprocess.Popen(self.args(daemon.DAEMON), stderr=log,
                                       stdin=subprocess.DEVNULL,
                                       **self.under(*job))
            tap.started.append(running)
            ended = lambda: running.poll() is not None
            tap.wait_until(lambda: ended() or self.is_like(want))
            stayed = not ended()
            code = tap.stop(running) if stayed else running.returncode
            log.seek(0)
            got = subprocess.CompletedProcess([], code, "", log.read())
        return got, stayed, Told(self.told)

    def is_like(self, want):
        try:
            return not compare(want.dump, self.dump(), True)
        except sqlite3.Error:
            return False

    def dump(self):
        return dump(self.store)

    def alerts(self):
        try:
            with open(os.path.join(self.dir, "alerts.json")) as f:
                return [line for line in f.read().splitlines() if line]
        except FileNotFoundError:
            return []


class Undisturbed:
    def __init__(self, bench):
        bench.clear()
        self.first, _ = bench.run()
        again, _ = bench.run()
        self.dump = bench.dump()
        self.alerts = bench.alerts()
        self.verified = bench.verify()[0]
        self.again = again.returncode
        bench.clear()
        second, self.told = bench.run()
        self.second = second.returncode
        bench.run()
        self.same = bench.dump()


Job = collections.namedtuple("Job", "role what n")

# How a pass may end when a child of it was killed, and when the store could
# not be written or read.
AFTER_CHILD = (0, 69, 71)
AFTER_STORE = (0, 66, 69, 71, 73, 74, 75, 77, 78)


def complain(job, told, got, why, more=()):
    yield f"{job.role} {job.what} {job.n} ({told.call}): {why}"
    yield f"    exit {got.returncode}"
    for line in got.stderr.splitlines()[:6]:
        yield "    said: " + line
    for line in list(more)[:12]:
        yield "    " + line[:200]


def words_of(job, told, got):
    """What is wrong with how the disturbed pass ended."""
    code = got.returncode
    killed = code == -signal.SIGKILL
    if killed != (job.role == "engine" and job.what.startswith("kill")):
        return "killed" if killed else "lives on"
    if job.what.startswith("kill") and not killed and \
            code not in AFTER_CHILD:
        return "an end that a child's death does not explain"
    if job.what in ("full-store", "fail-store"):
        if code not in AFTER_STORE:
            return "an end that the disk does not explain"
        if code != 0 and not got.stderr.strip():
            return "not a word"
    return None


def disturb(bench, job, want):
    """None: it did not come to it; else lines of complaint."""
    bench.clear()
    started = time.time()
    try:
        got, told = bench.run(*job)
        if time.time() - started > 10:
            print(f"# {job.role} {job.what} {job.n}: "
                  f"{time.time() - started:.0f} s")
        if not told.happened:
            return None
        wrong = words_of(job, told, got)
        if wrong:
            return list(complain(job, told, got, wrong))
        if os.path.exists(bench.store) and os.path.getsize(bench.store) and \
                bench.ask("verify").returncode not in (0, 65):
            wrong = bench.ask("verify")
            return list(complain(job, told, got, "not whole before it goes "
                                 "on", (wrong.stdout + wrong.stderr
                                        ).splitlines()))
        after, _ = bench.run()
        if after.returncode != 0:
            return list(complain(job, told, after, "it does not go on",
                                 got.stderr.splitlines()))
        more = compare(want.dump, bench.dump(), got.returncode == 69)
        if more:
            return list(complain(job, told, got, "another store", more))
        if bench.verify()[0] != 0:
            return list(complain(job, told, got, "the store is not whole",
                                 bench.ask("verify").stdout.splitlines()))
        if unsaid(flags_of(want.alerts), flags_of(bench.alerts())):
            return list(complain(job, told, got, "other alerts",
                                 bench.alerts()))
    except (subprocess.TimeoutExpired, OSError, ValueError,
            sqlite3.Error) as why:
        return [f"{job.role} {job.what} {job.n}: {why}"]
    return []


def disturb_live(bench, job, want):
    """The daemon that stays goes on by itself, or ends with a word."""
    bench.clear()
    got, stayed, told = bench.live(job, want)
    if not told.happened:
        return None
    if stayed and got.returncode != 0:
        return list(complain(job, told, got, "no good end"))
    if not stayed and not got.stderr.strip():
        return list(complain(job, told, got, "not a word"))
    if not stayed:
        bench.run()
    more = compare(want.dump, bench.dump(), True)
    if more:
        return list(complain(job, told, got, "another store", more))
    return []


# Which n.

KILLS = ("kill-before", "kill-torn")


def spread(last, about, offset):
    """About so many of 1 to last, the ends among them."""
    step = max(1, last // max(1, about))
    return {*range(1 + offset % step, last + 1, step), 1, last - 1, last}


def borders(told, role):
    """Around every sync: where a transaction ends."""
    trace = told.trace[role]
    return {n + by for n in range(len(trace)) if trace[n:n + 1] == b"S"
            for by in (0, 1, 2)}


def plan(told, everything):
    """Jobs, class by class."""
    kinds = [(role, what, "calls", 12 if role == "engine" else 6)
             for role in ROLES[1:] for what in (*KILLS, "fail-call")]
    kinds += [("engine", "fail-store", "store", 7),
              ("engine", "full-store", "store", 7)]
    kinds += [(role, "fail-alloc", "allocations", 5) for role in ROLES[1:]]
    for offset, (role, what, counter, about) in enumerate(kinds):
        last = told.n[role, counter]
        if everything and counter != "allocations":
            wanted = set(range(1, last + 20))
        else:
            wanted = spread(last, 400 if everything else about, 7 * offset)
        if what == "kill-before" and not everything:
            wanted |= set(sorted(borders(told, role))[::4])
        yield role, what, last, sorted(wanted)


def plan_live(told, everything):
    """These take seconds, since the daemon waits before it tries again."""
    for role, what, counter, about in (
            ("engine", "fail-store", "store", 2),
            ("engine", "fail-call", "calls", 2),
            ("source", "kill-before", "calls", 1),
            ("reader", "kill-before", "calls", 1)):
        parts = about * (20 if everything else 1)
        last = told.n[role, counter]
        for n in range(parts):
            yield Job(role, what, last * (2 * n + 1) // (2 * parts) + 1)


class Crew:
    """Workers, each with a case of its own."""

    def __init__(self, benches, want):
        self.want = want
        self.free = queue.SimpleQueue()
        for bench in benches:
            self.free.put(bench)
        self.pool = concurrent.futures.ThreadPoolExecutor(len(benches))

    def work(self, how, job):
        bench = self.free.get()
        try:
            return how(bench, job, self.want)
        finally:
            self.free.put(bench)

    def run(self, how, jobs):
        results = self.pool.map(lambda job: self.work(how, job), jobs)
        return [r for r in results if r is not None]


def test_formats(bench):
    """A store of the format before is gone on with, one of a later format
    refused and left as it is."""
    bench.clear()
    with open(os.path.join(daemon.SRC, "tests", "unit",
                           "store-format-1.sql"), encoding="utf-8") as f:
        script = f.read()
    db = sqlite3.connect(bench.store)
    db.executescript(script)
    db.close()
    got, _ = bench.run()
    ok(got.returncode == 0 and bench.verify()[0] == 0 and
       len(bench.rows("list")) > 50, "a store of the format before",
       got.stderr)
    db = sqlite3.connect(bench.store)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with open(bench.store, "rb") as f:
        before = f.read()
    got, _ = bench.run()
    with open(bench.store, "rb") as f:
        after = f.read()
    asked = bench.ask("count")
    for who, code, said in (("floodmarkd", got.returncode, got.stderr),
                            ("floodmark", asked.returncode, asked.stderr)):
        ok(code == 65 and said.count("\n") == 1 and
           "has format 99" in said, f"{who} refuses a later format", said)
    ok(before == after, "and leaves it as it is")


def test_all(crew, want, everything):
    ok(want.first.returncode == 0 and want.second == 0, "an undisturbed pass",
       want.first.stderr)
    ok(want.again == 0 and want.verified == 0, "and another after it")
    text = "\n".join(want.dump[0])
    missing = [k for k, v in KINDS.items() if not re.search(v, text)]
    ok(not missing, "every kind of message", missing)
    more = compare(want.dump, want.same, False)
    ok(not more, "twice the same store", "\n".join(more))
    ok(sum(json.loads(line)["total"] for line in want.alerts) ==
       len(flags_of(want.alerts)) > 0,
       "every flag is told once", want.alerts)
    print("# one pass:", ", ".join(
        f"{role} {want.told.n[role, 'calls']} calls and "
        f"{want.told.n[role, 'allocations']} allocations"
        for role in ROLES[1:]),
        f"; {want.told.n['engine', 'store']} calls to the store's files")
    for role, what, last, numbers in plan(want.told, everything):
        started = time.time()
        done = crew.run(disturb, [Job(role, what, n) for n in numbers])
        judge(done, f"{role} {what}: {len(done)} of {last} steps", started)
    test_live(crew, want, everything)


def test_live(crew, want, everything):
    started = time.time()
    done = crew.run(disturb_live, plan_live(want.told, everything))
    judge(done, f"a daemon that stays: {len(done)} of the same", started)


def judge(done, name, started):
    bad = [r for r in done if r]
    ok(not bad and done, name,
       "\n".join(line for r in bad[:8] for line in r))
    print(f"# {len(done)} in {time.time() - started:.1f} s, "
          f"{len(bad)} wrong", flush=True)


def main():
    if not os.path.exists(SHIM):
        tap.skip_all("step.so is not built")
    if tap.is_sanitized(daemon.BUILD):
        tap.skip_all("the sanitizers want to be preloaded first")
    tap.need_test_clock(daemon.BUILD)
    work = tempfile.mkdtemp(prefix="floodmark-steps.")
    server = None
    try:
        server = Server(work, ["steps", "steps2"])
        fill(server)
        benches = [Bench(work, server, n) for n in range(WORKERS)]
        want = Undisturbed(benches[0])
        if sys.argv[1:2] == ["dump"]:
            print("\n".join(want.dump[0]))
            return
        if sys.argv[1:2] == ["live"]:
            test_live(Crew(benches, want), want, True)
            tap.finish()
            return
        if sys.argv[1:2] == ["one"]:
            job = Job(sys.argv[3], sys.argv[4], int(sys.argv[5]))
            how = {"pass": disturb, "live": disturb_live}[sys.argv[2]]
            got = how(benches[0], job, want)
            print("there is no such step" if got is None else
                  "\n".join(got) or "well")
            return
        test_formats(benches[0])
        test_all(Crew(benches, want), want, sys.argv[1:2] == ["all"])
    finally:
        tap.end_all()
        if server is not None:
            server.stop()
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(tap.finish())


if __name__ == "__main__":
    main()

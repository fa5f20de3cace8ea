"""Walls that stand before the first byte, and servers that flood: nothing
takes more than BOUND, the account is told as faulty, the other is read.
Prints TAP."""
import argparse
import contextlib
import csv
import io
import os
import re
import shutil
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
from tap import BUILD, SRC, equal, ok  # noqa: E402

DAEMON = os.path.join(BUILD, "floodmarkd")
TOOL = os.path.join(BUILD, "floodmark")
JD = "jd@example.org"
NOON = 1772366400   # of 1 March 2026, UTC
BOUND = 128 << 20


def mail(n):
    return (f"From: <{JD}>\r\nTo: sally@home.example\r\nSubject: no {n}\r\n"
            f"Message-ID: <{n}@mail.example>\r\n\r\nText number {n}.\r\n"
            ).encode()


def write_mail(folder, numbers):
    os.makedirs(folder)
    for uid, n in enumerate(numbers, 1):
        path = os.path.join(folder, f"{uid:05}.eml")
        with open(path, "wb") as f:
            f.write(mail(n))
        os.utime(path, (NOON + uid, NOON + uid))


def serve(folder, connection=scripted_imap.Connection, implicit=False,
          cert=None, name="port"):
    class Server(scripted_imap.Server):
        def run(self):
            with contextlib.suppress(OSError):
                super().run()

        def connection(self, *args):
            c = connection(*args)
            self.connections.append(c)
            return c

    server = Server(argparse.Namespace(
        scenario="ok", at=1, messages=folder, implicit=implicit, log=None,
        cert=cert, key=cert and cert.replace(".pem", ".key"),
        port_file=f"{folder}.{name}", port=0))
    server.connections = []
    server.port = server.socket.getsockname()[1]
    threading.Thread(target=server.run, daemon=True).start()
    return server


class Case:
    """accounts: (name, port, more lines of YAML)."""

    def __init__(self, work, name, accounts):
        self.dir = os.path.join(work, "case-" + re.sub(r"\W+", "-", name))
        os.makedirs(os.path.join(self.dir, "rules.d"), mode=0o700)
        self.write("pw", "secret\n")
        self.write("rules.d/ex.yaml", f"person: ex\nidentifiers:\n"
                   f"  addresses: [{JD}]\n")
        text = "timezone: Etc/UTC\nstore: case.db\nrules: rules.d\naccounts:\n"
        for account, port, more in accounts:
            text += (f"  - name: {account}\n    host: 127.0.0.1\n"
                     f"    port: {port}\n    user: sally@home.example\n"
                     f"    password_file: pw\n    poll: 1s\n    idle: no\n"
                     f"    patience: 20s\n{more}")
        self.write("floodmark.yaml", text)

    def write(self, name, text):
        with open(os.path.join(self.dir, name), "w") as f:
            f.write(text)

    def args(self, program, *more):
        return [program, "-c", os.path.join(self.dir, "floodmark.yaml"),
                *more]

    def once(self):
        """(exit code, what it said, the most memory of any process)"""
        with open(os.path.join(self.dir, "log"), "w+") as log:
            daemon = subprocess.Popen(
                self.args(DAEMON, "--once"), stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, cwd=self.dir)
            tap.started.append(daemon)
            most = {}
            deadline = time.monotonic() + 100
            while daemon.poll() is None and time.monotonic() < deadline:
                watch(daemon.pid, most)
                time.sleep(0.004)
            late = daemon.poll() is None
            if late:
                daemon.kill()
                daemon.wait()
            log.seek(0)
            said = log.read()
        return "late" if late else daemon.returncode, said, most

    def rows(self, *args):
        got = subprocess.run(self.args(TOOL, *args, "--format", "csv"),
                             timeout=60, capture_output=True, text=True)
        return list(csv.DictReader(io.StringIO(got.stdout)))

    def contacts(self):
        return sum(int(r["in"]) for r in self.rows("count"))

    def status(self, account):
        return [r for r in self.rows("status") if r["source"] == account][0]


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as f:
            return [int(p) for p in f.read().split()]
    except OSError:
        return []


def facts(pid):
    try:
        with open(f"/proc/{pid}/status") as f:
            return dict(re.findall(r"^(\w+):\s*(.*)$", f.read(), re.M))
    except OSError:
        return {}


def watch(pid, most):
    for one in [pid] + children(pid):
        got = facts(one)
        if "VmHWM" in got:
            size = int(got["VmHWM"].split()[0]) << 10
            most[got["Name"]] = max(size, most.get(got["Name"], 0))


# ---- the walls stand first

def source_of(daemon_parent):
    """What the kernel says of the one source there is."""
    for child in children(daemon_parent):
        for one in children(child):
            got = facts(one)
            if got.get("Name") == "floodmark-imap":
                return got
    return {}


class Watching(scripted_imap.Connection):
    """Looks who has connected before it says or hears a word."""

    def run(self):
        self.server.seen.append(source_of(os.getpid()))
        super().run()


MODES = (("implicit", True, "    tls: implicit\n    ca_file: cert.pem\n"),
         ("starttls", False, "    tls: starttls\n    ca_file: cert.pem\n"),
         ("none", False, "    tls: none\n"))


def test_order(work):
    cert = os.path.join(work, "cert.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
         "2", "-subj", "/CN=walls", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", cert.replace(".pem", ".key"), "-out", cert], check=True,
        capture_output=True)
    write_mail(work + "/mail", range(3))
    for mode, implicit, more in MODES:
        server = serve(work + "/mail", Watching, implicit,
                       None if mode == "none" else cert, mode)
        server.seen = []
        case = Case(work, mode, [("home", server.port, more)])
        shutil.copy(cert, os.path.join(case.dir, "cert.pem"))
        code, said, _ = case.once()
        equal(code, 0, f"{mode}: a pass")
        equal([(s.get("Seccomp"), s.get("NoNewPrivs")) for s in server.seen],
              [("2", "1")], f"{mode}: the walls stand when it connects")
        ok(int(server.seen[0].get("Seccomp_filters", 2)) >= 1,
           f"{mode}: by filters", server.seen)
        equal(case.contacts(), 3, f"{mode}: all is read")
        detail = case.status("home")["detail"]
        ok("seccomp" in detail and "rlimits" in detail and
           ("Landlock" in detail or tap.is_sanitized(BUILD)),
           f"{mode}: status tells of the walls", detail)


class Owners(scripted_imap.Connection):
    """Whose what the kernel tells of each process is."""

    def run(self):
        for daemon in children(os.getpid()):
            for pid in [daemon] + children(daemon):
                with contextlib.suppress(OSError):
                    self.server.seen[facts(pid)["Name"]] = os.stat(
                        f"/proc/{pid}/limits").st_uid
        super().run()


NOBODY = 65534


def become_nobody():
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def test_hidden(work):
    """What nobody may look into is root's, whoever runs it."""
    if tap.is_sanitized(BUILD):
        tap.skip("hidden", "the sanitizers look from outside")
        return
    root = os.geteuid() == 0
    write_mail(work + "/mail", range(3))
    server = serve(work + "/mail", Owners)
    server.seen = {}
    case = Case(work, "hidden", [("home", server.port, "    tls: none\n")])
    daemon = shutil.copy(DAEMON, work)
    for path in [os.path.dirname(work), work, case.dir]:
        os.chmod(path, 0o755)
    for folder, _, files in os.walk(case.dir):
        for path in [folder] + [os.path.join(folder, f) for f in files]:
            if root:
                os.chown(path, NOBODY, NOBODY)
    got = subprocess.run(case.args(daemon, "--once"), cwd=case.dir,
                         stdin=subprocess.DEVNULL, capture_output=True,
                         text=True, timeout=100,
                         preexec_fn=become_nobody if root else None)
    equal(got.returncode, 0, "hidden: a pass as nobody")
    ok({"floodmarkd", "floodmark-read", "floodmark-imap"} <=
       set(server.seen) and set(server.seen.values()) == {0},
       "hidden: the engine and its children", server.seen)
    equal(case.contacts(), 3, "hidden: all is read")


# ---- floods

BLOCK = b"x" * 65536


class Flood(scripted_imap.Connection):
    """Does what it should, until the command that its row names."""
    row = None
    packer = None

    def run(self):
        if self.row.at == "greeting":
            self.row.flood(self)
            return
        super().run()

    def capabilities(self):
        return "IMAP4rev1" + (" COMPRESS=DEFLATE" if self.row.packed else "")

    def send(self, data):
        if isinstance(data, str):
            data = data.encode()
        if self.packer is not None:
            data = self.packer.compress(data) + self.packer.flush(
                zlib.Z_SYNC_FLUSH)
        super().send(data)

    unpacker = None

    def receive(self):
        had, self.buffer = self.buffer, b""
        super().receive()
        if self.unpacker is not None:
            self.buffer = self.unpacker.decompress(self.buffer)
        self.buffer = had + self.buffer

    def answer(self, tag, name, args):
        if name == "COMPRESS":
            self.send(tag + " OK begin\r\n")
            self.packer = zlib.compressobj(wbits=-15)
            self.unpacker = zlib.decompressobj(wbits=-15)
        elif name == self.row.at and self.row.when in args:
            self.row.flood(self)
            self.wait_for_end()
        else:
            super().answer(tag, name, args)


def endless(start, block=BLOCK):
    def flood(c):
        c.send(start)
        while True:
            c.send(block)
    return flood


def lines(line):
    block = line.encode() * (65536 // len(line) + 1)
    return endless("", block)


def numbered(form):
    def flood(c):
        n = 1
        while True:
            c.send("".join(form % (n + i, n + i) for i in range(2000)))
            n += 2000
    return flood


class Row:
    def __init__(self, name, at, flood, when="", packed=False, said=None):
        self.name, self.at, self.flood, self.when = name, at, flood, when
        self.packed, self.said = packed, said


TOO_MUCH = 2 << 30
LISTED = '* %d FETCH (UID %d INTERNALDATE "01-Mar-2026 12:00:00 +0000" ' \
    "RFC822.SIZE 100)\r\n"
DEEP = "(" * 60000

FLOODS = (
    Row("greeting without an end", "greeting", endless("* OK ")),
    Row("greeting in lines", "greeting", lines("* OK hello\r\n")),
    Row("parentheses in the greeting", "greeting",
        lambda c: c.send("* 1 FETCH (BODYSTRUCTURE " + DEEP)),
    Row("capabilities without an end", "CAPABILITY",
        endless("* CAPABILITY IMAP4rev1 ")),
    Row("capabilities in lines", "CAPABILITY", lines("* 1 EXISTS\r\n")),
    Row("a login that goes on", "LOGIN", lines("* OK wait\r\n")),
    Row("a continuation that goes on", "LOGIN", lines("+ go on\r\n")),
    Row("folders without an end", "LIST",
        lines('* LIST () "/" "folder"\r\n')),
    Row("folders within folders", "LIST",
        lambda c: c.send("* LIST " + DEEP)),
    Row("a folder with a long name", "LIST",
        endless(f'* LIST () "/" {{{TOO_MUCH}}}\r\n')),
    Row("flags without an end", "EXAMINE", endless("* FLAGS (", b"\\x " *
                                                  20000)),
    Row("a quoted string without an end", "LIST",
        endless('* LIST () "/" "')),
    Row("data nobody knows", "EXAMINE", lines("* XYZZY 1\r\n")),
    Row("more messages than there are", "UID FETCH", numbered(LISTED),
        when="RFC822.SIZE"),
    Row("flags of messages", "UID FETCH",
        numbered("* %d FETCH (UID %d FLAGS (\\Seen))\r\n")),
    Row("an envelope nobody asked for", "UID FETCH",
        lambda c: c.send("* 1 FETCH (UID 1 ENVELOPE " + DEEP)),
    Row("a structure nobody asked for", "UID FETCH",
        lambda c: c.send("* 1 FETCH (UID 1 BODYSTRUCTURE " + DEEP)),
    Row("a structure in place of a body", "UID FETCH",
        lambda c: c.send("* 1 FETCH (UID 1 BODY " + DEEP), when="BODY"),
    Row("parentheses in place of a body", "UID FETCH",
        lambda c: c.send("* 1 FETCH (UID 1 BODY[] " + DEEP), when="BODY"),
    Row("a body of 2 GB", "UID FETCH",
        endless(f"* 1 FETCH (UID 1 BODY[] {{{TOO_MUCH}}}\r\n"), when="BODY"),
    Row("a body that is quoted", "UID FETCH",
        endless('* 1 FETCH (UID 1 BODY[] "'), when="BODY"),
    Row("bodies in one answer", "UID FETCH",
        endless("* 1 FETCH (UID 1 ", b"BODY[] {60000}\r\n" + b"x" * 60000 +
                b" "), when="BODY"),
    Row("packed bytes that unpack to a line", "UID FETCH",
        endless("* OK "), packed=True),
    Row("packed bytes that unpack to lines", "UID FETCH",
        lines("* OK wait\r\n"), packed=True),
    Row("packed bytes that unpack to a body", "UID FETCH",
        endless(f"* 1 FETCH (UID 1 BODY[] {{{TOO_MUCH}}}\r\n"), when="BODY",
        packed=True),
)


def judge(case, row, got):
    code, said, most = got
    most_of_all = max(most.values(), default=0)
    equal(code, 69, f"{row.name}: the pass ends")
    ok(re.search("account bad: protocol: ", said),
       f"{row.name}: the account is faulty", said)
    if not tap.is_sanitized(BUILD):
        ok(most_of_all <= BOUND, f"{row.name}: {most_of_all >> 20} MB", most)
    equal(case.contacts(), 2, f"{row.name}: the other is read")
    equal(case.status("bad")["state"], "error", f"{row.name}: status tells")


def test_floods(work):
    write_mail(work + "/mail", range(3))
    write_mail(work + "/others", range(100, 102))
    good = serve(work + "/others")
    for i, row in enumerate(FLOODS):
        connection = type("Flooding", (Flood,), {"row": row})
        bad = serve(work + "/mail", connection, name=f"port{i}")
        case = Case(work, f"flood{i}",
                    [("bad", bad.port, "    tls: none\n"),
                     ("good", good.port, "    tls: none\n")])
        judge(case, row, case.once())
        bad.socket.close()


class Huge(scripted_imap.Connection):
    """A mailbox of 50 million messages, all of which it lists."""
    uidnext = True
    COUNT = 50000000

    def examine(self, tag, args):
        self.opened = True
        self.send(f"* {self.COUNT} EXISTS\r\n* OK [UIDVALIDITY 9] valid\r\n")
        if self.uidnext:
            self.send(f"* OK [UIDNEXT {self.COUNT + 1}] next\r\n")
        self.send(tag + " OK done\r\n")

    def fetch(self, tag, args):
        low, _, high = args.split(" ")[0].partition(":")
        if low == "*":
            low = high = self.COUNT
        low, high = int(low), int(high or low)
        if "BODY" in args or high - low > 300000:
            raise scripted_imap.Gone
        self.server.asked = max(self.server.asked, high - low + 1)
        for n in range(low, high + 1, 1000):
            self.send("".join(LISTED % (u, u) for u in
                              range(n, min(n + 1000, high + 1))))
        self.send(tag + " OK done\r\n")


def test_listing(work):
    """It is asked for in windows, whether or not it tells its UIDNEXT."""
    write_mail(work + "/mail", [])
    for uidnext in (True, False):
        connection = type("Huger", (Huge,), {"uidnext": uidnext})
        server = serve(work + "/mail", connection, name=f"port{uidnext}")
        server.asked = 0
        case = Case(work, f"listing{uidnext}",
                    [("bad", server.port, "    tls: none\n")])
        code, said, most = case.once()
        equal(code, 69, f"50 million, UIDNEXT {uidnext}: it hung up")
        ok(0 < server.asked <= 4000, f"asked for {server.asked} at a time")
        if not tap.is_sanitized(BUILD):
            ok(max(most.values()) <= BOUND, "little memory", most)


TESTS = [test_order, test_hidden, test_floods, test_listing]


def main():
    work = tempfile.mkdtemp(prefix="floodmark-walls.")
    wanted = sys.argv[1:]
    try:
        for test in TESTS:
            if wanted and test.__name__[5:] not in wanted:
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

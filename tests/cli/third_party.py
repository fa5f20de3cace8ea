"""What a mail server, a timestamp authority, or who made a bundle with its
files, must not get at: the signing key and the examiner's terminal.  Prints
TAP."""
import base64
import hashlib
import json
import os
import pty
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
sys.dont_write_bytecode = True
import tap  # noqa: E402
from authority import Authority  # noqa: E402
from tap import BUILD, equal, ok, skip, started, wait_until  # noqa: E402

TOOL = os.path.join(BUILD, "floodmark")
DAEMON = os.path.join(BUILD, "floodmarkd")
ENVIRONMENT = {key: value for key, value in os.environ.items()
               if not key.lower().endswith("_proxy")}


class Case:
    def __init__(self, work, url, pem, name="case"):
        self.dir = os.path.join(work, name)
        os.makedirs(os.path.join(self.dir, "rules.d"))
        self.write("rules.d/ex.yaml", "person: ex\n")
        self.write("floodmark.yaml", f"""\
timezone: Europe/London
store: case.db
rules: rules.d
accounts:
  - {{name: home, host: 127.0.0.1, port: 1, user: sally, password_file: pw}}
timestamps:
  - {{name: tsa, url: '{url}', certificates: {pem}}}
""")
        got = self.ask("add", "--what", "a letter", "--person", "ex", "--at",
                       "2026-03-01", "--channel", "physical")
        assert got.returncode == 0, got.stderr

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def write(self, name, text):
        with open(self.path(name), "w") as f:
            f.write(text)

    def args(self, *args):
        return [TOOL, "-c", self.path("floodmark.yaml"), *args]

    def ask(self, *args):
        return subprocess.run(self.args(*args), env=ENVIRONMENT,
                              timeout=tap.PATIENCE, capture_output=True,
                              text=True)


# ---- the signing key

def seed_of(path):
    """The secret half of an OpenSSH key."""
    with open(path) as f:
        blob = base64.b64decode("".join(f.read().split("\n")[1:-2]))
    at = blob.rindex(b"\0\0\0\x40") + 4
    return blob[at:at + 32]


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as f:
        return [int(child) for child in f.read().split()]


def memory_of(pid):
    """All that can be read of it; None: it cannot."""
    got = b""
    with open(f"/proc/{pid}/maps") as maps:
        for line in maps:
            places, rights = line.split()[:2]
            first, last = (int(n, 16) for n in places.split("-"))
            if "w" not in rights or last - first > 1 << 28:
                continue
            try:
                with open(f"/proc/{pid}/mem", "rb", buffering=0) as mem:
                    mem.seek(first)
                    got += mem.read(last - first)
            except PermissionError:
                return None
            except (OSError, ValueError):
                pass
    return got


def test_key(work):
    """The child that has the network while it waits for an answer, in the
    export that makes the key and in a later one."""
    tsa = Authority(os.path.join(work, "tsa"))
    case = Case(work, tsa.url, tsa.pem)
    tsa.mode = "hang"
    for what in "made in this export", "read in this export":
        asked = tsa.asked
        export = subprocess.Popen(case.args("export", case.path("none")),
                                  env=ENVIRONMENT)
        started.append(export)
        ok(wait_until(lambda: tsa.asked > asked), "the authority is asked")
        children = children_of(export.pid)
        equal(len(children), 1, "by one child")
        # the sanitizers' own memory takes longer than the child has
        memory = None if tap.is_sanitized(BUILD) else memory_of(children[0])
        if memory is None:
            skip(what, "its memory cannot be read")
        else:
            ok(b"127.0.0.1" in memory, "whose memory can be read")
            ok(seed_of(case.path("case.db.key")) not in memory,
               f"the key, {what}, is not in it")
        export.kill()
        export.wait()
    tsa.stop()


def name_of(pid):
    with open(f"/proc/{pid}/comm") as f:
        return f.read().strip()


def test_daemon(work):
    """The daemon that makes the key, and its child that talks to the mail
    server."""
    server = socket.create_server(("127.0.0.1", 0))
    case = Case(work, "http://127.0.0.1:1/", "none.pem", "daemon")
    case.write("pw", "secret\n")
    os.chmod(case.path("pw"), 0o600)
    with open(case.path("floodmark.yaml")) as f:
        text = f.read().replace("port: 1,",
                                f"port: {server.getsockname()[1]}, "
                                "tls: none,")
    case.write("floodmark.yaml", text[:text.index("timestamps:")])
    daemon = subprocess.Popen([DAEMON, *case.args()[1:]], env=ENVIRONMENT,
                              stderr=subprocess.DEVNULL)
    started.append(daemon)
    connection, _ = server.accept()
    fetchers = [pid for pid in children_of(daemon.pid)
                if name_of(pid) == "floodmark-imap"]
    equal(len(fetchers), 1, "a child talks to the mail server")
    for pid, what in (daemon.pid, "daemon"), (fetchers[0], "child"):
        memory = None if tap.is_sanitized(BUILD) else memory_of(pid)
        if memory is None:
            skip(f"{what}'s memory", "it cannot be read")
        else:
            ok(b"127.0.0.1" in memory and
               seed_of(case.path("case.db.key")) not in memory,
               f"the key that was made is not in the {what}'s memory")
    daemon.kill()
    daemon.wait()
    connection.close()
    server.close()


# ---- the terminal

# Certificates do not come like this, and so no checker is ready for it.
ENCRYPTED = """\
-----BEGIN CERTIFICATE-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF

AAAAAAAAAAAAAAAAAAAAAA==
-----END CERTIFICATE-----
"""


def on_terminal(*args):
    """Exit code (None: it waits for somebody) and what the terminal got."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(args[0], args, ENVIRONMENT)
    said, got = b"", b"\n"
    while got and b"phrase" not in said and \
            select.select([terminal], [], [], tap.PATIENCE)[0]:
        try:
            got = os.read(terminal, 65536)
        except OSError:     # the other end is closed
            got = b""
        said += got
    waits = b"phrase" in said
    if waits:
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    os.close(terminal)
    return None if waits else os.waitstatus_to_exitcode(status), \
        said.decode(errors="replace")


def replace_certificates(db, text):
    """Those of the authority, and the whole ledger made anew with them."""
    old, = db.execute("SELECT original FROM attachment WHERE tbl = 'ledger'"
                      " AND purpose = 'authority'").fetchone()
    new = hashlib.sha256(text).digest()
    rename(db, old, new, text)
    head = bytes(32)
    for seq, entry in db.execute("SELECT seq, entry FROM ledger"
                                 " ORDER BY seq").fetchall():
        if old.hex() in entry:
            row = json.loads(entry.replace(old.hex(), new.hex()))
            if row["table"] == "original":
                row["size"] = len(text)
            entry = json.dumps(row, sort_keys=True, separators=(",", ":"),
                               ensure_ascii=False)
        head = hashlib.sha256(head + entry.encode()).digest()
        db.execute("UPDATE ledger SET entry = ?, head = ? WHERE seq = ?",
                   (entry, head, seq))


def rename(db, old, new, text):
    for table in "ledger", "attachment", "original":
        db.execute(f"DROP TRIGGER {table}_no_update")
    db.execute("UPDATE original SET digest = ?, bytes = ?, size = ?"
               " WHERE digest = ?", (new, text, len(text), old))
    db.execute("UPDATE attachment SET original = ? WHERE original = ?",
               (new, old))


def test_terminal(work):
    if not tap.has_terminals():
        skip("verify on a terminal", "no pseudo-terminal can be had")
        return
    tsa = Authority(os.path.join(work, "tsa-terminal"))
    case = Case(work, tsa.url, tsa.pem, "terminal")
    equal(case.ask("export", case.path("good")).stderr, "", "a timestamp")
    with sqlite3.connect(case.path("case.db")) as db:
        replace_certificates(db, ENCRYPTED.encode())
    got = case.ask("export", "--no-timestamps", case.path("bad"))
    equal(got.returncode, 0, "a bundle with certificates under a passphrase")
    for what in case.path("bad"), case.path("case.db"):
        code, said = on_terminal(TOOL, "verify", what)
        ok(code == 65 and "tsa" in said,
           f"verify of the {'bundle' if what.endswith('bad') else 'store'} "
           "does not ask for it", f"{code} {said}")
    tsa.stop()


TESTS = {"key": test_key, "daemon": test_daemon, "terminal": test_terminal}


def main():
    tap.need("openssl")
    wanted = sys.argv[1:]
    work = tempfile.mkdtemp(prefix="floodmark-third-party.")
    # fontconfig keeps patterns until the process ends
    leaks = os.path.join(work, "leaks")
    with open(leaks, "w") as f:
        f.write("leak:libfontconfig\n")
    ENVIRONMENT["LSAN_OPTIONS"] = f"suppressions={leaks}:print_suppressions=0"
    try:
        for name, test in TESTS.items():
            if not wanted or name in wanted:
                test(work)
    finally:
        tap.end_all()
        shutil.rmtree(work, ignore_errors=True)
    return tap.finish()


sys.exit(main())

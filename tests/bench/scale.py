#!/usr/bin/env python3
"""How the daemon grows: with messages, with accounts, and at rest.

    scale.py TOP_SRCDIR TOP_BUILDDIR growth|accounts|idle

growth: a first pass over four sizes of one mailbox, and what the store
takes.  accounts: 500 accounts of 20 messages each on one Dovecot; time, and
the memory of all processes together.  idle: passes over 50 folders in which
nothing is new, their round trips (counted on the wire) and CPU; and how
soon IDLE makes a new mail a contact.  SIZES and ACCOUNTS change the numbers.
"""
import imaplib
import os
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

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import bench    # noqa: E402  (it lies beside this file)

SOURCE, BUILD, WHAT = sys.argv[1:4]
SIZES = [int(n) for n in os.environ.get(
    "SIZES", "2000 10000 50000 200000").split()]
ACCOUNTS = int(os.environ.get("ACCOUNTS", "500"))
PASSWORD = bench.PASSWORD
DAEMON = os.path.join(BUILD, "floodmarkd")
TOOL = os.path.join(SOURCE, "contrib/private-dovecot")
FOLDERS = 50
PASSES = 20


def write_mail(folder, count):
    os.makedirs(folder)
    bench.run([sys.executable, os.path.join(
        SOURCE, "tests/bench/write_mailbox.py"), folder, str(count)])


def start_server(dovecot, users):
    args = [TOOL, "start", dovecot, "--plain-ok"]
    for user in users:
        args += ["--user", f"{user}:{PASSWORD}"]
    bench.run(args)
    with open(os.path.join(dovecot, "ports")) as f:
        return int(re.search(r"^imap=(\d+)$", f.read(), re.M)[1])


def write_case(home, port, users, top="", account=""):
    os.makedirs(os.path.join(home, "rules.d"))
    bench.write(os.path.join(home, "pw"), PASSWORD + "\n", 0o600)
    accounts = "".join(f"""\
  - name: {user}
    host: 127.0.0.1
    tls: none
    port: {port}
    user: {user}
    password_file: pw
{account}""" for user in users)
    bench.write(os.path.join(home, "floodmark.yaml"),
                "timezone: Europe/London\nstore: case.db\nrules: rules.d\n"
                f"{top}accounts:\n{accounts}")
    rules = "".join(f"  - id: r{i}\n    match: '{r}'\n" for i, r in enumerate(
        r.replace("'", "''") for r in bench.RULES))
    bench.write(os.path.join(home, "rules.d/ex.yaml"),
                "person: ex\nidentifiers:\n  addresses: [jd@example.org]\n"
                "rules:\n" + rules)
    return [DAEMON, "-c", os.path.join(home, "floodmark.yaml")]


def memory_kb(pid):
    """Of a process and all below it, what is shared counted once."""
    total = 0
    for one in bench.descendants(pid):
        try:
            with open(f"/proc/{one}/smaps_rollup") as f:
                total += int(re.search(r"^Pss:\s+(\d+)", f.read(), re.M)[1])
        except (OSError, TypeError):
            continue
    return total


def one_pass(argv):
    """wall s, CPU s, peak of all processes in KB, what it said."""
    before, start = bench.cpu_of_children(), time.monotonic()
    p = subprocess.Popen(argv + ["--once"], stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         text=True)
    peak = 0

    def watch():
        nonlocal peak
        while p.poll() is None:
            peak = max(peak, memory_kb(p.pid))
            time.sleep(0.05)
    t = threading.Thread(target=watch)
    t.start()
    said, _ = p.communicate()
    wall = time.monotonic() - start
    t.join()
    if p.returncode != 0:
        sys.exit(f"exit {p.returncode}\n{said[-2000:]}")
    return wall, bench.cpu_of_children() - before, peak, said


def store_bytes(home):
    return sum(os.stat(os.path.join(home, n)).st_size
               for n in os.listdir(home) if n.startswith("case.db"))


def contacts(home):
    db = sqlite3.connect(f"file:{home}/case.db?mode=ro", uri=True)
    try:
        return db.execute("SELECT sum(n_in) FROM daily").fetchone()[0] or 0
    except sqlite3.OperationalError:
        return 0
    finally:
        db.close()


def growth(work, stops):
    print("messages   wall s   us a message   CPU s   all processes MB   "
          "store MB   contacts")
    for size in SIZES:
        dovecot = os.path.join(work, f"dovecot-{size}")
        write_mail(os.path.join(dovecot, "mail/sally"), size)
        port = start_server(dovecot, ["sally"])
        stops.append(dovecot)
        home = os.path.join(work, f"case-{size}")
        argv = write_case(home, port, ["sally"])
        warm = os.path.join(work, f"warm-{size}")
        one_pass(write_case(warm, port, ["sally"]))
        wall, cpu, peak, _ = one_pass(argv)
        print(f"{size:8d} {wall:8.2f} {wall / size * 1e6:14.1f} {cpu:7.2f} "
              f"{peak / 1024:18.1f} {store_bytes(home) / 1e6:10.2f} "
              f"{contacts(home):10d}", flush=True)
        stop_server(stops.pop())
        shutil.rmtree(dovecot)


def accounts(work, stops):
    users = [f"u{n}" for n in range(ACCOUNTS)]
    dovecot = os.path.join(work, "dovecot")
    write_mail(os.path.join(work, "mail"), 20)
    for user in users:
        shutil.copytree(os.path.join(work, "mail"),
                        os.path.join(dovecot, "mail", user))
    port = start_server(dovecot, users)
    stops.append(dovecot)
    home = os.path.join(work, "case")
    wall, cpu, peak, said = one_pass(write_case(home, port, users))
    read = sum(int(n) for n in re.findall(r"(\d+) messages read", said))
    print(f"{ACCOUNTS} accounts, 8 connections: {wall:.1f} s, {cpu:.1f} s of "
          f"CPU, all processes together {peak / 1024:.1f} MB, "
          f"{read} messages read in the lines of the log, "
          f"store {store_bytes(home) / 1e6:.2f} MB")


class Proxy:
    """Between the daemon and the server; counts lines of the client."""

    def __init__(self, port):
        self.port, self.lines = port, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.own = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", self.port))
            for a, b, count in ((client, server, True),
                                (server, client, False)):
                threading.Thread(target=self.pump, args=(a, b, count),
                                 daemon=True).start()

    def pump(self, a, b, count):
        while True:
            data = a.recv(65536)
            if not data:
                return
            if count:
                self.lines += [line for line in data.split(b"\r\n") if line]
            b.sendall(data)


def cpu_ticks(pid):
    total = 0
    for one in bench.descendants(pid):
        with open(f"/proc/{one}/stat") as f:
            fields = f.read().rsplit(") ", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def idle(work, stops):
    dovecot = os.path.join(work, "dovecot")
    write_mail(os.path.join(dovecot, "mail/sally"), 200)
    port = start_server(dovecot, ["sally"])
    stops.append(dovecot)
    box = imaplib.IMAP4("127.0.0.1", port)
    box.login("sally", PASSWORD)
    for n in range(FOLDERS - 1):
        box.create(f"f{n}")
        box.append(f"f{n}", None, None, b"From: a@b.example\r\n\r\nx\r\n")
    proxy = Proxy(port)
    home = os.path.join(work, "case")
    argv = write_case(home, proxy.own, ["sally"],
                      account="    folders: ['*']\n    poll: 1s\n"
                      "    idle: no\n")
    p = subprocess.Popen(argv, stderr=subprocess.DEVNULL)
    time.sleep(5)
    proxy.lines.clear()
    before = cpu_ticks(p.pid)
    time.sleep(PASSES * 1.05)
    passes = sum(b"EXAMINE" in line for line in proxy.lines)
    folders = len(box.list()[1])
    cpu = cpu_ticks(p.pid) - before
    print(f"{passes} passes over {folders} folders: "
          f"{len(proxy.lines) / passes:.1f} round trips and "
          f"{cpu / passes * 1000:.1f} ms of CPU a pass")
    p.terminate()
    p.wait()
    told(work, port, box)


def told(work, port, box):
    home = os.path.join(work, "told")
    argv = write_case(home, port, ["sally"],
                      account="    folders: [INBOX]\n    poll: 1h\n")
    p = subprocess.Popen(argv, stderr=subprocess.DEVNULL)
    time.sleep(4)
    took = []
    for n in range(5):
        had = contacts(home)
        box.append("INBOX", None, None, b"From: jd@example.org\r\n"
                   b"Subject: %d\r\n\r\nx\r\n" % n)
        start = time.monotonic()
        while contacts(home) == had and time.monotonic() - start < 30:
            time.sleep(0.01)
        took.append(time.monotonic() - start)
    print("new mail by IDLE is a contact in the store after "
          + ", ".join(f"{t:.2f}" for t in took) + " s")
    p.terminate()
    p.wait()


def stop_server(dovecot):
    subprocess.run([TOOL, "stop", dovecot], check=False, timeout=60)


def main():
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, bench.stop_at)
    work = tempfile.mkdtemp(prefix="scale-", dir=BUILD)
    os.chmod(work, 0o755)
    stops = []
    try:
        {"growth": growth, "accounts": accounts, "idle": idle}[WHAT](
            work, stops)
    finally:
        for dovecot in stops:
            stop_server(dovecot)
        shutil.rmtree(work, ignore_errors=True)


main()

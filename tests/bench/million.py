#!/usr/bin/env python3
"""A first pass over as many messages as SIZES says, of which one in HITS is
the person's, from a server that makes them up as it is asked for them.

    million.py TOP_BUILDDIR

SIZES="50000 1000000" and HITS="1 50" by default change the numbers.  Tells
CPU time a message, of the server and of each process of the daemon: on a
machine that does other work, too, these and their ratios are worth more than
the seconds.
"""
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

BUILD = os.path.abspath(sys.argv[1])
SIZES = [int(n) for n in os.environ.get("SIZES", "50000 1000000").split()]
HITS = [int(n) for n in os.environ.get("HITS", "50 1").split()]
TICK = os.sysconf("SC_CLK_TCK")
START = 1577836800      # 2020, a message every two minutes
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def message(uid, hits):
    who = "jd@example.org" if uid % hits == 0 else f"f{uid % 97}@b.example"
    return (f"From: <{who}>\r\nTo: sally@home.example\r\nSubject: no {uid}"
            f"\r\nMessage-ID: <{uid}@mail.example>\r\n\r\nText number {uid},"
            " of no great length, as most of them are.\r\n").encode()


def date(uid):
    t = time.gmtime(START + uid * 120)
    return "%02d-%s-%04d %02d:%02d:%02d +0000" % (
        t.tm_mday, MONTHS[t.tm_mon - 1], t.tm_year, t.tm_hour, t.tm_min,
        t.tm_sec)


def answers(c, low, high, bodies, hits):
    out = []
    for uid in range(low, high + 1):
        body = message(uid, hits)
        if bodies:
            out.append(b"* %d FETCH (UID %d BODY[] {%d}\r\n%b)\r\n" % (
                uid, uid, len(body), body))
        else:
            out.append(b'* %d FETCH (UID %d INTERNALDATE "%b" RFC822.SIZE %d)'
                       b"\r\n" % (uid, uid, date(uid).encode(), len(body)))
        if len(out) == 1000:
            c.sendall(b"".join(out))
            out.clear()
    c.sendall(b"".join(out))


def converse(c, size, hits):
    lines = c.makefile("rb")
    c.sendall(b"* OK ready\r\n")
    for line in lines:
        tag, _, rest = line.strip().partition(b" ")
        name = rest.split()[0].upper()
        if name == b"CAPABILITY":
            c.sendall(b"* CAPABILITY IMAP4rev1\r\n")
        elif name == b"LIST":
            c.sendall(b'* LIST () "/" INBOX\r\n')
        elif name == b"EXAMINE":
            c.sendall(b"* %d EXISTS\r\n* OK [UIDVALIDITY 1] .\r\n"
                      b"* OK [UIDNEXT %d] .\r\n" % (size, size + 1))
        elif name == b"UID":
            low, high = re.match(rb"UID FETCH (\d+)(?::(\d+))?", rest).groups()
            answers(c, int(low), min(int(high or low), size),
                    b"BODY" in rest, hits)
        c.sendall(tag + b" OK done\r\n")


def serve(size, hits):
    """A process of its own; its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    pid = os.fork()
    if pid:
        port = listener.getsockname()[1]
        listener.close()
        return pid, port
    while True:
        c, _ = listener.accept()
        c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            converse(c, size, hits)
        except OSError:
            pass


def stat_of(pid):
    """(name, CPU seconds)"""
    with open(f"/proc/{pid}/stat") as f:
        name, _, rest = f.read().partition(" (")[2].rpartition(") ")
    fields = rest.split()
    return name, (int(fields[11]) + int(fields[12])) / TICK


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as f:
        return [int(n) for n in f.read().split()]


def written(pid):
    with open(f"/proc/{pid}/io") as f:
        return int(re.search(r"^write_bytes: (\d+)", f.read(), re.M)[1])


def watch(p, cpu, wrote):
    while p.poll() is None:
        try:
            for pid in [p.pid, *children(p.pid)]:
                cpu[pid] = stat_of(pid)
            wrote[0] = written(p.pid)
        except (OSError, TypeError):
            pass
        time.sleep(0.2)


started = []    # processes that are to end with us


def end_all():
    for pid in started:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def one_pass(work, size, hits):
    home = os.path.join(work, f"{size}-{hits}")
    os.makedirs(home + "/rules.d")
    server, port = serve(size, hits)
    started.append(server)
    for name, text in (
            ("pw", "secret\n"),
            ("rules.d/ex.yaml", "person: ex\nidentifiers:\n"
             "  addresses: [jd@example.org]\n"),
            ("floodmark.yaml", "timezone: Europe/London\nstore: case.db\n"
             "rules: rules.d\naccounts:\n  - {name: home, host: 127.0.0.1, "
             f"tls: none, port: {port}, user: sally, password_file: pw}}\n")):
        with open(f"{home}/{name}", "w") as f:
            f.write(text)
    os.chmod(home + "/pw", 0o600)
    cpu, wrote, began = {}, [0], time.monotonic()
    p = subprocess.Popen([f"{BUILD}/floodmarkd", "-c",
                          f"{home}/floodmark.yaml", "--once"],
                         stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    started.append(p.pid)
    t = threading.Thread(target=watch, args=(p, cpu, wrote))
    t.start()
    p.wait()
    t.join()
    wall = time.monotonic() - began
    served = stat_of(server)[1]
    os.kill(server, 9)
    os.waitpid(server, 0)
    started.clear()
    tell(size, hits, wall, served, cpu, wrote[0], p.returncode, home)
    shutil.rmtree(home)


def tell(size, hits, wall, served, cpu, wrote, code, home):
    spent = {}
    for name, seconds in cpu.values():
        spent[name] = spent.get(name, 0) + seconds
    us = lambda seconds: f"{seconds / size * 1e6:7.1f}"
    names = "floodmarkd", "floodmark-imap", "floodmark-read"
    store = os.stat(home + "/case.db").st_size
    print(f"{size:8d} 1 in {hits:<4d} {us(wall)} {us(served)} "
          + " ".join(us(spent.get(n, 0)) for n in names)
          + f" {us(sum(spent.values()))} {store / 1e6:9.1f} "
          f"{wrote / 1e6:9.1f}"
          + (f"  exit {code}" if code else ""), flush=True)


def main():
    print("messages hits      wall us server  engine  source  reader  daemon"
          "  store MB  written MB")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    work = tempfile.mkdtemp(prefix="million-", dir=BUILD)
    try:
        for hits in HITS:
            for size in SIZES:
                one_pass(work, size, hits)
    finally:
        end_all()
        shutil.rmtree(work, ignore_errors=True)


main()

"""DKIM at receipt: signed mail on a real Dovecot, keys from a DNS server on
loopback that answers well, badly or not at all.  Prints TAP."""
import concurrent.futures
import os
import random
import re
import shutil
import sqlite3
import sys
import tempfile
import time

import daemon
from daemon import DAY, JD, NOW, Case, Server, children, mail
import dns_server
import tap
from dkim_sign import Key, sign
from dns_server import DnsServer
from tap import equal, ok, stop, wait_until

SHIM = os.path.join(daemon.BUILD, "tests", "lib", "step.so")
STRANGER = "post.example"       # whose DNS the sender reads
KEYS = {}


def signed(n, selector, domain=STRANGER, key="rsa", **more):
    return sign(mail(n), KEYS[key], domain, selector, **more)


class Signed(Case):
    """A case that asks that server for keys."""
    numbers = iter(range(1000))

    def __init__(self, work, server, dns, user, top="dkim: all\n",
                 extra=""):
        work = os.path.join(work, f"signed-{next(self.numbers)}")
        os.mkdir(work)
        super().__init__(work, server, user, extra=extra,
                         top=f"resolver: {dns.address}\n{top}")

    def sql(self, text):
        db = sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)
        try:
            return db.execute(text).fetchall()
        finally:
            db.close()

    def results(self):
        return dict(self.sql("SELECT selector, result FROM dkim"
                             " WHERE place > 0 AND kind = 'checked'"))

    def waiting(self):
        return self.sql("SELECT count(*) FROM dkim_wait")[0][0]

    def at(self, moment):
        return self.once(env={**os.environ, "FLOODMARK_NOW": str(moment)})


# ---- what DNS may answer

def tampered(n, selector):
    return signed(n, selector).replace(b"\r\n\r\nhello", b"\r\n\r\nHELLO")


def table():
    """selector: message, what DNS says, the result"""
    good, ed = KEYS["rsa"].record(), KEYS["ed"].record()
    wrong = KEYS["other"].record()
    return {
        "found": (signed, good, "pass"),
        "ed": (lambda n, s: signed(n, s, key="ed"), ed, "pass"),
        "alias": (signed, dns_server.alias("key.other.example", good),
                  "pass"),
        "bytcp": (signed, dns_server.cut(good), "pass"),
        "body": (tampered, good, "body-changed"),
        "wrong": (signed, wrong, "signature-wrong"),
        "revoked": (signed, "v=DKIM1; p=", "key-revoked"),
        "spf": (signed, "v=spf1 -all", "key-unusable"),
        "bytes": (signed, b"v=DKIM1;\xff\0 p=\x1b[2J", "key-unusable"),
        "several": (signed, dns_server.found(good, wrong), "several-keys"),
        "large": (signed, good + "; n=" + "x" * 5000, "key-too-large"),
        "nobody": (signed, dns_server.nxdomain, "no-key"),
        "nothing": (signed, dns_server.nodata, "no-key"),
    }


def test_answers(work, server):
    dns = DnsServer()
    rows = table()
    for n, (selector, (make, says, _)) in enumerate(rows.items()):
        dns.table[f"{selector}._domainkey.{STRANGER}"] = says
        server.fill("answers", [(make(n, selector), NOW - DAY)])
    server.fill("answers", [(mail("unsigned"), NOW)])
    case = Signed(work, server, dns, "answers")
    got = case.once()
    equal(got.returncode, 0, "a pass")
    results = case.results()
    for selector, (_, _, want) in rows.items():
        equal(results.get(selector), want, f"DNS says: {selector}")
    equal(case.waiting(), 0, "nothing waits")
    ok((f"bytcp._domainkey.{STRANGER}", True) in dns.asked,
       "what was cut is asked for by TCP")
    equal(len(dns.names()), len(rows), "each key is asked for")
    equal(case.sql("SELECT key_record, answer, resolver FROM dkim"
                   " WHERE selector = 'found'"),
          [(KEYS["rsa"].record(), "found", "127.0.0.1")],
          "the key is kept")
    equal(case.sql("SELECT count(*) FROM dkim WHERE asked_ms IS NULL OR"
                   " recorded_ms < asked_ms OR received_ms >= asked_ms"),
          [(0,)], "with its moments")
    equal(case.verify()[0], 0, "the store is whole")
    asked = len(dns.asked)
    case.once()
    equal(len(dns.asked), asked, "nothing is asked twice")
    return case


UNANSWERED = {
    "servfail": dns_server.servfail, "silent": dns_server.silent,
    "garbage": dns_server.garbage, "overlong": dns_server.overlong,
    "looping": dns_server.looping, "short": dns_server.short,
    "wrong-id": None,
}


def unanswered(work, server, name, says):
    dns = DnsServer()
    where = f"{name}._domainkey.{STRANGER}"
    dns.table[where] = says
    case = Signed(work, server, dns, "unanswered",
                  extra=f"    folders: [{name}]\n")
    before = case.once()
    waits, rows = case.waiting(), case.results()
    dns.table[where] = KEYS["rsa"].record()
    dns.asked.clear()
    case.at(NOW + 30)
    early = len(dns.asked)
    after = case.at(NOW + 300)
    return before.returncode, after.returncode, waits, rows, early, \
        case.results(), case.verify()[0]


def test_unanswered(work, server):
    """What is no answer is asked for again, and no sooner than it may be."""
    UNANSWERED["wrong-id"] = dns_server.wrong_id(KEYS["rsa"].record())
    imap = server.open("unanswered")
    for name in UNANSWERED:
        imap.create(name)
    imap.logout()
    for name in UNANSWERED:
        server.fill("unanswered", [(signed(name, name), NOW - DAY)], name)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        jobs = {name: pool.submit(unanswered, work, server, name, says)
                for name, says in UNANSWERED.items()}
    for name, job in jobs.items():
        equal(job.result(), (0, 0, 1, {}, 0, {name: "pass"}, 0),
              f"{name}: it waits, then passes")


TESTS = [test_answers, test_unanswered]
USERS = ["answers", "unanswered"]


def main():
    work = tempfile.mkdtemp(prefix="floodmark-dkim.")
    server = None
    wanted = sys.argv[3:]
    try:
        for name, kind in (("rsa", "rsa"), ("other", "rsa"),
                           ("ed", "ed25519")):
            KEYS[name] = Key(work, name, kind)
        server = Server(work, USERS)
        for test in TESTS:
            if not wanted or test.__name__[5:] in wanted:
                test(work, server)
    finally:
        tap.end_all()
        if server is not None:
            server.stop()
        shutil.rmtree(work, ignore_errors=True)
    os._exit(tap.finish())   # the servers' threads wait for ever


if __name__ == "__main__":
    main()

"""DKIM at receipt: signed mail on a real Dovecot, keys from a DNS server on
loopback that answers well, badly or not at all.  Prints TAP."""
import collections
import concurrent.futures
import hashlib
import os
import queue
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import daemon
from daemon import DAY, JD, NOW, Case, Server, kill_children, mail
import dns_server
import steps
import tap
from dkim_sign import Key, sign
from dns_server import DnsServer
from tap import children, equal, ok, state_of, stop, wait_until

SHIM = os.path.join(daemon.BUILD, "tests", "lib", "step.so")
STRANGER = "post.example"       # whose DNS the sender reads
PROVIDER = "isp.example"        # and whose he may watch
LATER = NOW + 3 * 3600          # when all was asked for that was seen
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

    def is_checked(self):
        """Whether all that was read is; the store may not be there yet."""
        try:
            return "messages read" in self.logged() and self.waiting() == 0
        except sqlite3.Error:
            return False

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
    before = case.at(NOW)
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


# ---- who is asked

MODES = {   # top of the file: who is asked
    "": ["gmail.com"],
    "dkim: providers\ndkim_providers: [isp.example]\n":
        ["gmail.com", "isp.example", "mail.isp.example"],
    "dkim: all\n": ["evilgmail.com", "gmail.com", "gmail.com.post.example",
                    "isp.example", "mail.isp.example", STRANGER],
    "dkim: off\n": [],
}


def test_modes(work, server):
    """No packet leaves for a domain that may not be asked, and none at once
    for what was seen of a provider's."""
    domains = MODES["dkim: all\n"]
    for domain in domains:
        server.fill("modes", [(signed(domain, "s", domain), NOW - DAY)])
    for top, may in MODES.items():
        dns = DnsServer()
        for domain in domains:
            dns.table[f"s._domainkey.{domain}"] = KEYS["rsa"].record()
        case = Signed(work, server, dns, "modes", top=top)
        equal(case.at(NOW).returncode, 0, f"{top!r}: a pass")
        equal(dns.names(), [f"s._domainkey.{d}" for d in may
                            if "all" in top and d != "gmail.com"],
              f"{top!r}: who is asked at once")
        equal(case.at(LATER).returncode, 0, f"{top!r}: another")
        equal(dns.names(), [f"s._domainkey.{d}" for d in may],
              f"{top!r}: who is asked")
        equal(dict(case.sql("SELECT domain, result FROM dkim")),
              {} if "off" in top else
              {d: "pass" if d in may else "not-asked" for d in domains},
              f"{top!r}: what is known")
        equal(case.sql("SELECT count(*) FROM dkim WHERE result = 'not-asked'"
                       " AND (selector <> 's' OR algorithm <> 'rsa-sha256'"
                       " OR asked_ms IS NOT NULL OR key_record <> '')"),
              [(0,)], f"{top!r}: the signature is kept all the same")
        equal(case.waiting(), 0, f"{top!r}: nothing waits")
        equal(case.sql("SELECT value FROM setting WHERE name = 'dkim'"),
              [((re.findall("dkim: (.*)", top) or ["providers"])[0],)],
              f"{top!r}: the record says how it was set")


# ---- what is asked for tells nothing of what is kept

def probes(n, sender, selector):
    return [(sign(mail(f"{selector}{i}", sender), KEYS["rsa"], PROVIDER,
                  f"{selector}{i}"), NOW - DAY) for i in range(n)]


def name_of(selector):
    return f"{selector}._domainkey.{PROVIDER}"


def beacon_case(work, server, dns, person):
    """Whoever the person is that is looked for."""
    case = Signed(work, server, dns, "beacon",
                  top=f"dkim_providers: [{PROVIDER}]\n")
    case.write("rules.d/ex.yaml", daemon.RULES.replace(JD, person))
    return case


def test_beacon(work, server):
    """The sender names the key, and watches: of what is kept and of what is
    not, the same is asked for at moments that tell nothing."""
    server.fill("beacon", probes(12, JD, "probe") +
                probes(12, "friend@b.example", "other"))
    names = sorted(name_of(f"{s}{i}") for s in ("probe", "other")
                   for i in range(12))
    seen = {}
    for person, kept in ((JD, 12), ("nobody@c.example", 0)):
        dns = DnsServer()
        for name in names:
            dns.table[name] = KEYS["rsa"].record()
        case = beacon_case(work, server, dns, person)
        equal(case.at(NOW).returncode, 0, f"{kept} kept: a pass")
        equal((dns.asked, case.contacts()), ([], kept),
              f"{kept} kept: nothing is asked when it is found")
        case.at(NOW + 5400)
        ok(0 < len(dns.asked) < 24, f"{kept} kept: some when half of the time"
           " is over", dns.asked)
        case.at(LATER)
        equal(sorted(name for name, _ in dns.asked), names,
              f"{kept} kept: all of them, each once")
        order = [name for name, _ in dns.asked]
        ok(order != [name_of(f"{s}{i}") for s in ("probe", "other")
                     for i in range(12)], f"{kept} kept: in another order",
           order)
        equal((len(case.results()), case.waiting()), (kept, 0),
              f"{kept} kept: what is kept is checked")
        equal(set(case.results().values()), {"pass"} if kept else set(),
              f"{kept} kept: with the key")
        equal(case.sql("SELECT count(*), count(due_ms) FROM dkim_ask"),
              [(24, 0)], f"{kept} kept: the names are there")
        equal(case.sql("SELECT count(*) FROM original"), [(kept,)],
              f"{kept} kept: and nothing else of what is nobody's")
        case.at(NOW + 20 * 3600)
        equal(len(dns.asked), 24, f"{kept} kept: and that was all")
        equal(case.verify()[0], 0, f"{kept} kept: the store is whole")
        seen[kept] = dns.names()
    equal(seen[12], seen[0], "who watches DNS sees the same")
    beacon_again(work, server)


def beacon_again(work, server):
    """What comes later under a name that was answered: asked for once more,
    for both; and without an answer both are asked again."""
    # a server dates no mail into the future
    began = NOW - DAY // 2
    first_ends = began + 3 * 3600
    dns = DnsServer()
    case = beacon_case(work, server, dns, JD)
    for name in ("probe0", "other0"):
        dns.table[name_of(name)] = KEYS["rsa"].record()
    dns.table[name_of("probe1")] = dns_server.servfail
    dns.table[name_of("other1")] = dns_server.servfail
    case.at(began)
    case.at(first_ends)
    first = collections.Counter(name for name, _ in dns.asked)
    server.fill("beacon", [
        (sign(mail("new"), KEYS["rsa"], PROVIDER, "probe0"), first_ends + 60),
        (sign(mail("new", "friend@b.example"), KEYS["rsa"], PROVIDER,
              "other0"), first_ends + 60)])
    case.at(first_ends + 120)
    equal(case.sql("SELECT count(*) FROM dkim_wait JOIN sighting USING"
                   f" (original) WHERE internal_ms > {first_ends * 1000}"),
          [(1,)],
          "a key from before the receipt does not serve")
    case.at(first_ends + 3 * 3600 + 120)
    again = collections.Counter(name for name, _ in dns.asked) - first
    # servfail may be asked for by the system's rules more than once
    equal({name: min(n, 1) for name, n in again.items()},
          {name_of(s): 1 for s in ("probe0", "other0", "probe1", "other1")},
          "seen again or not answered: both are asked for again")
    equal(case.sql("SELECT count(*) FROM dkim WHERE selector = 'probe0' AND"
                   " asked_ms >= received_ms AND result = 'pass'"), [(2,)],
          "and the new one is checked with the key of its time")


# ---- whose messages, and what is stated

RESULTS = ("Authentication-Results: mx.home.example; dkim=pass "
           "header.d=post.example; spf=pass\r\n")


def test_stated(work, server):
    """The own server's word, with its name known and not; and only of what
    is kept and came in."""
    dns = DnsServer()
    dns.table[f"s._domainkey.{STRANGER}"] = KEYS["rsa"].record()
    one = RESULTS.encode() + RESULTS.replace("mx.home", "mx.evil").encode() \
        + signed("one", "s")
    server.fill("stated", [
        (one, NOW - DAY), (RESULTS.encode() + mail("unsigned"), NOW - DAY),
        (sign(mail("friend", "friend@b.example"), KEYS["rsa"], STRANGER,
              "friend"), NOW - DAY)])
    server.fill("stated", [
        (sign(b"From: sally@home.example\r\nTo: " + JD.encode() +
              b"\r\nSubject: stop\r\n\r\nstop\r\n", KEYS["rsa"], STRANGER,
              "own"), NOW - DAY)], "Sent")
    case = Signed(work, server, dns, "stated",
                  extra="    authserv_id: mx.home.example\n")
    equal(case.once().returncode, 0, "stated: a pass")
    equal(sorted(case.sql("SELECT kind, field, domain, result, detail"
                          " FROM dkim")), [
        ("checked", "DKIM-Signature", "", "unsigned", ""),
        ("checked", "DKIM-Signature", STRANGER, "pass", "relaxed/relaxed"),
        ("stated", "Authentication-Results", "mx.home.example", "stated",
         "dkim=pass post.example, spf=pass"),
        ("stated", "Authentication-Results", "mx.home.example", "stated",
         "dkim=pass post.example, spf=pass")],
        "stated: what is kept of whom")
    equal(dns.names(), [f"s._domainkey.{STRANGER}"],
          "no key is asked for what is not kept, or her own")
    without = Signed(work, server, dns, "stated")
    without.once()
    equal(without.sql("SELECT kind, result FROM dkim"),
          [("checked", "pass")], "without authserv_id: nobody's word")
    return case


# ---- what is told

def test_told(work, server):
    """show, status, and the bundle."""
    dns = DnsServer()
    dns.table[f"good._domainkey.{STRANGER}"] = KEYS["rsa"].record()
    dns.table[f"slow._domainkey.{STRANGER}"] = dns_server.servfail
    server.fill("told", [
        (signed("good", "good"), NOW - 60),
        (signed("old", "good"), NOW - 40 * DAY),
        (signed("slow", "slow"), NOW - 60),
        (signed("rest", "good", length=3, extra=" x=1000000000;"),
         NOW - 60),
        (sign(mail("other"), KEYS["rsa"], "a.example", "other",
              work=work), NOW - 60), (mail("plain"), NOW - 60)])
    case = Signed(work, server, dns, "told", top="dkim_providers: "
                  f"[{STRANGER}]\ndkim: providers\n")
    equal(case.at(NOW).returncode, 0, "told: a pass")
    equal(case.at(LATER).returncode, 0, "told: another")
    shown = {}
    for row in case.rows("list"):
        text = case.ask("show", row["id"]).stdout
        shown[case.sql("SELECT message_id FROM incident WHERE id = "
                       + row["id"])[0][0].split("@")[0]] = text
    says = lambda name, *words: ok(
        all(w in shown[name] for w in words), f"show tells: {name}",
        shown[name])
    means = "shows that this domain signed these bytes, not which person"
    says("good", f"{STRANGER}: the signature passes", "after the receipt",
         means)
    says("old", "DNS was asked 40 days after the receipt, when the key may "
         "have been another", means)
    says("slow", "a key is waited for: DNS was asked 1 time and")
    says("rest", "the end of the text is not covered by it",
         "it was over when the message came")
    says("other", "a.example: not checked: no key was asked for", means)
    ok("dkim" not in shown["plain"], "show tells nothing: plain",
       shown["plain"])
    ok("1 message waits for the key" in case.ask("status").stdout,
       "status tells how many wait", case.ask("status").stdout)
    json_text = case.ask("show", "1", "--format", "json").stdout
    ok('"key_record"' in json_text and '"dkim_rows"' in json_text,
       "show has the row for programs", json_text)
    export(case)
    return case


def export(case):
    case.bundle = os.path.join(case.dir, "bundle")
    got = case.ask("export", case.bundle)
    ok(got.returncode == 0, "export", got.stderr[-3000:])
    got = case.ask("verify", case.bundle)
    ok(got.returncode == 0 and "checked again: 3 DKIM signatures" in
       got.stdout, "the bundle is checked again", got.stdout + got.stderr)
    got = case.ask("verify")
    ok(got.returncode == 0 and "checked again: 3 DKIM signatures" in
       got.stdout, "the store is, too", got.stdout + got.stderr)
    script = os.path.join(daemon.SRC, "contrib", "verify-bundle")
    got = subprocess.run([sys.executable, script, case.bundle], check=False,
                         capture_output=True, text=True)
    equal(got.returncode, 0, "and the other verifier takes it")
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", f"{case.bundle}/data/method-and-limits.pdf", "-"],
            check=False, capture_output=True, text=True).stdout
        text = " ".join(text.split())
        ok("Rows by result: 3 pass, 1 not-asked." in text,
           "method-and-limits counts them", text[:3000])
    lie(case)


def lie(case):
    """A result made up, with the chain made anew over it: only the check
    with the kept key tells."""
    work = sqlite3.connect(case.store)
    triggers = work.execute(
        "SELECT name, sql FROM sqlite_schema WHERE name IN"
        " ('dkim_no_update', 'ledger_no_update')").fetchall()
    for name, _ in triggers:
        work.execute(f"DROP TRIGGER {name}")
    number, = work.execute("SELECT id FROM dkim WHERE result = 'pass'"
                           " LIMIT 1").fetchone()
    work.execute("UPDATE dkim SET result = 'signature-wrong', bits = 512"
                 f" WHERE id = {number}")
    head = bytes(32)
    for seq, tbl, ref, entry in work.execute(
            "SELECT seq, tbl, ref, entry FROM ledger ORDER BY seq"
            ).fetchall():
        if (tbl, ref) == ("dkim", number):
            entry = entry.replace('"result":"pass"',
                                  '"result":"signature-wrong"')
            entry = re.sub('"bits":[0-9]+', '"bits":512', entry)
        head = hashlib.sha256(head + entry.encode()).digest()
        work.execute("UPDATE ledger SET entry = ?, head = ? WHERE seq = ?",
                     (entry, head, seq))
    for _, again in triggers:
        work.execute(again)
    work.commit()
    work.close()
    got = case.ask("verify")
    ok(got.returncode == 65 and f"dkim {number}" in got.stdout and
       "result, bits" in got.stdout and "1 fault" in got.stdout,
       "a result that was made up is named", got.stdout + got.stderr)
    case.bundle += "-2"
    got = case.ask("export", case.bundle)
    ok(got.returncode == 0, "export of it", got.stderr[-3000:])
    got = case.ask("verify", case.bundle)
    ok(got.returncode == 65 and "ledger.jsonl row" in got.stdout and
       "result, bits" in got.stdout and "1 fault" in got.stdout,
       "and in the bundle, too", got.stdout + got.stderr)


# ---- whatever happens

def kill_while_asking(case, dns, more):
    """Kills a daemon at the n-th question that it asks; whether it had those
    to ask."""
    running = case.start()
    upto = len(dns.asked) + more
    wait_until(lambda: len(dns.asked) >= upto or case.is_checked(), 0.002)
    pids = children(running.pid)
    running.kill()
    running.wait()
    ok(wait_until(lambda: all(state_of(pid) in ("", "Z") for pid in pids)),
       "its children end with it", pids)
    return len(dns.asked) >= upto


def test_killed(work, server):
    """kill -9 at random, while keys are asked for: each row once."""
    dns = DnsServer()
    good = dns_server.found(KEYS["rsa"].record())

    def slow(query, tcp):
        time.sleep(0.02)
        return good(query, tcp)
    for n in range(40):
        dns.table[f"k{n}._domainkey.{STRANGER}"] = slow
    server.fill("killed", [
        (sign(signed(n, f"k{n}"), KEYS["rsa"], STRANGER, f"k{n}"),
         NOW - DAY) for n in range(40)])
    case = Signed(work, server, dns, "killed")
    chance = random.Random(2)
    kills = 0
    for _ in range(12):
        kills += kill_while_asking(case, dns, chance.randrange(6))
    ok(kills > 3, "was killed while it asked", kills)
    equal(case.once().returncode, 0, "goes on after kill -9")
    equal(case.sql("SELECT count(*), count(DISTINCT original || place)"
                   " FROM dkim WHERE result = 'pass'"), [(80, 80)],
          "every row once after kill -9")
    equal((case.waiting(), case.contacts()), (0, 40), "and nothing waits")
    equal(case.verify()[0], 0, "the store is whole after kill -9")


def test_children(work, server):
    """Checker and resolver are killed from outside while they work."""
    dns = DnsServer()
    good = dns_server.found(KEYS["rsa"].record())

    def slow(query, tcp):
        time.sleep(0.05)
        return good(query, tcp)
    for n in range(20):
        dns.table[f"k{n}._domainkey.{STRANGER}"] = slow
    server.fill("children", [(signed(n, f"k{n}"), NOW - DAY)
                             for n in range(20)])
    case = Signed(work, server, dns, "children")
    running = case.start()
    killed = kill_children(running, ["floodmark-dns", "floodmark-dkim"], 18,
                           case.is_checked, ["floodmark-dkim"])
    ok(len(killed) > 1, "they are killed at work", killed)
    ok(wait_until(lambda: case.has(20)), "killed children delay no mail")
    ok(wait_until(lambda: case.sql(
        "SELECT min(next_ms) FROM dkim_wait")[0][0] in (None, 0) or
        case.sql("SELECT min(next_ms) FROM dkim_wait")[0][0] >
        1000 * time.time()), "and each message had its turn")
    equal(stop(running), 0, "SIGTERM ends it well")
    equal(list(children(running.pid, "floodmark-dns")), [],
          "nothing is left running")
    for hours in range(1, 4):
        case.at(NOW + hours * 36000)
    results = [r for r, in case.sql("SELECT result FROM dkim")]
    equal(results, ["pass"] * 20, "all are checked in the end")
    equal(case.verify()[0], 0, "the store is whole")


def test_poison(work, server):
    """A message that ends the checker: known as such, and the next one is
    checked."""
    if tap.is_sanitized(daemon.BUILD):
        tap.skip("poison", "the sanitizers want to be preloaded first")
        return
    dns = DnsServer()
    dns.table[f"s._domainkey.{STRANGER}"] = KEYS["rsa"].record()
    server.fill("poison", [(signed(1, "s"), NOW - DAY), (sign(
        mail(2, headers="X-Checker-Dies: yes\r\n"), KEYS["rsa"], STRANGER,
        "s"), NOW - DAY), (signed(3, "s"), NOW - DAY)])
    case = Signed(work, server, dns, "poison")
    told = os.path.join(case.dir, "told")
    with open(told, "wb") as f:
        f.truncate(1 << 20)
    got = case.once(env={**os.environ, "LD_PRELOAD": SHIM,
                         "FM_STEP_FILE": told,
                         "FM_STEP_POISON": "X-Checker-Dies"})
    equal(got.returncode, 0, "poison: a pass")
    ok("the checker ended at a message again" in got.stderr,
       "poison: it is told", got.stderr)
    equal(sorted(case.sql("SELECT result, place FROM dkim")),
          [("pass", 1), ("pass", 1), ("unreadable", 0)],
          "poison: an outcome")
    equal(case.waiting(), 0, "poison: nothing waits")
    equal(case.verify()[0], 0, "poison: the store is whole")


def test_silence(work, server):
    """DNS that never answers delays nothing, and is given up in days."""
    dns = DnsServer()
    for n in range(6):
        dns.table[f"n{n}._domainkey.{STRANGER}"] = dns_server.silent
    server.fill("silence", [(signed(n, f"n{n}"), NOW) for n in range(6)])
    case = Signed(work, server, dns, "silence")
    running = case.start()
    ok(wait_until(lambda: case.has(6)), "silence: a pass")
    ok(wait_until(lambda: children(running.pid, "floodmark-dns")),
       "silence: it asks")
    # it is silent for as long as it takes
    resolver, = children(running.pid, "floodmark-dns")
    os.kill(resolver, signal.SIGSTOP)
    server.fill("silence", [(mail("new"), NOW)])
    ok(wait_until(lambda: case.has(7)), "silence: new mail comes in")
    ok(state_of(resolver) == "T" and case.sql(
        "SELECT count(*) FROM dkim_wait WHERE tries > 0")[0][0] < 3,
       "silence: meanwhile")
    os.kill(resolver, signal.SIGCONT)
    ok(wait_until(lambda: case.sql("SELECT min(next_ms) FROM dkim_wait")
                  [0][0] > 1000 * time.time()),
       "silence: each is put off")
    equal(len(dns.names()), 3, "silence: after three nobody is asked more")
    equal(stop(running), 0, "silence: SIGTERM ends it well")
    for n in range(6):
        dns.table[f"n{n}._domainkey.{STRANGER}"] = dns_server.servfail
    equal(case.sql("SELECT count(*) FROM dkim_wait WHERE tries = 1"), [(3,)],
          "silence: and it is known who was not asked")
    for hours in (1, 5, 20, 40, 60):
        case.at(NOW + hours * 3600)
    equal((case.results(), case.waiting()), ({}, 6),
          "silence: before three days it is no answer")
    dns.table[f"n0._domainkey.{STRANGER}"] = KEYS["rsa"].record()
    case.at(NOW + 74 * 3600)
    equal(case.results(), {"n0": "pass", **{f"n{n}": "no-answer"
                                            for n in range(1, 6)}},
          "silence: after three days it is")
    equal(case.waiting(), 0, "silence: and nothing waits")
    equal(case.verify()[0], 0, "silence: the store is whole")


def test_partly(work, server):
    """Of two signatures one has its answer: that is kept, and the other is
    asked for alone."""
    dns = DnsServer()
    dns.table[f"here._domainkey.{STRANGER}"] = KEYS["rsa"].record()
    dns.table[f"away._domainkey.{STRANGER}"] = dns_server.servfail
    server.fill("partly", [(sign(signed(1, "here"), KEYS["rsa"], STRANGER,
                                 "away"), NOW - DAY)])
    case = Signed(work, server, dns, "partly")
    case.at(NOW)
    equal((case.results(), case.waiting()), ({"here": "pass"}, 1),
          "partly: one is known")
    dns.table[f"away._domainkey.{STRANGER}"] = KEYS["rsa"].record()
    dns.asked.clear()
    case.at(NOW + 300)
    equal((case.results(), case.waiting()),
          ({"here": "pass", "away": "pass"}, 0), "partly: then both")
    equal(dns.names(), [f"away._domainkey.{STRANGER}"],
          "partly: only the other is asked for")


# ---- ended at its n-th step

STEPS = (("kill-before", "calls", 14), ("kill-torn", "calls", 6),
         ("fail-call", "calls", 8), ("fail-store", "store", 6),
         ("full-store", "store", 5), ("fail-alloc", "allocations", 6))


def under(case, what, n, moment=NOW):
    """A pass of an engine to which that happens."""
    told = os.path.join(case.dir, "told")
    with open(told, "wb") as f:
        f.truncate(steps.TOLD.size)
    got = case.once(cwd=case.dir, env={
        **os.environ, "LD_PRELOAD": SHIM, "FM_STEP_FILE": told,
        "FM_STEP_ROLE": "engine", "FM_STEP_WHAT": what, "FM_STEP_N": str(n),
        "FM_STEP_STORE": "case.db", "FLOODMARK_NOW": str(moment)})
    return got, steps.Told(told)


def disturbed(case, what, n, want):
    """"" when it goes on to the same store; else what is wrong."""
    for name in os.listdir(case.dir):
        if name.startswith("case.db"):
            os.remove(os.path.join(case.dir, name))
    got, told = under(case, what, n)
    if not told.happened:
        return None
    after = case.at(NOW)
    if after.returncode != 0:
        return f"{what} {n} ({told.call}): {after.stderr}"
    more = steps.compare(want, steps.dump(case.store), False)
    if more or case.verify()[0] != 0:
        return "\n".join([f"{what} {n} ({told.call}): another store",
                          got.stderr, *more])
    return ""


def at_moment(case, moment, step=None):
    """A pass then, undisturbed or not; whether it happened."""
    if step is None:
        return case.at(moment).returncode == 0
    return under(case, *step, moment)[1].happened


def names_disturbed(case, late, step, want):
    """As disturbed, of a pass that sees names, or (late) one that asks."""
    for name in os.listdir(case.dir):
        if name.startswith("case.db"):
            os.remove(os.path.join(case.dir, name))
    plan = [(NOW, None), (LATER, step), (LATER, None)] if late else \
        [(NOW, step), (NOW, None), (LATER, None)]
    done = [at_moment(case, *part) for part in plan]
    if not done[plan.index((LATER if late else NOW, step))]:
        return None
    more = steps.compare(want, steps.dump(case.store), False)
    if more or not all(done) or case.verify()[0] != 0:
        return "\n".join([f"{step} {late}: another store", *more])
    return ""


def test_names(work, server):
    """The engine ended at its n-th step while it notes names and asks for
    them: each is asked for, none is lost, and none twice over."""
    if tap.is_sanitized(daemon.BUILD):
        tap.skip("names", "the sanitizers want to be preloaded first")
        return
    dns = DnsServer()
    dns.table[name_of("his0")] = KEYS["rsa"].record()
    dns.table[name_of("other0")] = KEYS["rsa"].record()
    server.fill("names", probes(2, JD, "his") +
                probes(2, "friend@b.example", "other"))
    cases = [Signed(work, server, dns, "names",
                    top=f"dkim_providers: [{PROVIDER}]\n") for _ in range(4)]
    _, noting = under(cases[0], "", 0)
    _, asking = under(cases[0], "", 0, LATER)
    want = steps.dump(cases[0].store)
    equal((cases[0].results(), cases[0].sql("SELECT count(*) FROM dkim_ask"
                                            " WHERE due_ms IS NULL")),
          ({"his0": "pass", "his1": "no-key"}, [(4,)]),
          "names: undisturbed passes")
    free = queue.SimpleQueue()
    for case in cases:
        free.put(case)

    def work_on(job):
        case = free.get()
        try:
            return names_disturbed(case, *job, want)
        finally:
            free.put(case)
    for late, told in ((False, noting), (True, asking)):
        jobs = [(late, (what, n)) for what, counter, about in STEPS[:4]
                for n in sorted(steps.spread(told.n["engine", counter],
                                             about, 3))]
        with concurrent.futures.ThreadPoolExecutor(len(cases)) as pool:
            got = [r for r in pool.map(work_on, jobs) if r is not None]
        ok(got and not any(got), f"names: {len(got)} steps of a pass that "
           + ("asks" if late else "sees them"), "\n".join(got))


def test_steps(work, server):
    """The engine ended at its n-th step, its calls and its store failing:
    then the same rows."""
    if tap.is_sanitized(daemon.BUILD):
        tap.skip("steps", "the sanitizers want to be preloaded first")
        return
    dns = DnsServer()
    dns.table[f"a._domainkey.{STRANGER}"] = KEYS["rsa"].record()
    dns.table[f"b._domainkey.{STRANGER}"] = dns_server.nodata
    dns.table[f"c._domainkey.{STRANGER}"] = dns_server.servfail
    server.fill("steps", [
        (sign(signed(1, "a"), KEYS["rsa"], STRANGER, "c"), NOW - DAY),
        (signed(2, "b"), NOW - DAY), (signed(3, "a"), NOW - DAY),
        (mail(4), NOW - DAY)])
    cases = [Signed(work, server, dns, "steps") for _ in range(4)]
    _, told = under(cases[0], "", 0)
    want = steps.dump(cases[0].store)
    equal((sorted(cases[0].sql("SELECT selector, result FROM dkim")),
           cases[0].waiting()), ([("a", "pass"), ("a", "pass"),
                                  ("b", "no-key")], 1),
          "steps: an undisturbed pass")
    free = queue.SimpleQueue()
    for case in cases:
        free.put(case)

    def work_on(job):
        case = free.get()
        try:
            return disturbed(case, *job, want)
        finally:
            free.put(case)
    for what, counter, about in STEPS:
        last = told.n["engine", counter]
        jobs = [(what, n) for n in sorted(steps.spread(last, about, 3))]
        with concurrent.futures.ThreadPoolExecutor(len(cases)) as pool:
            got = [r for r in pool.map(work_on, jobs) if r is not None]
        ok(got and not any(got), f"steps: {what} at {len(got)} of {last}",
           "\n".join(got))


TESTS = [test_answers, test_unanswered, test_modes, test_beacon,
         test_stated, test_told,
         test_killed, test_children, test_poison, test_silence, test_partly,
         test_names, test_steps]
USERS = [test.__name__[5:] for test in TESTS]


def main():
    tap.need_test_clock(daemon.BUILD)
    work = tempfile.mkdtemp(prefix="floodmark-dkim.")
    server = None
    wanted = sys.argv[1:]
    # fontconfig keeps what it has read until the end, and frees none of it
    known = os.path.join(work, "leaks")
    with open(known, "w") as f:
        f.write("leak:libfontconfig\n")
    os.environ["LSAN_OPTIONS"] = f"suppressions={known}"
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

#!/usr/bin/env python3
"""Reading and matching without the network, against peers on the same files.

    read_match.py TOP_SRCDIR TOP_BUILDDIR

20 rules over the bench mailbox, in megabytes a second of one processor's
time: floodmark's reader and matcher, GMime with PCRE2 (where it was there
to build with) and Python's email package with re.  BENCH_MESSAGES and
BENCH_ROUNDS change the numbers.
"""
import email
import email.policy
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from bench import MESSAGES, ROUNDS, RULES, write  # noqa: E402

CONFIG = """timezone: Europe/London
country: GB
store: case.db
rules: rules.d
accounts:
  - name: bench
    host: 127.0.0.1
    user: sally
    password_file: pw
"""


def write_case(work):
    write(os.path.join(work, "floodmark.yaml"), CONFIG)
    write(os.path.join(work, "pw"), "x\n", 0o600)
    os.mkdir(os.path.join(work, "rules.d"))
    rules = "".join("  - id: r%d\n    match: '%s'\n    in: [subject, text]\n"
                    "    kind: threat\n    attribute: no\n" % (
                        i, r.replace("'", "''")) for i, r in enumerate(RULES))
    write(os.path.join(work, "rules.d", "ex.yaml"),
          "person: ex\nlabel: J.D.\nidentifiers:\n"
          "  addresses: [jd@example.org]\nrules:\n" + rules)
    write(os.path.join(work, "patterns"), "".join(r + "\n" for r in RULES))


def texts_of(message):
    yield str(message.get("subject", ""))
    for part in message.walk():
        if part.get_content_maintype() == "text":
            try:
                yield part.get_content()
            except (LookupError, ValueError):
                yield part.get_payload()


def python(folder):
    """No folding and no HTML: less than the others do."""
    rules = [re.compile(r, re.I) for r in RULES]
    mails = []
    for name in os.listdir(os.path.join(folder, "cur")):
        with open(os.path.join(folder, "cur", name), "rb") as f:
            mails.append(f.read())
    size, found = sum(map(len, mails)), 0
    begin = time.process_time()
    for one in mails:
        message = email.message_from_bytes(one, policy=email.policy.default)
        texts = list(texts_of(message))
        hits = [any(rule.search(t) for t in texts) for rule in rules]
        found += any(hits)
    took = time.process_time() - begin
    return "%d messages, %.1f MB, %d with findings: %.1f MB/s" % (
        len(mails), size / 1e6, found, size / 1e6 / took)


def main():
    source, build = sys.argv[1:3]
    work = tempfile.mkdtemp(prefix="bench-", dir=build)
    try:
        mail = os.path.join(work, "mail")
        subprocess.run([sys.executable, os.path.join(
            source, "tests/bench/write_mailbox.py"), mail, str(MESSAGES)],
            check=True, stdout=subprocess.DEVNULL)
        write_case(work)
        ours = [os.path.join(build, "tests/bench/read_match"),
                os.path.join(work, "floodmark.yaml"),
                os.path.join(work, "rules.d"), mail, str(ROUNDS)]
        peer = [os.path.join(build, "tests/bench/gmime_match"),
                os.path.join(work, "patterns"), mail, str(ROUNDS)]
        print("floodmark:", subprocess.check_output(ours, text=True).strip())
        if os.path.exists(peer[0]):
            print("GMime, PCRE2:",
                  subprocess.check_output(peer, text=True).strip())
        print("Python email, re:", python(mail))
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Questions to a store of a million contacts in ten years.

    store_bench.py TOP_BUILDDIR

Whole processes, from start to exit, output to /dev/null, the store in the
kernel's cache; medians of five.  `--version` is the floor: a process that
starts, links its libraries and ends.  The CPU time stands beside the wall,
because the wall of a few milliseconds says little on a shared machine.

BENCH_CONTACTS and BENCH_ROUNDS change the numbers, BENCH_STORE names a
folder in which the store is kept, and used again when it is there;
BENCH_SHORT leaves export and verify out.  Ends
with 1 when a median of wall time is over its limit.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

CONTACTS = int(os.environ.get("BENCH_CONTACTS", "1000000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
LIMIT_MS = 10
DAY = "2021-06-15"
# Nine in the morning after the last day: no source is late.
NOW = str(1767258000 - 9 * 3600)

CONFIG = """timezone: Europe/London
country: GB
store: case.db
rules: rules.d
accounts:
  - {name: home, host: imap.example.org, user: sally, password_file: pw}
  - {name: phone, host: imap.example.org, user: sally, password_file: pw}
"""

PERSON = "person: %s\nidentifiers: {addresses: [person@post.example]}\n"

# What is asked, and whether the limit is its own.
QUESTIONS = [
    ("--version", False),
    ("count", True),
    ("count --by month", True),
    ("count --by week", True),
    ("count --person ex", True),
    ("count --split channel", True),
    (f"count --from {DAY} --to {DAY}", True),
    ("count --format csv", True),
    (f"list --from {DAY} --to {DAY}", True),
    (f"list --from {DAY} --to {DAY} --person ex", True),
    (f"show {CONTACTS // 2}", False),
    ("escalations", False),
    ("status", False),
]

# Once each: work that grows with the store.
LONG = [
    ("export --from 2021-06-01 --to 2021-06-30 %s/bundle", 600),
    ("verify", 1800),
]


def write(path, text, mode=0o644):
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, mode)


def furnish(folder, build):
    write(f"{folder}/floodmark.yaml", CONFIG)
    write(f"{folder}/pw", "secret\n", 0o600)
    os.makedirs(f"{folder}/rules.d", exist_ok=True)
    for person in "ex", "other", "unknown":
        write(f"{folder}/rules.d/{person}.yaml", PERSON % person)
    if os.path.exists(f"{folder}/case.db"):
        print("the store was there already")
        return
    start = time.monotonic()
    out = subprocess.run(
        [f"{build}/tests/bench/fill_store", f"{folder}/case.db.part",
         str(CONTACTS)], check=True, text=True, stdout=subprocess.PIPE)
    os.rename(f"{folder}/case.db.part", f"{folder}/case.db")
    print(f"{out.stdout.strip()}, filled in "
          f"{time.monotonic() - start:.0f} s, "
          f"{os.path.getsize(folder + '/case.db') / 1e6:.0f} MB")


def argv_of(build, folder, question):
    argv = [f"{build}/floodmark"]
    if not question.startswith("--"):
        argv += ["-c", f"{folder}/floodmark.yaml"]
    return argv + question.split()


def once(argv, out):
    """(wall ms, CPU ms, exit code) of one process."""
    env = dict(os.environ, FLOODMARK_NOW=NOW, LC_ALL="C.UTF-8")
    to = [(os.POSIX_SPAWN_DUP2, out, 1)]
    start = time.monotonic()
    pid = os.posix_spawn(argv[0], argv, env, file_actions=to)
    _, status, use = os.wait4(pid, 0)
    wall = time.monotonic() - start
    return (wall * 1000, (use.ru_utime + use.ru_stime) * 1000,
            os.waitstatus_to_exitcode(status))


def ask(build, folder, out):
    """A round asks every question once, so that a busy minute of the
    machine falls on all of them."""
    runs = {q: [] for q, _ in QUESTIONS}
    for n in range(ROUNDS + 1):
        for q in runs:
            run = once(argv_of(build, folder, q), out)
            if run[2] != 0:
                sys.exit(f"floodmark {q}: exit {run[2]}")
            if n > 0:           # the first fills the cache
                runs[q].append(run)
    return runs


def tell(runs):
    late = []
    print(f"\n{'floodmark':<46} {'wall ms':>8} {'least':>8} {'CPU ms':>8}")
    for q, limited in QUESTIONS:
        wall = statistics.median(r[0] for r in runs[q])
        cpu = statistics.median(r[1] for r in runs[q])
        least = min(r[0] for r in runs[q])
        print(f"{q:<46} {wall:8.1f} {least:8.1f} {cpu:8.1f}")
        if limited and wall >= LIMIT_MS:
            late.append(q)
    for q in late:
        print(f"over {LIMIT_MS} ms: floodmark {q}")
    return late


def tell_long(build, folder, out):
    with tempfile.TemporaryDirectory(prefix="floodmark-bench-") as into:
        for q, limit_s in LONG:
            q = q % into if "%s" in q else q
            argv = ["timeout", str(limit_s)] + argv_of(build, folder, q)
            argv[0] = "/usr/bin/timeout"
            wall, cpu, code = once(argv, out)
            print(f"{q.split('/')[0]:<46} {wall / 1000:6.1f} s, "
                  f"CPU {cpu / 1000:.1f} s, exit {code}", flush=True)


def bench(build, folder):
    furnish(folder, build)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    out = os.open("/dev/null", os.O_WRONLY)
    late = tell(ask(build, folder, out))
    sys.stdout.flush()
    if "BENCH_SHORT" not in os.environ:
        tell_long(build, folder, out)
    return 1 if late else 0


def main():
    build = os.path.abspath(sys.argv[1])
    with open(f"{build}/config.h") as config:
        if "#define TEST_CLOCK 1" not in config.read():
            sys.exit("FLOODMARK_NOW needs configure --enable-test-clock")
    kept = os.environ.get("BENCH_STORE")
    if kept is not None:
        os.makedirs(kept, exist_ok=True)
        return bench(build, os.path.abspath(kept))
    with tempfile.TemporaryDirectory(prefix="floodmark-bench-") as folder:
        return bench(build, folder)


if __name__ == "__main__":
    sys.exit(main())

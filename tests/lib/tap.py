"""What the tests in Python share: where the trees are, TAP, waiting, and the
processes that are to be ended whatever happens."""
import os
import shutil
import signal
import subprocess
import sys
import time

# As make check says; by hand, from the folder that was built in.
SRC = os.path.abspath(os.environ.get("top_srcdir") or os.path.join(
    os.path.dirname(__file__), "..", ".."))
BUILD = os.path.abspath(os.environ.get("top_builddir") or ".")

DETAIL_LINES, DETAIL_CHARS = 100, 300

started = []    # daemons; see end_all
ran = failed = 0


def ok(good, name, detail=""):
    global ran, failed
    ran += 1
    failed += not good
    print(f"{'' if good else 'not '}ok {ran} - {name}", flush=True)
    if not good:
        for line in str(detail).splitlines()[:DETAIL_LINES]:
            print("#", line[:DETAIL_CHARS])


def equal(got, want, name):
    ok(got == want, name, f"got:  {got}\nwant: {want}")


def skip(name, why):
    global ran
    ran += 1
    print(f"ok {ran} - {name} # SKIP {why}", flush=True)


def skip_all(why):
    print(f"1..0 # SKIP {why}")
    sys.exit()


def need(*programs):
    for program in programs:
        if shutil.which(program) is None:
            skip_all(f"{program} is missing")


def finish():
    """The plan; what the test exits with."""
    print(f"1..{ran}", flush=True)
    return int(failed > 0)


def wait_until(what, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.02)
    return False


def stop(daemon):
    """Its exit code after SIGTERM."""
    daemon.send_signal(signal.SIGTERM)
    try:
        return daemon.wait(20)
    except subprocess.TimeoutExpired:
        daemon.kill()
        return "killed"


def end_all():
    for daemon in started:
        if daemon.poll() is None:
            daemon.kill()
        daemon.wait()


def is_defined(build, name):
    with open(os.path.join(build, "config.h")) as f:
        return f"#define {name} 1" in f.read()


def is_sanitized(build):
    return is_defined(build, "SANITIZED")


NO_CLOCK = "FLOODMARK_NOW needs configure --enable-test-clock"


def has_test_clock(build):
    return is_defined(build, "TEST_CLOCK")


def need_test_clock(build):
    """Of a test that is nothing without it."""
    if not has_test_clock(build):
        print(f"1..0 # SKIP {NO_CLOCK}", flush=True)
        sys.exit(0)

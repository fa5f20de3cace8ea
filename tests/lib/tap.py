"""What the tests in Python share: where the trees are, TAP, waiting, and the
processes that are to be ended whatever happens."""
import os
import pty
import shutil
import signal
import subprocess
import sys
import time

# As make check says; by hand, from the folder that was built in.
SRC = os.path.abspath(os.environ.get("top_srcdir") or os.path.join(
    os.path.dirname(__file__), "..", ".."))
BUILD = os.path.abspath(os.environ.get("top_builddir") or ".")

# The end of every wait, in seconds.  It is no statement about the programs:
# a machine with much else to do does not get there, only what has failed.
PATIENCE = int(os.environ.get("TEST_PATIENCE") or 300)
# After a wait in vain the rest is not worth as much.
LITTLE_PATIENCE = 30

DETAIL_LINES, DETAIL_CHARS = 100, 300

started = []    # daemons; see end_all
ran = failed = 0
patience = PATIENCE


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


def wait_until(what, most=0.2):
    """Whether it came to be so.  Looks often at first, since most is soon so,
    and then every so many seconds."""
    global patience
    end, pause = time.monotonic() + patience, min(0.002, most)
    while not what():
        if time.monotonic() > end:
            patience = LITTLE_PATIENCE
            return False
        time.sleep(pause)
        pause = min(pause * 1.2, most)
    return True


def state_of(pid):
    """Of a process, as /proc has it: R, S, Z ...; "" when it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""


def comm_of(pid):
    try:
        with open(f"/proc/{pid}/comm") as f:
            return f.read().strip()
    except OSError:
        return ""


def children(parent, name=None):
    """Its living children, by name.  From /proc: pgrep is not on every
    machine."""
    try:
        with open(f"/proc/{parent}/task/{parent}/children") as f:
            pids = [int(pid) for pid in f.read().split()]
    except OSError:
        return []
    return [pid for pid in pids if name in (None, comm_of(pid)) and
            state_of(pid) not in ("", "Z")]


def work_of(pid):
    """How much it has done: bytes that it wrote, to whatever."""
    try:
        with open(f"/proc/{pid}/io") as f:
            for line in f:
                if line.startswith("wchar:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


def turns_of(pid):
    """How often it has waited for something: it looks at all it has to look
    at between."""
    with open(f"/proc/{pid}/status") as f:
        for line in f:
            if line.startswith("voluntary_ctxt_switches:"):
                return int(line.split()[1])
    return 0


def wait_turns(pid):
    n = turns_of(pid)
    return wait_until(lambda: turns_of(pid) > n + 3)


def is_settled(pid):
    """Whether it and its children wait: what came has been seen by all.  It
    is looked at last, since they tell it."""
    return all(state_of(one) == "S" for one in (*children(pid), pid))


def kill(pid):
    """Whether it was there to be killed."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def has_terminals():
    """Not in a container without /dev/pts."""
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError:
        return False
    return True


def stop(daemon):
    """Its exit code after SIGTERM."""
    daemon.send_signal(signal.SIGTERM)
    try:
        return daemon.wait(patience)
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

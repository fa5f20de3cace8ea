"""What a timestamp authority, or who made a bundle with its files, must not
get at: the signing key and the examiner's terminal.  Prints TAP."""
import base64
import os
import shutil
import subprocess
import sys
import tempfile

SRC, BUILD = sys.argv[1], sys.argv[2]
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
sys.dont_write_bytecode = True
import tap  # noqa: E402
from authority import Authority  # noqa: E402
from tap import equal, ok, skip, started, wait_until  # noqa: E402

TOOL = os.path.join(BUILD, "floodmark")
ENVIRONMENT = {key: value for key, value in os.environ.items()
               if not key.lower().endswith("_proxy")}


class Case:
    def __init__(self, work, url, pem):
        self.dir = os.path.join(work, "case")
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
        return subprocess.run(self.args(*args), env=ENVIRONMENT, timeout=120,
                              capture_output=True, text=True)


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
        memory = memory_of(children[0])
        if memory is None:
            skip(what, "its memory cannot be read")
        else:
            ok(b"127.0.0.1" in memory, "whose memory can be read")
            ok(seed_of(case.path("case.db.key")) not in memory,
               f"the key, {what}, is not in it")
        export.kill()
        export.wait()
    tsa.stop()


TESTS = {"key": test_key}


def main():
    wanted = sys.argv[3:]
    work = tempfile.mkdtemp(prefix="floodmark-strangers.")
    try:
        for name, test in TESTS.items():
            if not wanted or name in wanted:
                test(work)
    finally:
        tap.end_all()
        shutil.rmtree(work, ignore_errors=True)
    return tap.finish()


sys.exit(main())

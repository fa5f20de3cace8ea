"""A program under bounds: what it says, and the most memory it had."""
import os
import resource
import subprocess
import tempfile

CPU_S = 60              # ends what would go on for ever


def limits():
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, hard))


class Got:
    """code (negative: the signal), text, resident (bytes), cpu (seconds) of
    it and of its children."""

    def __init__(self, args, environment=None):
        with tempfile.TemporaryFile() as said:
            child = subprocess.Popen(args, stdin=subprocess.DEVNULL,
                                     stdout=said, stderr=subprocess.STDOUT,
                                     env=environment, preexec_fn=limits)
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = self.code = os.waitstatus_to_exitcode(status)
            said.seek(0)
            self.text = said.read(1 << 22).decode("utf-8", "replace")
        self.resident = used.ru_maxrss * 1024
        self.cpu = used.ru_utime + used.ru_stime

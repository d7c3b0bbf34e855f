"""The machine and the processes on it: CPU seconds, memory, quiet."""

import mmap
import os
import signal
import subprocess
import time

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
MIB = 1 << 20


class Process:
    """A program under test. Its output goes to a file; it is stopped with the harness."""

    def __init__(self, command, log, cwd=None, stdin=subprocess.DEVNULL, env=None):
        self.log = log
        self._output = open(log, "wb")
        self._popen = subprocess.Popen(
            [str(word) for word in command],
            stdin=stdin,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env={**os.environ, **(env or {})},
        )
        self.pid = self._popen.pid

    def output(self):
        return self.log.read_text(errors="replace")

    def say(self, line):
        self._popen.stdin.write(line.encode() + b"\n")
        self._popen.stdin.flush()

    def wait_for(self, is_true, what, seconds=60):
        deadline = time.monotonic() + seconds
        while not is_true():
            if self._popen.poll() is not None:
                raise SystemExit(f"{what}: the process ended: {self.output()[-2000:]}")
            if time.monotonic() > deadline:
                raise SystemExit(f"{what}: not within {seconds} s: {self.output()[-2000:]}")
            time.sleep(0.02)

    def is_running(self):
        return self._popen.poll() is None

    def cpu_seconds(self):
        """User and system together."""
        with open(f"/proc/{self.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

    def anonymous_mib(self):
        return self._status("RssAnon")

    def resident_mib(self):
        return self._status("VmRSS")

    def peak_mib(self):
        """The most resident memory since the last reset; page cache that is mapped counts."""
        return self._status("VmHWM")

    def reset_peak(self):
        with open(f"/proc/{self.pid}/clear_refs", "w") as clear:
            clear.write("5")

    def _status(self, key):
        with open(f"/proc/{self.pid}/status") as status:
            for line in status:
                if line.startswith(key + ":"):
                    return int(line.split()[1]) / 1024
        raise KeyError(key)

    def kill(self):
        self._popen.kill()
        self._popen.wait()

    def stop(self):
        if self.is_running():
            self._popen.send_signal(signal.SIGTERM)
            try:
                self._popen.wait(15)
            except subprocess.TimeoutExpired:
                self._popen.kill()
                self._popen.wait()
        self._output.close()


def install(*tools):
    """Each is a Debian package and the command that shows that it is there."""
    missing = [package for package, check in tools if subprocess.run(check, capture_output=True, shell=True).returncode != 0]
    if missing:
        as_root = [] if os.geteuid() == 0 else ["sudo"]
        subprocess.run([*as_root, "apt-get", "update", "-qq"], check=True)
        subprocess.run([*as_root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing],
                       check=True, stdout=subprocess.DEVNULL)


def idle_seconds():
    """CPU seconds that no process of the machine used, and no interrupt; that disks were waited for is among them."""
    with open("/proc/stat") as stat:
        return sum(int(field) for field in stat.readline().split()[4:6]) / TICKS_PER_SECOND


def busy_seconds():
    """CPU seconds that all processes of the machine have used, user and system."""
    with open("/proc/stat") as stat:
        user, nice, system = (int(field) for field in stat.readline().split()[1:4])
    return (user + nice + system) / TICKS_PER_SECOND


def make_ready(warm_gib):
    """
    The same start for everyone: nothing left to write, and memory that has just been used. A virtual machine may have
    given unused pages back to its host, and the first touch of each then costs several times a copy.
    """
    os.sync()
    pages = mmap.mmap(-1, int(warm_gib * (1 << 30)), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    try:
        pages.madvise(14)  # MADV_HUGEPAGE: the page cache takes its memory in large pieces too
        pages.madvise(23)  # MADV_POPULATE_WRITE, Linux 5.14
    except OSError:
        for offset in range(0, len(pages), mmap.PAGESIZE):
            pages[offset] = 1
    pages.close()

"""Runs programs on one of two sides, client and server, and tells what each side has used.

Processor time comes from a control group (version 2) for each side, which counts every process that ever was in it.
Where no group can be made there is only the machine's own time: both ends, and what the kernel does for them.
"""
import os
import signal
import subprocess
import sys
import tempfile
import threading

signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers, groups and mounts are tidied up


def machine_cpu():
    """Seconds that all processors have worked: for programs and for the kernel, not those stolen."""
    with open("/proc/stat", encoding="ascii") as stat:
        user, nice, system, _idle, _iowait, irq, softirq = map(int, stat.readline().split()[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def _new_group(name):
    with open("/proc/self/mounts", encoding="utf-8") as mounts:
        roots = [line.split()[1] for line in mounts if line.split()[2] == "cgroup2"]
    for root in roots:
        group = os.path.join(root, f"runseal-bench-{os.getpid()}-{name}")
        try:
            os.mkdir(group)
            return group
        except OSError:
            continue
    return None


class Side:
    def __init__(self, name):
        self.group = _new_group(name)
        self._times = tempfile.NamedTemporaryFile(prefix="runseal-bench-")  # what time(1) writes
        self._largest = 0  # KB
        self._started = []

    def start(self, command, **options):
        """A list, or a line for bash. time(1) in front of it tells the largest process of those it waits for."""
        words = ["bash", "-c", command] if isinstance(command, str) else command
        words = ["/usr/bin/time", "-q", "-a", "-o", self._times.name, "-f", "%M", *words]
        process = subprocess.Popen(words, preexec_fn=self._enter, start_new_session=True, **options)
        self._started.append(process)
        return process

    def _enter(self):
        if self.group:
            with open(os.path.join(self.group, "cgroup.procs"), "w", encoding="ascii") as procs:
                procs.write("0")

    def cpu(self):
        """Seconds so far, or nothing."""
        if not self.group:
            return None
        with open(os.path.join(self.group, "cpu.stat"), encoding="ascii") as stat:
            return int(stat.readline().split()[1]) / 1e6

    def forget_peak(self):
        self._largest = 0
        open(self._times.name, "w", encoding="ascii").close()

    def look(self):
        """Remembers how large the processes that live now have become, all together."""
        together = 0
        for pid in self._processes():
            try:
                with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as status:
                    together += next((int(line.split()[1]) for line in status if line.startswith("VmHWM:")), 0)
            except OSError:
                continue  # it ended
        self._largest = max(self._largest, together)

    def _processes(self):
        if not self.group:
            return []
        with open(os.path.join(self.group, "cgroup.procs"), encoding="ascii") as procs:
            return procs.read().split()

    def peak(self):
        """MB: the largest sum of processes seen at once, or the largest single process that time(1) saw, if larger."""
        with open(self._times.name, encoding="ascii") as times:
            single = [int(line) for line in times if line.strip().isdigit()]
        return max([self._largest, *single]) / 1024

    def close(self):
        for process in self._started:
            if process.poll() is None:
                os.killpg(process.pid, 15)
        for pid in self._processes():  # such as a server's own children in sessions of their own
            os.kill(int(pid), 15)
        for process in self._started:
            process.wait()
        self._times.close()
        if self.group:
            self._remove_group()

    def _remove_group(self):
        for _ in range(100):
            try:
                return os.rmdir(self.group)
            except OSError:  # a process of it is still on its way out
                threading.Event().wait(0.05)


class Watch:
    """Looks at the sides ten times a second while it is open."""

    def __init__(self, *sides):
        self._sides = sides
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        while not self._end.wait(0.1):
            for side in self._sides:
                side.look()

    def __enter__(self):
        for side in self._sides:
            side.forget_peak()
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()

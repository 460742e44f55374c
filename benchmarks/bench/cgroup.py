"""Cgroups: what is started in one shares so many MB, page cache of its own files included, or so much of a core. Root's."""

import os
import re
import time
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
V2 = (ROOT / "cgroup.controllers").exists()


class _Group:
    def __init__(self, controller, name):
        self._folder = (ROOT if V2 else ROOT / controller) / f"jkuiper-benchmark-{os.getpid()}-{name}"
        self._folder.mkdir()

    def _write(self, file, text):
        (self._folder / file).write_text(text)

    def enter(self):
        """Moves the calling process there, and with it what it starts from then on."""
        self._write("cgroup.procs", "0")

    def close(self):
        """Once what ran in it has ended, which the kernel may take a moment to see."""
        for _ in range(100):
            try:
                return self._folder.rmdir()
            except OSError:
                time.sleep(0.1)
        return self._folder.rmdir()


class CpuCgroup(_Group):
    """So much of a core, dealt out every 20 ms."""

    PERIOD_US = 20_000

    def __init__(self, cores, name):
        super().__init__("cpu", name)
        quota = int(cores * self.PERIOD_US)
        if V2:
            self._write("cpu.max", f"{quota} {self.PERIOD_US}")
        else:
            self._write("cpu.cfs_period_us", str(self.PERIOD_US))
            self._write("cpu.cfs_quota_us", str(quota))


class Cgroup(_Group):
    """So many MB."""

    def __init__(self, megabytes):
        super().__init__("memory", megabytes)
        limit = str(megabytes << 20)
        if V2:
            self._write("memory.swap.max", "0")
            self._write("memory.max", limit)
        else:
            self._write("memory.limit_in_bytes", limit)
            self._write("memory.swappiness", "0")

    def kills(self):
        """How many processes the kernel has ended for want of memory."""
        events = (self._folder / ("memory.events" if V2 else "memory.oom_control")).read_text()
        return int(re.search(r"^oom_kill (\d+)", events, re.MULTILINE)[1])

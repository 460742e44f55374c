"""What /proc tells of processes and of the machine."""

import os
import platform
import re
import subprocess
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def _stat(pid):
    """Parent and seconds of CPU, those of ended children included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[1]), sum(map(int, fields[11:15])) / TICK


def tree(root):
    """A process and all below it."""
    children = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            children.setdefault(_stat(pid)[0], []).append(int(pid))
        except OSError:
            pass
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        queue += children.get(pid, [])
    return found


def cpu_seconds(pids):
    total = 0.0
    for pid in pids:
        try:
            total += _stat(pid)[1]
        except OSError:
            pass
    return total


def memory(pids):
    """MB that are resident: RSS, and PSS, which shares out what several processes map."""
    sizes = {"Rss": 0, "Pss": 0}
    for pid in pids:
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                key = line.split(":")[0]
                if key in sizes:
                    sizes[key] += int(line.split()[1])
        except OSError:
            pass
    return sizes["Rss"] / 1024, sizes["Pss"] / 1024


def peak_memory(pids):
    """MB that were resident at most."""
    total = 0
    for pid in pids:
        try:
            total += int(re.search(r"VmHWM:\s*(\d+)", Path(f"/proc/{pid}/status").read_text())[1])
        except OSError:
            pass
    return total / 1024


def busy_seconds():
    """CPU time that the whole machine has worked."""
    user, nice, system, _, _, irq, softirq, steal = map(int, Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICK


def child_of(root, pattern):
    """The process below `root` whose command line has the pattern and whose parent's has it not."""
    for pid in tree(root)[1:]:
        try:
            command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if re.search(pattern, command):
            return pid
    raise LookupError(f"no process with {pattern}")


def first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return (done.stdout or done.stderr).strip().splitlines()[0]
    except (OSError, IndexError):
        return "absent"


def describe():
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory_kb = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[1])
    release = Path("/etc/os-release")
    name = re.search(r'PRETTY_NAME="(.*)"', release.read_text()) if release.exists() else None
    return {
        "cpu": cpu[1] if cpu else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory_kb / 2**20, 1),
        "system": name[1] if name else platform.platform(),
        "kernel": platform.release(),
        "java": first_line("java", "-version"),
        "broker": first_line("mosquitto", "-h"),
    }

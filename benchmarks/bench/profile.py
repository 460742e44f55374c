"""Where the time and the memory of the plugin go, seen by perf and by /proc. See benchmarks/profile."""

import datetime
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path

from . import machine, measure, peers, pictures
from .host import Plugin

PROJECT = Path(__file__).resolve().parents[2]
WARM_UP, PHOTOGRAPHS, LARGE, STARTS = 300, 300, 60, 10
RATE = 4000  # samples a second, where processes come and go
SAMPLES = "/tmp/perf.data"


def installed(peer, work):
    folder = work / "profile" / peer.name
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(peer.archive) as archive:
        archive.extractall(folder)
        for entry in archive.infolist():
            if not entry.is_dir() and entry.external_attr >> 16:
                (folder / entry.filename).chmod(entry.external_attr >> 16 & 0o777)
    if (folder / "install.sh").exists():
        subprocess.run(["sh", "install.sh"], cwd=folder, check=True, capture_output=True)
    return folder


def shares(kind):
    """Percent of the samples by thread (comm) or library (dso)."""
    report = ["perf", "report", "-i", SAMPLES, "--no-children", "--sort", kind, "--stdio", "-q"]
    lines = subprocess.run(report, capture_output=True, text=True, check=True).stdout.splitlines()
    found = Counter()
    for percent, name in (re.match(r"\s*([\d.]+)%\s+(.*\S)", line).groups() for line in lines if "%" in line):
        found[re.sub(r" tid \d+|\d+$", "", name)] += float(percent)
    return found


def table(title, milliseconds):
    print(f"\n{title}: {milliseconds:.1f} ms of CPU, of that")
    for kind, what in (("dso", "library"), ("comm", "thread")):
        for name, percent in shares(kind).most_common(8):
            if percent >= 1:
                print(f"  {percent * milliseconds / 100:6.2f} ms  {percent:4.1f} %  {what} {name}")


def sampled(processes, work):
    """Runs `work` while perf looks at the processes; their seconds of CPU."""
    command = ["perf", "record", "-q", "-o", SAMPLES, "-p", ",".join(map(str, processes))]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as perf:
        time.sleep(1)
        before = machine.cpu_seconds(processes)
        work()
        seconds = machine.cpu_seconds(processes) - before
        perf.send_signal(2)
    return seconds


def memory(processes):
    """MB by mapped file: resident, and of that what no file can give again."""
    resident, own, name = Counter(), Counter(), ""
    for pid in processes:
        for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
            head = re.match(r"[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \S+\s*(.*)", line)
            if head:
                name = os.path.basename(head[1]) or "memory of no file"
            elif line.startswith("Rss:"):
                resident[name] += int(line.split()[1]) / 1024
            elif line.startswith("Anonymous:"):
                own[name] += int(line.split()[1]) / 1024
    print(f"\nmemory after {WARM_UP} photographs: {sum(resident.values()):.1f} MB resident, of that")
    for name, megabytes in resident.most_common(12):
        print(f"  {megabytes:6.1f} MB  ({own[name]:5.1f} not the file's)  {name}")


def inside(work, folder, *command):
    """One peer, in a /tmp of its own."""
    photographs = pictures.photographs()
    large = pictures.twelve_megapixels(Path(work))
    plugin = Plugin("pyai", "labelImage", command, folder, "/tmp/plugin.log")
    try:
        plugin.start()

        def label(files, count):
            for i in range(count):
                plugin.exec(files[i % len(files)])

        label(photographs, WARM_UP)
        time.sleep(6)
        processes = machine.tree(plugin.process.pid)
        memory(processes)
        seconds = sampled(processes, lambda: label(photographs, PHOTOGRAPHS))
        table("a photograph", 1000 * seconds / PHOTOGRAPHS)
        label([large], 5)
        seconds = sampled(processes, lambda: label([large], LARGE))
        table("12 megapixels", 1000 * seconds / LARGE)
    finally:
        plugin.close()
    starts = [sys.executable, "-m", "bench.profile", "starts", folder, *command]
    subprocess.run(["perf", "record", "-q", "-e", "cpu-clock", "-F", str(RATE), "-o", SAMPLES, *starts], check=True)
    samples = subprocess.run(["perf", "script", "-F", "pid", "-i", SAMPLES], capture_output=True, text=True, check=True)
    spent = len(samples.stdout.splitlines()) / RATE
    table("a start and its first label (the client included)", 1000 * spent / STARTS)


def starts(folder, *command):
    picture = (PROJECT / "samples/cat.jpg").read_bytes()
    for _ in range(STARTS):
        plugin = Plugin("pyai", "labelImage", command, folder, "/tmp/plugin.log")
        plugin.start()
        plugin.exec(picture)
        plugin.close()


def main():
    work = PROJECT / "build/benchmarks"
    (work / "tmp").mkdir(parents=True, exist_ok=True)
    now = datetime.datetime.now()
    out = PROJECT / f"benchmarks/results/profile-{now:%Y-%m-%dT%H%M}.txt"
    parts = [f"{now:%Y-%m-%d %H:%M}, {', '.join(map(str, machine.describe().values()))}"]
    for peer in peers.all_peers(work, len(os.sched_getaffinity(0))):
        if peer.name not in ("java", "p3"):
            continue
        print(f"  {peer.title}", flush=True)
        command = [measure.PRIVATE_TMP, work / "tmp", sys.executable, "-m", "bench.profile", "inside"]
        command += [work, installed(peer, work), *peer.cold_command]
        done = subprocess.run(command, cwd=measure.BENCHMARKS, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"benchmarks: {peer.name}: {done.stderr[-2000:]}")
        parts.append(f"== {peer.title}\n{done.stdout}")
    out.write_text("\n".join(parts))
    print("\n".join(parts) + f"\nkept in {out}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["inside"]:
        inside(*sys.argv[2:])
    elif sys.argv[1:2] == ["starts"]:
        starts(*sys.argv[2:])
    else:
        main()

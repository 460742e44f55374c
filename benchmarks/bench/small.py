"""A small box: one core for everything, and so many MB for eKuiper with its plugin. See benchmarks/small."""

import argparse
import datetime
import os
import statistics
import time
from pathlib import Path

from . import machine, peers, pictures, report
from .cgroup import Cgroup
from .ekuiper import Ekuiper
from .measure import Loop, Others

PROJECT = Path(__file__).resolve().parents[2]
WARM_UP, PHOTOGRAPHS, LARGE = 200, 200, 5

HEADER = [
    "MB",
    "plugin",
    "photographs/s",
    "12 megapixels p50, ms",
    "plugin's RSS, MB",
    "eKuiper's RSS, MB",
    "cores taken by others",
    "outcome",
]


def attempt(peer, work, megabytes):
    """The figures of HEADER from the third on, as text."""
    files = pictures.photographs()
    cgroup = Cgroup(megabytes)
    figures = [""] * 5
    ekuiper = None
    outcome = "works"
    try:
        ekuiper = Ekuiper(work, peer.python, cgroup)
        ekuiper.install(peer.archive)
        loop = Loop(ekuiper.rule("pictures", "labelImage(self)"))
        others = Others()
        loop.many(files, WARM_UP)
        began = time.perf_counter()
        loop.many(files, PHOTOGRAPHS)
        figures[0] = f"{PHOTOGRAPHS / (time.perf_counter() - began):.0f}"
        figures[1] = f"{statistics.median(loop.many([pictures.twelve_megapixels(work)], LARGE)):.0f}"
        plugin = ekuiper.plugin_processes("pyai")
        server = set(machine.tree(ekuiper.process.pid)) - set(plugin)
        figures[2:4] = [f"{machine.peak_memory(processes):.0f}" for processes in (plugin, server)]
        figures[4] = f"{others.cores():.2f}"
    except (OSError, RuntimeError) as e:
        outcome = "fails" if cgroup.kills() else f"fails: {e}"
    finally:
        if ekuiper:
            ekuiper.close()
        outcome += f", {cgroup.kills()} processes killed" if cgroup.kills() else ""
        cgroup.close()
    return [*figures, outcome]


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/small", description="the same on one core with little memory")
    parser.add_argument("megabytes", nargs="*", type=int, default=[256, 128], help="default: 256 128")
    parser.add_argument("--peers", default="java,p1,p2,p3", help="which of them (default: all)")
    parser.add_argument("--results", type=Path, default=PROJECT / "benchmarks/results", metavar="DIR")
    chosen = parser.parse_args()
    work = PROJECT / "build/benchmarks"
    work.mkdir(parents=True, exist_ok=True)
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    names = chosen.peers.split(",")
    rows = []
    for megabytes in chosen.megabytes:
        for peer in peers.all_peers(work, 1):
            if peer.name in names:
                print(f"  {megabytes} MB, {peer.title}", flush=True)
                rows.append([str(megabytes), peer.title, *attempt(peer, work, megabytes)])
    now, box = datetime.datetime.now(), machine.describe()
    where = f"{now.isoformat(' ', 'minutes')}, one core of {box['cpu']}, {box['system']}, {box['java']}"
    shown = f"{where}\n\n{report.table(HEADER, rows)}\n"
    chosen.results.mkdir(parents=True, exist_ok=True)
    (chosen.results / f"small-{now:%Y-%m-%dT%H%M}.md").write_text(shown)
    print("\n" + shown)


if __name__ == "__main__":
    main()

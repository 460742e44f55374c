"""Runs the end-to-end benchmark; benchmarks/run prepares what it needs."""

import argparse
import datetime
import os
import sys
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from . import alone, machine, measure, null, peers, report

PROJECT = Path(__file__).resolve().parents[2]
DISTURBED_CORES = 0.15


@dataclass
class Sizes:
    rounds: int
    warm_up: int = 100
    photographs: int = 200
    burst: int = 500
    large: int = 15
    starts: int = 5
    settle_s: int = 15
    null_rounds: int = 20
    window_rounds: int = 12
    long: int = 0

    @staticmethod
    def quick(long):
        small = {"warm_up": 10, "photographs": 20, "burst": 20, "large": 3, "starts": 1, "settle_s": 1}
        return Sizes(rounds=1, null_rounds=4, window_rounds=4, long=long, **small)


def options():
    parser = argparse.ArgumentParser(prog="benchmarks/run", description="jkuiper's pyai against the same in Python")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each peer, A B A B (default 3)")
    parser.add_argument("--peers", default="java,p1,p2,p3", help="which of them (default: all)")
    parser.add_argument("--models", default=",".join(peers.MODELS), help="which, by name (default: %(default)s)")
    parser.add_argument("--long", type=int, default=0, metavar="N", help="also jkuiper's memory after N photographs")
    parser.add_argument("--quick", action="store_true", help="one round of few pictures: does it all work?")
    parser.add_argument("--anyway", action="store_true", help="keep turns that other processes disturbed")
    parser.add_argument("--results", type=Path, default=PROJECT / "benchmarks/results", metavar="DIR")
    return parser.parse_args()


def undisturbed(step, work, sizes, say, anyway):
    """What a step measures, and how often that was thrown away before."""
    for thrown in range(4):
        figures = step(work, sizes, say)
        if anyway or figures["foreign_cores"] <= DISTURBED_CORES:
            return figures, thrown
        say(f"thrown away: others took {figures['foreign_cores']:.2f} cores")
    sys.exit("benchmarks: this machine is busy with other work; run it when it is not, or with --anyway")


def compare(model, chosen, work):
    """All peers on one model."""
    sizes = Sizes.quick(chosen.long) if chosen.quick else Sizes(rounds=chosen.rounds, long=chosen.long)
    names = chosen.peers.split(",")
    every = peers.all_peers(work, len(os.sched_getaffinity(0)), model)
    compared = [peer for peer in every if peer.name in names]
    disturbed = 0

    def measured(head, step):
        nonlocal disturbed
        say = lambda line: print(f"  {model}, {head}: {line}", flush=True)
        figures, thrown = undisturbed(step, work, sizes, say, chosen.anyway)
        disturbed += thrown
        return figures

    turns = {peer.name: [] for peer in compared}
    for number in range(1, sizes.rounds + 1):
        for peer in compared:
            head = f"round {number} of {sizes.rounds}, {peer.title}"
            turns[peer.name].append(measured(head, partial(measure.turn, peer)))
    own = {}
    for peer in compared:
        if peer.name == "java":
            if model == peers.MODELS[0]:  # a null call asks no model
                own["null"] = measured(peer.title, null.shares)
            own["window"] = measured(peer.title, partial(alone.windows, peer))
            if sizes.long:
                own["memory"] = measured(peer.title, partial(alone.memory, peer))
    return {
        "date": datetime.datetime.now().isoformat(" ", "minutes"),
        "commit": machine.first_line("git", "-C", PROJECT, "describe", "--always", "--dirty"),
        "machine": machine.describe(),
        "model": model,
        "packages": {"p1": peers.TFLITE_RUNTIME, "p2, p3": peers.LITERT},
        "sizes": asdict(sizes),
        "disturbed": disturbed,
        "titles": {peer.name: peer.title for peer in compared},
        "turns": turns,
        "own": own,
    }


def main():
    chosen = options()
    work = PROJECT / "build/benchmarks"
    (work / "tmp").mkdir(parents=True, exist_ok=True)
    for model in chosen.models.split(","):
        if peers.model_file(model):
            print("\n" + report.save(compare(model, chosen, work), chosen.results))
        else:
            print(f"{model}: not in models/, JKUIPER_MODELS or ../shared/models, so not measured", flush=True)
    print(f"kept in {chosen.results}")


if __name__ == "__main__":
    main()

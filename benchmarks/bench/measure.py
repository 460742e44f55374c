"""What is measured of one peer, through a broker and an eKuiper started for it."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from . import machine, pictures
from .ekuiper import Ekuiper

BENCHMARKS = Path(__file__).resolve().parents[1]
PRIVATE_TMP = BENCHMARKS.parent / "tools/private-tmp"


class Loop:
    """One message at a time: the next goes out when the result of the last is in."""

    def __init__(self, ends):
        self._topic, self._out, self._in = ends

    def one(self, message):
        return self.window([message])

    def window(self, messages):
        """The one result of so many messages as the rule's window takes."""
        for message in messages:
            self._out.publish(self._topic, message)
        return json.loads(self._in.receive())["result"]

    def many(self, files, count):
        """Milliseconds that each took."""
        times = []
        for i in range(count):
            began = time.perf_counter()
            self.one(files[i % len(files)])
            times.append(1000 * (time.perf_counter() - began))
        return times

    def burst(self, files, count, window=1):
        """Messages a second when as many are on their way as may be; `window` of them have one result."""
        began = time.perf_counter()
        sent = answered = 0
        # What TCP, broker and eKuiper hold between them is bounded; nothing may be dropped on the way.
        while answered < count:
            while sent < count and sent - answered < 64:
                self._out.publish(self._topic, files[sent % len(files)])
                sent += 1
            self._in.receive()
            answered += window
        return count / (time.perf_counter() - began)

    def close(self):
        self._out.close()
        self._in.close()


class Others:
    """How much of the machine processes that are not ours take, from now on."""

    def __init__(self):
        self._began = time.perf_counter()
        self._before = self._foreign_seconds()

    def _foreign_seconds(self):
        return machine.busy_seconds() - machine.cpu_seconds(machine.tree(os.getpid()))

    def cores(self):
        return max(0.0, self._foreign_seconds() - self._before) / (time.perf_counter() - self._began)


def _percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def cold_start(peer, installed, work, picture):
    """Milliseconds from the start of the plugin's process to its first label; see host.py."""
    scratch = work / "tmp"
    scratch.mkdir(exist_ok=True)
    command = [PRIVATE_TMP, scratch, sys.executable, "-m", "bench.host", installed, picture, *peer.cold_command]
    done = subprocess.run(command, cwd=BENCHMARKS, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(f"{peer.name} does not start: {done.stderr[-2000:]}")
    return float(done.stdout)


def turn(peer, work, sizes, say):
    """One turn of one peer: a dictionary of figures."""
    figures = {}
    files = pictures.photographs()
    large = pictures.twelve_megapixels(work)
    ekuiper = Ekuiper(work, peer.python)
    try:
        say("install")
        figures["install_ms"] = 1000 * ekuiper.install(peer.archive)
        loop = Loop(ekuiper.rule("pictures", "labelImage(self)"))
        since = time.perf_counter()
        loop.one(files[0])
        figures["first_label_ms"] = 1000 * (time.perf_counter() - since)
        processes = ekuiper.plugin_processes("pyai")

        others = Others()
        say("photographs one by one")
        loop.many(files, sizes.warm_up)
        cpu = machine.cpu_seconds(processes)
        since = time.perf_counter()
        times = loop.many(files, sizes.photographs)
        figures["images_per_s"] = len(times) / (time.perf_counter() - since)
        figures["p50_ms"] = statistics.median(times)
        figures["p99_ms"] = _percentile(times, 0.99)
        figures["cpu_ms_per_image"] = 1000 * (machine.cpu_seconds(processes) - cpu) / len(times)
        figures["rss_at_once_mb"] = machine.memory(processes)[0]
        time.sleep(sizes.settle_s)
        figures["rss_mb"], figures["pss_mb"] = machine.memory(processes)

        say("a burst")
        figures["burst_images_per_s"] = loop.burst(files, sizes.burst)

        say("12 megapixels")
        loop.many([large], 3)
        figures["large_p50_ms"] = statistics.median(loop.many([large], sizes.large))

        figures["rss_peak_mb"] = machine.peak_memory(processes)

        known = pictures.truth()
        if known:
            labels = [loop.one(picture)[0]["label"] for picture, _ in known]
            right = sum(label.startswith(f"{number}:") for label, (_, number) in zip(labels, known))
            figures["right"] = 100 * right / len(known)
        figures["foreign_cores"] = others.cores()
        loop.close()
        say("cold start")
        folder = next(ekuiper.folder.glob("plugins/portable/pyai"))
        starts = [cold_start(peer, folder, work, BENCHMARKS.parent / "samples/cat.jpg") for _ in range(sizes.starts)]
        figures["cold_start_ms"] = statistics.median(starts)
    except Exception as e:
        raise RuntimeError(f"{peer.name}: {e}\n{ekuiper.log()}") from e
    finally:
        ekuiper.close()
    return figures

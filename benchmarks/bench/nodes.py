"""A broker, any number of eKuiper nodes that share its pictures, and whoever feeds them."""

import json
import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

from . import machine
from .cgroup import CpuCgroup
from .mqtt import Client

PROJECT = Path(__file__).resolve().parents[2]
TOOLS = PROJECT / "tools"


def free_port():
    return subprocess.run([TOOLS / "free-port"], capture_output=True, check=True, text=True).stdout.strip()


def started(command, log, environment=(), cgroup=None, folder=PROJECT):
    """A process on a leash: it ends with its standard input."""
    with open(log, "wb") as out:
        return subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            env={**os.environ, **dict(environment)},
            preexec_fn=cgroup.enter if cgroup else None,
        )


class Cluster:
    """`count` nodes on a release (deploy/layout), each held to `cores` of a core where that is given."""

    SOURCE = "$share/labels/tfdemo/#\n"

    def __init__(self, work, release, count, cores=None):
        self._folder = work / "cluster"
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self.port = int(free_port())
        self.groups = [CpuCgroup(cores, f"node{i}") for i in range(count)] if cores else [None] * count
        self.broker = started([TOOLS / "broker", self.port], self._folder / "broker.log")
        time.sleep(0.5)
        self.nodes = [self._node(release, i) for i in range(count)]
        end = time.monotonic() + 90
        while (self._folder / "broker.log").read_text().count(self.SOURCE) < count:
            if time.monotonic() > end:
                raise RuntimeError(f"not all nodes came up: {self._folder}")
            time.sleep(0.1)

    def _node(self, release, number):
        own = self._folder / f"node{number}"
        (own / "tmp").mkdir(parents=True)
        environment = {
            "BROKER": f"tcp://127.0.0.1:{self.port}",
            "KUIPER__BASIC__RESTPORT": free_port(),
            "KUIPER__BASIC__PORT": "0",
            "KUIPER__SOURCE__HTTPSERVERPORT": free_port(),
        }
        command = [TOOLS / "private-tmp", own / "tmp", TOOLS / "leash", release / "start", own / "data"]
        return started(command, own / "log", environment, self.groups[number])

    def cpu_seconds(self):
        """Of broker and of all nodes."""
        nodes = sum(machine.cpu_seconds(machine.tree(node.pid)) for node in self.nodes)
        return machine.cpu_seconds(machine.tree(self.broker.pid)), nodes

    def memory(self):
        """MB of a node, eKuiper and plugin: PSS, as nodes on one machine share files."""
        return sum(machine.memory(machine.tree(node.pid))[1] for node in self.nodes) / len(self.nodes)

    def close(self):
        for process in (*self.nodes, self.broker):
            process.stdin.close()
        for process in (*self.nodes, self.broker):
            process.wait(30)
        for group in filter(None, self.groups):
            group.close()


class Feed:
    """Publishes pictures, each on a topic of its own, and notes when the row with that topic arrives."""

    def __init__(self, port, results="ekuiper/labels"):
        self._out = Client(port, "feed")
        self._in = Client(port, "rows", timeout=120)
        self._in.subscribe(results)
        self._sent, self._times, self._labels = {}, {}, {}
        self._arrival = threading.Condition()
        self._number = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        try:
            while True:
                row = self._in.receive()
                now = time.perf_counter()
                answer = json.loads(row)
                topic = answer["topic"]
                with self._arrival:
                    self._times[topic] = now - self._sent[topic]
                    self._labels[topic] = answer["label"]
                    self._arrival.notify()
        except (OSError, ConnectionError):
            pass

    def publish(self, prefix, picture):
        topic = f"{prefix}/{self._number}"
        self._number += 1
        with self._arrival:
            self._sent[topic] = time.perf_counter()
        self._out.publish(topic, picture)
        return topic

    def await_rows(self, topics, limit=120, left=0):
        """Seconds that each took, in their order, once at most `left` are still on their way."""
        with self._arrival:
            if not self._arrival.wait_for(lambda: sum(t not in self._times for t in topics) <= left, limit):
                missing = [topic for topic in topics if topic not in self._times]
                raise RuntimeError(f"{len(missing)} of {len(topics)} without a label: {missing[:3]}")
            return [self._times[topic] for topic in topics if topic in self._times]

    def label(self, picture):
        """By a node of a cluster."""
        topic = self.publish("tfdemo", picture)
        self.await_rows([topic])
        return self._labels[topic]

    def saturate(self, prefixes, files, count, on_the_way):
        """Pictures a second with so many on their way at any time."""
        began, topics = time.perf_counter(), []
        for i in range(count):
            topics.append(self.publish(prefixes[i % len(prefixes)], files[i % len(files)]))
            if len(topics) > on_the_way:
                self.await_rows(topics[-on_the_way - 1 :], left=on_the_way)
        self.await_rows(topics)
        return count / (time.perf_counter() - began)

    def paced(self, prefixes, files, count, rate):
        """Seconds that each took, one published every 1 / rate seconds."""
        began, topics = time.perf_counter(), []
        for i in range(count):
            time.sleep(max(0.0, began + i / rate - time.perf_counter()))
            topics.append(self.publish(prefixes[i % len(prefixes)], files[i % len(files)]))
        return self.await_rows(topics)

    def close(self):
        self._out.close()
        self._in.close()

"""A broker and an eKuiper of one's own, and what the tutorial does with them: plugin, stream, rule."""

import json
import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import machine
from .mqtt import Client

TOOLS = Path(__file__).resolve().parents[2] / "tools"


class Ekuiper:
    """Ends with `close`, however that comes about: the tools hold their processes on a leash, a pipe."""

    def __init__(self, scratch, python="python3", cgroup=None):
        self.folder = Path(tempfile.mkdtemp(dir=scratch, prefix="ekuiper-"))
        self._started = []
        self.mqtt_port, self._rest_port = (self._free_port() for _ in range(2))
        self._start("broker", [TOOLS / "broker", str(self.mqtt_port)], {})
        self._await(lambda: Client(self.mqtt_port, "probe").close())
        arguments = [str(self.folder), str(self._rest_port), str(self.mqtt_port)]
        environment = {"KUIPER__PORTABLE__PYTHONBIN": python}
        self.process = self._start("ekuiper", [TOOLS / "ekuiper", *arguments], environment, cgroup)
        self._await(lambda: self.rest("GET", "/"))

    def _free_port(self):
        return int(subprocess.run([TOOLS / "free-port"], capture_output=True, check=True).stdout)

    def _start(self, name, command, environment, cgroup=None):
        with open(self.folder / f"{name}.log", "wb") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**os.environ, **environment},
                preexec_fn=cgroup.enter if cgroup else None,
            )
        self._started.append(process)
        return process

    def _await(self, attempt, seconds=30):
        end = time.monotonic() + seconds
        while True:
            try:
                return attempt()
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def rest(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._rest_port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
        )
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as e:
            raise RuntimeError(f"{method} {path}: {e.code} {e.read().decode()}") from e

    def install(self, archive):
        """Seconds from POST to the answer."""
        local = self.folder / archive.name
        local.write_bytes(archive.read_bytes())
        began = time.perf_counter()
        self.rest("POST", "/plugins/portables", {"name": archive.stem, "file": f"file://{local}"})
        return time.perf_counter() - began

    def rule(self, topic, expression, window=None):
        """The ends of a rule over the messages of a topic: the topic, where to publish, where the results arrive."""
        self.rest("POST", "/streams", {"sql": f'CREATE STREAM {topic} () WITH (DATASOURCE="{topic}", FORMAT="BINARY")'})
        results = Client(self.mqtt_port, f"{topic}-results")
        results.subscribe(f"results/{topic}")
        sink = {"server": f"tcp://127.0.0.1:{self.mqtt_port}", "topic": f"results/{topic}", "sendSingle": True}
        sql = f"SELECT {expression} AS result FROM {topic}" + (f" GROUP BY {window}" if window else "")
        self.rest("POST", "/rules", {"id": topic, "sql": sql, "actions": [{"mqtt": sink}]})
        self._await(lambda: self._subscribed(topic))
        return topic, Client(self.mqtt_port, topic), results

    def _subscribed(self, topic):
        if f" {topic}\n" not in (self.folder / "broker.log").read_text():
            raise OSError(f"the rule has not subscribed to {topic}")

    def plugin_processes(self, name):
        """The plugin's process as eKuiper started it, and all below it."""
        return machine.tree(machine.child_of(self.process.pid, rf"/portable/{name}/|^\S*python\S* .*{name}\.py"))

    def log(self):
        return (self.folder / "ekuiper.log").read_text(errors="replace")[-3000:]

    def close(self):
        for process in reversed(self._started):
            process.stdin.close()
        for process in reversed(self._started):
            process.wait(30)

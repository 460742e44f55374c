"""Our own share of a call: the time from a request on the plugin's socket to the answer, for a function that does
nothing but ask for its argument. Here, not through a rule: a rule adds what eKuiper and the broker take for every
plugin, which is what must not be counted."""

import json
import shutil
import statistics
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from .host import Plugin

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "benchmarks/null/NullPlugin.java"
SIZES = {"null_150kb_ms": 150 << 10, "null_3mb_ms": 3 << 20}


def build(folder):
    """An installed plugin of the null function, out of our own zip and one class."""
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(PROJECT / "target/pyai.zip") as archive:
        names = [name for name in archive.namelist() if not name.startswith(("natives/", "models/"))]
        archive.extractall(folder, names)
    subprocess.run(["javac", "-cp", f"{folder}/lib/*", "-d", folder / "classes", SOURCE], check=True)
    arguments = folder / "plugin.args"
    text = arguments.read_text().replace('"lib/*"', '"classes:lib/*"')
    arguments.write_text(text.replace("org.jkuiper.label.Pyai", "NullPlugin"))
    (folder / "null.json").write_text(
        json.dumps({"version": "v1", "language": "go", "executable": "pyai", "functions": ["nothing"]})
    )
    (folder / "pyai").chmod(0o755)
    return folder


def shares(folder, calls):
    """Median milliseconds by size of the argument."""
    plugin = Plugin("null", "nothing", ["./pyai"], folder, "/tmp/plugin.log")
    try:
        plugin.start()
        figures = {}
        for name, size in SIZES.items():
            request = plugin.request(bytes(size))
            for _ in range(calls):
                plugin.answer(request)
            times = []
            for _ in range(calls):
                began = time.perf_counter()
                plugin.answer(request)
                times.append(1000 * (time.perf_counter() - began))
            figures[name] = statistics.median(times)
        return figures
    finally:
        plugin.close()


if __name__ == "__main__":
    print(json.dumps(shares(Path(sys.argv[1]), int(sys.argv[2]))))

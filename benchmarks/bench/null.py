"""Our own share of a call: through a real rule, how much longer a function that does nothing takes with our runtime
than as the least Go program that can answer eKuiper (null/main.go). What the Go program takes is what eKuiper, the broker
and the socket between need for every plugin."""

import json
import random
import shutil
import statistics
import subprocess
import zipfile
from pathlib import Path

from .ekuiper import Ekuiper
from .measure import Loop, Others

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = PROJECT / "benchmarks/null"
# Bytes of the argument, and calls in a row by the one plugin before it is the other's turn.
SIZES = {"150 KB": (150 << 10, 100), "3 MB": (3 << 20, 20)}
WARM_UP_BLOCKS = 5


def _packed(folder, executable, function):
    """The plugin's zip, of the folder's name and beside it."""
    descriptor = {"version": "v1", "language": "go", "executable": executable, "functions": [function]}
    (folder / f"{folder.name}.json").write_text(json.dumps(descriptor))
    (folder / executable).chmod(0o755)
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder))
    return path


def _java(folder):
    """Out of our own zip and one class."""
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(PROJECT / "target/pyai.zip") as archive:
        kept = [name for name in archive.namelist() if name.startswith("lib/") or "/" not in name]
        archive.extractall(folder, [name for name in kept if name not in ("pyai.json", "install.sh")])
    subprocess.run(
        ["javac", "-cp", f"{folder}/lib/*", "-d", folder / "classes", SOURCES / "NullPlugin.java"], check=True
    )
    arguments = folder / "plugin.args"
    text = arguments.read_text().replace('"lib/*"', '"classes:lib/*"')
    arguments.write_text(text.replace("org.jkuiper.label.Pyai", "NullPlugin"))
    return _packed(folder, "pyai", "javaNothing")


def _go(folder):
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["go", "build", "-o", folder / "nullgo", "."], cwd=SOURCES, check=True)
    return _packed(folder, "nullgo", "goNothing")


def shares(work, sizes, say):
    """By size: median milliseconds of a call for either, and quartiles of how much longer ours took, round by round."""
    say("a null call")
    ekuiper = Ekuiper(work)
    try:
        ekuiper.install(_java(work / "nulljava"))
        ekuiper.install(_go(work / "nullgo"))
        java = Loop(ekuiper.rule("javanull", "javaNothing(self)"))
        go = Loop(ekuiper.rule("gonull", "goNothing(self)"))
        others = Others()
        figures = {}
        for name, (size, calls) in SIZES.items():
            message = random.Random(size).randbytes(size)
            if java.one(message) != size:
                raise RuntimeError("the null function has not got its argument")
            for loop in (java, go):
                loop.many([message], calls * WARM_UP_BLOCKS)
            medians = {java: [], go: []}
            for number in range(sizes.null_rounds):
                for loop in (java, go) if number % 2 else (go, java):
                    medians[loop].append(statistics.median(loop.many([message], calls)))
            figures[name] = {
                "java_ms": statistics.median(medians[java]),
                "go_ms": statistics.median(medians[go]),
                "share_ms": statistics.quantiles([j - g for j, g in zip(medians[java], medians[go])]),
            }
        figures["foreign_cores"] = others.cores()
    except Exception as e:
        raise RuntimeError(f"null call: {e}\n{ekuiper.log()}") from e
    finally:
        ekuiper.close()
    return figures

"""Who is compared: our zip, and the same function in Python in three grades."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
# The default model, and that of the family for which the tutorial's users ask. All peers get the same one each time.
MODELS = ("efficientnet_lite0_int8", "mobilenet_v2_1.0_224_quant")

EKUIPER = "ekuiper==2.4.2"
LITERT = ["ai-edge-litert==2.3.0", "numpy==2.4.6", "Pillow==13.0.0", EKUIPER]
TFLITE_RUNTIME = ["tflite-runtime==2.14.0", "numpy==1.26.4", "Pillow==13.0.0", EKUIPER]


@dataclass
class Peer:
    name: str
    title: str
    archive: Path
    python: str = "python3"
    cold_command: tuple = ()


def _find_python(*versions):
    """An interpreter of one of these versions: tflite-runtime 2.14 has no wheels for newer ones."""
    for version in versions:
        candidates = [shutil.which(f"python{version}")]
        candidates += sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python3"))
        for candidate in filter(None, candidates):
            # pyenv puts a python3.11 on the PATH that works only where it is switched on.
            probe = [str(candidate), "-c", "import sys, ensurepip; print('%d.%d' % sys.version_info[:2])"]
            done = subprocess.run(probe, capture_output=True, text=True, check=False)
            if done.stdout.strip() == version:
                return str(candidate)
    sys.exit(
        f"benchmarks: this takes CPython {' or '.join(versions)} with venv (on Debian 12 the packages python3.11 and"
        " python3.11-venv, else pyenv): tflite-runtime 2.14 has no wheels for newer ones"
    )


def _environment(folder, python, packages):
    wanted = "\n".join([python, *packages])
    done = folder / "installed.txt"
    if not done.exists() or done.read_text() != wanted:
        print(f"  installing {', '.join(packages)}", flush=True)
        subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
        pip = [folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        subprocess.run(pip, check=True)
        done.write_text(wanted)
    return str(folder / "bin/python")


def model_file(model):
    """Where a model lies on this machine; None where it does not."""
    folders = [PROJECT / "models", os.environ.get("JKUIPER_MODELS"), PROJECT.parent / "shared/models"]
    files = [Path(folder) / f"{model}.tflite" for folder in folders if folder]
    return next(filter(Path.exists, files), None)


def _own_zip(path, model):
    """The built zip, or a copy with another model in the place of its own."""
    built = PROJECT / "target/pyai.zip"
    name = f"models/{model}.tflite"
    with zipfile.ZipFile(built) as whole:
        if name in whole.namelist():
            return built
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as copy:
            for entry in whole.infolist():
                if not entry.filename.endswith(".tflite"):
                    copy.writestr(entry, whole.read(entry))  # the entry carries its unix mode
            copy.write(model_file(model), name)
    return path


def _python_zip(path, runtime, draft, threads, model):
    file = model_file(model)
    settings = {"runtime": runtime, "draft": draft, "threads": threads, "model": file.name}
    descriptor = json.loads((PROJECT / "pyai.json").read_text()) | {"language": "python", "executable": "pyai.py"}
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pyai.json", json.dumps(descriptor))
        archive.writestr("peer.json", json.dumps(settings))
        archive.write(PROJECT / "benchmarks/python/pyai.py", "pyai.py")
        for folder in ("models/", "functions/"):
            archive.mkdir(folder)
        archive.write(file, f"models/{file.name}")
        for name in ("models/labels.txt", "functions/labelImage.json"):
            archive.write(PROJECT / name, name)
    return path


def all_peers(work, threads, model=MODELS[0]):
    python = _find_python("3.11", "3.10")
    litert = _environment(work / "venv-litert", python, LITERT)
    runtime = _environment(work / "venv-tflite-runtime", python, TFLITE_RUNTIME)

    def peer(name, title, interpreter, module, draft):
        archive = _python_zip(work / name / "pyai.zip", module, draft, threads, model)
        return Peer(name, title, archive, interpreter, (interpreter, "pyai.py"))

    return [
        Peer("java", "jkuiper", _own_zip(work / "java/pyai.zip", model), cold_command=("./pyai",)),
        peer("p1", "tutorial (tflite-runtime 2.14)", runtime, "tflite_runtime", False),
        peer("p2", "ai-edge-litert 2.3", litert, "ai_edge_litert", False),
        peer("p3", "ai-edge-litert 2.3 + draft", litert, "ai_edge_litert", True),
    ]

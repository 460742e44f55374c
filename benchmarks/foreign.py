"""The pictures of some folders as the plugin labels them and as Pillow and LiteRT do; benchmarks/foreign runs it."""

import collections
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings
import zipfile

import numpy
from ai_edge_litert.interpreter import Interpreter
from PIL import Image, ImageOps

# Formats that the plugin takes by default. Pillow's plugins of the others are not asked.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
SUFFIXES = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".webp", ".gif", ".bmp", ".dib"}
BATCH = 200


class Python:
    """Pillow and LiteRT with the model and the labels of a plugin's zip."""

    def __init__(self, plugin):
        with zipfile.ZipFile(plugin) as content:
            model = next(name for name in content.namelist() if name.endswith(".tflite"))
            self.labels = content.read("models/labels.txt").decode().splitlines()
            self.interpreter = Interpreter(model_content=content.read(model), num_threads=2)
        self.interpreter.allocate_tensors()
        self.source = self.interpreter.get_input_details()[0]
        self.sink = self.interpreter.get_output_details()[0]

    def five(self, path):
        """The five most probable labels. Raises what Pillow raises."""
        height, width = (int(n) for n in self.source["shape"][1:3])
        with Image.open(path, formats=FORMATS) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
        pixels = numpy.asarray(upright.resize((width, height), Image.Resampling.BICUBIC))
        shift = 128 if self.source["dtype"] == numpy.int8 else 0
        encoded = (pixels.astype(numpy.int16) - shift).astype(self.source["dtype"])
        self.interpreter.set_tensor(self.source["index"], encoded[None])
        self.interpreter.invoke()
        scores = self.interpreter.get_tensor(self.sink["index"]).astype(numpy.int64).ravel()
        return [self.labels[i] for i in sorted(range(len(scores)), key=lambda i: (-scores[i], i))[:5]]


def plugin_labels(project, links):
    """The plugin's labels of each path, best first, or the sentence that refuses it."""
    command = [project / "target/jkuiper", "call", "--each", project / "target/pyai.zip", "labelImage"]
    found = {}
    for start in range(0, len(links), BATCH):
        batch = links[start : start + BATCH]
        # Results and refusals come on two streams, in order each; a refusal names its picture.
        done = subprocess.run([*command, *batch], capture_output=True, text=True)
        refused = {}
        for line in done.stderr.splitlines():
            prefix, _, rest = line.partition(": ")
            name, _, sentence = rest.partition(": ")
            if prefix == "jkuiper" and name in map(str, batch):
                refused[name] = sentence
        results = iter(done.stdout.splitlines())
        for link in batch:
            sentence = refused.get(str(link))
            found[link] = sentence or [label["label"] for label in json.loads(next(results))]
    return found


def python_labels(python, path):
    try:
        return python.five(path)
    except Exception as e:  # Whatever Pillow raises is its refusal.
        return f"{type(e).__name__}: {e}"


def main(project, folders):
    warnings.simplefilter("ignore")
    pictures = sorted(
        path
        for folder in folders
        for path in pathlib.Path(folder).rglob("*")
        if path.suffix.lower() in SUFFIXES and path.is_file()
    )
    with tempfile.TemporaryDirectory() as short:
        # Names of one kind, as a path may have spaces or look like JSON to the command line.
        links = [pathlib.Path(short, f"{i}{path.suffix}") for i, path in enumerate(pictures)]
        for link, path in zip(links, pictures):
            link.symlink_to(path.resolve())
        ours = list(plugin_labels(project, links).values())
    python = Python(project / "target/pyai.zip")
    counts = collections.Counter(pictures=len(pictures))
    for path, our in zip(pictures, ours):
        their = python_labels(python, path)
        if isinstance(our, list) and isinstance(their, list):
            counts["both decode"] += 1
            if our[0] == their[0]:
                counts["same first label"] += 1
            elif our[0] in their:
                counts["first label is one of Pillow's five"] += 1
            else:
                counts["another label"] += 1
                print(f"another label: {path}: {our[0]}, Pillow {their[0]}")
        elif isinstance(our, list):
            counts["only we decode"] += 1
            print(f"only we: {path}: {our[0]}, Pillow {their}")
        elif isinstance(their, list):
            counts["only Pillow decodes"] += 1
            print(f"only Pillow: {path}: {our}")
        else:
            counts["none decodes"] += 1
            print(f"none: {path}: {our}; Pillow {their}")
    for name, count in counts.items():
        print(f"{count:6} {name}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2:])

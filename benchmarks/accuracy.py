"""Pictures with truth as the plugin labels them and as Pillow and LiteRT do; benchmarks/accuracy runs it."""

import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import numpy
from ai_edge_litert.interpreter import Interpreter
from PIL import Image, ImageOps

PROJECT = pathlib.Path(__file__).resolve().parent.parent
PLUGIN = PROJECT / "target/pyai.zip"
RESULTS = PROJECT / "build/benchmarks/accuracy"
BATCH = 200

AGREEMENT = 0.98
NEAR = 0.05
NEAR_SHARE = 0.95

# About the share of values that our resizing, with weights of 12 bits, rounds otherwise than Pillow's with 22.
JITTER = 1 / 128

# The share of each side that a crop keeps, as labelImage's option of this name and TensorFlow's central_crop have it.
CROPS = {"stretch": 1, "center": 0.875}


class Python:
    """One model in LiteRT, fed by Pillow."""

    def __init__(self, model, mean, std, crop):
        self.interpreter = Interpreter(str(model), num_threads=2)
        self.interpreter.allocate_tensors()
        self.source = self.interpreter.get_input_details()[0]
        self.sink = self.interpreter.get_output_details()[0]
        self.mean, self.std, self.share = mean, std, CROPS[crop]

    def probabilities(self, path, jitter=0):
        """Of the picture; with jitter, of one in which this share of the values is one more or less."""
        shape = [int(n) for n in self.source["shape"]]
        planar = shape[3] not in (1, 3)
        height, width = shape[2:4] if planar else shape[1:3]
        with Image.open(path) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
        left, top = (int((side - side * self.share) / 2) for side in upright.size)
        cropped = upright.crop((left, top, upright.width - left, upright.height - top))
        resized = cropped.resize((width, height), Image.Resampling.BICUBIC)
        if 1 in (shape[1], shape[3]):
            resized = resized.convert("L")
        pixels = numpy.asarray(resized).reshape(height, width, -1)
        if jitter:
            random = numpy.random.default_rng(1)
            moved = (random.random(pixels.shape) < jitter) * random.choice([-1, 1], pixels.shape)
            pixels = (pixels + moved).clip(0, 255).astype(numpy.uint8)
        encoded = self.encoded(pixels.transpose(2, 0, 1) if planar else pixels)
        self.interpreter.set_tensor(self.source["index"], encoded[None])
        self.interpreter.invoke()
        return self.activated(self.interpreter.get_tensor(self.sink["index"]))

    def encoded(self, pixels):
        if self.source["dtype"] == numpy.uint8:
            return pixels
        if self.source["dtype"] == numpy.int8:
            return (pixels.astype(numpy.int16) - 128).astype(numpy.int8)
        return (pixels.astype(numpy.float32) - numpy.float32(self.mean)) / numpy.float32(self.std)

    def activated(self, raw):
        scores = raw.astype(numpy.float64).ravel()
        scale, zero_point = self.sink["quantization"]
        if scale:
            scores = scale * (scores - zero_point)
        if scores.min() >= 0 and scores.sum() < 1.1:
            return scores
        exponentials = numpy.exp(scores - scores.max())
        return exponentials / exponentials.sum()


def zip_with(model, labels, crop, target):
    """The built plugin with another model, which it finds out about for itself."""
    settings = "labels=labels.txt\n" + ("" if crop == "stretch" else f"crop={crop}\n")
    with zipfile.ZipFile(PLUGIN) as plugin, zipfile.ZipFile(target, "w") as other:
        for entry in plugin.infolist():
            if not entry.filename.startswith("models/") and entry.filename != "pyai.properties":
                other.writestr(entry, plugin.read(entry))
        other.write(model, f"models/{model.name}")
        other.writestr("models/labels.txt", "".join(f"{label}\n" for label in labels))
        other.writestr("pyai.properties", settings)


def plugin_labels(plugin, pictures):
    """The plugin's five for each picture, best first, or the sentence that refuses it."""
    command = [PROJECT / "target/jkuiper", "call", "--each", plugin, "labelImage"]
    found = []
    for start in range(0, len(pictures), BATCH):
        batch = pictures[start : start + BATCH]
        # Results and refusals come on two streams, in order each; a refusal names its picture.
        done = subprocess.run([*command, *batch], capture_output=True, text=True)
        refused = {}
        for line in done.stderr.splitlines():
            name, _, sentence = line.removeprefix("jkuiper: ").partition(": ")
            refused[name] = sentence
        if not set(refused) <= set(map(str, batch)):
            sys.exit(done.stderr)
        results = iter(done.stdout.splitlines())
        found += [refused.get(str(picture)) or json.loads(next(results)) for picture in batch]
    return found


def truth_of(path, labels):
    """The index of each picture's label."""
    names = {label: i for i, label in enumerate(labels)}
    names.update({label.partition(":")[2]: i for i, label in enumerate(labels) if ":" in label})
    truth = {}
    for line in path.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            name, right = line.split("\t")[:2]
            if not right.isdigit() and right not in names:
                sys.exit(f"{path}: {right} is none of the labels")
            truth[name] = int(right) if right.isdigit() else names[right]
    return truth


def percent(count, of):
    return f"{100 * count / of:5.1f} %"


def compare(model, labels, truth, arguments):
    """Prints what there is to say of a model. Returns whether the two agree well enough."""
    pictures = [arguments.pictures / name for name in truth]
    with tempfile.TemporaryDirectory() as short:
        # Names of one kind, as a path may have spaces or look like JSON to the command line.
        links = [pathlib.Path(short, f"{i}{picture.suffix}") for i, picture in enumerate(pictures)]
        for link, picture in zip(links, pictures):
            link.symlink_to(picture.resolve())
        zip_with(model, labels, arguments.crop, pathlib.Path(short, "pyai.zip"))
        ours = plugin_labels(pathlib.Path(short, "pyai.zip"), links)
    python = Python(model, arguments.mean, arguments.std, arguments.crop)
    index = {label: i for i, label in enumerate(labels)}
    counts = collections.Counter()
    confusions = collections.defaultdict(list)
    differ, apart, rows = [], [], []
    for picture, right, five in zip(pictures, truth.values(), ours):
        if isinstance(five, str):
            print(f"  refused: {picture.name}: {five}")
            continue
        counts["labelled"] += 1
        theirs = python.probabilities(picture)
        ranking = sorted(range(len(theirs)), key=lambda i: (-theirs[i], i))[:5]
        mine = [index[entry["label"]] for entry in five]
        confidence = five[0]["confidence"]
        counts["top-1"] += mine[0] == right
        counts["top-5"] += right in mine
        counts["top-1 by Python"] += ranking[0] == right
        counts["top-5 by Python"] += right in ranking
        if mine[0] != right:
            confusions[labels[right], labels[mine[0]]].append(confidence)
        if mine[0] != ranking[0]:
            differ.append(
                f"{picture.name}: {labels[mine[0]]} {confidence:.3f} (Python {theirs[mine[0]]:.3f}), "
                f"Python {labels[ranking[0]]} {theirs[ranking[0]]:.3f}"
            )
        again = python.probabilities(picture, JITTER)
        counts["agrees with itself"] += again.argmax() == ranking[0]
        counts["near itself"] += abs(again[ranking[0]] - theirs[ranking[0]]) <= NEAR
        apart.append((abs(confidence - float(theirs[mine[0]])), picture.name))
        rows.append([picture.name, labels[right], labels[mine[0]], confidence, labels[ranking[0]], theirs[mine[0]]])
    total = counts["labelled"]
    if not total:
        sys.exit("no picture could be labelled")
    near = sum(difference <= NEAR for difference, _ in apart)
    print(f"{model.stem}, crop {arguments.crop}, {total} pictures")
    for top in ("top-1", "top-5"):
        print(f"  {top}       {percent(counts[top], total)}   Python {percent(counts[top + ' by Python'], total)}")
    print(f"  same label  {percent(total - len(differ), total)}   Python and itself {percent(counts['agrees with itself'], total)} *")
    print(f"  confidence  {percent(near, total)}   Python and itself {percent(counts['near itself'], total)} *  within {NEAR}")
    print(f"  farthest    {max(apart)[0]:7.3f}   {max(apart)[1]}")
    for line in differ:
        print(f"  differs: {line}")
    worst = sorted(confusions.items(), key=lambda item: (-len(item[1]), -max(item[1])))[:5]
    for (right, answer), confidences in worst:
        print(f"  confused: {right} taken for {answer}, {len(confidences)} x, confidence up to {max(confidences):.2f}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    with open(RESULTS / f"{model.stem}-{arguments.crop}.tsv", "w") as out:
        print("picture", "truth", "plugin", "confidence", "Python", "Python's confidence in the plugin's", sep="\t", file=out)
        for *row, ours_of, label, theirs_of in rows:
            print(*row, f"{ours_of:.4f}", label, f"{theirs_of:.4f}", sep="\t", file=out)
    return total - len(differ) >= AGREEMENT * total and near >= NEAR_SHARE * total


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/accuracy", description="See the head of benchmarks/accuracy.")
    parser.add_argument("--labels", type=pathlib.Path, default=PROJECT / "models/labels.txt", metavar="FILE",
                        help="the models' labels, a line a class (default: models/labels.txt)")
    parser.add_argument("--truth", type=pathlib.Path, metavar="FILE", help="default: truth.tsv in PICTURES")
    parser.add_argument("--crop", choices=CROPS, default="stretch", help="as labelImage's option (default: stretch)")
    parser.add_argument("--mean", type=float, default=127.5,
                        help="Python feeds a float model (pixel - MEAN) / STD; the plugin finds out for itself")
    parser.add_argument("--std", type=float, default=127.5, help="default: 127.5, as --mean")
    parser.add_argument("pictures", type=pathlib.Path, metavar="PICTURES")
    parser.add_argument("models", type=pathlib.Path, nargs="+", metavar="MODEL")
    arguments = parser.parse_args()
    labels = arguments.labels.read_text().splitlines()
    truth = truth_of(arguments.truth or arguments.pictures / "truth.tsv", labels)
    well = [compare(model, labels, truth, arguments) for model in arguments.models]
    print("* when one in 128 values of the resized picture is one more or less: how steady the model is")
    print(f"The rows of each picture lie in {RESULTS.relative_to(PROJECT)}.")
    if not all(well):
        sys.exit(f"Less agreement than {AGREEMENT:.0%} of first labels, or {NEAR_SHARE:.0%} of confidences.")


if __name__ == "__main__":
    main()

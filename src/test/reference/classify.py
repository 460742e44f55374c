#!/usr/bin/env python3
"""Writes the reference values that the Java tests compare with.

    python3 -m venv env && env/bin/pip install ai-edge-litert==2.3.0 pillow numpy
    env/bin/python src/test/reference/classify.py ../shared/images src/test/resources/reference models/*.tflite

For each model it makes one JSON file in the second folder, with the five most probable classes, each as
[index, probability], of

- "pattern": the raw pixels (7x + 13y + 50c) & 255 (column x, row y, channel c), so without decoding or resizing;
- "images": each *.jpg of the first folder, decoded, turned to RGB and resized (bicubic) by Pillow.

Quantised inputs take the bytes as they are (shifted by 128 for int8), float inputs (pixel - 127.5) / 127.5. Scores that
are no probabilities already (none below 0, together no more than 1, rounding aside) go through softmax.
"""

import hashlib
import json
import pathlib
import sys

import ai_edge_litert
import numpy
import PIL
from ai_edge_litert.interpreter import Interpreter
from PIL import Image, ImageOps


def pattern(width, height):
    y, x, c = numpy.indices((height, width, 3))
    return ((7 * x + 13 * y + 50 * c) & 255).astype(numpy.uint8)


def picture(path, width, height):
    with Image.open(path) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
        return numpy.asarray(upright.resize((width, height), Image.Resampling.BICUBIC))


def encoded(pixels, dtype):
    if dtype == numpy.uint8:
        return pixels
    if dtype == numpy.int8:
        return (pixels.astype(numpy.int16) - 128).astype(numpy.int8)
    return (pixels.astype(numpy.float32) - 127.5) / 127.5


def probabilities(raw, details):
    scores = raw.astype(numpy.float64).ravel()
    scale, zero_point = details["quantization"]
    if scale:
        scores = scale * (scores - zero_point)
    if scores.min() >= 0 and scores.sum() < 1.1:
        return scores
    exponentials = numpy.exp(scores - scores.max())
    return exponentials / exponentials.sum()


def top_five(interpreter, pixels):
    source, sink = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    interpreter.set_tensor(source["index"], encoded(pixels, source["dtype"])[None])
    interpreter.invoke()
    found = probabilities(interpreter.get_tensor(sink["index"]), sink)
    ranking = sorted(range(len(found)), key=lambda i: (-found[i], i))[:5]
    return [[i, round(float(found[i]), 7)] for i in ranking]


def main(photographs, results, models):
    for path in models:
        interpreter = Interpreter(str(path), num_threads=2)
        interpreter.allocate_tensors()
        height, width = (int(n) for n in interpreter.get_input_details()[0]["shape"][1:3])
        reference = {
            "model": path.name,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "made by": f"ai-edge-litert {ai_edge_litert.__version__}, Pillow {PIL.__version__}",
            "pattern": top_five(interpreter, pattern(width, height)),
        }
        images = {
            image.name: top_five(interpreter, picture(image, width, height))
            for image in sorted(photographs.glob("*.jpg"))
        }
        rows = [f' "{key}": {json.dumps(value)}' for key, value in reference.items()]
        rows.append(' "images": {\n' + ",\n".join(f'  "{k}": {json.dumps(v)}' for k, v in images.items()) + "\n }")
        (results / f"{path.stem}.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")
        print(path.name, reference["pattern"][0], file=sys.stderr)


if __name__ == "__main__":
    photographs, results, *models = map(pathlib.Path, sys.argv[1:])
    main(photographs, results, models)

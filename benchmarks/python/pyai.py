"""labelImage in Python as eKuiper's tutorial describes it, on eKuiper's own SDK: what the benchmark compares us with.

One file for three peers, told apart by peer.json beside it:
  p1  tflite-runtime, pictures decoded in full   (the tutorial)
  p2  ai-edge-litert, pictures decoded in full   (the same with today's runtime)
  p3  p2, and Pillow's draft mode                (what an expert would add)
The model is loaded once, before the first picture; the tutorial loads it when the function is made.
"""

import base64
import json
from io import BytesIO
from pathlib import Path

import numpy as np
from ekuiper import Function, PluginConfig, plugin
from PIL import Image

FOLDER = Path(__file__).resolve().parent
PEER = json.loads((FOLDER / "peer.json").read_text())

if PEER["runtime"] == "tflite_runtime":
    from tflite_runtime.interpreter import Interpreter
else:
    from ai_edge_litert.interpreter import Interpreter


class LabelImage(Function):
    def __init__(self):
        self.labels = (FOLDER / "models/labels.txt").read_text().splitlines()
        self.interpreter = Interpreter(
            model_path=str(FOLDER / "models" / PEER["model"]), num_threads=PEER["threads"]
        )
        self.interpreter.allocate_tensors()
        self.input = self.interpreter.get_input_details()[0]
        self.output = self.interpreter.get_output_details()[0]
        self.size = tuple(self.input["shape"][2:0:-1])

    def validate(self, args):
        return "" if len(args) == 1 else "labelImage takes one argument, the image"

    def exec(self, args, ctx):
        image = Image.open(BytesIO(base64.b64decode(args[0])))
        if PEER["draft"]:
            image.draft("RGB", self.size)
        image = image.convert("RGB").resize(self.size)
        pixels = np.asarray(image)[None]
        if self.input["dtype"] == np.int8:
            pixels = (pixels ^ 0x80).view(np.int8)  # the byte less 128
        self.interpreter.set_tensor(self.input["index"], pixels)
        self.interpreter.invoke()
        scale, zero_point = self.output["quantization"]
        logits = scale * (self.interpreter.get_tensor(self.output["index"])[0].astype(np.float32) - zero_point)
        confidence = np.exp(logits - logits.max())
        confidence /= confidence.sum()
        best = np.argpartition(-confidence, 5)[:5]
        best = best[np.argsort(-confidence[best])]
        return [{"confidence": float(confidence[i]), "label": self.labels[i]} for i in best]

    def is_aggregate(self):
        return False


label_image = LabelImage()


if __name__ == "__main__":
    plugin.start(PluginConfig("pyai", {}, {}, {"labelImage": lambda: label_image}))

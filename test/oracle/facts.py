"""Writes test/golden/facts.json: what TensorFlow counts and gradients reach, to hold the derived facts against.

Multiply-accumulates: half the floating-point operations that TensorFlow's profiler counts for the multiplying operations of the model's
graph at a batch of one. Receptive fields: with positive kernels, no activations and average in the place of maximum pooling, the part of
the input that has a gradient from one position in the middle of a layer's output; stride products: how far that part moves to the next
position.
"""
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf

HEAD = "import keras\nfrom keras import layers\n"
CHAIN = "m = keras.Sequential([keras.Input({shape}), {layers}])\n"

# name -> program text, and whether receptive fields are asked for
CASES = {
    "conv": (CHAIN.format(shape="(40, 44, 3)", layers="layers.Conv2D(8, 3), layers.Conv2D(4, (5, 3), strides=2, padding='same'), layers.MaxPooling2D(), layers.Flatten(), layers.Dense(7)"), True),
    "dilated": (CHAIN.format(shape="(64, 64, 2)", layers="layers.Conv2D(4, 3, dilation_rate=2), layers.Conv2D(4, 3, dilation_rate=4, padding='same'), layers.AveragePooling2D(3, strides=1)"), True),
    "grouped": (CHAIN.format(shape="(32, 32, 8)", layers="layers.Conv2D(16, 3, groups=4, padding='same'), layers.DepthwiseConv2D(5, strides=2, depth_multiplier=2), layers.Conv2D(4, 1)"), True),
    "separable": (CHAIN.format(shape="(32, 32, 6)", layers="layers.SeparableConv2D(12, 3, padding='same'), layers.SeparableConv2D(8, 5, strides=2, depth_multiplier=2)"), True),
    "strided pools": (CHAIN.format(shape="(96, 96, 1)", layers="layers.Conv2D(2, 7, strides=2), layers.MaxPooling2D(3, strides=2, padding='same'), layers.Conv2D(2, 3), layers.AveragePooling2D((2, 3), strides=(1, 2)), layers.Conv2D(2, 3)"), True),
    "transposed": (CHAIN.format(shape="(16, 16, 4)", layers="layers.Conv2D(6, 3, strides=2, padding='same'), layers.Conv2DTranspose(8, 3, strides=2, padding='same')"), False),
    "one dimension": (CHAIN.format(shape="(60, 5)", layers="layers.Conv1D(8, 5), layers.Conv1D(4, 3, strides=2), layers.MaxPooling1D(2), layers.Conv1D(4, 3)"), True),
    "three dimensions": (CHAIN.format(shape="(14, 12, 10, 2)", layers="layers.Conv3D(4, 3), layers.Conv3D(4, 2, strides=2)"), True),
    "dense": (CHAIN.format(shape="(5, 9)", layers="layers.Dense(7), layers.Flatten(), layers.Dense(3)"), False),
    "branches": ("i = keras.Input((48, 48, 3))\na = layers.Conv2D(4, 3, padding='same', name='a')(i)\nb = layers.Conv2D(4, 7, padding='same', name='b')(i)\nc = layers.Add(name='c')([a, b])\nd = layers.Conv2D(4, 3, strides=2, padding='same', name='d')(layers.Concatenate()([c, a]))\nm = keras.Model(i, d)\n", True),
    **{name: (f"m = keras.applications.{name}(weights=None)\n", False) for name in ("VGG16", "ResNet50", "MobileNet", "MobileNetV2", "DenseNet121", "InceptionV3", "Xception", "EfficientNetB0", "NASNetMobile")},
}
# TensorFlow compiles grouped convolutions into a function that its profiler does not look into: the same done group by group is counted.
COUNTED_AS = {
    "grouped": "i = keras.Input((32, 32, 8))\nh = layers.Concatenate()([layers.Conv2D(4, 3, padding='same')(i[..., 2 * k : 2 * k + 2]) for k in range(4)])\nm = keras.Model(i, layers.Conv2D(4, 1)(layers.DepthwiseConv2D(5, strides=2, depth_multiplier=2)(h)))\n",
}
MULTIPLYING = ("Conv2D", "Conv3D", "DepthwiseConv2dNative", "MatMul", "BatchMatMulV2", "Conv2DBackpropInput")


def multiply_accumulates(model):
    spec = [tf.TensorSpec((1, *x.shape[1:]), x.dtype) for x in model.inputs]
    graph = tf.function(lambda *x: model(x[0] if len(x) == 1 else list(x), training=False)).get_concrete_function(*spec).graph
    options = tf.compat.v1.profiler.ProfileOptionBuilder(tf.compat.v1.profiler.ProfileOptionBuilder.float_operation()).with_empty_output().build()
    profile = tf.compat.v1.profiler.profile(graph, cmd="op", options=options)
    found, queue = {}, [profile]
    while queue:
        node = queue.pop()
        if node.name in MULTIPLYING:
            found[node.name] = node.float_ops
        queue.extend(node.children)
    return sum(found.values()) // 2


def positive(model):
    """The model with positive kernels, without activations, with means in the place of maxima."""

    def clone(layer):
        config = layer.get_config()
        if "activation" in config:
            config["activation"] = "linear"
        name = type(layer).__name__.replace("MaxPooling", "AveragePooling")
        return getattr(keras.layers, name).from_config(config)

    made = keras.models.clone_model(model, clone_function=clone)
    for variable in made.weights:
        shape = variable.shape
        variable.assign(np.full(shape, 1 / max(1, np.prod(shape[:-1]))))
    return made


def fields(model):
    model = positive(model)
    image = tf.ones((1, *model.inputs[0].shape[1:]))
    rank = len(image.shape) - 2
    found = {}
    for layer in model.layers:
        if len(layer.output.shape) != rank + 2 or isinstance(layer, keras.layers.InputLayer):
            continue
        part = keras.Model(model.inputs, layer.output)

        def reach(position):
            with tf.GradientTape() as tape:
                tape.watch(image)
                value = tf.reduce_sum(part(image)[(0, *position)])
            touched = np.any(tape.gradient(value, image).numpy()[0] != 0, axis=-1)
            spans = []
            for axis in range(rank):
                places = np.nonzero(np.any(touched, axis=tuple(a for a in range(rank) if a != axis)))[0]
                spans.append((int(places[0]), int(places[-1])))
            return spans

        middle = [d // 2 for d in layer.output.shape[1:-1]]
        here = reach(middle)
        steps = []
        for axis in range(rank):
            beside = list(middle)
            beside[axis] += 1
            steps.append(reach(beside)[axis][0] - here[axis][0])
        found[layer.name] = {"field": [last - first + 1 for first, last in here], "stride": steps}
    return found


def run(code):
    scope = {}
    exec(HEAD + code, scope)
    return scope["m"]


# With names as arguments only those cases are made anew.
path = "test/golden/facts.json"
asked = sys.argv[1:] or list(CASES)
golden = json.load(open(path)) if sys.argv[1:] else {}
for name in asked:
    code, reaches = CASES[name]
    golden[name] = {"code": HEAD + code, "macs": int(multiply_accumulates(run(COUNTED_AS.get(name, code))))}
    keras.backend.clear_session()
    if reaches:
        golden[name]["fields"] = fields(run(code))
        keras.backend.clear_session()
with open(path, "w") as file:
    json.dump(golden, file, indent=0)
    file.write("\n")

"""Writes test/golden/merged.json.gz: layers that merge tensors of several batches, as real Keras takes them.

    KERAS_BACKEND=tensorflow python test/oracle/merged.py

Each case is a program and the shapes that its last model puts out, or null where Keras raises. A layer is called at its first time, again
after other shapes, inside of a model that is applied to other batches, and inside of the `call` of a class, alone and within such a model.
"""
import gzip
import itertools
import json
import os

import keras

HERE = os.path.dirname(os.path.abspath(__file__))
BATCHES = [(1, 5), (2, 5), (None, 5), (1, None)]

# What is called, on what axes besides the batch, and how.
LAYERS = [(f"layers.{name}()", ((4,), (4,)), "[a, b]") for name in ("Add", "Concatenate")]
LAYERS += [(f"layers.Dot({axes})", shapes, "[a, b]") for axes, shapes in (("1", ((4,), (4,))), ("(2, 1)", ((3, 4), (4, 3))))]
LAYERS += [(f"layers.{name}", ((3, 4), (6, 4)), "a, b") for name in ("MultiHeadAttention(2, 4)", "GroupQueryAttention(4, 2, 1)", "MultiHeadAttention(2, 4, dropout=0.1)")]
LAYERS += [("layers.MultiHeadAttention(2, 4)", ((3, 4), (6, 4)), "a, b, return_attention_scores=True")]
LAYERS += [(f"layers.{name}()", ((3, 4), (6, 4)), "[a, b]") for name in ("Attention",)]

HEAD = "import keras\nfrom keras import layers, Input, Model\n"
CLASS = "class Own(layers.Layer):\n    def __init__(self, inner):\n        super().__init__()\n        self.inner = inner\n    def call(self, given):\n        a, b = given\n        return self.inner({call})\n"
OPEN = (None, None)


def inputs(shapes, batches):
    a, b = ((batch, *shape) for batch, shape in zip(batches, shapes))
    return f"a, b = Input(batch_shape={a}), Input(batch_shape={b})\n"


def ways(layer, shapes, call, batches):
    first, other = inputs(shapes, OPEN), inputs(shapes, batches)
    last = "model = Model([a, b], y)\n"
    own = CLASS.format(call=call)
    nested = f"{first}inner = Model([a, b], {layer}({call}))\n{other}"
    yield f"{HEAD}{other}y = {layer}({call})\n{last}"
    yield f"{HEAD}layer = {layer}\n{first}layer({call})\n{other}y = layer({call})\n{last}"
    yield f"{HEAD}{nested}y = inner([a, b])\n{last}"
    yield f"{HEAD}{own}{other}y = Own({layer})([a, b])\n{last}"
    yield f"{HEAD}{own}layer = Own({layer})\n{first}layer([a, b])\n{other}y = layer([a, b])\n{last}"
    yield f"{HEAD}{CLASS.format(call='[a, b]')}{nested}y = Own(inner)([a, b])\n{last}"


# Axes besides the batch that differ, at the first call and later.
SHAPES = [((None, 4), (3, 4)), ((2, 4), (3, 4)), ((1, 4), (3, 4)), ((4,), (3, 4)), ((None, 4), (None, 4))]


def programs():
    for (layer, shapes, call), batches in itertools.product(LAYERS, BATCHES):
        yield from ways(layer, shapes, call, batches)
    last = "model = Model([a, b], y)\n"
    for layer in ("Add()", "Concatenate()", "Concatenate(axis=1)", "Dot(1)", "Dot(2)"):
        for shapes in SHAPES:
            yield f"{HEAD}{inputs(shapes, OPEN)}y = layers.{layer}([a, b])\n{last}"
            yield f"{HEAD}layer = layers.{layer}\n{inputs(((3, 4), (3, 4)), OPEN)}layer([a, b])\n{inputs(shapes, OPEN)}y = layer([a, b])\n{last}"
            yield f"{HEAD}{CLASS.format(call='[a, b]')}{inputs(shapes, OPEN)}y = Own(layers.{layer})([a, b])\n{last}"


def outputs(source):
    keras.backend.clear_session()
    scope = {}
    try:
        exec(source, scope)
    except Exception:
        return None
    return [list(tensor.shape) for tensor in scope["model"].outputs]


cases = [{"source": source, "outputs": outputs(source)} for source in programs()]
path = os.path.join(HERE, "..", "golden", "merged.json.gz")
with open(path, "wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
    packed.write(json.dumps(cases).encode())
print(len(cases), "cases,", sum(case["outputs"] is None for case in cases), "rejected")

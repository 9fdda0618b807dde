"""Writes test/golden/engine/activation_functions.json.gz: trainings of real Keras whose layers are given layers or functions of the program as
activations, with the counts before data passes, predictions and losses from given weights.

With an argument, a folder of .keras files that ConvLens wrote (`CONVLENS_WRITE=<folder>` at the test) are loaded instead, without their programs, and
compared with Keras's predictions.
"""
import glob
import gzip
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np

sys.path.insert(0, os.path.dirname(__file__))
from graph import pack, write

PATH = os.path.join(os.path.dirname(__file__), "..", "golden", "engine", "activation_functions.json.gz")
HEAD = """import math
import numpy as np
import keras
import tensorflow as tf
from keras import layers, ops


def my_swish(t):
    return t * ops.sigmoid(t)

def smooth(t, steepness=1.5):
    inner = math.sqrt(2 / math.pi) * (t + 0.044715 * ops.power(t, 3))
    return 0.5 * t * (1 + ops.tanh(inner)) - 0.1 * steepness

def steps(t):
    return tf.where(t > 0, t, 0.3 * (tf.exp(t) - 1))

"""
CONV = "keras.Input((6, 6, 2)), layers.Conv2D(4, 3, activation={}), layers.Flatten(), layers.Dense(1)"
DENSE = "keras.Input((6, 6, 2)), layers.Flatten(), layers.Dense(5, activation={}), layers.Dense(1)"
APPLIED = "keras.Input((6, 6, 2)), layers.Conv2D(3, 3), layers.Activation({}), layers.GlobalAveragePooling2D(), layers.Dense(1)"
STEPS = "keras.Input((6, 6, 2)), layers.Reshape((6, 12)), {}, layers.Dense(1)"
CASES = {
    "LeakyReLU": CONV.format("layers.LeakyReLU(0.2)"),
    "LeakyReLU by its default": CONV.format("layers.LeakyReLU()"),
    "ReLU with a bound": CONV.format("layers.ReLU(max_value=1.0, negative_slope=0.1)"),
    "ELU": CONV.format("layers.ELU(0.5)"),
    "PReLU": CONV.format("layers.PReLU()"),
    "PReLU with shared axes": CONV.format("layers.PReLU(shared_axes=[1, 2])"),
    "Softmax over an axis": CONV.format("layers.Softmax(axis=1)"),
    "Activation layer": CONV.format("layers.Activation('swish')"),
    "BatchNormalization": CONV.format("layers.BatchNormalization()"),
    "function": CONV.format("my_swish"),
    "lambda of TensorFlow": CONV.format("lambda t: tf.nn.relu(t)"),
    "lambda of an activation": CONV.format("lambda t: keras.activations.tanh(t) * 2"),
    "PReLU of a dense layer": DENSE.format("layers.PReLU()"),
    "function with constants": DENSE.format("smooth"),
    "where": DENSE.format("steps"),
    "Activation of a layer": APPLIED.format("layers.PReLU()"),
    "Activation of a function": APPLIED.format("my_swish"),
    "separable": CONV.replace("Conv2D(4", "SeparableConv2D(4").format("layers.LeakyReLU(0.1)"),
    "transposed": CONV.replace("Conv2D(4, 3", "Conv2DTranspose(3, 3").format("my_swish"),
    "GRU": STEPS.format("layers.GRU(3, activation=layers.PReLU(), recurrent_activation=lambda t: ops.sigmoid(2 * t))"),
    "LSTM": STEPS.format("layers.LSTM(3, activation=my_swish, recurrent_activation=layers.ReLU(max_value=1.0))"),
    "SimpleRNN": STEPS.format("layers.SimpleRNN(3, return_sequences=True, activation=layers.LeakyReLU(0.3)), layers.Flatten()"),
    "both directions": STEPS.format("layers.Bidirectional(layers.GRU(2, activation=layers.LeakyReLU(0.2)))"),
    "in steps": STEPS.format("layers.TimeDistributed(layers.Dense(2, activation=my_swish)), layers.Flatten()"),
    "one for two layers": "keras.Input((6, 6, 2)), layers.Conv2D(3, 3, activation=shared), layers.Conv2D(2, 3, activation=shared), layers.Flatten(), layers.Dense(1)",
}


def case(name, stack):
    keras.backend.clear_session()
    rng = np.random.default_rng(len(name))
    # The last layer's name tells whether anything inside has taken one.
    source = HEAD + "shared = layers.LeakyReLU(0.25)\n" * ("shared" in stack) + f"model = keras.Sequential([{stack}])\nmodel.compile('sgd', 'mse')\n"
    space = {}
    exec(source, space)
    model = space["model"]
    counted = model.count_params()
    x, y = rng.normal(size=(8, 6, 6, 2)).astype("float32"), rng.normal(size=(8, 1)).astype("float32")
    model(x)
    for w in model.weights:
        noise = rng.normal(size=w.shape).astype("float32") * 0.3
        w.assign(np.abs(noise) + 0.5 if "variance" in w.path else noise)
    weights = [pack(w.numpy()) for w in model.weights]
    predictions = pack(model.predict(x, verbose=0))
    losses = model.fit(x, y, epochs=8, batch_size=8, shuffle=False, verbose=0).history["loss"]
    return {"name": name, "source": source, "counted": counted, "layers": [layer.name for layer in model.layers], "x": pack(x), "y": pack(y), "weights": weights, "predictions": predictions, "losses": [float(v) for v in losses]}


def load_written(folder):
    with gzip.open(PATH) as file:
        cases = json.load(file)["cases"]
    import base64
    for i, one in enumerate(cases):
        path = os.path.join(folder, f"{i}.keras")
        numbers = lambda packed: np.frombuffer(base64.b64decode(packed["data"]), packed["dtype"]).reshape(packed["shape"])
        try:
            model = keras.models.load_model(path, compile=False)
            print(one["name"], float(np.abs(model.predict(numbers(one["x"]), verbose=0) - numbers(one["predictions"])).max()))
        except Exception as error:
            print(one["name"], "FAILS", str(error)[:600])


def main():
    if len(sys.argv) > 1:
        return load_written(sys.argv[1])
    out = {"keras": keras.__version__, "cases": [case(*c) for c in CASES.items()]}
    write(PATH, out)
    print(len(out["cases"]), "cases", os.path.getsize(PATH), "bytes")


main()

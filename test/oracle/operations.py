"""Writes test/golden/operations.json: the shape that real Keras finds for each expression of test/fixtures/operations.txt, and the
same for operations-of-models.txt, whose expressions TensorFlow does not trace inside a layer.

    python test/oracle/operations.py

Each expression is the result of a layer's `call` on x, a tensor of shape (None, 8, 10, 4); in the second file x is that of a model.
"""
import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[1]


def shape_of(expression):
    class Layer(keras.layers.Layer):
        def call(self, x):
            return eval(expression, {"tf": tf, "keras": keras, "x": x})

    return list(Layer()(keras.Input((8, 10, 4))).shape)


def shape_in_model(expression):
    return list(eval(expression, {"tf": tf, "keras": keras, "x": keras.Input((8, 10, 4))}).shape)


def write(name, shape):
    expressions = (ROOT / "fixtures" / f"{name}.txt").read_text().splitlines()
    golden = [{"expression": e, "shape": shape(e)} for e in expressions if e]
    text = "[\n" + ",\n".join(json.dumps(entry) for entry in golden) + "\n]\n"
    (ROOT / "golden" / f"{name}.json").write_text(text)
    print(f"{len(golden)} expressions")


def main():
    write("operations", shape_of)
    write("operations-of-models", shape_in_model)


if __name__ == "__main__":
    main()

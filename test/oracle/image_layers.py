"""Writes test/golden/engine/image-layers.json.gz: what Keras's image layers make of arrays inside `ds.map`, on single images and on batches.

Layers without chance give all numbers, on images of known values; of those that mix the images of a batch, how much of a label stays: moments
over many draws.
"""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf

sys.path.insert(0, os.path.dirname(__file__))
from graph import write
from keras import layers

SHAPE = (6, 8, 7, 3)
STEADY = [
    "layers.Equalization()",
    "layers.Equalization(bins=16)",
    "layers.AutoContrast()",
    "layers.CenterCrop(4, 5)",
    "layers.ContrastLimitedAdaptiveHistogramEqualization(tile_grid_size=(2, 2))",
    "layers.Normalization(mean=[100.0, 90.0, 80.0], variance=[400.0, 900.0, 1600.0])",
    "layers.Normalization(mean=120.0, variance=50.0, axis=None)",
    "layers.Normalization(mean=[1.0, 2.0, 3.0], variance=[4.0, 9.0, 16.0], invert=True)",
    "layers.Pipeline([layers.AutoContrast(), layers.CenterCrop(4, 4), layers.Rescaling(1 / 255)])",
    "layers.Discretization([30.0, 99.0, 100.0, 180.5])",
    "layers.Discretization([50.0, 200.0], output_mode='one_hot')",
    "layers.CategoryEncoding(251, output_mode='one_hot')",
    "keras.Sequential([layers.Equalization(), layers.CenterCrop(4, 4)])",
]
MIXING = ["layers.MixUp()", "layers.MixUp(alpha=0.6)", "layers.CutMix()", "layers.CutMix(factor=(0.5, 0.9))"]


def images():
    """Numbers that the test makes as well."""
    size = int(np.prod(SHAPE))
    return ((np.arange(size) * 37 + np.arange(size) // 11 * 5) % 251).astype("float32").reshape(SHAPE)


def steady(text, batched):
    layer = eval(text)
    ds = tf.data.Dataset.from_tensor_slices((images(), np.zeros((SHAPE[0], 1), "float32")))
    ds = (ds.batch(4) if batched else ds).map(lambda x, y: (layer(x), y))
    ds = ds if batched else ds.batch(4)
    made = np.concatenate([x.numpy() for x, _ in ds])
    return {"layer": text, "batched": batched, "shape": list(made.shape), "values": [float(v) for v in made.astype("float32").ravel()]}


def mixing(text):
    layer = eval(text)
    batch = 8
    x = np.zeros((batch, 4, 4, 1), "float32")
    y = np.eye(batch, dtype="float32")
    ds = tf.data.Dataset.from_tensors((x, y)).repeat(1500).map(lambda a, b: layer({"images": a, "labels": b}))
    own = np.concatenate([np.diag(made["labels"].numpy()) for made in ds])
    mixed = own[own < 0.999999]
    return {"layer": text, "batch": batch, "mixed": float(np.mean(own < 0.99)), "mean": float(mixed.mean()), "deviation": float(mixed.std())}


if __name__ == "__main__":
    write(sys.argv[1], {"shape": list(SHAPE), "steady": [steady(text, batched) for text in STEADY for batched in (True, False)], "mixing": [mixing(text) for text in MIXING]})

"""Writes test/golden/engine/random_layers.json.gz: what Keras's random image layers make of pictures with given random numbers.

The numbers that a layer asks for are drawn here and recorded as uniform ones in [0, 1) (or standard normal), in the order of the calls.
"""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from keras import layers as L
from keras.src.backend.tensorflow import random as source

sys.path.insert(0, os.path.dirname(__file__))
from graph import camel, pack, value, write

rng = np.random.default_rng(5)
drawn = []


def uniform(shape, minval=0.0, maxval=1.0, dtype=None, seed=None):
    u = np.floor(rng.uniform(size=[int(n) for n in shape]) * 2**24).astype("float64") / 2**24
    drawn.append(u)
    return keras.ops.convert_to_tensor((minval + u * (maxval - minval)).astype("float32"))


def normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    n = rng.normal(size=[int(s) for s in shape]).astype("float32")
    drawn.append(n)
    return keras.ops.convert_to_tensor(mean + stddev * n)


def randint(shape, minval, maxval, dtype="int32", seed=None):
    return keras.ops.cast(keras.ops.floor(uniform(shape, minval, maxval)), dtype)


source.uniform, source.normal, source.randint = uniform, normal, randint


def layers():
    for mode in ("horizontal", "vertical", "horizontal_and_vertical"):
        yield L.RandomFlip(mode)
    for fill in ("reflect", "wrap", "constant", "nearest"):
        for interpolation in ("bilinear", "nearest"):
            yield L.RandomRotation(0.3, fill_mode=fill, interpolation=interpolation, fill_value=9.0)
            yield L.RandomZoom((-0.4, 0.6), (-0.3, 0.5), fill_mode=fill, interpolation=interpolation, fill_value=9.0)
            yield L.RandomTranslation((-0.7, 0.5), 0.6, fill_mode=fill, interpolation=interpolation, fill_value=9.0)
            yield L.RandomShear(0.4, (0.1, 0.5), fill_mode=fill, interpolation=interpolation, fill_value=9.0)
    yield L.RandomRotation((0.1, 0.25))
    yield L.RandomZoom(0.3)
    yield L.RandomZoom(0.0, 0.8)
    for factor in (0.4, (0.2, 0.7)):
        yield L.RandomContrast(factor)
        yield L.RandomBrightness(factor)
        yield L.RandomHue(factor)
        yield L.RandomSaturation(factor)
        yield L.RandomSharpness(factor)
        yield L.RandomInvert(factor)
        yield L.RandomColorDegeneration(factor)
        yield L.RandomErasing(factor)
    yield L.RandomContrast(0.5, value_range=(0, 1))
    yield L.RandomBrightness((-0.5, -0.1), value_range=(-1, 1))
    yield L.RandomGrayscale(0.5)
    yield L.RandomGaussianBlur(0.7, kernel_size=5, sigma=0.9)
    yield L.RandomGaussianBlur(kernel_size=(3, 7), sigma=(0.3, 1.0))
    yield L.RandomErasing(1.0, scale=(0.2, 0.6), fill_value=30.0)
    yield L.RandomErasing(0.9, fill_value=(1.0, 100.0, 250.0))
    yield L.RandomPosterization((1, 5))
    yield L.RandomPosterization((3, 3))
    yield L.Solarization(0.3, 0.6)
    yield L.Solarization((0.1, 0.2), (0.2, 0.9))
    yield L.RandomColorJitter(brightness_factor=0.2, contrast_factor=0.3, saturation_factor=(0.3, 0.6), hue_factor=0.4)
    yield L.RandomColorJitter(contrast_factor=0.3)
    yield L.RandomCrop(5, 6)
    yield L.RandomCrop(12, 6)
    yield L.RandomCrop(7, 20)
    yield L.AutoContrast()
    yield L.AutoContrast((0, 1))
    yield L.AutoContrast((-1, 1))
    yield L.RandomPerspective()
    yield L.RandomPerspective(0.7, scale=0.4, fill_value=9.0)
    yield L.RandomPerspective(scale=0.6, interpolation="nearest", fill_value=200.0)


def case(layer, batch=3):
    config = {camel(k): value(v) for k, v in layer.get_config().items() if k not in ("name", "dtype", "trainable")}
    high = 1.0 if config.get("valueRange") in ([0, 1], [-1, 1]) else 255.0
    x = (rng.uniform(size=(batch, 8, 11, 3)) * high).astype("float32")
    if high == 255.0:
        x = np.round(x)
    if type(layer).__name__ == "AutoContrast":
        x[1, :, :, 2] = x[1, 0, 0, 2]
    drawn.clear()
    y = np.asarray(layer(x, training=True))
    kept = [pack(u.astype("float32")) for u in drawn]
    still = np.asarray(layer(x, training=False))
    unchanged = bool(np.array_equal(still, x))
    return {"type": type(layer).__name__, "config": config, "x": pack(x), "random": kept, "training": pack(y), "unchanged": unchanged, **({} if unchanged else {"inference": pack(still)})}


cases = [case(layer) for layer in layers()]
path = os.path.join(os.path.dirname(__file__), "..", "golden", "engine", "random_layers.json.gz")
write(path, {"keras": keras.__version__, "cases": cases})
print(len(cases), "cases", os.path.getsize(path), "bytes")

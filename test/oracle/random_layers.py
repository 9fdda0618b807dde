"""Writes test/golden/engine/random_layers.json.gz: what Keras's random image layers make of pictures with given random numbers.

The numbers that a layer asks for are drawn here and recorded as uniform ones in [0, 1) (or standard normal), in the order of the calls.
"""
import os
import sys
import types

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf
from keras import layers as L
from keras.src.backend.tensorflow import random as source
from keras.src.layers.preprocessing.image_preprocessing import aug_mix

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


def log_gamma(shape, alpha):
    """Logarithms of gamma(alpha) numbers, in `shape`, from uniform and normal draws that are noted.

    TensorFlow's own sampler takes no draws from outside, so this one stands in for it: Marsaglia and Tsang (2000), section 6, with the tries and
    their order as in src/engine/layers/support/gamma.ts, so that both sides turn the same draws into the same numbers. The golden file thus says
    what Keras makes of gamma numbers, not whether these are any; that their distribution is right is tested in test/engine/random-layers.test.ts.
    """
    alpha = np.asarray(alpha, "float64")
    d = alpha + 2 / 3
    c = 1 / np.sqrt(9 * d)
    normals = np.asarray(normal([8, *shape]), "float64")
    uniforms = np.asarray(uniform([8, *shape]), "float64")
    boost = np.log1p(-np.asarray(uniform(shape), "float64")) / alpha
    volume = np.ones(shape)
    for x, u in zip(normals[::-1], uniforms[::-1]):
        side = 1 + c * x
        cube = np.where(side > 0, side, 1) ** 3
        volume = np.where((side > 0) & (np.log1p(-u) < x * x / 2 + d * (1 - cube + np.log(cube))), cube, volume)
    return np.log(d) + np.log(volume) + boost


def gamma(shape, alpha, dtype=None, seed=None):
    return keras.ops.convert_to_tensor(np.exp(log_gamma(list(shape), alpha)).astype("float32"))


def beta(shape, alpha, beta, dtype=None, seed=None):
    one = log_gamma(list(shape), alpha)
    return keras.ops.convert_to_tensor((1 / (1 + np.exp(log_gamma(list(shape), beta) - one))).astype("float32"))


def shuffle(x, axis=0, seed=None):
    order = np.argsort(np.asarray(uniform([x.shape[axis]])), kind="stable")
    return keras.ops.take(x, order, axis=axis)


# RandomElasticTransform draws past the functions above, the same numbers twice: both come from one seed.
elastic = {}


def stateless_normal(shape, seed, mean=0.0, stddev=1.0, dtype=None, alg=None):
    key = tuple(np.asarray(seed).tolist())
    if key not in elastic:
        elastic[key] = normal(shape)
    return elastic[key]


source.uniform, source.normal, source.randint = uniform, normal, randint
source.gamma, source.beta, source.shuffle = gamma, beta, shuffle
tf.random.stateless_normal = stateless_normal

chosen = []


def choice(items):
    """Which layers AugMix chains: Python's `random` chooses them in Keras."""
    item = items[int(rng.integers(len(items)))]
    chosen.append(item)
    return item


aug_mix.py_random = types.SimpleNamespace(choice=choice)


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
    for alpha in (0.2, 1.0, 3.0):
        yield L.MixUp(alpha)
    yield L.MixUp(data_format="channels_first")
    yield L.CutMix()
    yield L.CutMix((0.3, 0.8))
    yield L.CutMix(0.5, data_format="channels_first")
    yield L.Equalization()
    yield L.Equalization((0, 1))
    yield L.Equalization((-1, 1), bins=64)
    yield L.Equalization(bins=100, data_format="channels_first")
    for fill in ("reflect", "wrap", "constant", "nearest"):
        for interpolation in ("bilinear", "nearest"):
            yield L.RandomElasticTransform(scale=(0.7, 1.0), fill_mode=fill, interpolation=interpolation, fill_value=9.0)
    yield L.RandomElasticTransform(0.6, 0.5, value_range=(20, 230))
    yield L.RandomElasticTransform(0.0)
    yield L.RandomElasticTransform(data_format="channels_first")
    for _ in range(6):
        yield L.RandAugment()
    yield L.RandAugment((0, 1), num_ops=3, factor=(0.1, 0.4), interpolation="nearest")
    yield L.RandAugment(num_ops=4, factor=0.9, data_format="channels_first")
    for _ in range(4):
        yield L.AugMix()
    yield L.AugMix((0, 1), num_chains=2, chain_depth=5, factor=0.7, alpha=0.4, all_ops=False)
    yield L.AugMix(factor=(0.2, 0.6), data_format="channels_first")
    yield L.ContrastLimitedAdaptiveHistogramEqualization()
    yield L.ContrastLimitedAdaptiveHistogramEqualization((0, 1), clip_limit=2.0, tile_grid_size=(2, 3))
    yield L.ContrastLimitedAdaptiveHistogramEqualization((-1, 1), clip_limit=0.0, tile_grid_size=(4, 2))
    yield L.ContrastLimitedAdaptiveHistogramEqualization(clip_limit=1.5, tile_grid_size=(3, 4), data_format="channels_first")


# Elastic distortions reach further than a pixel only in images of some size.
large = ("RandomElasticTransform",)


def chains(layer):
    """What was chosen for each of AugMix's chains, by the layers' class names."""
    depth = layer.chain_depth
    rows = [chosen[i : i + depth] for i in range(0, len(chosen), depth)]
    return [[type(getattr(layer, name)).__name__ for name in row if name is not None] for row in rows]


def case(layer):
    config = {camel(k): value(v) for k, v in layer.get_config().items() if k not in ("name", "dtype", "trainable")}
    high = 1.0 if config.get("valueRange") in ([0, 1], [-1, 1]) else 255.0
    shape = (2, 47, 44, 1) if type(layer).__name__ in large else (3, 8, 11, 3)
    x = (rng.uniform(size=shape) * high).astype("float32")
    if config.get("dataFormat") == "channels_first":
        x = np.ascontiguousarray(np.moveaxis(x, -1, 1))
    if high == 255.0:
        x = np.round(x)
    if type(layer).__name__ == "AutoContrast":
        x[1, :, :, 2] = x[1, 0, 0, 2]
    drawn.clear()
    chosen.clear()
    elastic.clear()
    y = np.asarray(layer(x, training=True))
    kept = [pack(u.astype("float32")) for u in drawn]
    still = np.asarray(layer(x, training=False))
    unchanged = bool(np.array_equal(still, x))
    return {"type": type(layer).__name__, "config": config, "x": pack(x), "random": kept, **({"chains": chains(layer)} if chosen else {}), "training": pack(y), "unchanged": unchanged, **({} if unchanged else {"inference": pack(still)})}


cases = [case(layer) for layer in layers()]
path = os.path.join(os.path.dirname(__file__), "..", "golden", "engine", "random_layers.json.gz")
write(path, {"keras": keras.__version__, "cases": cases})
print(len(cases), "cases", os.path.getsize(path), "bytes")

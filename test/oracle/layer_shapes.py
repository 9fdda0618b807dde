"""Writes test/golden/layers/random.jsonl.gz and classes.json.gz from real Keras.

random.jsonl.gz: random configurations of every public layer class, valid and invalid ones. Each line says how the layer was made
and called, and what Keras made of it: shapes and dtypes of its outputs, its variables, or the error. classes.json.gz: signatures.

    python test/oracle/layer_shapes.py            (keras 3.15, tensorflow-cpu; about five minutes)
"""
import gzip
import inspect
import json
import os
import random
import sys
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
warnings.filterwarnings("ignore")
import keras
import tensorflow as tf
from keras import layers as L

HOME = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden", "layers")
CASES = int(os.environ.get("CASES", "22"))


def classes():
    """Public layer classes by canonical name, with every public name."""
    found = {}
    for public in sorted(dir(L)):
        value = getattr(L, public)
        if inspect.isclass(value) and issubclass(value, keras.layers.Layer):
            found.setdefault(value.__name__, (value, []))[1].append(public)
    return found


def signature(cls):
    parameters = list(inspect.signature(cls.__init__).parameters.values())[1:]
    return [[p.name, p.kind.name, None if p.default is inspect.Parameter.empty else encode(p.default), p.default is inspect.Parameter.empty] for p in parameters]


def encode(value):
    """JSON in which a Python float without a fraction stays one."""
    if isinstance(value, bool) or value is None or isinstance(value, (int, str)):
        return value
    if isinstance(value, float):
        return {"$float": int(value)} if value == int(value) else value
    if isinstance(value, (list, tuple)):
        return [encode(v) for v in value]
    if isinstance(value, Made):
        return {"$layer": [value.cls, encode(value.config)]}
    if isinstance(value, dict):
        return {k: encode(v) for k, v in value.items()}
    return str(value)


class Made:
    """A layer argument: made anew for each attempt."""

    def __init__(self, cls, **config):
        self.cls, self.config = cls, config

    def make(self):
        return getattr(L, self.cls)(**realise(self.config))


def realise(value):
    if isinstance(value, Made):
        return value.make()
    if isinstance(value, list):
        return [realise(v) for v in value]
    if isinstance(value, tuple):
        return tuple(realise(v) for v in value)
    if isinstance(value, dict):
        return {k: realise(v) for k, v in value.items()}
    return value


class T:
    """A tensor of the call."""

    def __init__(self, *shape, dtype="float32"):
        self.shape, self.dtype = list(shape), dtype


def symbols(tree):
    if isinstance(tree, T):
        return keras.KerasTensor(tree.shape, dtype=tree.dtype)
    if isinstance(tree, (list, tuple)):
        return [symbols(t) for t in tree]
    if isinstance(tree, dict):
        return {k: symbols(t) for k, t in tree.items()}
    return tree


def show(tree):
    if isinstance(tree, (T, keras.KerasTensor)):
        return {"shape": list(tree.shape), "dtype": tree.dtype}
    if isinstance(tree, (list, tuple)):
        return [show(t) for t in tree]
    if isinstance(tree, dict):
        return {k: show(t) for k, t in tree.items()}
    return tree


R = random.Random()
maybe = lambda p: R.random() < p
pick = lambda *options: R.choice(options)
dim = lambda lo=1, hi=24: None if maybe(0.08) else R.randint(lo, hi)
batch = lambda: R.randint(1, 4) if maybe(0.15) else None
length = lambda lo=1, hi=24: R.randint(lo, hi)
activation = lambda: pick("relu", "linear", "softmax", "gelu", None)
data_format = lambda: pick("channels_last", "channels_first", None)


def some(**options):
    """Each option with even odds; a function is called for its value."""
    return {k: (v() if callable(v) else v) for k, v in options.items() if maybe(0.5)}


def spatial(dims, lo=1, hi=3):
    return R.randint(lo, hi) if maybe(0.5) else [R.randint(lo, hi) for _ in range(dims)]


def image(dims, channels=None, lo=1, hi=24):
    """A tensor of rank dims + 2; now and then of another rank."""
    rank = dims + 2 + (pick(-1, 1) if maybe(0.04) else 0)
    shape = [batch()] + [dim(lo, hi) for _ in range(rank - 1)]
    if channels is not None and len(shape) > 1:
        shape[-1] = channels
    return T(*shape)


def anything(lo=2, hi=5):
    return T(batch(), *[dim() for _ in range(R.randint(lo, hi) - 1)])


kernel = lambda: some(activation=activation, use_bias=lambda: pick(True, False), kernel_initializer=lambda: pick("he_normal", "zeros", "glorot_uniform"), kernel_regularizer=lambda: pick("l2", None), bias_initializer="ones", kernel_constraint=lambda: pick("max_norm", None))


def conv(dims, groups=True):
    def make():
        config = {"filters": pick(1, 4, 6, 8, 12), "kernel_size": spatial(dims, 1, 5), **kernel()}
        config |= some(strides=lambda: spatial(dims), padding=lambda: pick("valid", "same", "SAME", *(["causal"] if dims == 1 else [])), data_format=data_format)
        if maybe(0.25):
            config["dilation_rate"] = spatial(dims)
        if groups and maybe(0.3):
            config["groups"] = pick(1, 2, 3, 4)
        return config, image(dims, pick(None, 1, 3, 4, 6, 8, 12))
    return make


def transpose(dims):
    def make():
        config = {"filters": pick(1, 4, 8), "kernel_size": spatial(dims, 1, 5), **kernel()}
        config |= some(strides=lambda: spatial(dims), padding=lambda: pick("valid", "same"), data_format=data_format)
        if maybe(0.3):
            config["output_padding"] = spatial(dims, 0, 1)
        if maybe(0.2):
            config["dilation_rate"] = spatial(dims)
        return config, image(dims)
    return make


def depthwise(dims):
    def make():
        config = {"kernel_size": spatial(dims, 1, 4)} | some(strides=lambda: spatial(dims), padding=lambda: pick("valid", "same"), depth_multiplier=lambda: pick(1, 2, 3), data_format=data_format, use_bias=lambda: pick(True, False), depthwise_initializer="he_normal", activation=activation)
        if maybe(0.2):
            config["dilation_rate"] = spatial(dims)
        return config, image(dims)
    return make


def separable(dims):
    inner = depthwise(dims)

    def make():
        config, x = inner()
        return {"filters": pick(1, 4, 8), **config}, x
    return make


def pooling(dims, needs_size):
    def make():
        config = some(pool_size=lambda: spatial(dims, 1, 4), strides=lambda: pick(None, spatial(dims)), padding=lambda: pick("valid", "same"), data_format=data_format, name="pool")
        if needs_size:
            config.setdefault("pool_size", spatial(dims, 1, 4))
        return config, image(dims)
    return make


def margins(dims, name):
    def make():
        single = lambda: R.randint(0, 3)
        value = pick(single(), [single() for _ in range(max(dims, 2))], [[single(), single()] for _ in range(dims)]) if dims > 1 else pick(single(), [single(), single()])
        config = {name: value} if maybe(0.85) else {}
        if not (dims == 1 and name == "cropping") and maybe(0.5):
            config["data_format"] = data_format()
        return config, image(dims)
    return make


def merge(exactly=None):
    def make():
        rank = R.randint(1, 3)
        base = [dim(1, 9) for _ in range(rank)]
        tensors = []
        for _ in range(exactly if exactly and maybe(0.85) else R.randint(1, 4)):
            shape = [d if maybe(0.9) else pick(1, None, R.randint(1, 9)) for d in base]
            if maybe(0.06):
                shape = shape[1:]
            tensors.append(T(batch(), *shape))
        return {}, (tensors[0] if maybe(0.04) else tensors)
    return make


def concatenate():
    rank = R.randint(2, 4)
    axis = pick(-1, -1, 1, rank - 1, R.randint(-rank, rank))
    base = [None] + [dim(1, 9) for _ in range(rank - 1)]
    tensors = []
    for _ in range(R.randint(2, 4)):
        shape = list(base)
        if -rank <= axis < rank and axis % rank != 0:
            shape[axis] = dim(1, 9)
        if maybe(0.08):
            shape[R.randint(1, rank - 1)] = R.randint(1, 9)
        tensors.append(T(*shape))
    return ({} if axis == -1 else {"axis": axis}), tensors


def dot():
    n = R.randint(1, 6)
    a, b = T(None, *[R.randint(1, 6) for _ in range(R.randint(1, 3))]), T(None, *[R.randint(1, 6) for _ in range(R.randint(1, 3))])
    i, j = R.randint(1, len(a.shape) - 1), R.randint(1, len(b.shape) - 1)
    if maybe(0.85):
        a.shape[i] = b.shape[j] = n
    axes = [i, j] if maybe(0.8) else pick(i, -1, [-1, j])
    return {"axes": axes, **some(normalize=True)}, [a, b]


def batch_norm():
    return some(axis=lambda: pick(-1, 1, 2, 3), center=lambda: pick(True, False), scale=lambda: pick(True, False), renorm=lambda: pick(True, False), momentum=0.9, gamma_regularizer="l1"), anything()


norm = lambda: some(center=lambda: pick(True, False), scale=lambda: pick(True, False), epsilon=1e-5)
axis = lambda: pick(-1, 1, 2, [1, 2], [-1, -2], [2, 1])


def reshape():
    lengths = [R.choice([1, 2, 3, 4, 6, 8, 12]) for _ in range(R.randint(1, 3))]
    size = 1
    for d in lengths:
        size *= d
    target, rest = [], size
    for _ in range(R.randint(0, 2)):
        d = R.choice([d for d in range(1, rest + 1) if rest % d == 0])
        target.append(d)
        rest //= d
    target.append(rest)
    R.shuffle(target)
    if maybe(0.35):
        target[R.randint(0, len(target) - 1)] = -1
    if maybe(0.15):
        target[R.randint(0, len(target) - 1)] = R.randint(-2, 9)
    if maybe(0.06):
        target[0] = None
    if maybe(0.12):
        lengths[0] = None
    return {"target_shape": target}, T(batch(), *lengths, dtype=pick("float32", "float32", "int32"))


def permute():
    n = R.randint(1, 4)
    dims = list(range(1, n + 1))
    R.shuffle(dims)
    if maybe(0.1):
        dims[0] += 1
    return {"dims": dims}, T(batch(), *[dim() for _ in range(n if maybe(0.9) else n + 1)])


rnn_options = lambda: some(use_bias=lambda: pick(True, False), return_sequences=lambda: pick(True, False), return_state=lambda: pick(True, False), go_backwards=True, dropout=0.2, activation=activation, trainable=lambda: pick(True, False), kernel_regularizer="l2")


def recurrent(**more):
    def make():
        config = {"units": R.randint(1, 9), **rnn_options(), **some(**more)}
        if maybe(0.1):
            config["stateful"] = True
        return config, image(1)
    return make


def cell(kind, states):
    def make():
        units = R.randint(1, 9)
        state = [T(None, units) for _ in range(states)]
        config = {"units": units} | some(use_bias=lambda: pick(True, False), **({"reset_after": lambda: pick(True, False)} if kind == "GRUCell" else {}))
        return config, T(None, R.randint(1, 9)), {"states": state if states > 1 or maybe(0.5) else state[0]}
    return make


any_cell = lambda: Made(pick("LSTMCell", "GRUCell", "SimpleRNNCell"), units=R.randint(1, 9))


def conv_lstm(dims):
    def make():
        config = {"filters": R.randint(1, 4), "kernel_size": spatial(dims, 1, 3)} | some(strides=lambda: spatial(dims, 1, 2), padding=lambda: pick("valid", "same"), data_format=data_format, return_sequences=lambda: pick(True, False), return_state=lambda: pick(True, False), use_bias=lambda: pick(True, False), trainable=lambda: pick(True, False))
        if maybe(0.15):
            config["dilation_rate"] = 2
        return config, T(batch(), dim(), *[dim(2, 12) for _ in range(dims)], R.randint(1, 4))
    return make


def wrapped():
    kind = pick(("Dense", {"units": 4}), ("Conv2D", {"filters": 3, "kernel_size": 3}), ("LSTM", {"units": 3}), ("Flatten", {}), ("Dropout", {"rate": 0.2}), ("BatchNormalization", {}), ("Conv1D", {"filters": 2, "kernel_size": 2, "trainable": False}))
    # Keras does not look at the rank that a recurrent layer demands when it is inside a wrapper; the first batch of data fails.
    return {"layer": Made(kind[0], **kind[1]), **some(trainable=lambda: pick(True, False))}, anything(4, 4) if kind[0] == "LSTM" else anything(2, 5)


def spectral():
    kind = pick(("Dense", {"units": 4}), ("Conv2D", {"filters": 3, "kernel_size": 2}), ("Embedding", {"input_dim": 9, "output_dim": 3}), ("Flatten", {}), ("LSTM", {"units": 3}), ("DepthwiseConv2D", {"kernel_size": 2}), ("SeparableConv2D", {"filters": 2, "kernel_size": 2}))
    return {"layer": Made(kind[0], **kind[1])}, anything(2, 4)


def bidirectional():
    inner = Made(pick("LSTM", "GRU", "SimpleRNN"), units=R.randint(1, 6), **some(return_sequences=True, return_state=True, trainable=False))
    config = {"layer": inner} | some(merge_mode=lambda: pick("concat", "sum", "ave", "mul", None, "max"))
    if maybe(0.15):
        config["backward_layer"] = Made(inner.cls, units=inner.config["units"], go_backwards=pick(True, True, False), **{k: v for k, v in inner.config.items() if k.startswith("return")})
    return config, image(1)


def attention():
    d = R.randint(1, 8)
    n = dim(1, 9)
    tensors = [T(batch(), dim(1, 9), d), T(None, n, d if maybe(0.8) else R.randint(1, 8)), T(None, n, d)][: pick(2, 2, 3)]
    call = some(return_attention_scores=lambda: pick(True, False), use_causal_mask=True)
    return some(use_scale=lambda: pick(True, False), dropout=0.1), (tensors if maybe(0.95) else tensors[0]), call


def dot_attention():
    config, x, call = attention()
    return config | some(score_mode=lambda: pick("dot", "concat", "sum")), x, call


def heads(config):
    def make():
        extra = [dim(1, 5)] if maybe(0.2) and config is mha else []
        value = T(None, *extra, dim(1, 9), R.randint(1, 8))
        query = T(batch(), *extra, dim(1, 9), R.randint(1, 8))
        if config is not mha and maybe(0.8):
            value.shape[-1] = query.shape[-1]
        call = {"value": value}
        if maybe(0.4):
            call["key"] = T(None, *value.shape[1:-1], R.randint(1, 8)) if maybe(0.85) else T(None, *[dim(1, 9) for _ in value.shape[1:]])
        call |= some(return_attention_scores=lambda: pick(True, False))
        return config() | some(use_bias=lambda: pick(True, False), use_gate=lambda: pick(True, False), dropout=0.1, trainable=lambda: pick(True, False)), query, call
    return make


mha = lambda: {"num_heads": R.randint(1, 4), "key_dim": R.randint(1, 6)} | some(value_dim=lambda: R.randint(1, 6), output_shape=lambda: pick(R.randint(1, 6), [R.randint(1, 4), R.randint(1, 4)]))
gqa = lambda: {"head_dim": R.randint(1, 6), "num_query_heads": pick(2, 4, 6), "num_key_value_heads": pick(1, 2, 3)}


def einsum():
    equation, out, x, bias = pick(
        ("abc,cd->abd", [None, 7], T(None, dim(), 5), "d"), ("...x,xy->...y", R.randint(1, 9), T(None, *[dim() for _ in range(R.randint(0, 2))], 6), "y"), ("ab,bc->ac", R.randint(1, 9), T(None, 5), "c"),
        ("abc,cde->abde", [None, 2, 3], T(None, 4, 6), "de"), ("ab...,bc->ac...", 5, T(None, 4, dim(), dim()), "c"), ("abc,bd->adc", [6, None], T(None, 4, dim()), "d"), ("abcd,cde->abe", [None, 7], T(None, 4, 2, 3), "e"),
        ("ab,cd->ad", 4, T(None, 3), None), ("abc,cd->abe", [None, 7], T(None, 4, 5), None), ("abc,cd->abd", [9, 7], T(None, 4, 5), "d"), ("abc->ab", [3], T(None, 3, 4), None))
    config = {"equation": equation, "output_shape": out}
    if bias and maybe(0.6):
        config["bias_axes"] = bias
    if maybe(0.1):
        config["bias_axes"] = "z"
    return config | some(activation=activation) | ({"lora_rank": 2} if maybe(0.15) else {}), x


ints = lambda: T(batch(), *[dim() for _ in range(R.randint(0, 2))], dtype=pick("int32", "int64", "float32"))
frames = lambda: T(batch(), dim(4, 30), dim(4, 30), pick(1, 3, 3, 3, 4)) if maybe(0.9) else T(*[dim(4, 20) for _ in range(pick(2, 3, 5))])
factor = lambda: pick(0.1, 0.5, [0.1, 0.4], 1.0, 0, 2.0)
signed_factor = lambda: pick(0.1, -0.2, [-0.1, 0.4], 1.0, 0, 1.5)
fill = lambda: pick("reflect", "constant", "nearest", "wrap", "mirror")
interpolation = lambda: pick("nearest", "bilinear", "bicubic")
value_range = lambda: pick([0, 255], [0.0, 1.0], [0, 1, 2])


def picture(config=dict):
    return lambda: (config(), frames())


def bounding_boxes():
    boxes = {"boxes": T(None, dim(), 4), "labels": T(None, dim())}
    return {"max_number": pick(3, 10, 5.0)}, {"images": T(None, 8, 8, 3), "bounding_boxes": boxes}


def discretization():
    mode = pick("int", "one_hot", "multi_hot", "count", "sum")
    config = {"output_mode": mode} | pick({"num_bins": R.randint(0, 5)}, {"bin_boundaries": [0.1, 0.5, 2.5]}, {}, {"num_bins": 3, "bin_boundaries": [1, 2]})
    return config, ints()


def normalization():
    config = some(axis=lambda: pick(None, -1, 1, [1, 2], [-1]), invert=True)
    if maybe(0.2):
        config |= {"mean": 2.0, "variance": 3.0} if maybe(0.7) else {"mean": 1.0}
    return config, anything()


def lookup(tokens, mask, dtype):
    def make():
        config = some(output_mode=lambda: pick("int", "one_hot", "multi_hot", "count"), mask_token=mask, num_oov_indices=lambda: pick(0, 1, 2))
        if maybe(0.6):
            config["vocabulary"] = tokens
        if maybe(0.3):
            config |= {"max_tokens": pick(5, 9)} | some(pad_to_max_tokens=True)
        return config, T(batch(), *[dim() for _ in range(R.randint(0, 2))], dtype=dtype)
    return make


def text():
    config = some(output_mode=lambda: pick("int", "multi_hot", "count", "binary"), output_sequence_length=lambda: R.randint(1, 20), vocabulary=[["a", "b", "c"]][0], split=lambda: pick("whitespace", "character", None, "words"), standardize=lambda: pick("lower", None, "upper"))
    if maybe(0.3):
        config |= {"max_tokens": pick(5, 9)} | some(pad_to_max_tokens=True)
    return config, T(batch(), *([1] if maybe(0.3) else []), dtype="string")


def stft():
    config = {"window": None} | some(mode=lambda: pick("log", "magnitude", "psd", "real", "imag", "angle", "stft"), frame_length=lambda: pick(8, 20, 64), frame_step=lambda: pick(4, 8, 30), fft_length=lambda: pick(64, 128, 16), padding=lambda: pick("valid", "same"), expand_dims=lambda: pick(True, False), data_format=data_format)
    return config, T(batch(), dim(20, 300), dim(1, 3)) if maybe(0.95) else T(None, 100)


def input_layer():
    return pick({"shape": [dim(), dim()]}, {"batch_shape": [batch(), dim()]}, {"shape": [dim()], "batch_size": R.randint(1, 4)}, {"shape": [3], "dtype": "int32"}, {}, {"shape": [3], "batch_shape": [None, 3]}, {"input_shape": [4]}, {"shape": [-1]}, {"shape": 4}), None


unary = lambda config=dict: (lambda: (config(), anything()))
rate = lambda: {"rate": pick(0.1, 0.5, 0, 1, 1.0, 1.5, -0.1)}

RECIPES = {
    **{f"Conv{d}D": conv(d) for d in (1, 2, 3)}, **{f"Conv{d}DTranspose": transpose(d) for d in (1, 2, 3)}, **{f"DepthwiseConv{d}D": depthwise(d) for d in (1, 2)}, **{f"SeparableConv{d}D": separable(d) for d in (1, 2)},
    **{f"MaxPooling{d}D": pooling(d, False) for d in (1, 2, 3)}, **{f"AveragePooling{d}D": pooling(d, True) for d in (1, 2, 3)},
    **{f"Global{m}Pooling{d}D": (lambda d=d: (some(data_format=data_format, keepdims=lambda: pick(True, False)), image(d))) for m in ("Max", "Average") for d in (1, 2, 3)},
    **{f"Adaptive{m}Pooling{d}D": (lambda d=d: ({"output_size": spatial(d, 1, 4), **some(data_format=data_format)}, image(d, lo=6))) for m in ("Max", "Average") for d in (1, 2, 3)},
    **{f"ZeroPadding{d}D": margins(d, "padding") for d in (1, 2, 3)}, **{f"Cropping{d}D": margins(d, "cropping") for d in (1, 2, 3)},
    "UpSampling1D": lambda: (some(size=lambda: R.randint(1, 4)), image(1)), **{f"UpSampling{d}D": (lambda d=d: (some(size=lambda: spatial(d), data_format=data_format), image(d))) for d in (2, 3)},
    **{m: merge() for m in ("Add", "Multiply", "Average", "Maximum", "Minimum")}, "Subtract": merge(2), "Concatenate": concatenate, "Dot": dot,
    "Dense": lambda: ({"units": R.randint(1, 64), **kernel(), **({"lora_rank": 2} if maybe(0.1) else {}), **some(trainable=lambda: pick(True, False))}, anything()),
    "BatchNormalization": batch_norm, "GroupNormalization": lambda: ({"groups": pick(1, 2, 4, -1, 0), **some(axis=lambda: pick(-1, 1, 2)), **norm()}, anything()),
    "LayerNormalization": lambda: (some(axis=axis, rms_scaling=True) | norm(), anything()), "RMSNormalization": lambda: (some(axis=axis), anything()), "UnitNormalization": lambda: (some(axis=axis), anything()),
    "Activation": lambda: ({"activation": pick("relu", "softmax", "Relu", None, "swish", "leaky")}, anything()), "ReLU": unary(lambda: some(max_value=lambda: pick(6, 6.0, -1.0), negative_slope=0.1, threshold=lambda: pick(0.5, -1))), "LeakyReLU": unary(lambda: some(negative_slope=lambda: pick(0.1, -0.1))),
    "ELU": unary(lambda: some(alpha=0.5)), "Softmax": unary(lambda: some(axis=lambda: pick(-1, 1, [1, 2]))), "PReLU": unary(lambda: some(shared_axes=lambda: pick([1], [1, 2], 1, [5], [-1]))),
    "Dropout": unary(rate), "AlphaDropout": unary(rate), "GaussianDropout": unary(rate), "GaussianNoise": unary(lambda: {"stddev": pick(0.1, 1.0, 1.5)}), **{f"SpatialDropout{d}D": (lambda d=d: (rate(), image(d))) for d in (1, 2, 3)},
    "ActivityRegularization": unary(lambda: some(l1=0.1)), "Identity": unary(), "Masking": unary(lambda: some(mask_value=1.0)), "Flatten": lambda: (some(data_format=data_format), T(*([batch()] + [dim() for _ in range(R.randint(0, 4))]), dtype=pick("float32", "int32"))),
    "Reshape": reshape, "Permute": permute, "RepeatVector": lambda: ({"n": pick(1, 3, 5.0, 0)}, T(batch(), dim()) if maybe(0.9) else anything()),
    "Embedding": lambda: ({"input_dim": R.randint(1, 50), "output_dim": R.randint(1, 9), **some(mask_zero=True), **({"input_length": 4} if maybe(0.1) else {}), **({"lora_rank": 2} if maybe(0.1) else {})}, ints()),
    "ReversibleEmbedding": lambda: ({"input_dim": R.randint(1, 50), "output_dim": 4, **some(tie_weights=lambda: pick(True, False))}, T(None, dim(), 4, dtype=pick("int32", "float32")), some(reverse=lambda: pick(True, False))),
    "LSTM": recurrent(unit_forget_bias=lambda: pick(True, False), use_cudnn=lambda: pick("auto", False)), "GRU": recurrent(reset_after=lambda: pick(True, False)), "SimpleRNN": recurrent(),
    "LSTMCell": cell("LSTMCell", 2), "GRUCell": cell("GRUCell", 1), "SimpleRNNCell": cell("SimpleRNNCell", 1),
    "RNN": lambda: ({"cell": any_cell() if maybe(0.6) else [any_cell() for _ in range(R.randint(1, 3))], **some(return_sequences=lambda: pick(True, False), return_state=lambda: pick(True, False), trainable=lambda: pick(True, False))}, image(1)),
    "StackedRNNCells": lambda: ({"cells": [Made("GRUCell", units=3), Made("SimpleRNNCell", units=2)]}, T(None, dim()), {"states": [T(None, 3), T(None, 2)]}),
    **{f"ConvLSTM{d}D": conv_lstm(d) for d in (1, 2, 3)}, "TimeDistributed": wrapped, "Bidirectional": bidirectional, "SpectralNormalization": spectral, "Wrapper": wrapped,
    "Attention": dot_attention, "AdditiveAttention": attention, "MultiHeadAttention": heads(mha), "GroupedQueryAttention": heads(gqa), "EinsumDense": einsum,
    "Resizing": picture(lambda: {"height": R.randint(1, 30), "width": R.randint(1, 30), **some(data_format=data_format, interpolation=interpolation)}), "CenterCrop": picture(lambda: {"height": R.randint(1, 30), "width": R.randint(1, 30), **some(data_format=data_format)}),
    "RandomCrop": picture(lambda: {"height": R.randint(1, 30), "width": R.randint(1, 30), **some(data_format=data_format)}), "Rescaling": unary(lambda: {"scale": pick(1 / 255, 2, 1.0), **some(offset=-1)}), "Normalization": normalization,
    "CategoryEncoding": lambda: (some(num_tokens=lambda: R.randint(1, 9), output_mode=lambda: pick("multi_hot", "one_hot", "count", "binary", "int")), ints()), "Discretization": discretization,
    "Hashing": lambda: ({"num_bins": pick(3, 0, 7), **some(output_mode=lambda: pick("int", "one_hot", "multi_hot", "count"), salt=lambda: pick(5, [1, 2]))}, ints()),
    "HashedCrossing": lambda: ({"num_bins": 5, **some(output_mode=lambda: pick("int", "one_hot", "count"))}, [T(None, 1, dtype="int32"), T(None, pick(1, 1, 2), dtype="int32")] + ([T(None, 1, dtype="int32")] if maybe(0.1) else [])),
    "StringLookup": lookup(["a", "b", "c"], "", "string"), "IntegerLookup": lookup([3, 5, 7], 0, "int64"), "TextVectorization": text, "STFTSpectrogram": stft,
    "MelSpectrogram": lambda: (some(fft_length=lambda: pick(256, 64), sequence_stride=lambda: pick(64, 100), num_mel_bins=lambda: pick(16, 40), sequence_length=lambda: pick(64, 200)), pick(T(batch(), dim(100, 3000)), T(1000))), "Pipeline": lambda: ({"layers": [Made("Rescaling", scale=0.5), Made("Resizing", height=4, width=5)]}, T(batch(), dim(4, 30), dim(4, 30), 3)),
    "InputLayer": input_layer, "Lambda": None, "Layer": None, "JaxLayer": None, "FlaxLayer": None, "TFSMLayer": None, "TorchModuleWrapper": None, "MaxNumBoundingBoxes": bounding_boxes,
    "AugMix": picture(lambda: some(value_range=value_range, num_chains=2, factor=factor)), "AutoContrast": picture(lambda: some(value_range=value_range)), "ContrastLimitedAdaptiveHistogramEqualization": picture(lambda: some(clip_limit=3.0)), "CutMix": picture(lambda: some(factor=factor)),
    "Equalization": picture(lambda: some(bins=64)), "MixUp": picture(lambda: some(alpha=0.3)), "RandAugment": picture(lambda: some(factor=factor, num_ops=3)), "RandomBrightness": picture(lambda: {"factor": signed_factor(), **some(value_range=value_range)}), "RandomColorDegeneration": picture(lambda: {"factor": signed_factor(), **some(data_format=data_format)}),
    "RandomColorJitter": picture(lambda: some(brightness_factor=0.2, hue_factor=0.1)), "RandomContrast": picture(lambda: {"factor": factor()}), "RandomElasticTransform": picture(lambda: some(factor=factor, interpolation=interpolation, fill_mode=fill)), "RandomErasing": picture(lambda: some(factor=factor)),
    "RandomFlip": picture(lambda: some(mode=lambda: pick("horizontal", "vertical", "horizontal_and_vertical"))), "RandomGaussianBlur": picture(lambda: some(factor=factor, kernel_size=lambda: pick(3, [3, 5]))), "RandomGrayscale": picture(lambda: some(factor=lambda: pick(0.2, 1.0, 1.5))), "RandomHue": picture(lambda: {"factor": factor()}),
    "RandomInvert": picture(lambda: some(factor=factor)), "RandomPerspective": picture(lambda: some(factor=factor, scale=lambda: pick(0.3, 1.5), interpolation=interpolation)), "RandomPosterization": picture(lambda: {"factor": pick(1, 4, 8, 9, 0, [2, 5])}), "RandomRotation": picture(lambda: {"factor": signed_factor(), **some(fill_mode=fill, interpolation=interpolation)}),
    "RandomSaturation": picture(lambda: {"factor": factor()}), "RandomSharpness": picture(lambda: {"factor": factor()}), "RandomShear": picture(lambda: some(x_factor=factor, y_factor=factor, fill_mode=fill)), "RandomTranslation": picture(lambda: {"height_factor": signed_factor(), "width_factor": signed_factor(), **some(fill_mode=fill)}),
    "RandomZoom": picture(lambda: {"height_factor": signed_factor(), **some(width_factor=signed_factor, interpolation=interpolation)}), "Solarization": picture(lambda: some(addition_factor=factor, threshold_factor=factor)),
}


def spoil(config):
    """Now and then a value that the argument may not take, a missing argument or an unknown one."""
    if not maybe(0.1):
        return config
    config = dict(config)
    plain = [k for k, v in config.items() if not isinstance(v, (Made, list))]
    what = R.random()
    if what < 0.2:
        config["colour"] = 1
    elif what < 0.35 and config:
        del config[R.choice(list(config))]
    elif plain:
        key = R.choice(plain)
        config[key] = pick(-1, 0, "nonsense", 2.5, 3.0, [1, 2, 3, 4])
    return config


def attempt(name, cls, config, x, call):
    """One line of the golden file."""
    line = {"cls": name, "config": encode(config), "inputs": show(x)}
    if call:
        line["call"] = {k: (show(v) if isinstance(v, (T, list)) else v) for k, v in call.items()}
    keras.utils.clear_session(free_memory=False)
    try:
        layer = cls(**realise(config))
        if name == "InputLayer":
            outputs = layer.output
        else:
            outputs = layer(symbols(x), **{k: symbols(v) for k, v in call.items()})
    except Exception as error:
        line["error"] = " ".join(str(error).split())[:120]
        return line
    line["outputs"] = show(outputs)
    prefix = layer.name + "/"
    line["weights"] = [[w.path.removeprefix(prefix), list(w.shape), w.trainable, w.dtype] for w in layer.weights]
    return line


def main():
    public = classes()
    assert set(public) == set(RECIPES), set(public) ^ set(RECIPES)
    os.makedirs(HOME, exist_ok=True)
    table = [{"cls": n, "names": names, "init": signature(c)} for n, (c, names) in public.items()]
    with gzip.GzipFile(os.path.join(HOME, "classes.json.gz"), "wb", mtime=0) as f:
        f.write(json.dumps({"keras": keras.__version__, "classes": table}, separators=(",", ":")).encode())
    only = set(sys.argv[1:])
    with gzip.GzipFile(os.path.join(HOME, "random.jsonl.gz"), "wb", mtime=0) as f:
        for name, (cls, _) in public.items():
            if RECIPES[name] is None or (only and name not in only):
                continue
            # A seed of its own, so that a change to one class leaves the others' cases alone.
            R.seed(name)
            seen = set()
            for _ in range(CASES * (3 if "Conv" in name or name in ("Dense", "Reshape", "Concatenate", "BatchNormalization") else 1)):
                config, x, *call = RECIPES[name]()
                config = spoil(config)
                line = json.dumps(attempt(name, cls, config, x, call[0] if call else {}), separators=(",", ":"))
                if line not in seen:
                    seen.add(line)
                    f.write((line + "\n").encode())
            print(name, len(seen), flush=True)


if __name__ == "__main__":
    main()

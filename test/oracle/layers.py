"""Writes test/golden/engine/layers.json.gz: every layer's output and gradients from real Keras, in training and inference mode.

Each case is a one-layer model with random weights. The loss is the sum of the outputs times fixed random numbers, so that every
gradient is exercised; gradients are those of all trainable weights and of float inputs.
"""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf
from keras import layers as L

sys.path.insert(0, os.path.dirname(__file__))
from graph import graph_of, names_of, pack, write

rng = np.random.default_rng(7)


def case(name, layer, *shapes, training=True, build=None, positive=False):
    return {"name": name, "layer": layer, "shapes": shapes, "training": training, "build": build, "positive": positive}


def cases():
    for padding in ("valid", "same"):
        yield case(f"Conv2D {padding}", L.Conv2D(4, 3, padding=padding, activation="relu"), (7, 6, 3))
        yield case(f"Conv2D strides 2 {padding}", L.Conv2D(4, (3, 2), strides=2, padding=padding), (8, 7, 3))
        yield case(f"Conv2D dilated {padding}", L.Conv2D(4, 3, dilation_rate=(2, 1), padding=padding), (9, 7, 3))
        yield case(f"Conv1D {padding}", L.Conv1D(4, 3, strides=2, padding=padding), (9, 3))
        yield case(f"Conv3D {padding}", L.Conv3D(3, 2, padding=padding), (4, 5, 4, 2))
        yield case(f"Conv2DTranspose {padding}", L.Conv2DTranspose(4, 3, strides=2, padding=padding), (4, 5, 3))
        yield case(f"Conv1DTranspose {padding}", L.Conv1DTranspose(4, 3, strides=2, padding=padding), (4, 3))
        yield case(f"Conv3DTranspose {padding}", L.Conv3DTranspose(2, 2, strides=2, padding=padding), (2, 3, 2, 2))
        yield case(f"DepthwiseConv2D {padding}", L.DepthwiseConv2D(3, depth_multiplier=2, padding=padding), (7, 6, 3))
        yield case(f"DepthwiseConv2D strides 2 {padding}", L.DepthwiseConv2D(3, strides=2, padding=padding), (7, 6, 3))
        yield case(f"DepthwiseConv2D dilated {padding}", L.DepthwiseConv2D(3, dilation_rate=2, depth_multiplier=2, padding=padding), (9, 8, 3))
        yield case(f"DepthwiseConv1D {padding}", L.DepthwiseConv1D(3, padding=padding), (9, 3))
        yield case(f"SeparableConv2D {padding}", L.SeparableConv2D(4, 3, strides=2, depth_multiplier=2, padding=padding), (7, 8, 3))
        yield case(f"SeparableConv1D {padding}", L.SeparableConv1D(4, 3, padding=padding), (7, 3))
        for kind in ("MaxPooling", "AveragePooling"):
            yield case(f"{kind}2D {padding}", getattr(L, f"{kind}2D")(3, strides=2, padding=padding), (7, 6, 3))
            yield case(f"{kind}2D plain {padding}", getattr(L, f"{kind}2D")(2, padding=padding), (7, 6, 3))
            yield case(f"{kind}1D {padding}", getattr(L, f"{kind}1D")(2, padding=padding), (7, 3))
            yield case(f"{kind}3D {padding}", getattr(L, f"{kind}3D")(2, padding=padding), (4, 5, 4, 2))
    yield case("Conv1D causal", L.Conv1D(4, 3, dilation_rate=2, padding="causal"), (9, 3))
    yield case("Conv2D groups", L.Conv2D(6, 3, groups=3, padding="same"), (6, 6, 6))
    yield case("Conv2D no bias", L.Conv2D(4, 3, use_bias=False, activation="tanh"), (6, 6, 2))
    yield case("Conv2DTranspose output padding", L.Conv2DTranspose(4, 3, strides=2, padding="same", output_padding=1), (4, 5, 3))
    yield case("Conv2DTranspose output padding valid", L.Conv2DTranspose(4, 3, strides=2, padding="valid", output_padding=1), (4, 5, 3))
    for n, shape in ((1, (6, 3)), (2, (5, 6, 3)), (3, (3, 4, 3, 2))):
        for kind in ("GlobalMaxPooling", "GlobalAveragePooling"):
            yield case(f"{kind}{n}D", getattr(L, f"{kind}{n}D")(), shape)
        yield case(f"ZeroPadding{n}D", getattr(L, f"ZeroPadding{n}D")(2), shape)
        yield case(f"Cropping{n}D", getattr(L, f"Cropping{n}D")(1), shape)
        yield case(f"UpSampling{n}D", getattr(L, f"UpSampling{n}D")(2), shape)
        yield case(f"SpatialDropout{n}D", getattr(L, f"SpatialDropout{n}D")(0.4), shape, training=False)
        if hasattr(L, "AdaptiveAveragePooling1D"):
            yield case(f"AdaptiveAveragePooling{n}D", getattr(L, f"AdaptiveAveragePooling{n}D")(2), shape)
            yield case(f"AdaptiveMaxPooling{n}D", getattr(L, f"AdaptiveMaxPooling{n}D")(2), shape)
    yield case("GlobalMaxPooling2D keepdims", L.GlobalMaxPooling2D(keepdims=True), (5, 6, 3))
    yield case("ZeroPadding2D uneven", L.ZeroPadding2D(((1, 2), (0, 3))), (5, 6, 3))
    yield case("Cropping2D uneven", L.Cropping2D(((1, 2), (0, 3))), (5, 6, 3))
    yield case("UpSampling2D bilinear", L.UpSampling2D((2, 3), interpolation="bilinear"), (5, 6, 3))
    yield case("Dense", L.Dense(5, activation="relu"), (7,))
    yield case("Dense on images", L.Dense(5), (3, 4, 6))
    yield case("EinsumDense", L.EinsumDense("abc,cd->abd", output_shape=(None, 5), bias_axes="d"), (4, 6))
    yield case("Flatten", L.Flatten(), (3, 4, 2))
    yield case("Reshape", L.Reshape((2, -1)), (3, 4, 2))
    yield case("Permute", L.Permute((2, 1, 3)), (3, 4, 2))
    yield case("RepeatVector", L.RepeatVector(3), (5,))
    yield case("BatchNormalization", L.BatchNormalization(momentum=0.9), (4, 5, 3))
    yield case("BatchNormalization 2d", L.BatchNormalization(scale=False), (6,))
    yield case("BatchNormalization axis 1", L.BatchNormalization(axis=1, center=False), (4, 5, 3))
    yield case("LayerNormalization", L.LayerNormalization(), (4, 5, 3))
    yield case("LayerNormalization axes", L.LayerNormalization(axis=(1, 2), epsilon=1e-4), (4, 5, 3))
    yield case("GroupNormalization", L.GroupNormalization(3), (4, 5, 6))
    yield case("GroupNormalization instance", L.GroupNormalization(-1), (4, 5, 6))
    yield case("UnitNormalization", L.UnitNormalization(), (4, 5))
    yield case("RMSNormalization", L.RMSNormalization(), (4, 5))
    for activation in ("relu", "relu6", "elu", "selu", "celu", "gelu", "sigmoid", "hard_sigmoid", "log_sigmoid", "softmax", "log_softmax", "softplus", "softsign", "silu", "hard_silu", "tanh", "hard_tanh",
                       "tanh_shrink", "hard_shrink", "soft_shrink", "mish", "exponential", "leaky_relu", "squareplus", "sparse_plus", "sparse_sigmoid", "linear", "glu"):
        yield case(f"Activation {activation}", L.Activation(activation), (4, 6))
    yield case("ReLU capped", L.ReLU(max_value=1.0, negative_slope=0.1, threshold=0.2), (4, 5))
    yield case("ReLU threshold", L.ReLU(threshold=0.3), (4, 5))
    yield case("LeakyReLU", L.LeakyReLU(negative_slope=0.2), (4, 5))
    yield case("PReLU", L.PReLU(shared_axes=[1, 2]), (4, 5, 3))
    yield case("ELU", L.ELU(alpha=0.7), (4, 5))
    yield case("Softmax axis", L.Softmax(axis=1), (4, 5))
    for merge in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"):
        yield case(merge, getattr(L, merge)(), (3, 4), (3, 4))
    yield case("Add broadcast", L.Add(), (3, 4), (1, 4))
    yield case("Concatenate axis 1", L.Concatenate(axis=1), (3, 4), (2, 4))
    yield case("Dot", L.Dot(axes=2), (3, 4), (2, 4))
    yield case("Dot normalized", L.Dot(axes=1, normalize=True), (4,), (4,))
    for dropout in (L.Dropout(0.3), L.GaussianNoise(0.3), L.GaussianDropout(0.3), L.AlphaDropout(0.3), L.ActivityRegularization(l1=0.1)):
        yield case(f"{type(dropout).__name__} at rest", dropout, (4, 5), training=False)
    yield case("Rescaling", L.Rescaling(1 / 127.5, offset=-1), (4, 5, 3))
    yield case("Normalization", L.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 3.0]), (4, 5, 3))
    yield case("Resizing bilinear", L.Resizing(7, 9), (4, 5, 3))
    yield case("Resizing smaller", L.Resizing(3, 2), (4, 5, 3))
    yield case("Resizing nearest", L.Resizing(7, 3, interpolation="nearest"), (4, 5, 3))
    yield case("Resizing bicubic", L.Resizing(7, 9, interpolation="bicubic"), (4, 5, 3))
    yield case("CenterCrop", L.CenterCrop(3, 2), (6, 5, 3))
    for sequences in (False, True):
        yield case(f"LSTM {sequences}", L.LSTM(4, return_sequences=sequences), (5, 3))
        yield case(f"GRU {sequences}", L.GRU(4, return_sequences=sequences), (5, 3))
        yield case(f"SimpleRNN {sequences}", L.SimpleRNN(4, return_sequences=sequences), (5, 3))
        yield case(f"ConvLSTM2D {sequences}", L.ConvLSTM2D(3, 2, padding="same", return_sequences=sequences), (3, 4, 5, 2))
    yield case("LSTM backwards", L.LSTM(4, go_backwards=True, return_sequences=True, activation="relu"), (5, 3))
    yield case("GRU not reset after", L.GRU(4, reset_after=False), (5, 3))
    yield case("Bidirectional LSTM", L.Bidirectional(L.LSTM(3, return_sequences=True)), (5, 3))
    yield case("Bidirectional GRU sum", L.Bidirectional(L.GRU(3), merge_mode="sum"), (5, 3))
    yield case("TimeDistributed Conv2D", L.TimeDistributed(L.Conv2D(3, 2)), (3, 4, 5, 2))
    yield case("TimeDistributed Dense", L.TimeDistributed(L.Dense(3)), (3, 4))
    yield case("SpectralNormalization", L.SpectralNormalization(L.Conv2D(3, 2)), (4, 5, 2))
    mha = L.MultiHeadAttention(2, 3)
    yield case("MultiHeadAttention", mha, (4, 6), build=lambda x: mha(x, x))
    mha2 = L.MultiHeadAttention(2, 3, value_dim=4, output_shape=5, use_bias=False)
    yield case("MultiHeadAttention cross", mha2, (4, 6), (3, 6), build=lambda q, v: mha2(q, v))
    yield case("Attention", L.Attention(use_scale=True), (4, 6), (3, 6))
    yield case("AdditiveAttention", L.AdditiveAttention(), (4, 6), (3, 6))
    yield case("Embedding", L.Embedding(7, 4), (5,))
    yield case("Conv2D channels_first BN", L.BatchNormalization(axis=1), (3, 4, 5))
    yield case("GlobalAveragePooling2D channels_first", L.GlobalAveragePooling2D(data_format="channels_first"), (3, 4, 5))
    yield case("Flatten channels_first", L.Flatten(data_format="channels_first"), (3, 4, 2))
    yield case("ZeroPadding2D channels_first", L.ZeroPadding2D(1, data_format="channels_first"), (3, 4, 5))
    yield case("UpSampling2D channels_first", L.UpSampling2D(2, data_format="channels_first"), (3, 4, 5))


def evaluate(model, inputs, training):
    """Outputs, gradients and changed variables of one call."""
    before = [w.numpy() for w in model.weights]
    with tf.GradientTape(persistent=True) as tape:
        tensors = [tf.constant(x) for x in inputs]
        floats = [t for t in tensors if t.dtype.is_floating]
        for t in floats:
            tape.watch(t)
        out = model(tensors if len(tensors) > 1 else tensors[0], training=training)
        flat = tf.nest.flatten(out)
        coefficients = [rng.normal(size=o.shape).astype("float32") for o in flat]
        loss = tf.add_n([tf.reduce_sum(o * c) for o, c in zip(flat, coefficients)])
        watched = [w.value for w in model.trainable_weights]
    # Weights changed by the call itself (spectral normalization) have their gradients at the new value.
    weight_grads = tape.gradient(loss, watched)
    input_grads = tape.gradient(loss, floats)
    changed = {}
    for w, old in zip(model.weights, before):
        if not np.array_equal(w.numpy(), old):
            changed[id(w)] = w.numpy()
        w.assign(old)
    return flat, coefficients, weight_grads, input_grads, changed


def main():
    out = []
    for c in cases():
        integer = isinstance(c["layer"], L.Embedding)
        inputs = [keras.Input(s, batch_size=None, dtype="int32" if integer else "float32") for s in c["shapes"]]
        try:
            result = c["build"](*inputs) if c["build"] else c["layer"](inputs if len(inputs) > 1 else inputs[0])
            model = keras.Model(inputs, result)
            for w in model.weights:
                if "seed_generator" in w.path or "count" == w.name:
                    continue
                noise = rng.normal(size=w.shape).astype("float32") * 0.5
                w.assign(np.abs(noise) + 0.5 if "variance" in w.name else noise)
            given = [rng.integers(0, 7, size=(2, *s)).astype("int32") if integer else rng.normal(size=(2, *s)).astype("float32") for s in c["shapes"]]
            values = {}
            graph = graph_of(model, values)
            names = names_of(model)
            entry = {"name": c["name"], "graph": graph, "weights": {k: pack(v) for k, v in values.items()}, "inputs": [pack(x) for x in given], "modes": {}}
            for training in ([False, True] if c["training"] else [False]):
                flat, coefficients, wg, ig, changed = evaluate(model, given, training)
                entry["modes"]["training" if training else "inference"] = {
                    "outputs": [pack(o) for o in flat], "coefficients": [pack(k) for k in coefficients],
                    "gradients": {names[id(w)]: pack(tf.convert_to_tensor(g)) for w, g in zip(model.trainable_weights, wg) if g is not None},
                    "inputGradients": [pack(tf.convert_to_tensor(g)) if g is not None else None for g in ig],
                    "updates": {names[k]: pack(v) for k, v in changed.items() if k in names},
                }
            out.append(entry)
        except Exception as error:  # a case that this Keras rejects is a mistake of this script
            print("FAILED", c["name"], type(error).__name__, str(error)[:300])
            raise
    path = os.path.join(os.path.dirname(__file__), "..", "golden", "engine", "layers.json.gz")
    write(path, {"keras": keras.__version__, "cases": out})
    print(len(out), "cases", os.path.getsize(path), "bytes")


main()

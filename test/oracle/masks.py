"""Writes test/golden/engine/masks.json.gz: what real Keras computes where steps are hidden.

`cases` are models with their outputs and the gradients of the outputs times fixed random numbers, in inference and training mode.
`trainings` are models with one step of SGD: loss, metrics before it, and weights after it.
"""
import os
import sys
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
warnings.filterwarnings("ignore")
import keras
import numpy as np
import tensorflow as tf
from keras import layers as L

sys.path.insert(0, os.path.dirname(__file__))
from graph import graph_of, names_of, pack, part, write

rng = np.random.default_rng(23)
BATCH, STEPS, SIZE, WORDS = 3, 5, 4, 7
# Steps hidden in the middle, at the end, at the beginning.
HIDDEN = np.array([[0, 0, 1, 0, 0], [0, 0, 0, 1, 1], [1, 0, 0, 0, 1]], bool)


def sequences(size=SIZE):
    x = rng.normal(size=(BATCH, STEPS, size)).astype("float32")
    x[HIDDEN] = 0
    return x


def words():
    x = rng.integers(1, WORDS, size=(BATCH, STEPS)).astype("int32")
    x[HIDDEN] = 0
    return x


def masked(layer, size=SIZE):
    """Masking, then a layer."""
    x = keras.Input((STEPS, size))
    return keras.Model(x, layer(L.Masking()(x))), [sequences(size)]


def embedded(*layers):
    model = keras.Sequential([keras.Input((STEPS,), dtype="int32"), L.Embedding(WORDS, SIZE, mask_zero=True), *layers])
    return model, [words()]


def through(*layers):
    """Layers that hand the mask on or let it end, seen by a GRU behind them."""
    return embedded(*layers, L.GRU(3))


def merged(merge, both=True, behind=None):
    a, b = keras.Input((STEPS, SIZE)), keras.Input((STEPS, SIZE))
    hidden = [L.Masking()(a), L.Masking(-1.0)(b) if both else b]
    y = merge(hidden)
    other = sequences()
    other[0, 1] = -1.0
    other[2, 4] = -1.0
    return keras.Model([a, b], behind(y) if behind else y), [sequences(), other]


def attention(layer, third=False, **arguments):
    q, v = keras.Input((STEPS, SIZE)), keras.Input((STEPS, SIZE))
    inputs, given = [q, v], [sequences(), sequences()]
    called = [L.Masking()(q), L.Masking()(v)]
    if third:
        k = keras.Input((STEPS, SIZE))
        inputs.append(k)
        given.append(sequences())
        called.append(k)
    y = layer(called, **arguments) if isinstance(layer, (L.Attention, L.AdditiveAttention)) else layer(*called, **arguments)
    return keras.Model(inputs, y), given


def cases():
    for rnn in (L.LSTM, L.GRU, L.SimpleRNN):
        name = rnn.__name__
        yield f"Masking {name}", masked(rnn(3))
        yield f"Masking {name} sequences", masked(rnn(3, return_sequences=True))
    yield "Embedding LSTM", embedded(L.LSTM(3))
    yield "Embedding LSTM backwards", embedded(L.LSTM(3, go_backwards=True, return_sequences=True))
    yield "Embedding GRU unrolled", embedded(L.GRU(3, unroll=True))
    yield "LSTM zero output", embedded(L.LSTM(3, return_sequences=True, zero_output_for_mask=True))
    yield "LSTM stacked", embedded(L.LSTM(3, return_sequences=True), L.LSTM(2))
    yield "LSTM states", masked_states()
    yield "LSTM initial state", initial_state()
    for mode in ("concat", "sum", "ave", "mul"):
        yield f"Bidirectional {mode}", embedded(L.Bidirectional(L.LSTM(3, return_sequences=mode != "sum"), merge_mode=mode))
    yield "Bidirectional handed on", embedded(L.Bidirectional(L.GRU(3, return_sequences=True)), L.LSTM(2))
    yield "TimeDistributed Dense", through(L.TimeDistributed(L.Dense(3)))
    yield "TimeDistributed model", through(L.TimeDistributed(keras.Sequential([keras.Input((SIZE,)), L.Dense(3, activation="tanh"), L.Dropout(0.0)])))
    yield "ConvLSTM1D", conv_lstm()
    for layer in (L.Dense(3), L.Activation("tanh"), L.ReLU(), L.LeakyReLU(), L.PReLU(), L.ELU(), L.Identity(), L.Rescaling(2.0), L.GaussianNoise(0.1), L.Dropout(0.3), L.SpatialDropout1D(0.3), L.ActivityRegularization(l1=0.1),
                  L.LayerNormalization(), L.GroupNormalization(2), L.UnitNormalization(), L.Normalization(mean=[0.1] * SIZE, variance=[2.0] * SIZE), L.GaussianDropout(0.3), L.AlphaDropout(0.3)):
        random = isinstance(layer, (L.GaussianNoise, L.Dropout, L.SpatialDropout1D, L.GaussianDropout, L.AlphaDropout))
        yield f"through {type(layer).__name__}", through(layer), not random
    for layer in (L.Conv1D(3, 2, padding="same"), L.Reshape((STEPS, SIZE)), L.RMSNormalization(), L.EinsumDense("abc,cd->abd", output_shape=(None, 3)), L.UpSampling1D(1), L.ZeroPadding1D(1), L.MaxPooling1D(1), L.Permute((2, 1))):
        yield f"ends at {type(layer).__name__}", through(layer)
    yield "Flatten", embedded(L.Flatten(), L.Dense(2))
    yield "BatchNormalization", embedded(L.BatchNormalization(momentum=0.8))
    yield "through BatchNormalization", through(L.BatchNormalization(momentum=0.8))
    yield "GlobalAveragePooling1D", embedded(L.GlobalAveragePooling1D())
    yield "GlobalAveragePooling1D keepdims", embedded(L.GlobalAveragePooling1D(keepdims=True))
    yield "GlobalMaxPooling1D", embedded(L.GlobalMaxPooling1D())
    yield "Softmax by hand", softmax_by_hand()
    for merge in (L.Add, L.Subtract, L.Multiply, L.Average, L.Maximum, L.Minimum, L.Concatenate):
        yield f"{merge.__name__}", merged(merge(), behind=L.GRU(3))
        yield f"{merge.__name__} with one mask", merged(merge(), both=False, behind=L.GRU(3))
    yield "Concatenate steps", merged(L.Concatenate(axis=1), behind=L.GRU(3))
    yield "Concatenate steps with one mask", merged(L.Concatenate(axis=1), both=False, behind=L.GRU(3))
    yield "Multiply itself", merged(L.Multiply())
    yield "Maximum itself", merged(L.Maximum(), both=False)
    yield "Dot", merged(L.Dot(axes=2), behind=L.GRU(3))
    yield "Attention", attention(L.Attention(use_scale=True))
    yield "Attention causal", attention(L.Attention(), use_causal_mask=True)
    yield "Attention with key", attention(L.Attention(), third=True)
    yield "AdditiveAttention", attention(L.AdditiveAttention())
    yield "Attention handed on", behind(attention(L.Attention()), L.GRU(3))
    yield "MultiHeadAttention", attention(L.MultiHeadAttention(2, 3))
    yield "MultiHeadAttention causal", attention(L.MultiHeadAttention(2, 3), use_causal_mask=True)
    yield "MultiHeadAttention scores", attention(L.MultiHeadAttention(2, 3), return_attention_scores=True)
    yield "MultiHeadAttention with key", attention(L.MultiHeadAttention(2, 3), third=True)
    yield "MultiHeadAttention handed on", behind(attention(L.MultiHeadAttention(2, 3)), L.GRU(3))
    yield "MultiHeadAttention with dropout at rest", attention(L.MultiHeadAttention(2, 3, dropout=0.2)), False
    yield "attention block", block()
    yield "GRU by hand", by_hand(L.GRU(3))
    yield "GlobalAveragePooling1D by hand", by_hand(L.GlobalAveragePooling1D())
    yield "MultiHeadAttention by hand", attention_by_hand()
    yield "nested model", nested()
    yield "Masking of images", masked_images()


def masked_states():
    x = keras.Input((STEPS, SIZE))
    return keras.Model(x, L.LSTM(3, return_sequences=True, return_state=True)(L.Masking()(x))), [sequences()]


def initial_state():
    """With states given Keras hands no mask to the layer, but its outputs have it."""
    x, h = keras.Input((STEPS, SIZE)), keras.Input((3,))
    y = L.GRU(3, return_sequences=True)(L.Masking()(x), initial_state=h)
    return keras.Model([x, h], L.GRU(2)(y)), [sequences(), rng.normal(size=(BATCH, 3)).astype("float32")]


def conv_lstm():
    x = keras.Input((STEPS, 4, 2))
    given = rng.normal(size=(BATCH, STEPS, 4, 2)).astype("float32")
    given[:, :, 1][HIDDEN] = 0
    return keras.Model(x, L.ConvLSTM1D(3, 2, padding="same", return_sequences=True)(L.Masking()(x))), [given]


def masked_images():
    x = keras.Input((4, 4, 2))
    given = rng.normal(size=(BATCH, 4, 4, 2)).astype("float32")
    given[:, 1, 2] = 0
    return keras.Model(x, L.Conv2D(3, 2)(L.BatchNormalization()(L.Masking()(x)))), [given]


def behind(made, layer):
    model, given = made
    return keras.Model(model.inputs, layer(model.output)), given


def block():
    """A transformer's block. Attention takes the masks of its inputs away, so the sum behind it has none."""
    x = keras.Input((STEPS,), dtype="int32")
    e = L.Embedding(WORDS, SIZE, mask_zero=True)(x)
    a = L.LayerNormalization()(L.Add()([e, L.MultiHeadAttention(2, 3)(e, e)]))
    f = L.Dense(SIZE)(L.Dense(6, activation="relu")(a))
    return keras.Model(x, L.GlobalAveragePooling1D()(L.LayerNormalization()(L.Add()([a, f])))), [words()]


def by_hand(layer):
    x, mask = keras.Input((STEPS, SIZE)), keras.Input((STEPS,), dtype="bool")
    return keras.Model([x, mask], layer(x, mask=mask)), [sequences(), ~HIDDEN]


def softmax_by_hand():
    x, mask = keras.Input((STEPS, SIZE)), keras.Input((STEPS, SIZE), dtype="bool")
    return keras.Model([x, mask], L.Softmax()(x, mask=mask)), [sequences(), np.repeat(~HIDDEN[:, :, None], SIZE, 2) & (rng.random((BATCH, STEPS, SIZE)) < 0.7)]


def attention_by_hand():
    x, mask, whole = keras.Input((STEPS, SIZE)), keras.Input((STEPS,), dtype="bool"), keras.Input((STEPS, STEPS), dtype="bool")
    seen = rng.random((BATCH, STEPS, STEPS)) < 0.7
    return keras.Model([x, mask, whole], L.MultiHeadAttention(2, 3)(x, x, value_mask=mask, attention_mask=whole)), [sequences(), ~HIDDEN, seen]


def nested():
    inner = keras.Sequential([keras.Input((STEPS, SIZE)), L.Dense(3, activation="tanh"), L.LSTM(3, return_sequences=True)])
    return embedded(inner, L.GRU(2))


def randomize(model):
    for w in model.weights:
        if "seed_generator" in w.path or w.name == "count":
            continue
        noise = rng.normal(size=w.shape).astype("float32") * 0.5
        w.assign(np.abs(noise) + 0.5 if "variance" in w.name else noise)


def evaluate(model, inputs, training):
    before = [w.numpy() for w in model.weights]
    with tf.GradientTape() as tape:
        tensors = [tf.constant(x) for x in inputs]
        floats = [t for t in tensors if t.dtype.is_floating]
        tape.watch(floats)
        flat = tf.nest.flatten(model(tensors if len(tensors) > 1 else tensors[0], training=training))
        coefficients = [rng.normal(size=o.shape).astype("float32") for o in flat]
        loss = tf.add_n([tf.reduce_sum(o * c) for o, c in zip(flat, coefficients)])
        trained = [w.value for w in model.trainable_weights]
    weight_grads, input_grads = tape.gradient(loss, [trained, floats])
    changed = {}
    for w, old in zip(model.weights, before):
        if not np.array_equal(w.numpy(), old):
            changed[id(w)] = w.numpy()
        w.assign(old)
    return flat, coefficients, weight_grads, input_grads, changed


def case(name, model, inputs, in_training=True):
    randomize(model)
    values = {}
    graph = graph_of(model, values)
    names = names_of(model)
    modes = {}
    for training in ([False, True] if in_training else [False]):
        flat, coefficients, wg, ig, changed = evaluate(model, inputs, training)
        modes["training" if training else "inference"] = {
            "outputs": [pack(o) for o in flat], "coefficients": [pack(k) for k in coefficients],
            "gradients": {names[id(w)]: pack(tf.convert_to_tensor(g)) for w, g in zip(model.trainable_weights, wg) if g is not None},
            "inputGradients": [pack(tf.convert_to_tensor(g)) if g is not None else None for g in ig],
            "updates": {names[k]: pack(v) for k, v in changed.items() if k in names},
        }
    return {"name": name, "graph": graph, "weights": {k: pack(v) for k, v in values.items()}, "inputs": [pack(x) for x in inputs], "modes": modes}


def trainings():
    K, M = keras.losses, keras.metrics
    onehot = np.eye(4, dtype="float32")[rng.integers(0, 4, size=(BATCH, STEPS))]
    integers = rng.integers(0, 4, size=(BATCH, STEPS)).astype("int32")
    weights = rng.uniform(0.5, 2, size=(BATCH, STEPS)).astype("float32")
    tagger = lambda units, activation: [L.LSTM(3, return_sequences=True), L.Dense(units, activation=activation)]
    yield "tags", *embedded(*tagger(4, "softmax")), integers, K.SparseCategoricalCrossentropy(), [M.SparseCategoricalAccuracy(), M.SparseTopKCategoricalAccuracy(2)], None
    yield "tags with weights", *embedded(*tagger(4, "softmax")), integers, K.SparseCategoricalCrossentropy(), [M.SparseCategoricalAccuracy()], weights
    yield "tags without a class", *embedded(*tagger(4, "softmax")), integers, K.SparseCategoricalCrossentropy(ignore_class=2), [M.SparseCategoricalAccuracy()], None
    yield "one-hot tags, summed", *embedded(*tagger(4, "softmax")), onehot, K.CategoricalCrossentropy(reduction="sum"), [M.CategoricalAccuracy(), M.CategoricalCrossentropy()], None
    yield "one-hot tags, mean of weights", *embedded(*tagger(4, "softmax")), onehot, K.CategoricalCrossentropy(reduction="mean_with_sample_weight"), [M.CategoricalAccuracy(), M.Precision(), M.AUC(num_thresholds=10)], weights
    reals = rng.normal(size=(BATCH, STEPS, 1)).astype("float32")
    yield "regression", *embedded(*tagger(1, None)), reals, K.MeanSquaredError(), [M.MeanAbsoluteError(), M.RootMeanSquaredError(), M.MeanSquaredError()], None
    yield "bits", *embedded(*tagger(2, "sigmoid")), rng.integers(0, 2, size=(BATCH, STEPS, 2)).astype("float32"), K.BinaryCrossentropy(), [M.BinaryAccuracy()], None
    yield "whole sequences", *embedded(L.Bidirectional(L.LSTM(3)), L.Dense(4, activation="softmax")), integers[:, 0], K.SparseCategoricalCrossentropy(), [M.SparseCategoricalAccuracy()], None


def training_case(name, model, inputs, y, loss, metrics, sample_weight):
    randomize(model)
    values = {}
    graph = graph_of(model, values)
    model.compile(keras.optimizers.SGD(0.1), loss, metrics=metrics)
    recipe = {"optimizer": part(keras.optimizers.SGD(0.1)), "losses": [part(loss)], "metrics": [part(m) for m in metrics]}
    evaluated = {k: float(v) for k, v in model.test_on_batch(inputs[0], y, sample_weight=sample_weight, return_dict=True).items()}
    model.reset_metrics()
    trained = float(model.train_on_batch(inputs[0], y, sample_weight=sample_weight, return_dict=True)["loss"])
    final = {}
    graph_of(model, final)
    return {
        "name": name, "graph": graph, "weights": {k: pack(v) for k, v in values.items()}, "x": pack(inputs[0]), "y": pack(y), "sampleWeights": None if sample_weight is None else pack(sample_weight), "recipe": recipe,
        "loss": trained, "evaluated": evaluated, "metricNames": [m.name for m in metrics], "final": {k: pack(v) for k, v in final.items()},
    }


def main():
    found = []
    for name, (model, inputs), *in_training in cases():
        found.append(case(name, model, inputs, *in_training))
    trained = [training_case(*given) for given in trainings()]
    path = os.path.join(os.path.dirname(__file__), "..", "golden", "engine", "masks.json.gz")
    write(path, {"keras": keras.__version__, "cases": found, "trainings": trained})
    print(len(found), "cases", len(trained), "trainings", os.path.getsize(path), "bytes")


main()

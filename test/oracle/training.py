"""Writes test/golden/engine/training.json.gz: losses and metrics of real Keras trainings from given weights on given batches.

Every optimizer trains a small convnet (convolutions, batch normalization, pooling, dense layers) for some steps; every loss and metric is
evaluated on random predictions; schedules are sampled.
"""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from keras import layers as L

sys.path.insert(0, os.path.dirname(__file__))
from graph import camel, graph_of, pack, part, value, write

rng = np.random.default_rng(11)
STEPS = 12
BATCH = 8
# The batches of all trainings.
INPUTS = rng.normal(size=(STEPS, BATCH, 8, 8, 2)).astype("float32")
TARGETS = np.eye(5, dtype="float32")[rng.integers(0, 5, size=(STEPS, BATCH))]


def convnet(**kernel):
    model = keras.Sequential([
        keras.Input((8, 8, 2)),
        L.Conv2D(4, 3, activation="relu", padding="same", **kernel),
        L.BatchNormalization(),
        L.MaxPooling2D(),
        L.SeparableConv2D(6, 3, activation="relu"),
        L.Flatten(),
        L.Dense(5, activation="softmax"),
    ])
    for w in model.weights:
        noise = rng.normal(size=w.shape).astype("float32") * 0.3
        w.assign(np.abs(noise) + 0.5 if "variance" in w.name else noise)
    return model


def optimizers():
    O = keras.optimizers
    S = O.schedules
    yield "SGD", O.SGD(0.05)
    yield "SGD momentum", O.SGD(0.05, momentum=0.9)
    yield "SGD nesterov", O.SGD(0.05, momentum=0.9, nesterov=True)
    yield "RMSprop", O.RMSprop(0.01)
    yield "RMSprop centered momentum", O.RMSprop(0.01, rho=0.8, momentum=0.5, centered=True)
    yield "Adam", O.Adam(0.01)
    yield "Adam amsgrad", O.Adam(0.01, amsgrad=True, beta_1=0.8)
    yield "AdamW", O.AdamW(0.01, weight_decay=0.05)
    yield "Adagrad", O.Adagrad(0.05)
    yield "Adadelta", O.Adadelta(1.0)
    yield "Adamax", O.Adamax(0.01)
    yield "Nadam", O.Nadam(0.01)
    yield "Lion", O.Lion(0.001)
    yield "Ftrl", O.Ftrl(0.05, l1_regularization_strength=0.001, l2_regularization_strength=0.01)
    yield "Lamb", O.Lamb(0.01)
    yield "clipnorm", O.SGD(0.5, clipnorm=0.1)
    yield "global clipnorm", O.SGD(0.5, global_clipnorm=0.1)
    yield "clipvalue", O.SGD(0.5, clipvalue=0.01)
    yield "weight decay", O.SGD(0.05, weight_decay=0.1)
    yield "ema", O.SGD(0.05, use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=4)
    yield "exponential decay", O.SGD(S.ExponentialDecay(0.1, 3, 0.5))
    yield "cosine decay", O.Adam(S.CosineDecay(0.0, 8, warmup_target=0.02, warmup_steps=4))


def training(name, optimizer, model=None, loss="categorical_crossentropy", **compile_args):
    model = model or convnet()
    values = {}
    graph = graph_of(model, values)
    x, y = INPUTS, TARGETS
    model.compile(optimizer, loss, metrics=["accuracy"], **compile_args)
    losses = []
    recipe = {"optimizer": part(optimizer), "losses": [part(loss)], "metrics": [part("accuracy")]}
    for i in range(STEPS):
        losses.append(float(fit_one(model, x[i], y[i])))
    final = {}
    graph_of(model, final)
    model.reset_metrics()
    evaluated = {k: float(v) for k, v in model.test_on_batch(x[0], y[0], return_dict=True).items()}
    return {
        "name": name, "graph": graph, "weights": {k: pack(v) for k, v in values.items()}, "recipe": recipe,
        "losses": losses, "final": {k: pack(v) for k, v in final.items()}, "evaluated": evaluated,
    }


def fit_one(model, x, y):
    model.reset_metrics()
    return model.train_on_batch(x, y, return_dict=True)["loss"]


def losses():
    K = keras.losses
    probabilities = lambda shape: (lambda z: (np.exp(z) / np.exp(z).sum(-1, keepdims=True)).astype("float32"))(rng.normal(size=shape))
    onehot = np.eye(4, dtype="float32")[rng.integers(0, 4, size=6)]
    integers = rng.integers(0, 4, size=6).astype("int32")
    bits = rng.integers(0, 2, size=(6, 3)).astype("float32")
    reals = rng.normal(size=(6, 3)).astype("float32")
    unit = rng.uniform(0.05, 0.95, size=(6, 3)).astype("float32")
    masks = rng.integers(0, 2, size=(2, 4, 4, 1)).astype("float32")
    maps = rng.uniform(0.05, 0.95, size=(2, 4, 4, 1)).astype("float32")
    for loss in (K.CategoricalCrossentropy(), K.CategoricalCrossentropy(label_smoothing=0.1), K.CategoricalFocalCrossentropy(), K.KLDivergence(), K.CategoricalHinge()):
        yield loss, onehot, probabilities((6, 4))
    yield K.CategoricalCrossentropy(from_logits=True, label_smoothing=0.2), onehot, rng.normal(size=(6, 4)).astype("float32")
    yield K.SparseCategoricalCrossentropy(), integers, probabilities((6, 4))
    yield K.SparseCategoricalCrossentropy(from_logits=True), integers[:, None], rng.normal(size=(6, 4)).astype("float32")
    yield K.SparseCategoricalCrossentropy(from_logits=True, ignore_class=2), integers, rng.normal(size=(6, 4)).astype("float32")
    yield K.SparseCategoricalCrossentropy(), rng.integers(0, 3, size=(2, 4, 4)).astype("int32"), probabilities((2, 4, 4, 3))
    for loss in (K.BinaryCrossentropy(), K.BinaryCrossentropy(label_smoothing=0.2), K.BinaryFocalCrossentropy(), K.BinaryFocalCrossentropy(apply_class_balancing=True, gamma=1.5)):
        yield loss, bits, unit
    yield K.BinaryCrossentropy(from_logits=True), bits, reals
    yield K.BinaryCrossentropy(), bits[:, 0], unit[:, :1]
    for loss in (K.MeanSquaredError(), K.MeanAbsoluteError(), K.MeanAbsolutePercentageError(), K.Huber(), K.LogCosh(), K.CosineSimilarity()):
        yield loss, rng.normal(size=(6, 3)).astype("float32"), reals
    yield K.MeanSquaredError(reduction="sum"), rng.normal(size=(6, 3)).astype("float32"), reals
    yield K.MeanSquaredLogarithmicError(), np.abs(reals), unit
    yield K.Poisson(), np.abs(reals), unit
    yield K.Hinge(), bits, reals
    yield K.SquaredHinge(), bits * 2 - 1, reals
    yield K.Dice(), masks, maps
    yield K.Dice(axis=(1, 2, 3)), masks, maps
    yield K.Tversky(alpha=0.3, beta=0.7), masks, maps
    yield K.MeanSquaredError(), reals[:, 0], rng.normal(size=(6, 1)).astype("float32")


def loss_case(loss, y, p):
    import tensorflow as tf
    pv = tf.Variable(p)
    with tf.GradientTape() as tape:
        plain = loss(y, pv)
    weights = rng.uniform(0.2, 2, size=len(y)).astype("float32")
    weighted = None
    try:
        weighted = float(loss(y, p, sample_weight=weights))
    except Exception:
        pass
    return {"part": part(loss), "y": pack(y), "p": pack(p), "loss": float(plain), "gradient": pack(tape.gradient(plain, pv)), "weights": pack(weights), "weighted": weighted}


def metrics():
    M = keras.metrics
    softmax = lambda shape: (lambda z: (np.exp(z) / np.exp(z).sum(-1, keepdims=True)).astype("float32"))(rng.normal(size=shape) * 2)
    onehot = lambda n: np.eye(5, dtype="float32")[rng.integers(0, 5, size=n)]
    ints = lambda *s: rng.integers(0, 5, size=s).astype("int32")
    bits = lambda *s: rng.integers(0, 2, size=s).astype("float32")
    unit = lambda *s: rng.uniform(0, 1, size=s).astype("float32")
    real = lambda *s: rng.normal(size=s).astype("float32")
    for m in (M.CategoricalAccuracy(), M.TopKCategoricalAccuracy(k=2), M.CategoricalCrossentropy(), M.KLDivergence(), M.F1Score(average="macro"), M.F1Score(average="micro"), M.F1Score(average="weighted", threshold=0.3), M.FBetaScore(average="macro", beta=2.0),
              M.Precision(), M.Recall(), M.Precision(top_k=2), M.Recall(class_id=1), M.AUC(), M.OneHotMeanIoU(num_classes=5)):
        yield m, [(onehot(9), softmax((9, 5))) for _ in range(3)]
    for m in (M.SparseCategoricalAccuracy(), M.SparseTopKCategoricalAccuracy(k=2), M.SparseCategoricalCrossentropy()):
        yield m, [(ints(9), softmax((9, 5))) for _ in range(3)]
    yield M.SparseCategoricalAccuracy(), [(ints(9, 1), softmax((9, 5))) for _ in range(3)]
    yield M.SparseCategoricalAccuracy(), [(ints(2, 3, 3), softmax((2, 3, 3, 5))) for _ in range(3)]
    for m in (M.BinaryAccuracy(), M.BinaryCrossentropy(), M.AUC(num_thresholds=50), M.AUC(curve="PR"), M.AUC(curve="PR", summation_method="majoring"), M.Precision(thresholds=0.7), M.Recall(), M.TruePositives(), M.FalsePositives(), M.TrueNegatives(), M.FalseNegatives(), M.BinaryIoU()):
        yield m, [(bits(9, 1), unit(9, 1)) for _ in range(3)]
    yield M.MeanIoU(num_classes=5, sparse_y_pred=False), [(ints(2, 3, 3), softmax((2, 3, 3, 5))) for _ in range(3)]
    yield M.IoU(num_classes=5, target_class_ids=[1, 3], sparse_y_pred=False), [(ints(2, 3, 3), softmax((2, 3, 3, 5))) for _ in range(3)]
    for m in (M.MeanSquaredError(), M.MeanAbsoluteError(), M.MeanAbsolutePercentageError(), M.RootMeanSquaredError(), M.CosineSimilarity(), M.LogCoshError(), M.R2Score(), M.Hinge(), M.SquaredHinge(), M.CategoricalHinge()):
        yield m, [(real(9, 3), real(9, 3)) for _ in range(3)]
    for m in (M.MeanSquaredLogarithmicError(), M.Poisson()):
        yield m, [(unit(9, 3), unit(9, 3)) for _ in range(3)]


def metric_case(m, batches):
    for y, p in batches:
        m.update_state(y, p)
    return {"part": part(m), "name": m.name, "batches": [{"y": pack(y), "p": pack(p)} for y, p in batches], "result": float(np.mean(m.result()))}


def schedules():
    S = keras.optimizers.schedules
    for s in (S.ExponentialDecay(0.1, 7, 0.5), S.ExponentialDecay(0.1, 7, 0.5, staircase=True), S.InverseTimeDecay(0.1, 5, 0.4), S.PiecewiseConstantDecay([3, 8], [0.1, 0.05, 0.01]), S.PolynomialDecay(0.1, 9, 0.01, power=2.0),
              S.PolynomialDecay(0.1, 4, 0.01, cycle=True), S.CosineDecay(0.1, 10, alpha=0.1), S.CosineDecay(0.0, 10, warmup_target=0.2, warmup_steps=5), S.CosineDecayRestarts(0.1, 4, t_mul=2.0, m_mul=0.8, alpha=0.05), S.CosineDecayRestarts(0.1, 4, t_mul=1.0)):
        config = {camel(k): value(v) for k, v in s.get_config().items()}
        yield {"className": type(s).__name__, "config": config, "rates": [float(s(i)) for i in range(24)]}


def main():
    trainings = [training(name, optimizer) for name, optimizer in optimizers()]
    regularized = convnet(kernel_regularizer=keras.regularizers.L1L2(0.01, 0.02), activity_regularizer=keras.regularizers.L2(0.001), kernel_constraint=keras.constraints.MaxNorm(0.8))
    trainings.append(training("regularizers and constraints", keras.optimizers.SGD(0.05), regularized))
    frozen = convnet()
    for layer in frozen.layers[:3]:
        layer.trainable = False
    trainings.append(training("frozen layers", keras.optimizers.Adam(0.01), frozen))
    out = {"keras": keras.__version__, "x": pack(INPUTS), "y": pack(TARGETS), "trainings": trainings, "losses": [loss_case(*c) for c in losses()], "metrics": [metric_case(*c) for c in metrics()], "schedules": list(schedules())}
    path = os.path.join(os.path.dirname(__file__), "..", "golden", "engine", "training.json.gz")
    write(path, out)
    print(len(out["trainings"]), "trainings", len(out["losses"]), "losses", len(out["metrics"]), "metrics", os.path.getsize(path), "bytes")


main()

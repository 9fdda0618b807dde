"""Writes test/golden/engine/parts.json.gz: every public part of a training that real Keras has, by name, and what those compute that
training.py does not ask about: metrics with constraints, curves of several labels, correlations, losses for labels that are not all right,
and trainings by a whole file with SwapEMAWeights and LearningRateScheduler."""
import base64
import inspect
import os
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np

sys.path.insert(0, os.path.dirname(__file__))
from graph import pack, part, write

rng = np.random.default_rng(23)
MODULES = ("optimizers", "losses", "metrics", "regularizers", "constraints", "initializers", "callbacks")


def names():
    """Classes, each once by the name that it has itself."""
    found = {}
    for module in MODULES:
        space = getattr(keras, module)
        classes = {getattr(space, n) for n in dir(space) if inspect.isclass(getattr(space, n))}
        found[module] = sorted(c.__name__ for c in classes)
    return found


def metrics():
    M = keras.metrics
    bits = lambda *s: rng.integers(0, 2, size=s).astype("float32")
    unit = lambda *s: rng.uniform(0, 1, size=s).astype("float32")
    real = lambda *s: rng.normal(size=s).astype("float32")
    onehot = lambda n: np.eye(4, dtype="float32")[rng.integers(0, 4, size=n)]
    for m in (M.SensitivityAtSpecificity(0.6), M.SpecificityAtSensitivity(0.7), M.PrecisionAtRecall(0.6), M.RecallAtPrecision(0.55), M.SensitivityAtSpecificity(0.4, num_thresholds=1), M.RecallAtPrecision(0.99), M.AUC(curve="PRGAIN")):
        yield m, [(bits(17, 1), unit(17, 1)) for _ in range(3)]
    yield M.SensitivityAtSpecificity(0.5), [(bits(9, 1), np.array([[0.0], [1.0], [0.0], [0.5], [1.0], [0.25], [0.0], [0.75], [1.0]], "float32"))]
    for m in (M.PrecisionAtRecall(0.5, class_id=2), M.SensitivityAtSpecificity(0.5, num_thresholds=30, class_id=1)):
        yield m, [(onehot(15), unit(15, 4)) for _ in range(2)]
    for m in (M.AUC(multi_label=True), M.AUC(multi_label=True, label_weights=[0.5, 1.0, 2.0]), M.AUC(multi_label=True, curve="PR"), M.AUC(label_weights=[0.5, 1.0, 2.0]), M.AUC(multi_label=True, num_labels=3, thresholds=[0.2, 0.5, 0.9])):
        yield m, [(bits(15, 3), unit(15, 3)) for _ in range(3)]
    yield M.AUC(multi_label=True, from_logits=True), [(bits(15, 3), real(15, 3)) for _ in range(3)]
    for m in (M.PearsonCorrelation(), M.ConcordanceCorrelation()):
        yield m, [(real(9, 5), real(9, 5)) for _ in range(3)]
    yield M.PearsonCorrelation(axis=[1, 2]), [(real(6, 4, 3), real(6, 4, 3)) for _ in range(2)]


def metric_case(m, batches):
    for y, p in batches:
        m.update_state(y, p)
    described = part(m)
    # `get_config` of these leaves out what they were made with.
    for key in ("sensitivity", "specificity", "precision", "recall"):
        if hasattr(m, key):
            described["config"][key] = getattr(m, key)
    if getattr(m, "label_weights", None) is not None:
        described["config"]["labelWeights"] = [float(w) for w in np.array(m.label_weights)]
    return {"part": described, "name": m.name, "batches": [{"y": pack(y), "p": pack(p)} for y, p in batches], "result": float(m.result())}


def losses():
    import tensorflow as tf

    K = keras.losses
    z = np.exp(rng.normal(size=(7, 4)))
    maps = np.exp(rng.normal(size=(2, 3, 3, 4)))
    # Embeddings of length 1.
    own = np.random.default_rng(8)
    unit = lambda *s: (lambda e: (e / np.linalg.norm(e, axis=-1, keepdims=True)).astype("float32"))(own.normal(size=s))
    for loss, y, p in (
        (K.CategoricalGeneralizedCrossEntropy(), rng.integers(0, 4, size=7).astype("int32"), (z / z.sum(-1, keepdims=True)).astype("float32")),
        (K.CategoricalGeneralizedCrossEntropy(q=0.9), rng.integers(0, 4, size=(2, 3, 3)).astype("int32"), (maps / maps.sum(-1, keepdims=True)).astype("float32")),
        (K.Circle(), np.array([0, 1, 2, 0, 1, 2, 2], "int32"), unit(7, 4)),
        (K.Circle(gamma=5.0, margin=0.25, remove_diagonal=False), np.array([0, 1, 1, 0, 3, 1, 3, 0], "int32"), unit(8, 3)),
    ):
        pv = tf.Variable(p)
        with tf.GradientTape() as tape:
            plain = loss(y, pv)
        weights = rng.uniform(0.2, 2, size=len(y)).astype("float32")
        yield {"part": part(loss), "y": pack(y), "p": pack(p), "loss": float(plain), "gradient": pack(tape.gradient(plain, pv)), "weights": pack(weights), "weighted": float(loss(y, p, sample_weight=weights)) if y.ndim == 1 else None}


FILE = """import numpy as np
import keras
from keras import layers

def halved(epoch, rate):
    return rate * 0.5 if epoch % 2 else rate

data = np.load('data.npz')
model = keras.Sequential([keras.Input((4,)), layers.Dense(8, activation='tanh'), layers.BatchNormalization(), layers.Dense(3, activation='softmax')])
model.load_weights('start.weights.h5')
model.compile({optimizer}, 'sparse_categorical_crossentropy', metrics=[{metrics}])
model.fit(data['x'], data['y'], validation_data=(data['u'], data['v']), epochs=4, batch_size=16, shuffle=False, callbacks=[{callbacks}])
"""


def trainings():
    """Whole files as Keras runs them: what its progress bar would show after each epoch, and the weights at the end."""
    files = [
        ("keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.8)", "'accuracy'", "keras.callbacks.SwapEMAWeights()"),
        ("keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.8)", "'accuracy'", "keras.callbacks.SwapEMAWeights(swap_on_epoch=True), keras.callbacks.ModelCheckpoint('kept-{epoch}.weights.h5', save_weights_only=True)"),
        ("keras.optimizers.SGD(0.3, momentum=0.9)", "'accuracy'", "keras.callbacks.LearningRateScheduler(halved)"),
        ("keras.optimizers.Adam(0.01)", "'accuracy'", "keras.callbacks.LearningRateScheduler(lambda epoch: 0.05 * float(np.exp(-0.7 * epoch)))"),
        ("keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(0.03))", "'accuracy'", ""),
        ("keras.optimizers.Nadam(0.03, gradient_accumulation_steps=2)", "'accuracy'", ""),
        ("keras.optimizers.Adafactor(0.05, use_ema=True, ema_momentum=0.7, gradient_accumulation_steps=2)", "'accuracy'", "keras.callbacks.SwapEMAWeights()"),
        ("keras.optimizers.Adam(0.01)", "'sparse_categorical_crossentropy'", "keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: None)"),
    ]
    before = os.getcwd()
    for optimizer, metrics_, callbacks in files:
        source = FILE.format(optimizer=optimizer, metrics=metrics_, callbacks=callbacks)
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            x, u = (rng.normal(size=(n, 4)).astype("float32") for n in (48, 24))
            arrays = {"x": x, "y": (np.abs(x).argmax(-1) % 3).astype("int32"), "u": u, "v": (np.abs(u).argmax(-1) % 3).astype("int32")}
            np.savez("data.npz", **arrays)
            start = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, activation="tanh"), keras.layers.BatchNormalization(), keras.layers.Dense(3, activation="softmax")])
            start.save_weights("start.weights.h5")
            space = {}
            exec(source, space)
            model = space["model"]
            saved = {}
            for name in sorted(n for n in os.listdir(".") if n.startswith("kept")):
                start.load_weights(name)
                saved[name] = [pack(w.numpy()) for w in start.weights]
            files_ = {name: base64.b64encode(open(name, "rb").read()).decode() for name in ("data.npz", "start.weights.h5")}
            yield {"source": source, "files": files_, "history": {k: [float(v) for v in vs] for k, vs in model.history.history.items()}, "weights": [pack(w.numpy()) for w in model.weights], "saved": saved}
            os.chdir(before)


def main():
    keras.utils.set_random_seed(5)
    out = {"keras": keras.__version__, "names": names(), "metrics": [metric_case(*c) for c in metrics()], "losses": list(losses()), "trainings": list(trainings())}
    path = os.path.join(os.path.dirname(__file__), "..", "golden", "engine", "parts.json.gz")
    write(path, out)
    print({k: len(v) for k, v in out["names"].items()}, len(out["metrics"]), "metrics", len(out["losses"]), "losses", len(out["trainings"]), "trainings", os.path.getsize(path), "bytes")


main()

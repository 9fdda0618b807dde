"""Writes test/golden/engine/target_shapes.json.gz: for losses of values, what real Keras's `fit` makes of targets of other shapes than the output: the loss, or null where it raises."""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np

sys.path.insert(0, os.path.dirname(__file__))
from graph import pack, write

LOSSES = ("mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_logarithmic_error", "huber", "log_cosh", "cosine_similarity", "poisson", "kl_divergence", "hinge", "squared_hinge", "categorical_hinge")
SHAPES = ((10, (1,)), (10, (3,)), (10, ()), (10, (10,)), (1, (10,)), (1, ()), (1, (3,)), (10, (10, 1)), (10, (1, 10)), (10, (1, 1)), (1, (10, 1)), (10, (3, 10)))


def main():
    rng = np.random.default_rng(3)
    cases = []
    for loss in LOSSES:
        for units, shape in SHAPES:
            p = rng.uniform(0.1, 1, size=(8, units)).astype("float32")
            y = rng.uniform(0.1, 1, size=(8, *shape)).astype("float32")
            model = keras.Sequential([keras.Input((units,)), keras.layers.Activation("linear")])
            model.compile(keras.optimizers.SGD(0.0), loss)
            try:
                found = float(model.fit(p, y, batch_size=8, verbose=0).history["loss"][0])
            except Exception:
                found = None
            cases.append({"loss": loss, "p": pack(p), "y": pack(y), "found": found})
    path = os.path.join(os.path.dirname(__file__), "..", "golden", "engine", "target_shapes.json.gz")
    write(path, {"keras": keras.__version__, "cases": cases})
    print(len(cases), "cases", sum(c["found"] is None for c in cases), "rejected", os.path.getsize(path), "bytes")


main()

"""Writes test/golden/engine/orders.json.gz: which samples come in which batch of each epoch of `fit`, where no random order is in play.

Each case is an expression for what `fit` is given, of `n` samples that are the numbers from 0 on.
"""
import os
import sys
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf

sys.path.insert(0, os.path.dirname(__file__))
from graph import write

CASES = [
    ("x", 10, dict(batch_size=3)),
    ("x", 10, dict(batch_size=3, steps_per_epoch=3)),
    ("x", 10, dict(batch_size=3, steps_per_epoch=4)),
    ("x", 10, dict(batch_size=3, steps_per_epoch=9)),
    ("ds.batch(2)", 10, dict(steps_per_epoch=2)),
    ("ds.batch(2)", 10, dict(steps_per_epoch=5)),
    ("ds.batch(2)", 10, dict(steps_per_epoch=8)),
    ("ds.batch(2).repeat()", 7, dict(steps_per_epoch=3)),
    ("ds.repeat().batch(2)", 7, dict(steps_per_epoch=3)),
    ("ds.repeat(2).batch(3)", 7, dict()),
    ("ds.repeat(2).batch(3)", 7, dict(steps_per_epoch=2)),
    ("ds.batch(3).repeat(2)", 7, dict()),
    ("ds.skip(1).repeat().batch(4, drop_remainder=True)", 7, dict(steps_per_epoch=2)),
]


class Recorder(keras.Model):
    def __init__(self):
        super().__init__()
        self.seen = []

    def call(self, x):
        return x

    def train_step(self, data):
        self.seen[-1].append([int(v) for v in np.asarray(data[0]).ravel()])
        return {"loss": tf.constant(0.0)}


class Epochs(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.model.seen.append([])


def main():
    cases = []
    for text, n, given in CASES:
        x = np.arange(n, dtype="float32")
        ds = tf.data.Dataset.from_tensor_slices((x, x))
        model = Recorder()
        model.compile(loss="mse", run_eagerly=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data = eval(text, {"x": x, "ds": ds})
            model.fit(data, **(dict(y=x) if text == "x" else {}), epochs=4, shuffle=False, verbose=0, callbacks=[Epochs()], **given)
        cases.append({"text": text, "samples": n, "given": given, "epochs": model.seen})
    return cases


if __name__ == "__main__":
    write(os.path.abspath(sys.argv[1]), main())

"""Writes test/golden/engine/loss-scale.json.gz: steps of a small network under a LossScaleOptimizer whose scale is at first too large, or grows until it is.

Each step's weights and scale are recorded; numbers given to the network are those that the test makes as well.
"""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np

sys.path.insert(0, os.path.dirname(__file__))
from graph import write
from keras import layers

STEPS = 14
OPTIMIZERS = [
    "keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(0.05), initial_scale=2e38, dynamic_growth_steps=3)",
    "keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.01, momentum=0.9, use_ema=True, ema_momentum=0.5), initial_scale=5e37, dynamic_growth_steps=2)",
    "keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(0.05, gradient_accumulation_steps=2), initial_scale=1e38, dynamic_growth_steps=4)",
]


def batch(step):
    """A batch of four with, at every fifth step, a number that is none."""
    x = np.sin(np.arange(12) * 0.7 + step).astype("float32").reshape(4, 3)
    y = np.cos(np.arange(4) * 1.3 + step).astype("float32").reshape(4, 1)
    if step % 5 == 3:
        x[1, 1] = np.inf
    return x, y


def run(text):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2, activation="tanh", kernel_initializer="ones", name="a"), layers.Dense(1, kernel_initializer="ones", name="b")])
    optimizer = eval(text)
    model.compile(optimizer, "mse")
    steps = []
    for step in range(STEPS):
        model.train_on_batch(*batch(step))
        steps.append({"weights": [[float(v) for v in w.ravel()] for w in model.get_weights()], "scale": float(optimizer.dynamic_scale) if np.isfinite(float(optimizer.dynamic_scale)) else None, "counter": int(optimizer.step_counter), "iterations": int(optimizer.iterations)})
    return {"optimizer": text, "steps": steps}


if __name__ == "__main__":
    write(os.path.abspath(sys.argv[1]), [run(text) for text in OPTIMIZERS])

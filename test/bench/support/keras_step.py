"""Times Keras's training step, for a side-by-side comparison. Writes one line that names itself, then reads lines "MODEL STEPS" and answers each with "wall_ms cpu_ms" per step.

Needs Python with keras and tensorflow. Models and batch sizes are those of train.ts.
"""
import os
import sys
import time

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import layers


APPLICATIONS = {"mobilenet": "MobileNetV2", "resnet": "ResNet50"}


def build(name):
    if name in APPLICATIONS:
        model = getattr(keras.applications, APPLICATIONS[name])(weights=None, input_shape=(96, 96, 3), classes=10)
        model.compile("rmsprop", "sparse_categorical_crossentropy")
        return model, (96, 96, 3), 10, 16
    if name == "mnist":
        shape, classes, batch = (28, 28, 1), 10, 128
        stack = [
            layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"), layers.Flatten(), layers.Dense(64, activation="relu"),
        ]
    else:
        shape, classes, batch = (150, 150, 3), 2, 20
        stack = []
        for filters in (32, 64, 128, 128):
            stack += [layers.Conv2D(filters, 3, activation="relu"), layers.MaxPooling2D(2)]
        stack += [layers.Flatten(), layers.Dense(512, activation="relu")]
    model = keras.Sequential([keras.Input(shape), *stack, layers.Dense(classes, activation="softmax")])
    model.compile("rmsprop", "sparse_categorical_crossentropy")
    return model, shape, classes, batch


print(f"Keras {keras.__version__} on TensorFlow", flush=True)
models = {}
for line in sys.stdin:
    name, steps = line.split()
    steps = int(steps)
    if name not in models:
        model, shape, classes, batch = build(name)
        x = np.random.rand(batch, *shape).astype("float32")
        y = np.random.randint(0, classes, batch)
        models[name] = (model, np.concatenate([x] * 40) if name == "mnist" else np.concatenate([x] * 6), batch, classes)
        model.fit(x, y, batch_size=batch, epochs=2, verbose=0)
    model, x, batch, classes = models[name]
    x = x[: batch * steps]
    y = np.random.randint(0, classes, len(x))
    wall, cpu = time.perf_counter(), time.process_time()
    model.fit(x, y, batch_size=batch, epochs=1, verbose=0)
    print(1000 * (time.perf_counter() - wall) / (len(x) / batch), 1000 * (time.process_time() - cpu) / (len(x) / batch), flush=True)

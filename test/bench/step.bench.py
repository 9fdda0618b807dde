"""One training step of samples/keras/mnist_convnet.py at batch 128, in Keras: wall time of model.fit, a step."""
import json
import time

import keras
import numpy as np
from keras import layers, models

BATCH, STEPS = 128, 100

model = models.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(64, 3, activation="relu"), layers.Flatten(),
    layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
generator = np.random.default_rng(0)
x = generator.random((BATCH * STEPS, 28, 28, 1), dtype="float32")
y = keras.utils.to_categorical(generator.integers(0, 10, BATCH * STEPS), 10)
model.fit(x[: BATCH * 5], y[: BATCH * 5], batch_size=BATCH, verbose=0)
began = time.perf_counter()
model.fit(x, y, batch_size=BATCH, epochs=1, verbose=0)
milliseconds = 1000 * (time.perf_counter() - began) / STEPS
print(json.dumps({"name": "training step", "milliseconds": milliseconds, "note": f"Keras {keras.__version__} on TensorFlow"}))

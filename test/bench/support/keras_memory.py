"""Megabytes by which Keras's resident memory grows from the imports to its peak over a few training steps with Adam (Linux only).

Arguments: number of steps, examples a batch, and the model as a Python expression over keras and layers.
"""
import os
import re
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import layers


def status(name):
    with open("/proc/self/status", encoding="utf8") as file:
        return int(re.search(name + r":\s+(\d+)", file.read()).group(1)) / 1024


steps, batch, text = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
before = status("VmRSS")
model = eval(text, {"keras": keras, "layers": layers})
model.compile("adam", "categorical_crossentropy")
x = np.full((batch, *model.input_shape[1:]), 0.1, "float32")
y = np.full((batch, 10), 0.1, "float32")
for _ in range(steps):
    model.train_on_batch(x, y)
print(status("VmHWM") - before)

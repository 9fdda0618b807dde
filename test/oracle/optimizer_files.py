"""Writes test/golden/engine/optimizer_files.json.gz: the optimizer's variables that real Keras saves after programs of files.py."""

import numpy as np
from files import DEEP, HEAD, beside_samples, fit
from graph import write

OPTIMIZERS = [
    "SGD(0.1)",
    "SGD(0.1, momentum=0.9)",
    "Adam(0.01)",
    "Nadam(0.01)",
    "RMSprop(keras.optimizers.schedules.ExponentialDecay(0.1, 3, 0.5))",
    "Adam(keras.optimizers.schedules.CosineDecay(0.1, 20))",
    "Nadam(keras.optimizers.schedules.PiecewiseConstantDecay([3], [0.1, 0.05]))",
]


def variables(text):
    import keras

    keras.backend.clear_session()
    space = {"__name__": "__main__"}
    exec(compile(text, "program", "exec"), space)
    return [{"shape": list(variable.shape), "values": np.asarray(variable, "float64").ravel().tolist()} for variable in space["model"].optimizer.variables]


def main():
    texts = [HEAD + DEEP + f'model.compile(keras.optimizers.{optimizer}, "sparse_categorical_crossentropy")\n' + fit(", verbose=0", 2) for optimizer in OPTIMIZERS]
    cases = beside_samples(lambda: [{"text": text, "variables": variables(text)} for text in texts])
    write("test/golden/engine/optimizer_files.json.gz", {"cases": cases})


if __name__ == "__main__":
    main()

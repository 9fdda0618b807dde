"""Writes test/golden/fitting.json: programs that compile and fit, and what real Keras raises; null where it trains."""
import itertools
import json
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

HEAD = "import numpy as np\nimport keras\nfrom keras import layers\n"
SEQUENTIAL = "m = keras.Sequential([keras.Input({shape}), {layers}])\n"
FUNCTIONAL = "i = keras.Input({shape})\nh = i\nfor layer in [{layers}]:\n    h = layer(h)\nm = keras.Model(i, h)\n"
TWO = "a, b = keras.Input((8,)), keras.Input((8,))\nm = keras.Model({inputs}, {outputs})\n"
POOLED = "layers.Conv2D(2, 3), layers.GlobalAveragePooling2D(), layers.Dense(3)"


def programs():
    images = [(32, 28, 28), (32, 30, 30, 1), (32, 28, 30, 1), (32, 30, 30), (32, 28, 28, 3), (32, 28, 28, 1, 1), (32, 28, 28, 1, 2), (32, 784)]
    for form, shape in itertools.product((SEQUENTIAL, FUNCTIONAL), images):
        yield form.format(shape="(28, 28, 1)", layers=POOLED) + f"m.compile('sgd', 'mse')\nm.fit(np.zeros({shape}), np.zeros((32, 3)), verbose=0)\n"
        yield form.format(shape="(28, 28, 1)", layers=POOLED) + f"y = m(keras.Input({shape[1:]}))\n"
        yield form.format(shape="(28, 28, 1)", layers=POOLED) + f"m.predict(np.zeros({shape}), verbose=0)\n"
    for shape in [(32, 8, 1), (32, 8, 2), (32,), (32, 9), (32, 1, 8), (32, 8)]:
        yield SEQUENTIAL.format(shape="(8,)", layers="layers.Dense(3)") + f"m.compile('sgd', 'mse')\nm.fit(np.zeros({shape}), np.zeros((32, 3)), verbose=0)\n"
    for shape in [(32,), (32, 1), (32, 1, 1)]:
        yield SEQUENTIAL.format(shape="(1,)", layers="layers.Dense(3)") + f"m.compile('sgd', 'mse')\nm.fit(np.zeros({shape}), np.zeros((32, 3)), verbose=0)\n"
    losses = ["mse", "mae", "binary_crossentropy", "hinge", "huber", "kl_divergence", "categorical_crossentropy", "sparse_categorical_crossentropy", "binary_focal_crossentropy", "dice", "cosine_similarity"]
    for loss, units, shape in itertools.product(losses, (1, 3), [(32,), (32, 1), (32, 3), (32, 2), (32, 3, 1), (32, 1, 1), (32, 4, 3)]):
        yield SEQUENTIAL.format(shape="(8,)", layers=f"layers.Dense({units})") + f"m.compile('sgd', '{loss}')\nm.fit(np.zeros((32, 8)), np.zeros({shape}), verbose=0)\n"
    good = SEQUENTIAL.format(shape="(8,)", layers="layers.Dense(3)")
    fit = "m.fit(np.zeros((32, 8)), np.zeros((32, 3)), verbose=0)\n"
    for loss in ["foo", "MSE", "Mse", "MeanSquaredError", "crossentropy", "kld", "cosine_proximity", "huber_loss", "logcosh", "log_cosh", "l2", "nll", "mean_squared_error", "mean_square_error"]:
        yield good + f"m.compile('sgd', '{loss}')\n"
        yield good + f"m.compile('sgd', '{loss}')\n" + fit
    for optimizer in ["foo", "Adam", "ADAM", "rmsProp", "adamw", "lion", "momentum", "sgd"]:
        yield good + f"m.compile('{optimizer}', 'mse')\n"
    for metrics in ["'accuracy'", "['accuracy']", "['acc']", "['ACC']", "['mae']", "['foo']", "['f1']", "['lr']", "['crossentropy']", "['cosine']", "['RootMeanSquaredError']", "['root_mean_squared_error']", "['rmse']", "['mape']"]:
        yield good + f"m.compile('sgd', 'mse', metrics={metrics})\n"
        yield good + f"m.compile('sgd', 'mse', metrics={metrics})\n" + fit
    yield good + fit
    yield good + "m.evaluate(np.zeros((32, 8)), np.zeros((32, 3)), verbose=0)\n"
    yield good + "m.predict(np.zeros((32, 8)), verbose=0)\n"
    yield good + "m.compile('sgd', 'mse', lr=0.1)\n"
    yield good + "m.compile('sgd', 'mse')\nm.fit(np.zeros((30, 8)), np.zeros((32, 3)), verbose=0)\n"
    yield good + "m.compile('sgd', 'mse')\nm.fit(np.zeros((32, 8)), np.zeros((32, 3)), verbose=0, validation_data=(np.zeros((32, 8)), np.zeros((32, 2))))\n"
    yield good + "m.compile('sgd', 'mse')\nm.fit(np.zeros((32, 8)), np.zeros((32, 3)), verbose=0, validation_data=(np.zeros((32, 7)), np.zeros((32, 3))))\n"
    yield good + "m.compile('sgd', 'mse')\nm.fit(np.zeros((32, 8)), np.zeros((32, 3)), verbose=0, validation_split=0.5)\n"
    one, both = "layers.Dense(3)(a)", "[layers.Dense(3)(a), layers.Dense(3)(a)]"
    x, y = "np.zeros((32, 8))", "np.zeros((32, 3))"
    for inputs, outputs, data, targets in [
        ("a", both, x, y), ("a", both, x, f"[{y}, {y}]"), ("a", both, x, f"[{y}, {y}, {y}]"), ("a", one, x, f"[{y}, {y}]"), ("[a, b]", "layers.Dense(3)(layers.add([a, b]))", x, y),
        ("[a, b]", "layers.Dense(3)(layers.add([a, b]))", f"[{x}, {x}]", y), ("a", one, f"[{x}, {x}]", y), ("a", both, x, f"[{y}, np.zeros((32, 2))]"),
    ]:
        yield TWO.format(inputs=inputs, outputs=outputs) + f"m.compile('sgd', 'mse')\nm.fit({data}, {targets}, verbose=0)\n"
    for compiled in ["loss=['mse', 'mse', 'mse']", "loss=['mse']", "loss=['mse', 'mae']", "loss='mse', metrics=['mae']", "loss='mse', metrics=['mae', 'mae', 'mae']", "loss='mse', metrics=['mae', 'mae']", "loss='mse', metrics=[['mae'], ['mae']]"]:
        yield TWO.format(inputs="a", outputs=both) + f"m.compile('sgd', {compiled})\nm.fit({x}, [{y}, {y}], verbose=0)\n"


def verdict(code):
    try:
        exec(code, {})
    except Exception as error:
        return type(error).__name__
    return None


with open("test/golden/fitting.json", "w") as file:
    json.dump({HEAD + code: verdict(HEAD + code) for code in programs()}, file, indent=0)
    file.write("\n")

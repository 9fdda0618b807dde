"""Writes test/golden/fitting.json.gz, fitting_subclassed.json.gz and fitting_several.json.gz (several inputs or outputs): programs that compile and fit, and what real Keras raises; null where it trains."""
import itertools
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, os.path.dirname(__file__))
from graph import write

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


def several():
    """Models with several inputs and outputs, in lists and in dicts; the outputs' names are not in the order of the alphabet."""
    x, ya, yb, w = "np.zeros((32, 8))", "np.zeros((32, 3))", "np.zeros((32, 2))", "np.ones(32)"
    for keys, outputs in [(("b", "a"), "[p, q]"), (("b", "a"), "{'b': p, 'a': q}"), (("v", "u"), "{'v': p, 'u': q}")]:
        k, l = keys
        model = f"i = keras.Input((8,))\np, q = layers.Dense(3, name='b')(i), layers.Dense(2, name='a')(i)\nm = keras.Model(i, {outputs})\n"
        lists, dicts = f"[{ya}, {yb}]", f"{{'{k}': {ya}, '{l}': {yb}}}"
        own = lists if outputs[0] == "[" else dicts
        fit = lambda y, more="": f"m.fit({x}, {y}, verbose=0{more})\n"
        losses = ["'mse'", "['mse', 'mae']", "['mse', 'mae', 'mse']", "['mse', None]", f"{{'{k}': 'mse', '{l}': 'mae'}}", f"{{'{l}': 'mae', '{k}': 'mse'}}", f"{{'{k}': 'mse'}}", f"{{'{k}': 'mse', '{l}': None}}", f"{{'{k}': 'mse', 'z': 'mae'}}"]
        weights = [None, "[1.0, 0.5]", f"{{'{k}': 1.0, '{l}': 0.5}}", "[0.5]", "0.5", f"{{'{k}': 0.5}}"]
        for loss, weight in itertools.product(losses, weights):
            yield model + f"m.compile('sgd', {loss}{f', {weight}' if weight else ''})\n" + fit(own)
        for y in [ya, lists, f"({ya}, {yb})", dicts, f"{{'{l}': {yb}, '{k}': {ya}}}", f"{{'{k}': {ya}, '{l}': {yb}, 'z': {ya}}}", f"[{ya}]", f"{{'{k}': {ya}}}", f"[{ya}, {yb}, {yb}]", f"{{'s': {ya}, 't': {yb}}}", f"[{ya}, None]"]:
            yield model + "m.compile('sgd', 'mse')\n" + fit(y)
            yield model + f"m.compile('sgd', {{'{k}': 'mse', '{l}': None}})\n" + fit(y)
        for metrics in ["['mae']", "['mae', 'mse']", "[['mae'], ['mse', 'mae']]", "[None, ['mae']]", f"{{'{k}': 'mae', '{l}': ['mse', 'mae']}}", f"{{'{l}': 'mae'}}", "{'z': 'mae'}", "['mae', 'mse', 'mae']", "[]", "[[], ['mae']]", "[['mae'], ['foo']]"]:
            yield model + f"m.compile('sgd', 'mse', metrics={metrics})\n" + fit(own)
            yield model + f"m.compile('sgd', 'mse', weighted_metrics={metrics})\n" + fit(own)
        for y, weight in itertools.product([lists, f"({ya}, {yb})", dicts], [w, "np.ones((32, 1))", f"[{w}, {w}]", f"({w}, {w})", f"{{'{k}': {w}, '{l}': {w}}}", f"[{w}]", f"{{'{k}': {w}}}"]):
            yield model + "m.compile('sgd', 'mse')\n" + fit(y, f", sample_weight={weight}")
        yield model + "m.compile('sgd', 'mse')\n" + fit(own, ", class_weight={0: 1.0, 1: 2.0}")
        yield model + "m.compile('sgd', 'mse')\n" + fit(own, f", validation_data=({x}, {own})")
        yield model + "m.compile('sgd', 'mse')\n" + fit(own, f", validation_data=({x}, {own}, {w})")
    for inputs, keys in [("[p, q]", ("p", "o")), ("{'p': p, 'o': q}", ("p", "o")), ("{'u': p, 't': q}", ("u", "t")), ("{'o': q, 'p': p}", ("p", "o"))]:
        model = f"p, q = keras.Input((8,), name='p'), keras.Input((4,), name='o')\nm = keras.Model({inputs}, layers.Dense(3)(layers.concatenate([p, q])))\nm.compile('sgd', 'mse')\n"
        a, b = "np.zeros((32, 8))", "np.zeros((32, 4))"
        for data in [a, f"[{a}, {b}]", f"({a}, {b})", f"[{b}, {a}]", f"{{'{keys[0]}': {a}, '{keys[1]}': {b}}}", f"{{'{keys[1]}': {b}, '{keys[0]}': {a}}}", f"{{'{keys[0]}': {a}, '{keys[1]}': {b}, 'z': {a}}}", "{" + f"'m': {a}, 'n': {b}" + "}", f"{{'{keys[0]}': {a}}}", f"[{a}, {b}, {b}]"]:
            yield model + f"m.fit({data}, {ya}, verbose=0)\n"
            yield model + f"m.predict({data}, verbose=0)\n"
    one = "m = keras.Sequential([keras.Input((8,), name='i'), layers.Dense(3, name='d')])\nm.compile('sgd', 'mse', {})\n"
    for given, data in [("loss_weights=0.5", f"{x}, {ya}"), ("loss_weights=[0.5]", f"{x}, {ya}"), ("metrics={'d': ['mae']}", f"{x}, {ya}"), ("metrics=[['mae'], ['mse']]", f"{x}, {ya}"), ("", f"{x}, [{ya}]"), ("", f"[{x}], {ya}"), ("", f"{x}, {{'d': {ya}}}"), ("", f"{{'i': {x}}}, {ya}")]:
        yield one.format(given) + f"m.fit({data}, verbose=0)\n"
    for more in [f"sample_weight={w}", "sample_weight=np.ones((32, 1))", f"sample_weight=[{w}]", "class_weight={0: 1.0, 1: 2.0}", f"sample_weight={w}, class_weight={{0: 1.0}}", f"sample_weight={w}, validation_split=0.5"]:
        yield one.format("weighted_metrics=['mae']") + f"m.fit({x}, {ya}, verbose=0, {more})\n"
    yield one.format("") + f"m.fit({x}, [{ya}], verbose=0, class_weight={{0: 1.0}})\n"


def subclassed():
    """Models by a class: built by their first call, then given other data or targets; and such as train in a way of their own."""
    net = "class Net(keras.Model):\n    def __init__(self, units=3):\n        super().__init__()\n        self.first = layers.Dense(8, activation='relu')\n        self.last = layers.Dense(units, activation='softmax')\n    def call(self, x):\n        return self.last(self.first(x))\n{}m = Net()\n"
    conv = "class Conv(keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.c = layers.Conv2D(4, 3)\n        self.d = layers.Dense(2)\n    def call(self, x, training=None):\n        return self.d(layers.GlobalAveragePooling2D()(self.c(x)))\nm = Conv()\n"
    own = {"": "", "train_step": "    def train_step(self, data):\n        return {'loss': 0.0}\n", "compute_loss": "    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):\n        return keras.ops.mean(y_pred)\n"}
    x = "np.zeros((32, 5))"
    for loss, y in itertools.product(["mse", "categorical_crossentropy", "sparse_categorical_crossentropy"], ["(32, 3)", "(32, 4)", "(32,)", "(32, 1)", "(30, 3)"]):
        yield net.format("") + f"m.compile('sgd', '{loss}')\nm.fit({x}, np.zeros({y}), verbose=0)\n"
    for name, y in itertools.product(("train_step", "compute_loss"), ["(32, 3)", "(32, 2)"]):
        yield net.format(own[name]) + f"m.compile('sgd', 'mse')\nm.fit({x}, np.zeros({y}), verbose=0)\n"
    fitted = net.format("") + f"m.compile('sgd', 'mse')\nm.fit({x}, np.zeros((32, 3)), verbose=0{{}})\n"
    for held in ["(8, 5), (8, 3)", "(8, 5), (8, 2)", "(8, 6), (8, 3)"]:
        a, b = held.split("), ")
        yield fitted.format(f", validation_data=(np.zeros({a})), np.zeros({b}))")
    for more in ["m.predict(np.zeros((4, 5)), verbose=0)", "m.predict(np.zeros((4, 7)), verbose=0)", "m.evaluate(np.zeros((4, 5)), np.zeros((4, 3)), verbose=0)", "m.evaluate(np.zeros((4, 5)), np.zeros((4, 2)), verbose=0)"]:
        yield fitted.format("") + more + "\n"
    yield net.format("") + f"m.fit({x}, np.zeros((32, 3)), verbose=0)\n"
    yield net.format("") + f"m.compile('sgd', 'foo')\nm.fit({x}, np.zeros((32, 3)), verbose=0)\n"
    for shape in ["(8, 9, 9, 1)", "(8, 9, 9)", "(8, 2, 2, 1)"]:
        yield conv + f"m.compile('sgd', 'mse')\nm.fit(np.zeros({shape}), np.zeros((8, 2)), verbose=0)\n"
    for shape in ["(8, 9, 9, 1)", "(8, 12, 12, 3)"]:
        yield conv + f"m(np.zeros((1, 9, 9, 3)))\nm.compile('sgd', 'mse')\nm.fit(np.zeros({shape}), np.zeros((8, 2)), verbose=0)\n"


def verdict(code):
    try:
        exec(code, {})
    except Exception as error:
        return type(error).__name__
    return None


def judge(name, codes):
    write(f"test/golden/{name}.json.gz", {HEAD + code: verdict(HEAD + code) for code in codes})


if __name__ == "__main__":
    parts = sys.argv[1:] or ["fitting", "fitting_subclassed", "fitting_several"]
    if "fitting" in parts:
        judge("fitting", programs())
    if "fitting_subclassed" in parts:
        judge("fitting_subclassed", subclassed())
    if "fitting_several" in parts:
        import tensorflow

        # What is wrong in pairing shows without a traced function as well, and much sooner.
        tensorflow.config.run_functions_eagerly(True)
        judge("fitting_several", several())

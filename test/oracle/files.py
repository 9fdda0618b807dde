"""Writes test/golden/engine/files.json.gz: whole programs that compile, train and evaluate, and what real Keras logs for them.

All start from weights that are zeros, on numbers that a formula gives, so that nothing is left to chance; the tests write the same arrays and train the same texts.
"""
import os
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np

sys.path.insert(0, os.path.dirname(__file__))
from graph import write

COUNT, WIDTH = 50, 6
HEAD = """import keras
import numpy as np
x = np.load("x.npy")
y = np.load("y.npy")
xv = np.load("xv.npy")
yv = np.load("yv.npy")
"""
MODEL = """model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(3, activation="softmax", kernel_initializer="zeros", name="out")])
"""
DEEP = """model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(4, activation="tanh", kernel_initializer=keras.initializers.Identity(), name="first"), keras.layers.Dense(3, activation="softmax", kernel_initializer="zeros", name="out")])
"""
INNER = """base = keras.Sequential([keras.Input((6,)), keras.layers.Dense(4, activation="tanh", kernel_initializer=keras.initializers.Identity()), keras.layers.BatchNormalization()])
model = keras.Sequential([keras.Input((6,)), base, keras.layers.Dense(3, activation="softmax", kernel_initializer="zeros")])
"""
TWO = """i = keras.Input((6,))
model = keras.Model(i, [keras.layers.Dense(3, activation="softmax", kernel_initializer="zeros", name="a")(i), keras.layers.Dense(1, kernel_initializer="zeros", name="b")(i)])
model.compile("sgd", ["sparse_categorical_crossentropy", "mse"], loss_weights=[1.0, 0.5], metrics=[["accuracy"], ["mae"]])
"""
COMPILE = 'model.compile(keras.optimizers.SGD(0.5), "sparse_categorical_crossentropy", metrics=["accuracy"])\n'
ADAM = COMPILE.replace("SGD(0.5)", "Adam(0.3)")


def fit(more, epochs=3):
    return f"model.fit(x, y, epochs={epochs}, batch_size=16, shuffle=False{more})\n"


def programs():
    held = ", validation_data=(xv, yv)"
    yield MODEL + COMPILE + "model.optimizer.learning_rate = 0.05\n" + fit(held)
    yield MODEL + COMPILE + "model.optimizer.learning_rate.assign(model.optimizer.learning_rate * 0.1)\n" + fit(held)
    yield MODEL + 'opt = keras.optimizers.Adam(0.3)\nmodel.compile(opt, "sparse_categorical_crossentropy")\nopt.learning_rate = 0.01\n' + fit("")
    for more in [", validation_freq=2", ", validation_freq=[1, 4]", ", validation_batch_size=7, validation_steps=2", ", validation_steps=1"]:
        yield MODEL + COMPILE + fit(held + more, 5)
    yield MODEL + ADAM + fit(held + ", validation_freq=2, callbacks=[keras.callbacks.EarlyStopping(patience=1, min_delta=0.2)]", 9)
    yield MODEL + ADAM + fit(held + ", validation_freq=3, callbacks=[keras.callbacks.ReduceLROnPlateau(patience=1, factor=0.1, min_delta=0.5)]", 9)
    yield MODEL + COMPILE + fit(", class_weight={0: 1.0, 1: np.float64(2.5), 2: 5 / 4}")
    for given in ["xv, yv", "xv, yv, batch_size=4", "xv, yv, batch_size=4, steps=2", "xv, yv, steps=1"]:
        yield MODEL + COMPILE + fit("", 1) + f"model.evaluate({given})\n"
        yield TWO + "model.fit(x, [y, y], epochs=2, batch_size=16, shuffle=False)\n" + f"model.evaluate({given.replace('yv', '[yv, yv]')})\n"
    for first, then in [("", ""), (held, held)]:
        yield MODEL + ADAM + fit(first, 2) + fit(then, 2)
    yield MODEL + ADAM + "for epoch in range(3):\n    " + fit("", 1)

    # Frozen after the training, which was not; trained while frozen, and moved again afterwards.
    yield DEEP + COMPILE + fit("") + 'model.get_layer("first").trainable = False\n'
    yield DEEP + 'model.get_layer("first").trainable = False\n' + COMPILE + fit("") + 'model.get_layer("first").trainable = True\n'
    yield DEEP + COMPILE + fit("") + "model.trainable = False\n"
    yield INNER + COMPILE + fit("") + "base.trainable = False\n"
    yield INNER + "base.trainable = False\n" + COMPILE + fit("") + "base.trainable = True\n"

    # In stages: another optimizer, other layers, the same compile again, a rate that is set between, the same callbacks again.
    head, tuned = 'model.get_layer("first").trainable = False\n', 'model.get_layer("first").trainable = True\n'
    fine = COMPILE.replace("SGD(0.5)", "Adam(0.01)")
    yield DEEP + head + COMPILE + fit(held) + tuned + fine + fit(held, 2) + "model.evaluate(xv, yv)\n"
    yield DEEP + head + COMPILE + fit(held).replace("model.fit", "history = model.fit") + tuned + fine + fit(held + ", initial_epoch=history.epoch[-1]", 6)
    yield DEEP + head + COMPILE + fit(held).replace("model.fit", "history = model.fit") + tuned + fine + fit(held + ", initial_epoch=len(history.epoch)", 6)
    yield DEEP + ADAM + fit("", 2) + fit(held, 2) + fit(", class_weight={0: 1.0, 1: 2.0, 2: 0.5}", 2)
    yield DEEP + ADAM + fit(held, 2) + "model.optimizer.learning_rate = 0.001\n" + fit(held, 2)
    yield DEEP + ADAM + fit(held, 2) + fit(held, 2).replace("batch_size=16", "batch_size=5")
    yield DEEP + "opt = keras.optimizers.Adam(0.1)\n" + COMPILE.replace("keras.optimizers.SGD(0.5)", "opt") + fit(held, 2) + COMPILE.replace("keras.optimizers.SGD(0.5)", "opt").replace(', metrics=["accuracy"]', "") + fit(held, 2)
    yield DEEP + ADAM + fit(held, 2) + tuned + head + fit(held, 2) + COMPILE + fit(held, 2)
    stop = "stop = keras.callbacks.EarlyStopping(patience=1, min_delta=0.05, restore_best_weights=True)\n"
    yield DEEP + stop + head + ADAM + fit(held + ", callbacks=[stop]", 9) + tuned + fine + fit(held + ", callbacks=[stop]", 9)
    slower = "slower = keras.callbacks.ReduceLROnPlateau(patience=1, factor=0.5, min_delta=0.5)\n"
    yield DEEP + slower + ADAM + fit(held + ", callbacks=[slower]", 4) + fit(held + ", callbacks=[slower]", 4)
    yield DEEP + 'keep = keras.callbacks.ModelCheckpoint("stage.weights.h5", save_weights_only=True, save_best_only=True, monitor="val_accuracy")\n' + ADAM + fit(held + ", callbacks=[keep]", 4) + fine + fit(held + ", callbacks=[keep]", 4) + 'model.load_weights("stage.weights.h5")\nmodel.evaluate(xv, yv)\n'
    kept = 'keras.callbacks.ModelCheckpoint("between.weights.h5", save_weights_only=True, save_best_only=True, monitor="val_accuracy")'
    yield DEEP + ADAM + fit(held + f", callbacks=[{kept}]", 4) + 'model.load_weights("between.weights.h5")\n' + fine + fit(held, 2)
    yield INNER + "base.trainable = False\n" + COMPILE + fit(held) + "base.trainable = True\nfor layer in base.layers[:1]:\n    layer.trainable = False\n" + fine + fit(held, 4)
    yield INNER + "base.trainable = False\n" + COMPILE.replace('metrics=["accuracy"]', 'metrics=["accuracy", "sparse_top_k_categorical_accuracy"]') + fit("") + "base.trainable = True\n" + fine + fit(held, 4)
    yield DEEP + head + COMPILE.replace("SGD(0.5)", "SGD(0.5, use_ema=True, ema_momentum=0.5)") + fit(held) + tuned + fine + fit(held)
    yield DEEP + "for rate in [0.3, 0.03, 0.003]:\n    " + COMPILE.replace("SGD(0.5)", "Adam(rate)") + "    " + fit(held, 2)

    # The best of the weights, or those before all, are loaded before they are evaluated.
    best = 'keras.callbacks.ModelCheckpoint("best.weights.h5", save_weights_only=True, save_best_only=True, monitor="val_accuracy")'
    yield DEEP + ADAM + fit(held + f", callbacks=[{best}]", 6) + 'model.load_weights("best.weights.h5")\nmodel.evaluate(xv, yv)\n'
    yield DEEP + ADAM + fit(held + f", callbacks=[{best.replace('best.weights', 'kept.weights')}]", 6) + "model.evaluate(xv, yv)\n"

    # Single numbers for an input of one, which Keras gives an axis.
    for inputs, given in [("a", "x[:, 0]"), ("[a, b]", "[x[:, 0], x]")]:
        yield f'a, b = keras.Input((1,)), keras.Input((6,))\nmodel = keras.Model({inputs}, keras.layers.Dense(3, activation="softmax", kernel_initializer="zeros")({"a" if inputs == "a" else "keras.layers.Concatenate()([a, b])"}))\n' + COMPILE + f'model.fit({given.replace("x[:, 0]", "y")}, y, epochs=2, batch_size=16, shuffle=False)\n'


def logged(text):
    import keras

    keras.backend.clear_session()
    fits, evaluations = [], []
    model = keras.Model
    own = model.fit, model.evaluate

    def fitted(self, *args, **given):
        history = own[0](self, *args, verbose=0, **given)
        fits.append(history.history)
        return history

    def evaluated(self, *args, **given):
        inner = "_use_cached_eval_dataset" in given
        result = own[1](self, *args, **given) if inner else own[1](self, *args, verbose=0, return_dict=True, **given)
        if not inner:
            evaluations.append(result)
        return result

    model.fit, model.evaluate = fitted, evaluated
    try:
        exec(compile(text, "program", "exec"), {"__name__": "__main__"})
    finally:
        model.fit, model.evaluate = own
    return {"fits": [{name: [float(value) for value in values] for name, values in history.items()} for history in fits], "test": evaluations[-1] if evaluations else None}


def samples():
    i, j = np.arange(COUNT)[:, None], np.arange(WIDTH)[None]
    x = (((i * 7 + j * 13 + i * j) % 11) / 10 - 0.5).astype("float32")
    y = ((i[:, 0] * 5 + i[:, 0] // 3) % 3).astype("int32")
    return {"x": x[:34], "y": y[:34], "xv": x[34:], "yv": y[34:]}


def beside_samples(make):
    """What `make()` gives in a folder of its own that holds the arrays of `samples`, as its programs load them."""
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for name, values in samples().items():
                np.save(f"{name}.npy", values)
            return make()
        finally:
            os.chdir(here)


def main():
    cases = beside_samples(lambda: [{"text": HEAD + text, **logged(HEAD + text)} for text in programs()])
    arrays = {name: {"shape": list(values.shape), "values": [float(value) for value in values.ravel()]} for name, values in samples().items()}
    write("test/golden/engine/files.json.gz", {"arrays": arrays, "cases": cases})


if __name__ == "__main__":
    main()

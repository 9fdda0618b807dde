"""Writes test/golden/engine/outputs.json.gz: trainings of real Keras with several inputs or outputs, and with weights of samples.

Each case is the text of a Keras file with the files that it reads (arrays, first weights), and what Keras's History and evaluate give.
"""
import base64
import os
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np

sys.path.insert(0, os.path.dirname(__file__))
from graph import write

HEAD = """import keras
import numpy as np
import tensorflow as tf
from keras import layers
data = np.load('data.npz')
x, z, ya, yb, labels, w, v = data['x'], data['z'], data['ya'], data['yb'], data['labels'], data['w'], data['v']
"""
TWO = """inputs = keras.Input((6,), name='first')
h = layers.Dense(5, activation='tanh')(inputs)
b, a = layers.Dense(3, name='b')(h), layers.Dense(2, name='a')(h)
"""
LIST = TWO + "model = keras.Model(inputs, [b, a])\n"
DICT = TWO + "model = keras.Model(inputs, {'v': b, 'u': a})\n"
SAME = TWO + "model = keras.Model(inputs, {'b': b, 'a': a})\n"
INPUTS = """p, q = keras.Input((6,), name='p'), keras.Input((4,), name='o')
h = layers.concatenate([layers.Dense(4, activation='tanh')(p), q])
"""
SHARED = """p, q = keras.Input((6,)), keras.Input((6,))
tower = layers.Dense(3, name='tower')
model = keras.Model([p, q], [tower(p), tower(q)])
"""
SUBCLASS = """class Heads(keras.Model):
    def __init__(self):
        super().__init__()
        self.body = layers.Dense(5, activation='tanh', kernel_initializer=keras.initializers.Constant(0.2))
        self.one, self.two = [layers.Dense(n, kernel_initializer=keras.initializers.Constant(-0.1)) for n in (3, 2)]
    def call(self, inputs):
        h = self.body(inputs)
        return self.one(h), self.two(h)
model = Heads()
model(np.zeros((1, 6), 'float32'))
"""
NAMED = SUBCLASS.replace("return self.one(h), self.two(h)", "return {'one': self.one(h), 'two': self.two(h)}")
EXITS = """inputs = keras.Input((8, 8, 1))
h = layers.Conv2D(4, 3, padding='same', activation='relu', name='conv1')(inputs)
early = layers.Dense(4, activation='softmax', name='exit1')(layers.GlobalAveragePooling2D()(h))
h = layers.MaxPooling2D()(h)
h = layers.BatchNormalization()(layers.Conv2D(6, 3, activation='relu', name='conv2')(h))
late = layers.Dense(4, activation='softmax', name='exit2')(layers.Flatten()(h))
model = keras.Model(inputs, [early, late])
images = data['images']
"""
INCEPTION = """inputs = keras.Input((8, 8, 1), name='image')
towers = [layers.Conv2D(2, 1, padding='same', activation='relu')(inputs), layers.Conv2D(2, 3, padding='same', activation='relu')(inputs), layers.Conv2D(2, 5, padding='same', activation='relu')(inputs)]
h = layers.concatenate(towers)
aux = layers.Dense(4, activation='softmax', name='aux')(layers.Flatten()(layers.AveragePooling2D(4)(h)))
h = layers.Conv2D(6, 3, strides=2, activation='relu')(h)
main = layers.Dense(4, activation='softmax', name='main')(layers.GlobalAveragePooling2D()(h))
model = keras.Model(inputs, {'main': main, 'aux': aux})
images = data['images']
"""
FIT = "epochs=3, batch_size=8, shuffle=False, verbose=0"
SGD, ADAM = "keras.optimizers.SGD(0.05)", "keras.optimizers.Adam(0.02)"


def cases():
    yield "a list of outputs, one loss", LIST, f"compile({SGD}, 'mse', metrics=[['mae'], ['mse', 'mae']])", f"fit(x, [ya, yb], validation_data=(x[:7], [ya[:7], yb[:7]]), {FIT})", "evaluate(x, [ya, yb]"
    yield "a list of outputs, losses and weights in lists", LIST, f"compile({ADAM}, ['mse', keras.losses.Huber()], loss_weights=[1.0, 0.3], metrics=['mae', None])", f"fit(x, (ya, yb), validation_split=0.25, {FIT})", "evaluate(x, [ya, yb]"
    yield "a list of outputs, all by name", LIST, f"compile({SGD}, {{'a': 'mae', 'b': 'mse'}}, loss_weights={{'a': 0.5, 'b': 2.0}}, metrics={{'a': ['mae']}})", f"fit({{'first': x}}, {{'a': yb, 'b': ya}}, {FIT})", "evaluate(x, {'a': yb, 'b': ya}"
    yield "losses in a list, their weights in a dict", LIST, f"compile({SGD}, ['mse', 'mae'], loss_weights={{'b': 1.0, 'a': 0.25}})", f"fit(x, [ya, yb], {FIT})", "evaluate(x, [ya, yb]"
    yield "a dict of outputs of other names", DICT, f"compile({SGD}, {{'v': 'mse', 'u': 'mae'}}, loss_weights={{'u': 0.5, 'v': 2.0}}, metrics={{'u': 'mse', 'v': ['mae', 'mae']}})", f"fit(x, {{'v': ya, 'u': yb}}, validation_split=0.5, {FIT})", "evaluate(x, {'v': ya, 'u': yb}"
    yield "a dict of outputs, losses in a list", SAME, f"compile({SGD}, ['mae', 'mse'], loss_weights=[0.5, 1.0], metrics=[['mse'], ['mae']])", f"fit(x, {{'b': ya, 'a': yb}}, {FIT})", "evaluate(x, {'b': ya, 'a': yb}"
    yield "an output without a loss", LIST, f"compile({SGD}, [None, 'mse'])", f"fit(x, [ya, yb], {FIT})", "evaluate(x, [ya, yb]"
    yield "targets for the output with a loss alone", LIST, f"compile({SGD}, [None, 'mse'], loss_weights=[3.0, 0.5])", f"fit(x, yb, {FIT})", "evaluate(x, yb"
    yield "sample weights for each output, weighted metrics", LIST, f"compile({SGD}, 'mse', metrics=[['mae'], ['mae']], weighted_metrics=[['mae', 'mse'], ['mae']])", f"fit(x, [ya, yb], sample_weight=[w, v], validation_data=(x[:9], [ya[:9], yb[:9]], [w[:9], v[:9]]), {FIT})", "evaluate(x, [ya, yb], sample_weight=[v, w]"
    yield "one array of sample weights for all outputs", SAME, f"compile({SGD}, {{'a': 'mae', 'b': 'mse'}}, weighted_metrics={{'b': 'mse'}})", f"fit(x, {{'a': yb, 'b': ya}}, sample_weight=w, {FIT})", "evaluate(x, {'a': yb, 'b': ya}"
    yield "sample weights of one output", LIST.replace("[b, a]", "b"), f"compile({ADAM}, 'mse', metrics=['mae'], weighted_metrics=['mae', 'mae'])", f"fit(x, ya, sample_weight=w, validation_split=0.25, {FIT})", "evaluate(x, ya"
    yield "class weights, weighted metrics", LIST.replace("[b, a]", "layers.Dense(4, activation='softmax')(h)"), f"compile({ADAM}, 'sparse_categorical_crossentropy', metrics=['accuracy'], weighted_metrics=['accuracy'])", f"fit(x, labels, class_weight={{0: 0.5, 1: 2.0, 3: 1.5}}, {FIT})", "evaluate(x, labels"
    yield "several inputs in a list", INPUTS + "model = keras.Model([p, q], layers.Dense(3)(h))\n", f"compile({SGD}, 'mse')", f"fit([x, z], ya, validation_data=([x[:5], z[:5]], ya[:5]), {FIT})", "evaluate([x, z], ya"
    yield "several inputs and outputs in dicts", INPUTS + "model = keras.Model({'p': p, 'o': q}, {'r': layers.Dense(3)(h), 'q': layers.Dense(2)(h)})\n", f"compile({SGD}, 'mse')", f"fit({{'o': z, 'p': x}}, {{'q': yb, 'r': ya}}, validation_split=0.25, {FIT})", "evaluate({'o': z, 'p': x}, {'q': yb, 'r': ya}"
    yield "several inputs, data by the names of the inputs", INPUTS + "model = keras.Model([p, q], layers.Dense(3)(h))\n", f"compile({SGD}, 'mse')", f"fit({{'o': z, 'p': x}}, ya, {FIT})", "evaluate([x, z], ya"
    yield "a dataset of several inputs and outputs", INPUTS + "model = keras.Model([p, q], [layers.Dense(3, name='r')(h), layers.Dense(2, name='s')(h)])\nstream = tf.data.Dataset.from_tensor_slices(((x, z), (ya, yb))).batch(8)\n", f"compile({SGD}, 'mse', metrics=[['mae'], ['mae']])", "fit(stream, epochs=3, verbose=0)", "evaluate([x, z], [ya, yb]"
    yield "a layer that gives both outputs", SHARED, f"compile({SGD}, 'mse', metrics=[['mae'], ['mae']])", f"fit([x, x], [ya, ya], {FIT})", "evaluate([x, x], [ya, ya]"
    yield "a subclassed model's outputs", SUBCLASS, f"compile({SGD}, ['mse', keras.losses.MeanAbsoluteError()], metrics=[['mae'], ['mae']])", f"fit(x, (ya, yb), {FIT})", "evaluate(x, (ya, yb)"
    yield "a subclassed model's outputs in a dict", NAMED, f"compile({SGD}, {{'one': 'mse', 'two': 'mae'}}, metrics={{'one': 'mae'}})", f"fit(x, {{'one': ya, 'two': yb}}, {FIT})", "evaluate(x, {'one': ya, 'two': yb}"
    yield "early exits", EXITS, f"compile({ADAM}, ['sparse_categorical_crossentropy'] * 2, loss_weights=[1.0, 0.3], metrics=[['accuracy'], ['accuracy']])", f"fit(images, [labels, labels], validation_data=(images[:10], [labels[:10], labels[:10]]), {FIT})", "evaluate(images, [labels, labels]"
    yield "an auxiliary output", INCEPTION, f"compile({ADAM}, 'sparse_categorical_crossentropy', metrics={{'main': ['accuracy', keras.metrics.SparseTopKCategoricalAccuracy(k=2, name='top2')]}})", f"fit(images, {{'main': labels, 'aux': labels}}, {FIT})", "evaluate(images, {'main': labels, 'aux': labels}"


def arrays():
    rng = np.random.default_rng(5)
    n = 20
    return {
        "x": rng.normal(size=(n, 6)), "z": rng.normal(size=(n, 4)), "ya": rng.normal(size=(n, 3)), "yb": rng.normal(size=(n, 2)), "labels": rng.integers(0, 4, size=n),
        "w": rng.uniform(0.2, 2, size=n), "v": rng.uniform(0.2, 2, size=n), "images": rng.normal(size=(n, 8, 8, 1)),
    }


def case(name, model, compiled, fit, evaluated):
    # Files of a subclassed model's weights go by the names of its attributes; it starts from constants instead.
    load = "" if "class " in model else "model.load_weights('start.weights.h5')\n"
    source = f"{HEAD}{model}{load}model.{compiled}\nmodel.{fit}\nmodel.{evaluated}, batch_size=8)\n"
    keras.backend.clear_session()
    keras.utils.set_random_seed(3)
    scope = {}
    exec(HEAD + model, scope)
    built = scope["model"]
    built.save_weights("start.weights.h5")
    with open("start.weights.h5", "rb") as file:
        weights = base64.b64encode(file.read()).decode()
    scope["history"] = None
    exec(f"model.{compiled}\nhistory = model.{fit}\nresult = model.{evaluated}, batch_size=8, verbose=0, return_dict=True)\n", scope)
    print(name, sorted(scope["history"].history), flush=True)
    return {"name": name, "source": source, "weights": weights, "history": scope["history"].history, "evaluated": {k: float(v) for k, v in scope["result"].items()}}


with tempfile.TemporaryDirectory() as folder:
    home = os.getcwd()
    os.chdir(folder)
    np.savez("data.npz", **{k: v.astype("int32" if v.dtype.kind == "i" else "float32") for k, v in arrays().items()})
    with open("data.npz", "rb") as file:
        data = base64.b64encode(file.read()).decode()
    out = {"keras": keras.__version__, "data": data, "cases": [case(*c) for c in cases()]}
    os.chdir(home)
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden", "engine", "outputs.json.gz")
write(path, out)
print(os.path.getsize(path), "bytes")

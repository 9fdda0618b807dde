"""Writes test/golden/loaded/own*.keras and .h5, models with layers of a program's own classes, and own.json: programs that load such models, and the
summaries that real Keras prints of what they have loaded.

    python test/oracle/own_loaded.py
"""
import json
import os
import pathlib
import sys

os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="", COLUMNS="200")

import keras  # noqa: E402

LOADED = pathlib.Path(__file__).resolve().parents[1] / "golden" / "loaded"

# Classes with a get_config, without one, with a layer as argument, and with a call on two tensors.
LAYERS = '''
import keras
from keras import layers, ops
DECORATOR
class Scaled(layers.Layer):
    def __init__(self, units, scale=1.0, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.scale = scale
        self.inner = layers.Dense(units)
    def call(self, x):
        return self.inner(x) * self.scale
    def get_config(self):
        config = super().get_config()
        config.update({"units": self.units, "scale": self.scale})
        return config
DECORATOR
class Weighted(layers.Layer):
    def __init__(self, width, **kwargs):
        super().__init__(**kwargs)
        self.width = width
    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.width), name="kernel")
    def call(self, x):
        return ops.matmul(x, self.kernel)
DECORATOR
class Around(layers.Layer):
    def __init__(self, layer, **kwargs):
        super().__init__(**kwargs)
        self.layer = layer
    def call(self, x):
        return self.layer(x)
    def get_config(self):
        return {**super().get_config(), "layer": keras.saving.serialize_keras_object(self.layer)}
    @classmethod
    def from_config(cls, config):
        layer = keras.saving.deserialize_keras_object(config.pop("layer"))
        return cls(layer, **config)
DECORATOR
class Gate(layers.Layer):
    def call(self, x, gate):
        return x * ops.sigmoid(gate)
DECORATOR
def squeezed(x):
    return ops.tanh(x) * 0.5
'''
BUILT = '''
x = inputs = keras.Input((6,), name="numbers")
x = Scaled(8, scale=0.5, name="first")(x)
y = Weighted(5)(x)
y = Around(layers.Dense(5))(y)
x = layers.Dense(5, activation=squeezed)(x)
x = Gate()(x, y)
model = keras.Model(inputs, layers.Dense(2)(x), name="owning")
'''
CHAIN = '''
model = keras.Sequential([keras.Input((6,)), Scaled(8), Weighted(5, name="second"), layers.Dense(2)], name="chained")
'''
SUBCLASS = '''
DECORATOR
class Network(keras.Model):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.first = Scaled(units)
        self.last = layers.Dense(2)
    def call(self, x):
        return self.last(self.first(x))
    def get_config(self):
        return {**super().get_config(), "units": self.units}
'''
NETWORK = '''
model = Network(7, name="network")
model(keras.ops.ones((1, 6)))
'''
registered = lambda text: text.replace("DECORATOR", '@keras.saving.register_keras_serializable(package="mine")')  # noqa: E731
plain = lambda text: text.replace("DECORATOR", "")  # noqa: E731
NAMES = '{"Scaled": Scaled, "Weighted": Weighted, "Around": Around, "Gate": Gate, "squeezed": squeezed}'
LOADS = '\nloaded = keras.models.load_model("{}"{})\n'
ON_TOP = 'bigger = keras.Model(loaded.inputs, Weighted(3, name="on_top")(loaded.outputs[0]))\n'

FILES = {
    "own.keras": registered(LAYERS) + BUILT, "own_chain.h5": registered(LAYERS) + CHAIN, "own_plain.keras": plain(LAYERS) + BUILT,
    "own_plain.h5": plain(LAYERS) + CHAIN, "own_network.keras": registered(LAYERS + SUBCLASS) + NETWORK,
}
PROGRAMS = {
    "registered": registered(LAYERS) + LOADS.format("own.keras", "") + ON_TOP,
    "registered_chain": registered(LAYERS) + LOADS.format("own_chain.h5", "") + ON_TOP,
    "custom_objects": plain(LAYERS) + LOADS.format("own_plain.keras", f", custom_objects={NAMES}") + ON_TOP,
    "custom_objects_chain": plain(LAYERS) + LOADS.format("own_plain.h5", f", {NAMES}, compile=False") + ON_TOP,
    "scope": plain(LAYERS) + f"\nwith keras.saving.custom_object_scope({NAMES}):\n    loaded = keras.models.load_model('own_plain.keras')\n",
    "network": registered(LAYERS + SUBCLASS) + LOADS.format("own_network.keras", ""),
    "saved_before": registered(LAYERS) + BUILT + '\nmodel.save("here.keras")\n' + LOADS.format("here.keras", "") + ON_TOP,
    "saved_before_by_name": plain(LAYERS) + BUILT + '\nmodel.save("here.keras")\n' + LOADS.format("here.keras", f", custom_objects={NAMES}") + ON_TOP,
    "cloned": plain(LAYERS) + CHAIN + "\nloaded = keras.models.clone_model(model)\n",
}


def run(source):
    keras.backend.clear_session()
    keras.saving.get_custom_objects().clear()
    space = {"__name__": "__main__"}
    exec(compile(source, "program.py", "exec"), space)
    return space


def text_of(model):
    lines = []
    model.summary(print_fn=lines.append)
    return "\n".join(lines)


os.chdir(LOADED)
for name, source in FILES.items():
    run(source)["model"].save(name)
golden = {}
for name, source in PROGRAMS.items():
    try:
        space = run(source)
        golden[name] = {"source": source, "models": {key: text_of(space[key]) for key in ("loaded", "bigger") if key in space}}
    except Exception as error:  # noqa: BLE001
        print(name, type(error).__name__, str(error)[:600], file=sys.stderr)
pathlib.Path("here.keras").unlink(missing_ok=True)
(LOADED / "own.json").write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n")
print(list(golden), file=sys.stderr)

"""Writes test/golden/memory.json: the bytes that real Keras holds, to hold the derived facts against.

    python test/oracle/memory.py

Each model runs on a batch of zeros. `layers` has the bytes of every layer's output arrays as they come out (elements by the size of their
type; those of a nested model are the sum over its own layers), `weights` the bytes of all variables. No training, no gradients.
"""
import json
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np

BATCH = 6
HEAD = "import keras\nfrom keras import layers, ops\n"
# name -> program text
CASES = {
    "convnet": "m = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3, activation='relu'), layers.BatchNormalization(), layers.MaxPooling2D(), layers.Dropout(0.5), layers.Flatten(), layers.Dense(10, activation='softmax')])\n",
    "mixed precision": "keras.config.set_dtype_policy('mixed_float16')\nm = keras.Sequential([keras.Input((16, 16, 3)), layers.Conv2D(8, 3), layers.BatchNormalization(), layers.ReLU(), layers.GlobalAveragePooling2D(), layers.Dense(5, dtype='float32')])\n",
    "half precision": "keras.config.set_dtype_policy('float16')\nm = keras.Sequential([keras.Input((12, 7)), layers.Conv1D(8, 3), layers.LayerNormalization(), layers.Dense(3)])\n",
    "double precision": "m = keras.Sequential([keras.Input((9,), dtype='float64'), layers.Dense(4, dtype='float64'), layers.Dense(3)])\n",
    "words": "i = keras.Input((11,), dtype='int32')\nx = layers.Embedding(50, 8)(i)\nx = layers.Bidirectional(layers.LSTM(6, return_sequences=True))(x)\nx, h, c = layers.LSTM(4, return_state=True)(x)\nm = keras.Model(i, [layers.Dense(2)(x), h, c])\n",
    "attention": "q = keras.Input((7, 12))\nv = keras.Input((9, 12))\na = layers.MultiHeadAttention(3, 4)(q, v)\na = layers.Add()([a, q])\nm = keras.Model([q, v], layers.Dense(2)(layers.GlobalAveragePooling1D()(a)))\n",
    "nested": "b = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(4, 3), layers.ReLU()])\ni = keras.Input((8, 8, 3))\nx = b(i)\nm = keras.Model(i, layers.Dense(2)(layers.Flatten()(x)))\n",
    "shared": "d = layers.Dense(5, use_bias=False)\na = keras.Input((4,))\nb = keras.Input((4,))\nm = keras.Model([a, b], layers.Concatenate()([d(a), d(b)]))\n",
    "operations": "i = keras.Input((5, 6))\nx = layers.Dense(4)(i)\ny = ops.relu(x)\nm = keras.Model(i, [ops.argmax(y, axis=-1), ops.cast(y, 'float16'), y > 0])\n",
    "video": "i = keras.Input((5, 10, 10, 2))\nx = layers.ConvLSTM2D(4, 3, padding='same', return_sequences=True)(i)\nx = layers.TimeDistributed(layers.Conv2D(3, 1))(x)\nm = keras.Model(i, layers.Conv3D(2, 3)(x))\n",
    "preprocessing": "m = keras.Sequential([keras.Input((20, 24, 3), dtype='uint8'), layers.Rescaling(1 / 255), layers.Resizing(12, 16), layers.CenterCrop(8, 8), layers.SeparableConv2D(4, 3)])\n",
    **{name: f"m = keras.applications.{name}(weights=None, input_shape=({size}, {size}, 3), classes=7)\n" for name, size in (("MobileNetV2", 64), ("ResNet50", 64), ("DenseNet121", 64), ("EfficientNetB0", 64), ("NASNetMobile", 64))},
}


def nbytes(tree):
    return sum(int(np.prod(tensor.shape)) * np.dtype(keras.backend.standardize_dtype(tensor.dtype)).itemsize for tensor in keras.tree.flatten(tree))


def outputs_of(model, data):
    """Bytes that the layers of a functional model put out, by name; a layer that is applied twice counts twice."""
    found = {}

    def run(operation):
        def call(*args, **kwargs):
            result = operation(*args, **kwargs)
            if not isinstance(operation, keras.layers.InputLayer):
                inner = isinstance(operation, keras.Model)
                added = sum(outputs_of(operation, args[0]).values()) if inner else nbytes(result)
                found[operation.name] = found.get(operation.name, 0) + added
            return result

        return call

    functional = model._functional if isinstance(model, keras.Sequential) else model
    functional._run_through_graph(data, operation_fn=run)
    return found


golden = {}
for name, code in CASES.items():
    keras.backend.clear_session()
    keras.config.set_dtype_policy("float32")
    scope = {}
    exec(HEAD + code, scope)
    model = scope["m"]
    data = [keras.ops.zeros((BATCH, *x.shape[1:]), x.dtype) for x in model.inputs]
    layers = outputs_of(model, data[0] if len(data) == 1 else data)
    golden[name] = {"code": HEAD + code, "batch": BATCH, "layers": layers, "weights": nbytes(model.weights)}
    print(name, sum(layers.values()), golden[name]["weights"])
with open("test/golden/memory.json", "w") as file:
    json.dump(golden, file, indent=0)
    file.write("\n")

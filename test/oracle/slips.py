"""Writes test/golden/slips.json: programs with one slip each, and where Python or real Keras stops them.

    KERAS_BACKEND=tensorflow python test/oracle/slips.py

`line` is that of the innermost expression of the program that raised; null for a program that runs to its end.
"""
import json
import os
import traceback

import keras

HERE = os.path.dirname(os.path.abspath(__file__))
HEAD = "import keras\nimport numpy as np\nfrom keras import layers, Input, Model, Sequential\n"
OWN = "class Own(layers.Layer):\n    def __init__(self):\n        super().__init__()\n        self.dense = layers.Dense(4)\n"

PROGRAMS = [
    # A return that is missing.
    HEAD + "def block(x):\n    x = layers.Dense(4)(x)\ny = block(Input((3,)))\nz = layers.Dense(2)(y)\n",
    HEAD + "def block(x):\n    x = layers.Dense(4)(x)\ny = block(Input((3,)))\nz = layers.Identity()(y)\n",
    HEAD + "def block(x):\n    x = layers.Dense(4)(x)\nx = Input((4,))\nz = layers.Add()([x, block(x)])\n",
    HEAD + "def load():\n    np.zeros(3), np.ones(3)\na, b = load()\n",
    HEAD + "def sizes():\n    [4, 5]\nfor size in sizes():\n    layers.Dense(size)\n",
    HEAD + "def build():\n    m = Sequential([Input((3,)), layers.Dense(2)])\nm = build()\nm.trainable = False\n",
    HEAD + "def build():\n    m = Sequential([Input((3,)), layers.Dense(2)])\nm = build()\nm.summary()\n",
    HEAD + OWN + "    def call(self, x):\n        self.dense(x)\ny = Own()(Input((3,)))\nz = layers.Dense(2)(y)\n",
    HEAD + OWN + "    def call(self, x):\n        self.dense(x)\ny = Own()(Input((3,)))\nn = len(y)\n",
    HEAD + OWN + "    def call(self, x):\n        if x.shape[-1] == 3:\n            return self.dense(x)\ny = Own()(Input((3,)))\nz = layers.Dense(2)(y)\n",
    HEAD + OWN + "    def call(self, x=None):\n        return self.dense(np.zeros((2, 3)) if x is None else x)\ny = Own()(Input((3,)))\nz = layers.Dense(2)(y)\n",
    # A self that is missing, or an argument.
    HEAD + OWN + "    def call(x):\n        return x\nlayer = Own()\nx = Input((3,))\ny = layer(x)\n",
    HEAD + OWN + "    def call(self, x, other):\n        return x\nlayer = Own()\nx = Input((3,))\ny = layer(x)\n",
    HEAD + OWN + "    def call(self, x):\n        return dense(x)\nlayer = Own()\nx = Input((3,))\ny = layer(x)\n",
    # Brackets and calls that are missing.
    HEAD + "m = Sequential(layers.Dense(2), layers.Dense(3))\n",
    HEAD + "m = Sequential([layers.Dense(2)], True, layers.Dense(3))\n",
    HEAD + "m = Sequential([Input((2,)), layers.Dense(2)], True, 'name')\n",
    HEAD + "x = Input((3,))\na = layers.Dense(2)(x)\nb = layers.Dense(2)\nm = Model(x, [a, b])\n",
    HEAD + "x = Input((3,))\na = layers.Dense(2)(x)\nm = Model(layers.Dense(2), a)\n",
    HEAD + "x = Input((3,))\na = layers.Dense(2)(x)\nm = Model(inputs=[x], outputs=[a, a])\n",
    HEAD + "def exit(x):\n    layers.Dense(2)(x)\nx = Input((3,))\nm = Model(x, [exit(x), layers.Dense(3)(x)])\n",
    HEAD + "x = Input((3,))\nm = Model(x)\n", HEAD + "x = Input((3,))\nm = Model(inputs=x)\n", HEAD + "m = Model()\n",
    HEAD + "class M(Model):\n    def __init__(self):\n        super().__init__(self)\n        self.d = layers.Dense(2)\nm = M()\n",
    HEAD + "class M(layers.Layer):\n    def __init__(self, units):\n        super().__init__(units)\n        self.d = layers.Dense(2)\nm = M(3)\n",
    HEAD + "class M(Model):\n    def __init__(self):\n        super().__init__(name='m')\n        self.d = layers.Dense(2)\nm = M()\n",
    HEAD + "x = Input([(3, 4)])\n", HEAD + "x = Input((28 / 2, 3))\n", HEAD + "x = Input(('3',))\n", HEAD + "x = Input([None, 3])\n", HEAD + "x = Input(batch_shape=[(2, 3)])\n", HEAD + "x = Input((np.int64(3), 28 // 2))\n",
    # Data and operations on it.
    HEAD + "import tensorflow as tf\nd = tf.data.Dataset.from_tensor_slices((np.zeros((9, 3)), np.zeros(8)))\n",
    HEAD + "import tensorflow as tf\nd = tf.data.Dataset.from_tensor_slices((np.zeros((8, 3)), np.zeros(8)))\n",
    HEAD + "import tensorflow as tf\nd = tf.data.Dataset.from_tensor_slices({'a': np.zeros((8, 3)), 'b': np.zeros(8)})\n",
    HEAD + "import tensorflow as tf\na = tf.stack([tf.zeros(3), tf.zeros(3)], axis=5)\n", HEAD + "import tensorflow as tf\na = tf.concat([tf.zeros((3, 4)), tf.zeros((3, 5))], axis=0)\n", HEAD + "import tensorflow as tf\na = tf.matmul(tf.zeros((3, 4)), tf.zeros((3, 5)))\n",
    HEAD + "a = keras.ops.reshape(np.zeros((3, 4)), (5, 2))\n", HEAD + "a = np.zeros((3, 4)).reshape(5, 2)\n", HEAD + "a = np.concatenate([np.zeros((3, 4)), np.zeros((3, 5))])\n", HEAD + "a = np.zeros((3, 4)) + np.zeros((3, 5))\n", HEAD + "a = np.dot(np.zeros((3, 4)), np.zeros((3, 5)))\n",
    HEAD + "import tensorflow as tf\nx = Input((8, 8, 3))\ny = layers.Lambda(lambda t: tf.image.resize(t, t.shape[1:4]), output_shape=(8, 8, 3))(x)\ny = layers.Lambda(lambda t: tf.image.resize(t, t.shape[1:4]))(x)\n",
    HEAD + "x = Input((None, 3))\nd = layers.Dense(int(x.shape[1]))\n", HEAD + "x = Input((4, 3))\nd = layers.Dense(int(x.shape[1]))(x)\n", HEAD + "n = int() + int('3') + int(2.5)\n", HEAD + "n = float(None)\n",
    # Objects that are found by their names: initializers and optimizers among registered ones, activations never.
    HEAD + "import tensorflow as tf\nkeras.utils.get_custom_objects()['own'] = lambda shape, dtype=None: tf.zeros(shape)\ny = layers.Dense(2, kernel_initializer='own')(Input((3,)))\n",
    HEAD + "import tensorflow as tf\nwith keras.utils.custom_object_scope({'own': lambda shape, dtype=None: tf.zeros(shape)}):\n    y = layers.Dense(2, kernel_initializer='own')(Input((3,)))\n",
    HEAD + "@keras.saving.register_keras_serializable(package='p')\nclass Start(keras.initializers.Zeros):\n    pass\ny = layers.Dense(2, kernel_initializer='p>Start')(Input((3,)))\n",
    HEAD + "y = layers.Dense(2, kernel_initializer='own')(Input((3,)))\n",
    HEAD + "class Steps(keras.optimizers.SGD):\n    pass\nkeras.utils.get_custom_objects()['Steps'] = Steps\nm = Sequential([Input((3,)), layers.Dense(2)])\nm.compile('Steps', 'mse')\n",
    HEAD + "keras.utils.get_custom_objects()['twice'] = lambda x: 2 * x\ny = layers.Dense(2, activation='twice')(Input((3,)))\n",
    # Names.
    "from tensorflow.keras.layers import *\nfrom tensorflow.keras.models import *\nx = Input((3,))\nm = Model(x, Dense(2)(x))\nK.clear_session()\n",
    "from keras.layers import *\nx = Input((3,))\ny = Dense(2)(x)\nm = Model(x, y)\n",
    "from keras.layers import *\nfrom keras import *\nx = Input((3,))\nm = Model(x, Dense(2)(x))\nm.compile(optimizers.Adam(), 'mse')\n",
    "import kreas\n", "from keeras.layers import Dense\n", "import tensorfow as tf\n", "from tensorflow.nnn import relu\n", "import nunpy as np\n", "from keras.layer import Dense\n",
    # Models within a call, on tensors of other lengths.
    *(HEAD + "class In(layers.Layer):\n    def __init__(self, m):\n        super().__init__()\n        self.m = m\n    def call(self, x):\n        return self.m(x)\n"
      + f"m = {model}\nx = {tensor}\ny = In(m)(x)\nf = Model(x, y)\n"
      for model in ("Sequential([Input((28, 28, 1)), layers.Conv2D(2, 3)])", "keras.models.clone_model(Sequential([Input((8,)), layers.Dense(3)]))", "Sequential([Input((4, 4)), layers.Flatten(), layers.ReLU()])", "Sequential([Input((28, 1)), layers.Conv1D(2, 3)])")
      for tensor in ("Input((28, 56, 1))", "Input((28, 28, 3))", "Input((8,))", "Input((9,))", "Input((5, 4))", "Input((28,))", "Input(batch_shape=(2, 28, 1))")),
]


def line_of(source):
    keras.saving.get_custom_objects().clear()
    keras.backend.clear_session()
    try:
        exec(compile(source, "program.py", "exec"), {"__name__": "__main__"})
    except Exception as error:
        return [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "program.py"][-1]
    return None


if __name__ == "__main__":
    keras.config.disable_traceback_filtering()
    cases = [{"source": source, "line": line_of(source)} for source in PROGRAMS]
    with open(os.path.join(HERE, "..", "golden", "slips.json"), "w") as file:
        json.dump(cases, file, indent=1)
        file.write("\n")
    print(len(cases), "programs,", sum(case["line"] is not None for case in cases), "stopped")

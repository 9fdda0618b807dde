/**
 * Programs whose statements depend on one another in other ways than by names alone: what an edit further up changes has to reach them.
 * Each is edited by taking out, doubling, moving and changing its statements.
 */
const head = 'import keras\nfrom keras import layers\nfrom keras import backend as K\nimport numpy as np\n';

export const hazards: readonly string[] = [
  // A list that several statements fill, and one that takes it.
  `sizes = [4]\nsizes.append(8)\nstack = [keras.Input((4,))]\nfor n in sizes:\n    stack.append(layers.Dense(n))\nsizes.append(16)\nmodel = keras.Sequential(stack)\nother = keras.Sequential([keras.Input((4,)), layers.Dense(sizes[-1])])\nsizes.clear()\n`,
  // A dict in a dict, reached by two names.
  `config = {"units": {"first": 3}}\nunits = config["units"]\nunits["first"] = 5\na = keras.Sequential([keras.Input((4,)), layers.Dense(config["units"]["first"])])\nconfig["units"]["second"] = 7\nb = keras.Sequential([keras.Input((4,)), layers.Dense(units.get("second", 2))])\n`,
  // Globals that functions change and read.
  `count = 2\ndef more():\n    global count\n    count += 1\n    return count\ndef build():\n    return keras.Sequential([keras.Input((4,)), layers.Dense(count)])\nmore()\na = build()\nmore()\nb = build()\ncount = 9\nc = build()\n`,
  // A function that is defined twice, one that calls another, and a default that is evaluated once.
  `width = 6\ndef dense(n=width):\n    return layers.Dense(n)\ndef build():\n    return keras.Sequential([keras.Input((4,)), dense()])\na = build()\nwidth = 8\ndef dense(n=width):\n    return layers.Dense(n, use_bias=False)\nb = build()\n`,
  // Attributes of a class and of an object.
  `class Config:\n    units = 3\n    def __init__(self):\n        self.depth = 2\nc = Config()\nConfig.units = 5\nc.depth = 1\nmodel = keras.Sequential([keras.Input((4,))])\nfor _ in range(c.depth):\n    model.add(layers.Dense(c.units))\nc.units = 7\nmodel.add(layers.Dense(Config().units))\n`,
  // A layer that two models share, frozen between them.
  `shared = layers.Dense(3)\nx = keras.Input((4,))\na = keras.Model(x, shared(x))\na.compile("adam", "mse")\nshared.trainable = False\ny = keras.Input((4,))\nb = keras.Model(y, layers.Dense(2)(shared(y)))\nb.compile("adam", "mse")\na.fit(np.zeros((8, 4)), np.zeros((8, 3)))\nb.layers[1].trainable = True\n`,
  // Flags set in a loop, models in models, and training after it.
  `base = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(4, 3), layers.BatchNormalization()])\nmodel = keras.Sequential([keras.Input((8, 8, 3)), base, layers.Flatten(), layers.Dense(1)])\nmodel.compile("sgd", "mse")\nbase.trainable = False\nfor layer in base.layers[1:]:\n    layer.trainable = True\nmodel.fit(np.zeros((8, 8, 8, 3)), np.zeros((8, 1)), epochs=2)\nbase.trainable = True\nmodel.summary()\n`,
  // Automatic names, and what asks for them.
  `a = layers.Dense(2)\nb = layers.Dense(3)\nx = keras.Input((4,))\nmodel = keras.Model(x, b(a(x)))\nlast = model.get_layer("dense_1")\nhead = keras.Model(model.inputs, last.output)\nK.clear_session()\nc = layers.Dense(5)\ny = keras.Input((2,))\nd = keras.Model(y, c(y))\n`,
  // Settings of the whole program.
  `K.set_image_data_format("channels_first")\na = keras.Sequential([keras.Input((3, 8, 8)), layers.Conv2D(4, 3), layers.Flatten()])\nK.set_image_data_format("channels_last")\nkeras.config.set_dtype_policy("mixed_float16")\nb = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(4, 3), layers.Flatten()])\nkeras.config.set_floatx("float64")\nc = keras.Sequential([keras.Input((4,)), layers.Dense(2)])\n`,
  // What the program saved itself.
  `model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])\nmodel.compile("adam", "mse")\nmodel.save("a.keras")\nmodel.add(layers.Dense(2))\nmodel.save("b.keras")\nfirst = keras.models.load_model("a.keras")\nsecond = keras.models.load_model("b.keras")\nsecond.trainable = False\nsecond.compile("sgd", "mse")\n`,
  // Names under conditions, exceptions, and the end of the program.
  `import sys\nflag = len(sys.argv) > 1\nif flag:\n    units = 3\nelse:\n    units = 3\ntry:\n    depth = missing\nexcept NameError:\n    depth = 2\nif flag:\n    model = keras.Sequential([keras.Input((4,)), layers.Dense(units)])\nelse:\n    model = keras.Sequential([keras.Input((4,)), layers.Dense(depth)])\nmodel.add(layers.Dense(1))\nif depth == 5:\n    sys.exit()\nmodel.compile("adam", "mse")\n`,
  // Generators and iterators that are taken from in several places.
  `def blocks():\n    for n in (3, 5, 7):\n        yield layers.Dense(n)\nsource = blocks()\nnumbers = iter([2, 4, 6])\na = keras.Sequential([keras.Input((4,)), next(source)])\nb = keras.Sequential([keras.Input((4,)), next(source), layers.Dense(next(numbers))])\nfor layer in source:\n    a.add(layer)\nb.add(layers.Dense(next(numbers)))\n`,
  // Classes of the program's own: built at the first call, weights shared, a model that holds others.
  `class Block(layers.Layer):\n    def __init__(self, n):\n        super().__init__()\n        self.dense = layers.Dense(n)\n    def build(self, shape):\n        self.w = self.add_weight(shape=(shape[-1], 2))\n    def call(self, x):\n        return self.dense(x)\nclass Net(keras.Model):\n    def __init__(self, parts):\n        super().__init__()\n        self.parts = parts\n    def call(self, x):\n        for part in self.parts:\n            x = part(x)\n        return x\nblock = Block(6)\nnet = Net([block])\nx = keras.Input((4,))\nfirst = keras.Model(x, block(x))\nblock.extra = layers.Dense(2)\nnet(np.zeros((2, 4)))\nnet.compile("adam", "mse")\nblock.trainable = False\n`,
  // Functions that the file never calls, and one that it does.
  `units = 4\ndef small(n):\n    return keras.Sequential([keras.Input((n,)), layers.Dense(units)])\ndef large(n=8):\n    model = keras.Sequential([keras.Input((n,)), layers.Dense(units * 2)])\n    model.compile("adam", "mse")\n    return model\ndef used():\n    return small(3)\nmodel = used()\nclass Unused(keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.d = layers.Dense(units)\n    def call(self, x):\n        return self.d(x)\n`,
  // An optimizer and callbacks that change after they were given.
  `opt = keras.optimizers.Adam(0.1)\nmodel = keras.Sequential([keras.Input((4,)), layers.Dense(3)])\nmodel.compile(opt, "mse")\nopt.learning_rate = 0.5\nother = keras.Sequential([keras.Input((4,)), layers.Dense(3)])\nother.compile(opt, "mse")\ncalls = []\ncalls.append(keras.callbacks.EarlyStopping(patience=2))\nmodel.fit(np.zeros((8, 4)), np.zeros((8, 3)), callbacks=calls)\ncalls.append(keras.callbacks.ModelCheckpoint("x.keras"))\nother.fit(np.zeros((8, 4)), np.zeros((8, 3)), callbacks=calls, epochs=3)\n`,
  // Closures, partial functions, functions with attributes, decorators.
  `from functools import partial\ndef maker():\n    state = {"n": 2}\n    def grow():\n        state["n"] += 1\n        return layers.Dense(state["n"])\n    return grow\ngrow = maker()\nconv = partial(layers.Dense, 5)\nmodel = keras.Sequential([keras.Input((4,)), grow()])\ngrow.note = 3\nmodel.add(grow())\nmodel.add(conv())\nmodel.add(layers.Dense(grow.note))\n`,
  // Keras 1, which the first sign tells of.
  `from keras.layers.convolutional import Conv2D\nmodel = keras.Sequential()\nmodel.add(Conv2D(8, 3, 3, input_shape=(16, 16, 3)))\nmodel.add(Conv2D(8, 3, 3))\nmodel.add(layers.Flatten())\nmodel.add(layers.Dense(2))\n`,
  // A Sequential that is built late, and one that loses its last layer.
  `model = keras.Sequential([layers.Dense(3), layers.Dense(2)])\nmodel.build((None, 4))\nmodel.pop()\ntwin = keras.models.clone_model(model)\nmodel.add(layers.Dense(7))\nx = keras.Input((4,))\ny = model(x)\nwhole = keras.Model(x, y)\nmodel.layers[0].name = "first"\n`,
].map((body) => head + body);

/** Versions of a program as statements of it are taken out, doubled, moved, changed and put back. */
export function rearranged(text: string, count: number, next: (below: number) => number): string[] {
  // A statement begins where a line is not indented.
  const whole = text.split(/\n(?=[^\s)])/);
  const versions = [text];
  let statements = [...whole];
  while (versions.length < count) {
    const at = next(statements.length + 1);
    const one = statements[at] ?? '';
    switch (next(9)) {
      case 0: statements.splice(at, 1); break;
      case 1: statements.splice(at, 0, one); break;
      case 2: statements.splice(next(statements.length + 1), 0, ...statements.splice(at, 1)); break;
      case 3: statements[at] = one.replace(/\d+/, (number) => String((Number(number) + 1 + next(9)) % 97)); break;
      case 4: statements.splice(at, 0, ['# note', 'extra = layers.Dense(9)', 'K.clear_session()', 'x = keras.Input((4,))', 'model = keras.Sequential([keras.Input((4,)), layers.Dense(11)])', 'units = 5', 'model.trainable = False', 'def build():\n    return keras.Sequential([keras.Input((4,)), layers.Dense(1)])'][next(8)]!); break;
      case 5: statements[at] = `${one}  # ${'and so on'.slice(next(9))}`; break;
      case 6: statements[at] = one.slice(0, next(one.length + 1)); break;
      case 7: statements = whole.slice(0, next(whole.length + 1)); break;
      default: statements = [...whole]; break;
    }
    versions.push(statements.join('\n'));
  }
  return versions;
}

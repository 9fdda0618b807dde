import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';

/** What happens inside layers and before them, in public programs. Each expectation is what real Keras 3.15 builds or says. */
describe('inside of layers and before them', () => {
  const run = (source: string) => analyze(source, { file: 'inside.py' });
  const shapes = (source: string, type: string) => run(source).calls.filter((call) => call.type === type).map((call) => call.outputs.map(({ shape }) => shape));
  const said = (source: string) => run(source).diagnostics.filter((d) => d.severity === 'error' || d.severity === 'warning').map((d) => [d.code, source.slice(d.span.from, d.span.to)]);

  it('a layer that another one builds has its weights from then on', () => {
    const source = `import keras, tensorflow as tf
from keras import layers
class Normalized(layers.Layer):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer
    def build(self, input_shape):
        self.layer.build(input_shape)
        self.scale = self.add_weight(shape=(self.layer.kernel.shape[-1],))
        self.width = self.layer.compute_output_shape(input_shape)[-1]
    def call(self, x):
        return tf.nn.conv1d(x, self.layer.kernel * self.scale, stride=self.layer.strides[0], padding="SAME")
i = keras.Input((None, 1))
x = Normalized(layers.Conv1D(64, 41, 4, "same", use_bias=False))(i)
x = Normalized(layers.Conv1D(16, 3, 1, "same", groups=4, use_bias=False))(x)
model = keras.Model(i, x)
`;
    assert.deepEqual(shapes(source, 'Normalized'), [[[null, null, 64]], [[null, null, 16]]]);
    assert.equal(run(source).models[0]?.parameters.total, 41 * 64 + 64 + 3 * 16 * 16 + 16);
  });

  it('a layer of one\'s own that the program builds is not built again', () => {
    const source = 'import keras\nfrom keras import layers\nclass Block(layers.Layer):\n    def build(self, shape):\n        self.dense = layers.Dense(4)\n        self.dense.build(shape)\n        super().build(shape)\n    def call(self, x):\n        return self.dense(x)\nb = Block()\nb.build((None, 3))\ni = keras.Input((3,))\nmodel = keras.Model(i, b(i))\n';
    assert.equal(run(source).models[0]?.parameters.total, 16);
  });

  it('weights that a model itself adds count as its own, alone and within another model', () => {
    const cls = (body: string): string => `import keras\nclass M(keras.Model):\n${body}    def call(self, x):\n        return self.d(x @ self.w)\n`;
    const made = (more = '', trainable = 'True') => `        self.w = self.add_weight(shape=(4, 5), initializer="random_normal", trainable=${trainable})\n        self.d = keras.layers.Dense(3)\n${more}`;
    const inBuild = cls(`    def build(self, input_shape):\n${made('        super().build(input_shape)\n')}`);
    const inInit = (trainable = 'True') => cls(`    def __init__(self):\n        super().__init__()\n${made('', trainable)}`);
    const counts = (source: string) => run(source).models.map(({ parameters: { total, trainable } }) => [total, trainable]);
    const called = 'm = M()\nm(keras.ops.zeros((2, 4)))\n';
    assert.deepEqual(counts(inBuild + called), [[38, 38]]);
    assert.deepEqual(counts(inInit() + called), [[38, 38]]);
    assert.deepEqual(counts(inInit('False') + called), [[38, 18]]);
    assert.deepEqual(counts(`${inInit() + called}m.trainable = False\n`), [[38, 0]]);
    assert.deepEqual(counts(`${inInit()}i = keras.Input((4,))\nm = M()\nf = keras.Model(i, keras.layers.Dense(2)(m(i)))\n`).sort(), [[38, 38], [46, 46]]);
    assert.deepEqual(counts(`${inInit()}s = keras.Sequential([keras.Input((4,)), M()])\n`).slice(-1), [[38, 38]]);
    const functional = 'import keras\nclass F(keras.Model):\n    def __init__(self):\n        i = keras.Input((4,))\n        super().__init__(i, keras.layers.Dense(2)(i))\n        self.w = self.add_weight(shape=(4, 5))\nf = F()\n';
    assert.deepEqual(counts(functional), [[30, 30]]);
  });

  it('tf.dtypes has the dtypes and what casts to them', () => {
    const dtypes = (source: string) => run(`import keras, tensorflow as tf\n${source}`).calls.filter((call) => call.type !== 'InputLayer').map((call) => call.outputs.map(({ shape, dtype }) => [shape, dtype]));
    for (const [written, dtype] of [['tf.dtypes.float32', 'float32'], ['tf.dtypes.double', 'float64'], ['tf.half', 'float16'], ['tf.dtypes.as_dtype("float64")', 'float64'], ['tf.dtypes.as_dtype(tf.dtypes.half)', 'float16']] as const) {
      assert.deepEqual(dtypes(`keras.layers.Dense(2, dtype=${written})(keras.Input((4,)))\n`), [[[[null, 2], dtype]]], written);
    }
    for (const [written, dtype] of [['cast(x, tf.dtypes.int32)', 'int32'], ['cast(x, dtype=tf.dtypes.float16)', 'float16'], ['saturate_cast(x, tf.dtypes.uint8)', 'uint8']] as const) {
      assert.deepEqual(dtypes(`class C(keras.layers.Layer):\n    def call(self, x):\n        return tf.dtypes.${written}\nC()(keras.Input((4,)))\n`), [[[[null, 4], dtype]]], written);
    }
    const nodes = 'import keras, numpy as np, tensorflow as tf\nx = tf.cast(np.zeros((2708, 1433)), dtype=tf.dtypes.float32)\nkeras.layers.Dense(32)(x)\n';
    assert.deepEqual(shapes(nodes, 'Dense'), [[[2708, 32]]]);
    assert.equal(run(nodes).calls[0]?.parameters, 1434 * 32);
  });

  it('compile takes an object of an optimizer, not its class', () => {
    const source = (optimizer: string): string => `import keras, tensorflow as tf\nclass Mine(keras.optimizers.SGD):\n    pass\nm = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])\nm.compile(optimizer=${optimizer}, loss="mse")\n`;
    for (const optimizer of ['keras.optimizers.Adam', 'tf.keras.optimizers.RMSprop', 'Mine', 'keras.losses.MeanSquaredError']) assert.deepEqual(said(source(optimizer)).map(([code, text]) => [code, text?.split('=').at(-1)]), [['argument-type', optimizer]]);
    for (const optimizer of ['keras.optimizers.Adam()', 'Mine()', '"adam"', '{"class_name": "Adam", "config": {}}']) assert.deepEqual(said(source(optimizer)), []);
  });

  it('a Lambda has the shape that a function given as its output_shape says, of one input or several', () => {
    const source = (shape: string, inputs: string): string => `import keras\nfrom keras import layers, ops\ndef distance(v):\n    return ops.sum(ops.square(v[0] - v[1]), axis=1, keepdims=True)\ndef pair(shapes):\n    a, b = shapes\n    return (a[0], 1)\nx, y = keras.Input((8,)), keras.Input((8,))\nlayers.Lambda(distance, output_shape=${shape})(${inputs})\n`;
    for (const [shape, inputs, expected] of [['pair', '[x, y]', [[null, 1]]], ['lambda s: s', 'x', [[null, 8]]], ['lambda s: [s[0], 3]', 'x', [[null, 3]]], ['lambda s: (7, 3)', 'x', [[7, 3]]], ['lambda s: s[0]', '[x, y]', [[null, 8]]], ['lambda s: (None, 3, 4)', 'x', [[null, 3, 4]]], ['lambda s: list(s)', '[x, y]', [[null, 8], [null, 8]]]] as const) {
      assert.deepEqual(shapes(source(shape, inputs), 'Lambda'), [expected], `${shape} of ${inputs}`);
    }
  });

  it('a batch of 1 beside an open one leaves what is computed inside of a layer open, in models within as well', () => {
    const source = (a: string, b: string, layer: string): string => `import keras
from keras import layers
class Both(layers.Layer):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner
    def call(self, x, y):
        return self.inner([x, y])
q, k = layers.Input((4, 8)), layers.Input((4, 8))
for inner in (${layer}, keras.Model([q, k], ${layer}([q, k]))):
    Both(inner)(keras.Input(batch_shape=(${a}, 4, 8)), keras.Input(batch_shape=(${b}, 4, 8)))
`;
    const twice = (batch: number | null, last: number) => [[[batch, 4, last]], [[batch, 4, last]]];
    for (const layer of ['layers.Attention()', 'layers.AdditiveAttention()', 'layers.Add()', 'layers.Multiply()', 'layers.Dot(axes=2)']) {
      const last = layer.includes('Dot') ? 4 : 8;
      for (const [a, b, batch] of [['1', 'None', null], ['None', '1', null], ['5', 'None', 5], ['None', '5', 5], ['1', '1', 1]] as const) assert.deepEqual(shapes(source(a, b, layer), 'Both'), twice(batch, last), `${layer} of ${a} and ${b}`);
    }
    for (const [a, b] of [['1', '5'], ['5', '1']] as const) assert.deepEqual(shapes(source(a, b, 'layers.Attention()'), 'Both'), twice(5, 8));
    // On tensors of a model Keras asks the layer, which says its query's batch.
    assert.deepEqual(shapes('import keras\nkeras.layers.Attention()([keras.Input(batch_shape=(1, 4, 8)), keras.Input((6, 8))])\n', 'Attention'), [[[1, 4, 8]]]);
  });

  it('scores of attention are as wide as there are keys inside of a layer, and as high on tensors of a model', () => {
    const attention = 'import keras\nfrom keras import layers\nclass Pool(layers.Layer):\n    def __init__(self):\n        super().__init__()\n        self.attention = layers.MultiHeadAttention(2, 4)\n    def call(self, x):\n        return self.attention(query=x[:, :1], key=x, value=x, return_attention_scores=True)\n';
    assert.deepEqual(shapes(`${attention}Pool()(keras.Input((9, 6)))\n`, 'Pool'), [[[null, 1, 6], [null, 2, 1, 9]]]);
    assert.deepEqual(shapes(`${attention}x = keras.Input((9, 6))\nlayers.MultiHeadAttention(2, 4)(x[:, :1], x, return_attention_scores=True)\n`, 'MultiHeadAttention'), [[[null, 1, 6], [null, 2, 1, 1]]]);
  });

  it('a layer that is called the same way on both sides of a condition leaves the graph whole', () => {
    const source = 'import inspect, keras\nfrom keras import layers\ni = keras.Input((3,))\nlayer = layers.Dense(4)\nx = layer(i, training=True) if "training" in dict(inspect.signature(layer.call).parameters) else layer(i)\nmodel = keras.Model(i, x)\n';
    assert.deepEqual(run(source).models[0]?.parameters, { total: 16, trainable: 16, nonTrainable: 0 });
  });

  it('arrays of arrays have the shape of what they hold', () => {
    const dense = (array: string) => shapes(`import keras\nimport numpy as np\nrows = [np.zeros((5, 6)) for _ in range(4)]\na = ${array}\nkeras.layers.Dense(2)(keras.Input(a.shape))\n`, 'Dense')[0]?.[0];
    assert.deepEqual(dense('np.array(rows)'), [null, 4, 5, 2]);
    assert.deepEqual(dense('np.swapaxes(rows, 0, 1)'), [null, 5, 4, 2]);
    assert.deepEqual(dense('np.array([np.array([1, 2]), np.array([3, 4])])'), [null, 2, 2]);
    assert.deepEqual(dense('np.vstack([np.zeros((6,)), np.zeros((6,))])'), [null, 2, 2]);
    assert.deepEqual(dense('np.vstack(rows)'), [null, 20, 2]);
  });

  it('what an initializer makes has the shape that it is asked for', () => {
    const source = 'import keras, tensorflow as tf\nw = tf.random_normal_initializer(stddev=0.2)(shape=(1, 7, 3), dtype="float32")\nkeras.layers.Dense(2)(keras.Input(w.shape[1:]))\nv = keras.initializers.HeNormal()((4, 5))\nkeras.layers.Dense(2)(keras.Input(v.shape))\n';
    assert.deepEqual(shapes(source, 'Dense'), [[[null, 7, 2]], [[null, 4, 2]]]);
  });

  it('properties that Keras 3 only lets one read are not set', () => {
    const own = (base: string, name: string) => `import keras\nclass Own(keras.${base}):\n    def __init__(self):\n        super().__init__()\n        self.${name} = 3\n    def call(self, x):\n        return x\nOwn()\n`;
    for (const name of ['output', 'input', 'losses', 'metrics', 'weights', 'dtype']) assert.deepEqual([said(own('Model', name)), said(own('Layer', name))], [[['read-only-attribute', `self.${name}`]], [['read-only-attribute', `self.${name}`]]], name);
    assert.deepEqual(said(own('Model', 'layers')), [['read-only-attribute', 'self.layers']]);
    for (const [base, name] of [['layers.Layer', 'layers'], ['Model', 'inputs'], ['Model', 'input_shape'], ['Model', 'loss'], ['Model', 'name']] as const) assert.deepEqual(said(own(base, name)), [], name);
    const built = 'import keras\ni = keras.Input((3,))\nmodel = keras.Model(i, keras.layers.Dense(2)(i))\n';
    assert.deepEqual(said(`${built}model.outputs = [i]\n`), [['read-only-attribute', 'model.outputs']]);
    assert.deepEqual(said(`${built}model.output = i\n`), []);
  });

  it('losses that only keras has are warned of in tensorflow.keras, and understood', () => {
    assert.deepEqual(said('from tensorflow import keras\nf = keras.losses.mean_absolute_error\n').map(([code]) => code), ['legacy-name']);
    assert.deepEqual(said('from tensorflow.keras.metrics import mean_squared_error\n').map(([code]) => code), ['legacy-name']);
    assert.deepEqual(said('import keras\nf = keras.losses.mean_absolute_error\n'), []);
  });

  it('a size that is a tensor is an error where Keras takes none', () => {
    const sized = (call: string) => said(`import keras, tensorflow as tf\nfrom keras import layers\nn = tf.shape(tf.zeros((4, 7)))[1]\n${call}\n`);
    for (const call of ['layers.Embedding(n, 4)', 'layers.Dense(n)', 'layers.Conv2D(4, n)', 'layers.RepeatVector(n)', 'layers.LSTM(units=n)']) assert.deepEqual(sized(call).map(([code]) => code), ['argument-type'], call);
    for (const call of ['layers.Conv2D(n, 3)', 'layers.Reshape((n, 3))', 'keras.Input((n,))', 'layers.Dense(int(n))']) assert.deepEqual(sized(call), [], call);
  });

  it('layers take tensors, and nothing else by position', () => {
    const called = (call: string) => said(`import keras\nimport numpy as np\nfrom keras import layers\nclass Own(layers.Layer):\n    def call(self, x, flag=None):\n        return x\ni = keras.Input((3,))\nmodel = keras.Sequential([i, layers.Dense(2)])\n${call}\n`);
    for (const [call, place] of [['layers.Dense(2)(layers.Dense(3))', 'layers.Dense(3)'], ['layers.Dense(2)(layers.Dense)', 'layers.Dense'], ['layers.Add()([i, layers.ReLU()])', '[i, layers.ReLU()]'], ['layers.Dropout(0.5)(i, True)', 'True'], ['Own()(i, 3)', '3'], ['model(i, False)', 'False'], ['layers.Dense(2)([[1.0, 2.0]])', '[[1.0, 2.0]]']] as const) {
      assert.deepEqual(called(call), [['not-a-tensor', place]], call);
    }
    for (const call of ['layers.Dropout(0.5)(i, training=True)', 'Own()(i, None)', 'Own()(i, flag=3)', 'layers.TextVectorization(vocabulary=["a"])(["a b"])', 'layers.CategoryEncoding(3)([1])', 'layers.Rescaling(3)([1.0, 2.0])', 'layers.Dense(2)(np.zeros((4, 3)))', 'layers.LSTM(3)(keras.Input((4, 3)), [i, i])']) assert.deepEqual(called(call), [], call);
  });

  it('the shape of an input has no negative lengths', () => {
    for (const call of ['keras.Input((-1, 3))', 'keras.Input(batch_shape=(None, -3))', 'keras.Sequential([layers.Conv1D(3, 1, input_shape=(140, -1))])']) assert.deepEqual(said(`import keras\nfrom keras import layers\n${call}\n`).map(([code]) => code), ['argument-type'], call);
  });

  it('what a layer of a class cannot take is told of where it is called, with the layer as related place', () => {
    const source = 'import keras\nfrom keras import layers\nclass Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.conv = layers.Conv2D(8, 32)\n    def call(self, x):\n        return self.conv(x)\nNet()(keras.Input((28, 28, 3)))\n';
    const [found] = run(source).diagnostics;
    assert.deepEqual([source.slice(found!.span.from, found!.span.to), found!.related?.map(({ span }) => source.slice(span.from, span.to))[0]], ['self.conv(x)', 'layers.Conv2D(8, 32)']);
  });

  it('functions of the former backend have the names, defaults and meaning that they had', () => {
    const lambda = (call: string, shape = '(4, 6)') => shapes(`from tensorflow import keras\nfrom tensorflow.keras import layers, backend as K\nlayers.Lambda(lambda x: ${call})(keras.Input(${shape}))\n`, 'Lambda')[0]?.[0];
    const cases: readonly (readonly [call: string, shape: readonly (number | null)[]])[] = [
      ['K.clip(x, min_value=0, max_value=1)', [null, 4, 6]], ['K.concatenate([x, x])', [null, 4, 12]], ['K.concatenate(tensors=[x, x], axis=1)', [null, 8, 6]], ['K.expand_dims(x)', [null, 4, 6, 1]],
      ['K.tile(x, n=[1, 2, 3])', [null, 8, 18]], ['K.reshape(x, shape=(-1, 24))', [null, 24]], ['K.equal(x, y=x)', [null, 4, 6]], ['K.maximum(x, y=x)', [null, 4, 6]], ['K.dot(x, K.zeros((6, 3)))', [null, 4, 3]],
      ['K.stop_gradient(variables=x)', [null, 4, 6]], ['K.map_fn(lambda t: t[:2], x)', [null, 2, 6]], ['K.constant([1, 2]) * x[..., :2]', [null, 4, 2]], ['K.spatial_2d_padding(K.expand_dims(x), padding=((1, 1), (2, 2)))', [null, 6, 10, 1]],
    ];
    for (const [call, shape] of cases) assert.deepEqual(lambda(call), shape, call);
    assert.deepEqual(lambda('K.repeat(x, n=3)', '(5,)'), [null, 3, 5]);
  });

  it('a class that a file only defines is not missing arguments', () => {
    assert.deepEqual(said('from keras import layers\ndef make():\n    class Fixed(layers.Dropout):\n        def _shape(self, x):\n            return x\n    return Fixed\ndef block(x, rate=0.0):\n    kind = make()\n    return kind(rate)(x) if rate else x\nblock(layers.Input((3,)))\n'), []);
  });

  it('map runs through a generator once', () => {
    assert.deepEqual(shapes('import keras\nrows = [("ab", 1), ("abc", 2)]\nn = max(map(len, (x for x, _ in rows)))\nkeras.layers.Dense(n)(keras.Input((4,)))\n', 'Dense'), [[[null, 3]]]);
  });
});

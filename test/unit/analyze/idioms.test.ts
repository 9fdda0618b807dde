import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';

/** Each expectation is what real Keras 3.15 builds or says. */
describe('idioms of public files', () => {
  const run = (source: string) => analyze(source, { file: 'idioms.py' });
  const shapes = (source: string, type: string) => run(source).calls.filter((call) => call.type === type).map((call) => call.outputs[0]?.shape);
  const said = (source: string) => run(source).diagnostics.filter((d) => d.severity !== 'hint' && d.severity !== 'info').map((d) => [d.severity, d.code]);

  it('a layer with compute_output_shape has the shape that it declares', () => {
    const source = 'import keras\nclass Part(keras.layers.Layer):\n    def call(self, x):\n        return something(x)\n    def compute_output_shape(self, input_shape):\n        return (input_shape[0], 5, input_shape[-1] * 2)\nPart()(keras.Input((7, 3)))\n';
    assert.deepEqual(shapes(source, 'Part'), [[null, 5, 6]]);
  });

  it('old arguments that Keras 3 still takes are said to be taken, others not', () => {
    const told = (call: string) => run(`from keras import Input, layers\nlayers.${call}(Input((4, 2)))\n`).diagnostics.map(({ severity, message }) => `${severity}: ${message}`);
    assert.deepEqual(told('LeakyReLU(alpha=0.1)'), ['warning: LeakyReLU still takes alpha, but Keras 3 calls it negative_slope. Rename the argument.']);
    assert.deepEqual(told('GRU(3, implementation=1)'), []);
    assert.deepEqual(told('GRU(3, time_major=True)'), ['warning: GRU no longer takes time_major in Keras 3. Remove it.']);
    assert.deepEqual(told('Dense(output_dim=3)'), ['warning: Dense no longer takes output_dim; Keras 3 calls it units. Rename the argument.']);
  });

  it('a weight whose name stands first is understood, with a warning and the modern form', () => {
    const source = 'import keras\nclass Scale(keras.layers.Layer):\n    def build(self, s):\n        self.w = self.add_weight("w", shape=(s[-1],))\n    def call(self, x):\n        return x * self.w\nScale()(keras.Input((4,)))\n';
    const { calls, diagnostics: [warning] } = run(source);
    assert.equal(calls[0]?.parameters, 4);
    assert.equal(warning?.severity, 'warning');
    assert.equal(warning.fixes?.[0]?.edits[0]?.text, "name='w'");
  });

  it('a drawn index takes one entry of an array, whichever it is', () => {
    const of = (draw: string) => shapes(`import random\nimport numpy as np\nfrom keras import layers, ops\nx = np.zeros((20, 8, 8, 3))\nimage = x[${draw}]\nlayers.Dense(2)(ops.convert_to_tensor([image]))\n`, 'Dense');
    for (const draw of ['np.random.randint(len(x))', 'np.random.choice(range(x.shape[0]))', 'np.random.choice(20)', 'random.randint(0, 19)', 'random.choice(range(20))']) assert.deepEqual(of(draw), [[1, 8, 8, 2]], draw);
    assert.deepEqual(said('import numpy as np\nfrom keras import layers\nlayers.Dense(np.random.randint(3, 9))(np.zeros((2, 4)))\n'), []);
  });

  it('what is made of columns of tables is no mistake', () => {
    const lines = ['.map({"a": 1, "b": 0})', '.map(lambda v: {"a": 1, "b": 0}[v])', '.map(t["y"])', '.apply(lambda v: v.split(" ")[0])', '.apply(len)', '.apply(lambda v: -v)', '.apply(lambda v: v[1:-1])', '.apply(lambda v: str(v).zfill(5) + ".png")', '.apply(float)'];
    for (const line of lines) assert.deepEqual(said(`import pandas as pd\nt = pd.read_csv("t.csv")\ny = t["x"]${line}\nz = y.values\n`), [], line);
  });

  it('zip(*pairs) of pairs that are not known is no mistake', () => {
    assert.deepEqual(said('import glob, random\npaths = sorted(glob.glob("*.png"))\npairs = list(zip(paths, [0 for p in paths]))\nrandom.shuffle(pairs)\npaths, labels = zip(*pairs)\n'), []);
    assert.deepEqual(said('import pandas as pd\nt = pd.read_csv("t.csv")\na, b = zip(*zip(t["x"], t["y"]))\n'), []);
  });

  it('a Tokenizer that is fitted on texts of the file has their words, and sequences of numbers have the length of the longest', () => {
    const head = 'import numpy as np\nfrom tensorflow.keras.preprocessing.text import Tokenizer\nfrom tensorflow.keras.preprocessing.sequence import pad_sequences\nfrom tensorflow.keras import layers\ntexts = ["The cat sat.", "The dog, the bird!", "A cat\\n"]\n';
    const of = (source: string) => run(head + source).calls.map((call) => [call.outputs[0]?.shape, call.parameters]);
    assert.deepEqual(of("t = Tokenizer(num_words=4, oov_token='<OOV>')\nt.fit_on_texts(texts)\nlayers.Embedding(len(t.word_index) + 1, 3)(np.zeros((2, 5)))\nlayers.Dense(3)(pad_sequences(t.texts_to_sequences(texts), padding='post'))\nlayers.Dense(2)(t.texts_to_matrix(texts, mode='tfidf'))\n"), [[[2, 5, 3], 24], [[3, 3], 15], [[3, 2], 10]]);
    assert.deepEqual(of('t = Tokenizer(char_level=True, lower=False)\nt.fit_on_texts(["Hello", "hoo"])\nlayers.Dense(2)(t.sequences_to_matrix(t.texts_to_sequences(["he", "o"])))\n'), [[[2, 2], 14]]);
    assert.deepEqual(of('t = Tokenizer(100)\nt.fit_on_texts([["a", "B"], ["b", "c", "a"]])\nlayers.Dense(2)(t.texts_to_matrix([["a"]]))\nlayers.Dense(len(t.word_index))(np.zeros((1, 2)))\n'), [[[1, 2], 202], [[1, 3], 9]]);
    assert.deepEqual(of('t = Tokenizer()\nt.fit_on_texts(open("a.txt").read().split("\\n"))\nlayers.Embedding(len(t.word_index) + 1, 3)(np.zeros((2, 5)))\nlayers.Dense(3)(pad_sequences(t.texts_to_sequences(texts), maxlen=6))\n'), [[[2, 5, 3], null], [[3, 3], 21]]);
  });

  it('a layer that pop takes away keeps the shape that it had', () => {
    const source = 'from keras import Input, Sequential, layers\nm = Sequential([Input((30, 30, 3)), layers.Conv2D(10, 3)])\nm.add(layers.Conv2D(11, 3))\nm.pop()\nm.add(layers.Conv2D(12, 5))\n';
    assert.deepEqual(shapes(source, 'Conv2D'), [[null, 28, 28, 10], [null, 26, 26, 11], [null, 24, 24, 12]]);
  });

  it('nothing is said to call a function that nothing calls', () => {
    const [mistake] = run('import keras\ndef unet(n):\n    x = keras.Input((8, 8, 3))\n    return keras.layers.Add()([x, keras.layers.MaxPooling2D()(x)])\n').diagnostics;
    assert.equal(mistake?.code, 'merge-shape-mismatch');
    assert.deepEqual(mistake.related?.filter(({ message }) => message.includes('called here')), []);
  });

  it('the vocabulary of a lookup layer is that which it was given', () => {
    const source = 'from keras import Input, layers\nup = layers.StringLookup(vocabulary=["a", "b"], mask_token=None)\ndown = layers.StringLookup(vocabulary=up.get_vocabulary(), mask_token=None, invert=True)\nlayers.Dense(len(down.get_vocabulary()))(Input((4,)))\nlayers.Dense(up.vocabulary_size())(Input((4,)))\n';
    assert.deepEqual(shapes(source, 'Dense'), [[null, 3], [null, 3]]);
  });

  it('a helper that is called shows what it made, not what functions would make that are never called', () => {
    const source = 'from keras import Input, layers\ndef block(x, n=2):\n    return layers.Dense(n)(x)\ndef other(x=None):\n    return block(Input((9,)), 100)\nblock(Input((4,)))\n';
    assert.deepEqual(shapes(source, 'Dense'), [[null, 2]]);
  });

  it('what tensors of Keras 2 had is understood, with a warning', () => {
    const source = 'from keras import Input, layers\nx = Input((4, 6))\nlayers.Dense(x._keras_shape[-1])(x)\n';
    assert.deepEqual(shapes(source, 'Dense'), [[null, 4, 6]]);
    assert.deepEqual(said(source), [['warning', 'legacy-attribute']]);
  });

  it('functions of the old backend are warned of once on a tensor of a model, and not inside a layer', () => {
    const bare = (root: string) => `from ${root} import backend as K, Input, layers\nx = Input((4,))\nK.square(x)\n`;
    assert.deepEqual(said(bare('tensorflow.keras')), [['warning', 'tensorflow-on-keras-tensor']]);
    assert.equal(said(bare('keras')).length, 1);
    assert.deepEqual(said('from tensorflow.keras import backend as K, Input, layers\nlayers.Lambda(lambda t: K.square(t))(Input((4,)))\n'), []);
  });

  it('a data set is followed to the layers that its map and a loop over it apply', () => {
    const source = 'import tensorflow as tf\nimport keras\nfrom keras import layers\n(x, y), _ = keras.datasets.mnist.load_data()\nx = x[..., tf.newaxis]\nscale = layers.Rescaling(1 / 255)\nds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(9).batch(32).map(lambda a, b: (scale(a), b))\nconv = layers.Conv2D(8, 3)\nfor step, (a, b) in enumerate(ds):\n    conv(a)\n';
    const { calls } = run(source);
    assert.deepEqual(calls.map((call) => [call.type, call.outputs[0]?.shape]), [['Rescaling', [null, 28, 28, 1]], ['Conv2D', [null, 26, 26, 8]]]);
  });

  it('what a loop over data counts is not known after it', () => {
    const source = 'import tensorflow as tf\nimport keras\nfrom keras import layers\n(x, y), _ = keras.datasets.mnist.load_data()\nds = tf.data.Dataset.from_tensor_slices(x).batch(32)\nn = 0\nfor a in ds:\n    n += 1\nlayers.Dense(n)(keras.Input((4,)))\n';
    assert.deepEqual(shapes(source, 'Dense'), [[null, null]]);
  });

  it('folders of images give batches of their size', () => {
    const source = 'import keras\nfrom keras import layers\naugment = keras.Sequential([layers.RandomFlip(), layers.Conv2D(2, 3)])\nds = keras.utils.image_dataset_from_directory("photos", image_size=(50, 60), color_mode="grayscale")\nds = ds.map(lambda images, labels: (augment(images), labels))\n';
    assert.deepEqual(shapes(source, 'Conv2D'), [[null, 48, 58, 2]]);
  });

  it('what layers make of arrays alone may go to TensorFlow', () => {
    assert.deepEqual(said('import tensorflow as tf\nfrom keras import layers\ntf.reshape(layers.Dense(3)(tf.ones((2, 4))), (-1,))\n'), []);
  });

  it('a model that a loop over data builds is what its first call makes it', () => {
    const source = 'import tensorflow as tf\nfrom keras import layers, Model, Sequential\nclass Own(Model):\n    def __init__(self):\n        super().__init__()\n        self.d = layers.Dense(3)\n    def call(self, x):\n        return self.d(x)\nown = Own()\nstack = Sequential([layers.Dense(2)])\nfor a in tf.data.Dataset.from_tensor_slices(tf.zeros((9, 4))).batch(3):\n    own(a)\n    stack(a)\n';
    assert.deepEqual(run(source).models.map((model) => [model.variable, model.parameters.total]), [['own', 15], ['stack', 10]]);
  });

  it('a layer that is given a tensor where it is made is an error, with the call as a fix', () => {
    const source = 'from keras import Input, layers\nx = Input((4, 4, 3))\nx = layers.Flatten(x)\n';
    const [problem, ...others] = run(source).diagnostics;
    assert.deepEqual([problem?.severity, problem?.code, others], ['error', 'tensor-in-constructor', []]);
    const [edit] = problem!.fixes![0]!.edits;
    assert.equal(source.slice(0, edit!.span.from) + edit!.text + source.slice(edit!.span.to), 'from keras import Input, layers\nx = Input((4, 4, 3))\nx = layers.Flatten()(x)\n');
    assert.deepEqual(said('from keras import Input, layers\nlayers.Softmax(Input((4,)))\n'), [['warning', 'tensor-in-constructor']]);
  });

  it('padded sequences build the model that is trained on them', () => {
    const source = 'from keras import layers, Sequential\nfrom keras.preprocessing import sequence\nfrom texts import load\nx = sequence.pad_sequences(load(), maxlen=100)\nm = Sequential([layers.Embedding(50, 8), layers.Conv1D(4, 5)])\nm.compile("adam", "mse")\nm.fit(x, x)\n';
    assert.deepEqual(shapes(source, 'Conv1D'), [[null, 96, 4]]);
  });

  it('layers that only tf.keras still has are followed, and warned of in keras', () => {
    const source = (root: string) => `from ${root} import layers, Input\nx = layers.RandomHeight(0.2)(Input((8, 9, 3)))\nx = layers.RandomWidth(0.2)(x)\nlayers.ThresholdedReLU(theta=2.0)(x)\n`;
    const { calls } = run(source('tensorflow.keras'));
    assert.deepEqual(calls.map((call) => call.outputs[0]?.shape), [[null, null, 9, 3], [null, null, null, 3], [null, null, null, 3]]);
    assert.deepEqual([said(source('tensorflow.keras')), said(source('keras')).map(([severity]) => severity)], [[], ['warning', 'warning', 'warning']]);
  });

  it('the CTC loss of tf.compat.v1 calls its logits inputs', () => {
    const layer = (loss: string) => `import tensorflow as tf\nimport keras\nfrom keras import layers, ops\nclass Ctc(layers.Layer):\n    def call(self, y, p):\n        n = ops.ones((ops.shape(y)[0],), dtype="int32")\n        return ${loss}\nCtc()(keras.Input((5,)), keras.Input((20, 7)))\n`;
    for (const loss of ['tf.compat.v1.nn.ctc_loss(inputs=ops.transpose(p, (1, 0, 2)), labels=tf.sparse.from_dense(ops.cast(y, "int32")), sequence_length=n)', 'tf.nn.ctc_loss(ops.cast(y, "int32"), p, n, n, logits_time_major=False)']) {
      assert.deepEqual([shapes(layer(loss), 'Ctc'), said(layer(loss))], [[[null]], []], loss);
    }
  });
});

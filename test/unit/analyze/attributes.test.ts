import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';

/** Attributes that objects do not have, and those that a program gives them. Each expectation is what Python says with Keras 3.15. */
describe('attributes of objects of Keras', () => {
  const head = 'import keras\nimport numpy as np\nimport tensorflow as tf\nfrom keras import layers\nm = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="d")])\n';
  const own = 'class L(layers.Layer):\n    def __init__(self, units):\n        super().__init__()\n        self.units = units\n        kernel_size = 3\n    def call(self, x):\n        BODY\n        return x\nL(2)(keras.Input((4,)))\n';
  const said = (source: string) => analyze(source, { file: 'attributes.py' }).diagnostics.filter((d) => d.severity === 'error').map((d) => [d.code, source.slice(d.span.from, d.span.to), d.message.replace(/^.*(?=Did you)/, '')]);

  for (const [line, name, meant] of [
    ['m.sumary()', 'sumary', 'summary'], ['m.complie("sgd", "mse")', 'complie', 'compile'], ['m.layer[0]', 'layer', 'layers'], ['m.layers[0].weigths', 'weigths', 'weights'], ['m.get_layer("d").unit', 'unit', 'units'],
    ['np.linspce(0, 1, 3)', 'linspce', 'linspace'], ['tf.reduce_men(tf.zeros(3))', 'reduce_men', 'reduce_mean'], ['tf.nn.rellu(tf.zeros(3))', 'rellu', 'relu'], ['np.random.randit(3)', 'randit', 'randint'],
  ] as const) {
    it(`${line} is an error at its name`, () => assert.deepEqual(said(head + line + '\n'), [['unknown-attribute', name, `Did you mean ${meant}?`]]));
  }
  it('so is one that a class of one\'s own does not set', () => {
    assert.deepEqual(said(head + own.replace('BODY', 'x = x + self.unit')), [['unknown-attribute', 'unit', 'Did you mean units?']]);
    assert.deepEqual(said(head + own.replace('BODY', 'x = x * self.kernel_size')).map(([code, place]) => [code, place]), [['unknown-attribute', 'kernel_size']]);
  });

  for (const body of ['x = x + self.units', 'x = x * len(self.trainable_variables)', 'x = x + getattr(self, "scale", 1)', 'self.scale = 2; x = x * self.scale', 'x = x * self.late', 'x = x * (2 if hasattr(self, "unit") else 1)', 'x = tf.cast(x, self.compute_dtype)']) {
    it(`accepts ${body}`, () => assert.deepEqual(said(head + own.replace('BODY', body).replace('L(2)(', 'l = L(2)\nl.late = 1\nl(')), []));
  }
  for (const line of ['m.metrics_names', 'm.optimizer', 'm.stop_training = True', 'm.history', 'm.layers[0].kernel.shape', 'm.layers[0].bias_initializer', 'np.float_', 'np.product([1])', 'tf.compat.v1.placeholder', 'tf.data.AUTOTUNE', 'tf.random.Generator', 'm.note = 3\nlayers.Dense(m.note)', 'm.layers[0].mine = 1\nm.layers[0].mine', 'if tf.executing_eagerly():\n    m.a = 1\nelse:\n    m.b = 2\nm.a\nm.b', 'import tensorflow.compat.v1 as t1\nt1.disable_v2_behavior()', 'try:\n    m.sumary()\nexcept AttributeError:\n    pass']) {
    it(`accepts ${JSON.stringify(line)}`, () => assert.deepEqual(said(`${head}${line}\n`).filter(([code]) => code === 'unknown-attribute'), []));
  }
  it('what a program sets of a layer is what it reads', () => {
    const { calls } = analyze(`${head}m.note = 3\ny = layers.Dense(m.note)(keras.Input((4,)))\n`, { file: 'attributes.py' });
    assert.deepEqual(calls.at(-1)?.outputs[0]?.shape, [null, 3]);
  });
});

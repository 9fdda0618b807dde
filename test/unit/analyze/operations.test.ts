import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { analyze } from '../../../src/core/analyze.js';
import ops from '../../../src/core/frontends/keras/modules/keras.ops.js';
import { opFunction } from '../../../src/core/frontends/keras/ops/operate.js';
import { present } from '../../../src/core/frontends/keras/surface/names.js';

interface Golden {
  readonly expression: string;
  readonly shape: readonly (number | null)[];
}

describe('operations on tensors', () => {
  const read = (name: string): readonly Golden[] => JSON.parse(readFileSync(new URL(`../../golden/${name}.json`, import.meta.url), 'utf8')) as readonly Golden[];
  const golden = read('operations');
  const program = (expression: string) => `import tensorflow as tf\nimport keras\n\nclass Made(keras.layers.Layer):\n    def call(self, x):\n        return ${expression}\n\ny = Made()(keras.Input((8, 10, 4)))\n`;

  for (const { expression, shape } of golden) {
    it(expression, () => {
      const { calls, diagnostics } = analyze(program(expression), { file: 'operations.py' });
      assert.deepEqual(calls.findLast((call) => call.type === 'Made')?.outputs.map((output) => output.shape), [shape]);
      assert.deepEqual(diagnostics.filter((d) => d.severity === 'error').map((d) => d.message), []);
    });
  }

  for (const { expression, shape } of read('operations-of-models')) {
    it(`of a model: ${expression}`, () => {
      const { models, diagnostics } = analyze(`import keras\nx = keras.Input((8, 10, 4))\nmodel = keras.Model(x, ${expression})\n`);
      assert.deepEqual(models[0]?.outputShape, shape);
      assert.deepEqual(diagnostics.filter((d) => d.severity === 'error').map((d) => d.message), []);
    });
  }

  it('of keras.ops are all there, but those whose shape no rule can tell', () => {
    const submodules = ['image', 'linalg', 'nn', 'numpy'];
    const there = (name: string): boolean => ops.functions!.some((fn) => fn.name === name) || opFunction(name) !== undefined;
    assert.deepEqual(present.ops!.split(' ').filter((name) => !submodules.includes(name) && !there(name)), ['vectorize'], 'TensorFlow has no vectorize');
  });

  it('of TensorFlow are warned of on a tensor of the functional API', () => {
    const { diagnostics } = analyze('import tensorflow as tf\nimport keras\nx = keras.Input((8, 10, 4))\ny = tf.nn.depth_to_space(x, 2)\n', { file: 'functional.py' });
    assert.deepEqual(diagnostics.map((d) => d.code), ['tensorflow-on-keras-tensor']);
  });

  it('on plain numbers are numbers', () => {
    const { calls } = analyze('import tensorflow as tf\nfrom keras import Input, layers\nx = Input((4,))\nif tf.math.equal(x.shape[-1], 4) and tf.less(3, 2) == False:\n    x = layers.Dense(7)(x)\nelse:\n    x = layers.Dense(9)(x)\nlayers.Dense(1)(x)\n', { file: 'plain.py' });
    assert.equal(calls.at(-1)?.parameters, 8);
  });
});

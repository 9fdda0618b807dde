import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';

/** What Keras would not train by its own step must not be trained as if it did. */
describe('a model with a training of its own', () => {
  const program = (methods: string, body = 'self.d(x)') => `import keras\nfrom keras import layers, ops\n(x, y), _ = keras.datasets.mnist.load_data()\nclass Own(layers.Layer):\n    def call(self, x):\n        self.add_loss(ops.mean(x ** 2))\n        return x * 2\nclass Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.d = keras.Sequential([layers.Flatten(), layers.Dense(10)])\n        self.own = Own()\n    def call(self, x):\n        return ${body}\n${methods}net = Net()\nnet.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))\nnet.fit(x, y)\n`;
  const blocking = (source: string) => analyze(source).models.filter(({ variable }) => variable === 'net').flatMap(({ recipe }) => recipe?.unknowns ?? []).filter(({ blocks }) => blocks);

  it('is not trained from its recipe, which says why, and where', () => {
    for (const [name, what] of [['train_step', 'trains by a train_step of its own'], ['fit', 'has a fit of its own'], ['compute_loss', 'computes its loss itself'], ['test_step', 'is evaluated by a test_step of its own']] as const) {
      const source = program(`    def ${name}(self, *args, **kwargs):\n        return {}\n`);
      const [first] = blocking(source);
      assert.ok(first, name);
      assert.ok(first.reason.startsWith(`Net ${what}`), first.reason);
      assert.equal(source.slice(first.span?.from, first.span?.to), `def ${name}`);
    }
  });

  it('nor one that adds to its loss in a call method what is not followed', () => {
    const lost = (source: string) => source.replace('ops.mean(x ** 2)', 'penalty_of(x)').replace('class Own', 'from elsewhere import penalty_of\nclass Own');
    assert.match(blocking(lost(program('', 'self.own(self.d(x))')))[0]?.reason ?? '', /\(Own\) adds to the loss in its call method by add_loss/);
    const inside = 'import keras\nfrom keras import layers, ops\n(x, y), _ = keras.datasets.mnist.load_data()\nclass Own(layers.Layer):\n    def call(self, x):\n        self.add_loss(ops.mean(x ** 2))\n        return x * 2\nnet = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10), Own()])\nnet.compile("adam", "mse")\nnet.fit(x, y)\n';
    assert.match(blocking(lost(inside))[0]?.reason ?? '', /\(Own\) adds/);
    assert.deepEqual(blocking(inside), [], 'a tensor is followed');
  });

  it('nor one with a layer of Keras that computes in another way', () => {
    const source = (method: string) => `import keras\nfrom keras import layers\n(x, y), _ = keras.datasets.mnist.load_data()\nclass Twice(layers.Dense):\n    ${method}\nnet = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), Twice(10)])\nnet.compile("adam", "mse")\nnet.fit(x, y)\n`;
    assert.match(blocking(source('def call(self, x):\n        return 2 * super().call(x)'))[0]?.reason ?? '', /^\S+ is a Dense whose class has a call of its own/);
    assert.deepEqual(blocking(source('def get_config(self):\n        return {}')), []);
  });

  it('is told before what else is missing', () => {
    const source = program('    def train_step(self, data):\n        return {}\n').replace('net.fit(x, y)', 'net.fit(load(), y)');
    assert.match(blocking(source)[0]!.reason, /^Net trains by a train_step/);
  });

  it('another is', () => assert.deepEqual(blocking(program('    def predict_step(self, data):\n        return 0\n')), []));
});

import assert from 'node:assert/strict';
import { ProgressView, duration, figure } from '../../../src/cli/report/progress.js';
import { analyze } from '../../../src/core/analyze.js';
import { trainableModel, withData } from '../../../src/cli/trainable.js';
import type { Progress } from '../../../src/core/protocol/engine.js';
import { stagesOf } from '../../../src/core/recipe/stages.js';
import { stringTerminal } from './support.js';

const step = (epoch: number, done: number): Progress => ({ runId: 'r', epoch, epochs: 2, step: done, steps: 100, loss: 0.25, metrics: { accuracy: 0.9 }, imagesPerSecond: 2310.4, remainingSeconds: 72, learningRate: 0.001 });

describe('progress of a training', () => {
  it('is a few plain lines an epoch where nobody watches', () => {
    const terminal = stringTerminal();
    const view = new ProgressView(terminal, 2);
    for (const epoch of [1, 2]) {
      for (let done = 1; done <= 100; done++) view.progress(step(epoch, done));
      view.epochEnded({ epoch, loss: 0.25, metrics: { accuracy: 0.9 }, validation: { val_loss: 0.3 }, seconds: 4.2 });
    }
    const lines = terminal.written.err.trimEnd().split('\n');
    assert.equal(lines.length, 8);
    assert.equal(lines[0], 'Epoch 1/2: 25%, 2,310 img/s, 1 min 12 s left, loss 0.2500, accuracy 0.9000');
    assert.equal(lines[3], 'Epoch 1/2: loss 0.2500, accuracy 0.9000, val_loss 0.3000 (4 s)');
    assert.doesNotMatch(terminal.written.err, /[\r\u001b]/);
  });

  it('is one bar that is redrawn where somebody does, never wider than the terminal', () => {
    for (const columns of [100, 60, 30]) {
      const terminal = { ...stringTerminal({ live: true }), columns };
      const view = new ProgressView(terminal, 2);
      view.progress(step(1, 50));
      view.progress(step(1, 51));
      const drawn = terminal.written.err.split('\r').filter(Boolean).map((line) => line.replace('\u001b[K', ''));
      assert.equal(drawn.length, 2);
      for (const line of drawn) assert.ok(line.length < columns, `${line.length} in ${columns}`);
      if (columns === 100) assert.match(drawn[0]!, /^Epoch 1\/2 ━+╌+ 50\/100 {2}2,310 img\/s {2}1 min 12 s left {2}loss 0\.2500/);
    }
  });

  it('writes times and figures for people', () => {
    assert.deepEqual([0.4, 59.4, 61, 3600 + 300, Number.NaN, Infinity].map(duration), ['0 s', '59 s', '1 min 1 s', '1 h 5 min', '?', '?']);
    assert.deepEqual([0, 0.12345, 1e-5, Number.NaN].map(figure), ['0.0000', '0.1235', '1.000e-5', 'NaN']);
  });
});

const text = (model: string, fit: string) => `from keras import Input, Sequential, layers
from keras.datasets import mnist
(x, y), (u, v) = mnist.load_data()
x = x.reshape((-1, 28, 28, 1)).astype("float32") / 255
model = Sequential([Input((28, 28, 1)), layers.Flatten(), ${model}])
model.compile("sgd", "sparse_categorical_crossentropy")
${fit}
`;
const read = (source: string) => trainableModel('a.py', source, analyze(source, { file: '/a.py' }));

describe('what can be trained', () => {
  it('is the model that fit is called on', () => {
    const { recipe, variable } = read(text('layers.Dense(10)', 'model.fit(x, y, epochs=3)'));
    assert.deepEqual([variable, recipe.epochs], ['model', 3]);
  });

  it('is nothing without a model, without fit, or with an error', () => {
    assert.throws(() => read('x = 1\n'), { name: 'UserError', message: /^a\.py defines no Keras model/ });
    assert.throws(() => read(text('layers.Dense(10)', '')), { name: 'UserError', message: /no call of fit was found/ });
    assert.throws(() => read(text('layers.Conv2D(4, 3)', 'model.fit(x, y)')), { name: 'UserError', message: /^a\.py:5: / });
  });

  it('can have other data', () => {
    const { recipe } = read(text('layers.Dense(10)', 'model.fit(x, y)'));
    assert.deepEqual(withData(recipe, 'fashion-mnist').train?.x.source, { ...recipe.train!.x.source, name: 'fashion_mnist' });
    const stages = stagesOf(withData(read(text('layers.Dense(10)', 'model.fit(x, y)\nmodel.fit(x, y, batch_size=8)')).recipe, 'fashion-mnist'));
    assert.deepEqual(stages.map(({ train }) => (train?.x.source.kind === 'kerasDataset' ? train.x.source.name : null)), ['fashion_mnist', 'fashion_mnist'], 'in each stage');
    const file = withData(recipe, '/data').train;
    assert.deepEqual([file?.x.source.kind === 'file' && [file.x.source.path, file.x.source.array], file?.y?.source.kind === 'file' && file.y.source.array], [['/data/mnist.npz', 'x_train'], 'y_train']);
    assert.deepEqual(file?.x.steps, recipe.train?.x.steps);
    assert.throws(() => withData({ ...recipe, train: null, test: null }, '/data'), { name: 'UserError', message: /nothing to replace/ });
  });

  it('cannot have other data where the file finds its images itself: that is said', () => {
    const { recipe } = read(text('layers.Dense(10)', 'import os\nimport numpy as np\nfrom keras.utils import img_to_array, load_img\nx, y = [], []\nfor f in os.listdir("pets"):\n    x.append(img_to_array(load_img(os.path.join("pets", f), color_mode="grayscale", target_size=(28, 28))))\n    y.append(1 if f.startswith("dog") else 0)\nmodel.fit(np.array(x), np.array(y))'));
    assert.equal(recipe.train?.x.source.kind, 'images');
    assert.throws(() => withData(recipe, '/data'), { name: 'UserError', message: /the folder pets\), and --data \/data replaces/ });
  });
});

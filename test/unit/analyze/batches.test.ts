/** Classes and generators of the program that read batches: what is followed of their order, and that nothing is made of what is not. Values are held against Keras in test/engine/datasets/pipelines.test.ts. */
import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';

const HEAD = `import glob, math, random
import numpy as np
import keras
from keras import layers
from keras.utils import load_img, img_to_array, to_categorical
from sklearn.utils import shuffle
paths = sorted(glob.glob("p/*/*.png"))
labels = [0 for p in paths]
x, y = np.load("x.npy"), np.load("y.npy")
`;

function fitted(rest: string, more = '') {
  const text = `${HEAD}${rest}\nm = keras.Sequential([layers.Input((8, 6, 3)), layers.Flatten(), layers.Dense(3)])\nm.compile("sgd", "mse")\nm.fit(data${more})\n`;
  const { models, diagnostics } = analyze(text);
  assert.deepEqual(diagnostics.filter(({ severity }) => severity === 'error'), []);
  return { recipe: models.find(({ variable }) => variable === 'm')!.recipe!, text };
}
const order = (rest: string, more = '') => {
  const { recipe } = fitted(rest, more);
  assert.deepEqual(recipe.unknowns, []);
  return { ops: recipe.train!.order!.map((step) => (step.op === 'shuffle' ? `shuffle ${step.each ? 'each' : 'once'}` : step.op)), train: recipe.train! };
};

const indent = (lines: string): string => lines.trim().split('\n').map((line) => `        ${line}`).join('\n');
const reader = ({ init = '', length = 'return math.ceil(len(self.x) / 4)', item = 'chosen = self.indices[i * 4:(i + 1) * 4]\nreturn self.x[chosen], self.y[chosen]', end = '', make = 'Batches(x, y)' } = {}): string => `
class Batches(keras.utils.PyDataset):
    def __init__(self, x, y):
        super().__init__()
        self.x, self.y = x, y
        self.indices = np.arange(len(x))
${indent(init || 'pass')}
    def __len__(self):
${indent(length)}
    def __getitem__(self, i):
${indent(item)}
${end ? `    def on_epoch_end(self):\n${indent(end)}` : ''}
data = ${make}
`;
const slices = 'return self.x[i * 4:(i + 1) * 4], self.y[i * 4:(i + 1) * 4]';

describe('classes that read batches', () => {
  it('positions that are shuffled once, or anew after each epoch', () => {
    assert.deepEqual(order(reader()).ops, ['batch', 'rows']);
    assert.deepEqual(order(reader({ init: 'np.random.shuffle(self.indices)' })).ops, ['shuffle once', 'batch', 'rows']);
    assert.deepEqual(order(reader({ end: 'np.random.shuffle(self.indices)' })).ops, ['shuffle each', 'batch', 'rows']);
    // PyDataset's on_epoch_begin is called before each of them.
    assert.deepEqual(order(reader({ end: 'np.random.shuffle(self.indices)' }).replace('on_epoch_end', 'on_epoch_begin')).ops, ['shuffle each', 'batch', 'rows']);
    assert.deepEqual(order(reader({ end: 'self.indices = np.random.permutation(len(self.x))' })).ops, ['shuffle each', 'batch', 'rows']);
    assert.deepEqual(order(reader({ init: 'self.on_epoch_end()', end: 'self.indices = np.arange(len(self.x))\nif True:\n    np.random.shuffle(self.indices)' })).ops, ['shuffle each', 'batch', 'rows']);
  });

  it('arrays that are shuffled together after each epoch', () => {
    const { ops, train } = order(reader({ item: slices, end: 'p = np.random.permutation(len(self.x))\nself.x, self.y = self.x[p], self.y[p]' }));
    assert.deepEqual([ops, train.x.steps, train.numbered], [['shuffle each', 'batch', 'rows'], [], true]);
  });

  it('batches that end where the samples do', () => {
    const item = 'low, high = i * 4, min((i + 1) * 4, len(self.x))\nreturn self.x[low:high], self.y[low:high]';
    assert.deepEqual(order(reader({ item })).ops, ['batch', 'rows']);
    assert.deepEqual(order(reader({ item, make: 'Batches(*keras.datasets.mnist.load_data()[0])' }).replace('return math.ceil(len(self.x) / 4)', 'return 15000').replaceAll('len(self.x)', '60000')).ops, ['batch', 'rows']);
  });

  it('validation data and evaluate take them as well', () => {
    const { recipe } = fitted(`${reader()}held = Batches(x[:9], y[:9])`, ', validation_data=held');
    assert.deepEqual(recipe.validation?.x.steps.map(({ op }) => op), ['slice']);
  });

  it('several inputs by name, and weights', () => {
    const text = `${HEAD}${reader({ item: 'a = self.x[i * 4:(i + 1) * 4]\nreturn {"one": a, "two": a / 2}, self.y[i * 4:(i + 1) * 4]' })}
a, b = keras.Input((3,), name="one"), keras.Input((3,), name="two")
m = keras.Model([a, b], layers.Dense(1)(layers.Add()([a, b])))
m.compile("sgd", "mse")
m.fit(data)
`;
    const { train, unknowns } = analyze(text).models[0]!.recipe!;
    assert.deepEqual(unknowns, []);
    assert.deepEqual([train!.x.steps.map(({ op }) => op), train!.moreInputs!.map(({ steps }) => steps.map(({ op }) => op)), train!.batchSize, train!.order?.length], [[], [['divide']], 4, 2]);
  });

  const lost: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
    'an array of the size of a batch that the last one does not fill': [reader({ make: 'Batches(paths, labels)', item: 'x = np.zeros((4, 8, 6, 3))\nfor k, p in enumerate(self.x[i * 4:(i + 1) * 4]):\n    x[k] = img_to_array(load_img(p, target_size=(8, 6)))\nreturn x, x' }), /fixed size.*len\(…\) \/\/ size/],
    'classes that are counted in each batch': [reader({ item: 'return self.x[i * 4:(i + 1) * 4], to_categorical(self.y[i * 4:(i + 1) * 4])' }), /what it does to a batch is not followed/],
    'a part of a batch': [reader({ item: 'return self.x[i * 4:(i + 1) * 4][:2], self.y[i * 4:(i + 1) * 4][:2]' }), /what it does to a batch is not followed/],
    'inputs in a random order and targets in theirs': [reader({ init: 'np.random.shuffle(self.indices)', item: 'return self.x[self.indices[i * 4:(i + 1) * 4]], self.y[i * 4:(i + 1) * 4]' }), /do not belong together/],
    'batches up to a number that is not how many samples there are': [reader({ item: 'low, high = i * 4, min((i + 1) * 4, 10)\nreturn self.x[low:high], self.y[low:high]' }), /which samples a batch has is not followed/],
    'batches up to half of the samples': [reader({ item: 'low, high = i * 4, min((i + 1) * 4, len(self.x) // 2)\nreturn self.x[low:high], self.y[low:high]' }), /which samples a batch has is not followed/],
    'windows that overlap': [reader({ item: 'return self.x[i * 2:i * 2 + 4], self.y[i * 2:i * 2 + 4]' }), /which samples a batch has is not followed/],
    'one array that is shuffled after an epoch': [reader({ item: slices, end: 'self.x = self.x[np.random.permutation(len(self.x))]' }), /on_epoch_end changes is not followed/],
    'arrays that are shuffled apart after an epoch': [reader({ item: slices, end: 'self.x = self.x[np.random.permutation(len(self.x))]\nself.y = self.y[np.random.permutation(len(self.y))]' }), /on_epoch_end changes is not followed/],
    'random samples': [reader({ item: 'chosen = np.random.choice(len(self.x), 4)\nreturn self.x[chosen], self.y[chosen]' }), /which samples a batch has is not followed/],
    'a number of batches that is not known': [reader({ length: 'return int(input())' }), /how many batches it has \(__len__\) is not known/],
    'inputs alone': [reader({ item: 'return self.x[i * 4:(i + 1) * 4]' }), /no pair of inputs and targets/],
    'what is computed of them': [reader({ item: 'return np.fft.fft(self.x[i * 4:(i + 1) * 4]), self.y[i * 4:(i + 1) * 4]' }), /what it gives is not followed|is not known/],
  };
  for (const [name, [text, says]] of Object.entries(lost)) {
    it(`${name}: told of with its line, and blocks`, () => {
      const { recipe } = fitted(text);
      assert.equal(recipe.train, null);
      const found = recipe.unknowns.find(({ blocks }) => blocks)!;
      assert.match(found.reason, says);
      assert.notEqual(found.span, null);
    });
  }
});

const generator = ({ before = '', loop = 'for start in range(0, len(images), 4):', body = 'yield images[start:start + 4], labels[start:start + 4]', outer = 'while True:', make = 'batches(x, y)' } = {}): string => `
def batches(images, labels):
    indices = np.arange(len(images))
    ${outer}
${indent(before || 'pass')}
        ${loop}
${body.split('\n').map((line) => `            ${line}`).join('\n')}
data = ${make}
`;

describe('generators that are handed to fit', () => {
  const steps = ', steps_per_epoch=10';
  it('go round for ever, in an order that may be another in each round', () => {
    const { ops, train } = order(generator(), steps);
    assert.deepEqual([ops, train.batchSize, train.numbered], [['batch', 'rows', 'repeat'], 4, undefined]);
    assert.deepEqual(order(generator({ before: 'images, labels = shuffle(images, labels)' }), steps).ops, ['shuffle each', 'batch', 'rows', 'repeat']);
    assert.deepEqual(order(generator({ before: 'np.random.shuffle(indices)', body: 'chosen = indices[start:start + 4]\nyield images[chosen], labels[chosen]' }), steps).ops, ['shuffle each', 'batch', 'rows', 'repeat']);
    assert.deepEqual(order(generator({ loop: 'for i in range(len(images) // 4):', body: 'yield images[i * 4:(i + 1) * 4], labels[i * 4:(i + 1) * 4]' }), steps).ops, ['batch', 'rows', 'repeat']);
  });

  const lost: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
    'one that ends': [generator({ outer: 'for _ in range(3):' }), /only where it is `while True`/],
    'a batch that is yielded where a test says so': [generator({ body: 'if random.random() > 0.5:\n    yield images[start:start + 4], labels[start:start + 4]' }), /one yield at its end/],
    'random samples': [generator({ body: 'k = np.random.choice(len(images), 4)\nyield images[k], labels[k]' }), /which samples a batch has is not followed/],
    'an order of the images only': [generator({ before: 'images = images[np.random.permutation(len(images))]' }), /what it changes before each round is not followed/],
    'a loop over something else': [generator({ loop: 'for start in sorted(random.sample(range(9), 3)):' }), /how it goes through the batches is not followed/],
  };
  for (const [name, [text, says]] of Object.entries(lost)) {
    it(`${name}: told of with its line, and blocks`, () => {
      const { recipe, text: source } = fitted(text, steps);
      assert.equal(recipe.train, null);
      const found = recipe.unknowns.find(({ blocks }) => blocks)!;
      assert.match(found.reason, says);
      assert.match(source.slice(found.span!.from), /^def batches/);
    });
  }
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { analyze } from '../../../src/core/analyze.js';
import { formatCount, formatWork } from '../../../src/core/features/format.js';
import { layerHover } from '../../../src/core/features/hovers.js';
import { nameHover } from '../../../src/core/features/name-hovers.js';
import { trainingMemory } from '../../../src/core/features/training-words.js';

const text = `import keras
from keras import layers
inputs = layers.Input((32, 32, 3))
x = layers.Conv2D(8, 3, name="first")(inputs)
y = layers.Conv2D(8, 3, padding="same")(x)
both = layers.Add()([x, y])
for _ in range(2):
    both = layers.MaxPooling2D()(both)
model = keras.Model(inputs, layers.Dense(2)(layers.Flatten()(both)))
other.model = 3
print("the model of x")  # a model
`;
const analysis = analyze(text);
const at = (piece: string, inside = 0, occurrence = 0) => {
  let from = -1;
  for (let n = 0; n <= occurrence; n += 1) from = text.indexOf(piece, from + 1);
  return from + inside;
};
const say = (offset: number) => nameHover(analysis, text, offset, { batchAxis: false })?.markdown ?? null;

describe('hovers on names', () => {
  it('tell a tensor where it is made and where it is given', () => {
    assert.deepEqual(say(at('x = layers')), ['`x`: `(30, 30, 8)` float32']);
    assert.deepEqual(say(at('"same")(x)', 8)), ['`x`: `(30, 30, 8)` float32']);
    assert.deepEqual(say(at('(inputs)', 2)), ['`inputs`: `(32, 32, 3)` float32']);
    assert.deepEqual(say(at('[x, y]', 4)), ['`y`: `(30, 30, 8)` float32']);
  });

  it('tell all shapes that a name has in a loop', () => {
    assert.deepEqual(say(at('both = layers.Max')), ['`both`: `(15, 15, 8)` then `(7, 7, 8)` float32']);
    assert.deepEqual(say(at('Pooling2D()(both)', 13)), ['`both`: `(30, 30, 8)` then `(15, 15, 8)` float32']);
  });

  it('give the summary at a model', () => {
    const summary = (say(at('model = keras')) ?? []).join('\n\n');
    assert.match(summary, /^\*\*Model: "functional"\*\*\n\n\| Layer \(type\) \| Output Shape \| Param # \|\n\| --- /);
    assert.match(summary, /\n\| `first` Conv2D \| `\(None, 30, 30, 8\)` \| 224 \|\n/);
    assert.match(summary, /Total params: 1,594 /);
  });

  it('say nothing of attributes, of names that are something else, and of words without meaning', () => {
    for (const offset of [at('other.model', 7), at('other.model'), at('import keras', 2), at('range'), at('name="first"', 1), at('the model', 5), at('model of x', 9), at('# a model', 5)]) assert.equal(say(offset), null, text.slice(offset, offset + 12));
  });

  it('put the recipe into words at fit, with the memory that it needs', () => {
    const sample = readFileSync(new URL('../../../samples/keras/mnist_convnet.py', import.meta.url), 'utf8');
    const found = analyze(sample);
    const words = nameHover(found, sample, sample.indexOf('.fit(') + 2, { batchAxis: false })?.markdown ?? [];
    const unlinked = words.map((line) => line.replace(/\[([^\]]*)\]\(place:\d+\)/g, '$1').replaceAll('\\_', '_'));
    assert.deepEqual(unlinked.slice(0, 3), ['**fit** of `model`', 'Trains for 5 epochs, 64 examples a step, shuffled.', 'Optimizer: RMSprop(learning_rate=0.001). Loss: CategoricalCrossentropy. Metrics: accuracy.']);
    assert.match(unlinked.join('\n'), /Data: keras\.datasets\.mnist, training part, reshaped to \(60000, 28, 28, 1\), as float32, divided by 255\./);
    const [model] = found.models;
    assert.ok(model?.recipe);
    const floats = 93322;
    const outputs = 26 * 26 * 32 + 13 * 13 * 32 + 11 * 11 * 64 + 5 * 5 * 64 + 3 * 3 * 64 + 576 + 64 + 10;
    assert.deepEqual(trainingMemory(model, model.recipe.optimizer, 64), { weights: 4 * floats, gradients: 4 * floats, optimizer: 4 * floats, activations: 64 * 4 * outputs });
  });
});

describe('the words at fit', () => {
  const source = `import keras
from keras import layers
import tensorflow as tf
ds = keras.utils.image_dataset_from_directory("my_photos", image_size=(64, 64), batch_size=16)
ds = ds.map(lambda x, y: (tf.image.resize(x, (32, 32)) / 255, y))
held = keras.utils.image_dataset_from_directory("held", image_size=(32, 32), batch_size=None).shuffle(100).batch(8)
m = keras.Sequential([layers.Input((32, 32, 3)), layers.Flatten(), layers.Dense(5)])
m.compile(
    keras.optimizers.Adam(0.01),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
m.fit(
    ds,
    epochs=7,
    steps_per_epoch=20,
    validation_data=held,
    callbacks=[
        keras.callbacks.EarlyStopping(patience=2)],
)
other = keras.Sequential([layers.Input((4,)), layers.Dense(2)])
other.compile("sgd", "mse")
(x, y), _ = keras.datasets.mnist.load_data()
other.fit(x.reshape(-1, 784).astype("float32"), y, batch_size=9, shuffle=False, validation_split=0.25)
broken = keras.Sequential([layers.Input((28, 28)), layers.Dense(2)])
broken.compile("sgd", "mse")
broken.fit(x ** 2, y)
`;
  const found = analyze(source);
  /** What each link at a call of fit leads to, as the source has it; of the same words the first. */
  const linksAt = (piece: string): { readonly [words: string]: string } => {
    const hover = nameHover(found, source, source.indexOf(piece) + piece.length - 1, { batchAxis: false });
    return Object.fromEntries([...hover!.markdown.join('\n').matchAll(/\[((?:\\.|[^\]\\])*)\]\(place:(\d+)\)/g)].map(([, words, n]) => {
      const { from, to } = hover!.places![Number(n)]!;
      return [words!, source.slice(from, to)] as const;
    }).toReversed());
  };

  it('lead to the places that say them', () => {
    const links = linksAt('m.fit');
    assert.deepEqual(links, {
      '7 epochs': 'epochs=7', '20 steps each': 'steps_per_epoch=20', '16 examples a step': 'batch_size=16',
      'Adam(learning\\_rate=0.01)': 'keras.optimizers.Adam(0.01)', SparseCategoricalCrossentropy: 'loss="sparse_categorical_crossentropy"', accuracy: 'metrics=["accuracy"]',
      'images of the folder my\\_photos': 'keras.utils.image_dataset_from_directory("my_photos", image_size=(64, 64), batch_size=16)',
      'resized to 64×64': 'keras.utils.image_dataset_from_directory("my_photos", image_size=(64, 64), batch_size=16)',
      'resized to 32×32': 'tf.image.resize(x, (32, 32))', 'divided by 255': 'tf.image.resize(x, (32, 32)) / 255',
      'images of the folder held': 'keras.utils.image_dataset_from_directory("held", image_size=(32, 32), batch_size=None)',
      EarlyStopping: 'keras.callbacks.EarlyStopping(patience=2)',
    });
  });

  it('those of arrays to the arguments of fit', () => {
    const links = linksAt('other.fit');
    assert.deepEqual([links['9 examples a step'], links['in order'], links['the last 25 % of it'], links['as float32']], ['batch_size=9', 'shuffle=False', 'validation_split=0.25', 'x.reshape(-1, 784).astype("float32")']);
  });

  it('what keeps the training from starting to its own place', () => {
    const links = Object.entries(linksAt('broken.fit')).filter(([words]) => words.includes('not followed'));
    assert.deepEqual(links.map(([, place]) => place), ['x ** 2']);
  });
});

describe('hovers on layers, from a real text', () => {
  it('tell arithmetic, memory and what a position sees', () => {
    const words = layerHover(analysis, at('Conv2D(8, 3, padding'), { batchAxis: false })?.markdown.join('\n') ?? '';
    // 30·30 positions with 3·3·8 products for each of 8 filters; 30·30·8 floats; 3 + 2 pixels.
    for (const part of ['`(30 − 3 + 2·1)/1 + 1 = 30`', '`3·3·8·8 + 8 = 584` parameters', `${formatWork(30 * 30 * 72 * 8)} · 28.12 KB of outputs · receptive field 5 × 5`]) assert.ok(words.includes(part), `${part} in ${words}`);
  });
});

describe('numbers beside the code', () => {
  it('are short only where they are long', () => {
    assert.deepEqual([999, 9999, 12_345, 999_600, 2_812_672, 7_079_424_000].map((count) => formatCount(count, 'short')), ['999', '9,999', '12.3 k', '1.0 M', '2.8 M', '7.1 G']);
    assert.deepEqual([864, 416_520, 2_812_672, 15_470_264_320].map(formatWork), ['864 MAC', '417 kMAC', '2.8 MMAC', '15.5 GMAC']);
  });
});

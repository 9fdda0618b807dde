import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';
import { countFor } from '../../../src/core/recipe/counts.js';
import { stagesOf } from '../../../src/core/recipe/stages.js';

/** The recipe of a small classifier that is set up by `before` compile, `after` it, and given `more` in fit. */
function recipeOf({ before = '', compile = "keras.optimizers.SGD(0.5), 'sparse_categorical_crossentropy'", after = '', more = '' }: { before?: string; compile?: string; after?: string; more?: string }) {
  const text = `import json\nimport keras\nimport numpy as np\nx, y = np.load('x.npy'), np.load('y.npy')\ncfg = json.load(open('settings.json'))\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation='softmax')])\n${before}\nmodel.compile(${compile})\n${after}\nmodel.fit(x, y, epochs=2${more})\n`;
  const { models, diagnostics } = analyze(text);
  return { recipe: models[0]!.recipe!, diagnostics };
}
const blocking = (given: Parameters<typeof recipeOf>[0]): string[] => recipeOf(given).recipe.unknowns.filter(({ blocks }) => blocks).map(({ reason }) => reason);
const told = (given: Parameters<typeof recipeOf>[0]): string[] => recipeOf(given).recipe.unknowns.filter(({ blocks }) => !blocks).map(({ reason }) => reason);
const rate = (after: string, before = '', compile?: string): unknown => recipeOf({ before, after, ...(compile === undefined ? {} : { compile }) }).recipe.optimizer.config.learningRate;

describe('what is set between compile and fit', () => {
  // Each gives real Keras 3.15 this rate at the first step.
  const cases: readonly [after: string, expected: number][] = [
    ['model.optimizer.learning_rate = 0.25', 0.25],
    ['model.optimizer.learning_rate.assign(0.25)', 0.25],
    ['model.optimizer.learning_rate = model.optimizer.learning_rate * 0.5', 0.25],
    ['model.optimizer.learning_rate.assign_sub(0.25)', 0.25],
    ['for _ in range(3):\n    model.optimizer.learning_rate = float(model.optimizer.learning_rate) / 2', 0.0625],
    ["setattr(model.optimizer, 'learning_rate', 0.125)", 0.125],
    // Keras 3 has no such attribute: what is written there is read by nobody.
    ['model.optimizer.lr = 0.25', 0.5],
  ];
  for (const [after, expected] of cases) it(after.replaceAll('\n', ' '), () => assert.equal(rate(after), expected));

  it('an optimizer that the program still holds', () => assert.equal(rate('opt.learning_rate = 0.25', 'opt = keras.optimizers.SGD(0.5)', "opt, 'mse'"), 0.25));
  it('an optimizer given by its name', () => assert.equal(rate('model.optimizer.learning_rate = 0.25', '', "'adam', 'mse'"), 0.25));
  it('another setting', () => assert.equal(recipeOf({ after: 'model.optimizer.momentum = 0.9' }).recipe.optimizer.config.momentum, 0.9));
  it('a rate that a schedule gives cannot be set, as Keras says', () => {
    const { diagnostics } = recipeOf({ compile: "keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)), 'mse'", after: 'model.optimizer.learning_rate = 0.25' });
    assert.deepEqual(diagnostics.map(({ severity, message }) => [severity, message.slice(0, 54)]), [['error', 'The learning rate of this SGD comes from a schedule, a']]);
  });
});

describe('what is not known is not taken for its default', () => {
  const blocked: readonly [string, Parameters<typeof recipeOf>[0]][] = [
    ['learning_rate of SGD', { compile: "keras.optimizers.SGD(cfg['lr']), 'mse'" }],
    ['learning_rate of SGD', { after: "model.optimizer.learning_rate = cfg['lr']" }],
    ['decay_rate of ExponentialDecay', { compile: "keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 10, cfg['d'])), 'mse'" }],
    ['learning_rate of Adam is an object of the class Warmup', { before: 'class Warmup(keras.optimizers.schedules.LearningRateSchedule):\n    def __call__(self, step):\n        return 1.0 / (step + 1)', compile: "keras.optimizers.Adam(Warmup()), 'mse'" }],
    ['label_smoothing of CategoricalCrossentropy', { compile: "'sgd', keras.losses.CategoricalCrossentropy(label_smoothing=cfg['s'])" }],
    ['steps_per_epoch', { more: ", steps_per_epoch=cfg['steps']" }],
    ['validation_steps', { more: ", validation_data=(x, y), validation_steps=cfg['steps']" }],
    ['validation_split', { more: ", validation_split=cfg['split']" }],
    ['class 1 counts', { more: ", class_weight={0: 1.0, 1: cfg['w']}" }],
  ];
  for (const [what, given] of blocked) {
    it(what, () => {
      const [reason, ...others] = blocking(given);
      assert.ok(reason?.includes(what), reason);
      assert.deepEqual(others, []);
    });
  }

  it('a metric and a callback are left out, and said to be', () => {
    const given = { compile: "'sgd', 'mse', metrics=['mae', keras.metrics.AUC(num_thresholds=cfg['n'])]", more: ", callbacks=[keras.callbacks.EarlyStopping(patience=cfg['p']), keras.callbacks.TerminateOnNaN()]" };
    const { recipe } = recipeOf(given);
    assert.deepEqual(recipe.metrics.map(({ className }) => className), ['mae']);
    assert.deepEqual(recipe.callbacks.map(({ className }) => className), ['TerminateOnNaN']);
    assert.deepEqual(blocking(given), []);
    assert.deepEqual(told(given).map((reason) => /(num_thresholds|patience) of (\w+)/.exec(reason)?.[0]), ['num_thresholds of AUC', 'patience of EarlyStopping']);
  });

  it('nothing is said where all is known', () => assert.deepEqual([...blocking({}), ...told({})], []));
});

describe('numbers of steps that hang on the data', () => {
  const steps = (given: string) => {
    const { models, diagnostics } = analyze(`import keras\nfrom tensorflow.keras.preprocessing.image import ImageDataGenerator\nmodel = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten(), keras.layers.Dense(2)])\ntrain = ImageDataGenerator().flow_from_directory('photos', target_size=(8, 8), batch_size=6)\nmodel.compile('sgd', 'mse')\nmodel.fit(train, steps_per_epoch=${given})\n`);
    const { stepsPerEpoch, unknowns } = models[0]!.recipe!;
    return { stepsPerEpoch, unknowns, errors: diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message) };
  };
  // 20 images give Keras these.
  for (const [given, expected] of [['train.samples // 6', 3], ['train.n // train.batch_size', 3], ['len(train)', 4], ['int(train.samples / 6)', 3], ['len(train) // 2', 2]] as const) {
    it(given, () => {
      const { stepsPerEpoch, unknowns, errors } = steps(given);
      assert.deepEqual(errors, []);
      assert.deepEqual(unknowns, []);
      assert.equal(typeof stepsPerEpoch === 'object' && stepsPerEpoch !== null ? countFor(stepsPerEpoch, 20) : stepsPerEpoch, expected);
    });
  }

  for (const given of ['train.samples / 6', '20 / 6', '3.0']) it(`${given} is a float, at which Keras raises`, () => assert.deepEqual(steps(given).errors.map((message) => message.slice(0, 42)), ['steps_per_epoch takes a whole number, but ']));
});

describe('weights that a training starts from', () => {
  const given = (before: string, layer = "keras.layers.Dense(3, name='out')") => {
    const { models } = analyze(`import keras\nimport numpy as np\nx, y = np.load('x.npy'), np.load('y.npy')\ni = keras.Input((4,))\nbase = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4, name='h')], name='base')\nmodel = keras.Model(i, ${layer}(base(i)))\nother = keras.Model(i, keras.layers.Dense(4)(base(i)), name='other')\nmodel.compile('sgd', 'mse')\nother.compile('sgd', 'mse')\n${before}\nmodel.fit(x, y)\n`);
    const { unknowns, start } = models.find(({ variable }) => variable === 'model')!.recipe!;
    return { start: start?.path, blocked: unknowns.filter(({ blocks }) => blocks).map(({ reason }) => reason), told: unknowns.filter(({ blocks }) => !blocks).map(({ reason }) => reason) };
  };

  for (const [before, reason] of [
    ["model.get_layer('out').set_weights(w)", 'The weights of "out" are set by the program (set_weights)'],
    ["base.layers[0].set_weights(w)", 'The weights of "h" are set by the program'],
    ['model.set_weights(w)', 'are set by the program (set_weights)'],
    ["base.load_weights('notop.h5')", 'The weights of "base" are loaded from "notop.h5"'],
    ["model.load_weights('old.h5', by_name=True)", 'takes only some of the weights here (by_name)'],
    ["model.load_weights('old.weights.h5', skip_mismatch=True)", 'takes only some of the weights here (skip_mismatch)'],
    ['model.load_weights(newest())', 'takes its weights from is not known'],
  ] as const) {
    it(`${before} is not passed over`, () => {
      const { blocked } = given(before);
      assert.ok(blocked.some((text) => text.includes(reason)), blocked.join());
    });
  }

  it('what a normalization learns from data is not passed over', () => assert.ok(given('norm.adapt(x)', "(norm := keras.layers.Normalization())").blocked.some((text) => text.includes('learns from data (adapt)'))));

  it('loading all weights replaces what was set, and is what the training starts from', () => {
    assert.deepEqual(given("base.layers[0].set_weights(w)\nbase.load_weights('notop.h5')\nmodel.load_weights('all.weights.h5')"), { start: 'all.weights.h5', blocked: [], told: [] });
    assert.deepEqual(given("def load():\n    model.load_weights('all.weights.h5')\nload()"), { start: 'all.weights.h5', blocked: [], told: [] });
    assert.deepEqual(given(''), { start: undefined, blocked: [], told: [] });
  });

  it('trainings before it are told of', () => {
    assert.match(given('other.fit(x, y)').told.join(), /The layer "h" is trained here before, in the model "other"/);
    assert.match(given('model.train_on_batch(x, y)').told.join(), /train_on_batch/);
    assert.deepEqual(given('model.fit(x, y, batch_size=8)').told, [], 'it is a stage of the training');
    assert.deepEqual(given('model.fit(x, y)').told, []);
  });
});

describe('trainings in stages', () => {
  const head = `import keras
import numpy as np
x, y = np.zeros((20, 6)), np.zeros((20,))
model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(4, name='h'), keras.layers.Dense(3, name='out')])
`;
  const recipeOf = (text: string) => analyze(head + text).models[0]!.recipe!;
  const short = (text: string) => stagesOf(recipeOf(text)).map(({ optimizer, losses, metrics, epochs, initialEpoch, keepsOptimizer = false, start, moved = [] }) => ({ optimizer: optimizer.className, losses: losses.map(({ className }) => className).join(), metrics: metrics.length, epochs, initialEpoch, keepsOptimizer, start: start?.path ?? null, moved: moved.map(({ moves }) => moves) }));
  const plain = { optimizer: 'Adam', losses: 'MeanSquaredError', metrics: 1, epochs: 2, initialEpoch: 0, keepsOptimizer: false, start: null, moved: [] };
  const compile = "model.compile('adam', 'mse', metrics=['mae'])\n";

  it('each is as the file says at that moment, with the layers that it moves', () => {
    assert.deepEqual(short(`model.layers[0].trainable = False\n${compile}model.fit(x, y, epochs=2)\nmodel.layers[0].trainable = True\nmodel.compile('sgd', 'mse')\nmodel.fit(x, y, epochs=3)\nmodel.fit(x, y, batch_size=4)`), [
      { ...plain, moved: [false] }, { ...plain, optimizer: 'SGD', epochs: 3 }, { ...plain, optimizer: 'SGD', epochs: 1, keepsOptimizer: true },
    ]);
  });

  it('one that repeats the one before is more epochs of it', () => assert.deepEqual(short(`${compile}for i in range(3):\n    model.fit(x, y, epochs=2)`), [{ ...plain, epochs: 6 }]));

  it('an optimizer that is compiled again goes on, and weights that are loaded between count from there', () => {
    assert.deepEqual(short(`opt = keras.optimizers.Adam()\nmodel.load_weights('a.weights.h5')\nmodel.compile(opt, 'mse', metrics=['mae'])\nmodel.fit(x, y, epochs=2)\nmodel.load_weights('b.weights.h5')\nmodel.fit(x, y, epochs=2)\nmodel.compile(opt, 'mae')\nmodel.fit(x, y, epochs=2)`), [
      { ...plain, start: 'a.weights.h5' }, { ...plain, start: 'b.weights.h5', keepsOptimizer: true }, { ...plain, losses: 'MeanAbsoluteError', keepsOptimizer: true },
    ]);
  });

  it('the epochs of a history are known where nothing can end its training', () => {
    const fits = (callbacks: string) => `${compile}history = model.fit(x, y, epochs=5, callbacks=[${callbacks}])\nmodel.fit(x, y, epochs=9, initial_epoch=history.epoch[-1])`;
    assert.equal(recipeOf(fits('')).initialEpoch, 4);
    assert.equal(recipeOf(fits("keras.callbacks.CSVLogger('a.csv')")).initialEpoch, 4);
    for (const ending of ['keras.callbacks.EarlyStopping()', 'keras.callbacks.TerminateOnNaN()', 'mine']) {
      assert.match(recipeOf(fits(ending)).unknowns.filter(({ blocks }) => blocks).map(({ reason }) => reason).join(), /initial_epoch is not known: How many epochs fit trains is known only when it has: \w+( \w+)? may end it before the last\./);
    }
  });

  it('of two ways that train before in different places, none is taken', () => {
    const { unknowns } = recipeOf(`${compile}import sys\nif len(sys.argv) > 1:\n    model.fit(x, y)\n    model.fit(x, y, batch_size=4)\nelse:\n    model.fit(x, y, batch_size=4)`);
    assert.match(unknowns.filter(({ blocks }) => blocks).map(({ reason }) => reason).join(), /How the model is trained \(.*trainings before/);
  });

  it('an edit below leaves the recipe as it is', () => {
    const text = `${head}${compile}model.fit(x, y, epochs=2)\nmodel.compile('sgd', 'mse')\nmodel.fit(x, y, epochs=3)\n`;
    const [before, after] = [analyze(text, { file: 'staged.py' }), analyze(`${text}print(1)\n`, { file: 'staged.py' })];
    assert.equal(stagesOf(after.models[0]!.recipe!).length, 2);
    assert.equal(after.models[0]!.recipe, before.models[0]!.recipe);
  });
});

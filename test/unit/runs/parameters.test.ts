import assert from 'node:assert/strict';
import { compareParameters, parametersOf, shortened } from '../../../src/core/runs/parameters.js';
import { recipeOf, runInfo } from './support.js';

const parameters = (optimizer: string, fit?: string, seed = 3) => parametersOf(recipeOf(optimizer, fit).recipe, { seed, run: runInfo() });
const valueOf = (all: readonly { readonly name: string; readonly value: string }[], name: string) => all.find((parameter) => parameter.name === name)?.value;

describe('the parameters of a run', () => {
  it('are all that the recipe says, as Keras spells it, and what the run was asked for', () => {
    const all = parameters('"adam"', 'epochs=3, batch_size=32, validation_split=0.1, callbacks=[keras.callbacks.EarlyStopping(patience=4)]');
    const expected = {
      optimizer: 'Adam', 'optimizer.learning_rate': '0.001', 'optimizer.amsgrad': 'False', 'optimizer.weight_decay': 'None',
      loss: 'SparseCategoricalCrossentropy', 'loss.from_logits': 'False', batch_size: '32', epochs: '3', validation_split: '0.1', callback: 'EarlyStopping', 'callback.patience': '4',
      seed: '3', model: 'model', 'model.parameters': '7850', device: 'CPU (2 threads)', data: 'MNIST',
    };
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, valueOf(all, name)])), expected);
    assert.equal(valueOf(all, 'training_data.x'), 'keras_dataset(name=mnist, split=train, part=x), reshape(shape=(60000, 28, 28, 1)), cast(dtype=float32), divide(by=255)');
    assert.deepEqual(all.filter(({ name }) => /span/i.test(name)), []);
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
  });

  it('tell a schedule from a number, and each of several callbacks', () => {
    const all = parameters('keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9), momentum=0.9)', 'callbacks=[keras.callbacks.TerminateOnNaN(), keras.callbacks.EarlyStopping()]');
    assert.deepEqual(['optimizer', 'optimizer.momentum', 'optimizer.learning_rate', 'optimizer.learning_rate.decay_rate', 'callback[0]', 'callback[1]'].map((name) => valueOf(all, name)), ['SGD', '0.9', 'ExponentialDecay', '0.9', 'TerminateOnNaN', 'EarlyStopping']);
  });

  it('show of many numbers the first, the last and their count, and compare all of them', () => {
    const scheduled = (factor: string) => parameters('keras.optimizers.SGD(0.1)', `callbacks=[keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate if epoch < 50 else rate * ${factor})]`);
    const rates = valueOf(scheduled('0.5'), 'callback.values')!;
    assert.match(shortened(rates), /^\(0\.1, 0\.1, 0\.1, … [\de.-]+; 100 values\)$/);
    assert.equal(compareParameters([scheduled('0.5'), scheduled('0.6')]).find(({ name }) => name === 'callback.values')?.differs, true);
    for (const short of ['(3, 3)', 'SGD', 'reshape(shape=(60000, 28, 28, 1))', '(1, 2, 3, 4, 5, 6, 7, 8)']) assert.equal(shortened(short), short);
  });

  it('differ where a value is another or is missing', () => {
    const rows = compareParameters([parameters('"adam"'), parameters('keras.optimizers.Adam(0.01)', undefined, 4), parameters('"sgd"')]);
    const differing = new Map(rows.filter(({ differs }) => differs).map(({ name, values }) => [name, values]));
    assert.deepEqual(differing.get('optimizer'), ['Adam', 'Adam', 'SGD']);
    assert.deepEqual(differing.get('optimizer.learning_rate'), ['0.001', '0.01', '0.01']);
    assert.deepEqual(differing.get('optimizer.beta_1'), ['0.9', '0.9', null]);
    assert.deepEqual(differing.get('optimizer.momentum'), [null, null, '0']);
    assert.deepEqual(differing.get('seed'), ['3', '4', '3']);
    for (const same of ['loss', 'batch_size', 'epochs', 'device']) assert.equal(rows.find(({ name }) => name === same)?.differs, false, same);
  });
});

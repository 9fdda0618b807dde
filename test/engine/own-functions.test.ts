import assert from 'node:assert/strict';
import { analyze } from '../../src/core/analyze.js';
import { planTraining } from '../../src/engine/training/plan.js';

const head = `import keras
import tensorflow as tf
from keras import ops
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
`;
const fitted = (functions: string, compile: string) => `${head}${functions}model.compile("sgd", ${compile})\nmodel.fit(keras.ops.zeros((8, 4)), keras.ops.zeros((8, 3)))\n`;
const recipeOf = (text: string) => analyze(text).models[0]!;
const plan = (text: string, target: { readonly shape: readonly number[]; readonly dtype: 'float32' | 'int32' }) => {
  const { graph, recipe } = recipeOf(text);
  return planTraining(graph, recipe!, [target], text);
};
const square = 'def square(y_true, y_pred):\n    return ops.mean((y_true - y_pred) ** 2, axis=-1)\n';

describe('losses and metrics that are functions of the file', () => {
  it('are refused for targets of another shape than they are followed for', () => {
    assert.equal(plan(fitted(square, 'square'), { shape: [3], dtype: 'int32' }).outputs[0]!.loss!.loss.className, 'square');
    assert.throws(() => plan(fitted(square, 'square'), { shape: [], dtype: 'int32' }), { name: 'UserError', message: 'The loss square (line 7) is a function of the file, which is followed for targets of the predictions\' shape (3); the data has int32 targets of shape (). Use one of keras.losses, or give the targets that shape.' });
  });

  it('are left out as metrics, with the reason', () => {
    const { outputs, leftOut } = plan(fitted(square, '"mse", metrics=["mae", square]'), { shape: [3], dtype: 'int32' });
    assert.deepEqual(outputs[0]!.metrics.map(({ name }) => name), ['mae']);
    assert.match(leftOut.join(' '), /The metric square .* the data has int32 targets of shape \(3\).*astype\("float32"\)\. The metric is left out\./);
  });

  it('are refused where they draw random numbers or apply layers with weights', () => {
    assert.throws(() => plan(fitted('def f(a, b):\n    return ops.mean(a - b + keras.random.normal(ops.shape(b)), axis=-1)\n', 'f'), { shape: [3], dtype: 'float32' }), /draws random numbers/);
    assert.throws(() => plan(fitted('other = keras.layers.Dense(2)\ndef f(a, b):\n    return ops.mean(other(a) - other(b), axis=-1)\n', 'f'), { shape: [3], dtype: 'float32' }), /applies layers with weights/);
  });

  it('are not known where they hang on numbers or are not followed, and nobody is told of mistakes for targets that the data may not have', () => {
    const lost = (functions: string) => {
      const { recipe } = recipeOf(fitted(functions, 'f'));
      return recipe!.unknowns.filter(({ blocks }) => blocks).map(({ reason }) => reason).join(' ');
    };
    assert.match(lost('def f(a, b):\n    if ops.mean(a) > 0:\n        return ops.mean(a - b)\n    return ops.mean(b)\n'), /^The loss f is a function of the file, of which not everything is followed: /);
    assert.match(lost('import scipy\ndef f(a, b):\n    return scipy.special.expit(a - b)\n'), /of which not everything is followed: .*scipy/);
    const text = fitted('def f(a, b):\n    return ops.mean(ops.reshape(a, (-1, 7)) - b)\n', '"mse", metrics=[f]');
    assert.deepEqual(analyze(text).diagnostics.filter(({ severity }) => severity === 'error'), []);
  });

  it('metrics in the place of loss_weights are told of', () => {
    const { recipe } = recipeOf(fitted('', '"mse", ["accuracy"]'));
    assert.match(recipe!.unknowns.map(({ reason }) => reason).join(' '), /^loss_weights, the third argument of compile, must be a number for each loss, but found "accuracy"\. Metrics are the fourth: write metrics=\[\.\.\.\]\.$/);
  });
});

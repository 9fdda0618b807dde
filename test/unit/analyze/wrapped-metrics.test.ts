import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';

const compiled = (metric: string) => analyze(`import keras
def mine(y, p):
    return y - p
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile('sgd', 'mse', metrics=[${metric}])
`);
const parts = (metric: string) => compiled(metric).models[0]!.recipe!.metrics.map(({ className, config }) => ({ className, config }));

describe('keras.metrics.MeanMetricWrapper', () => {
  it('is the metric of the function that it wraps, by the name that Keras 3.15 shows and with the function\'s arguments', () => {
    assert.deepEqual(parts('keras.metrics.MeanMetricWrapper(keras.metrics.mean_absolute_error)'), [{ className: 'MeanAbsoluteError', config: { name: 'mean_metric_wrapper' } }]);
    assert.deepEqual(parts('keras.metrics.MeanMetricWrapper(fn=keras.losses.huber, name="h", delta=0.5)'), [{ className: 'huber', config: { name: 'h', delta: 0.5 } }]);
  });

  it('of a function of the file is told of as the function itself is', () => {
    for (const metric of ['mine', 'keras.metrics.MeanMetricWrapper(mine, name="m")']) {
      const { diagnostics, unknowns } = compiled(metric);
      assert.deepEqual([diagnostics.length, unknowns.map(({ reason }) => reason)], [0, ['The metric mine is a function of the file, which is not run.']]);
    }
  });
});

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

  it('of a function of the file computes what the function does', () => {
    for (const [metric, name] of [['mine', 'mine'], ['keras.metrics.MeanMetricWrapper(mine, name="m")', 'm']] as const) {
      const { models, diagnostics, unknowns } = compiled(metric);
      assert.deepEqual([diagnostics, unknowns], [[], []]);
      const [part] = models[0]!.recipe!.metrics;
      assert.deepEqual([part!.config['name'], part!.computes?.layers.map(({ type }) => type)], [name, ['InputLayer', 'InputLayer', 'subtract']]);
    }
  });

  it('of a function of the file with arguments is left out with its reason', () => {
    const { models, unknowns } = compiled('keras.metrics.MeanMetricWrapper(mine, scale=2.0)');
    assert.deepEqual([models[0]!.recipe!.metrics, unknowns.map(({ reason }) => reason)], [[], ['The metric mine is a function of the file, which is not run.']]);
  });
});

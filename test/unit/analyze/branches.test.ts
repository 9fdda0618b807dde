import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';

describe('a branch that may not be taken', () => {
  it('leaves nothing behind in a model that it changes', () => {
    const { models: [model] } = analyze(`import keras
model = keras.Sequential()
model.add(keras.Input((32, 32, 3)))
if unknown:
    model.add(keras.layers.MaxPooling2D(2))
`, { file: 'branch.py' });
    assert.ok(model?.graph.incomplete);
    assert.deepEqual([model.graph.tensors, model.inputShape, model.outputShape, model.parameters.total], [[], null, null, null]);
  });
});

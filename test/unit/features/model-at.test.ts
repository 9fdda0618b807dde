import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';
import { glanceOf, modelAt } from '../../../src/core/features/glance.js';
import { Lines } from '../../../src/core/syntax/lines.js';

const text = `import keras
from keras import layers

augment = keras.Sequential([
    layers.RandomFlip(),
])


def make(shape):
    inputs = keras.Input(shape)
    x = layers.Conv2D(8, 3)(inputs)
    kept = x  # set aside
    x = layers.Flatten()(x)
    return keras.Model(inputs, layers.Dense(1)(x))


base = make((8, 8, 3))
whole = keras.Sequential([keras.Input((8, 8, 3)), base, layers.Dense(2)])
whole.compile("sgd", "mse")
# behind all
`;
const { models } = glanceOf(analyze(text), new Lines(text), { batchAxis: false });
const at = (piece: string) => models[modelAt(models, text.indexOf(piece)) ?? -1]?.name;

describe('the model under the caret', () => {
  it('is the one whose layer, call or line it is', () => {
    assert.equal(at('RandomFlip'), 'augment');
    assert.equal(at('augment ='), 'augment');
    assert.equal(at('whole ='), 'whole');
    assert.equal(at('Dense(2)'), 'whole');
  });

  it('is the model that makes a layer, not one that only holds that model', () => {
    assert.equal(at('Conv2D'), 'base');
    assert.equal(at('Flatten'), 'base');
  });

  it('is the one whose layers stand around a line without any', () => assert.equal(at('# set aside'), 'base'));

  it('is else the last that begins before', () => assert.equal(at('# behind all'), 'whole'));

  it('is above all of them the first that is trained', () => {
    assert.equal(at('import keras'), 'whole');
    assert.equal(modelAt(models.filter(({ trains }) => !trains), 0), 0);
  });
});

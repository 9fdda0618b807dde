import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';
import { layersNamedAt, stringAt } from '../../../src/core/features/definitions.js';

const text = `import keras
from keras import layers
base = keras.Sequential([layers.Input((8, 8, 1)), layers.Conv2D(4, 3, name="deep")], name="base")
model = keras.Sequential([base, layers.Flatten(), layers.Dense(2)])
cut = model.get_layer("dense").output
inner = base.get_layer('deep'); print("no layer")
`;

describe('from a layer\'s name to the layer', () => {
  const targets = (piece: string) => layersNamedAt(analyze(text), text, text.indexOf(piece) + 2)?.targets.map(({ from, to }) => text.slice(from, to));
  it('goes to the call that makes it, in nested models too', () => {
    assert.deepEqual(targets('"dense"'), ['layers.Dense(2)']);
    assert.deepEqual(targets("'deep'"), ['layers.Conv2D(4, 3, name="deep")']);
  });
  it('stays silent in other strings and outside of strings', () => {
    assert.deepEqual([targets('"no layer"'), targets('Flatten')], [undefined, undefined]);
  });
  it('reads strings with either quote, and escaped ones', () => {
    assert.deepEqual([`f("a\\"b", 'c')`].flatMap((line) => [stringAt(line, 4)?.value, stringAt(line, 11)?.value, stringAt(line, 8)?.value]), ['a\\"b', 'c', undefined]);
  });
});

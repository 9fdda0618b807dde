import { showShape } from '../../graph/tensors.js';
import { choice, defineLayer, flag, inert, int, reject } from '../define.js';

export default defineLayer({
  type: 'HashedCrossing',
  summary: 'Sorts pairs of features into bins by a hash.',
  acceptsBase: false,
  ignoresUnknown: true,
  params: { numBins: int(), outputMode: choice(['int', 'one_hot'], 'int'), sparse: flag(false), name: inert(null), dtype: inert(null) },
  outputDtype: ({ outputMode }, { variable }) => (outputMode === 'int' ? (variable === 'int32' ? 'int32' : 'int64') : variable),
  mergeShape({ numBins, outputMode }, shapes) {
    if (shapes.length !== 2) reject('input-count', `HashedCrossing takes exactly 2 inputs, but got ${shapes.length}. Pass two tensors.`);
    const [a, b] = shapes;
    if (!a || !b) return null;
    if (a.at(-1) !== b.at(-1)) reject('merge-shape-mismatch', `HashedCrossing needs two inputs of the same shape, but got ${showShape(a)} and ${showShape(b)}. Bring them to one shape.`);
    if (outputMode === 'int') return a;
    return a.at(-1) === 1 ? [...a.slice(0, -1), numBins] : [...a, numBins];
  },
});

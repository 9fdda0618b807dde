import { anything, choice, defineLayer, flag, inert, int, reject } from '../define.js';

export default defineLayer({
  type: 'Hashing',
  summary: 'Sorts tokens into bins by a hash.',
  params: { numBins: int(), maskValue: inert(null), salt: anything(null), outputMode: choice(['int', 'one_hot', 'multi_hot', 'count'], 'int'), sparse: flag(false) },
  check({ outputMode, sparse }) {
    if (sparse && outputMode === 'int') reject('argument-choice', 'Hashing can be sparse only with output_mode "one_hot", "multi_hot" or "count", but it is "int". Change output_mode or drop sparse.', 'sparse');
  },
  outputDtype: ({ outputMode }, { variable }) => (outputMode === 'int' ? (variable === 'int32' ? 'int32' : 'int64') : variable),
  outputShape: ({ numBins, outputMode }, shape) => (outputMode === 'int' ? shape : shape.length === 0 ? [numBins] : [...shape.slice(0, -1), numBins]),
});

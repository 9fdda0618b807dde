import type { Dim } from '../../graph/types.js';
import { anything, choice, defineLayer, flag, inert, optionalInt, reject } from '../define.js';

export default defineLayer({
  type: 'Discretization',
  summary: 'Sorts numbers into bins.',
  acceptsBase: false,
  params: { binBoundaries: anything(null), numBins: optionalInt(null, { min: 0 }), epsilon: inert(0.01), outputMode: choice(['int', 'one_hot', 'multi_hot', 'count'], 'int'), sparse: flag(false), dtype: inert(null), name: inert(null) },
  check({ binBoundaries, numBins, outputMode, sparse }) {
    if (numBins !== undefined && binBoundaries !== null) reject('argument-duplicate', 'Discretization takes num_bins or bin_boundaries, but both are given. Remove one of them.', 'num_bins');
    if (numBins === undefined && binBoundaries === null) reject('argument-missing', 'Discretization needs num_bins or bin_boundaries, but neither is given. Add one of them.');
    if (sparse && outputMode === 'int') reject('argument-choice', 'Discretization can be sparse only with output_mode "one_hot", "multi_hot" or "count", but it is "int". Change output_mode or drop sparse.', 'sparse');
  },
  outputDtype: ({ outputMode }, { compute }) => (outputMode === 'int' ? 'int32' : compute),
  outputShape({ binBoundaries, numBins = null, outputMode }, shape) {
    if (outputMode === 'int') return shape;
    const depth: Dim = Array.isArray(binBoundaries) ? binBoundaries.length + 1 : binBoundaries === null ? numBins : null;
    if (outputMode === 'one_hot') return shape.length > 1 && shape.at(-1) === 1 ? [...shape.slice(0, -1), depth] : [...shape, depth];
    return shape.length >= 2 ? [shape[0] ?? null, ...shape.slice(2), depth] : [depth];
  },
});

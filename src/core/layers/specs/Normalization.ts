import { showShape } from '../../graph/tensors.js';
import { anything, axes, defineLayer, flag, reject, resolveAxis, weight } from '../define.js';
import { ones, zeros } from '../initial.js';

export default defineLayer({
  type: 'Normalization',
  summary: 'Brings features to mean 0 and variance 1 by numbers that it took from the data.',
  params: { axis: axes(-1, { nullable: true }), mean: anything(null), variance: anything(null), invert: flag(false) },
  check({ mean, variance }) {
    if ((mean === null) !== (variance === null)) reject('argument-missing', `Normalization needs both mean and variance or neither, but only ${mean === null ? 'variance' : 'mean'} is given. Add the other, or call adapt().`, mean === null ? 'variance' : 'mean');
  },
  outputShape({ axis, mean }, shape, { lost }) {
    for (const a of axis ?? []) {
      const at = resolveAxis('Normalization', a, shape);
      if (at !== null && shape[at] === null && !lost) reject('undefined-channels', `Normalization keeps numbers for each position of axis ${at}, but that axis is None in its input ${showShape(shape)}. Give it a length in the Input, or leave it out of axis.`, 'axis');
    }
    const last = Math.max(...(axis ?? []).map((a) => resolveAxis('Normalization', a, shape) ?? -1));
    const length = shape[last] ?? null;
    if (Array.isArray(mean) && length !== null && mean.length > 1 && mean.length !== length) {
      reject('length-mismatch', `Normalization is given ${mean.length} means, but axis ${last} of its input ${showShape(shape)} has ${length} positions. Give one mean for each, or a single number.`, 'mean');
    }
    return shape;
  },
  weights({ axis, mean }, shape) {
    if (mean !== null && !(mean instanceof Object && 'loss' in mean)) return [];
    const kept = axis === undefined ? [] : axis === null ? [null] : [...new Set(axis.map((a) => resolveAxis('Normalization', a, shape)))].sort((a, b) => (a ?? 0) - (b ?? 0)).map((at) => (at === null ? null : (shape[at] ?? null)));
    const fixed = { trainable: false };
    const size = mean === null ? kept : [null];
    return [weight('mean', size, zeros, fixed), weight('variance', size, ones, fixed), weight('count', [], zeros, { trainable: false, dtype: 'int64' })];
  },
});

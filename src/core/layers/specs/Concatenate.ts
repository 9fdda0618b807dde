import { reject } from '../../graph/problem.js';
import { showShape } from '../../graph/tensors.js';
import { defineLayer, resolveAxis, signed } from '../define.js';
import { sum } from '../sizes.js';

export default defineLayer({
  type: 'Concatenate',
  summary: 'Joins its inputs along one axis.',
  params: { axis: signed(-1) },
  mergeShape({ axis }, shapes, { lost }) {
    const [first] = shapes;
    if (!first) return null;
    const mismatch = (): never => reject('merge-shape-mismatch', `Concatenate needs inputs that agree in every axis but axis ${axis}, but got ${shapes.map(showShape).join(' and ')}. Change the layers before, or pad or crop one input.`, axis === -1 ? undefined : 'axis');
    if (shapes.some((s) => s && s.length !== first.length)) mismatch();
    const at = resolveAxis('Concatenate', axis, first);
    if (at === null || shapes.some((s) => s === null)) return first.map(() => null);
    const known = shapes.filter((s) => s !== null);
    return first.map((length, i) => {
      const lengths = known.map((s) => s[i] ?? null);
      if (i === at) return sum(lengths);
      const fixed = new Set(lengths.filter((d) => d !== null));
      if (fixed.size > 1) mismatch();
      return lost && length === null ? ([...fixed][0] ?? null) : length;
    });
  },
});

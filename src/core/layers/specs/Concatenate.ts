import { reject } from '../../graph/problem.js';
import { showShape } from '../../graph/tensors.js';
import { defineLayer, resolveAxis, signed } from '../define.js';
import { sum } from '../sizes.js';

export default defineLayer({
  type: 'Concatenate',
  summary: 'Joins its inputs along one axis.',
  params: { axis: signed(-1) },
  mergeShape({ axis }, shapes, { lost, computed, built }) {
    const [first] = shapes;
    if (!first) return null;
    // Of a layer that is built already Keras only adds lengths, until somebody computes with it.
    const compares = computed || !built;
    const mismatch = (): never => reject('merge-shape-mismatch', `Concatenate needs inputs that agree in every axis but axis ${axis}, but got ${shapes.map(showShape).join(' and ')}. Change the layers before, or pad or crop one input.`, axis === -1 ? undefined : 'axis');
    if (compares && shapes.some((s) => s && s.length !== first.length)) mismatch();
    const at = resolveAxis('Concatenate', axis, first);
    if (at === null || shapes.some((s) => s === null)) return first.map(() => null);
    const known = shapes.filter((s) => s !== null);
    return first.map((length, i) => {
      const lengths = known.map((s) => s[i] ?? null);
      if (i === at) return sum(known.map((s) => s.at(compares ? i : (axis ?? i)) ?? null));
      const fixed = new Set(lengths.filter((d) => d !== null));
      if (compares && fixed.size > 1) mismatch();
      return (lost || computed) && length === null ? ([...fixed][0] ?? null) : length;
    });
  },
});

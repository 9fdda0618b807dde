import { defineLayer, intList, reject } from '../define.js';
import { rankMismatch } from '../define.js';

export default defineLayer({
  type: 'Permute',
  summary: 'Puts the axes into another order.',
  outputDtype: 'input',
  params: { dims: intList() },
  check({ dims }) {
    if (!dims || dims.some((d) => d === null)) return;
    const sorted = [...dims].sort((a, b) => (a ?? 0) - (b ?? 0));
    if (sorted.some((d, i) => d !== i + 1)) reject('argument-type', `Permute's dims must name each axis from 1 to ${dims.length} once (the batch is not counted), but found (${dims.map((d) => d ?? 'None').join(', ')}). Correct the order.`, 'dims');
  },
  outputShape({ dims }, shape) {
    if (!dims) return shape.map((d, i) => (i === 0 ? d : null));
    if (shape.length !== dims.length + 1) rankMismatch('Permute', `${dims.length + 1} axes (dims names ${dims.length})`, shape);
    return [shape[0] ?? null, ...dims.map((d) => (typeof d === 'number' ? (shape[d] ?? null) : null))];
  },
});

import { reject } from '../../graph/problem.js';
import { showShape } from '../../graph/tensors.js';
import type { Dim, Shape } from '../../graph/types.js';
import { type LayerSpec, defineLayer } from '../define.js';
import { jointBatch } from '../sizes.js';

interface ElementwiseMerge {
  readonly type: string;
  readonly summary: string;
  /** The number of inputs that the layer demands. */
  readonly exactly?: number;
}

/** Keras's `Merge`: inputs of one shape, or shapes that differ by axes of length 1. */
export function elementwiseMerge({ type, summary, exactly }: ElementwiseMerge): LayerSpec {
  return defineLayer({
    type, summary, params: {},
    mergeShape(_, shapes, { lost, computed }) {
      if (exactly !== undefined && shapes.length !== exactly) reject('input-count', `${type} takes exactly ${exactly} inputs, but got ${shapes.length}. Pass ${exactly} tensors.`);
      const known = shapes.filter((s) => s !== null);
      if (known.length < shapes.length || known.length === 0) return null;
      const common = commonBatch(type, known);
      const batch = computed ? jointBatch(known) : common;
      const rest = known.map((s): Shape => s.slice(1)).reduce((a, b) => broadcast(a, b, lost, () => mismatch(type, known)));
      return [batch, ...rest];
    },
  });
}

function commonBatch(type: string, shapes: readonly Shape[]): Dim {
  const batches = new Set(shapes.map((s) => s[0] ?? null).filter((d) => d !== null));
  if (batches.size > 1) mismatch(type, shapes);
  return [...batches][0] ?? null;
}

function mismatch(type: string, shapes: readonly Shape[]): never {
  reject('merge-shape-mismatch', `${type} needs inputs of the same shape, or with axes of length 1 where they differ, but got ${shapes.map(showShape).join(' and ')}. Check strides, padding and filters of the layers before, or bring one branch to the other's shape (a 1x1 convolution for channels).`);
}

/** Keras's `_compute_elemwise_op_output_shape`: aligned at the last axis; where either is open the result is open. */
function broadcast(a: Shape, b: Shape, lost: boolean, fail: () => never): Shape {
  if (a.length < b.length) return broadcast(b, a, lost, fail);
  const offset = a.length - b.length;
  return a.map((length, i) => {
    if (i < offset) return length;
    const other = b[i - offset] ?? null;
    if (length === null || other === null) return lost ? openLength(length, other) : null;
    if (length === 1) return other;
    return other === 1 || other === length ? length : fail();
  });
}

/** Where an axis is lost, a length above 1 on the other side still decides: the model would not build otherwise. */
const openLength = (a: Dim, b: Dim): Dim => (a !== null && a > 1 ? a : b !== null && b > 1 ? b : null);

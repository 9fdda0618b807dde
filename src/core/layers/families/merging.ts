import { reject } from '../../graph/problem.js';
import { showShape } from '../../graph/tensors.js';
import type { Dim, Shape } from '../../graph/types.js';
import { type LayerSpec, defineLayer } from '../define.js';
import { fixedBatches, oneBatch, repeatedBatch } from '../sizes.js';

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
    mergeShape(_, shapes, { lost, computed, built }) {
      if (exactly !== undefined && shapes.length !== exactly) reject('input-count', `${type} takes exactly ${exactly} inputs, but got ${shapes.length}. Pass ${exactly} tensors.`);
      const known = shapes.filter((s) => s !== null);
      if (known.length < shapes.length || known.length === 0) return null;
      const common = built ? undefined : oneBatch(type, known);
      const batch = computed ? repeatedBatch(type, known) : common === undefined ? agreedBatch(known) : common;
      const rest = known.map((s): Shape => s.slice(1)).reduce((a, b) => broadcast(a, b, lost || computed, () => mismatch(type, known)));
      return [batch, ...rest];
    },
  });
}

/** What Keras says of a layer that it does not build again: batches that differ are an open one (`Merge.compute_output_shape`). */
function agreedBatch(shapes: readonly Shape[]): Dim {
  const [batch = null, other] = fixedBatches(shapes);
  return other === undefined ? batch : null;
}

function mismatch(type: string, shapes: readonly Shape[]): never {
  reject('merge-shape-mismatch', `${type} needs inputs of the same shape, or with axes of length 1 where they differ, but got ${shapes.map(showShape).join(' and ')}. Check strides, padding and filters of the layers before, or bring one branch to the other's shape (a 1x1 convolution for channels).`);
}

/** Keras's `_compute_elemwise_op_output_shape`: aligned at the last axis; where either is open the result is open. */
function broadcast(a: Shape, b: Shape, decides: boolean, fail: () => never): Shape {
  if (a.length < b.length) return broadcast(b, a, decides, fail);
  const offset = a.length - b.length;
  return a.map((length, i) => {
    if (i < offset) return length;
    const other = b[i - offset] ?? null;
    if (length === null || other === null) return decides ? openLength(length, other) : null;
    if (length === 1) return other;
    return other === 1 || other === length ? length : fail();
  });
}

/** Where an axis is lost, or open and computed with, a length above 1 on the other side still decides: anything else would not build or compute. */
const openLength = (a: Dim, b: Dim): Dim => (a !== null && a > 1 ? a : b !== null && b > 1 ? b : null);

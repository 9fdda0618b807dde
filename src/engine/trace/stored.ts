/** A result as a device lays it out, and its values in the order of its own axes. */
import { blockedShape, channelsFirst, type Layout } from './layout.js';
import { sizeOf, type TensorSpec, type TypedArray } from './step.js';

export interface Stored extends TensorSpec {
  readonly layout: Layout;
  /** Channels in a block, where `layout` has blocks. */
  readonly blockSize: number;
}

/** The axes by which the graph names the memory. */
export function storedShape({ shape, layout, blockSize }: Stored): readonly number[] {
  if (layout === 'logical') return shape;
  return layout === 'split' ? blockedShape(shape, blockSize) : channelsFirst(shape);
}

/** A copy of the values, row-major in the tensor's own shape (channels last). */
export function inOrder({ shape, layout, blockSize }: Stored, stored: TypedArray): TypedArray {
  if (layout === 'logical') return stored.slice();
  const [batch = 1, ...rest] = shape;
  const channels = rest[rest.length - 1]!;
  const positions = sizeOf(rest) / channels;
  const block = layout === 'channelsFirst' ? 1 : blockSize;
  const values = new (stored.constructor as { new (length: number): TypedArray })(stored.length);
  let from = 0;
  for (let n = 0; n < batch; n++) {
    for (let first = 0; first < channels; first += block) {
      for (let position = 0; position < positions; position++) {
        const to = (n * positions + position) * channels + first;
        for (let c = 0; c < block; c++) values[to + c] = stored[from++]!;
      }
    }
  }
  return values;
}

import { type Native, native } from '../../python/native.js';
import { List, Tuple } from '../../python/containers.js';
import { type Site, type Value, asInteger, unknown } from '../../python/values.js';
import type { SymbolicTensor } from '../../../graph/builder.js';
import { ArrayValue } from '../array-value.js';
import { info } from '../shapes.js';
import { sessionOf } from '../session.js';
import { TensorValue } from '../tensor-value.js';
import { tensorValue } from '../trees.js';

/** Applies a rule for shapes to a symbolic tensor or an array. */
function reshapedBy(name: string, x: Value, at: Site, rule: (shape: readonly (number | null)[]) => readonly (number | null)[]): Value {
  if (x instanceof ArrayValue) return x.after(null, x.shape && rule(x.shape), 'float32');
  if (!(x instanceof TensorValue)) return unknown(`${name} of this is not followed.`, at.span);
  const { shape, loss } = x.tensor;
  const made = sessionOf(at.machine).builder.operation(name, x.tensor, {}, info(shape && rule(shape), 'float32', loss), at.span);
  return tensorValue(made as SymbolicTensor, sessionOf(at.machine));
}

/** `tf.image.resize(images, size)`. */
export const resizeImages: Native = native('resize(images, size, *args, **kwargs)', (at, images, size) => {
  const sides = size instanceof List || size instanceof Tuple ? size.items.map((d) => asInteger(d)) : [null, null];
  return reshapedBy('resize', images, at, (shape) => (shape.length === 4 ? [shape[0]!, sides[0] ?? null, sides[1] ?? null, shape[3]!] : [sides[0] ?? null, sides[1] ?? null, shape[2] ?? null]));
});

/** Functions of `tf.nn` whose shapes follow from their arguments. */
export const nnFunctions: readonly Native[] = [
  native('dropout(x, rate=None, *args, **kwargs)', (_at, x) => x!),
  native('bias_add(value, bias, **kwargs)', (_at, x) => x!),
  native('l2_normalize(x, *args, **kwargs)', (_at, x) => x!),
  native('lrn(x, *args, **kwargs)', (_at, x) => x!),
  native('local_response_normalization(x, *args, **kwargs)', (_at, x) => x!),
  native('depth_to_space(x, block_size, *args, **kwargs)', (at, x, size) => {
    const block = asInteger(size);
    const times = (d: number | null | undefined, by: number): number | null => (d == null || block === null ? null : d * by);
    return reshapedBy('depth_to_space', x, at, (s) => [s[0] ?? null, times(s[1], block ?? 1), times(s[2], block ?? 1), s[3] == null || block === null ? null : s[3] / (block * block)]);
  }),
  native('space_to_depth(x, block_size, *args, **kwargs)', (at, x, size) => {
    const block = asInteger(size);
    return reshapedBy('space_to_depth', x, at, (s) => [s[0] ?? null, s[1] == null || block === null ? null : s[1] / block, s[2] == null || block === null ? null : s[2] / block, s[3] == null || block === null ? null : s[3] * block * block]);
  }),
];

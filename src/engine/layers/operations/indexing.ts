/** Parts of a tensor: `x[...]`, `slice`, `take`. tfjs's strided slice has no gradient, so these are slices, reversals and gathering. */
import type { ConfigValue } from '../../../core/graph/types.js';
import { tf } from '../../trace/tensorflow.js';
import { defineForward, type ForwardCall } from '../define.js';
import { axisOf } from '../support/format.js';
import { argument, operands, unary } from '../support/operands.js';

type Part = 'newaxis' | '...' | { readonly at: number } | { readonly from: number | null; readonly to: number | null; readonly step: number | null };

/** Positions along an axis that a Python slice takes. */
function positions(length: number, { from, to, step }: Extract<Part, { from: unknown }>): number[] {
  const by = step ?? 1;
  const bound = (value: number | null, otherwise: number): number => (value === null ? otherwise : Math.min(Math.max(value < 0 ? value + length : value, by < 0 ? -1 : 0), by < 0 ? length - 1 : length));
  const [start, stop] = [bound(from, by < 0 ? length - 1 : 0), to === null ? (by < 0 ? -1 : length) : bound(to, 0)];
  return Array.from({ length: Math.max(0, Math.ceil((stop - start) / by)) }, (_, i) => start + i * by);
}

const along = (x: tf.Tensor, axis: number, from: number, count: number): tf.Tensor => (from === 0 && count === x.shape[axis] ? x : tf.slice(x, x.shape.map((_, i) => (i === axis ? from : 0)), x.shape.map((length, i) => (i === axis ? count : length))));

function pick(x: tf.Tensor, axis: number, taken: readonly number[]): tf.Tensor {
  const step = taken.length > 1 ? taken[1]! - taken[0]! : 1;
  if (step === 1) return along(x, axis, taken[0] ?? 0, taken.length);
  if (step === -1) return tf.reverse(along(x, axis, taken.at(-1)!, taken.length), axis);
  return tf.gather(x, tf.tensor1d([...taken], 'int32'), axis);
}

function indexed(x: tf.Tensor, parts: readonly Part[]): tf.Tensor {
  const used = parts.filter((part) => typeof part === 'object').length;
  let result = x;
  const shape: number[] = [];
  let axis = 0;
  const whole = (): void => void shape.push(x.shape[axis++]!);
  for (const part of parts) {
    if (part === 'newaxis') shape.push(1);
    else if (part === '...') for (let left = x.rank - used; left > 0; left--) whole();
    else if ('at' in part) {
      result = along(result, axis, part.at < 0 ? part.at + x.shape[axis]! : part.at, 1);
      axis++;
    } else {
      const taken = positions(x.shape[axis]!, part);
      result = pick(result, axis++, taken);
      shape.push(taken.length);
    }
  }
  while (axis < x.rank) whole();
  return tf.reshape(result, shape);
}

const numbers = (call: ForwardCall, name: string): number[] => {
  const value = argument(call, name);
  return Array.isArray(value) && value.every((item): item is number => typeof item === 'number') ? value : call.config.fail(name, 'numbers');
};

/** Entries of an axis by their places; without an axis, of all in a row. */
function gather(call: ForwardCall, [tensor, places]: readonly [string, string], axis: ConfigValue | undefined): tf.Tensor {
  const [x, indices] = operands(call, [tensor, places]) as [tf.Tensor, tf.Tensor];
  return typeof axis === 'number' ? tf.gather(x, tf.cast(indices, 'int32'), axisOf(axis, x.rank)) : tf.gather(tf.reshape(x, [x.size]), tf.cast(indices, 'int32'));
}

export default [
  unary('get_item', (x, call) => indexed(x, argument(call, 'index') as unknown as readonly Part[])),
  unary('slice', (x, call) => {
    const [starts, sizes] = [numbers(call, 'start_indices'), numbers(call, 'shape')];
    return tf.slice(x, starts, sizes.map((size, i) => (size < 0 ? x.shape[i]! - starts[i]! : size)));
  }),
  defineForward({ type: 'take', call: (call) => gather(call, ['x', 'indices'], argument(call, 'axis')) }),
  defineForward({
    type: 'tf.gather',
    call(call) {
      if (Number(argument(call, 'batch_dims') ?? 0) !== 0) return call.config.fail('batch_dims', '0');
      return gather(call, ['params', 'indices'], argument(call, 'axis') ?? 0);
    },
  }),
];

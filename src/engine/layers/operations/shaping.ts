/** `keras.ops` that rearrange a tensor. */
import { UserError } from '../../errors.js';
import { tf } from '../../trace/tensorflow.js';
import { defineForward, type ForwardCall } from '../define.js';
import { argument, axesOf, numberOf, textOf, unary } from '../support/operands.js';
import { repeat } from '../support/upsampling.js';

/** The shape that the graph found for the result, with the batch that runs; -1 for what follows from the number of elements. */
function known({ results, layer, batch }: ForwardCall): number[] {
  const shape = results[0]?.shape ?? null;
  if (shape === null) throw new UserError(`The shape that the operation "${layer.name}" makes could not be determined from the file, so it cannot be run.`);
  const open = shape.filter((length) => length === null).length;
  if (open > 2 || (open === 2 && shape[0] !== null)) throw new UserError(`The operation "${layer.name}" makes a shape with ${open} lengths that could not be determined, so it cannot be run.`);
  return shape.map((length, i) => length ?? (i === 0 && open === 2 ? batch : -1));
}

/** Axes of the tensor without a batch count from the same start as with it. */
const axis = (call: ForwardCall, name: string, rank: number, fallback?: number): number => {
  const value = numberOf(call, name, fallback);
  return value < 0 ? value + rank : value;
};

/** Padding by what lies inside, axis by axis: tfjs's own has no gradient. */
function mirrored(x: tf.Tensor, widths: readonly (readonly [number, number])[], mode: 'reflect' | 'symmetric'): tf.Tensor {
  return widths.reduce<tf.Tensor>((padded, [before, after], along) => {
    if (before + after === 0) return padded;
    const skip = mode === 'reflect' ? 1 : 0;
    const length = padded.shape[along]!;
    const part = (from: number, count: number): tf.Tensor => tf.reverse(tf.slice(padded, padded.shape.map((_, i) => (i === along ? from : 0)), padded.shape.map((whole, i) => (i === along ? count : whole))), along);
    return tf.concat([...(before > 0 ? [part(skip, before)] : []), padded, ...(after > 0 ? [part(length - skip - after, after)] : [])], along);
  }, x);
}

export default [
  defineForward({ type: 'reshape', call: (call) => tf.reshape(call.inputs[0]!, known(call)) }),
  defineForward({ type: 'broadcast_to', call: (call) => tf.broadcastTo(call.inputs[0]!, known(call).map((length) => (length < 0 ? call.batch : length))) }),
  unary('expand_dims', (x, call) => tf.expandDims(x, axis(call, 'axis', x.rank + 1))),
  unary('squeeze', (x, call) => tf.squeeze(x, axesOf(call) ?? undefined)),
  unary('transpose', (x, call) => tf.transpose(x, axesOf(call, 'axes') ?? undefined)),
  unary('swapaxes', (x, call) => {
    const [a, b] = [axis(call, 'axis1', x.rank), axis(call, 'axis2', x.rank)];
    return tf.transpose(x, x.shape.map((_, i) => (i === a ? b : i === b ? a : i)));
  }),
  defineForward({ type: 'concatenate', call: (call) => tf.concat([...call.inputs], axis(call, 'axis', call.inputs[0]!.rank, 0)) }),
  defineForward({ type: 'stack', call: (call) => tf.stack([...call.inputs], axis(call, 'axis', call.inputs[0]!.rank + 1, 0)) }),
  defineForward({ type: 'unstack', call: (call) => tf.unstack(call.inputs[0]!, axis(call, 'axis', call.inputs[0]!.rank, 0)) }),
  defineForward({
    type: 'split',
    call(call) {
      const x = call.inputs[0]!;
      const along = axis(call, 'axis', x.rank, 0);
      const given = argument(call, 'indices_or_sections');
      if (typeof given === 'number') return tf.split(x, given, along);
      if (!Array.isArray(given)) return call.config.fail('indices_or_sections', 'a number or a list of positions');
      const ends = [...(given as number[]), x.shape[along]!];
      return tf.split(x, ends.map((end, i) => end - (i === 0 ? 0 : ends[i - 1]!)), along);
    },
  }),
  unary('repeat', (x, call) => repeat(x, axis(call, 'axis', x.rank), numberOf(call, 'repeats'))),
  unary('tile', (x, call) => {
    const given = argument(call, 'repeats');
    const repeats = typeof given === 'number' ? [given] : Array.isArray(given) ? given.map((times) => (times === null ? call.batch : Number(times))) : call.config.fail('repeats', 'numbers');
    const ones = (count: number): number[] => Array.from({ length: count }, () => 1);
    return tf.tile(tf.reshape(x, [...ones(repeats.length - x.rank), ...x.shape]), [...ones(x.rank - repeats.length), ...repeats]);
  }),
  unary('flip', (x, call) => tf.reverse(x, axesOf(call) ?? x.shape.map((_, i) => i))),
  unary('pad', (x, call) => {
    const given = argument(call, 'pad_width');
    const mode = textOf(call, 'mode', 'constant').toLowerCase();
    const widths = typeof given === 'number' ? x.shape.map((): [number, number] => [given, given]) : Array.isArray(given) && Array.isArray(given[0]) ? (given as [number, number][]) : call.config.fail('pad_width', 'pairs of numbers');
    if (mode === 'reflect' || mode === 'symmetric') return mirrored(x, widths, mode);
    if (mode !== 'constant') return call.config.fail('mode', '"constant", "reflect" or "symmetric"');
    const value = argument(call, 'constant_values');
    return tf.pad(x, widths, typeof value === 'number' ? value : 0);
  }),
  unary('moveaxis', (x, call) => {
    const [from, to] = ['source', 'destination'].map((name) => (axesOf(call, name) ?? call.config.fail(name, 'axes'))) as [number[], number[]];
    const order = x.shape.map((_, i) => i).filter((i) => !from.includes(i));
    to.map((place, i) => [place, from[i]!] as const).sort(([a], [b]) => a - b).forEach(([place, moved]) => order.splice(place, 0, moved));
    return tf.transpose(x, order);
  }),
  unary('ravel', (x) => tf.reshape(x, [x.size])),
  unary('one_hot', (x, call) => tf.cast(tf.oneHot(tf.cast(x, 'int32'), numberOf(call, 'num_classes')), 'float32')),
];

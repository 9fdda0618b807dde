/** `keras.ops` that rearrange a tensor. */
import { UserError } from '../../errors.js';
import { tf } from '../../trace/tensorflow.js';
import { defineForward, type ForwardCall } from '../define.js';
import { argument, axesOf, numberOf, unary } from '../support/operands.js';
import { repeat } from '../support/upsampling.js';

/** The shape that the graph found for the result, with the batch that runs. */
function known({ results, inputs, layer }: ForwardCall): number[] {
  const shape = results[0]?.shape ?? null;
  if (shape === null) throw new UserError(`The shape that the operation "${layer.name}" makes could not be determined from the file, so it cannot be run.`);
  const batch = inputs[0]!.shape[0];
  const open = shape.filter((length, i) => length === null && i > 0).length;
  if (open > 1) throw new UserError(`The operation "${layer.name}" makes a shape with ${open} lengths that could not be determined, so it cannot be run.`);
  return shape.map((length, i) => length ?? (i === 0 ? batch : -1));
}

/** Axes of the tensor without a batch count from the same start as with it. */
const axis = (call: ForwardCall, name: string, rank: number, fallback?: number): number => {
  const value = numberOf(call, name, fallback);
  return value < 0 ? value + rank : value;
};

export default [
  defineForward({ type: 'reshape', call: (call) => tf.reshape(call.inputs[0]!, known(call)) }),
  defineForward({ type: 'broadcast_to', call: (call) => tf.broadcastTo(call.inputs[0]!, known(call)) }),
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
    const repeats = typeof given === 'number' ? [given] : Array.isArray(given) ? (given as number[]) : call.config.fail('repeats', 'numbers');
    return tf.tile(x, [...Array.from({ length: x.rank - repeats.length }, () => 1), ...repeats]);
  }),
  unary('flip', (x, call) => tf.reverse(x, axesOf(call) ?? x.shape.map((_, i) => i))),
  unary('pad', (x, call) => {
    const given = argument(call, 'pad_width');
    const mode = argument(call, 'mode') ?? 'constant';
    if (mode !== 'constant' || !Array.isArray(given)) return call.config.fail(mode === 'constant' ? 'pad_width' : 'mode', mode === 'constant' ? 'pairs of numbers' : '"constant"');
    const value = argument(call, 'constant_values');
    return tf.pad(x, given as [number, number][], typeof value === 'number' ? value : 0);
  }),
  unary('ravel', (x) => tf.reshape(x, [x.size])),
  unary('one_hot', (x, call) => tf.cast(tf.oneHot(tf.cast(x, 'int32'), numberOf(call, 'num_classes')), 'float32')),
];

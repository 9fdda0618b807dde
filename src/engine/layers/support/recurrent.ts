/** Recurrent layers over sequences [batch, steps, ...], unrolled step by step. */
import { UserError } from '../../errors.js';
import { tf } from '../../trace/tensorflow.js';
import { defineForward, type Forward, type ForwardCall } from '../define.js';
import { givenMask, spreadMask } from './masks.js';

/** One step: from the input of the step and the states to the output and new states. */
export type Cell = (x: tf.Tensor, states: readonly tf.Tensor[]) => { readonly output: tf.Tensor; readonly states: tf.Tensor[] };

export interface Recurrence {
  /** Made once a call, so that what does not depend on the step is computed once. */
  cell(call: ForwardCall, x: tf.Tensor): { readonly step: Cell; readonly initial: tf.Tensor[] };
}

/**
 * At a step that the mask hides the states stay as they are and the output is the one before (zeros at first, and with
 * `zero_output_for_mask` always): `backend.rnn` of Keras 3.15.
 */
export function recurrentLayer(type: string, { cell }: Recurrence): Forward {
  return defineForward({
    type,
    takesMask: true,
    mask: ([mask], { config }) => [config.flag('returnSequences', false) ? mask : undefined],
    call(call) {
      const [x, ...given] = call.inputs as [tf.Tensor, ...tf.Tensor[]];
      const { config } = call;
      if (config.flag('stateful', false)) return config.fail('stateful', 'stateful=False');
      const { step, initial } = cell(call, x);
      let states: readonly tf.Tensor[] = given.length === initial.length ? given : initial;
      const length = x.shape[1]!;
      const mask = givenMask(call);
      if (mask !== undefined && (mask.rank < 2 || mask.shape[1] !== length)) {
        throw new UserError(`Layer "${call.layer.name}" (${type}) is given a mask of shape (${mask.shape.join(', ')}), and its input has ${length} steps. A mask has a batch and as many steps as the input.`);
      }
      const silent = config.flag('zeroOutputForMask', false);
      const outputs: tf.Tensor[] = [];
      for (let i = 0; i < length; i++) {
        const at = config.flag('goBackwards', false) ? length - 1 - i : i;
        const result = step(atStep(x, at), states);
        if (mask === undefined) {
          outputs.push(result.output);
          states = result.states;
        } else {
          const shown = atStep(mask, at);
          const choose = (now: tf.Tensor, before: tf.Tensor): tf.Tensor => tf.where(spreadMask(shown, now.rank), now, before);
          outputs.push(choose(result.output, (silent ? undefined : outputs.at(-1)) ?? tf.zerosLike(result.output)));
          const before = states;
          states = result.states.map((state, n) => choose(state, before[n]!));
        }
      }
      const output = config.flag('returnSequences', false) ? tf.stack(outputs, 1) : outputs.at(-1)!;
      return config.flag('returnState', false) ? [output, ...states] : output;
    },
  });
}

/** One step of a sequence, without the axis of steps. */
const atStep = (x: tf.Tensor, at: number): tf.Tensor => tf.squeeze(tf.slice(x, [0, at, ...x.shape.slice(2).map(() => 0)], [x.shape[0], 1, ...x.shape.slice(2)]), [1]);

/** Dropout masks, the same for all steps of a call; undefined at rest. */
export function dropoutMask(call: ForwardCall, name: 'dropout' | 'recurrentDropout', shape: readonly number[], count: number): tf.Tensor[] | undefined {
  const rate = call.config.number(name, 0);
  if (!call.training || rate <= 0 || rate >= 1) return undefined;
  return Array.from({ length: count }, () => tf.mul(tf.cast(tf.greaterEqual(call.random({ shape, distribution: 'uniform' }), rate), 'float32'), 1 / (1 - rate)));
}

/** x times a kernel whose columns are gates, each gate with its own mask where there are masks. */
export function gates(x: tf.Tensor, kernel: tf.Tensor, masks: readonly tf.Tensor[] | undefined, count: number): tf.Tensor {
  if (masks === undefined) return tf.matMul(x, kernel);
  const parts = tf.split(kernel, count, -1);
  return tf.concat(parts.map((part, i) => tf.matMul(tf.mul(x, masks[i % masks.length]!), part)), -1);
}

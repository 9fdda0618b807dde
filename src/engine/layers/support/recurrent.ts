/** Recurrent layers over sequences [batch, steps, ...], unrolled step by step. */
import { tf } from '../../trace/tensorflow.js';
import { defineForward, type Forward, type ForwardCall } from '../define.js';

/** One step: from the input of the step and the states to the output and new states. */
export type Cell = (x: tf.Tensor, states: readonly tf.Tensor[]) => { readonly output: tf.Tensor; readonly states: tf.Tensor[] };

export interface Recurrence {
  /** Made once a call, so that what does not depend on the step is computed once. */
  cell(call: ForwardCall, x: tf.Tensor): { readonly step: Cell; readonly initial: tf.Tensor[] };
}

export function recurrentLayer(type: string, { cell }: Recurrence): Forward {
  return defineForward({
    type,
    call(call) {
      const [x, ...given] = call.inputs as [tf.Tensor, ...tf.Tensor[]];
      const { config } = call;
      if (config.flag('stateful', false)) return config.fail('stateful', 'stateful=False');
      const { step, initial } = cell(call, x);
      let states: readonly tf.Tensor[] = given.length === initial.length ? given : initial;
      const length = x.shape[1]!;
      const outputs: tf.Tensor[] = [];
      for (let i = 0; i < length; i++) {
        const at = config.flag('goBackwards', false) ? length - 1 - i : i;
        const taken = tf.squeeze(tf.slice(x, [0, at, ...x.shape.slice(2).map(() => 0)], [x.shape[0], 1, ...x.shape.slice(2)]), [1]);
        const result = step(taken, states);
        outputs.push(result.output);
        states = result.states;
      }
      const output = config.flag('returnSequences', false) ? tf.stack(outputs, 1) : outputs.at(-1)!;
      return config.flag('returnState', false) ? [output, ...states] : output;
    },
  });
}

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

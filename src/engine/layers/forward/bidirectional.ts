import { tf } from '../../trace/tensorflow.js';
import { defineForward } from '../define.js';
import { childrenOf } from '../support/children.js';

export default defineForward({
  type: 'Bidirectional',
  call(call) {
    const [forwards, backwards] = childrenOf(call, 2);
    const [x, ...states] = call.inputs as [tf.Tensor, ...tf.Tensor[]];
    const half = states.length / 2;
    const [ahead, ...aheadStates] = call.child(forwards!, [x, ...states.slice(0, half)]);
    const [behind, ...behindStates] = call.child(backwards!, [x, ...states.slice(half)]);
    const sequences = forwards!.config.returnSequences === true;
    const turned = sequences ? tf.reverse(behind!, 1) : behind!;
    const { config } = call;
    const merged = (config.get('mergeMode') ?? null) === null ? [ahead!, turned] : [merge(config.text('mergeMode'), ahead!, turned)];
    return [...merged, ...aheadStates, ...behindStates];
  },
});

function merge(mode: string, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  if (mode === 'concat') return tf.concat([a, b], -1);
  if (mode === 'mul') return tf.mul(a, b);
  return mode === 'ave' ? tf.div(tf.add(a, b), 2) : tf.add(a, b);
}

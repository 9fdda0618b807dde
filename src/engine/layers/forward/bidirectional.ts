import type { Layer } from '../../../core/graph/types.js';
import { tf } from '../../trace/tensorflow.js';
import { defineForward } from '../define.js';
import { childrenOf } from '../support/children.js';
import { givenMask } from '../support/masks.js';

/** Of the two layers that it holds both hide as `Bidirectional.__init__` makes them: outputs of hidden steps are 0 where sequences are returned. */
export default defineForward({
  type: 'Bidirectional',
  takesMask: true,
  mask([mask], call) {
    const [{ config }] = childrenOf(call, 2) as [Layer, Layer];
    if (config.returnSequences !== true) return [];
    return (call.config.get('mergeMode') ?? null) === null ? [mask, mask] : [mask];
  },
  call(call) {
    const [forwards, backwards] = childrenOf(call, 2).map(silent) as [Layer, Layer];
    const [x, ...states] = call.inputs as [tf.Tensor, ...tf.Tensor[]];
    const half = states.length / 2;
    const options = { mask: givenMask(call), states: half };
    const [ahead, ...aheadStates] = call.child(forwards, [x, ...states.slice(0, half)], options);
    const [behind, ...behindStates] = call.child(backwards, [x, ...states.slice(half)], options);
    const sequences = forwards.config.returnSequences === true;
    const turned = sequences ? tf.reverse(behind!, 1) : behind!;
    const { config } = call;
    const merged = (config.get('mergeMode') ?? null) === null ? [ahead!, turned] : [merge(config.text('mergeMode'), ahead!, turned)];
    return [...merged, ...aheadStates, ...behindStates];
  },
});

const silent = (layer: Layer): Layer => ({ ...layer, config: { ...layer.config, zeroOutputForMask: layer.config.returnSequences === true } });

function merge(mode: string, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  if (mode === 'concat') return tf.concat([a, b], -1);
  if (mode === 'mul') return tf.mul(a, b);
  return mode === 'ave' ? tf.div(tf.add(a, b), 2) : tf.add(a, b);
}

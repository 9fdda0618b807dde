import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { finish } from '../support/convolution-layer.js';
import { sameMask } from '../support/masks.js';

/** Applies to the last axis, whatever the rank. */
export default defineForward({
  type: 'Dense',
  mask: sameMask,
  call(call) {
    const x = only(call);
    const kernel = call.weights.kernel as tf.Tensor2D;
    const [features, units] = kernel.shape;
    if (x.rank === 2) return finish(call, tf.matMul(x, kernel));
    const product = tf.matMul(tf.reshape(x, [x.size / features, features]), kernel);
    return finish(call, tf.reshape(product, [...x.shape.slice(0, -1), units]));
  },
});

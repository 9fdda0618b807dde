import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { childrenOf, kernelOf } from '../support/children.js';
import { weightNamed } from '../support/weights.js';

const unit = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.minimum(tf.rsqrt(tf.sum(tf.square(x))), 1e7));

/**
 * Divides a kernel by its largest singular value, found by power iteration (Miyato et al. 2018). In training Keras assigns the divided
 * kernel to the variable, so that the gradient is taken at the new value and not through the division; likewise here.
 */
export default defineForward({
  type: 'SpectralNormalization',
  call(call) {
    const [layer] = childrenOf(call, 1);
    if (!call.training) return call.child(layer!, [only(call)]);
    const name = kernelOf(layer!);
    const kernel = call.childWeight(layer!, name);
    const columns = kernel.shape.at(-1)!;
    const matrix = tf.reshape(kernel, [kernel.size / columns, columns]);
    let u = weightNamed(call, 'vector_u');
    let v = u;
    for (let i = 0; i < call.config.number('powerIterations', 1); i++) {
      v = unit(tf.matMul(u, matrix, false, true));
      u = unit(tf.matMul(v, matrix));
    }
    const sigma = tf.sum(tf.matMul(tf.matMul(v, matrix), u, false, true));
    const divided = tf.div(kernel, sigma);
    call.update('vector_u', u);
    call.update(`${layer!.name}/${name}`, divided);
    return call.child(layer!, [only(call)], { weights: { [name]: straightThrough(kernel, divided) } });
  },
});

/** The second tensor's values with the first one's gradient. */
function straightThrough(source: tf.Tensor, value: tf.Tensor): tf.Tensor {
  return tf.customGrad((...given) => {
    const [, save] = given as unknown as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    save([]);
    return { value: tf.clone(value), gradFunc: (dy) => tf.clone(dy) };
  })(source);
}

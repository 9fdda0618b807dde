import { tf } from '../../trace/tensorflow.js';

/** Maximum over axes. Where several elements share it their gradient is divided among them, as TensorFlow does; tfjs gives each the whole. */
export function maxOver(x: tf.Tensor, axes: number[], keepdims: boolean): tf.Tensor {
  const kept = tf.customGrad((...given) => {
    const [input, save] = given as unknown as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    const value = tf.max(input, axes, true);
    save([input, value]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [original, largest] = saved as [tf.Tensor, tf.Tensor];
        const winners = tf.cast(tf.equal(original, largest), 'float32');
        return tf.mul(winners, tf.div(dy, tf.sum(winners, axes, true)));
      },
    };
  })(x);
  return keepdims ? kept : tf.squeeze(kept, axes);
}

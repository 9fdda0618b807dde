import { tf } from '../../trace/tensorflow.js';

/** Values without their gradient. */
export const stopGradient = (x: tf.Tensor): tf.Tensor =>
  tf.customGrad((...given) => {
    const [input, save] = given as unknown as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    save([]);
    return { value: tf.clone(input), gradFunc: (dy) => tf.zerosLike(dy) };
  })(x);

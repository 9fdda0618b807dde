import { tf } from '../../trace/tensorflow.js';

/** x where the condition holds, else a constant; the gradient passes where x does. (tfjs cannot differentiate through a comparison.) */
export function gate(x: tf.Tensor, condition: (x: tf.Tensor) => tf.Tensor, otherwise = 0): tf.Tensor {
  return tf.customGrad((...given) => {
    const [input, save] = given as unknown as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    const open = tf.cast(condition(input), 'float32');
    save([open]);
    const passed = tf.mul(input, open);
    return { value: otherwise === 0 ? passed : tf.add(passed, tf.mul(tf.sub(1, open), otherwise)), gradFunc: (dy, saved) => tf.mul(dy, saved[0]!) };
  })(x);
}

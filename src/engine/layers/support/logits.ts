import type { tf } from '../../trace/tensorflow.js';

const logits = new WeakMap<tf.Tensor, tf.Tensor>();

/** Remembers the logits behind probabilities, so that crossentropy can be computed stably, as Keras does (`_keras_logits`). */
export function rememberLogits(probabilities: tf.Tensor, from: tf.Tensor): tf.Tensor {
  logits.set(probabilities, from);
  return probabilities;
}

/** The logits that a softmax or sigmoid was applied to, where the tensor is its direct output. */
export function logitsOf(probabilities: tf.Tensor): tf.Tensor | undefined {
  return logits.get(probabilities);
}

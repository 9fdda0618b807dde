import * as tf from '@tensorflow/tfjs-core';

/**
 * Says something while the gradient of ReLU is that of guided backpropagation (Springenberg et al. 2015, section 3.4): it passes where
 * the value is positive, as always, and only where it is positive itself. The usual gradients are back afterwards.
 */
export function withGuidedRectifiers<T>(say: () => T): T {
  const kept = ['Relu', 'Relu6'].flatMap((name) => tf.getGradient(name));
  for (const usual of kept) {
    tf.unregisterGradient(usual.kernelName);
    tf.registerGradient({ ...usual, gradFunc: (dy, saved, attrs) => usual.gradFunc(tf.relu(dy as tf.Tensor), saved, attrs) });
  }
  try {
    return say();
  } finally {
    for (const usual of kept) {
      tf.unregisterGradient(usual.kernelName);
      tf.registerGradient(usual);
    }
  }
}

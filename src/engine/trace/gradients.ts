/**
 * Gradients that tfjs 4.22 lacks or has wrong: operands that broadcast in maximum, minimum and squared difference get gradients of
 * their own shape, and comparisons, through which no gradient flows, say so instead of failing.
 */
import * as tf from '@tensorflow/tfjs-core';

/** Sums a gradient over the axes along which its operand was repeated. */
function toShapeOf(gradient: tf.Tensor, operand: tf.Tensor): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(operand.shape, gradient.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, operand.shape);
}

type Share = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

function registerBinary(kernelName: string, shareOfA: Share, shareOfB: Share): void {
  tf.registerGradient({
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      const single = dy as tf.Tensor;
      return { a: () => toShapeOf(tf.mul(single, tf.cast(shareOfA(a, b), 'float32')), a), b: () => toShapeOf(tf.mul(single, tf.cast(shareOfB(a, b), 'float32')), b) };
    },
  });
}

/** Registered after tfjs's own, which they replace. Where both operands are equal the gradient goes to the first, as in TensorFlow. */
export function registerGradients(): void {
  registerBinary('Maximum', tf.greaterEqual, tf.less);
  registerBinary('Minimum', tf.lessEqual, tf.greater);
  registerBinary('SquaredDifference', (a, b) => tf.mul(2, tf.sub(a, b)), (a, b) => tf.mul(2, tf.sub(b, a)));
  for (const kernelName of ['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'LogicalAnd', 'LogicalOr']) {
    tf.registerGradient({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (_, saved) => ({ a: () => tf.zeros(saved[0]!.shape), b: () => tf.zeros(saved[1]!.shape) }),
    });
  }
  for (const kernelName of ['LogicalNot', 'Any', 'All']) {
    tf.registerGradient({ kernelName, inputsToSave: ['x'], gradFunc: (_, saved) => ({ x: () => tf.zeros(saved[0]!.shape) }) });
  }
}

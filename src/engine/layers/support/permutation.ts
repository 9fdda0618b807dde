import { tf } from '../../trace/tensorflow.js';
import type { ForwardCall } from '../define.js';

/** A random order of `count` rows: their places in the order of uniform numbers, as `keras.random.shuffle` of TensorFlow's backend. Of equal numbers the first comes first. [count], int32. */
export function permutation(call: Pick<ForwardCall, 'random'>, count: number): tf.Tensor1D {
  const drawn = call.random({ shape: [count], distribution: 'uniform' });
  const [own, other] = [tf.reshape(drawn, [count, 1]), tf.reshape(drawn, [1, count])];
  const earlier = tf.tensor(Float32Array.from({ length: count * count }, (_, i) => Number(i % count < Math.floor(i / count))), [count, count]);
  const before = tf.add(tf.cast(tf.less(other, own), 'float32'), tf.mul(tf.cast(tf.equal(other, own), 'float32'), earlier));
  const ranks = tf.reshape(tf.sum(before, 1), [1, count]);
  const numbers = tf.tensor(Float32Array.from({ length: count }, (_, i) => i), [count, 1]);
  const there = tf.cast(tf.equal(ranks, numbers), 'float32');
  return tf.cast(tf.sum(tf.mul(there, tf.reshape(numbers, [1, count])), 1), 'int32') as tf.Tensor1D;
}

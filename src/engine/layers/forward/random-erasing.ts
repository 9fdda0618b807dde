import { tf } from '../../trace/tensorflow.js';
import { choose, factorOf, randomImageLayer, uniform, valueRange } from '../support/random-image.js';

/** A rectangle of each image is filled with noise or a value. */
export default randomImageLayer('RandomErasing', (x, call) => {
  const [batch, height, width] = x.shape as [number, number, number];
  const [low, high] = (call.config.get('scale') ?? null) === null ? [0.02, 0.33] : factorOf(call, 'scale', [0, 1]);
  const size = tf.sqrt(uniform(call, [batch, 2], [low, high]));
  const along = (axis: number, length: number): tf.Tensor => {
    const extent = tf.mul(tf.slice(size, [0, axis], [batch, 1]), length);
    const start = tf.mul(tf.reshape(uniform(call, [batch]), [batch, 1]), tf.sub(length, extent));
    const positions = tf.tensor(Float32Array.from({ length }, (_, i) => i), [1, length]);
    return tf.logicalAnd(tf.greaterEqual(positions, start), tf.less(positions, tf.add(start, extent)));
  };
  const [columns, rows] = [along(0, width), along(1, height)];
  const probability = uniform(call, [batch], factorOf(call, 'factor', [0, 1], 1));
  const erased = tf.less(uniform(call, [batch]), probability);
  const range = valueRange(call);
  const value = call.config.get('fillValue') ?? null;
  const colors = Array.isArray(value) ? tf.tensor1d(call.config.numbers('fillValue')) : tf.scalar(typeof value === 'number' ? value : 0);
  const fill = tf.clipByValue(value === null ? tf.mul(call.random({ shape: x.shape, distribution: 'normal' }), range[1]) : tf.add(tf.zerosLike(x), colors), ...range);
  const mask = tf.logicalAnd(tf.reshape(rows, [batch, height, 1, 1]), tf.reshape(columns, [batch, 1, width, 1]));
  return choose(erased, tf.where(mask, fill, x), x);
});

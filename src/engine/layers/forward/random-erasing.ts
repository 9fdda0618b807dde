import { tf } from '../../trace/tensorflow.js';
import { choose, factorOf, randomImageLayer, rectangle, stretch, uniform, valueRange } from '../support/random-image.js';

/** A rectangle of each image is filled with noise or a value. */
export default randomImageLayer('RandomErasing', (x, call) => {
  const [batch, height, width] = x.shape as [number, number, number];
  const [low, high] = (call.config.get('scale') ?? null) === null ? [0.02, 0.33] : factorOf(call, 'scale', [0, 1]);
  const size = tf.sqrt(uniform(call, [batch, 2], [low, high]));
  const side = (axis: number): tf.Tensor => tf.slice(size, [0, axis], [batch, 1]);
  const [columns, rows] = [stretch(call, side(0), width), stretch(call, side(1), height)];
  const probability = uniform(call, [batch], factorOf(call, 'factor', [0, 1], 1));
  const erased = tf.less(uniform(call, [batch]), probability);
  const range = valueRange(call);
  const value = call.config.get('fillValue') ?? null;
  const colors = Array.isArray(value) ? tf.tensor1d(call.config.numbers('fillValue')) : tf.scalar(typeof value === 'number' ? value : 0);
  const fill = tf.clipByValue(value === null ? tf.mul(call.random({ shape: x.shape, distribution: 'normal' }), range[1]) : tf.add(tf.zerosLike(x), colors), ...range);
  return choose(erased, tf.where(rectangle(rows, columns), fill, x), x);
});

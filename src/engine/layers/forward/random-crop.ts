import { tf } from '../../trace/tensorflow.js';
import { channelsLast } from '../support/format.js';
import { resize } from '../support/resize.js';
import { uniform } from '../support/random-image.js';
import { defineForward, only, type ForwardCall } from '../define.js';

/** One part for the whole batch. Outside of training Keras 3 gives the images whole, although it says that they have the size of the part. */
export default defineForward({
  type: 'RandomCrop',
  call(call) {
    const x = tf.cast(only(call), 'float32');
    return call.training ? channelsLast(x, call.config.channelsFirst, (images) => crop(images, call)) : x;
  },
});

function crop(x: tf.Tensor, call: ForwardCall): tf.Tensor {
  const [batch, tall, wide, channels] = x.shape as [number, number, number, number];
  const [height, width] = [call.config.number('height'), call.config.number('width')];
  if (tall > height && wide > width) {
    const positions = (length: number, part: number): tf.Tensor1D => {
      const start = tf.floor(uniform(call, [], [0, length - part + 1]));
      return tf.cast(tf.add(tf.tensor1d(Float32Array.from({ length: part }, (_, i) => i)), start), 'int32') as tf.Tensor1D;
    };
    const rows = positions(tall, height);
    return tf.gather(tf.gather(x, rows, 1), positions(wide, width), 2);
  }
  // Too small for a choice: the middle with the part's proportions gives the corner.
  const [cutHeight, cutWidth] = [Math.max(Math.min(tall, Math.trunc((wide * height) / width)), 1), Math.max(Math.min(wide, Math.trunc((tall * width) / height)), 1)];
  const [top, left] = [Math.trunc((tall - cutHeight) / 2), Math.trunc((wide - cutWidth) / 2)];
  const part = tf.slice(x, [0, top, left, 0], [batch, Math.min(height, tall - top), Math.min(width, wide - left), channels]);
  return part.shape[1] === height && part.shape[2] === width ? part : resize(part, [height, width], 'bilinear');
}

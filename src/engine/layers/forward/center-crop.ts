import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { channelsLast } from '../support/format.js';
import { resize } from '../support/resize.js';

/** Cuts out the middle; images smaller than it are resized so that they fill it, as Keras does. */
export default defineForward({
  type: 'CenterCrop',
  call(call) {
    const [height, width] = [call.config.number('height'), call.config.number('width')];
    return channelsLast(tf.cast(only(call), 'float32'), call.config.channelsFirst, (x) => {
      const cut = (image: tf.Tensor): tf.Tensor => {
        const [batch, tall, wide, channels] = image.shape as [number, number, number, number];
        return tf.slice(image, [0, Math.floor((tall - height) / 2), Math.floor((wide - width) / 2), 0], [batch, height, width, channels]);
      };
      const [, tall, wide] = x.shape as [number, number, number];
      if (tall >= height && wide >= width) return cut(x);
      const scale = Math.max(height / tall, width / wide);
      return cut(resize(x, [Math.max(Math.round(tall * scale), height), Math.max(Math.round(wide * scale), width)], 'bilinear'));
    });
  },
});

import { tf } from '../../trace/tensorflow.js';
import { affineImages } from '../support/affine-images.js';
import { factorOf, randomImageLayer, uniform } from '../support/random-image.js';

/** A factor above 0 shows more than the image, below 0 a part of it. Without a width factor the proportions stay. */
export default randomImageLayer('RandomZoom', (x, call) => {
  const [batch, height, width] = x.shape as [number, number, number];
  const drawn = (name: string): tf.Tensor => {
    const [low, high] = factorOf(call, name);
    return uniform(call, [batch, 1], [1 + low, 1 + high]);
  };
  const down = drawn('heightFactor');
  const across = (call.config.get('widthFactor') ?? null) === null ? down : drawn('widthFactor');
  const none = tf.zerosLike(down);
  const offset = (zoom: tf.Tensor, length: number): tf.Tensor => tf.mul(tf.sub(1, zoom), (length - 1) / 2);
  return affineImages(x, { a: [across, none, offset(across, width)], b: [none, down, offset(down, height)] }, call);
});

/** `keras.ops.image.map_coordinates` as TensorFlow's backend computes it (`keras/src/backend/tensorflow/image.py`): its borders differ from those of `affine_transform`. */
import { tf } from '../../trace/tensorflow.js';
import type { ForwardCall } from '../define.js';
import { pixelsOf } from './affine-images.js';

const fillModes = ['reflect', 'wrap', 'constant', 'nearest'];

/** x [batch, height, width, channels] at rows and columns [batch, height * width], with the layer's fill mode, fill value and interpolation. */
export function mapCoordinates(x: tf.Tensor, rows: tf.Tensor, columns: tf.Tensor, { config }: Pick<ForwardCall, 'config'>): tf.Tensor {
  const [batch, height, width] = x.shape as [number, number, number];
  const fill = config.text('fillMode', 'reflect');
  if (!fillModes.includes(fill)) config.fail('fillMode', `one of ${fillModes.join(', ')}`);
  const value = fill === 'constant' ? config.number('fillValue', 0) : null;
  const column = (each: tf.Tensor): tf.Tensor => tf.reshape(each, [batch * height * width, 1]);
  const pixel = pixelsOf(x);
  const at = (row: tf.Tensor, across: tf.Tensor): tf.Tensor => {
    const [insideRow, insideColumn] = [inside(row, height, fill), inside(across, width, fill)];
    const found = pixel(insideRow, insideColumn);
    return value === null ? found : tf.where(column(tf.logicalAnd(tf.equal(insideRow, row), tf.equal(insideColumn, across))), found, tf.fill([1, 1], value));
  };
  if (config.text('interpolation', 'bilinear') === 'nearest') return tf.reshape(at(tf.round(rows), tf.round(columns)), x.shape);
  const [top, left] = [tf.floor(rows), tf.floor(columns)];
  const [down, across] = [column(tf.sub(rows, top)), column(tf.sub(columns, left))];
  const mix = (one: tf.Tensor, other: tf.Tensor, share: tf.Tensor): tf.Tensor => tf.add(tf.mul(one, tf.sub(1, share)), tf.mul(other, share));
  const line = (row: tf.Tensor): tf.Tensor => mix(at(row, left), at(row, tf.add(left, 1)), across);
  return tf.reshape(mix(line(top), line(tf.add(top, 1)), down), x.shape);
}

/** The whole position inside an axis that stands for one outside (`process_coordinates`). */
function inside(at: tf.Tensor, length: number, fill: string): tf.Tensor {
  if (fill === 'constant' || fill === 'nearest') return tf.clipByValue(at, 0, length - 1);
  if (fill === 'wrap') return tf.mod(at, length);
  const folded = tf.mod(tf.abs(at), 2 * length);
  return tf.where(tf.less(folded, length), folded, tf.sub(2 * length - 1, folded));
}

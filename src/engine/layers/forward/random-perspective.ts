import { tf } from '../../trace/tensorflow.js';
import { affineImages } from '../support/affine-images.js';
import { choose, factorOf, randomImageLayer, uniform } from '../support/random-image.js';

/**
 * Each corner of an image moves by a share of its own position. Keras solves eight equations for the map from the new corners back to the
 * old ones (`compute_homography_matrix`); here it is the inverse of the map of a rectangle onto a quadrilateral, which has a closed form
 * (Heckbert 1989, Fundamentals of Texture Mapping and Image Warping, section 2.2.3).
 */
export default randomImageLayer('RandomPerspective', (x, call) => {
  const [batch, height, width] = x.shape as [number, number, number];
  const probability = uniform(call, [batch], factorOf(call, 'factor', [0, 1], 1));
  const applied = tf.less(uniform(call, [batch]), probability);
  const half = 0.5 * call.config.number('scale', 1);
  const moved = tf.add(uniform(call, [batch, 4, 2], [-half, half]), 1);
  const [right, bottom] = [width - 1, height - 1];
  /** The new place of a corner: upper left, upper right, lower left, lower right. */
  const corner = (at: number, axis: 0 | 1, before: number): tf.Tensor => tf.mul(tf.reshape(tf.slice(moved, [0, at, axis], [batch, 1, 1]), [batch, 1]), before);
  const [x0, x1, x2, x3] = [corner(0, 0, 0), corner(1, 0, right), corner(3, 0, right), corner(2, 0, 0)];
  const [y0, y1, y2, y3] = [corner(0, 1, 0), corner(1, 1, 0), corner(3, 1, bottom), corner(2, 1, bottom)];
  const cross = (p: tf.Tensor, q: tf.Tensor, r: tf.Tensor, s: tf.Tensor): tf.Tensor => tf.sub(tf.mul(p, q), tf.mul(r, s));
  const [dx1, dx2, sx] = [tf.sub(x1, x2), tf.sub(x3, x2), tf.sub(tf.add(x0, x2), tf.add(x1, x3))];
  const [dy1, dy2, sy] = [tf.sub(y1, y2), tf.sub(y3, y2), tf.sub(tf.add(y0, y2), tf.add(y1, y3))];
  const area = cross(dx1, dy2, dx2, dy1);
  const [g, h] = [tf.div(cross(sx, dy2, dx2, sy), area), tf.div(cross(dx1, sy, sx, dy1), area)];
  const [a, b, c] = [tf.add(tf.sub(x1, x0), tf.mul(g, x1)), tf.add(tf.sub(x3, x0), tf.mul(h, x3)), x0];
  const [d, e, f] = [tf.add(tf.sub(y1, y0), tf.mul(g, y1)), tf.add(tf.sub(y3, y0), tf.mul(h, y3)), y0];
  const one = tf.onesLike(a);
  const back = {
    a: [cross(e, one, f, h), cross(c, h, b, one), cross(b, f, c, e)].map((value) => tf.mul(value, right)) as [tf.Tensor, tf.Tensor, tf.Tensor],
    b: [cross(f, g, d, one), cross(a, one, c, g), cross(c, d, a, f)].map((value) => tf.mul(value, bottom)) as [tf.Tensor, tf.Tensor, tf.Tensor],
    c: [cross(d, h, e, g), cross(b, g, a, h), cross(a, e, b, d)] as const,
  };
  return choose(applied, affineImages(x, back, call, 'constant'), x);
});

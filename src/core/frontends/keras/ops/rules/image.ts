import type { Dim } from '../../../../graph/types.js';
import { windowLength } from '../../../../layers/windows.js';
import { lengthAt } from '../../shapes.js';
import { type OpCall, op } from '../rule.js';

/** One number for both sides, or two. */
const both = (sides: readonly Dim[] | null): readonly [Dim, Dim] => (sides === null ? [null, null] : sides.length === 1 ? [sides[0]!, sides[0]!] : [sides[0] ?? null, sides[1] ?? null]);

/** How many windows fit into a length. */
const windows = (length: Dim, size: Dim, stride: Dim, dilation: Dim, same: boolean): Dim => windowLength(length, { size, stride, dilation, padding: same ? 'same' : 'valid' });

/** Images (…, height, width, channels) with other sides. */
function resized(call: OpCall, tensor: string, side: (length: Dim, axis: 'height' | 'width') => Dim) {
  const images = call.tensor(tensor);
  const { shape } = images;
  if (!shape || shape.length < 3 || call.text('data_format') === 'channels_first') return call.result(shape?.map(() => null) ?? null, images.dtype);
  return call.result([...shape.slice(0, -3), side(lengthAt(shape, -3), 'height'), side(lengthAt(shape, -2), 'width'), lengthAt(shape, -1)], images.dtype);
}

/** Before, after and the length that should come out: two of them give the third. */
function framed(call: OpCall, length: Dim, axis: 'height' | 'width', kind: 'padding' | 'cropping', sign: 1 | -1): Dim {
  if (call.has(`target_${axis}`)) return call.integer(`target_${axis}`);
  const [before, after] = axis === 'height' ? [`top_${kind}`, `bottom_${kind}`] : [`left_${kind}`, `right_${kind}`];
  const [a, b] = [call.integer(before), call.integer(after)];
  return length === null || a === null || b === null ? null : length + sign * (a + b);
}

export default {
  extract_patches: op('extract_patches(images, size, strides=None, dilation_rate=1, padding="valid", data_format=None)', (call) => {
    const images = call.tensor('images');
    const size = both(call.integers('size'));
    const strides = call.has('strides') ? both(call.integers('strides')) : size;
    const dilation = both(call.integers('dilation_rate'));
    const same = call.text('padding')?.toLowerCase() === 'same';
    if (images.shape?.length !== 4 || call.text('data_format') === 'channels_first') return call.result(images.shape?.map(() => null) ?? null, images.dtype);
    const [batch, height, width, channels] = images.shape as readonly [Dim, Dim, Dim, Dim];
    const depth = channels === null || size[0] === null || size[1] === null ? null : size[0] * size[1] * channels;
    return call.result([batch, windows(height, size[0], strides[0], dilation[0], same), windows(width, size[1], strides[1], dilation[1], same), depth], images.dtype);
  }),
  resize: op('resize(images, size, interpolation="bilinear", antialias=False, crop_to_aspect_ratio=False, pad_to_aspect_ratio=False, fill_mode="constant", fill_value=0.0, data_format=None)', (call) => {
    const images = call.tensor('images');
    const [height, width] = both(call.integers('size'));
    if (!images.shape || call.text('data_format') === 'channels_first') return call.result(images.shape?.map(() => null) ?? null, images.dtype);
    const { shape } = images;
    return call.result(shape.length === 4 ? [shape[0]!, height, width, shape[3]!] : [height, width, shape[2] ?? null], images.dtype);
  }),
  pad_images: op('pad_images(images, top_padding=None, left_padding=None, bottom_padding=None, right_padding=None, target_height=None, target_width=None, data_format=None)', (call) => resized(call, 'images', (d, axis) => framed(call, d, axis, 'padding', 1))),
  crop_images: op('crop_images(images, top_cropping=None, left_cropping=None, bottom_cropping=None, right_cropping=None, target_height=None, target_width=None, data_format=None)', (call) => resized(call, 'images', (d, axis) => framed(call, d, axis, 'cropping', -1))),
  rgb_to_grayscale: op('rgb_to_grayscale(images, data_format=None)', (call) => {
    const images = call.tensor('images');
    const first = call.text('data_format') === 'channels_first';
    return call.result(images.shape?.map((d, i) => (i === images.shape!.length - (first ? 3 : 1) ? 1 : d)) ?? null, images.dtype);
  }),
  ...Object.fromEntries(['rgb_to_hsv(images, data_format=None)', 'hsv_to_rgb(images, data_format=None)'].map((signature) => [signature.slice(0, signature.indexOf('(')), op(signature, (call) => resized(call, 'images', (d) => d))])),
  depth_to_space: op('depth_to_space(x, block_size, data_format="channels_last")', (call) => {
    const block = call.integer('block_size');
    const made = resized(call, 'x', (d) => (d === null || block === null ? null : d * block));
    const channels = made.shape?.at(-1);
    if (channels != null && block !== null && channels % (block * block) !== 0) call.reject('size-mismatch', `depth_to_space with blocks of ${block} needs channels in multiples of ${block * block}, but got ${channels}. Change the block size, or the filters of the layer before.`);
    return made.shape ? call.result([...made.shape.slice(0, -1), made.shape.at(-1) == null || block === null ? null : made.shape.at(-1)! / (block * block)], made.dtype) : made;
  }),
  space_to_depth: op('space_to_depth(x, block_size, data_format="channels_last")', (call) => {
    const block = call.integer('block_size');
    const made = resized(call, 'x', (d) => {
      if (d !== null && block !== null && d % block !== 0) call.reject('size-mismatch', `space_to_depth with blocks of ${block} needs a height and width in multiples of ${block}, but got ${d}. Change the block size, or pad the tensor.`);
      return d === null || block === null ? null : d / block;
    });
    return made.shape ? call.result([...made.shape.slice(0, -1), made.shape.at(-1) == null || block === null ? null : made.shape.at(-1)! * block * block], made.dtype) : made;
  }),
};

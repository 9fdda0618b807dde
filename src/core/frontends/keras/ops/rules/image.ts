import type { Dim } from '../../../../graph/types.js';
import { op } from '../rule.js';

/** One number for both sides, or two. */
const both = (sides: readonly Dim[] | null): readonly [Dim, Dim] => (sides === null ? [null, null] : sides.length === 1 ? [sides[0]!, sides[0]!] : [sides[0] ?? null, sides[1] ?? null]);

function windows(length: Dim, size: Dim, stride: Dim, same: boolean): Dim {
  if (length === null || size === null || stride === null) return null;
  return same ? Math.ceil(length / stride) : Math.floor((length - size) / stride) + 1;
}

export default {
  extract_patches: op('extract_patches(images, size, strides=None, dilation_rate=1, padding="valid", data_format=None)', (call) => {
    const images = call.tensor('images');
    const size = both(call.integers('size'));
    const strides = call.has('strides') ? both(call.integers('strides')) : size;
    const same = call.text('padding') === 'same';
    if (images.shape?.length !== 4 || call.text('data_format') === 'channels_first') return call.result(images.shape?.map(() => null) ?? null, images.dtype);
    const [batch, height, width, channels] = images.shape as readonly [Dim, Dim, Dim, Dim];
    const depth = channels === null || size[0] === null || size[1] === null ? null : size[0] * size[1] * channels;
    return call.result([batch, windows(height, size[0], strides[0], same), windows(width, size[1], strides[1], same), depth], images.dtype);
  }),
  resize: op('resize(images, size, interpolation="bilinear", antialias=False, crop_to_aspect_ratio=False, pad_to_aspect_ratio=False, fill_mode="constant", fill_value=0.0, data_format=None)', (call) => {
    const images = call.tensor('images');
    const [height, width] = both(call.integers('size'));
    if (!images.shape || call.text('data_format') === 'channels_first') return call.result(images.shape?.map(() => null) ?? null, images.dtype);
    const { shape } = images;
    return call.result(shape.length === 4 ? [shape[0]!, height, width, shape[3]!] : [height, width, shape[2] ?? null], images.dtype);
  }),
};

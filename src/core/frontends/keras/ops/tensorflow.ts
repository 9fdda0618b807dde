import { Args } from '../../python/args.js';
import { List, Tuple } from '../../python/containers.js';
import { type Native, native } from '../../python/native.js';
import { type Site, type Value, asInteger, asNumber, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { TensorValue } from '../tensor-value.js';
import { isSymbolic } from '../trees.js';
import { mapped, chosen, looped, scanned } from './control.js';
import { stridedSlice } from './index-tensor.js';
import { opFunction, operate } from './operate.js';

/**
 * Functions of TensorFlow whose arguments are not simply those of an operation of `keras.ops` under other names: windows of four
 * numbers with batch and channels, padding in capitals, matrices that are turned first.
 */
const items = (value: Value): readonly Value[] | null => (value instanceof List || value instanceof Tuple ? value.items : null);

/** The spatial part of `[1, h, w, 1]`; `[h, w]` and single numbers as they are. */
function spatial(value: Value, channelsFirst = false): Value {
  const parts = items(value);
  if (!parts || parts.length < 3) return value;
  return new Tuple(channelsFirst ? parts.slice(2) : parts.slice(1, -1));
}

const lower = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value);
const formatOf = (value: Value): Value => (typeof value === 'string' && value.startsWith('NC') ? 'channels_first' : 'channels_last');
const turned = (x: Value, turn: Value, at: Site): Value => (turn === true ? operate('swapaxes', [x, -1, -2], at) : x);
const keyed = (op: string, positional: readonly Value[], keyword: { readonly [name: string]: Value }, at: Site): Value => opFunction(op)!.call(new Args(positional, new Map(Object.entries(keyword))), at);

const conv = (name: string, op: string) => native(`${name}(input, filters, strides=None, padding="VALID", data_format="NHWC", dilations=None, name=None)`, (at, x, kernel, strides, padding, format, dilations) => {
  const first = formatOf(format) === 'channels_first';
  return keyed(op, [x!, kernel!], { strides: strides === null ? 1 : spatial(strides, first), padding: lower(padding), data_format: formatOf(format), dilation_rate: dilations === null ? 1 : spatial(dilations, first) }, at);
});
const pool = (name: string, op: string) => native(`${name}(input, ksize, strides, padding="VALID", data_format="NHWC", name=None)`, (at, x, size, strides, padding, format) => {
  const first = formatOf(format) === 'channels_first';
  return keyed(op, [x!, spatial(size, first)], { strides: spatial(strides, first), padding: lower(padding), data_format: formatOf(format) }, at);
});

/** Sizes of the parts, as TensorFlow takes them, to the places of the cuts, as Keras does. */
function cuts(sizes: Value): Value {
  const parts = items(sizes)?.map((item) => asInteger(item));
  if (!parts || parts.length < 2 || parts.includes(null)) return sizes;
  // One size may be -1, for what is left: cuts after it are counted from the end.
  const at: number[] = [];
  let sum = 0;
  const open = parts.indexOf(-1);
  for (const [i, part] of parts.slice(0, -1).entries()) {
    sum += part!;
    if (open < 0 || i < open) at.push(sum);
    else at.push(-parts.slice(i + 1).reduce<number>((rest, p) => rest + p!, 0));
  }
  return new Tuple(at);
}

export const tensorFunctions: readonly Native[] = [
  native('matmul(a, b, transpose_a=False, transpose_b=False, adjoint_a=False, adjoint_b=False, *args, **kwargs)', (at, a, b, turnA, turnB, adjointA, adjointB) => operate('matmul', [turned(a, turnA === true || adjointA === true, at), turned(b, turnB === true || adjointB === true, at)], at)),
  native('split(value, num_or_size_splits, axis=0, num=None, name=None)', (at, x, sizes, axis) => operate('split', [x!, cuts(sizes), axis!], at)),
  native('add_n(inputs, name=None)', (at, inputs) => items(inputs)?.reduce<Value>((sum, x, i) => (i === 0 ? x : operate('add', [sum, x], at)), null) ?? unknown('What is added here is not known.', at.span)),
  native('slice(input_, begin, size, name=None)', (at, x, begin, size) => operate('slice', [x!, begin!, size!], at)),
  native('ensure_shape(x, shape, name=None)', (_at, x) => x!),
  native('cond(pred, true_fn=None, false_fn=None, name=None)', (at, pred, yes, no) => chosen(pred, yes, no, at)),
  native('map_fn(fn, elems, *args, **kwargs)', (at, fn, x) => mapped(fn, x, at)),
  native('vectorized_map(fn, elems, *args, **kwargs)', (at, fn, x) => mapped(fn, x, at)),
  native('complex(real, imag, name=None)', (at, x) => operate('copy', [x!], at)),
  native('scan(fn, elems, initializer=None, *args, **kwargs)', (at, _fn, x, first) => scanned(x, first, at)),
  native('foldl(fn, elems, initializer=None, *args, **kwargs)', (at, _fn, _x, first) => first ?? unknown('What this fold gives is not followed.', at.span)),
  native('foldr(fn, elems, initializer=None, *args, **kwargs)', (at, _fn, _x, first) => first ?? unknown('What this fold gives is not followed.', at.span)),
  native('while_loop(cond, body, loop_vars, *args, **kwargs)', (at, _cond, body, vars) => looped(body, vars, at)),
  native('strided_slice(input_, begin, end, strides=None, begin_mask=0, end_mask=0, ellipsis_mask=0, new_axis_mask=0, shrink_axis_mask=0, var=None, name=None)', (at, x, begin, end, strides, ...masks) => stridedSlice(x, begin, end, strides, masks, at)),
];

export const linalgFunctions: readonly Native[] = [
  tensorFunctions[0]!,
  native('matrix_transpose(a, name="matrix_transpose", conjugate=False)', (at, x) => operate('swapaxes', [x!, -1, -2], at)),
  native('band_part(input, num_lower, num_upper, name=None)', (at, x, a, b) => operate('band_part', [x!, a!, b!], at)),
  native('diag_part(input, *args, **kwargs)', (at, x) => operate('diagonal', [x!, 0, -2, -1], at)),
  native('l2_normalize(x, *args, **kwargs)', (_at, x) => x!),
];

export const mathFunctions: readonly Native[] = [
  native('l2_normalize(x, *args, **kwargs)', (_at, x) => x!),
  native('squared_difference(x, y, name=None)', (at, x, y) => operate('subtract', [x!, y!], at)),
  native('scalar_mul(scalar, x, name=None)', (at, a, x) => operate('multiply', [a!, x!], at)),
  native('reduce_euclidean_norm(input_tensor, axis=None, keepdims=False, name=None)', (at, x, axis, keep) => operate('sum', [x!, axis!, keep!], at)),
  native('reduce_logsumexp(input_tensor, axis=None, keepdims=False, name=None)', (at, x, axis, keep) => operate('logsumexp', [x!, axis!, keep!], at)),
  native('floormod(x, y, name=None)', (at, x, y) => operate('mod', [x!, y!], at)),
  native('is_nan(x, name=None)', (at, x) => operate('isnan', [x!], at)),
  native('is_finite(x, name=None)', (at, x) => operate('isfinite', [x!], at)),
];

export const nnFunctions: readonly Native[] = [
  ...['dropout(x, rate=None, *args, **kwargs)', 'bias_add(value, bias, **kwargs)', 'l2_normalize(x, *args, **kwargs)', 'lrn(x, *args, **kwargs)', 'local_response_normalization(x, *args, **kwargs)', 'batch_normalization(x, *args, **kwargs)'].map((signature) => native(signature, (_at, x) => x!)),
  ...['conv1d', 'conv2d', 'conv3d', 'convolution', 'atrous_conv2d'].map((name) => conv(name, 'conv')),
  ...['depthwise_conv2d', 'depthwise_conv2d_native'].map((name) => conv(name, 'depthwise_conv')),
  ...['max_pool', 'max_pool1d', 'max_pool2d', 'max_pool3d'].map((name) => pool(name, 'max_pool')),
  ...['avg_pool', 'avg_pool1d', 'avg_pool2d', 'avg_pool3d'].map((name) => pool(name, 'average_pool')),
  native('depth_to_space(input, block_size, *args, **kwargs)', (at, x, size) => operate('depth_to_space', [x!, size!], at)),
  native('space_to_depth(input, block_size, *args, **kwargs)', (at, x, size) => operate('space_to_depth', [x!, size!], at)),
  native('separable_conv2d(input, depthwise_filter, pointwise_filter, strides, padding, data_format=None, dilations=None, name=None)', (at, x, depthwise, pointwise, strides, padding, format) => keyed('separable_conv', [x!, depthwise!, pointwise!], { strides: spatial(strides), padding: lower(padding), data_format: formatOf(format) }, at)),
  native('max_pool_with_argmax(input, ksize, strides, padding, data_format="NHWC", *args, **kwargs)', (at, x, size, strides, padding) => {
    const pooled = keyed('max_pool', [x!, spatial(size)], { strides: spatial(strides), padding: lower(padding) }, at);
    return new Tuple([pooled, pooled]);
  }),
  native('crelu(features, axis=-1, name=None)', (at, x, axis) => operate('concatenate', [new List([x!, x!]), axis!], at)),
  native('embedding_lookup(params, ids, *args, **kwargs)', (at, table, ids) => operate('take', [table!, ids!, 0], at)),
];

/** An image function that leaves the shape as it is; what is no image (a path, a class) passes through. */
const same = (name: string): Native => native(`${name}(image, *args, **kwargs)`, (_at, x) => x!);
const isImage = (value: Value): boolean => isSymbolic(value) || value instanceof ArrayValue;
const image = (signature: string, body: (at: Site, x: Value, ...rest: Value[]) => Value): Native => native(signature, (at, x, ...rest) => (isImage(x) ? body(at, x, ...rest) : x!));
const sides = (at: Site, x: Value, height: Value, width: Value): Value => operate('resize', [x, new Tuple([height, width]), 'bilinear', false, false, false, 'constant', 0, null], at);

export const imageFunctions: readonly Native[] = [
  ...['flip_left_right', 'flip_up_down', 'random_flip_left_right', 'random_flip_up_down', 'random_brightness', 'random_contrast', 'random_hue', 'random_saturation', 'stateless_random_flip_left_right', 'stateless_random_flip_up_down', 'stateless_random_brightness', 'stateless_random_contrast', 'stateless_random_hue', 'stateless_random_saturation', 'random_jpeg_quality', 'adjust_brightness', 'adjust_contrast', 'adjust_gamma', 'adjust_hue', 'adjust_saturation', 'adjust_jpeg_quality', 'per_image_standardization', 'convert_image_dtype', 'rgb_to_hsv', 'hsv_to_rgb', 'rgb_to_yuv', 'yuv_to_rgb'].map(same),
  image('resize(images, size, *args, **kwargs)', (at, x, size) => {
    const parts = items(size ?? null);
    return sides(at, x, parts?.[0] ?? unknown('This size is not known.', at.span), parts?.[1] ?? unknown('This size is not known.', at.span));
  }),
  ...['resize_with_pad', 'resize_with_crop_or_pad', 'resize_image_with_crop_or_pad'].map((name) => image(`${name}(image, target_height, target_width, *args, **kwargs)`, (at, x, height, width) => sides(at, x, height, width))),
  ...['crop_to_bounding_box', 'pad_to_bounding_box'].map((name) => image(`${name}(image, offset_height, offset_width, target_height, target_width, *args, **kwargs)`, (at, x, _top, _left, height, width) => sides(at, x, height, width))),
  ...['random_crop', 'stateless_random_crop'].map((name) => image(`${name}(value, size, *args, **kwargs)`, (at, x, size) => {
    const rank = items(size ?? null)?.length;
    return rank === undefined ? unknown('The size of this crop is not known.', at.span) : operate('slice', [x, new Tuple(new Array<Value>(rank).fill(0)), size!], at);
  })),
  image('central_crop(image, central_fraction)', (at, x, fraction) => {
    const dims = x instanceof TensorValue ? x.tensor.shape : x instanceof ArrayValue ? x.shape : null;
    const share = asNumber(fraction ?? null);
    const lost = (): Value => unknown('The size of this crop is not known.', at.span);
    if (!dims || share === null) return lost();
    // TensorFlow cuts the same whole number from both ends.
    const [height, width] = [dims.at(-3), dims.at(-2)].map((d): Value => (d == null ? lost() : d - 2 * Math.trunc((d - d * share) / 2)));
    return sides(at, x, height!, width!);
  }),
  image('rgb_to_grayscale(images, name=None)', (at, x) => operate('rgb_to_grayscale', [x, null], at)),
  image('grayscale_to_rgb(images, name=None)', (at, x) => operate('repeat', [x, 3, -1], at)),
  image('extract_patches(images, sizes, strides, rates, padding, name=None)', (at, x, sizes, strides, rates, padding) => keyed('extract_patches', [x], { size: spatial(sizes), strides: spatial(strides), dilation_rate: spatial(rates), padding: lower(padding) }, at)),
  image('total_variation(images, name=None)', (at, x) => operate('sum', [x, new Tuple([-3, -2, -1]), false], at)),
  image('image_gradients(image)', (_at, x) => new Tuple([x, x])),
];

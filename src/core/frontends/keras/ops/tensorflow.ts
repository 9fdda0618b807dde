import { Args } from '../../python/args.js';
import { List, Tuple } from '../../python/containers.js';
import { type Native, native } from '../../python/native.js';
import { type Site, type Value, asInteger, unknown } from '../../python/values.js';
import { ArrayValue, unfollowed } from '../array-value.js';
import { mapped, chosen, looped, scanned } from './control.js';
import { stridedSlice } from './index-tensor.js';
import { opFunction, operate } from './operate.js';

/**
 * Functions of TensorFlow whose arguments are not simply those of an operation of `keras.ops` under other names: windows of four
 * numbers with batch and channels, padding in capitals, matrices that are turned first.
 */
export const items = (value: Value): readonly Value[] | null => (value instanceof List || value instanceof Tuple ? value.items : null);

/** The spatial part of `[1, h, w, 1]`; `[h, w]` and single numbers as they are. */
export function spatial(value: Value, channelsFirst = false): Value {
  const parts = items(value);
  if (!parts || parts.length < 3) return value;
  return new Tuple(channelsFirst ? parts.slice(2) : parts.slice(1, -1));
}

export const lower = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value);
const formatOf = (value: Value): Value => (typeof value === 'string' && value.startsWith('NC') ? 'channels_first' : 'channels_last');
const turned = (x: Value, turn: Value, at: Site): Value => (turn === true ? operate('swapaxes', [x, -1, -2], at) : x);
export const keyed = (op: string, positional: readonly Value[], keyword: { readonly [name: string]: Value }, at: Site): Value => opFunction(op)!.call(new Args(positional, new Map(Object.entries(keyword))), at);

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
  native('complex(real, imag, name=None)', (at, x) => unfollowed(x, 'complex', at)),
  native('scan(fn, elems, initializer=None, *args, **kwargs)', (at, _fn, x, first) => scanned(x, first, at)),
  native('foldl(fn, elems, initializer=None, *args, **kwargs)', (at, _fn, _x, first) => (first == null ? unknown('What this fold gives is not followed.', at.span) : unfollowed(first, 'foldl', at))),
  native('foldr(fn, elems, initializer=None, *args, **kwargs)', (at, _fn, _x, first) => (first == null ? unknown('What this fold gives is not followed.', at.span) : unfollowed(first, 'foldr', at))),
  native('while_loop(cond, body, loop_vars, *args, **kwargs)', (at, _cond, body, vars) => looped(body, vars, at)),
  native('strided_slice(input_, begin, end, strides=None, begin_mask=0, end_mask=0, ellipsis_mask=0, new_axis_mask=0, shrink_axis_mask=0, var=None, name=None)', (at, x, begin, end, strides, ...masks) => stridedSlice(x, begin, end, strides, masks, at)),
];

/** x divided by its length over the axes, as `tf.math.l2_normalize` computes it. */
export const normalized = (x: Value, axis: Value, epsilon: Value, at: Site): Value => x instanceof ArrayValue ? unfollowed(x, 'l2_normalize', at) : operate('multiply', [x, operate('rsqrt', [operate('maximum', [operate('sum', [operate('square', [x], at), axis, true], at), epsilon], at)], at)], at);
const l2Normalize = native('l2_normalize(x, axis=None, epsilon=1e-12, name=None, dim=None)', (at, x, axis, epsilon, _name, dim) => normalized(x, axis ?? dim!, epsilon, at));

export const linalgFunctions: readonly Native[] = [
  tensorFunctions[0]!,
  native('matrix_transpose(a, name="matrix_transpose", conjugate=False)', (at, x) => operate('swapaxes', [x!, -1, -2], at)),
  native('band_part(input, num_lower, num_upper, name=None)', (at, x, a, b) => operate('band_part', [x!, a!, b!], at)),
  native('diag_part(input, *args, **kwargs)', (at, x) => operate('diagonal', [x!, 0, -2, -1], at)),
  l2Normalize,
];

export const mathFunctions: readonly Native[] = [
  l2Normalize,
  native('squared_difference(x, y, name=None)', (at, x, y) => operate('square', [operate('subtract', [x!, y!], at)], at)),
  native('scalar_mul(scalar, x, name=None)', (at, a, x) => operate('multiply', [a!, x!], at)),
  native('reduce_euclidean_norm(input_tensor, axis=None, keepdims=False, name=None)', (at, x, axis, keep) => operate('sqrt', [operate('sum', [operate('square', [x!], at), axis!, keep!], at)], at)),
  native('reduce_logsumexp(input_tensor, axis=None, keepdims=False, name=None)', (at, x, axis, keep) => operate('logsumexp', [x!, axis!, keep!], at)),
  native('floormod(x, y, name=None)', (at, x, y) => operate('mod', [x!, y!], at)),
  native('is_nan(x, name=None)', (at, x) => operate('isnan', [x!], at)),
  native('is_finite(x, name=None)', (at, x) => operate('isfinite', [x!], at)),
];

export const nnFunctions: readonly Native[] = [
  ...['dropout(x, rate=None, *args, **kwargs)', 'lrn(x, *args, **kwargs)', 'local_response_normalization(x, *args, **kwargs)', 'batch_normalization(x, *args, **kwargs)'].map((signature) => native(signature, (at, x) => unfollowed(x, `tf.nn.${signature.slice(0, signature.indexOf('('))}`, at))),
  l2Normalize,
  native('bias_add(value, bias, data_format=None, name=None)', (at, x, bias, format) => (formatOf(format) === 'channels_first' ? unfollowed(x, 'bias_add', at) : operate('add', [x!, bias!], at))),
  ...['conv1d', 'conv2d', 'conv3d', 'convolution', 'atrous_conv2d'].map((name) => conv(name, 'conv')),
  ...['depthwise_conv2d', 'depthwise_conv2d_native'].map((name) => conv(name, 'depthwise_conv')),
  ...['max_pool', 'max_pool1d', 'max_pool2d', 'max_pool3d'].map((name) => pool(name, 'max_pool')),
  ...['avg_pool', 'avg_pool1d', 'avg_pool2d', 'avg_pool3d'].map((name) => pool(name, 'average_pool')),
  native('depth_to_space(input, block_size, *args, **kwargs)', (at, x, size) => operate('depth_to_space', [x!, size!], at)),
  native('space_to_depth(input, block_size, *args, **kwargs)', (at, x, size) => operate('space_to_depth', [x!, size!], at)),
  native('separable_conv2d(input, depthwise_filter, pointwise_filter, strides, padding, data_format=None, dilations=None, name=None)', (at, x, depthwise, pointwise, strides, padding, format) => keyed('separable_conv', [x!, depthwise!, pointwise!], { strides: spatial(strides), padding: lower(padding), data_format: formatOf(format) }, at)),
  native('max_pool_with_argmax(input, ksize, strides, padding, data_format="NHWC", *args, **kwargs)', (at, x, size, strides, padding) => {
    const pooled = keyed('max_pool', [x!, spatial(size)], { strides: spatial(strides), padding: lower(padding) }, at);
    return new Tuple([pooled, unfollowed(pooled, 'max_pool_with_argmax', at)]);
  }),
  native('crelu(features, axis=-1, name=None)', (at, x, axis) => operate('relu', [operate('concatenate', [new List([x!, operate('negative', [x!], at)]), axis!], at)], at)),
  native('embedding_lookup(params, ids, *args, **kwargs)', (at, table, ids) => operate('take', [table!, ids!, 0], at)),
];

/** Functions of `tf.image` on the data and on tensors. What one of them does to the data is a step where it is one; otherwise the data is lost, with the function's name, and its shape stays. */
import type { Dtype } from '../../../graph/types.js';
import type { DataStep } from '../../../recipe/types.js';
import { Tuple } from '../../python/containers.js';
import { type Native, native } from '../../python/native.js';
import { Obj, type Site, type Value, asInteger, asNumber, unknown } from '../../python/values.js';
import { ArrayValue, unfollowed } from '../array-value.js';
import { readDtype } from '../convert.js';
import { TensorValue } from '../tensor-value.js';
import { isSymbolic } from '../trees.js';
import { operate } from './operate.js';
import { keyed, spatial, items, lower } from './tensorflow.js';

/** An image function that leaves the shape as it is; what is no image (a path, a class) passes through. */
const same = (name: string): Native => native(`${name}(image, *args, **kwargs)`, (at, x) => unfollowed(x, `tf.image.${name}`, at));
const isImage = (value: Value): boolean => isSymbolic(value) || value instanceof ArrayValue;
const image = (signature: string, body: (at: Site, x: Value, ...rest: Value[]) => Value): Native => native(signature, (at, x, ...rest) => (isImage(x) ? body(at, x, ...rest) : x!));
const sides = (at: Site, x: Value, height: Value, width: Value, method = 'bilinear'): Value => operate('resize', [x, new Tuple([height, width]), method, false, false, false, 'constant', 0, null], at);

/** Half of the images are mirrored, each with its own throw: what `RandomFlip` does as well. */
const flipped = (name: string, mode: 'horizontal' | 'vertical'): Native => native(`${name}(image, seed=None)`, (at, x) => {
  if (!(x instanceof ArrayValue)) return unfollowed(x, `tf.image.${name}`, at);
  const step: DataStep = { op: 'augment', parts: [{ className: 'RandomFlip', config: { mode, seed: null, dataFormat: 'channels_last' }, span: at.span }], span: at.span };
  return x.after(step, x.shape);
});

/** Names of `tf.image.ResizeMethod`, which are texts. */
const METHODS: Readonly<Record<string, string>> = { BILINEAR: 'bilinear', NEAREST_NEIGHBOR: 'nearest', BICUBIC: 'bicubic', AREA: 'area', GAUSSIAN: 'gaussian', LANCZOS3: 'lanczos3', LANCZOS5: 'lanczos5', MITCHELLCUBIC: 'mitchellcubic' };

class ResizeMethods extends Obj {
  readonly typeName = 'type';
  override getAttribute(name: string): Value | undefined {
    return METHODS[name];
  }
}
export const resizeMethods: Value = new ResizeMethods();

/** `tf.image.resize`: float32, but for `nearest`, which keeps the type. */
function resize(at: Site, x: Value, size: Value, method: Value, keepsRatio: Value, antialias: Value): Value {
  const parts = items(size);
  if (parts && parts.length !== 2) at.machine.raise('ValueError', `tf.image.resize takes a size of two numbers, height and width, but found ${parts.length}: ${at.machine.show(size)}. Give both.`, at, 'argument-type');
  const [height, width] = [0, 1].map((i): Value => (keepsRatio === false ? (parts?.[i] ?? unknown('This size is not known.', at.span)) : unknown('With preserve_aspect_ratio the size depends on the image.', at.span)));
  if (!(x instanceof ArrayValue)) {
    const made = sides(at, x, height!, width!, typeof method === 'string' ? method : 'bilinear');
    return antialias === false && typeof method === 'string' ? made : unfollowed(made, 'tf.image.resize', at);
  }
  const nearest = method === 'nearest';
  const pixels = nearest ? x : new ArrayValue(x.shape, 'float32', { data: x.data, loss: x.loss, why: x.why });
  const made = sides(at, pixels, height!, width!, nearest ? 'nearest' : 'bilinear');
  const followed = (nearest || method === 'bilinear') && (antialias === false || nearest) && keepsRatio === false;
  return followed ? made : unfollowed(made, `tf.image.resize${typeof method === 'string' && method !== 'bilinear' ? ` with method="${method}"` : antialias === false ? '' : ' with antialias'}`, at);
}

/** `tf.image.resize_with_pad`. */
function padded(at: Site, x: Value, height: Value, width: Value, method: Value, antialias: Value): Value {
  const made = sides(at, x, height, width);
  const [tall, wide] = [asInteger(height), asInteger(width)];
  if (!(x instanceof ArrayValue) || !(made instanceof ArrayValue)) return unfollowed(made, 'tf.image.resize_with_pad', at);
  const followed = (method === 'bilinear' || method === 'nearest') && antialias === false && tall !== null && wide !== null;
  if (!followed) return made.unfollowed('tf.image.resize_with_pad', at);
  const nearest = method === 'nearest';
  return new ArrayValue(x.shape, nearest ? x.dtype : 'float32', { data: x.data, loss: x.loss, why: x.why }).after({ op: 'resize', height: tall, width: wide, interpolation: method, pad: true, span: at.span }, made.shape);
}

const LARGEST: Readonly<Partial<Record<Dtype, number>>> = { uint8: 255, uint16: 65_535, int8: 127, int16: 32_767, int32: 2_147_483_647 };

/** `tf.image.convert_image_dtype`: whole numbers to shares of the largest one (tensorflow/python/ops/image_ops_impl.py). */
function converted(at: Site, x: Value, dtype: Value): Value {
  const wanted = readDtype(dtype);
  if (!(x instanceof ArrayValue) || wanted === null) return x instanceof ArrayValue ? x.unfollowed('tf.image.convert_image_dtype', at) : x;
  // The type of an array in a file is known only once the program has given it one; until then it counts as float64.
  const typed = x.data?.source.kind !== 'file' || x.dtype !== 'float64';
  if (typed && wanted === x.dtype) return x;
  const largest = LARGEST[x.dtype];
  const cast: DataStep = { op: 'cast', dtype: wanted, span: at.span };
  if (typed && x.dtype.startsWith('float') && wanted.startsWith('float')) return x.after(cast, x.shape, wanted);
  if (typed && largest !== undefined && wanted === 'float32') return x.after(cast, x.shape, wanted).after({ op: 'multiply', by: 1 / largest, span: at.span }, x.shape);
  return new ArrayValue(x.shape, wanted, { loss: x.loss, why: x.unfollowed('tf.image.convert_image_dtype', at).why });
}

export const imageFunctions: readonly Native[] = [
  ...['flip_left_right', 'flip_up_down', 'random_brightness', 'random_contrast', 'random_hue', 'random_saturation', 'stateless_random_flip_left_right', 'stateless_random_flip_up_down', 'stateless_random_brightness', 'stateless_random_contrast', 'stateless_random_hue', 'stateless_random_saturation', 'random_jpeg_quality', 'adjust_brightness', 'adjust_contrast', 'adjust_gamma', 'adjust_hue', 'adjust_saturation', 'adjust_jpeg_quality', 'per_image_standardization', 'rgb_to_hsv', 'hsv_to_rgb', 'rgb_to_yuv', 'yuv_to_rgb'].map(same),
  flipped('random_flip_left_right', 'horizontal'), flipped('random_flip_up_down', 'vertical'),
  image('convert_image_dtype(image, dtype, saturate=False, name=None)', (at, x, dtype) => converted(at, x, dtype ?? null)),
  image('resize(images, size, method="bilinear", preserve_aspect_ratio=False, antialias=False, name=None)', (at, x, size, method, ratio, antialias) => resize(at, x, size ?? null, method ?? null, ratio ?? null, antialias ?? null)),
  image('resize_with_pad(image, target_height, target_width, method="bilinear", antialias=False)', (at, x, height, width, method, antialias) => padded(at, x, height ?? null, width ?? null, method ?? null, antialias ?? null)),
  ...['resize_with_crop_or_pad', 'resize_image_with_crop_or_pad'].map((name) => image(`${name}(image, target_height, target_width, *args, **kwargs)`, (at, x, height, width) => unfollowed(sides(at, x, height, width), `tf.image.${name}`, at))),
  ...['crop_to_bounding_box', 'pad_to_bounding_box'].map((name) => image(`${name}(image, offset_height, offset_width, target_height, target_width, *args, **kwargs)`, (at, x, _top, _left, height, width) => unfollowed(sides(at, x, height, width), `tf.image.${name}`, at))),
  ...['random_crop', 'stateless_random_crop'].map((name) => image(`${name}(value, size, *args, **kwargs)`, (at, x, size) => {
    const rank = items(size ?? null)?.length;
    return rank === undefined ? unknown('The size of this crop is not known.', at.span) : unfollowed(operate('slice', [x, new Tuple(new Array<Value>(rank).fill(0)), size!], at), `tf.image.${name}`, at);
  })),
  image('central_crop(image, central_fraction)', (at, x, fraction) => {
    const dims = x instanceof TensorValue ? x.tensor.shape : x instanceof ArrayValue ? x.shape : null;
    const share = asNumber(fraction ?? null);
    const lost = (): Value => unknown('The size of this crop is not known.', at.span);
    if (!dims || share === null) return lost();
    // TensorFlow cuts the same whole number from both ends.
    const [height, width] = [dims.at(-3), dims.at(-2)].map((d): Value => (d == null ? lost() : d - 2 * Math.trunc((d - d * share) / 2)));
    return unfollowed(sides(at, x, height!, width!), 'tf.image.central_crop', at);
  }),
  image('rgb_to_grayscale(images, name=None)', (at, x) => operate('rgb_to_grayscale', [x, null], at)),
  image('grayscale_to_rgb(images, name=None)', (at, x) => operate('repeat', [x, 3, -1], at)),
  image('extract_patches(images, sizes, strides, rates, padding, name=None)', (at, x, sizes, strides, rates, padding) => keyed('extract_patches', [x], { size: spatial(sizes), strides: spatial(strides), dilation_rate: spatial(rates), padding: lower(padding) }, at)),
  image('total_variation(images, name=None)', (at, x) => unfollowed(operate('sum', [x, new Tuple([-3, -2, -1]), false], at), 'tf.image.total_variation', at)),
  image('image_gradients(image)', (at, x) => new Tuple([unfollowed(x, 'tf.image.image_gradients', at), unfollowed(x, 'tf.image.image_gradients', at)])),
];

/** `ImageDataGenerator`'s random changes of one image (`get_random_transform` and `apply_transform` of `keras/src/legacy/preprocessing/image.py`). */
import type { Part } from '../../../core/recipe/types.js';
import { UserError } from '../../errors.js';
import { affineTransform, fillModes, type AffineOptions, type AffineParameters, type FillMode } from './affine.js';

export interface TransformParameters extends AffineParameters {
  readonly flipHorizontal: boolean;
  readonly flipVertical: boolean;
  readonly channelShiftIntensity: number | null;
  readonly brightness: number | null;
}

/** What an image generator may do to an image. */
export interface ImageChange {
  /** Draws how an image of this size is changed; `uniform` gives numbers in [0, 1). */
  draw(size: readonly [number, number, number], uniform: () => number): TransformParameters;
  /** A changed copy. */
  apply(values: Float32Array, size: readonly [number, number, number], parameters: TransformParameters): Float32Array;
}

/** Throws a UserError where an argument cannot be followed. */
export function imageChange({ config }: Part): ImageChange {
  const number = (name: string): number => (typeof config[name] === 'number' ? config[name] : 0);
  const pair = (name: string): readonly [number, number] | null => {
    const value = config[name];
    return Array.isArray(value) && value.length === 2 && value.every((item) => typeof item === 'number') ? [value[0] as number, value[1] as number] : null;
  };
  const fillMode = config['fillMode'] ?? 'nearest';
  if (!fillModes.includes(fillMode as FillMode)) throw new UserError(`ImageDataGenerator has no fill_mode ${JSON.stringify(fillMode)}; it has ${fillModes.join(', ')}.`);
  const order = config['interpolationOrder'] ?? 1;
  if (order !== 0 && order !== 1) throw new UserError('ImageDataGenerator\'s interpolation_order is neither 0 nor 1, which cannot be run here yet. Leave it out for 1.');
  const options: AffineOptions = { fillMode: fillMode as FillMode, cval: number('cval'), order };
  const [down, across] = [shift(config['heightShiftRange']), shift(config['widthShiftRange'])];
  const zoom = pair('zoomRange') ?? [1 - number('zoomRange'), 1 + number('zoomRange')];
  const brightness = pair('brightnessRange');
  const channelShift = number('channelShiftRange');
  return {
    draw([height, width], uniform) {
      const between = (low: number, high: number): number => low + (high - low) * uniform();
      const around = (range: number): number => (range === 0 ? 0 : between(-range, range));
      return {
        theta: around(number('rotationRange')),
        tx: down(uniform, height),
        ty: across(uniform, width),
        shear: around(number('shearRange')),
        zx: zoom[0] === 1 && zoom[1] === 1 ? 1 : between(zoom[0], zoom[1]),
        zy: zoom[0] === 1 && zoom[1] === 1 ? 1 : between(zoom[0], zoom[1]),
        flipHorizontal: uniform() < 0.5 && config['horizontalFlip'] === true,
        flipVertical: uniform() < 0.5 && config['verticalFlip'] === true,
        channelShiftIntensity: channelShift === 0 ? null : around(channelShift),
        brightness: brightness && between(brightness[0], brightness[1]),
      };
    },
    apply(values, size, parameters) {
      let image = affineTransform(values, size, parameters, options);
      if (parameters.channelShiftIntensity !== null) image = shiftChannels(image, parameters.channelShiftIntensity);
      if (parameters.flipHorizontal) image = flipped(image, size, true);
      if (parameters.flipVertical) image = flipped(image, size, false);
      return parameters.brightness === null ? image : brightened(image, parameters.brightness);
    },
  };
}

/** A share of the length below 1; above, pixels: fractions from an interval, whole numbers and lists by choice, with either sign. */
function shift(range: unknown): (uniform: () => number, length: number) => number {
  const choices = Array.isArray(range) ? range.filter((item): item is number => typeof item === 'number') : null;
  if (choices !== null && choices.length > 0) {
    const most = Math.max(...choices);
    return (uniform, length) => choices[Math.floor(uniform() * choices.length)]! * (uniform() < 0.5 ? -1 : 1) * (most < 1 ? length : 1);
  }
  if (typeof range !== 'number' || range === 0) return () => 0;
  if (Number.isInteger(range)) return (uniform, length) => Math.floor(uniform() * range) * (uniform() < 0.5 ? -1 : 1) * (range < 1 ? length : 1);
  return (uniform, length) => (2 * uniform() - 1) * range * (range < 1 ? length : 1);
}

/** `apply_channel_shift`: all values move, and stay within what the image had. */
function shiftChannels(values: Float32Array, intensity: number): Float32Array {
  const [least, most] = extremes(values);
  return values.map((value) => Math.min(Math.max(value + intensity, least), most));
}

function flipped(values: Float32Array, [height, width, channels]: readonly [number, number, number], horizontally: boolean): Float32Array {
  const into = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = ((horizontally ? y : height - 1 - y) * width + (horizontally ? width - 1 - x : x)) * channels;
      const to = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) into[to + c] = values[from + c]!;
    }
  }
  return into;
}

/** `apply_brightness_shift` without scaling: through bytes, as Pillow's `ImageEnhance.Brightness` works on them. */
function brightened(values: Float32Array, factor: number): Float32Array {
  const [least, most] = extremes(values);
  const scaled = least < 0 || most > 255;
  const range = Math.fround(most - least) || 1;
  return values.map((value) => {
    // In single precision, as NumPy and Pillow do it: a value on an edge falls on the same side.
    const before = Math.trunc(scaled ? Math.fround(Math.fround(Math.fround(value - least) / range) * 255) : value);
    const after = Math.trunc(Math.min(Math.max(Math.fround(before * Math.fround(factor)), 0), 255));
    return scaled ? (after / 255) * (most - least) + least : after;
  });
}

function extremes(values: Float32Array): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

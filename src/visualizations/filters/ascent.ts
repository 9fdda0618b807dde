import * as tf from '@tensorflow/tfjs-core';
import type { ComputeContext, PictureStep } from '../compute.js';
import type { ShownLayer } from '../layers.js';
import type { Logits } from '../logits.js';
import { uniformNumbers } from '../random.js';
import { blurEvery, type AscentOptions } from './options.js';
import { rolled, smoothed } from './moves.js';
import { penaltyInputs, penaltyOf } from './penalties.js';
import { spectrumAscent } from './spectrum-ascent.js';

export interface Ascent {
  readonly layer: ShownLayer;
  /** The filters of this batch, one input each. */
  readonly filters: readonly number[];
  /** Where to start: [filters, height, width, channels]. */
  readonly start: Float32Array;
  readonly size: readonly [height: number, width: number, channels: number];
  /** Decide the spectra that an ascent by Fourier's parametrization starts from, one a filter; left out, the filters' numbers do. */
  readonly seeds?: readonly number[];
  readonly steps: number;
  readonly stepSize: number;
  readonly options?: AscentOptions;
  /** Where the same ascent was when it was stopped, as `onStep` told it; it goes on from there. Not for the Fourier parametrization. */
  readonly sofar?: Ascended | undefined;
  /** Told after each step: the images so far and, for each filter, its objective at every image up to the one before. */
  onStep?(images: Float32Array, objectives: readonly (readonly number[])[]): void;
}

export interface Ascended {
  readonly images: Float32Array;
  /** Each filter's mean activation at the start and after every step. */
  readonly objectives: readonly (readonly number[])[];
}

/** A filter's mean activation for each image, [images]; `chosen` is one-hot, [images, filters]. */
export function objectiveOf(x: tf.Tensor, chosen: tf.Tensor, layer: ShownLayer, logits: Logits, forward: Parameters<PictureStep['build']>[1]): tf.Tensor {
  // A class unit is excited by its logit: a softmax would be content as soon as the other classes are weak.
  const output = forward([x], { taps: [layer.path], outputs: false, graph: logits.graph }).taps[layer.path]!;
  const space = Array.from({ length: output.rank - 2 }, (_, i) => i + (layer.channelsFirst ? 2 : 1));
  const means = space.length === 0 ? output : tf.mean(output, space);
  return tf.sum(tf.mul(means, chosen), 1);
}

/** One-hot rows, [filters, units of the layer]. */
export function choiceOf(filters: readonly number[], { shape, channelsFirst }: ShownLayer): { readonly values: Float32Array; readonly units: number } {
  const units = shape[channelsFirst ? 1 : shape.length - 1] ?? 0;
  const values = new Float32Array(filters.length * units);
  filters.forEach((filter, i) => (values[i * units + filter] = 1));
  return { values, units };
}

/**
 * Gradient ascent in input space (Erhan et al. 2009; as in Chollet, "Deep Learning with Python", section 5.4.2 of the first edition):
 * the objective is the mean activation of one filter; its gradient with respect to the input is divided by the root of its mean square
 * plus 1e-5, and added `stepSize` times. A batch holds one input a filter; the inputs do not influence one another, since the model runs
 * in inference mode. `options` has each better method's source.
 */
export async function ascend(ascent: Ascent, logits: Logits, context: ComputeContext): Promise<Ascended> {
  const { layer, filters, start, sofar, size, steps, stepSize, options = {}, onStep } = ascent;
  if (options.parametrization === 'fourier') return spectrumAscent(ascent, logits, context);
  const { negative = false, jitter = 0, blur = 0 } = options;
  const penalties = penaltyInputs(options);
  const { values: choice, units } = choiceOf(filters, layer);
  const step: PictureStep = {
    name: `ascent ${layer.path}${penalties.names}`,
    inputs: {
      images: { shape: [filters.length, ...size], dtype: 'float32' },
      choice: { shape: [filters.length, units], dtype: 'float32' },
      stepSize: { shape: [], dtype: 'float32' },
      ...penalties.specs,
    },
    build({ images, choice: chosen, stepSize: length, ...weights }, forward) {
      const objective = (x: tf.Tensor): tf.Tensor => objectiveOf(x, chosen!, layer, logits, forward);
      const { value, grad: plain } = tf.valueAndGrad(objective)(images!, tf.onesLike(tf.sum(chosen!, 1)));
      const penalty = penaltyOf(weights, layer, logits, forward);
      const grad = penalty === null ? plain : tf.sub(plain, tf.grad(penalty)(images!));
      const rootMeanSquare = tf.add(tf.sqrt(tf.mean(tf.square(grad), [1, 2, 3], true)), 1e-5);
      return { images: tf.add(images!, tf.mul(tf.div(grad, rootMeanSquare), length!)), objective: value };
    },
  };
  const objectives: number[][] = filters.map((_, f) => [...(sofar?.objectives[f] ?? [])]);
  const taken = objectives[0]?.length ?? 0;
  const random = uniformNumbers(1);
  const offset = (): number => Math.floor(random() * (2 * jitter + 1)) - jitter;
  const inputs = { choice, stepSize: Float32Array.of(negative ? -stepSize : stepSize), ...penalties.values };
  // The moves of the steps that were taken are spent.
  if (jitter > 0) for (let i = 0; i < 2 * taken; i++) offset();
  let images = sofar?.images ?? start;
  // One run more than steps: the last only tells the objective that was reached.
  for (let i = taken; i <= steps; i++) {
    context.checkCancelled();
    const by = jitter > 0 && i < steps ? ([offset(), offset()] as const) : ([0, 0] as const);
    const result = await context.run(step, { images: rolled(images, size, by), ...inputs });
    objectives.forEach((reached, f) => reached.push(result['objective']!.values[f]!));
    if (i === steps) break;
    images = rolled(result['images']!.values, size, [-by[0], -by[1]]);
    if (blur > 0 && (i + 1) % blurEvery === 0) images = smoothed(images, size, blur);
    onStep?.(images, objectives);
  }
  return { images, objectives };
}

/**
 * The lecture's picture of an ascent's result ("deprocess_image"): centred, scaled to a deviation of 0.1, moved to 0.5, clipped to 0..1.
 * The deviation gets 1e-5 added, so that a flat image stays gray.
 */
export function normalizePattern(image: Float32Array): Float32Array {
  const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
  const deviation = Math.sqrt(image.reduce((sum, value) => sum + (value - mean) ** 2, 0) / image.length);
  return image.map((value) => Math.min(1, Math.max(0, ((value - mean) / (deviation + 1e-5)) * 0.1 + 0.5)));
}

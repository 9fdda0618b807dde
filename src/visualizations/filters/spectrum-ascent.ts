import * as tf from '@tensorflow/tfjs-core';
import type { ComputeContext, PictureStep } from '../compute.js';
import type { Logits } from '../logits.js';
import { uniformNumbers } from '../random.js';
import { choiceOf, objectiveOf, type Ascended, type Ascent } from './ascent.js';
import { penaltyInputs, penaltyOf } from './penalties.js';
import { imagesOf, startSpectrum } from './spectrum.js';

/** Adam (Kingma and Ba 2015, algorithm 1) with the article's learning rate. */
const adam = { rate: 0.05, first: 0.9, second: 0.999, epsilon: 1e-8 };

/**
 * Gradient ascent in the spectrum of the images (Olah et al. 2017). Images are moved about by `jitter` inside the step's input: the
 * spectrum's phase would do the same, but rolling the image is exact. Steps are Adam's; `stepSize` scales its learning rate.
 */
export async function spectrumAscent({ layer, filters, seeds, size, steps, stepSize, options = {}, onStep }: Ascent, logits: Logits, context: ComputeContext): Promise<Ascended> {
  const count = filters.length;
  const { negative = false, jitter = 0 } = options;
  const { values: choice, units } = choiceOf(filters, layer);
  const { low, high } = context.range;
  const penalties = penaltyInputs(options);
  const step: PictureStep = {
    name: `spectrum ascent ${layer.path}${jitter > 0 ? ' jitter' : ''}${penalties.names}`,
    inputs: { spectrum: { shape: [2, count, ...size], dtype: 'float32' }, choice: { shape: [count, units], dtype: 'float32' }, ...(jitter > 0 ? { down: { shape: [size[0], size[0]], dtype: 'float32' }, right: { shape: [size[1], size[1]], dtype: 'float32' } } : {}), ...penalties.specs },
    build({ spectrum, choice: chosen, down, right, ...weights }, forward) {
      const placed = (given: tf.Tensor): tf.Tensor => {
        const images = imagesOf(given, size);
        return tf.add(tf.mul(down && right ? moved(images, down, right) : images, high - low), low);
      };
      const objective = (given: tf.Tensor): tf.Tensor => objectiveOf(placed(given), chosen!, layer, logits, forward);
      const penalty = penaltyOf(weights, layer, logits, forward);
      const { value, grad: plain } = tf.valueAndGrad(objective)(spectrum!, tf.onesLike(tf.sum(chosen!, 1)));
      const grad = penalty === null ? plain : tf.sub(plain, tf.grad((given: tf.Tensor) => penalty(placed(given)))(spectrum!));
      return { gradient: grad, objective: value, images: imagesOf(spectrum!, size) };
    },
  };
  const objectives: number[][] = filters.map(() => []);
  const spectrum = startSpectrum(seeds ?? filters.map((filter) => filter + 1), size);
  const [mean, square] = [new Float32Array(spectrum.length), new Float32Array(spectrum.length)];
  const random = uniformNumbers(1);
  const offset = (): number => Math.floor(random() * (2 * jitter + 1)) - jitter;
  let images = new Float32Array(0);
  for (let i = 0; i <= steps; i++) {
    context.checkCancelled();
    const still = i === steps;
    const shifts = jitter > 0 ? { down: shiftMatrix(size[0], still ? 0 : offset()), right: shiftMatrix(size[1], still ? 0 : offset()) } : {};
    const result = await context.run(step, { spectrum, choice, ...shifts, ...penalties.values });
    objectives.forEach((reached, f) => reached.push(result['objective']!.values[f]!));
    images = Float32Array.from(result['images']!.values, (value) => low + value * (high - low));
    if (still) break;
    climb(spectrum, result['gradient']!.values, { mean, square, at: i + 1, rate: adam.rate * stepSize * (negative ? -1 : 1) });
    onStep?.(images, objectives);
  }
  return { images, objectives };
}

/** One step of Adam upwards, in place. */
function climb(values: Float32Array, gradient: Float32Array, { mean, square, at, rate }: { readonly mean: Float32Array; readonly square: Float32Array; readonly at: number; readonly rate: number }): void {
  const [first, second] = [1 - adam.first ** at, 1 - adam.second ** at];
  for (let i = 0; i < values.length; i++) {
    mean[i] = adam.first * mean[i]! + (1 - adam.first) * gradient[i]!;
    square[i] = adam.second * square[i]! + (1 - adam.second) * gradient[i]! ** 2;
    values[i]! += (rate * (mean[i]! / first)) / (Math.sqrt(square[i]! / second) + adam.epsilon);
  }
}

/** A permutation that moves the entries of an axis on, so that moving is a product and has a gradient. */
function shiftMatrix(length: number, by: number): Float32Array {
  const matrix = new Float32Array(length * length);
  for (let at = 0; at < length; at++) matrix[((((at + by) % length) + length) % length) * length + at] = 1;
  return matrix;
}

/** Images [count, height, width, channels] moved by permutations of rows and columns. */
function moved(images: tf.Tensor, down: tf.Tensor, right: tf.Tensor): tf.Tensor {
  const [count = 1, height = 1, width = 1, channels = 1] = images.shape;
  const along = (values: tf.Tensor, matrix: tf.Tensor, length: number): tf.Tensor => tf.reshape(tf.matMul(tf.reshape<tf.Rank.R2>(values, [-1, length]), matrix as tf.Tensor2D, false, true), values.shape);
  const rows = along(tf.transpose(images, [0, 2, 3, 1]), down, height);
  return tf.transpose(along(tf.reshape(tf.transpose(rows, [0, 3, 2, 1]), [count, height, channels, width]), right, width), [0, 1, 3, 2]);
}

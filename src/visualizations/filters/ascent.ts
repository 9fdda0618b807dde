import * as tf from '@tensorflow/tfjs-core';
import type { ComputeContext, PictureStep } from '../compute.js';
import type { ShownLayer } from '../layers.js';
import type { Logits } from '../logits.js';

export interface Ascent {
  readonly layer: ShownLayer;
  /** The filters of this batch, one input each. */
  readonly filters: readonly number[];
  /** Where to start: [filters, height, width, channels]. */
  readonly start: Float32Array;
  readonly size: readonly [height: number, width: number, channels: number];
  readonly steps: number;
  readonly stepSize: number;
  /** Told after each step: the images so far and, for each filter, its objective at every image up to the one before. */
  onStep?(images: Float32Array, objectives: readonly (readonly number[])[]): void;
}

/**
 * Gradient ascent in input space (Erhan et al. 2009; as in Chollet, "Deep Learning with Python", section 5.4.2 of the first edition):
 * the objective is the mean activation of one filter; its gradient with respect to the input is divided by the root of its mean square
 * plus 1e-5, and added `stepSize` times. A batch holds one input a filter; the inputs do not influence one another, since the model runs
 * in inference mode.
 *
 * Returns the images after the last step and each filter's objective at the start and after every step.
 */
export async function ascend({ layer, filters, start, size, steps, stepSize, onStep }: Ascent, logits: Logits, context: ComputeContext): Promise<{ readonly images: Float32Array; readonly objectives: readonly (readonly number[])[] }> {
  const count = filters.length;
  const units = layer.shape[layer.channelsFirst ? 1 : layer.shape.length - 1] ?? 0;
  const choice = new Float32Array(count * units);
  filters.forEach((filter, i) => (choice[i * units + filter] = 1));
  const step: PictureStep = {
    name: `ascent ${layer.path}`,
    inputs: {
      images: { shape: [count, ...size], dtype: 'float32' },
      choice: { shape: [count, units], dtype: 'float32' },
      stepSize: { shape: [], dtype: 'float32' },
    },
    build({ images, choice: chosen, stepSize: length }, forward) {
      const objective = (x: tf.Tensor): tf.Tensor => {
        // A class unit is excited by its logit: a softmax would be content as soon as the other classes are weak.
        const output = forward([x], { taps: [layer.path], outputs: false, graph: logits.graph }).taps[layer.path]!;
        const space = Array.from({ length: output.rank - 2 }, (_, i) => i + (layer.channelsFirst ? 2 : 1));
        const means = space.length === 0 ? output : tf.mean(output, space);
        return tf.sum(tf.mul(means, chosen!), 1);
      };
      const { value, grad } = tf.valueAndGrad(objective)(images!, tf.onesLike(tf.sum(chosen!, 1)));
      const rootMeanSquare = tf.add(tf.sqrt(tf.mean(tf.square(grad), [1, 2, 3], true)), 1e-5);
      return { images: tf.add(images!, tf.mul(tf.div(grad, rootMeanSquare), length!)), objective: value };
    },
  };
  const objectives: number[][] = filters.map(() => []);
  let images = start;
  // One run more than steps: the last only tells the objective that was reached.
  for (let i = 0; i <= steps; i++) {
    context.checkCancelled();
    const result = await context.run(step, { images, choice, stepSize: Float32Array.of(stepSize) });
    objectives.forEach((reached, f) => reached.push(result['objective']!.values[f]!));
    if (i === steps) break;
    images = result['images']!.values;
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

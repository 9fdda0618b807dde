import * as tf from '@tensorflow/tfjs-core';
import type { ComputeContext, PictureStep } from '../compute.js';
import type { ShownLayer } from '../layers.js';
import type { Logits } from '../logits.js';
import type { CamScore } from './contract.js';
import type { Question } from './define.js';
import { asClasses, type Features } from './explain.js';
import { withGuidedRectifiers } from './guided.js';

/** Pixels of the images of one run of the model: bounds the memory of deep models without slowing small ones. */
const batchPixels = 200_000;
const largestBatch = 32;

export interface Asked {
  /** Names the method's own step. */
  readonly method: string;
  readonly layer: ShownLayer;
  readonly found: Features;
  readonly target: number;
  readonly score: CamScore;
  readonly samples: number | null;
  progress?(...so: Parameters<Question['progress']>): void;
}

/** Puts a question to a model: its steps are compiled once a layer and score, whatever the method. */
export function questionOf({ method, layer, found, target, score, samples, progress = () => undefined }: Asked, logits: Logits, context: ComputeContext): Question {
  const image = context.image();
  const size = image.values.length;
  const choice = new Float32Array(found.probabilities.length);
  choice[target] = 1;
  const graph = score === 'logit' ? { graph: logits.graph } : {};
  const chosen = { shape: [1, choice.length], dtype: 'float32' } as const;
  const batch = Math.max(1, Math.min(largestBatch, Math.floor((batchPixels * (image.shape.at(-1) ?? 1)) / size)));
  const ofBatch = (name: string, build: PictureStep['build'], count: number): PictureStep => ({
    name: `${name} ${score}`,
    inputs: { images: { shape: [count, ...image.shape], dtype: 'float32' }, choice: chosen },
    build,
  });

  /** Runs a step over any number of images, in batches of which the last is filled up, so that two compiled steps are enough. */
  const inBatches = async (name: string, build: PictureStep['build'], images: Float32Array, count: number, per: number): Promise<Float32Array> => {
    const results = new Float32Array(count * per);
    const most = count === 1 ? 1 : batch;
    for (let from = 0; from < count; from += most) {
      context.checkCancelled();
      const given = Math.min(most, count - from);
      const filled = given === most ? images.subarray(from * size, (from + most) * size) : new Float32Array(most * size);
      if (given < most) filled.set(images.subarray(from * size, (from + given) * size));
      const { result } = await context.run(ofBatch(name, build, most), { images: filled, choice });
      results.set(result!.values.subarray(0, given * per), from * per);
    }
    return results;
  };

  const [height = 1, width = 1, channels = 1] = layer.channelsFirst ? [found.shape[2], found.shape[3], found.shape[1]] : found.shape.slice(1);
  return {
    model: context.model,
    layer,
    target,
    image,
    black: context.range.black,
    white: context.range.white,
    activations: { height, width, channels, values: layer.channelsFirst ? channelsLast(found.activations, height * width, channels) : found.activations },
    samples,
    group: batch,
    progress,
    checkCancelled: () => context.checkCancelled(),
    scores: (images, count) => inBatches('scores', ({ images: x, choice: c }, forward) => ({ result: tf.sum(tf.mul(asClasses(forward([x!], graph).outputs[0]!, logits, score), c!), 1) }), images, count, 1),
    gradients(images, count, guided = false) {
      const build: PictureStep['build'] = ({ images: x, choice: c }, forward) => {
        const total = (given: tf.Tensor): tf.Tensor => tf.sum(tf.mul(asClasses(forward([given], graph).outputs[0]!, logits, score), c!));
        const gradient = (): tf.Tensor => tf.grad(total)(x!);
        return { result: guided ? withGuidedRectifiers(gradient) : gradient() };
      };
      return inBatches(guided ? 'guided gradients' : 'gradients', build, images, count, size);
    },
    async weigh(map) {
      const step: PictureStep = {
        name: `${method} ${score} ${layer.path}`,
        inputs: { image: { shape: [1, ...image.shape], dtype: 'float32' }, activations: { shape: found.shape, dtype: 'float32' }, choice: chosen },
        build({ image: x, activations, choice: c }, forward) {
          const scoreOf = (maps: tf.Tensor): tf.Tensor => {
            const { outputs } = forward([x!], { substitutes: { [layer.path]: maps }, ...graph });
            return tf.sum(tf.mul(asClasses(outputs[0]!, logits, score), c!));
          };
          const gradients = tf.grad(scoreOf)(activations!);
          const ofImage = (maps: tf.Tensor): tf.Tensor => {
            const single = tf.squeeze(maps, [0]);
            return layer.channelsFirst ? tf.transpose(single, [1, 2, 0]) : single;
          };
          return { map: map({ activations: ofImage(activations!), gradients: ofImage(gradients) }) };
        },
      };
      const { map: result } = await context.run(step, { image: image.values, activations: found.activations, choice });
      return { height: result!.shape[0]!, width: result!.shape[1]!, values: result!.values };
    },
  };
}

function channelsLast(values: Float32Array, places: number, channels: number): Float32Array {
  return Float32Array.from({ length: values.length }, (_, i) => values[(i % channels) * places + Math.floor(i / channels)]!);
}

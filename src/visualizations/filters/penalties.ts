import * as tf from '@tensorflow/tfjs-core';
import type { PictureStep } from '../compute.js';
import type { ShownLayer } from '../layers.js';
import type { Logits } from '../logits.js';
import type { AscentOptions } from './options.js';

type Forward = Parameters<PictureStep['build']>[1];

/** Weights of penalties as a step's inputs; only those that are not zero, so that a plain ascent pays for none. */
export function penaltyInputs({ variation = 0, diversity = 0, negative = false }: AscentOptions): { readonly names: string; readonly specs: PictureStep['inputs']; readonly values: Readonly<Record<string, Float32Array>> } {
  const given = Object.entries({ variation, diversity }).filter(([, weight]) => weight > 0);
  // Going down is going up by steps of the other direction; what a penalty pulls at turns with them.
  const sign = negative ? -1 : 1;
  return {
    names: given.map(([name]) => ` ${name}`).join(''),
    specs: Object.fromEntries(given.map(([name]) => [name, { shape: [], dtype: 'float32' } as const])),
    values: Object.fromEntries(given.map(([name, weight]) => [name, Float32Array.of(sign * weight)])),
  };
}

/** What is taken from the objective of all images together, a scalar; null where nothing is. */
export function penaltyOf(inputs: Readonly<Record<string, tf.Tensor>>, layer: ShownLayer, logits: Logits, forward: Forward): ((x: tf.Tensor) => tf.Tensor) | null {
  const { variation, diversity } = inputs;
  if (!variation && !diversity) return null;
  return (x) => {
    const parts = [
      ...(variation ? [tf.mul(variation, totalVariation(x))] : []),
      ...(diversity ? [tf.mul(diversity, likeness(forward([x], { taps: [layer.path], outputs: false, graph: logits.graph }).taps[layer.path]!, layer.channelsFirst))] : []),
    ];
    return parts.reduce((sum, part) => tf.add(sum, part));
  };
}

/** Sum of the lengths of the differences to the right and lower neighbours; 1e-8 under the root keeps flat places differentiable. */
function totalVariation(x: tf.Tensor): tf.Tensor {
  const [count = 0, height = 0, width = 0, channels = 0] = x.shape;
  const part = (y: number, z: number): tf.Tensor => tf.slice(x, [0, y, z, 0], [count, height - 1, width - 1, channels]);
  const [down, right] = [tf.sub(part(1, 0), part(0, 0)), tf.sub(part(0, 1), part(0, 0))];
  return tf.sum(tf.sqrt(tf.add(tf.add(tf.square(down), tf.square(right)), 1e-8)));
}

/** Sum over all pairs of images of the cosine between their Gram matrices at the layer. */
function likeness(output: tf.Tensor, channelsFirst: boolean): tf.Tensor {
  const last = channelsFirst && output.rank === 4 ? tf.transpose(output, [0, 2, 3, 1]) : output;
  const [count = 1] = last.shape;
  const channels = last.shape.at(-1) ?? 1;
  const flat = tf.reshape(last, [count, -1, channels]);
  const gram = tf.reshape<tf.Rank.R2>(tf.matMul(flat, flat, true, false), [count, channels * channels]);
  const unit = tf.div<tf.Tensor2D>(gram, tf.sqrt(tf.add(tf.sum(tf.square(gram), 1, true), 1e-12)));
  const cosines = tf.matMul(unit, unit, false, true);
  return tf.sub(tf.sum(cosines), tf.sum(tf.square(unit)));
}

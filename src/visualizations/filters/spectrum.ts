/** Images as spectra: the parametrization of Olah et al. 2017, "Feature Visualization", section "Preconditioning and Parameterization". */
import * as tf from '@tensorflow/tfjs-core';
import { normalNumbers } from '../random.js';

/** How colours go together in photographs: the root of the colour channels' covariance over ImageNet, as published with that article (Lucid, `color.py`). */
const colourRoot = [[0.26, 0.09, 0.02], [0.27, 0, -0.05], [0.27, -0.09, 0.03]];
const largestColumn = Math.max(...[0, 1, 2].map((c) => Math.hypot(...colourRoot.map((row) => row[c]!))));

/** A spectrum to start from: real and imaginary parts, [2, images, height, width, channels], normal with a deviation of 0.01. */
export function startSpectrum(seeds: readonly number[], [height, width, channels]: readonly [number, number, number]): Float32Array {
  const size = height * width * channels;
  const parts = new Float32Array(2 * seeds.length * size);
  seeds.forEach((seed, i) => {
    const normal = normalNumbers(seed);
    for (const part of [0, 1]) for (let at = 0; at < size; at++) parts[(part * seeds.length + i) * size + at] = 0.01 * normal();
  });
  return parts;
}

/** 1 / frequency, at most the image's longer side, times the root of the number of pixels: natural images have spectra like it. */
export function frequencyScale(height: number, width: number): Float32Array {
  const frequency = (at: number, length: number): number => (at <= length / 2 ? at : at - length) / length;
  return Float32Array.from({ length: height * width }, (_, i) => {
    const distance = Math.hypot(frequency(Math.floor(i / width), height), frequency(i % width, width));
    return Math.sqrt(height * width) / Math.max(distance, 1 / Math.max(height, width));
  });
}

/**
 * Images 0..1 of spectra: the real part of the inverse Fourier transform of the scaled spectrum, a quarter of it, colours correlated where
 * there are three, then a sigmoid. The transform is two products with matrices of cosines and sines, which any device has.
 */
export function imagesOf(spectrum: tf.Tensor, [height, width, channels]: readonly [number, number, number]): tf.Tensor {
  const count = spectrum.shape[1]!;
  const scale = tf.reshape(tf.tensor1d(frequencyScale(height, width)), [1, height, width]);
  const part = (which: 0 | 1): tf.Tensor => {
    const given = tf.reshape(tf.slice(spectrum, [which, 0, 0, 0, 0], [1, count, height, width, channels]), [count, height, width, channels]);
    return tf.mul(tf.reshape(tf.transpose(given, [0, 3, 1, 2]), [count * channels, height, width]), scale);
  };
  const [re, im] = [part(0), part(1)];
  const waves = (length: number, wave: (angle: number) => number): tf.Tensor => tf.tensor2d(Float32Array.from({ length: length * length }, (_, i) => wave((2 * Math.PI * ((Math.floor(i / length) * (i % length)) % length)) / length)), [length, length]);
  // Along rows first: (re + i im) (cos + i sin), then along columns, of which only the real part is needed.
  const [cosW, sinW, cosH, sinH] = [waves(width, Math.cos), waves(width, Math.sin), waves(height, Math.cos), waves(height, Math.sin)];
  const right = (values: tf.Tensor, matrix: tf.Tensor, across: number): tf.Tensor => tf.reshape(tf.matMul(tf.reshape<tf.Rank.R2>(values, [-1, across]), matrix as tf.Tensor2D), [count * channels, -1, across]);
  const turned = (values: tf.Tensor): tf.Tensor => tf.transpose(values, [0, 2, 1]);
  const rowRe = tf.sub(right(re, cosW, width), right(im, sinW, width));
  const rowIm = tf.add(right(re, sinW, width), right(im, cosW, width));
  const plane = turned(tf.sub(right(turned(rowRe), cosH, height), right(turned(rowIm), sinH, height)));
  const images = tf.transpose(tf.reshape(tf.mul(plane, 1 / (4 * height * width)), [count, channels, height, width]), [0, 2, 3, 1]);
  if (channels !== 3) return tf.sigmoid(images);
  const colours = tf.tensor2d(colourRoot.map((row) => row.map((value) => value / largestColumn)), [3, 3]);
  return tf.sigmoid(tf.reshape(tf.matMul(tf.reshape<tf.Rank.R2>(images, [-1, 3]), colours, false, true), [count, height, width, 3]));
}

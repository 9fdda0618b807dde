/** What the tabs of a training show in the harness: made up by formula, the same in every run. */
import type { ListedImage } from '../../../src/core/protocol/engine.js';
import type { Evaluation, Example, Histogram, LayerFacts, LayerRecord, Split } from '../../../src/core/protocol/inspection.js';
import type { Preflight } from '../../../src/core/protocol/preflight.js';
import type { Evaluated } from '../../../src/visualizations/training/host.js';
import { images, randomNumbers } from './scenes.js';

/** An evaluation of a good model of some classes, with confusions of neighbours. */
export function evaluation(epoch: number, count: number): Evaluation {
  const random = randomNumbers(epoch);
  const perClass = count > 100 ? 50 : 200;
  const examples: Example[] = [];
  const cells: [number, number, number][] = [];
  const [support, predicted, correct] = [new Array<number>(count).fill(perClass), new Array<number>(count).fill(0), new Array<number>(count).fill(0)];
  for (let actual = 0; actual < count; actual++) {
    const wrong = [(actual + 1) % count, (actual + 7) % count].map((other, i) => [other, Math.floor((random() * perClass) / (6 * (i + 1)))] as const);
    correct[actual] = perClass - wrong.reduce((sum, [, images]) => sum + images, 0);
    for (const [other, images] of [[actual, correct[actual]!] as const, ...wrong]) {
      if (images === 0) continue;
      cells.push([actual, other, images]);
      predicted[other]! += images;
      for (let i = 0; i < Math.min(images, 6); i++) examples.push({ index: actual * perClass + other + 17 * i, actual, predicted: other, score: 0.5 + 0.45 * random(), loss: Number((other === actual ? 0.4 * random() : 1 + 6 * random()).toPrecision(4)) });
    }
  }
  cells.sort(([, , a], [, , b]) => b - a);
  examples.sort((a, b) => b.loss! - a.loss!);
  return { epoch, split: 'test', samples: count * perClass, worst: Math.min(500, examples.length), examples, classes: { count, names: count === 10 ? null : Array.from({ length: count }, (_, i) => `class ${i}`), support, predicted, correct, cells: cells.flat(), beyond: 0 } };
}

export function evaluated(scene: string, epoch: number | null): Evaluated {
  if (scene === 'unevaluated' || scene === 'fresh' || scene === 'evaluating') return { epochs: [], evaluation: null };
  if (scene === 'regression') return { epochs: [5], evaluation: { ...evaluation(5, 10), classes: null, examples: evaluation(5, 10).examples.map((example) => ({ ...example, actual: null, predicted: null, score: null })) } };
  return { epochs: [1, 2, 3, 4, 5], evaluation: evaluation(epoch ?? 5, scene === 'many-classes' ? 1000 : 10) };
}

export const imagesAt = (split: Split, indices: readonly number[]): ListedImage[] =>
  indices.map((index) => ({ ...images({ runDirectory: '', split, from: index % 5, count: 1 }).images[0]!, index, split }));

function histogram(mean: number, spread: number): Histogram {
  const counts = Array.from({ length: 32 }, (_, bin) => Math.round(1000 * Math.exp(-(((bin - 15.5) / 7) ** 2))));
  return { low: mean - 3 * spread, high: mean + 3 * spread, counts };
}

/** Records of eight epochs: a usual convnet, or a network of 150 layers. */
export function layers(scene: string): LayerRecord[] {
  if (scene === 'unevaluated' || scene === 'fresh') return [];
  const names = scene === 'deep' ? Array.from({ length: 150 }, (_, i) => [`block${Math.floor(i / 3) + 1}_${['conv', 'bn', 'relu'][i % 3]!}`, ['Conv2D', 'BatchNormalization', 'Activation'][i % 3]!] as const) : ([['conv2d', 'Conv2D'], ['conv2d_1', 'Conv2D'], ['conv2d_2', 'Conv2D'], ['dense', 'Dense'], ['dense_1', 'Dense']] as const);
  return Array.from({ length: 8 }, (_, at): LayerRecord => ({
    epoch: at + 1, gradientImages: 32, activationImages: 128,
    layers: names.map(([layer, type], i): LayerFacts => {
      const own = type !== 'Activation';
      return {
        layer, type, weights: own ? histogram(0.01 * at, 0.05 + 0.01 * at) : null, gradient: own ? (2 / (i + 1)) * Math.exp(-0.3 * at) : null, ratio: own ? 0.003 / (1 + 0.4 * at) : null,
        activations: { low: 0, high: 1 + 0.4 * at, counts: Array.from({ length: 32 }, (_bin, bin) => Math.round(800 * Math.exp(-bin / (3 + at)))) }, units: 64, dead: i % 4 === 1 ? 4 + 3 * at : 0,
      };
    }),
  }));
}

const mega = 2 ** 20;
export const preflight: Preflight = {
  device: { id: 'cpu', label: 'CPU (8 threads)', memoryBytes: 16 * 1024 * mega, why: 'It is the first usable device in the order of speed. Not usable before it: CUDA: no NVIDIA driver was found.' },
  data: 'MNIST, bundled subset (20,000 training and 2,000 test images)', training: 18_000, validation: 2000, epochs: 5, steps: 141,
  memory: { batch: 128, weights: 0.4 * mega, optimizer: 0.7 * mega, gradients: 0.4 * mega, activations: 61 * mega, copies: 63 * mega, input: 0.4 * mega, total: 126 * mega },
  fits: 'yes', secondsPerStep: 0.041, secondsPerEpoch: 6.2, measuredSteps: 6, startSeconds: 0.7, eager: null, notes: [],
};

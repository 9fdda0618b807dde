/**
 * What a panel is shown in the harness: pictures computed from a drawn digit by small convolutions, so that they look like
 * the real thing and are the same in every run.
 */
import type { ImageList, ImagesRequest, Progress, RunInfo } from '../../../src/core/protocol/engine.js';
import type { ActivationsPicture, ActivationsRequest } from '../../../src/visualizations/activations/contract.js';
import type { CamPicture, CamRequest } from '../../../src/visualizations/cam/contract.js';
import { slide } from '../../../src/visualizations/convolution/arithmetic.js';
import type { ConvolutionPicture, ConvolutionRequest } from '../../../src/visualizations/convolution/contract.js';
import type { FolderImage, FolderListing } from '../../../src/visualizations/folder.js';
import type { FiltersPicture, FiltersRequest } from '../../../src/visualizations/filters/contract.js';
import type { PanelSubject } from '../../../src/visualizations/panel.js';
import type { Raster, SubjectInfo } from '../../../src/visualizations/picture.js';
import type { TrainingState } from '../../../src/visualizations/training/contract.js';
import { TrainingRecord } from '../../../src/visualizations/training/record.js';

/** Repeatable numbers in 0..1 (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A handwritten 7 of 28 by 28. */
function digit(shift = 0): Raster {
  const values = new Float32Array(28 * 28);
  const stroke = (x0: number, y0: number, x1: number, y1: number) => {
    for (let y = 0; y < 28; y += 1) {
      for (let x = 0; x < 28; x += 1) {
        const t = Math.min(1, Math.max(0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2)));
        const distance = Math.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0));
        values[y * 28 + x] = Math.max(values[y * 28 + x] ?? 0, 255 * Math.min(1, Math.max(0, 2.2 - distance)));
      }
    }
  };
  stroke(7, 7 + shift, 20, 6);
  stroke(20, 6, 12 + shift, 23);
  return { height: 28, width: 28, channels: 1, values };
}

function convolve(input: Raster, channels: number, seed: number): Raster {
  const random = randomNumbers(seed);
  const height = input.height - 2;
  const width = input.width - 2;
  const values = new Float32Array(height * width * channels);
  for (let c = 0; c < channels; c += 1) {
    const kernel = Array.from({ length: 9 }, () => random() * 2 - 1);
    const bias = c % 7 === 3 ? -1e6 : 0;
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        let sum = bias;
        for (let k = 0; k < 9; k += 1) sum += (kernel[k] ?? 0) * ((input.values[((y + Math.floor(k / 3)) * input.width + x + (k % 3)) * input.channels] ?? 0) / 255);
        values[(y * width + x) * channels + c] = Math.max(0, sum);
      }
    }
  }
  return { height, width, channels, values };
}

export const run: RunInfo = {
  id: '2026-11-24T14-02-11-model', name: 'model', directory: '/samples/.convlens/runs/2026-11-24T14-02-11-model', state: 'running', device: 'CPU (2 threads)', model: 'model',
  sourceFile: '/samples/keras/mnist_convnet.py', data: 'MNIST, bundled subset (20,000 training and 2,000 test images)', started: '2026-11-24T14:02:11.000Z', epochs: 5, epochsDone: 2, error: null,
};

export const subject: PanelSubject = {
  source: 'file:///samples/keras/mnist_convnet.py', file: 'mnist_convnet.py', model: 'model', device: 'CPU (2 threads)', deviceId: null, training: { possible: true, reason: null },
  choices: [
    { id: `run ${run.id}`, label: 'run 14:02, epoch 5', weights: { kind: 'run', directory: run.directory, epoch: 'last' }, epochs: [1, 2, 3, 4, 5] },
    { id: 'random', label: 'random weights (seed 1)', weights: { kind: 'random', seed: 1, graph: { name: 'sequential', kind: 'Sequential', layers: [], calls: [], tensors: [], inputs: [], outputs: [], span: null } } },
  ],
};

/** The same with its run called otherwise. */
export const subjectOf = (label: string): PanelSubject => ({ ...subject, choices: subject.choices.map((choice) => (choice.epochs ? { ...choice, label } : choice)) });

/** The same with other epochs of its run. */
export const subjectWith = (epochs: readonly number[]): PanelSubject => ({ ...subject, choices: subject.choices.map((choice) => (choice.epochs ? { ...choice, epochs, label: `run 14:02, epoch ${epochs.at(-1)}` } : choice)) });

const classNames = Array.from({ length: 10 }, (_, index) => String(index));
const info: SubjectInfo = { model: 'model', weights: 'run 14:02, epoch 5', image: 'test #381 "7"', device: 'CPU (2 threads)', original: digit(), label: 7, classNames };

const layerList = [['conv2d', 'Conv2D', 32], ['max_pooling2d', 'MaxPooling2D', 32], ['conv2d_1', 'Conv2D', 64], ['max_pooling2d_1', 'MaxPooling2D', 64], ['conv2d_2', 'Conv2D', 64], ['flatten', 'Flatten', 576], ['dense', 'Dense', 64], ['dense_1', 'Dense', 10]] as const;

export function activations({ layer }: ActivationsRequest): ActivationsPicture {
  const sizes: Record<string, number> = { conv2d: 26, max_pooling2d: 13, conv2d_1: 11, max_pooling2d_1: 5, conv2d_2: 3 };
  const rasters = layerList.map(([name, , channels], at): Raster => {
    const size = sizes[name];
    const full = convolve(digit(), channels, at + 1);
    const side = size ?? 1;
    const values = new Float32Array(side * side * channels);
    for (let y = 0; y < side; y += 1) for (let x = 0; x < side; x += 1) for (let c = 0; c < channels; c += 1) values[(y * side + x) * channels + c] = full.values[(Math.floor((y * 26) / side) * 26 + Math.floor(((x + (side === 1 ? 15 : 0)) * 26) / Math.max(side, 26 / 26 * side))) * channels + c] ?? 0;
    return { height: side, width: side, channels, values };
  });
  const at = Math.max(0, layerList.findIndex(([name]) => name === layer));
  const chosen = rasters[at] as Raster;
  const channels = Array.from({ length: chosen.channels }, (_, c) => {
    const values = Array.from(chosen.values).filter((_value, index) => index % chosen.channels === c);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, minimum: Math.min(...values), maximum: Math.max(...values), variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length, dead: values.every((value) => value === 0), saturated: false };
  });
  return {
    info, layer: layerList[at]?.[0] ?? '', height: chosen.height, width: chosen.width, channels, values: chosen.values, field: null, made: null, relevance: null,
    layers: layerList.map(([name, type, count], index) => {
      const { height, width, values } = rasters[index] as Raster;
      const mean = Float32Array.from({ length: height * width }, (_, place) => {
        let sum = 0;
        for (let c = 0; c < count; c += 1) sum += values[place * count + c] ?? 0;
        return sum / count;
      });
      return { name, type, height, width, channels: count, mean };
    }),
  };
}

/** A layer of many channels, as deep networks have them. */
export function wide(count = 512): ActivationsPicture {
  const side = 14;
  const random = randomNumbers(7);
  const values = Float32Array.from({ length: side * side * count }, () => Math.max(0, random() - 0.4));
  const channels = Array.from({ length: count }, () => ({ mean: 0.2, minimum: 0, maximum: 0.6, variance: 0.03, dead: false, saturated: false }));
  return { info, layer: 'block5_conv3', height: side, width: side, channels, values, field: null, made: null, relevance: null, layers: [{ name: 'block5_conv3', type: 'Conv2D', height: side, width: side, channels: count, mean: values.slice(0, side * side) }] };
}

export function filters({ layer, steps, kernels }: FiltersRequest, upTo = 32): FiltersPicture {
  const name = layer ?? 'conv2d';
  const patterns = Array.from({ length: upTo }, (_, filter) => {
    const random = randomNumbers(filter + 1);
    const [fx, fy, phase] = [random() * 1.4, random() * 1.4, random() * 6];
    const silent = filter % 11 === 5;
    const values = Float32Array.from({ length: 28 * 28 }, (_value, at) => (silent ? 0.5 + (random() - 0.5) * 0.1 : 0.5 + 0.4 * Math.sin(fx * (at % 28) + fy * Math.floor(at / 28) + phase) + (random() - 0.5) * 0.1));
    return { filter, variant: 0, values, objective: Array.from({ length: steps + 1 }, (_value, step) => (silent ? 0 : (1 - Math.exp(-step / 12)) * (2 + 3 * fx))) };
  });
  return { info: { ...info, image: null, original: null, label: null }, layer: name, height: 28, width: 28, channels: 1, total: 32, kernels: kernels ? colourKernels() : null, patterns, layers: layerList.filter(([, type]) => type === 'Conv2D').map(([layerName, type, count]) => ({ name: layerName, type, filters: count })) };
}

/** Kernels of a first layer in colour: edges and spots. */
function colourKernels(): FiltersPicture['kernels'] {
  const side = 7;
  const values = Float32Array.from({ length: 32 * side * side * 3 }, (_, at) => {
    const [c, x, y, filter] = [at % 3, Math.floor(at / 3) % side, Math.floor(at / (3 * side)) % side, Math.floor(at / (3 * side * side))];
    const random = randomNumbers(filter + 1);
    const [angle, phase, tint] = [random() * Math.PI, random() * 6, random() * 2];
    return Math.sin(1.1 * ((x - 3) * Math.cos(angle) + (y - 3) * Math.sin(angle)) + phase + tint * c) * Math.exp(-((x - 3) ** 2 + (y - 3) ** 2) / 9);
  });
  return { height: side, width: side, channels: 3, values };
}

/** A map of a network with many classes of long names, and layers of long names. */
export function longNames(request: CamRequest): CamPicture {
  const picture = cam(request);
  const names = ['black-and-tan coonhound', 'German short-haired pointer', 'soft-coated wheaten terrier', 'West Highland white terrier', 'red-breasted merganser', 'ladies\u2019 slipper, yellow (Cypripedium calceolus)', 'electric fan', 'Egyptian_cat_domestic_shorthair_tabby'];
  const classNames = Array.from({ length: 1000 }, (_, index) => names[index] ?? `class of the number ${index}`);
  const scores = Float32Array.from(classNames, (_, index) => (index < 8 ? 0.9 / 2 ** (index + 1) : 0.1 / 992));
  const layers = ['block_13_expand_relu', 'inception_resnet_v2/mixed_7a_conv_branch_2_relu', 'top_activation'];
  return { ...picture, info: { ...picture.info, image: 'DSC_20240817_afternoon_in_the_garden (copy 2).jpg', label: 5, classNames }, target: request.target ?? 0, probabilities: scores, layer: request.layer ?? layers[1]!, layers };
}

/** A kernel of 3 by 3 over the digit, worked out by hand. */
export function convolution({ filter }: ConvolutionRequest): ConvolutionPicture {
  const image = digit();
  const input: Raster = { ...image, values: image.values.map((value) => value / 255) };
  const random = randomNumbers(filter + 1);
  const kernel = Float32Array.from({ length: 9 }, () => random() * 2 - 1);
  const geometry = { kernel: [3, 3], strides: [1, 1], dilation: [1, 1], before: [0, 0] } as const;
  const output = slide(input, [...kernel], geometry, [26, 26]);
  const convolved = { layer: 'conv2d', type: 'Conv2D', filter, filters: 32, input, inputName: null, channels: [0, 1] as const, kernel, bias: 0.125, activation: 'relu', output: { ...output, values: output.values.map((value) => Math.max(0, value + 0.125)) }, geometry, note: null };
  return { info, layer: 'conv2d', convolved, layers: [{ name: 'conv2d', type: 'Conv2D', filters: 32 }, { name: 'conv2d_1', type: 'Conv2D', filters: 64 }] };
}

/** The file that a request looks at. */
export function fileOf(request: unknown): string | null {
  const { image } = (request as CamRequest).subject;
  return image?.kind === 'file' ? image.path : null;
}

/** A folder of digits, in folders named after them; one file is none. */
export function folder(count: number): FolderListing {
  const images = Array.from({ length: count }, (_, at): FolderImage => {
    const className = String(Math.floor((at * 10) / count));
    const name = `${className}/${at === 4 ? 'broken' : `digit-${String(at).padStart(4, '0')}`}.png`;
    return { path: `/pictures/digits/${name}`, name, className };
  });
  return { folder: '/pictures/digits', images, total: images.length, notes: [] };
}

/** The map of an image file: each file of another class, mostly that of its folder. */
function camOfFile(path: string, request: CamRequest): CamPicture {
  const [, truth = '7', number = '0'] = /(\d)\/digit-(\d+)/.exec(path) ?? [];
  const random = randomNumbers(Number(number) + 1);
  const predicted = random() < 0.85 ? Number(truth) : Math.floor(random() * 10);
  const share = 0.5 + random() / 2;
  const [y0, x0] = [4 + random() * 20, 4 + random() * 20];
  const original = digit(Math.floor(random() * 5) - 2);
  const picture = cam({ ...request, subject: { ...request.subject, image: null } });
  return {
    ...picture, target: request.target ?? predicted, info: { ...info, image: path.split('/').at(-1) ?? path, label: null, original },
    probabilities: Float32Array.from({ length: 10 }, (_, index) => (index === predicted ? share : (1 - share) / 9)),
    overlay: { ...picture.overlay, values: Float32Array.from({ length: 784 }, (_, at) => Math.exp(-((Math.floor(at / 28) - y0) ** 2 + ((at % 28) - x0) ** 2) / 60)) },
  };
}

export function cam(request: CamRequest): CamPicture {
  const { target, layer, also, method } = request;
  const file = fileOf(request);
  if (file !== null) return camOfFile(file, request);
  const logits = [0.1, 0.3, 1.2, 0.4, 0.2, 0.1, 0.05, 6, 0.2, 1.9];
  const sum = logits.reduce((total, value) => total + Math.exp(value), 0);
  const hot = (y: number, x: number) => Math.exp(-((y - 6) ** 2 + (x - 17) ** 2) / 60);
  const values = Float32Array.from({ length: 784 }, (_, at) => hot(Math.floor(at / 28), at % 28));
  return {
    info, method, layer: layer ?? 'conv2d_2', reason: 'conv2d_2 is the last layer that still has places: after it the positions are flattened.', target: target ?? 7,
    probabilities: Float32Array.from(logits, (value) => Math.exp(value) / sum), map: { height: 3, width: 3, channels: 1, values: Float32Array.from([0.3, 0.9, 1, 0.1, 0.6, 0.5, 0, 0.3, 0.1]) },
    overlay: { height: 28, width: 28, channels: 1, values }, peak: 0.182, signed: false, note: null, others: also === 'methods' ? [{ method: 'saliency', signed: false, peak: 1, note: null, map: { height: 28, width: 28, channels: 1, values }, overlay: { height: 28, width: 28, channels: 1, values } }] : [],
    trust: also === 'trust' ? { deletion: curveOf((share) => 0.9 * (1 - share)), insertion: curveOf((share) => 0.9 * Math.sqrt(share)), whole: 0.9, masked: 0.45, drop: 0.5, randomization: [{ layer: 'dense_1', correlation: 0.31 }, { layer: 'conv2d', correlation: -0.05 }], skipped: null } : null, layers: ['conv2d', 'conv2d_1', 'conv2d_2'],
    methods: [
      { id: 'cam', title: 'CAM', source: 'Zhou et al. 2016', at: 'layer', obstacle: 'CAM needs a model whose last layer weighs means.' },
      { id: 'grad-cam', title: 'Grad-CAM', source: 'Selvaraju et al. 2017', at: 'layer', obstacle: null },
      { id: 'saliency', title: 'Saliency', source: 'Simonyan et al. 2014', at: 'image', obstacle: null },
    ], score: 'logit', activation: 'softmax',
  };
}

const curveOf = (at: (share: number) => number) => {
  const shares = Array.from({ length: 21 }, (_, step) => step / 20);
  const probabilities = shares.map(at);
  return { shares, probabilities, area: probabilities.reduce((sum, value) => sum + value, 0) / 21 };
};

export function images({ split, from, count, label }: ImagesRequest): ImageList {
  const worst = split === 'worst';
  const all = Array.from({ length: worst ? 500 : 2000 }, (_, at) => ({ index: worst ? (at * 37) % 2000 : at, label: at % 10 })).filter((image) => label === undefined || image.label === label);
  const shown = all.slice(from, from + count);
  return {
    total: all.length,
    images: shown.map((image, at) => ({
      ...image, split: worst ? 'test' : split, labelName: String(image.label), height: 28, width: 28, channels: 1, pixels: Uint8Array.from(digit(((from + at) % 5) - 2).values),
      ...(worst ? { loss: 9.21 / (1 + (from + at) / 40), predicted: String((image.label + 3) % 10) } : {}),
    })),
    classes: Array.from({ length: 10 }, (_, each) => ({ label: each, name: String(each), count: worst ? 50 : 200 })),
    note: worst ? 'The 500 highest losses of 2,000 test images after epoch 5' : null,
  };
}

/** A training in its third epoch, or at its end. */
export function training(finished = false): TrainingState {
  const record = new TrainingRecord({ ...run, state: finished ? 'finished' : 'running', epochsDone: finished ? 5 : 2 });
  const random = randomNumbers(4);
  const steps = 312;
  const progress = (epoch: number, step: number): Progress => {
    const seen = epoch - 1 + step / steps;
    const loss = 0.05 + 0.9 * Math.exp(-2.2 * seen) + random() * 0.02;
    return { runId: run.id, epoch, epochs: 5, step, steps, loss, metrics: { accuracy: 1 - 0.3 * loss }, imagesPerSecond: 5210, remainingSeconds: 72, learningRate: 0.001 };
  };
  for (let epoch = 1; epoch <= (finished ? 5 : 3); epoch += 1) {
    for (let step = 12; step <= (epoch === 3 && !finished ? 140 : steps); step += 12) record.progressed(progress(epoch, step));
    if (epoch < 3 || finished) record.epochEnded({ epoch, loss: 0.05 + 0.9 * Math.exp(-2.2 * epoch), metrics: { accuracy: 1 - 0.1 * Math.exp(-epoch) }, validation: { val_loss: 0.06 + 0.8 * Math.exp(-2 * epoch), val_accuracy: 0.985 - 0.1 * Math.exp(-epoch) }, seconds: 4 });
  }
  return record.state();
}

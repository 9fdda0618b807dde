/** Data for the data panel in the harness: drawn shapes in three classes, the same in every run. */
import type { BytePicture, DataOverview, DataPart, DataSample, DataSamples, DataVariants, FileCheck, SamplesQuery, VariantsQuery } from '../../../src/core/protocol/data.js';

const classNames = ['circle', 'square', 'triangle'];
const side = 40;

/** One of the shapes in a colour, turned and moved. */
function shape(label: number, index: number, { turn = 0, move = 0 } = {}): BytePicture {
  const pixels = new Uint8Array(side * side * 3);
  const size = 9 + (index % 4) * 2;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [dx, dy] = [x - side / 2 - move + (index % 5) - 2, y - side / 2 + (index % 3) - 1];
      const [u, v] = [cos * dx + sin * dy, cos * dy - sin * dx];
      const inside = label === 0 ? Math.hypot(u, v) < size : label === 1 ? Math.max(Math.abs(u), Math.abs(v)) < size * 0.85 : v < size * 0.7 && v > Math.abs(u) * 1.7 - size;
      const color = inside ? [200 - label * 60, 70 + label * 60, 60 + (index % 7) * 25] : [235, 232, 224];
      pixels.set(color, (y * side + x) * 3);
    }
  }
  return { height: side, width: side, channels: 3, pixels };
}

const mask = ({ height, width, pixels }: BytePicture): BytePicture => ({ height, width, channels: 1, pixels: Uint8Array.from({ length: height * width }, (_, i) => (pixels[3 * i + 2]! === 224 ? 0 : 255)) });

const part = (role: DataPart['role'], counts: readonly number[], more: Partial<DataPart> = {}): DataPart => {
  const samples = counts.reduce((a, b) => a + b, 0);
  return {
    role, samples, classCounts: counts, title: `shapes/${role}: ${samples.toLocaleString('en-US')} images of 3 classes`, input: [side, side, 3], target: [3], batchSize: 20, batches: Math.ceil(samples / 20), shuffled: role === 'training', files: true,
    skipped: role === 'training' ? { count: 2, first: [{ path: '/samples/shapes/training/Thumbs.db', reason: 'It lies outside of the class folders.' }, { path: '/samples/shapes/training/square/list.txt', reason: 'Its name has none of the endings that Keras takes here.' }] } : { count: 0, first: [] },
    ...more,
  };
};

/** The usual data, or a segmentation's, whose targets are pictures. */
export function overview(scene: string): DataOverview {
  const masks = scene === 'masks';
  const more: Partial<DataPart> = masks ? { classCounts: null, target: [side, side, 1] } : {};
  return {
    classNames: masks ? null : classNames,
    parts: [part('training', [1200, 950, 180], more), part('validation', [300, 240, 45], more)],
    changes: masks ? [] : ['ImageDataGenerator(rotation_range=40, width_shift_range=0.2)'],
    notes: masks ? [] : [
      { kind: 'warning', text: 'The model\'s output "dense_1" has shape (2,), and the data (line 14) has one-hot targets for 3 classes (circle, square, triangle). Give the model\'s last layer 3 units, or change how the labels are read.' },
      { kind: 'info', text: 'The training data is unbalanced: "circle" has 1,200 samples and "triangle" 180, so always answering "circle" would look good already. class_weight, or more of the small classes, helps.' },
    ],
  };
}

const sample = (scene: string, index: number): DataSample => {
  const label = index % 3;
  const picture = shape(label, index);
  return { index, label: scene === 'masks' ? null : label, title: `${classNames[label]}.${index}.png`, picture, mask: scene === 'masks' ? mask(picture) : null };
};

export function samples(scene: string, { labels, from, count, role }: SamplesQuery): DataSamples {
  const { parts } = overview(scene);
  const counts = parts.find((one) => one.role === role)?.classCounts;
  return {
    groups: labels.map((label) => ({ label, total: (label === null ? 2330 : counts?.[label]) ?? 0, samples: Array.from({ length: count }, (_, i) => sample(scene, label === null ? from + i : (from + i) * 3 + label)) })),
    range: { low: 0, high: 1, mean: 0.7312, samples: labels.length * count },
    unreadable: scene === 'masks' ? [] : [{ path: '/samples/shapes/training/circle/circle.33.png', reason: 'Input buffer has corrupt header: pngload_buffer: end of stream' }],
  };
}

export function variants(scene: string, { index, count }: VariantsQuery): DataVariants {
  const label = index % 3;
  const one = (epoch: number): BytePicture => shape(label, index, { turn: epoch * 0.7, move: ((epoch * 5) % 9) - 4 });
  const still = shape(label, index);
  return {
    sample: sample(scene, index), input: still, mask: scene === 'masks' ? mask(still) : null,
    variants: Array.from({ length: count }, (_, i) => ({ epoch: i + 1, picture: one(i + 1), mask: scene === 'masks' ? mask(one(i + 1)) : null })),
    range: { low: 0, high: 1, mean: 0.7423, samples: 1 },
  };
}

export const check = (done: number): FileCheck => ({ role: 'training', done, total: 2330, unreadable: { count: 2, first: [{ path: '/samples/shapes/training/circle/circle.33.png', reason: 'Input buffer has corrupt header: pngload_buffer: end of stream' }, { path: '/samples/shapes/training/square/square.7.png', reason: 'The file is empty.' }] } });

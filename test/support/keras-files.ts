/** Models that Keras wrote, with the images it looked at, in a workspace of the real editor. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { readNpz } from '../../src/engine/datasets/npy.js';
import { writeKerasFile } from '../../src/engine/modelfiles/keras-file.js';
import { readArrays, readGolden } from '../engine/pictures/support.js';
import { root } from './editor.js';

/** What Keras found in `digits.keras` for its image, and where the panels ask with starts and strengths of their own. */
export const digits = readGolden('digits');
export const branches = readGolden('branches');
export const panels = readArrays('panels.npz');

/** What Keras found in `groups.keras` for the photo. */
export const groups = readArrays('groups.npz');

const png = (values: Float32Array, [height = 1, width = 1, channels = 1]: readonly number[]): Promise<Buffer> => sharp(Uint8Array.from(values, Math.round), { raw: { height, width, channels: channels as 1 | 3 } }).png().toBuffer();

/** The image that Keras looked at by `digits.keras`: 28 by 28, gray. */
export const digitImage = (): Promise<Buffer> => png(digits.values('image').map((value) => 255 * value), digits.shape('image'));

/** The one for `branches.keras`: 20 by 26, in colour. */
export const photo = (): Promise<Buffer> => png(panels.values('photo'), panels.shape('photo'));

/** A model whose code leaves the size of its images open. */
const anySize = `from keras import Input, Sequential, layers

model = Sequential([
    Input((None, None, 3)),
    layers.Conv2D(4, 3, activation='relu'),
    layers.GlobalAveragePooling2D(),
    layers.Dense(3, activation='softmax'),
])
`;

/** `digits.keras` with a weight that is no number. */
async function spoilt(): Promise<Uint8Array> {
  const weights = Object.fromEntries(digits.names.flatMap((name) => (name.startsWith('weight/') ? [[name.slice('weight/'.length), digits.values(name)]] : [])));
  weights['second/kernel']![5] = NaN;
  return writeKerasFile({ graph: digits.graph, weights });
}

/** Lays the models and their images into a workspace. */
export async function layOut(workspace: string): Promise<void> {
  for (const name of ['digits.keras', 'branches.keras', 'groups.keras']) copyFileSync(join(root, 'test', 'golden', 'visual', name), join(workspace, name));
  writeFileSync(join(workspace, 'spoilt.keras'), await spoilt());
  writeFileSync(join(workspace, 'keras', 'any_size.py'), anySize);
}

/** The first test images of the samples as files in folders of their classes: those that Keras's predictions are for. */
export async function testDigits(count: number): Promise<{ readonly name: string; readonly label: number; readonly bytes: Buffer }[]> {
  const { x_test: images, y_test: labels } = readNpz(readFileSync(join(root, 'samples', 'data', 'mnist', 'mnist-subset.npz')), 'mnist-subset.npz');
  if (!images || !labels) throw new Error('The samples have no test images.');
  return Promise.all(Array.from({ length: count }, async (_, at) => {
    const label = Number(labels.values[at]);
    return { name: `${label}/${at}.png`, label, bytes: await png(Float32Array.from(images.values.subarray(784 * at, 784 * (at + 1))), [28, 28, 1]) };
  }));
}

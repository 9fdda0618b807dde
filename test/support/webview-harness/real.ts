/** Answers panels from a real trained model, the digits of the golden files, so that what is looked at is what users get. */
import { readFileSync } from 'node:fs';
import { openDevice } from '../../../src/engine/devices/open.js';
import { contextFor, ModelOnDevice } from '../../../src/engine/pictures/context.js';
import { rangeOf } from '../../../src/engine/pictures/preprocessing.js';
import { specs } from '../../../src/engine/visualizations.generated.js';
import type { Visualization } from '../../../src/visualizations/compute.js';
import type { ImageChoice, Subject } from '../../../src/visualizations/picture.js';
import { readNpz } from '../../../src/engine/datasets/npy.js';
import { openGolden, readGolden } from '../../engine/pictures/support.js';
import { root } from '../editor.js';

export interface RealEngine {
  answer(id: string, request: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** Weights of the golden model, images of the bundled subset of MNIST. */
export async function realEngine(): Promise<RealEngine> {
  const device = await openDevice('cpu');
  const { model } = openGolden(readGolden('digits'));
  const named = { ...model, weights: 'run 14:02, epoch 5', classNames: Array.from({ length: 10 }, (_, digit) => String(digit)) };
  const on = await ModelOnDevice.create(named, device);
  const data = readNpz(readFileSync(`${root}/samples/data/mnist/mnist-subset.npz`), 'mnist');
  const visualizations = specs as unknown as Readonly<Record<string, Visualization<{ readonly subject: Subject }, unknown>>>;
  return {
    async answer(id, request) {
      const asked = request as { readonly subject: Subject };
      const index = (asked.subject.image as Extract<ImageChoice, { kind: 'dataset' }> | null)?.index ?? 0;
      const pixels = Float32Array.from(data['x_test']!.values.subarray(index * 784, (index + 1) * 784));
      const label = Number(data['y_test']!.values[index]);
      const image = asked.subject.image === null ? null : { title: `test #${index} "${label}"`, original: { height: 28, width: 28, channels: 1, values: pixels }, values: pixels.map((value) => value / 255), shape: [28, 28, 1], label };
      return visualizations[id]!.compute(asked, contextFor(on, named, image, await rangeOf(named.preprocessing, 1), undefined, { partial: () => undefined, signal: new AbortController().signal }));
    },
    async close() {
      await on.dispose();
      await device.dispose();
    },
  };
}

/**
 * Pictures beside Keras on TensorFlow doing the same in Python, in alternating rounds of one run; weights are random. CONVLENS_DEVICE forces
 * a device, CONVLENS_ROUNDS another number of rounds than 5.
 */
import { analyze } from '../../src/core/analyze.js';
import { openDevice } from '../../src/engine/devices/open.js';
import { contextFor, ModelOnDevice } from '../../src/engine/pictures/context.js';
import type { PreparedImage } from '../../src/engine/pictures/opened.js';
import { openModel } from '../../src/engine/pictures/open.js';
import type { Device } from '../../src/engine/trace/step.js';
import activations from '../../src/visualizations/activations/compute.js';
import cam from '../../src/visualizations/cam/compute.js';
import type { ComputeContext } from '../../src/visualizations/compute.js';
import filters from '../../src/visualizations/filters/compute.js';
import { Peer, type Timing } from './support/peer.js';
import { median, report } from './support/report.js';

const rounds = Number(process.env['CONVLENS_ROUNDS'] ?? 5);
/** Times that Keras may be beaten by. */
const allowed = 1.3;

interface Work {
  readonly title: string;
  readonly model: string;
  readonly size: readonly [number, number];
  run(context: ComputeContext): Promise<unknown>;
}

const subject = { weights: { kind: 'file', path: 'bench' }, image: null } as const;
const ascent = { subject, steps: 40, stepSize: 1, seed: 1 };
const works: Readonly<Record<string, Work>> = {
  pattern: { title: 'pattern of VGG16 block3_conv1, 150x150, 40 steps', model: 'VGG16(weights=None, include_top=False)', size: [150, 150], run: (context) => filters.compute({ ...ascent, layer: 'block3_conv1', filters: [0] }, context) },
  sheet: { title: 'sheet of 64, VGG16 block1_conv1, 64x64, 40 steps', model: 'VGG16(weights=None, include_top=False)', size: [64, 64], run: (context) => filters.compute({ ...ascent, layer: 'block1_conv1', filters: null }, context) },
  cam: { title: 'Grad-CAM, VGG16 block5_conv3, 224x224', model: 'VGG16(weights=None)', size: [224, 224], run: (context) => cam.compute({ subject, method: 'grad-cam', layer: 'block5_conv3', target: null }, context) },
  activations: { title: 'all activations of MobileNetV2, 224x224', model: 'MobileNetV2(weights=None)', size: [224, 224], run: (context) => activations.compute({ subject, layer: null }, context) },
};

async function main(): Promise<void> {
  const python = process.env['CONVLENS_PYTHON'];
  const peer = python ? await Peer.start(python, 'keras_visual.py') : null;
  const device = await openDevice(process.env['CONVLENS_DEVICE']);
  const asked = process.env['CONVLENS_WORKS']?.split(',');
  for (const [name, work] of Object.entries(works)) {
    if (asked && !asked.includes(name)) continue;
    const { on, next } = await prepare(work, device);
    const first = performance.now();
    await work.run(next());
    const cold = performance.now() - first;
    await peer?.measure(name);
    const [ours, theirs]: [Timing[], Timing[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      if (peer) theirs.push(await peer.measure(name));
      const context = next();
      const [began, used] = [performance.now(), process.cpuUsage()];
      await work.run(context);
      const { user, system } = process.cpuUsage(used);
      ours.push({ wall: performance.now() - began, processor: (user + system) / 1000 });
    }
    const [wall, processor] = [(timings: readonly Timing[]) => median(timings.map((each) => each.wall)), (timings: readonly Timing[]) => median(timings.map((each) => each.processor)).toFixed(0)];
    const mark = theirs.length > 0 ? { peer: wall(theirs), mark: allowed * wall(theirs) } : {};
    report({ name: work.title, milliseconds: wall(ours), ...mark, note: `${device.info.label}; median of ${rounds}; processor time ${processor(ours)} ms${theirs.length > 0 ? `, ${peer?.name} ${processor(theirs)} ms` : ''}; the first, with compilation, took ${(cold / 1000).toFixed(1)} s` });
    await on.dispose();
  }
  peer?.stop();
  await device.dispose();
}

/** A context for each round with an image of its own, so that nothing is answered from memory. */
async function prepare({ model, size: [height, width] }: Work, device: Device): Promise<{ readonly on: ModelOnDevice; next(): ComputeContext }> {
  const { models } = analyze(`from keras.applications import VGG16, MobileNetV2\nmodel = ${model}\n`, { file: 'bench.py' });
  const opened = await openModel({ kind: 'random', graph: models[0]!.graph, seed: 1 });
  const on = await ModelOnDevice.create(opened, device);
  const shape = [height, width, 3];
  let count = 0;
  return {
    on,
    next() {
      count++;
      const values = Float32Array.from({ length: height * width * 3 }, (_, i) => ((i * 7919 + count * 104729) % 256) / 255);
      const image: PreparedImage = { title: `image ${count}`, original: { height, width, channels: 3, values }, values, shape, label: null };
      return contextFor(on, opened, image, { low: 0, high: 1, black: [0, 0, 0], white: [1, 1, 1] }, [height, width], { partial: () => undefined, signal: new AbortController().signal });
    },
  };
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : error);
  process.exit(1);
});

/**
 * Milliseconds of one training step on the default device, beside Keras on TensorFlow (CONVLENS_PYTHON) or beside PyTorch (CONVLENS_TORCH names a Python
 * that has it), in alternating rounds of one run. CONVLENS_DEVICE forces a device.
 */
import { openDevice } from '../../src/engine/devices/open.js';
import { batchOf, mnist, photographs, trainingStep, type Convnet } from '../engine/support/convnets.js';
import { applicationStep, type ApplicationStep } from './support/applications.js';
import { Peer, type Timing } from './support/peer.js';
import { median, report } from './support/report.js';

interface Measured {
  readonly title: string;
  readonly batch: number;
  /** Steps of one round. */
  readonly steps: number;
  make(): ApplicationStep;
}

const convnet = (net: Convnet, steps: number, title: string): Measured => ({ title, batch: net.batch, steps, make: () => ({ ...trainingStep(net, { optimizer: 'rmsprop' }), inputs: batchOf(net, 0) }) });
const application = (name: string, steps: number): Measured => ({ title: `training step, ${name} 96x96`, batch: 16, steps, make: () => applicationStep(name, 96, 16) });

const nets: Readonly<Record<string, Measured>> = {
  mnist: convnet(mnist, 30, 'training step, MNIST convnet'),
  cats: convnet(photographs, 6, 'training step, cats-and-dogs convnet 150x150'),
  mobilenet: application('MobileNetV2', 6),
  resnet: application('ResNet50', 3),
};
const rounds = 5;

async function main(): Promise<void> {
  const { CONVLENS_PYTHON: keras, CONVLENS_TORCH: torch } = process.env;
  const peer = keras ? await Peer.start(keras, 'keras_step.py') : torch ? await Peer.start(torch, 'torch_step.py') : null;
  const device = await openDevice(process.env['CONVLENS_DEVICE']);
  // CONVLENS_NETS=resnet,mobilenet measures only these.
  const asked = process.env['CONVLENS_NETS']?.split(',') ?? Object.keys(nets);
  for (const [model, net] of Object.entries(nets).filter(([name]) => asked.includes(name))) {
    const { title, steps } = net;
    const { definition, variables, inputs: batch } = net.make();
    const [step, state] = [await device.compile(definition), await device.createState(variables)];
    if (step.eager !== null) throw new Error(`${title} runs uncompiled because of ${step.eager}.`);
    for (let i = 0; i < 3; i++) await step.run(state, batch);
    await peer?.measure(`${model} ${steps}`);
    const [ours, theirs]: [Timing[], Timing[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      if (peer) theirs.push(await peer.measure(`${model} ${steps}`));
      const [start, used] = [performance.now(), process.cpuUsage()];
      for (let i = 0; i < steps; i++) await step.run(state, batch);
      const { user, system } = process.cpuUsage(used);
      ours.push({ wall: (performance.now() - start) / steps, processor: (user + system) / 1000 / steps });
    }
    const [wall, processor] = [(timings: readonly Timing[]) => median(timings.map((t) => t.wall)), (timings: readonly Timing[]) => median(timings.map((t) => t.processor)).toFixed(1)];
    report({
      name: `${title}, batch ${net.batch}`,
      milliseconds: wall(ours),
      peer: theirs.length > 0 ? wall(theirs) : null,
      note: `${device.info.label}; median of ${rounds} rounds of ${steps} steps; processor time ${processor(ours)} ms${theirs.length > 0 ? `, ${peer?.name} ${processor(theirs)} ms` : ''}`,
    });
    await Promise.all([step.dispose(), state.dispose()]);
  }
  peer?.stop();
  await device.dispose();
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

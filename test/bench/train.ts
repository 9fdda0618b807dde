/** Milliseconds of one training step on the default device, beside Keras on TensorFlow, in alternating rounds of one run. CONVLENS_DEVICE forces a device. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openDevice } from '../../src/engine/devices/open.js';
import { batchOf, mnist, photographs, trainingStep, type Convnet } from '../engine/support/convnets.js';
import { applicationStep, type ApplicationStep } from './support/applications.js';
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

/** Wall time says how long one waits, processor time how much work it was; both in milliseconds a step. */
interface Timing {
  readonly wall: number;
  readonly processor: number;
}

/** Keras in a process of its own that waits between rounds. */
class Keras {
  private readonly lines: AsyncIterator<string, undefined>;

  constructor(python: string) {
    this.child = spawn(python, [join(process.cwd(), 'test', 'bench', 'support', 'keras_step.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  private readonly child: Pick<ChildProcessWithoutNullStreams, 'stdin' | 'stdout' | 'kill'>;

  async measure(model: string, steps: number): Promise<Timing> {
    this.child.stdin.write(`${model} ${steps}\n`);
    const next: IteratorResult<string, undefined> = await this.lines.next();
    if (next.done) throw new Error('Keras stopped before it answered; its message stands above.');
    const [wall = NaN, processor = NaN] = next.value.split(' ').map(Number);
    return { wall, processor };
  }

  stop(): void {
    this.child.kill();
  }
}

async function main(): Promise<void> {
  const python = process.env['CONVLENS_PYTHON'];
  const keras = python ? new Keras(python) : null;
  const device = await openDevice(process.env['CONVLENS_DEVICE']);
  // CONVLENS_NETS=resnet,mobilenet measures only these.
  const asked = process.env['CONVLENS_NETS']?.split(',') ?? Object.keys(nets);
  for (const [model, net] of Object.entries(nets).filter(([name]) => asked.includes(name))) {
    const { title, steps } = net;
    const { definition, variables, inputs: batch } = net.make();
    const [step, state] = [await device.compile(definition), await device.createState(variables)];
    if (step.eager !== null) throw new Error(`${title} runs uncompiled because of ${step.eager}.`);
    for (let i = 0; i < 3; i++) await step.run(state, batch);
    await keras?.measure(model, steps);
    const [ours, theirs]: [Timing[], Timing[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      if (keras) theirs.push(await keras.measure(model, steps));
      const [start, used] = [performance.now(), process.cpuUsage()];
      for (let i = 0; i < steps; i++) await step.run(state, batch);
      const { user, system } = process.cpuUsage(used);
      ours.push({ wall: (performance.now() - start) / steps, processor: (user + system) / 1000 / steps });
    }
    const [wall, processor] = [(timings: readonly Timing[]) => median(timings.map((t) => t.wall)), (timings: readonly Timing[]) => median(timings.map((t) => t.processor)).toFixed(1)];
    report({
      name: `${title}, batch ${net.batch}`,
      milliseconds: wall(ours),
      keras: theirs.length > 0 ? wall(theirs) : null,
      note: `${device.info.label}; median of ${rounds} rounds of ${steps} steps; processor time ${processor(ours)} ms${theirs.length > 0 ? `, Keras ${processor(theirs)} ms` : ''}`,
    });
    await Promise.all([step.dispose(), state.dispose()]);
  }
  keras?.stop();
  await device.dispose();
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

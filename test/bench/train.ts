/** Milliseconds of one training step on the default device, beside Keras on TensorFlow, in alternating rounds of one run. CONVLENS_DEVICE forces a device. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openDevice } from '../../src/engine/devices/open.js';
import { batchOf, mnist, photographs, trainingStep, type Convnet } from '../engine/support/convnets.js';
import { median, report } from './support/report.js';

const nets: Readonly<Record<string, { readonly net: Convnet; readonly steps: number; readonly title: string }>> = {
  mnist: { net: mnist, steps: 30, title: 'training step, MNIST convnet' },
  cats: { net: photographs, steps: 6, title: 'training step, cats-and-dogs convnet 150x150' },
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
  for (const [model, { net, steps, title }] of Object.entries(nets)) {
    const { definition, variables } = trainingStep(net, { optimizer: 'rmsprop' });
    const [step, state, batch] = [await device.compile(definition), await device.createState(variables), batchOf(net, 0)];
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

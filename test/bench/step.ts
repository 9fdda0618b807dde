/**
 * Milliseconds of one training step, this engine beside Keras on TensorFlow, in alternating rounds of one run.
 *   node test/bench/step.cjs [--python PATH] [--rounds N] [--models mnist,cats] [--device ID]
 * Without a Python that has keras and tensorflow only this engine is measured. Wall time says how long one waits, processor time how
 * much work it was; on a machine that does other things as well, compare the latter.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { openDevice } from '../../src/engine/devices/open.js';
import { batchOf, mnist, photographs, trainingStep, type Convnet } from '../engine/support/convnets.js';

interface Timing {
  readonly wall: number;
  readonly processor: number;
}

const nets: Readonly<Record<string, { readonly net: Convnet; readonly steps: number }>> = { mnist: { net: mnist, steps: 30 }, cats: { net: photographs, steps: 6 } };

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** Keras in a process of its own that waits between rounds; null when it cannot be started. */
class Keras {
  private readonly lines: AsyncIterator<string, undefined>;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  static async start(python: string): Promise<Keras | null> {
    const child = spawn(python, [join(process.cwd(), 'test', 'bench', 'keras_step.py')]);
    child.stderr.resume();
    const failed = new Promise<null>((resolve) => child.once('error', () => resolve(null)).once('exit', () => resolve(null)));
    child.stdin.on('error', () => {});
    const keras = new Keras(child);
    return Promise.race([failed, keras.measure('mnist', 1).then((timing) => (timing === null ? null : keras))]);
  }

  async measure(model: string, steps: number): Promise<Timing | null> {
    this.child.stdin.write(`${model} ${steps}\n`);
    const next: IteratorResult<string, undefined> = await this.lines.next();
    if (next.done) return null;
    const [wall, processor] = next.value.split(' ').map(Number);
    return { wall: wall!, processor: processor! };
  }

  stop(): void {
    this.child.kill();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { python: { type: 'string', default: 'python3' }, rounds: { type: 'string', default: '5' }, models: { type: 'string', default: 'mnist,cats' }, device: { type: 'string' } } });
  const keras = await Keras.start(values.python);
  if (keras === null) console.log(`Keras is not measured: ${values.python} has no keras with tensorflow (--python names another).`);
  const device = await openDevice(values.device);
  console.log(`Device: ${device.info.label}. Medians of ${values.rounds} rounds, milliseconds a training step.`);
  for (const model of values.models.split(',')) {
    const { net, steps } = nets[model] ?? fail(model);
    const { definition, variables } = trainingStep(net, { optimizer: 'rmsprop' });
    const [step, state, batch] = [await device.compile(definition), await device.createState(variables), batchOf(net, 0)];
    for (let i = 0; i < 3; i++) await step.run(state, batch);
    await keras?.measure(model, steps);
    const [ours, theirs]: [Timing[], Timing[]] = [[], []];
    for (let round = 0; round < Number(values.rounds); round++) {
      const timing = await keras?.measure(model, steps);
      if (timing) theirs.push(timing);
      const [start, used] = [performance.now(), process.cpuUsage()];
      for (let i = 0; i < steps; i++) await step.run(state, batch);
      const { user, system } = process.cpuUsage(used);
      ours.push({ wall: (performance.now() - start) / steps, processor: (user + system) / 1000 / steps });
    }
    const show = (timings: readonly Timing[]): string => `${median(timings.map((t) => t.wall)).toFixed(1)} (processor ${median(timings.map((t) => t.processor)).toFixed(1)})`;
    const ratio = theirs.length > 0 ? `; Keras ${show(theirs)}; ratio ${(median(ours.map((t) => t.wall)) / median(theirs.map((t) => t.wall))).toFixed(2)}` : '';
    console.log(`${model}, batch ${net.batch}: ConvLens ${show(ours)}${ratio}`);
    await Promise.all([step.dispose(), state.dispose()]);
  }
  keras?.stop();
  await device.dispose();
}

function fail(model: string): never {
  throw new Error(`There is no model "${model}"; choose from ${Object.keys(nets).join(', ')}.`);
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

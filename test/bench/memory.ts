/**
 * Megabytes of resident memory that a training takes, each in a process of its own over four steps with Adam (Linux only): beside Keras from the
 * imports to the peak, tracing and compiling included, and in the note beside the estimate, which counts from the compiled step on.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../../src/core/analyze.js';
import { blockSizeOf } from '../../src/engine/devices/blocks.js';
import { lower } from '../../src/engine/trace/lower.js';
import { sizeOf } from '../../src/engine/trace/step.js';
import { traceStep } from '../../src/engine/trace/trace.js';
import { memoryOf } from '../../src/engine/training/preflight/memory.js';
import { planTraining } from '../../src/engine/training/plan.js';
import { trainingStep } from '../../src/engine/training/step.js';
import { StepWorker } from '../../src/engine/worker/client.js';
import { Runner } from '../../src/engine/worker/runner.js';
import { report } from './support/report.js';

interface Net {
  readonly model: string;
  readonly batch: number;
}

interface Grown {
  readonly whole: number;
  readonly measured: number;
  readonly estimated: number;
}

const nets = JSON.parse(readFileSync(join(__dirname, 'support', 'memory_nets.json'), 'utf8')) as Readonly<Record<string, Net>>;
const steps = 4;
const mega = 2 ** 20;
const status = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;

async function measure({ model, batch }: Net, blockSize: number): Promise<Grown> {
  const source = `import keras\nfrom keras import layers\nx, y = keras.datasets.cifar10.load_data()[0]\nmodel = ${model}\nmodel.compile('adam', 'categorical_crossentropy')\nmodel.fit(x, y)\n`;
  const imported = status('VmRSS');
  const { graph, recipe } = analyze(source).models.at(-1)!;
  const plan = planTraining(graph, recipe!, [{ shape: [10], dtype: 'float32' }], source);
  const definition = trainingStep(plan, batch);
  const runner = new Runner();
  const step = await runner.compile({ program: lower(traceStep(definition), { kind: 'cpu', blockSize }), settings: { provider: 'cpu', threads: 2 } });
  globalThis.gc?.();
  const compiled = status('VmRSS');
  const state = runner.createState(Object.fromEntries(Object.entries(definition.state).map(([weight, spec]) => [weight, { spec, values: new Float32Array(sizeOf(spec.shape)).fill(0.01) }])));
  const inputs = Object.fromEntries(Object.entries(definition.inputs).map(([input, spec]) => [input, new Float32Array(sizeOf(spec.shape)).fill(0.1)]));
  for (let index = 0; index < steps; index++) await runner.run({ step, state, inputs, seed: 0, index, random: {}, keep: false });
  const peak = status('VmHWM');
  return { whole: peak - imported, measured: peak - compiled, estimated: memoryOf(plan, batch).total };
}

async function main(): Promise<void> {
  const worker = new StepWorker();
  const blockSize = await blockSizeOf(worker);
  await worker.dispose();
  const python = process.env['CONVLENS_PYTHON'];
  for (const [name, net] of Object.entries(nets)) {
    const env = { ...process.env, CONVLENS_MEMORY_OF: name, CONVLENS_BLOCK: String(blockSize) };
    // Each in a process of its own, for a process's peak cannot be set back.
    const ours = JSON.parse(execFileSync(process.execPath, ['--expose-gc', '--require', 'tsx/cjs', '--eval', 'require(process.argv[1])', __filename], { encoding: 'utf8', env })) as Grown;
    const keras = python === undefined ? null : Number(execFileSync(python, [join(__dirname, 'support', 'keras_memory.py'), String(steps), String(net.batch), net.model], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    const { whole, measured, estimated } = ours;
    report({ name: `memory of a training, ${name}, batch ${net.batch}`, megabytes: whole / mega, peer: keras, note: `estimated ${Math.round(estimated / mega)} MB, measured from the compiled step on ${Math.round(measured / mega)} MB, ratio ${(measured / estimated).toFixed(2)}` });
  }
}

const asked = process.env['CONVLENS_MEMORY_OF'];
const work = asked === undefined ? main() : measure(nets[asked]!, Number(process.env['CONVLENS_BLOCK'])).then((grown) => console.log(JSON.stringify(grown)));
void work.catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

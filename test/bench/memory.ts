/**
 * Compares the estimate of a training's memory with what the engine really takes: `node --require tsx/cjs --eval "require('./test/bench/memory.ts')"`. Each model trains four steps
 * in a process of its own, whose peak of resident memory over that before the first step is the measure (Linux only).
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { analyze } from '../../src/core/analyze.js';
import { lower } from '../../src/engine/trace/lower.js';
import { sizeOf } from '../../src/engine/trace/step.js';
import { traceStep } from '../../src/engine/trace/trace.js';
import { memoryOf } from '../../src/engine/training/preflight/memory.js';
import { planTraining } from '../../src/engine/training/plan.js';
import { trainingStep } from '../../src/engine/training/step.js';
import { Runner } from '../../src/engine/worker/runner.js';

const conv = (filters: number): string => `layers.Conv2D(${filters}, 3, activation='relu'), layers.MaxPooling2D(2)`;
const models: Readonly<Record<string, { readonly text: string; readonly batch: number }>> = {
  'MNIST convnet 28': { text: `keras.Sequential([keras.Input((28, 28, 1)), ${conv(32)}, ${conv(64)}, layers.Conv2D(64, 3, activation='relu'), layers.Flatten(), layers.Dense(64, activation='relu'), layers.Dense(10, activation='softmax')])`, batch: 128 },
  'cats and dogs convnet 150': { text: `keras.Sequential([keras.Input((150, 150, 3)), ${conv(32)}, ${conv(64)}, ${conv(128)}, ${conv(128)}, layers.Flatten(), layers.Dense(512, activation='relu'), layers.Dense(10, activation='softmax')])`, batch: 20 },
  'MobileNetV2 96': { text: 'keras.applications.MobileNetV2(weights=None, input_shape=(96, 96, 3), classes=10)', batch: 32 },
  'ResNet50 96': { text: 'keras.applications.ResNet50(weights=None, input_shape=(96, 96, 3), classes=10)', batch: 32 },
  'VGG16 64': { text: 'keras.applications.VGG16(weights=None, input_shape=(64, 64, 3), classes=10)', batch: 16 },
};

const mega = 2 ** 20;
const status = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;

async function measure(name: string): Promise<void> {
  const { text, batch } = models[name]!;
  const source = `import keras\nfrom keras import layers\nx, y = keras.datasets.cifar10.load_data()[0]\nmodel = ${text}\nmodel.compile('adam', 'categorical_crossentropy')\nmodel.fit(x, y)\n`;
  const { graph, recipe } = analyze(source).models.at(-1)!;
  const plan = planTraining(graph, recipe!, [{ shape: [10], dtype: 'float32' }], source);
  const definition = trainingStep(plan, batch);
  const runner = new Runner();
  const estimated = memoryOf(plan, batch).total;
  const step = await runner.compile({ program: lower(traceStep(definition), { kind: 'cpu', blockSize: 8 }), settings: { provider: 'cpu', threads: 2 } });
  const before = status('VmRSS');
  const state = runner.createState(Object.fromEntries(Object.entries(definition.state).map(([weight, spec]) => [weight, { spec, values: new Float32Array(sizeOf(spec.shape)).fill(0.01) }])));
  const inputs = Object.fromEntries(Object.entries(definition.inputs).map(([input, spec]) => [input, new Float32Array(sizeOf(spec.shape)).fill(0.1)]));
  for (let index = 0; index < 4; index++) await runner.run({ step, state, inputs, seed: 0, index, random: {}, keep: false });
  const measured = status('VmHWM') - before;
  console.log(`| ${name}, batch ${batch} | ${Math.round(estimated / mega)} MB | ${Math.round(measured / mega)} MB | ${(measured / estimated).toFixed(2)} |`);
}

const asked = process.env['CONVLENS_MEMORY_OF'];
if (asked !== undefined) void measure(asked);
else {
  console.log('| model | estimated | measured | ratio |\n|---|---|---|---|');
  for (const name of Object.keys(models)) process.stdout.write(execFileSync(process.execPath, process.execArgv, { encoding: 'utf8', env: { ...process.env, CONVLENS_MEMORY_OF: name } }));
}

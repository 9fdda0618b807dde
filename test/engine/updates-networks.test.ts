/**
 * Networks whose large variables are updated piece by piece over their old values, against the same trainings on tfjs's `cpu` backend:
 * whoever reads a variable within a step, beside its optimizer, must find the old value, and whoever reads it afterwards the new one.
 */
import assert from 'node:assert/strict';
import { analyze } from '../../src/core/analyze.js';
import { createEagerDevice } from '../../src/engine/devices/eager.js';
import { openDevice } from '../../src/engine/devices/open.js';
import { initialWeights, shapeOf } from '../../src/engine/model/initialize.js';
import { lower } from '../../src/engine/trace/lower.js';
import type { Program } from '../../src/engine/trace/program.js';
import { sizeOf, type Device, type StepDefinition, type TensorSpec, type TypedArray } from '../../src/engine/trace/step.js';
import { tf } from '../../src/engine/trace/tensorflow.js';
import { traceStep } from '../../src/engine/trace/trace.js';
import { initialSlots } from '../../src/engine/training/optimize.js';
import { planTraining, type Plan } from '../../src/engine/training/plan.js';
import { evaluationStep, inputName, targetName, trainingStep } from '../../src/engine/training/step.js';
import { expectClose, fill } from './support/compare.js';

interface Net {
  readonly name: string;
  /** Lines that make `model`. */
  readonly model: string;
  readonly optimizer: string;
  /** Variables that are updated outside the step's own graph; those of more than 65,535 numbers where that is possible. */
  readonly outside: readonly string[];
  /** Numbers below this are drawn where the input is whole numbers. */
  readonly below?: number;
}

const inputs = (shape: string, dtype = 'float32'): string => `x = keras.Input(${shape}, dtype="${dtype}")\n`;
const dense = (name: string, rest = ''): string => `layers.Dense(280, name="${name}"${rest})`;
const head = 'model = keras.Model(x, layers.Dense(3, name="head")(h))';
const adam = (rest = ''): string => `keras.optimizers.Adam(learning_rate=0.003, epsilon=1e-3${rest})`;
const moments = (...weights: string[]): string[] => weights.flatMap((weight) => [weight, `optimizer/${weight}/momentum`, `optimizer/${weight}/velocity`]);

const nets: readonly Net[] = [
  { name: 'a layer called three times', model: `${inputs('(280,)')}d = ${dense('d', ', activation="tanh"')}\nh = d(d(d(x)))\n${head}`, optimizer: adam(), outside: moments('d/kernel') },
  { name: 'a layer called twice whose weights are in the loss', model: `${inputs('(280,)')}d = ${dense('d', ', activation="tanh", kernel_regularizer=keras.regularizers.L1L2(1e-4, 1e-3)')}\nh = d(d(x))\n${head}`, optimizer: adam(), outside: moments('d/kernel') },
  { name: 'weights in the loss and the norm of each gradient clipped', model: `${inputs('(280,)')}h = ${dense('d', ', kernel_regularizer="l2"')}(x)\nh = ${dense('e', ', activation="relu"')}(h)\n${head}`, optimizer: adam(', clipnorm=0.05'), outside: moments('d/kernel', 'e/kernel') },
  { name: 'the norm of all gradients clipped, weights decay', model: `${inputs('(280,)')}h = ${dense('d')}(x)\nh = ${dense('e', ', activation="relu"')}(h)\n${head}`, optimizer: adam(', global_clipnorm=0.05, weight_decay=0.1'), outside: moments('d/kernel', 'e/kernel') },
  { name: 'gradients clipped by value, momentum', model: `${inputs('(280,)')}h = ${dense('d', ', activation="relu"')}(x)\n${head}`, optimizer: 'keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True, clipvalue=0.01)', outside: ['d/kernel', 'optimizer/d/kernel/momentum'] },
  // Lengths of columns decide about new values: those stay in the step's graph, beside moments that do not.
  { name: 'a constraint on lengths', model: `${inputs('(280,)')}h = ${dense('d', ', kernel_constraint=keras.constraints.MaxNorm(0.9)')}(x)\n${head}`, optimizer: adam(), outside: moments('d/kernel').slice(1) },
  { name: 'averages that overwrite their weights every third step', model: `${inputs('(280,)')}h = ${dense('d', ', activation="tanh"')}(x)\n${head}`, optimizer: adam(', use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=3'), outside: [...moments('d/kernel').slice(1), 'optimizer/d/kernel/average'] },
  { name: 'averages that do not', model: `${inputs('(280,)')}h = ${dense('d', ', activation="tanh"')}(x)\n${head}`, optimizer: 'keras.optimizers.SGD(0.05, momentum=0.9, use_ema=True, ema_momentum=0.8)', outside: ['d/kernel', 'optimizer/d/kernel/momentum', 'optimizer/d/kernel/average'] },
  { name: 'a frozen layer between two others', model: `${inputs('(280,)')}h = ${dense('d')}(x)\nh = ${dense('frozen', ', activation="relu", trainable=False')}(h)\nh = ${dense('e')}(h)\n${head}`, optimizer: adam(), outside: moments('d/kernel', 'e/kernel') },
  { name: 'normalized batches, dropout', model: `${inputs('(280,)')}h = ${dense('d', ', use_bias=False')}(x)\nh = layers.BatchNormalization()(h)\nh = layers.Dropout(0.3)(layers.ReLU()(h))\nh = ${dense('e')}(h)\n${head}`, optimizer: adam(), outside: moments('d/kernel', 'e/kernel') },
  { name: 'spectral normalization, which changes the kernel before its update', model: `${inputs('(280,)')}h = layers.SpectralNormalization(${dense('d')}, name="s")(x)\n${head}`, optimizer: adam(), outside: moments('s/d/kernel') },
  { name: 'an embedding read by two branches', model: `${inputs('(12,)', 'int32')}e = layers.Embedding(2100, 32, name="e")(x)\nh = layers.Concatenate()([layers.GlobalAveragePooling1D()(e), layers.GlobalMaxPooling1D()(e)])\n${head}`, optimizer: adam(), outside: moments('e/embeddings'), below: 2100 },
  { name: 'a recurrent kernel, whose gradient is a sum over time', model: `${inputs('(7, 6)')}h = layers.LSTM(128, name="l", recurrent_regularizer="l2")(x)\n${head}`, optimizer: adam(), outside: moments('l/recurrent_kernel') },
  { name: 'a convolution of many channels', model: `${inputs('(5, 5, 80)')}h = layers.Conv2D(96, 3, name="c", activation="relu", kernel_regularizer="l2")(x)\nh = layers.GlobalAveragePooling2D()(h)\n${head}`, optimizer: 'keras.optimizers.RMSprop(0.002, epsilon=1e-3, centered=True, momentum=0.5)', outside: ['c/kernel', 'optimizer/c/kernel/velocity', 'optimizer/c/kernel/momentum', 'optimizer/c/kernel/average_gradient'] },
];

function planOf({ model, optimizer }: Net): Plan {
  const source = `import keras\nfrom keras import layers\n${model}\nmodel.compile(optimizer=${optimizer}, loss="mse")\nmodel.fit(a, b)\n`;
  const { graph, recipe } = analyze(source).models.find((found) => found.recipe !== null) ?? assert.fail('the model is not compiled');
  return planTraining(graph, recipe!, [{ shape: [3], dtype: 'float32' }], source);
}

const batch = 6;
const programOf = (plan: Plan): Program => lower(traceStep(trainingStep(plan, batch)), { kind: 'cpu', blockSize: 0 });
const changedOutside = ({ updates }: Program): string[] => updates.flatMap(({ changed, uses }) => uses.flatMap(({ states }) => changed.map(({ place }) => states[place]!)));

interface Trained {
  readonly losses: Float32Array;
  /** In inference mode, after every third step: what was laid out of weights for it must not outlive a step. */
  readonly evaluated: Float32Array;
  readonly variables: Record<string, TypedArray>;
}

async function trained(device: Device, net: Net, steps: number): Promise<Trained> {
  const plan = planOf(net);
  const weights = plan.weights.filter(({ trainable }) => trainable).map((weight) => ({ name: weight.name, shape: shapeOf(weight) }));
  const state = await device.createState({ ...initialWeights(plan.graph, 3), ...initialSlots(plan.optimizer, weights) });
  const [step, evaluation] = [await device.compile(trainingStep(plan, batch)), await device.compile(evaluationStep(plan, batch))];
  assert.equal(step.eager, null);
  const [{ shape, dtype }] = plan.inputs as [Plan['inputs'][number]];
  const [losses, evaluated]: [number[], number[]] = [[], []];
  for (let i = 0; i < steps; i++) {
    const given = {
      [inputName(0)]: fill({ shape: [batch, ...shape], ...(dtype === 'int32' ? { fill: 'whole', below: net.below! } : {}) }, `x${i}`),
      [targetName(0)]: fill({ shape: [batch, 3] }, `y${i}`),
    };
    losses.push((await step.run(state, { ...given, learningRate: Float32Array.of(plan.learningRate.at(i)), iteration: Float32Array.of(i) }, { seed: 5, index: i }))['loss']![0]!);
    if (i % 3 === 2) evaluated.push((await evaluation.run(state, given))['loss']![0]!);
  }
  const variables = await state.read();
  await Promise.all([step.dispose(), evaluation.dispose(), state.dispose()]);
  return { losses: Float32Array.from(losses), evaluated: Float32Array.from(evaluated), variables };
}

describe('networks whose large variables are updated in place', function () {
  this.timeout(240_000);
  let cpu: Device;
  before(async () => (cpu = await openDevice('cpu')));
  after(() => cpu.dispose());

  for (const net of nets) {
    it(`${net.name}: losses, evaluations and variables over ten steps as on tfjs's cpu backend`, async () => {
      assert.deepEqual(changedOutside(programOf(planOf(net))).sort(), [...net.outside].sort());
      const [expected, found] = [await trained(createEagerDevice(), net, 10), await trained(cpu, net, 10)];
      expectClose('losses', found.losses, expected.losses, 1e-5);
      expectClose('evaluated', found.evaluated, expected.evaluated, 1e-5);
      assert.deepEqual(Object.keys(found.variables).sort(), Object.keys(expected.variables).sort());
      for (const [name, values] of Object.entries(expected.variables)) expectClose(name, found.variables[name]!, values, 1e-5);
    });
  }

  it('a kernel that leads in and, transposed, out again: variables over ten steps as on tfjs\'s cpu backend', async () => {
    const [kernel, scalar]: readonly TensorSpec[] = [{ shape: [300, 240], dtype: 'float32' }, { shape: [], dtype: 'float32' }];
    const definition: StepDefinition = {
      name: 'tied', inputs: { x: { shape: [batch, 300], dtype: 'float32' }, rate: scalar! }, state: { kernel: kernel!, momentum: kernel! },
      build({ inputs: { x, rate }, state }) {
        const loss = (tied: tf.Tensor): tf.Tensor => tf.mean(tf.square(tf.sub(tf.matMul(tf.tanh(tf.matMul(x as tf.Tensor2D, tied as tf.Tensor2D)), tied as tf.Tensor2D, false, true), x!)));
        const { value, grad } = tf.valueAndGrad(loss)(state['kernel']!);
        const momentum = tf.sub(tf.mul(state['momentum']!, 0.9), tf.mul(grad, rate!));
        return { outputs: { loss: value }, state: { momentum, kernel: tf.add(state['kernel']!, momentum) } };
      },
    };
    const run = async (device: Device): Promise<Record<string, TypedArray>> => {
      const values = fill({ shape: kernel!.shape, fill: 'unit' }, 'kernel').map((value) => value / 10);
      const [step, state] = [await device.compile(definition), await device.createState({ kernel: { spec: kernel!, values }, momentum: { spec: kernel!, values: new Float32Array(values.length) } })];
      for (let i = 0; i < 10; i++) await step.run(state, { x: fill({ shape: [batch, 300] }, `x${i}`), rate: Float32Array.of(0.5) });
      return state.read();
    };
    assert.deepEqual(changedOutside(lower(traceStep(definition), { kind: 'cpu', blockSize: 0 })).sort(), ['kernel', 'momentum']);
    const [expected, found] = [await run(createEagerDevice()), await run(cpu)];
    for (const [name, values] of Object.entries(expected)) expectClose(name, found[name]!, values, 1e-5);
  });

  it('a gradient that is a sum is handed over as one array: a recurrent layer of many time steps takes no more room than one of few', () => {
    const bytes = (steps: number): number => {
      const plan = planOf({ name: '', model: `${inputs(`(${steps}, 6)`)}h = layers.LSTM(128, name="l", recurrent_regularizer="l2")(x)\n${head}`, optimizer: adam(), outside: [] });
      return Object.values(programOf(plan).handed).reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
    };
    assert.ok(bytes(3) > 4 * 65_536);
    assert.equal(bytes(30), bytes(3));
  });
});

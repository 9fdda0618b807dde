/** Updates of large variables, which run piece by piece over the variables' own arrays, against the same steps on tfjs's `cpu` backend. */
import assert from 'node:assert/strict';
import { createEagerDevice } from '../../src/engine/devices/eager.js';
import { openDevice } from '../../src/engine/devices/open.js';
import type { NamedWeight } from '../../src/engine/model/initialize.js';
import { configOf } from '../../src/engine/optimizers/lookup.js';
import type { Optimizer } from '../../src/engine/optimizers/define.js';
import { specs } from '../../src/engine/optimizers/registry.generated.js';
import { lower } from '../../src/engine/trace/lower.js';
import type { Program } from '../../src/engine/trace/program.js';
import { sizeOf, type Device, type StepDefinition, type TensorSpec, type TypedArray, type Variable } from '../../src/engine/trace/step.js';
import { tf } from '../../src/engine/trace/tensorflow.js';
import { traceStep } from '../../src/engine/trace/trace.js';
import { isSafeInPlace } from '../../src/engine/trace/updates.js';
import { applyGradients, initialSlots, slotsOf, type BoundOptimizer } from '../../src/engine/training/optimize.js';
import { Runner } from '../../src/engine/worker/runner.js';
import { expectClose, fill } from './support/compare.js';

/** Larger than one piece, and no multiple of it; of the same size but another shape; small enough to stay in the step. */
const shapes = { wide: [500, 300], high: [300, 500], bias: [300] } as const;
const float = (shape: readonly number[]): TensorSpec => ({ shape, dtype: 'float32' });

interface Said {
  readonly definition: StepDefinition;
  readonly variables: Readonly<Record<string, Variable>>;
}

/** x wide + bias, back through high, mean square: gradients of all three weights. */
function stepOf(bound: BoundOptimizer): Said {
  const weights = Object.entries(shapes).map(([name, shape]) => ({ name, shape: [...shape] }));
  const first = Object.fromEntries(weights.map(({ name, shape }): [string, Variable] => [name, { spec: float(shape), values: fill({ shape, fill: 'unit' }, name).map((value) => value / 20) }]));
  const variables = { ...first, ...initialSlots(bound, weights) };
  const definition: StepDefinition = {
    name: 'updates', inputs: { x: float([4, 500]), learningRate: float([]), iteration: float([]) },
    state: Object.fromEntries(Object.entries(variables).map(([name, { spec }]) => [name, spec])),
    build({ inputs, state }) {
      const loss = (wide: tf.Tensor, high: tf.Tensor, bias: tf.Tensor): tf.Tensor => tf.mean(tf.square(tf.matMul(tf.add(tf.matMul(inputs.x as tf.Tensor2D, wide as tf.Tensor2D), bias), high as tf.Tensor2D)));
      const { value, grads } = tf.valueAndGrads(loss)(weights.map(({ name }) => state[name]!));
      const gradients = weights.map(({ name }, i) => ({ weight: { name, trainable: true, spec: { name, shape: [] } } as unknown as NamedWeight, variable: state[name]!, gradient: grads[i]! }));
      return { outputs: { loss: value }, state: applyGradients(bound, gradients, state, inputs.learningRate!, inputs.iteration!) };
    },
  };
  return { definition, variables };
}

const x = fill({ shape: [4, 500] }, 'x');

async function trained(device: Device, { definition, variables }: Said, steps: number): Promise<Record<string, TypedArray>> {
  const [step, state] = [await device.compile(definition), await device.createState(variables)];
  assert.equal(step.eager, null);
  for (let i = 0; i < steps; i++) await step.run(state, { x, learningRate: Float32Array.of(0.01), iteration: Float32Array.of(i) }, { index: i });
  return state.read();
}

/** With an epsilon that is not small beside gradients: rounding would otherwise decide how far a weight with almost none moves. */
const bind = (optimizer: Optimizer, given: Record<string, number | boolean>): BoundOptimizer => {
  const config = 'epsilon' in optimizer.defaults ? { epsilon: 1e-3, ...given } : given;
  return { optimizer, config: configOf(optimizer, { className: optimizer.className, config }) };
};
const compiled = ({ definition }: Said): Program => lower(traceStep(definition), { kind: 'cpu', blockSize: 0 });

const variants: Readonly<Record<string, readonly Record<string, number | boolean>[]>> = {
  adam: [{}, { amsgrad: true }, { weight_decay: 0.01 }, { clipnorm: 0.1 }, { global_clipnorm: 0.1 }, { clipvalue: 0.001 }, { use_ema: true, ema_momentum: 0.9, ema_overwrite_frequency: 2 }],
  sgd: [{}, { momentum: 0.9 }, { momentum: 0.9, nesterov: true }],
  adagrad: [{}, { gradient_accumulation_steps: 2 }],
  rmsprop: [{}, { centered: true, momentum: 0.9 }],
};

describe('updates of large variables', function () {
  this.timeout(120_000);
  let cpu: Device;
  before(async () => (cpu = await openDevice('cpu')));
  after(() => cpu.dispose());

  for (const [name, optimizer] of Object.entries(specs as Record<string, Optimizer>)) {
    for (const config of variants[name] ?? [{}]) {
      it(`${optimizer.className} ${JSON.stringify(config)}: variables after three steps as on tfjs's cpu backend`, async () => {
        const said = stepOf(bind(optimizer, config));
        const program = compiled(said);
        const large = (['wide', 'high'] as const).flatMap((weight) => [weight, ...slotsOf(bind(optimizer, config), shapes[weight]).filter(({ shape }) => shape.join() === shapes[weight].join()).map(({ name: slot }) => `optimizer/${weight}/${slot}`)]);
        const taken = program.updates.flatMap(({ changed, uses }) => uses.flatMap(({ states }) => changed.map(({ place }) => states[place]!)));
        // Where an average overwrites a weight or gradients wait for an update, a condition decides, and that stays in the step; so do moments of rows and columns.
        if (config['use_ema'] !== true && config['gradient_accumulation_steps'] === undefined && optimizer.className !== 'Adafactor') assert.deepEqual(taken.sort(), large.sort());
        const [expected, found] = [await trained(createEagerDevice(), said, 3), await trained(cpu, said, 3)];
        for (const [variable, values] of Object.entries(expected)) expectClose(variable, found[variable]!, values, 2e-4);
        assert.ok(expected['wide']!.some((value, i) => value !== said.variables['wide']!.values[i]), 'nothing changed');
      });
    }
  }

  it('one program serves all variables that are updated alike, writes over them and holds nothing of their size', () => {
    const program = compiled(stepOf(bind((specs as Record<string, Optimizer>)['adam']!, {})));
    assert.equal(program.updates.length, 1);
    const [{ changed, uses, model }] = program.updates as [Program['updates'][number]];
    assert.ok(changed.length === 3 && changed.every(({ inPlace }) => inPlace));
    assert.deepEqual(uses.map(({ length }) => length), [150_000, 150_000]);
    assert.ok(model.length < 4096);
    // Each weight's gradient and its rate of this step.
    assert.deepEqual(Object.values(program.handed).map(({ shape }) => sizeOf(shape)).sort((a, b) => a - b), [1, 1, 150_000, 150_000]);
  });

  it('stay in the step on a device of another kind', () => {
    const { updates, newState } = lower(traceStep(stepOf(bind((specs as Record<string, Optimizer>)['adam']!, {})).definition), { kind: 'portable', blockSize: 0 });
    assert.deepEqual([updates.length, Object.keys(newState).length], [0, 9]);
  });

  it('a value that somebody else reads later is not written over', async () => {
    const chain = { nodes: [{ op: 'Sub', inputs: ['g', 'a'], outputs: ['d'] }, { op: 'Add', inputs: ['a', 'd'], outputs: ['new'] }] };
    assert.ok(isSafeInPlace(chain.nodes, 'a', 'new'));
    assert.ok(!isSafeInPlace([...chain.nodes, { op: 'Mul', inputs: ['a', 'g'], outputs: ['other'] }], 'a', 'new'));
    // Two variables, each of which becomes what the other was.
    const shape = [500, 300];
    const definition: StepDefinition = {
      name: 'exchange', inputs: { x: float([]) }, state: { a: float(shape), b: float(shape) },
      build: ({ inputs, state }) => ({ outputs: { sum: tf.sum(state.a!) }, state: { a: tf.mul(state.b!, inputs.x!), b: tf.add(state.a!, inputs.x!) } }),
    };
    const { updates } = lower(traceStep(definition), { kind: 'cpu', blockSize: 0 });
    assert.deepEqual(updates.map(({ changed }) => changed.map(({ inPlace }) => inPlace)), [[false, false]]);
    const [a, b] = [fill({ shape }, 'a'), fill({ shape }, 'b')];
    const [step, state] = [await cpu.compile(definition), await cpu.createState({ a: { spec: float(shape), values: a }, b: { spec: float(shape), values: b } })];
    await step.run(state, { x: Float32Array.of(3) });
    expectClose('a', (await state.read(['a']))['a']!, b.map((value) => 3 * value), 1e-6);
    expectClose('b', (await state.read(['b']))['b']!, a.map((value) => value + 3), 1e-6);
  });

  it('a run makes no array of the size of a variable', async () => {
    const said = stepOf(bind((specs as Record<string, Optimizer>)['adam']!, {}));
    const runner = new Runner();
    const step = await runner.compile({ program: compiled(said), settings: { provider: 'cpu', threads: 1 } });
    const state = runner.createState(said.variables);
    const run = (index: number): Promise<unknown> => runner.run({ step, state, inputs: { x, learningRate: Float32Array.of(0.01), iteration: Float32Array.of(index) }, seed: 0, index, random: {}, keep: false });
    await run(0);
    const held = process.memoryUsage().arrayBuffers;
    for (let i = 1; i < 6; i++) await run(i);
    assert.ok(process.memoryUsage().arrayBuffers - held < 4 * 150_000, `${process.memoryUsage().arrayBuffers - held} bytes more`);
    await runner.forget(step);
  });
});

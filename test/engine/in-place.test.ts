/** What holds of variables that are changed in their own arrays: nobody sees half a step, and no two share an array; and of results that are written into given arrays. */
import assert from 'node:assert/strict';
import { lower } from '../../src/engine/trace/lower.js';
import { encodeModel } from '../../src/engine/trace/onnx.js';
import { nothing, type Program } from '../../src/engine/trace/program.js';
import type { StepDefinition, TensorSpec } from '../../src/engine/trace/step.js';
import { tf } from '../../src/engine/trace/tensorflow.js';
import { traceStep } from '../../src/engine/trace/trace.js';
import { runInto, stopsAtLists } from '../../src/engine/worker/into.js';
import { InferenceSession, Tensor } from '../../src/engine/worker/onnxruntime.js';
import { Runner } from '../../src/engine/worker/runner.js';

const size = 150_000;
const [large, number]: readonly TensorSpec[] = [{ shape: [size], dtype: 'float32' }, { shape: [], dtype: 'float32' }];

/** Each of two large variables moves by a number of its own, and a small one counts. */
const definition: StepDefinition = {
  name: 'in place', inputs: { x: number!, y: number! }, state: { a: large!, b: large!, count: number! },
  build: ({ inputs, state }) => ({ outputs: { sum: tf.sum(state.a!) }, state: { a: tf.add(state.a!, inputs.x!), b: tf.add(state.b!, inputs.y!), count: tf.add(state.count!, 1) } }),
};
const program = (): Program => lower(traceStep(definition), { kind: 'cpu', blockSize: 0 });
const settings = { provider: 'cpu', threads: 1 } as const;
const variables = (a: Float32Array, b: Float32Array): Parameters<Runner['createState']>[0] => ({ a: { spec: large!, values: a }, b: { spec: large!, values: b }, count: { spec: number!, values: Float32Array.of(0) } });
const request = (step: number, state: number): Parameters<Runner['run']>[0] => ({ step, state, inputs: { x: Float32Array.of(1), y: Float32Array.of(10) }, seed: 0, index: 0, random: {}, keep: false });
const firsts = (values: Readonly<Record<string, ArrayLike<number>>>): (number | undefined)[] => ['a', 'b', 'count'].map((name) => values[name]?.[0]);

describe('variables in their own arrays', () => {
  it('a step that fails between two updates leaves variables that can be neither read nor trained on, and other states as they are', async () => {
    const runner = new Runner();
    const whole = program();
    assert.deepEqual(whole.updates.flatMap(({ uses }) => uses.flatMap(({ states }) => states)), ['a', 'b']);
    const broken = { ...whole, updates: whole.updates.map((update) => ({ ...update, uses: update.uses.map((use) => (use.states.includes('b') ? { ...use, length: 2 * size, arrays: ['gone'] } : use)) })) };
    const [good, bad] = [await runner.compile({ program: whole, settings }), await runner.compile({ program: broken, settings })];
    const [torn, other] = [runner.createState(variables(new Float32Array(size), new Float32Array(size))), runner.createState(variables(new Float32Array(size), new Float32Array(size)))];
    await runner.run(request(good, torn));
    assert.deepEqual(firsts(runner.read({ state: torn, names: null })), [1, 10, 1]);
    await assert.rejects(runner.run(request(bad, torn)));
    assert.throws(() => runner.read({ state: torn, names: ['a'] }), /A step failed while it wrote new values over old ones.*last checkpoint/);
    await assert.rejects(runner.run(request(good, torn)), /A step failed while it wrote/);
    await runner.run(request(good, other));
    assert.deepEqual(firsts(runner.read({ state: other, names: null })), [1, 10, 1]);
    runner.dropState(torn);
    await Promise.all([runner.forget(good), runner.forget(bad)]);
  });

  it('a step whose graph fails leaves all variables as they were', async () => {
    const runner = new Runner();
    const step = await runner.compile({ program: program(), settings });
    const state = runner.createState(variables(new Float32Array(size), new Float32Array(size)));
    await assert.rejects(runner.run({ ...request(step, state), inputs: { x: Float32Array.of(1), y: new Float32Array(2) } }));
    assert.deepEqual(firsts(runner.read({ state, names: null })), [0, 0, 0]);
    await runner.run(request(step, state));
    assert.deepEqual(firsts(runner.read({ state, names: null })), [1, 10, 1]);
    await runner.forget(step);
  });

  it('two variables that are given one array, at the start or later, are changed apart', async () => {
    const runner = new Runner();
    const step = await runner.compile({ program: program(), settings });
    const shared = new Float32Array(size);
    const state = runner.createState(variables(shared, shared));
    await runner.run(request(step, state));
    assert.deepEqual(firsts(runner.read({ state, names: null })), [1, 10, 1]);
    const longer = new Float32Array(size + 5).fill(3);
    runner.write({ state, values: { a: longer.subarray(0, size), b: longer.subarray(5) } });
    await runner.run(request(step, state));
    const { a, b } = runner.read({ state, names: null });
    assert.ok(a!.every((value) => value === 4) && b!.every((value) => value === 13));
    await runner.forget(step);
  });
});

describe('results written into given arrays', () => {
  type Run = Parameters<typeof stopsAtLists>[0];
  const plain: Run = async (session, feeds, fetches) => void (await session.run(feeds, fetches));

  it('the binding at hand stops at a list after the run and before it copies', async () => {
    let message = '';
    const listed: Run = async (session, feeds, fetches) => {
      try {
        await session.run(feeds, { [nothing.output.name]: null, ...fetches });
      } catch (error) {
        message = String(error);
      }
    };
    assert.ok(await stopsAtLists(listed));
    assert.match(message, /Non tensor type is temporarily not supported\.$/);
  });

  it('a binding that stops before the run, or with other words, is not asked for the list; one that does not stop at all may be', async () => {
    assert.equal(await stopsAtLists(async () => undefined), false);
    assert.equal(await stopsAtLists(async () => Promise.reject(new Error('Sequences are not supported.'))), false);
    assert.equal(await stopsAtLists(plain), true);
  });

  it('what really fails is told, in the runtime\'s words', async () => {
    const value = (name: string) => ({ name, shape: [2], type: 'float32' as const });
    const model = encodeModel({ name: 'failing', nodes: [nothing.node, { op: 'Reshape', inputs: ['x', 'to'], outputs: ['y'] }], initializers: [{ name: 'to', shape: [1], type: 'int64', data: BigInt64Array.of(3n) }], inputs: [{ ...value('x'), shape: ['n'] }], outputs: [nothing.output, { ...value('y'), shape: ['m'] }] });
    const session = await InferenceSession.create(model, { logSeverityLevel: 4 });
    const run = (length: number): Promise<void> => runInto(session, { x: new Tensor('float32', new Float32Array(length).fill(1), [length]) }, { y: new Tensor('float32', new Float32Array(3), [3]) });
    await run(3);
    await assert.rejects(run(2), /Reshape/);
    await session.release();
  });
});

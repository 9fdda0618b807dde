/** Runs one computation on tfjs's `cpu` backend and compiled, and compares every number, gradients included. */
import assert from 'node:assert/strict';
import { createEagerDevice } from '../../../src/engine/devices/eager.js';
import { OnnxDevice } from '../../../src/engine/devices/onnx.js';
import type { Target } from '../../../src/engine/trace/builder.js';
import { generator } from '../../../src/engine/trace/random.js';
import { sizeOf, type StepDefinition, type TensorSpec, type TypedArray } from '../../../src/engine/trace/step.js';
import { tf } from '../../../src/engine/trace/tensorflow.js';
import { type StepWorker } from '../../../src/engine/worker/client.js';

export type Fill = 'normal' | 'positive' | 'unit' | 'ties' | 'whole' | 'flags';

export interface Case {
  readonly name: string;
  readonly inputs: Readonly<Record<string, { readonly shape: readonly number[]; readonly fill?: Fill; readonly below?: number }>>;
  run(x: Record<string, tf.Tensor>): tf.Tensor | readonly tf.Tensor[];
  /** Inputs for which the gradient is compared too; none for steps that have none. */
  readonly gradients?: readonly string[];
  readonly tolerance?: number;
}

function specOf({ shape, fill = 'normal' }: Case['inputs'][string]): TensorSpec {
  return { shape, dtype: fill === 'whole' ? 'int32' : fill === 'flags' ? 'bool' : 'float32' };
}

/** Seeded numbers: `ties` are few different ones, so that maxima are shared; `whole` are integers in [0, below). */
export function fill({ shape, fill: kind = 'normal', below = 4 }: Case['inputs'][string], name: string): TypedArray {
  const next = generator(11, 0, name);
  const unit = (): number => next() / 2 ** 32;
  const draw: Record<Fill, () => number> = {
    normal: () => 4 * unit() - 2, positive: () => 0.1 + 2 * unit(), unit: () => 1.8 * unit() - 0.9,
    ties: () => Math.floor(4 * unit()) - 1, whole: () => Math.floor(below * unit()), flags: () => Math.floor(2 * unit()),
  };
  const values = Array.from({ length: sizeOf(shape) }, draw[kind]);
  if (kind === 'whole') return Int32Array.from(values);
  return kind === 'flags' ? Uint8Array.from(values) : Float32Array.from(values);
}

/** The case and the gradients of its first result, weighted unevenly so that no two entries can be exchanged unseen. */
export function definitionOf(given: Case): StepDefinition {
  return {
    name: given.name,
    inputs: Object.fromEntries(Object.entries(given.inputs).map(([name, input]) => [name, specOf(input)])),
    state: {},
    build({ inputs }) {
      const results: tf.Tensor[] = [given.run({ ...inputs })].flat();
      const outputs: Record<string, tf.Tensor> = Object.fromEntries(results.map((tensor, i) => [`result${i}`, tensor]));
      const names = given.gradients ?? [];
      if (names.length === 0) return { outputs };
      const weights = tf.tensor(Float32Array.from({ length: results[0]!.size }, (_, i) => Math.cos(1 + i)), results[0]!.shape);
      const score = (...tensors: tf.Tensor[]): tf.Scalar => {
        const result = [given.run({ ...inputs, ...Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) })].flat()[0] as tf.Tensor;
        return tf.sum(tf.mul(tf.cast(result, 'float32'), weights));
      };
      tf.grads(score)(names.map((name) => inputs[name]!)).forEach((gradient, i) => (outputs[`gradient of ${names[i]!}`] = gradient));
      return { outputs };
    },
  };
}

export function deviceFor(target: Target, worker: StepWorker, log: (line: string) => void = () => {}): OnnxDevice {
  const info = { id: 'test', label: 'test', usable: true, reason: null, memoryBytes: null };
  return new OnnxDevice({ info, target, settings: { provider: 'cpu', threads: 1 }, worker, log });
}

export async function expectSame(given: Case, device: OnnxDevice): Promise<void> {
  const definition = definitionOf(given);
  const values = Object.fromEntries(Object.entries(given.inputs).map(([name, input]) => [name, fill(input, name)]));
  const eager = createEagerDevice();
  const expected = await (await eager.compile(definition)).run(await eager.createState({}), values);
  const step = await device.compile(definition);
  assert.equal(step.eager, null, `runs uncompiled because of ${step.eager}`);
  const state = await device.createState({});
  const found = await step.run(state, values);
  await Promise.all([step.dispose(), state.dispose()]);
  for (const [name, numbers] of Object.entries(expected)) expectClose(name, found[name]!, numbers, given.tolerance ?? 2e-5);
}

export function expectClose(name: string, found: TypedArray, expected: TypedArray, tolerance: number): void {
  assert.equal(found.length, expected.length, `${name}: length`);
  const scale = Array.from(expected).reduce((largest, value) => (Number.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest), 1e-3);
  expected.forEach((value, i) => {
    const got = found[i]!;
    const isSame = Number.isFinite(value) ? Math.abs(got - value) <= tolerance * scale : Object.is(got, value);
    assert.ok(isSame, `${name}[${i}]: expected ${value}, found ${got}`);
  });
}

/** Trainings of whole networks beside real Keras: weights and batches by the formulas of test/oracle/parity.py. */
import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { analyze } from '../../../src/core/analyze.js';
import { shapeOf, weightsOf } from '../../../src/engine/model/initialize.js';
import { initialSlots } from '../../../src/engine/training/optimize.js';
import { planTraining, type Plan, type TargetSpec } from '../../../src/engine/training/plan.js';
import { inputName, targetName, trainingStep } from '../../../src/engine/training/step.js';
import type { Device, TypedArray, Variable } from '../../../src/engine/trace/step.js';
import { golden } from '../golden.js';

/** One network with one optimizer: a Keras file, and Keras's losses over its steps. */
export interface Case {
  readonly name: string;
  readonly optimizer: string;
  readonly source: string;
  readonly loss: string;
  readonly batch: number;
  readonly losses: readonly number[];
}

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Numbers in [0, 1) for a name, as test/oracle/parity.py makes them. */
function uniform(name: string, count: number): Float64Array {
  const start = crc32(name);
  return Float64Array.from({ length: count }, (_, i) => {
    let x = (Math.imul(i, 2654435761) + start) >>> 0;
    x = Math.imul(x ^ (x >>> 16), 2246822507) >>> 0;
    x = Math.imul(x ^ (x >>> 13), 3266489909) >>> 0;
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  });
}

function weightValues(name: string, shape: readonly number[]): Float32Array {
  const u = uniform(name.split('/').slice(-2).join('/'), size(shape));
  const kind = name.split('/').at(-1);
  const scale = kind === 'kernel' ? Math.sqrt(6 / size(shape.slice(0, -1))) : kind === 'depthwise_kernel' ? Math.sqrt(6 / size(shape.slice(0, 2))) : 0.1;
  if (kind === 'gamma' || kind === 'beta') return Float32Array.from(u, (value) => 0.5 + (kind === 'gamma' ? 0.1 : 0.2) * (2 * value - 1));
  if (kind === 'moving_variance') return Float32Array.from(u, (value) => 1 + 0.2 * value);
  return Float32Array.from(u, (value) => (2 * value - 1) * scale);
}

function targets(plan: Plan, loss: string, step: number, batch: number): TypedArray {
  const [shape] = [plan.outputs[0]!.shape];
  if (loss.endsWith('categorical_crossentropy')) {
    const labels = Int32Array.from(uniform(`y${step}`, batch), (value) => Math.floor(value * shape.at(-1)!));
    return loss.startsWith('sparse') ? labels : Float32Array.from({ length: batch * shape[0]! }, (_, i) => Number(labels[Math.floor(i / shape[0]!)] === i % shape[0]!));
  }
  return Float32Array.from(uniform(`y${step}`, batch * size(shape)), (value) => Number(value < 0.4));
}

/** All networks with all optimizers. */
export const cases = (): readonly Case[] => golden<{ cases: readonly Case[] }>('parity').cases;

/** Trains a case on a device and gives the losses beside Keras's, step by step. Throws where a kernel of the step is not compiled. */
export async function lossesBeside({ source, loss, batch, losses }: Case, device: Device): Promise<{ readonly found: number; readonly expected: number }[]> {
  const { graph, recipe } = analyze(source).models.find((model) => model.recipe !== null) ?? assert.fail('the model is not compiled');
  const { shape } = graph.tensors[graph.outputs[0]!]!;
  const target: TargetSpec = { shape: loss.startsWith('sparse') ? [] : (shape!.slice(1) as number[]), dtype: loss.startsWith('sparse') ? 'int32' : 'float32' };
  const plan = planTraining(graph, recipe!, [target], source);
  const weights = Object.fromEntries(weightsOf(graph).map((weight): [string, Variable] => [weight.name, { spec: { shape: shapeOf(weight), dtype: 'float32' }, values: weightValues(weight.name, shapeOf(weight)) }]));
  const trained = plan.weights.filter(({ trainable }) => trainable).map((weight) => ({ name: weight.name, shape: shapeOf(weight) }));
  const state = await device.createState({ ...weights, ...initialSlots(plan.optimizer, trained) });
  const step = await device.compile(trainingStep(plan, batch));
  assert.equal(step.eager, null, 'every kernel is compiled');
  const beside: { found: number; expected: number }[] = [];
  for (const [i, expected] of losses.entries()) {
    const inputs = {
      [inputName(0)]: Float32Array.from(uniform(`x${i}`, batch * size(plan.inputs[0]!.shape))),
      [targetName(0)]: targets(plan, loss, i, batch),
      learningRate: Float32Array.of(plan.learningRate.at(i)),
      iteration: Float32Array.of(i),
    };
    beside.push({ found: (await step.run(state, inputs, { index: i }))['loss']![0]!, expected });
  }
  await Promise.all([step.dispose(), state.dispose()]);
  return beside;
}

/** The mark: so far may a loss be from Keras's, relative to it. */
export const mark = 1e-3;
export const apart = ({ found, expected }: { readonly found: number; readonly expected: number }): number => Math.abs(found - expected) / Math.abs(expected);

/** One layer or model of a golden file: what Keras computes for it from given weights and inputs, and the check that ConvLens computes the same. */
import assert from 'node:assert/strict';
import type { ModelGraph } from '../../../src/core/graph/types.js';
import { runEagerly } from '../../../src/engine/devices/eager.js';
import { runGraph } from '../../../src/engine/model/forward.js';
import type { StepDefinition, TypedArray } from '../../../src/engine/trace/step.js';
import { tf } from '../../../src/engine/trace/tensorflow.js';
import { difference, specOf, unpack, type Packed } from '../golden.js';

interface Mode {
  readonly outputs: Packed[];
  readonly coefficients: Packed[];
  readonly gradients: Record<string, Packed>;
  readonly inputGradients: (Packed | null)[];
  readonly updates: Record<string, Packed>;
}
export interface LayerCase {
  readonly name: string;
  readonly graph: ModelGraph;
  readonly weights: Record<string, Packed>;
  readonly inputs: Packed[];
  readonly modes: Partial<Record<'training' | 'inference', Mode>>;
}

/** Outputs, changed variables and gradients of the sum of outputs times the case's coefficients. */
function stepOf({ graph, weights, inputs }: LayerCase, training: boolean, mode: Mode): StepDefinition {
  const trained = Object.keys(mode.gradients);
  return {
    name: 'layer',
    inputs: Object.fromEntries([...inputs.map((x, i) => [`x${i}`, specOf(x)] as const), ...mode.coefficients.map((c, i) => [`c${i}`, specOf(c)] as const)]),
    state: Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, specOf(weight)])),
    build(scope) {
      const given = inputs.map((_, i) => scope.inputs[`x${i}`]!);
      const floats = given.filter((x) => x.dtype === 'float32');
      const run = () => runGraph(graph, scope.state, given, { training, random: (spec) => scope.random(spec) });
      const loss = (): tf.Scalar => tf.addN(run().outputs.map((output, i) => tf.sum(tf.mul(output, scope.inputs[`c${i}`]!)))) as tf.Scalar;
      const { grads } = tf.engine().gradients(loss, [...trained.map((name) => scope.state[name]!), ...floats], undefined, true);
      const { outputs, updates } = run();
      const named: Record<string, tf.Tensor> = {};
      outputs.forEach((output, i) => (named[`output${i}`] = output));
      trained.forEach((name, i) => grads[i] && (named[`gradient ${name}`] = grads[i]!));
      floats.forEach((_, i) => grads[trained.length + i] && (named[`input ${i}`] = grads[trained.length + i]!));
      for (const [name, value] of Object.entries(updates)) named[`update ${name}`] = value;
      return { outputs: named };
    },
  };
}

/** Throws where an output, a gradient or a changed variable is more than 1e-4 away, relative to the largest of its numbers. */
export async function checkCase(sample: LayerCase, name: 'training' | 'inference'): Promise<void> {
  const mode = sample.modes[name] ?? assert.fail(`${sample.name} was not computed in ${name}`);
  const values = Object.fromEntries(Object.entries(sample.weights).map(([key, weight]) => [key, unpack(weight)]));
  const inputs: Record<string, TypedArray> = {};
  sample.inputs.forEach((x, i) => (inputs[`x${i}`] = unpack(x)));
  mode.coefficients.forEach((c, i) => (inputs[`c${i}`] = unpack(c)));
  const { outputs } = await runEagerly(stepOf(sample, name === 'training', mode), values, inputs);
  const same = (key: string, expected: Packed): void => {
    assert.ok(outputs[key], `${key} is missing; there are ${Object.keys(outputs).join(', ')}`);
    const gap = difference(outputs[key], unpack(expected));
    assert.ok(gap < 1e-4, `${key} differs by ${gap} (expected ${[...unpack(expected)].slice(0, 6).join(', ')}; got ${[...outputs[key]].slice(0, 6).join(', ')})`);
  };
  mode.outputs.forEach((output, i) => same(`output${i}`, output));
  for (const [weight, gradient] of Object.entries(mode.gradients)) same(`gradient ${weight}`, gradient);
  mode.inputGradients.forEach((gradient, i) => gradient && same(`input ${i}`, gradient));
  for (const [weight, update] of Object.entries(mode.updates)) same(`update ${weight}`, update);
}

/** How much memory a training needs, worked out from its own trace before anything is computed. */
import type { MemoryEstimate } from '../../../core/protocol/preflight.js';
import type { KernelNode, Trace, Value } from '../../trace/ir.js';
import { rewrite } from '../../trace/rewrite.js';
import { sizeOf, type TensorSpec } from '../../trace/step.js';
import { traceStep } from '../../trace/trace.js';
import { slotName, slotsOf } from '../optimize.js';
import type { Plan } from '../plan.js';
import { trainingStep, weightSpecs } from '../step.js';

/** Bytes of a tensor on a device: numbers take four, flags one. */
const bytesOf = ({ shape, dtype }: TensorSpec): number => sizeOf(shape) * (dtype === 'bool' ? 1 : 4);
const total = (specs: Iterable<TensorSpec>): number => [...specs].reduce((sum, spec) => sum + bytesOf(spec), 0);

/**
 * Weights and the optimizer's variables stand twice, because a step writes the new values beside the old ones. Everything between (activations
 * kept for the backward pass, gradients, what kernels hand to each other) comes and goes: its greatest sum over the step counts, and what the
 * runtime's pieces of memory leave over between.
 * Throws `NotCompilable` where the step cannot be traced.
 */
export function memoryOf(plan: Plan, batch: number): MemoryEstimate {
  const definition = trainingStep(plan, batch);
  const weights = weightSpecs(plan);
  const trained = plan.weights.filter(({ trainable }) => trainable).map(({ name }) => name);
  const slots = trained.flatMap((name) => slotsOf(plan.optimizer).map(({ name: slot }) => definition.state[slotName(name, slot)]!));
  const gradients = total(trained.map((name) => weights[name]!));
  const peak = Math.max(peakOf(rewrite(traceStep(definition))), gradients);
  const moving = total(Object.values(weights));
  return {
    batch,
    weights: moving,
    optimizer: total(slots),
    gradients,
    activations: peak - gradients,
    copies: gradients + total(slots) + laidOut * moving + (pieces - 1) * peak,
    input: total(Object.values(definition.inputs)),
    total: moving + gradients + 2 * total(slots) + laidOut * moving + pieces * peak + total(Object.values(definition.inputs)),
  };
}

/** The gradient of a convolution's filter is one product over slices of its input, one a place of the kernel, which are then joined (`lowerings/convolution/filterGradient`). */
function roomFor(node: KernelNode): number {
  if (node.kernel !== 'Conv2DBackpropFilter') return 0;
  const [height = 1, width = 1, channels = 1] = node.output.shape;
  const { dy } = node.inputs;
  if (dy === undefined || height * width === 1) return 0;
  const places = bytesOf(dy) / dy.shape.at(-1)!;
  return 2 * height * width * channels * places;
}

/** onnxruntime hands out memory in pieces and gives none back; what is left of them between values was up to two fifths in the measurements of `test/bench/memory.ts`. */
const pieces = 1.4;
/** Weights as the kernels want them: for the forward pass and, turned round, for the backward pass. */
const laidOut = 2;

/** Kernels whose output is their input, seen otherwise. */
const views = new Set(['Reshape', 'Identity', 'ExpandDims', 'Squeeze']);

/** The greatest number of bytes that values between the kernels take at one time. */
export function peakOf({ nodes, outputs, newState }: Trace): number {
  const roots = new Map<Value, Value>();
  const rootOf = (value: Value): Value => roots.get(value) ?? value;
  for (const node of nodes) if (views.has(node.kernel)) roots.set(node.output, rootOf(Object.values(node.inputs)[0]!));
  const lastUse = new Map<Value, KernelNode>();
  for (const node of nodes) for (const input of Object.values(node.inputs)) lastUse.set(rootOf(input), node);
  // New values of variables have memory of their own, counted with them.
  const elsewhere = new Set([...Object.values(outputs), ...Object.values(newState)].map(rootOf));
  let [now, most] = [0, 0];
  for (const node of nodes) {
    if (!views.has(node.kernel)) for (const output of node.outputs) if (!elsewhere.has(output)) now += bytesOf(output);
    most = Math.max(most, now + roomFor(node));
    const dying = new Set(Object.values(node.inputs).map(rootOf).filter((input) => lastUse.get(input) === node && input.producer !== null && !elsewhere.has(input)));
    for (const input of dying) now -= bytesOf(input);
    for (const output of node.outputs) if (!lastUse.has(rootOf(output)) && !elsewhere.has(rootOf(output))) now -= bytesOf(output);
  }
  return most;
}

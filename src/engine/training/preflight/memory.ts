/** How much memory a training needs, worked out from its own trace before anything is computed. */
import type { MemoryEstimate } from '../../../core/protocol/preflight.js';
import { columnsOf } from '../../lowerings/convolution/filterGradient.js';
import type { KernelNode, Trace, Value } from '../../trace/ir.js';
import type { Target } from '../../trace/builder.js';
import { filterGradients } from '../../trace/gradient-kernels.js';
import { inPieces } from '../../trace/pieces.js';
import { rewrite } from '../../trace/rewrite.js';
import { sizeOf, type TensorSpec } from '../../trace/step.js';
import { traceStep } from '../../trace/trace.js';
import { takeUpdates } from '../../trace/updates.js';
import { slotName, slotsOf } from '../optimize.js';
import type { Plan } from '../plan.js';
import { trainingStep, weightSpecs } from '../step.js';

/** Bytes of a tensor on a device: numbers take four, flags one. */
const bytesOf = ({ shape, dtype }: TensorSpec): number => sizeOf(shape) * (dtype === 'bool' ? 1 : 4);
const total = (specs: Iterable<TensorSpec>): number => [...specs].reduce((sum, spec) => sum + bytesOf(spec), 0);

/**
 * What stays: weights, the optimizer's variables and, on the processor, room for the gradients of large weights; there a step writes new
 * values over the old ones (`trace/updates`), elsewhere and for small variables it writes them beside. Everything between (activations kept
 * for the backward pass, what kernels hand to each other) comes and goes: its greatest sum over the step counts, and what the runtime's
 * pieces of memory leave over between.
 * Throws `NotCompilable` where the step cannot be traced.
 */
export function memoryOf(plan: Plan, batch: number, kind: Target['kind'] = 'cpu'): MemoryEstimate {
  const definition = trainingStep(plan, batch);
  const trained = plan.weights.filter(({ trainable }) => trainable).map(({ name }) => name);
  const specs = weightSpecs(plan);
  const [weights, gradients] = [total(Object.values(specs)), total(trained.map((name) => specs[name]!))];
  const optimizer = total(trained.flatMap((name) => slotsOf(plan.optimizer, specs[name]!.shape).map(({ name: slot }) => definition.state[slotName(name, slot)]!)));
  const whole = rewrite(traceStep(definition));
  const target = { kind, blockSize };
  const { trace, handed } = kind === 'cpu' ? takeUpdates(inPieces(whole, target), target) : { trace: whole, handed: {} };
  const peak = peakOf({ ...trace, newState: { ...trace.newState, ...handed } });
  // Gradients that are not handed over are among what comes and goes.
  const activations = kind === 'cpu' ? peak : Math.max(peak - gradients, 0);
  const copies = total(Object.values(trace.newState)) + Math.round((pieces - 1) * peak) + own;
  const input = total(Object.values(definition.inputs));
  return { batch, weights, optimizer, gradients, activations, copies, input, total: weights + optimizer + gradients + activations + copies + input };
}

/**
 * The gradient of a convolution's filter is a product over slices of its input, one a place of the kernel: one slice after the other, or,
 * for few channels, several beside one another and then joined (`lowerings/convolution/filterGradient`). That of a pooling takes marks as
 * large as its input, or, over volumes, the winners' places, eight bytes each, with the pooled numbers beside, and, where windows overlap, an
 * array of zeros to put them in (`lowerings/pooling/maxGradient`).
 */
function roomFor(node: KernelNode): number {
  const { dy } = node.inputs;
  if (dy === undefined) return 0;
  if (node.kernel === 'MaxPoolGrad') return 2 * bytesOf(node.output);
  if (node.kernel === 'MaxPool3DGrad') return 3 * bytesOf(dy) + bytesOf(node.output);
  return filterGradients.includes(node.kernel) ? 2 * columnsOf(node, blockSize).bytes : 0;
}

/** How large the blocks of channels are on the device is not asked: without blocks, columns count that some devices need none of. */
const blockSize = 0;

/** onnxruntime hands out memory in pieces and gives none back; what is left of them between values was up to three tenths in the measurements of `test/bench/memory.ts`. */
const pieces = 1.3;
/** Bytes that a step takes however small it is: the runtime's own, and the engine's. */
const own = 12 * 2 ** 20;

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

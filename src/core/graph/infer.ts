import type { Context, LayerSpec, Values } from '../layers/define.js';
import { Rejection, reject } from './problem.js';
import { type InfoTree, flatten, isTensor, isTensorList, mapTensors, showShape } from './tensors.js';
import type { Dim, Loss, Shape, TensorInfo, WeightSpec } from './types.js';
import { Unknown } from './values.js';

/** What one application of a layer leads to. */
export interface Outcome {
  readonly outputs: InfoTree;
  readonly weights: readonly WeightSpec[];
}

/** The same values but one, in front of the others. */
function withValue(values: Values, name: string, value: unknown): Values {
  const changed = Object.create(values) as { [parameter: string]: unknown };
  changed[name] = value;
  return changed;
}

/** At most so many combinations of unknown flags and choices are tried. */
const mostVariants = 32;

/**
 * All values that a layer's parameters can have: one where everything is known, more where a flag or choice is not.
 * Null where there are too many to try.
 */
export function variantsOf(spec: LayerSpec, values: Values, ambiguous: readonly string[]): readonly Values[] | null {
  let variants: readonly Values[] = [values];
  for (const name of ambiguous) {
    const options = spec.params[name]!.options!;
    if (variants.length * options.length > mostVariants) return null;
    variants = variants.flatMap((v) => options.map((option) => withValue(v, name, option)));
  }
  return variants;
}

/**
 * Infers outputs and weights, of each variant, and keeps what agrees. A variant that Keras would reject is left out as long as
 * another one remains. Throws a `Rejection` where Keras would raise whatever the unknown values are.
 */
export function inferOutcome(spec: LayerSpec, variants: readonly Values[], inputs: InfoTree, context: Context, loss: Loss | undefined): Outcome {
  if (variants.length === 1) return outcome(spec, variants[0]!, inputs, context, loss);
  const found: Outcome[] = [];
  let rejection: unknown;
  for (const values of variants) {
    try {
      found.push(outcome(spec, values, inputs, context, loss));
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      rejection = error;
    }
  }
  const first = found[0];
  if (!first) throw rejection;
  return found.slice(1).reduce((a, b) => ({ outputs: agree(a.outputs, b.outputs, loss!), weights: agreeWeights(a.weights, b.weights) }), first);
}

function outcome(spec: LayerSpec, values: Values, inputs: InfoTree, context: Context, loss: Loss | undefined): Outcome {
  const outputs = spec.outputs(values, inputs, context);
  const weights = spec.weights(values, inputs, context);
  if (isTensor(outputs) && outputs.shape && hasNegative(outputs.shape)) reject('negative-length', `${spec.type} would make a tensor of shape ${showShape(outputs.shape)}, but no axis can have a negative length. Correct the sizes that it is given.`);
  // A layer that does not know what it gives need not know what it weighs.
  const known = !context.lost && !loss && flatten(outputs).every((tensor) => !tensor.loss);
  if (known) for (const w of weights) if (w.shape.includes(null)) undefinedWeight(spec.type, w, inputs);
  return { outputs: loss ? mapTensors(outputs, (tensor) => withLoss(tensor, inputs, loss)) : outputs, weights };
}

function hasNegative(shape: Shape): boolean {
  for (const d of shape) if (d !== null && d < 0) return true;
  return false;
}

function undefinedWeight(type: string, weight: WeightSpec, inputs: InfoTree): never {
  reject('undefined-channels', `${type} must know the size of its ${weight.name}, but that depends on an axis which is None in its input ${flatten(inputs).map((t) => showShape(t.shape)).join(', ')}. Give that axis a length in the Input.`);
}

/** Says of a tensor that unknown parameters hide some of its axes. An open batch that came in open is none of them. */
function withLoss(tensor: TensorInfo, inputs: InfoTree, loss: Loss): TensorInfo {
  if (tensor.loss) return tensor;
  const hidden = tensor.shape === null || tensor.shape.some((d, axis) => d === null && (axis > 0 || firstBatch(inputs) !== null));
  return hidden ? { ...tensor, loss } : tensor;
}
const firstBatch = (inputs: InfoTree): Dim => (isTensor(inputs) ? inputs : flatten(inputs)[0])?.shape?.[0] ?? null;

/** What holds of both. */
function agree(a: InfoTree, b: InfoTree, loss: Loss): InfoTree {
  if (a instanceof Unknown || b instanceof Unknown) return new Unknown(loss);
  if (isTensor(a) && isTensor(b)) return agreeTensors(a, b, loss);
  if (isTensorList(a) && isTensorList(b) && a.length === b.length) return a.map((item, i) => agree(item, b[i]!, loss));
  return new Unknown(loss);
}

function agreeTensors(a: TensorInfo, b: TensorInfo, loss: Loss): TensorInfo {
  const shape = agreeShapes(a.shape, b.shape);
  const differs = shape === null || shape.some((d, i) => d === null && (a.shape![i] !== null || b.shape![i] !== null));
  return differs ? { shape, dtype: a.dtype, loss: a.loss ?? b.loss ?? loss } : a;
}

function agreeShapes(a: Shape | null, b: Shape | null): Shape | null {
  if (a?.length !== b?.length || !a || !b) return null;
  return a.map((d, i) => (d === b[i] ? d : null));
}

/** Variables of either; one that is not in both, or not of one shape, has unknown lengths. */
function agreeWeights(a: readonly WeightSpec[], b: readonly WeightSpec[]): readonly WeightSpec[] {
  const names = [...new Set([...a, ...b].map((w) => w.name))];
  return names.map((name) => {
    const [left, right] = [a.find((w) => w.name === name), b.find((w) => w.name === name)];
    const shape = left && right ? agreeShapes(left.shape, right.shape) : null;
    const known = (left ?? right)!;
    return { ...known, shape: shape ?? known.shape.map(() => null) };
  });
}

/** Stands in for weights of which not even the number is known, so that every total which includes them is unknown. */
export const unknownWeights: readonly WeightSpec[] = [{ name: 'unknown', shape: [null], dtype: 'float32', trainable: true, initializer: { className: '', config: {} } }];

import type { Problem } from './problem.js';
import type { LayerSpec, Param } from '../layers/define.js';
import { SymbolicTensor, type TensorTree } from './instance.js';
import { toCamel } from './names.js';
import { flatten } from './tensors.js';
import type { Dim, Dtype, Loss, Shape, TensorInfo } from './types.js';
import { type Maybe, Opaque, Unknown } from './values.js';

/** Arguments by camelCase name, as a frontend hands them over. */
export type Config = { readonly [camelCase: string]: Maybe };

/** Normalises and reads a layer's arguments. */
export function readConfig(spec: LayerSpec, config: Config, format: string) {
  // Given values lie in front of the defaults: layers are made by the hundred, and copies would cost most of the time.
  const values = Object.create(spec.defaults) as { [parameter: string]: unknown };
  const given: { [parameter: string]: Maybe } = {};
  const ambiguous: string[] = [];
  let loss: Loss | undefined;
  if ('dataFormat' in spec.params && (config.dataFormat ?? null) === null) {
    given.dataFormat = format;
    values.dataFormat = format;
  }
  for (const name in config) {
    const param = spec.params[name];
    const value = config[name];
    if (!param || value === undefined || (name === 'dataFormat' && value === null)) continue;
    const normal = param.normalise(value);
    given[name] = normal;
    values[name] = param.read(normal);
    if (typeof normal === 'object' && normal !== null && !param.inert) loss ??= unknownPart(normal);
    if (normal instanceof Unknown && param.options) ambiguous.push(name);
  }
  for (const name of spec.required) {
    if (name in config) continue;
    const param: Param<unknown> = spec.params[name]!;
    const absent = new Unknown({ reason: `${spec.type} is not given its ${name}.`, span: null });
    values[name] = param.read(absent);
    if (!param.inert) loss ??= absent.loss;
    if (param.options) ambiguous.push(name);
  }
  return { values, given, ambiguous, loss };
}

/** The tensor that an InputLayer's own arguments describe. */
export function inputInfo(given: Config, dtype: Dtype): TensorInfo {
  const unknown = unknownPart(given);
  const axes = (value: Maybe | undefined): (Dim)[] | null => (Array.isArray(value) ? value.map((d: Maybe) => (typeof d === 'number' ? d : null)) : null);
  const { inputTensor, batchShape, batchSize, shape } = given;
  if (inputTensor instanceof SymbolicTensor) return inputTensor;
  const rest = axes(shape);
  const dims = axes(batchShape) ?? (rest && [typeof batchSize === 'number' ? batchSize : null, ...rest]);
  if (dims && !unknown) return { shape: dims, dtype };
  return { shape: dims, dtype, loss: unknown ?? { reason: 'An InputLayer is given no shape.', span: null } };
}

/** The first unknown thing inside a value. */
export function unknownPart(value: Maybe): Loss | undefined {
  if (value instanceof Unknown) return value.loss;
  if (value === null || typeof value !== 'object' || value instanceof Opaque) return undefined;
  for (const item of Array.isArray(value) ? (value as readonly Maybe[]) : Object.values(value as Config)) {
    const found = unknownPart(item);
    if (found) return found;
  }
  return undefined;
}

export function camelKeys(config: Config): Config {
  const result: { [key: string]: Maybe } = {};
  for (const key in config) result[key.includes('_') ? toCamel(key) : key] = config[key]!;
  return result;
}

/** Adds a tree's tensors; the loss of the first unknown part. */
export function collect(tree: TensorTree, tensors: SymbolicTensor[]): Loss | undefined {
  if (tree instanceof Unknown) return tree.loss;
  if (tree instanceof SymbolicTensor) {
    tensors.push(tree);
    return undefined;
  }
  let loss: Loss | undefined;
  if (Array.isArray(tree)) for (const item of tree as readonly TensorTree[]) loss = collect(item, tensors) ?? loss;
  else for (const [, item] of Object.entries(tree as { readonly [key: string]: TensorTree }).sort(([a], [b]) => (a < b ? -1 : 1))) loss = collect(item, tensors) ?? loss;
  return loss;
}

export function collectArgument(value: Maybe, tensors: SymbolicTensor[]): Loss | undefined {
  if (value instanceof SymbolicTensor) tensors.push(value);
  else if (Array.isArray(value)) for (const item of value as readonly Maybe[]) collectArgument(item, tensors);
  return undefined;
}

export function firstLoss(tree: TensorTree): Loss | undefined {
  if (tree instanceof Unknown) return tree.loss;
  return flatten(tree).find((t) => !('node' in t))?.loss;
}

/** Axes of an `input_shape` argument; a lone number is not a shape to Keras, but what is meant is clear. */
export function shapeOf(value: Maybe): readonly (Dim | Unknown)[] {
  if (Array.isArray(value)) return value.map((d: Maybe) => (typeof d === 'number' || d === null ? d : d instanceof Unknown ? d : new Unknown({ reason: 'An axis of input_shape is not a number.', span: null })));
  return [];
}

/** A tensor's shape as `input` takes it: an axis that the analysis lost stays lost, and is not taken for one that Keras leaves open. */
export function askedShape({ shape, loss }: { readonly shape: Shape | null; readonly loss?: Loss | undefined }, otherwise: Loss): readonly (Dim | Unknown)[] | Unknown {
  if (shape === null) return new Unknown(loss ?? otherwise);
  return loss ? shape.map((length, axis) => (length === null && axis > 0 ? new Unknown(loss) : length)) : shape;
}

/** Keras takes no negative length in the shape of an input; -1 is not "any length" there, None is. */
export function negativeAxis(argument: string, axes: readonly (Dim | Unknown)[]): Problem | null {
  const found = axes.find((length): length is number => typeof length === 'number' && length < 0);
  return found === undefined ? null : { code: 'argument-type', severity: 'error', argument, message: `${argument} takes no negative lengths, but found ${found}. Write None for an axis of any length.` };
}
/** A length, or why there is none. */
export const openNegative = (length: Dim | Unknown): Dim | Unknown => (typeof length === 'number' && length < 0 ? new Unknown({ reason: 'A length is negative here.', span: null }) : length);

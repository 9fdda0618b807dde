/** Which arrays go into which inputs, and are compared with which outputs, as Keras pairs them (`functional.py`, `compile_utils.py`, `array_data_adapter.py`). */
import type { ModelInstance } from '../../../graph/builder.js';
import { SymbolicTensor } from '../../../graph/builder.js';
import { Unknown } from '../../../graph/values.js';
import { Dict, List, Tuple } from '../../python/containers.js';
import type { Value } from '../../python/values.js';

/** A model's inputs or outputs in the order in which Keras flattens them: a dict's by its sorted keys. */
export interface Ends {
  /** Null for the outputs of a subclassed model, which have no names. */
  readonly names: readonly (string | null)[];
  /** Where they stand in a dict, its keys as they were written. */
  readonly keys: readonly string[] | null;
}

export function endsOf(model: ModelInstance, which: 'inputs' | 'outputs'): Ends {
  const tree = which === 'inputs' ? model.inputTree : model.outputTree;
  const keyed = tree !== undefined && !(tree instanceof Unknown) && !(tree instanceof SymbolicTensor) && !Array.isArray(tree);
  if (keyed) {
    const keys = Object.keys(tree);
    return { names: keys.toSorted(), keys };
  }
  const anonymous = which === 'outputs' && model.kind === 'Subclass';
  return { names: model[which].map((tensor) => (anonymous ? null : tensor.node.layer.name)), keys: null };
}

/** What stands at each place, or what Keras would say. */
export type Paired<T> = { readonly found: readonly T[]; readonly problem?: undefined } | { readonly problem: { readonly code: string; readonly message: string } };

const problem = (code: string, message: string): { readonly problem: { readonly code: string; readonly message: string } } => ({ problem: { code, message } });

export const sequence = (value: Value | undefined): readonly Value[] | null => ((value instanceof List || value instanceof Tuple) && !value.lost ? value.items : null);
/** A dict with keys that are all known words. */
export function byKey(value: Value | undefined): ReadonlyMap<string, Value> | null {
  if (!(value instanceof Dict) || value.open) return null;
  const entries = [...value.entries.values()];
  return entries.every(([key]) => typeof key === 'string') ? new Map(entries.map(([key, item]) => [key as string, item])) : null;
}
const list = (names: Iterable<string | null>): string => [...names].map((name) => `"${name ?? ''}"`).join(', ');
const given = (values: readonly Value[], what: string): string => `${values.length} ${values.length === 1 ? `${what} is` : `${what.replace(/^array/, 'arrays')} are`} given`;

/** One value for each input of the model, of what `fit` and its kin are given as `x`. */
export function inputValues(model: ModelInstance, x: Value | undefined): Paired<Value> {
  const { names, keys } = endsOf(model, 'inputs');
  const dict = byKey(x);
  if (dict && model.hasGraph) {
    const missing = names.find((name) => !dict.has(name!));
    if (missing !== undefined) return problem('input-names', `Model "${model.name}" has the inputs ${list(names)}, but the data has the keys ${list(dict.keys())}. Give an array under each input's name.`);
    return { found: names.map((name) => dict.get(name!)!) };
  }
  const values = sequence(x) ?? (x === undefined ? [] : [x]);
  if (model.hasGraph && values.length !== names.length) return problem('input-count', `Model "${model.name}" has ${names.length} input${names.length === 1 ? '' : 's'}, but ${given(values, 'array')}. Pass one array for each input.`);
  if (keys && names.some((name, i) => name !== keys[i])) return problem('input-names', `Model "${model.name}" takes a dict with the keys ${list(keys)}, but is given a list. Pass the arrays in a dict.`);
  return { found: values };
}

/** The outputs that have a loss, in Keras's order, and whether `compile` was given the losses in a dict. */
export interface Losses {
  readonly outputs: readonly number[];
  readonly byName: boolean;
}

/** A target, and the output of the model that it is for. */
export interface Target {
  readonly value: Value;
  readonly output: number;
}

/**
 * The targets that `fit` and its kin are given as `y`. `withLoss` are the outputs that have a loss: with as many arrays as those, where
 * there are fewer than outputs, each is for one of them. Keras finds no such pairs where `lossByName` names outputs of a list.
 */
export function targetValues(model: ModelInstance, y: Value | undefined, { outputs: withLoss, byName: lossByName }: Losses): Paired<Target> {
  const { names, keys } = endsOf(model, 'outputs');
  const dict = byKey(y);
  const values = dict ? [...dict.keys()].toSorted().map((key) => dict.get(key)!) : (sequence(y) ?? (y === undefined ? [] : [y]));
  if (names.length === 1 && dict) return problem('target-count', `Model "${model.name}" has one output, but its targets are in a dict. Pass the array itself.`);
  if (names.length === dict?.size) {
    if (names.some((name) => name === null || !dict.has(name))) return problem('target-names', `Model "${model.name}" has the outputs ${list(names)}, but the targets have the keys ${list(dict.keys())}. Give an array under each output's name.`);
    return { found: names.map((name, output) => ({ value: dict.get(name!)!, output })) };
  }
  if (values.length === names.length) {
    const empty = values.findIndex((value, i) => value === null && withLoss.includes(i));
    if (empty >= 0) return problem('target-count', `Model "${model.name}" has a loss for its output "${names[empty] ?? empty + 1}", but None is given as its targets. Give an array, or no loss.`);
    return { found: values.flatMap((value, output) => (value === null ? [] : [{ value, output }])) };
  }
  if (values.length === withLoss.length && values.length < names.length && !(lossByName && keys === null)) return { found: values.map((value, i) => ({ value, output: withLoss[i]! })) };
  // Without the shape of its input it is not built, which is told where it is; its data may say why.
  if (names.length === 0 && model.kind === 'Sequential') return { found: values.map((value, output) => ({ value, output })) };
  return problem('target-count', `Model "${model.name}" has ${names.length} output${names.length === 1 ? '' : 's'}, but ${given(values, 'array of targets')}. Pass one for each output.`);
}

/** The weights of the samples for each target; null for one whose samples all count the same. */
export function weightValues(model: ModelInstance, y: Value | undefined, weights: Value, targets: readonly Target[]): Paired<Value> {
  const { names, keys } = endsOf(model, 'outputs');
  const several = names.length > 1;
  const [dictY, dict] = [byKey(y), byKey(weights)];
  if (several && (dictY !== null) !== (keys !== null) && (dictY ?? sequence(y)) !== null) return problem('sample-weights', `Model "${model.name}" gives its outputs in a ${keys ? 'dict' : 'list'} and its targets come in a ${keys ? 'list' : 'dict'}, with which Keras cannot use sample_weight. Pass the targets in a ${keys ? 'dict' : 'list'}.`);
  if (dict) {
    if (dict.size !== dictY?.size || [...dict.keys()].some((key) => !dictY.has(key))) return problem('sample-weights', 'sample_weight is a dict that has not the keys of the targets. Give one array for each output, in the same structure as the targets.');
    return { found: targets.map(({ output }) => dict.get(names[output]!) ?? null) };
  }
  const values = sequence(weights);
  if (values === null) return { found: targets.map(() => weights) };
  const alike = !several || (weights instanceof List ? y instanceof List : y instanceof Tuple);
  if (!alike || values.length !== names.length) return problem('sample-weights', 'sample_weight has another structure than the targets. Give one array for each output, in the same structure as the targets, or one array for all.');
  return { found: targets.map(({ output }) => values[output]!) };
}

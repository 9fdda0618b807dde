import type { ModelInstance } from '../../../graph/builder.js';
import { showShape } from '../../../graph/tensors.js';
import type { Span } from '../../../graph/types.js';
import type { Args } from '../../python/args.js';
import { PyClass } from '../../python/classes.js';
import { List, Tuple } from '../../python/containers.js';
import { Float, type Site, type Value, asNumber } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { DatasetValue } from '../dataset-value.js';
import { ObjectClass } from '../object-value.js';
import { sessionOf } from '../session.js';
import type { RecipeDraft } from './draft.js';

/** What `fit`, `evaluate` or `predict` is given, with its places. */
export interface Arrays {
  readonly x: Value | undefined;
  readonly y: Value | undefined;
  readonly spans: { readonly x: Span; readonly y: Span };
}

const isPlain = (value: Value): boolean => typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string' || value instanceof Float;

/** True for a list that holds Python's own numbers or texts, however deep. */
function holdsPlain(value: Value | undefined): boolean {
  return value instanceof List && !value.lost && value.items.some((item) => isPlain(item) || holdsPlain(item));
}

/** Data of a kind that Keras does not take: lists of numbers, which it takes for lists of arrays, and targets beside a data set that has its own. True where there is something to say. */
export function checkKinds({ x, y, spans }: Arrays, at: Site): boolean {
  const say = (message: string, span: Span): true => {
    at.machine.raise('ValueError', message, { ...at, span }, 'data-kind');
    return true;
  };
  for (const [name, value] of [['x', x], ['y', y]] as const) if (holdsPlain(value)) return say(`${name} must be an array, but found a Python list, which Keras takes for a list of arrays. Write np.array(...) around it.`, spans[name]);
  if (x instanceof DatasetValue && y !== undefined && y !== null) return say('A data set as x gives its targets itself, but y is given as well. Leave y out, and let each element be (inputs, targets).', spans.y);
  return false;
}

/** Other arguments of `fit` of a kind that Keras does not take. */
export function checkFitArguments(args: Args, place: (name: string) => number, at: Site): void {
  const given = (name: string): Value => args.get(place(name), name) ?? null;
  const say = (name: string, message: string): void => void at.machine.raise('TypeError', message, { ...at, span: args.spanOf(place(name), name) ?? at.span }, 'argument-type');
  const epochs = given('epochs');
  if (epochs instanceof Float) say('epochs', `epochs must be a whole number, but found ${at.machine.show(epochs)}. Write int(...) around it.`);
  const weights = given('class_weight');
  if (weights instanceof List || weights instanceof Tuple || weights instanceof ArrayValue) say('class_weight', 'class_weight must be a dict of a number for each class, but found a list. Write dict(enumerate(...)).');
  const held = given('validation_data');
  if ((held instanceof Tuple || held instanceof List) && !held.lost && held.items.length > 3) say('validation_data', `validation_data must be (x, y) or (x, y, sample_weight), but found ${held.items.length} values. Give the inputs of several in a list.`);
  const callbacks = given('callbacks');
  for (const callback of callbacks instanceof List || callbacks instanceof Tuple ? callbacks.items : [callbacks]) {
    if (callback instanceof ObjectClass || callback instanceof PyClass) say('callbacks', `callbacks must be objects, but found the class ${callback.name}. Call it: ${callback.name}(...).`);
  }
}

/** `validation_split` takes the last examples of arrays only. */
export function checkSplit(x: Value | undefined, split: Value, held: Value, span: Span, at: Site): void {
  if (x instanceof DatasetValue && held === null && (asNumber(split) ?? 0) > 0) at.machine.raise('ValueError', 'validation_split needs arrays, but found a data set. Split it before, and give the second part as validation_data.', { ...at, span }, 'data-kind');
}

/** A model that is trained on inputs alone has nothing to compare its outputs with. */
export function checkTargetsGiven(model: ModelInstance, { x, y, spans }: Arrays, draft: RecipeDraft, at: Site): void {
  const arrays = x instanceof ArrayValue || ((x instanceof List || x instanceof Tuple) && x.items.length > 0 && x.items.every((item) => item instanceof ArrayValue));
  if (!arrays || (y ?? null) !== null || draft.losses.length === 0 || model.incomplete || sessionOf(at.machine).objects.get(model)) return;
  at.machine.raise('ValueError', `fit needs targets for the loss ${draft.losses[0]!.className}, but found only inputs. Give y, which for an autoencoder is the input itself.`, { ...at, span: spans.x }, 'targets-missing');
}

/** A data set that gives one example after the other, where the model takes batches. */
export function checkBatched(model: ModelInstance, { x, spans }: Arrays, at: Site): void {
  if (!(x instanceof DatasetValue) || x.typeName !== 'Dataset' || x.data?.batchSize !== null || !(x.element instanceof Tuple) || model.incomplete || model.kind === 'Subclass' || model.inputs.length !== 1) return;
  const [inputs] = x.element.items;
  const expected = model.inputs[0]!.shape;
  if (!(inputs instanceof ArrayValue) || inputs.loss || !inputs.shape || !expected || inputs.shape.length !== expected.length - 1) return;
  if (!inputs.shape.every((d, i) => d === null || expected[i + 1] === null || d === expected[i + 1])) return;
  at.machine.raise('ValueError', `Model "${model.name}" takes batches of shape ${showShape(expected)}, but the data set gives single examples of shape ${showShape(inputs.shape)}. Add .batch(32) to it.`, { ...at, span: spans.x }, 'data-shape');
}

/** What `fit` and `evaluate` are given beside their data, as far as it is known. */
import type { Span } from '../../../graph/types.js';
import { Unknown } from '../../../graph/values.js';
import type { Bound } from '../../../recipe/counts.js';
import type { Part } from '../../../recipe/types.js';
import type { Args } from '../../python/args.js';
import { Dict, List, Tuple } from '../../python/containers.js';
import { Float, Obj, type Site, type Value, asInteger, asNumber } from '../../python/values.js';
import { numberIn } from '../array-value.js';
import { CountValue } from '../files/count-value.js';
import { ObjectValue } from '../object-value.js';
import type { RecipeDraft } from './draft.js';
import { lostArgument } from './parts.js';
import { scheduledRates } from './rates.js';

/** A whole number of `fit`, or a note that it is not known. */
export function whole(args: Args, index: number, name: string, otherwise: number, draft: RecipeDraft): number {
  const number = numberGiven(args, index, name, draft);
  return number === null ? otherwise : Math.trunc(number);
}

/** A number that an argument gives, null where it is left out, or a note that it is not known: what it decides would be taken for something else. */
export function numberGiven(args: Args, index: number, name: string, draft: RecipeDraft, blocks = true): number | null {
  const value = args.get(index, name) ?? null;
  const number = value === null ? null : asNumber(value);
  if (value !== null && number === null) draft.lose(`${name}${blocks ? '' : ' of evaluate'} is not known${value instanceof Unknown ? `: ${value.loss.reason}` : '. Write it as a number.'}${blocks ? '' : ' The test data is not evaluated.'}`, args.spanOf(index, name), blocks);
  return number;
}

/** A number of steps, which may hang on how many samples the data has. Keras counts with it, so that a float is an error. */
export function stepsGiven(args: Args, index: number, name: string, draft: RecipeDraft, at: Site, blocks = true): Bound {
  const value = args.get(index, name);
  const count = value instanceof CountValue ? value.bound : undefined;
  if (value instanceof Float || (value instanceof CountValue && count === undefined)) {
    const found = value instanceof Float ? value.value.toString() : 'the float that / gives';
    at.machine.report({ code: 'argument-type', severity: 'error', span: args.spanOf(index, name) ?? at.span, message: `${name} takes a whole number, but found ${found}. Divide with //, or write int(...) around it.` });
  }
  return count ?? numberGiven(args, index, name, draft, blocks);
}

/** After which epochs `fit` validates; undefined for all. */
export function frequency(args: Args, index: number, draft: RecipeDraft): number | number[] | undefined {
  const value = args.get(index, 'validation_freq');
  const epochs = value instanceof List || value instanceof Tuple ? value.items.map(asInteger) : null;
  if (!epochs?.every((epoch) => epoch !== null)) return numberGiven(args, index, 'validation_freq', draft) ?? undefined;
  return epochs;
}

const labelText = (key: Value): string => (typeof key === 'string' || typeof key === 'number' ? String(key) : '');

/** How much the examples of each class count; null where all count alike. */
export function classWeights(value: Value, draft: RecipeDraft, span: Span | null): { [label: string]: number } | null {
  if (value === null) return null;
  if (!(value instanceof Dict) || value.open) {
    draft.lose('The class weights are not known. Write class_weight as a dict of numbers.', span, true);
    return null;
  }
  return Object.fromEntries([...value.entries.values()].map(([key, weight]) => {
    const known = numberIn(weight);
    if (known === null) draft.lose(`How much the class ${labelText(key)} counts (class_weight) is not known${weight instanceof Unknown ? `: ${weight.loss.reason}` : '. Write it as a number.'}`, span, true);
    return [labelText(key), known ?? 1];
  }));
}

/** Callbacks that decide how long and how fast a model learns. */
const DECIDING: ReadonlySet<string> = new Set(['EarlyStopping', 'ReduceLROnPlateau']);

/** The callbacks of Keras that are known, and the objects that they are; what is left out is told of. */
export function callbacks(value: Value, span: Span | null, draft: RecipeDraft, at: Site): [Part[], ObjectValue[]] {
  if (value === null) return [[], []];
  const items = value instanceof ObjectValue ? [value] : at.machine.iterate(value, at);
  if (items instanceof Unknown) {
    draft.lose(`The callbacks are not known: ${items.loss.reason}`, span, false);
    return [[], []];
  }
  const known = items.filter((item) => item instanceof ObjectValue);
  const parts = items.flatMap((item): [Part, ObjectValue][] => {
    if (item instanceof ObjectValue) {
      const lost = DECIDING.has(item.className) ? lostArgument(item.className, item.config) : null;
      if (lost !== null) {
        draft.lose(`${lost} The training goes on without this callback.`, item.span ?? span, false);
        return [];
      }
      const part = item.toPart();
      const rates = item.className === 'LearningRateScheduler' ? scheduledRates(item, known.filter((other) => other !== item), draft, at) : null;
      return [[rates ? { ...part, config: { ...part.config, values: rates } } : part, item]];
    }
    draft.lose(item instanceof Obj ? `The callback ${at.machine.show(item)} is not one of Keras's.` : 'A callback is not known.', span, false);
    return [];
  });
  return [parts.map(([part]) => part), parts.map(([, object]) => object)];
}

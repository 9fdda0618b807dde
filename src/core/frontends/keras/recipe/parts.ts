import { layerStem, toCamel, toSnake } from '../../../graph/names.js';
import type { Span } from '../../../graph/types.js';
import { isConfigValue, type Maybe, Unknown } from '../../../graph/values.js';
import type { Part } from '../../../recipe/types.js';
import { Dict, List, Tuple } from '../../python/containers.js';
import { PyFunction } from '../../python/functions.js';
import { Native } from '../../python/native.js';
import { PyInstance } from '../../python/classes.js';
import { Obj, type Value } from '../../python/values.js';
import { fromMaybe } from '../convert.js';
import { ObjectClass, ObjectValue, plainConfig } from '../object-value.js';
import { classByName } from '../objects/lookup.js';
import type { RecipeDraft } from './draft.js';
import type { FollowFunction } from './own-functions.js';

/** What an object of this class is configured with where only its name is given: the same for all, and so made once. */
function defaultsOf(cls: ObjectClass): Part['config'] {
  let made = defaults.get(cls);
  if (!made) {
    made = plainConfig(Object.fromEntries(cls.parameters.flatMap(([name, fallback]) => (fallback === undefined ? [] : [[toCamel(name), fallback]]))));
    defaults.set(cls, made);
  }
  return made;
}
const defaults = new Map<ObjectClass, Part['config']>();

/** An optimizer, loss or metric as `compile` takes it: a name, an object, a class or a function. */
export function readPart(kind: 'optimizer' | 'loss' | 'metric', value: Value, span: Span | null, draft: RecipeDraft, follow?: FollowFunction): Part | null {
  if (value instanceof ObjectValue) return value.className === 'MeanMetricWrapper' ? wrappedMetric(value, span, draft, follow) : objectPart(kind, value, span, draft);
  if (typeof value === 'string') {
    // Keras shows a metric under the string that names it, and "accuracy" is chosen by the shapes of the data.
    if (kind === 'metric') return { className: value, config: {}, span };
    const cls = classByName(kind, value);
    if (cls) return { className: cls.name, config: defaultsOf(cls), span };
    return { className: value, config: {}, span };
  }
  if (value instanceof ObjectClass) return { className: value.name, config: {}, span };
  if (value instanceof Native) {
    const cls = classByName(kind, value.name);
    return { className: cls?.name ?? value.name, config: {}, span };
  }
  if (value instanceof Unknown) draft.lose(`The ${kind} is not known: ${value.loss.reason}`, span, kind !== 'metric');
  else if (value instanceof PyFunction) {
    const found = follow?.(value) ?? { reason: 'which is not run.', span: null };
    if (!('reason' in found)) return { className: value.code.name, config: { name: layerStem(value.code.name.replace(/\W+/g, '')) }, span, computes: found };
    draft.lose(`The ${kind} ${value.code.name} is a function of the file, ${found.reason}`, span, kind !== 'metric');
  }
  else if (value instanceof PyInstance) draft.lose(`The ${kind} ${value.cls.name} is a class of the file, which is not run.`, span, kind !== 'metric');
  else if (value instanceof Obj) draft.lose(`This ${kind} is not modelled.`, span, kind !== 'metric');
  return null;
}

/** An object as it was made. Where one of its arguments is not known, its default would give other numbers than the file's: a metric is left out then. */
function objectPart(kind: 'optimizer' | 'loss' | 'metric', value: ObjectValue, span: Span | null, draft: RecipeDraft): Part | null {
  const lost = lostArgument(value.className, value.config);
  if (lost === null) return value.toPart();
  draft.lose(kind === 'metric' ? `${lost} The metric is left out.` : lost, span, kind !== 'metric');
  return kind === 'metric' ? null : value.toPart();
}

/** Says which argument of an object is not known, also of an object that it is given; null where all are. What it is called changes nothing. */
export function lostArgument(owner: string, config: { readonly [key: string]: Maybe }): string | null {
  for (const [key, value] of Object.entries(config)) {
    if (key === 'name' || key === 'dtype' || isConfigValue(value)) continue;
    const what = `${toSnake(key)} of ${owner}`;
    if (value instanceof Unknown) return `The ${what} is not known: ${value.loss.reason}`;
    if (value instanceof PyInstance) return `The ${what} is an object of the class ${value.cls.name} of the file, which is not run.`;
    if (value instanceof PyFunction) return `The ${what} is the function ${value.code.name} of the file, which is not run.`;
    const inner = 'className' in value && typeof value.className === 'string' ? lostArgument(value.className, value.config as { readonly [key: string]: Maybe }) : null;
    return inner ?? `The ${what} is not known. Write it out where the object is made.`;
  }
  return null;
}

/** The mean of a function over the samples (`keras.metrics.MeanMetricWrapper`): what it wraps, under its own name and with the arguments for the function. */
function wrappedMetric({ config: { fn, dtype: _dtype, ...rest } }: ObjectValue, span: Span | null, draft: RecipeDraft, follow?: FollowFunction): Part | null {
  // A function of the file is followed for targets and predictions alone.
  const alone = Object.keys(rest).every((name) => name === 'name');
  const inner = fn === undefined ? null : readPart('metric', fromMaybe(fn), span, draft, alone ? follow : undefined);
  return inner && { ...inner, config: { ...inner.config, ...plainConfig(rest) } };
}

/** One part, or one for each output in a list or dict. */
export function readParts(kind: 'loss' | 'metric', value: Value, span: Span | null, draft: RecipeDraft, follow?: FollowFunction): Part[] {
  if (value === null) return [];
  if (value instanceof List || value instanceof Tuple) {
    if (value.lost) draft.lose(value.lost.loss.reason, span, kind === 'loss');
    return value.items.flatMap((item) => readParts(kind, item, span, draft, follow));
  }
  if (value instanceof Dict) return [...value.entries.values()].flatMap(([, item]) => readParts(kind, item, span, draft, follow));
  const part = readPart(kind, value, span, draft, follow);
  return part ? [part] : [];
}

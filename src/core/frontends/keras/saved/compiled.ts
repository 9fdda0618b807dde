import type { ModelInstance } from '../../../graph/builder.js';
import { type Json, isList, isObject } from '../../../modelfiles/json.js';
import { Args } from '../../python/args.js';
import { Dict, List } from '../../python/containers.js';
import { Float, Obj, type Site, type Value, unknown } from '../../python/values.js';
import { toCamel } from '../../../graph/names.js';
import type { Maybe } from '../../../graph/values.js';
import { ObjectValue } from '../object-value.js';
import { allKinds } from '../objects/lookup.js';
import { trainingMethod } from '../recipe/methods.js';

/** Kinds of objects that `compile` takes, and those inside of them. */
const KINDS: readonly string[] = ['optimizer', 'loss', 'metric', 'schedule'];

/** Compiles a loaded model as the saved one was (`compile_config`, `training_config`); nothing where it was not. */
export function compileSaved(model: ModelInstance, compiled: Json, at: Site): void {
  if (!isObject(compiled)) return;
  // Keras 2 and the older format keep the optimizer under a name of its own.
  const optimizer = compiled['optimizer'] ?? compiled['optimizer_config'];
  if (optimizer === undefined || optimizer === null) return;
  const keyword = new Map<string, Value>([['optimizer', valueOf(optimizer, at)]]);
  for (const name of ['loss', 'loss_weights', 'metrics', 'weighted_metrics'] as const) {
    const saved = compiled[name];
    if (saved !== undefined && saved !== null) keyword.set(name, valueOf(saved, at));
  }
  const compile = trainingMethod(model, 'compile', at);
  if (compile instanceof Obj) compile.call(new Args([], keyword), at);
}

/** A saved value as the program would have written it. */
function valueOf(saved: Json, at: Site): Value {
  if (typeof saved === 'number') return Number.isInteger(saved) ? saved : new Float(saved);
  if (isList(saved)) return new List(saved.map((item) => valueOf(item, at)));
  if (!isObject(saved)) return saved;
  const name = saved['class_name'];
  if (typeof name !== 'string') return Dict.of(Object.entries(saved).map(([key, item]) => [key, valueOf(item, at)] as const));
  if (name === 'function' && typeof saved['config'] === 'string') return saved['config'];
  return objectOf(name, saved['config'] ?? null, at) ?? unknown(`The model was compiled with ${name}, which is not a class of Keras.`, at.span);
}

function objectOf(name: string, saved: Json, at: Site): ObjectValue | null {
  for (const kind of allKinds()) {
    const cls = KINDS.includes(kind.definition.kind) ? kind.byString(name) : undefined;
    if (!cls) continue;
    const config: { [key: string]: Maybe } = {};
    for (const [parameter, fallback] of cls.parameters) if (fallback !== undefined) config[toCamel(parameter)] = fallback;
    for (const [key, value] of Object.entries(isObject(saved) ? saved : {})) {
      const today = kind.definition.former?.[key] ?? key;
      if (cls.parameters.some(([parameter]) => parameter === today)) config[toCamel(today)] = plain(value, at);
    }
    return new ObjectValue(cls.name, config, at.span, kind.definition.kind);
  }
  return null;
}

function plain(saved: Json, at: Site): Maybe {
  if (typeof saved === 'number') return asWritten(saved);
  if (isObject(saved) && typeof saved['class_name'] === 'string') return objectOf(saved['class_name'], saved['config'] ?? null, at)?.toConfig() ?? null;
  return isList(saved) ? saved.map((item) => plain(item, at)) : isObject(saved) ? null : saved;
}

/** The number of fewest digits with the same float32: a rate of 0.001 is saved as 0.0010000000474974513. */
function asWritten(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value) && Math.fround(value) === value) return short;
  }
  return value;
}

/** What a run was trained with, as names and values that can be held beside those of another. */
import { toSnake } from '../graph/names.js';
import type { RunInfo } from '../protocol/engine.js';
import type { Recipe } from '../recipe/types.js';

export interface Parameter {
  /** As Keras spells it, with its owner: `optimizer.learning_rate`. */
  readonly name: string;
  readonly value: string;
}

export interface ComparedParameter {
  readonly name: string;
  /** One a run; null where a run has no such parameter. */
  readonly values: readonly (string | null)[];
  readonly differs: boolean;
}

/** Places in the source, and what training does not follow. */
const left = new Set(['span', 'compileSpan', 'fitSpan', 'places', 'unknowns', 'saves', 'compiled']);
const renamed: { readonly [key: string]: string } = { losses: 'loss', train: 'training_data', validation: 'validation_data', test: 'test_data', callbacks: 'callback' };

/** All that the recipe says and all that the run was asked for besides, nothing left out that can make a difference. */
export function parametersOf(recipe: Recipe, { seed, run }: { readonly seed: number | null; readonly run: Pick<RunInfo, 'model' | 'device' | 'data' | 'epochs'> }): Parameter[] {
  const asked: Parameter[] = [
    { name: 'model', value: run.model },
    ...(recipe.compiled?.total === undefined ? [] : [{ name: 'model.parameters', value: written(recipe.compiled.total) }]),
    { name: 'epochs', value: written(run.epochs) },
    { name: 'seed', value: seed === null ? 'not known' : written(seed) },
    { name: 'device', value: run.device },
    { name: 'data', value: run.data },
  ];
  const { optimizer, losses, ...rest } = recipe;
  const said = Object.entries({ optimizer, losses, ...rest }).flatMap(([key, value]) => (left.has(key) || key === 'epochs' ? [] : [...walk(renamed[key] ?? toSnake(key), value)]));
  return [...said, ...asked];
}

/** Each parameter that any of the runs has, in the order of the first run that has it. */
export function compareParameters(runs: readonly (readonly Parameter[])[]): ComparedParameter[] {
  const tables = runs.map((parameters) => new Map(parameters.map(({ name, value }) => [name, value])));
  const names = [...new Set(tables.flatMap((table) => [...table.keys()]))];
  return names.map((name) => {
    const values = tables.map((table) => table.get(name) ?? null);
    return { name, values, differs: values.some((value) => value !== values[0]) };
  });
}

/** A value as a table shows it: of many numbers (a rate for each epoch) the first three, the last and their count. What is compared is the whole. */
export function shortened(value: string): string {
  if (!/^\([^()]*\)$/.test(value)) return value;
  const numbers = value.slice(1, -1).split(', ');
  if (numbers.length <= 8 || !numbers.every((number) => Number.isFinite(Number(number)))) return value;
  const brief = (number: string): string => String(Number(Number(number).toPrecision(4)));
  return `(${numbers.slice(0, 3).map(brief).join(', ')}, … ${brief(numbers.at(-1)!)}; ${numbers.length} values)`;
}

function* walk(name: string, value: unknown): Generator<Parameter> {
  if (Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null)) {
    for (const [at, item] of value.entries()) yield* walk(value.length === 1 ? name : `${name}[${at}]`, item);
  } else if (isObject(value) && !Array.isArray(value) && !('source' in value)) {
    const { className, config, ...rest } = value;
    if (typeof className === 'string') yield { name, value: className };
    for (const [key, inner] of Object.entries({ ...(isObject(config) ? config : {}), ...rest })) if (!left.has(key)) yield* walk(`${name}.${spelled(key)}`, inner);
  } else {
    yield { name, value: written(value) };
  }
}

/** Keras spells `beta_1`; the underscore before a digit does not survive camelCase, and is no part of other names with digits (`l2`). */
const spelled = (key: string): string => toSnake(key).replace(/^beta(?=\d$)/, 'beta_');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** A value as Python would write it; an array of data as its source and its steps. */
function written(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `(${value.map(written).join(', ')})`;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (!isObject(value)) return 'not known';
  if (Array.isArray(value['steps']) && isObject(value['source'])) return [call(value['source'], 'kind'), ...value['steps'].map((step) => call(step as Readonly<Record<string, unknown>>, 'op'))].join(', ');
  return 'className' in value ? call({ className: value['className'], ...(isObject(value['config']) ? value['config'] : {}) }, 'className') : call(value, '');
}

/** `cast(dtype=float32)`. */
function call(value: Readonly<Record<string, unknown>>, title: string): string {
  const given = Object.entries(value).filter(([key, inner]) => key !== title && !left.has(key) && inner !== null && inner !== undefined);
  const name = title === '' ? '' : title === 'className' ? written(value[title]) : toSnake(written(value[title]));
  return `${name}(${given.map(([key, inner]) => `${toSnake(key)}=${written(inner)}`).join(', ')})`;
}

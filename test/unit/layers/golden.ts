import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { ConfigValue } from '../../../src/core/graph/types.js';
import { type Maybe, WholeFloat } from '../../../src/core/graph/values.js';

/** Python floats without a fraction are written as { "$float": 4 }, because JSON in JavaScript knows one kind of number. */
export function pythonValue(value: ConfigValue): Maybe {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(pythonValue);
  const dict = value as { readonly [key: string]: ConfigValue };
  if (typeof dict.$float === 'number') return new WholeFloat(dict.$float);
  return Object.fromEntries(Object.entries(dict).map(([key, item]) => [key, pythonValue(item)]));
}

/** Keyword arguments as a frontend hands them to `bind`. */
export const keywords = (config: { readonly [argument: string]: ConfigValue }): ReadonlyMap<string, Maybe> => new Map(Object.entries(config).map(([key, value]) => [key, pythonValue(value)]));

/** Lines of a compressed golden file, which holds what real Keras answered. */
export function golden<T>(name: string): readonly T[] {
  const path = fileURLToPath(new URL(`../../golden/${name}`, import.meta.url));
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as T);
  assert.ok(lines.length > 0, `${name} is empty`);
  return lines;
}

import { Unknown } from '../../graph/values.js';
import type { Pattern } from '../../syntax/ast.js';
import { NativeClass, PyClass } from './classes.js';
import { Dict, List, Tuple } from './containers.js';
import { evaluate } from './evaluate.js';
import { attributeOf } from './lookup.js';
import type { Machine } from './machine.js';
import { Obj, type Site, type Value } from './values.js';
import { isInstance } from './instance-check.js';

/** True where a value matches a pattern, null where it is not known. Names are collected in `bound`. */
export function matches(m: Machine, pattern: Pattern, value: Value, bound: Map<string, Value>, at: Site): boolean | null {
  switch (pattern.kind) {
    case 'capture':
      if (pattern.name !== null) bound.set(pattern.name, value);
      return true;
    case 'star':
      return true;
    case 'as': {
      const fits = matches(m, pattern.pattern, value, bound, at);
      bound.set(pattern.name, value);
      return fits;
    }
    case 'value':
      return m.truth(m.compare('==', value, evaluate(m, pattern.value), at), at);
    case 'or':
      return any(pattern.options.map((option) => matches(m, option, value, bound, at)));
    case 'sequence':
      return matchSequence(m, pattern.items, value, bound, at);
    case 'mapping':
      if (value instanceof Unknown) return null;
      if (!(value instanceof Dict)) return false;
      return all(
        pattern.entries.map(({ key, value: inner }) => {
          const found = value.get(evaluate(m, key));
          return found === undefined ? (value.open ? null : false) : matches(m, inner, found, bound, at);
        }),
      );
    case 'class': {
      const type = evaluate(m, pattern.type);
      if (!(type instanceof PyClass || type instanceof NativeClass)) return null;
      const fits = isInstance(value, type);
      if (fits !== true) return fits;
      return all(
        pattern.keyword.map(({ name, value: inner }) => {
          const found = value instanceof Obj ? attributeOf(value, name, at) : undefined;
          return found === undefined ? false : matches(m, inner, found, bound, at);
        }),
      );
    }
  }
}

function matchSequence(m: Machine, items: readonly Pattern[], value: Value, bound: Map<string, Value>, at: Site): boolean | null {
  if (value instanceof Unknown) return null;
  if (!(value instanceof List || value instanceof Tuple)) return false;
  if (value.lost) return null;
  const star = items.findIndex((i) => i.kind === 'star');
  const values = value.items;
  if (star === -1 ? values.length !== items.length : values.length < items.length - 1) return false;
  if (star === -1) return all(items.map((item, i) => matches(m, item, values[i]!, bound, at)));
  const after = items.length - star - 1;
  const rest = items[star];
  if (rest?.kind === 'star' && rest.name !== null) bound.set(rest.name, new List(values.slice(star, values.length - after)));
  return all([
    ...items.slice(0, star).map((item, i) => matches(m, item, values[i]!, bound, at)),
    ...items.slice(star + 1).map((item, i) => matches(m, item, values[values.length - after + i]!, bound, at)),
  ]);
}

const all = (parts: readonly (boolean | null)[]): boolean | null => (parts.includes(false) ? false : parts.includes(null) ? null : true);
const any = (parts: readonly (boolean | null)[]): boolean | null => (parts.includes(true) ? true : parts.includes(null) ? null : false);

import { Unknown } from '../../graph/values.js';
import type { Pattern } from '../../syntax/ast.js';
import { NativeClass, PyClass } from './classes.js';
import { Dict, List, Tuple, hashKey } from './containers.js';
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
      return matchMapping(m, pattern, value, bound, at);
    case 'class': {
      const type = evaluate(m, pattern.type);
      if (!(type instanceof PyClass || type instanceof NativeClass)) return null;
      const fits = isInstance(value, type);
      if (fits !== true) return fits;
      return matchClass(m, pattern, type, value, bound, at);
    }
  }
}

/** The names that a pattern binds. */
export function namesIn(pattern: Pattern): readonly string[] {
  switch (pattern.kind) {
    case 'value':
      return [];
    case 'capture':
    case 'star':
      return pattern.name === null ? [] : [pattern.name];
    case 'as':
      return [...namesIn(pattern.pattern), pattern.name];
    case 'or':
      return pattern.options.flatMap(namesIn);
    case 'sequence':
      return pattern.items.flatMap(namesIn);
    case 'mapping':
      return [...pattern.entries.flatMap(({ value }) => namesIn(value)), ...(pattern.rest === null ? [] : [pattern.rest])];
    case 'class':
      return [...pattern.positional, ...pattern.keyword.map(({ value }) => value)].flatMap(namesIn);
  }
}

function matchMapping(m: Machine, pattern: Pattern & { kind: 'mapping' }, value: Dict, bound: Map<string, Value>, at: Site): boolean | null {
  const keys = pattern.entries.map(({ key }) => evaluate(m, key));
  if (pattern.rest !== null) {
    const taken = new Set(keys.map(hashKey));
    const rest = Dict.of([...value.entries].filter(([hash]) => !taken.has(hash)).map(([, entry]) => entry));
    rest.open = value.open;
    bound.set(pattern.rest, rest);
  }
  return all(
    pattern.entries.map(({ value: inner }, i) => {
      const found = value.get(keys[i]!);
      return found === undefined ? (value.open ? null : false) : matches(m, inner, found, bound, at);
    }),
  );
}

/** A pattern like `Point(x, y=0)`: by position stand the names of `__match_args__`, and for a built-in type the value itself. */
function matchClass(m: Machine, pattern: Pattern & { kind: 'class' }, type: PyClass | NativeClass, value: Value, bound: Map<string, Value>, at: Site): boolean | null {
  const named = (name: string, inner: Pattern): boolean | null => {
    const found = value instanceof Obj ? attributeOf(value, name, at) : undefined;
    return found === undefined ? false : matches(m, inner, found, bound, at);
  };
  const names = type instanceof PyClass ? matchArguments(type) : null;
  return all([
    ...pattern.positional.map((inner, i) => {
      if (!(type instanceof PyClass)) return i === 0 ? matches(m, inner, value, bound, at) : null;
      const name = names?.[i];
      return name === undefined ? null : named(name, inner);
    }),
    ...pattern.keyword.map(({ name, value: inner }) => named(name, inner)),
  ]);
}

/** The names that a class takes by position in a pattern: its own `__match_args__`, or a data class's fields. */
function matchArguments(type: PyClass): readonly string[] | null {
  const own = type.lookUp('__match_args__');
  if (own && 'value' in own && (own.value instanceof Tuple || own.value instanceof List)) return own.value.items.map(String);
  const fields = [...type.order].reverse().flatMap((one) => (one instanceof PyClass ? [...one.annotated] : []));
  return fields.length > 0 ? [...new Set(fields)] : null;
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

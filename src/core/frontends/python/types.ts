import { Unknown } from '../../graph/values.js';
import { Args } from './args.js';
import { NativeClass, PyInstance, type PyClass } from './classes.js';
import { Dict, List, PySet, Range, Tuple } from './containers.js';
import { BoundMethod, PyFunction } from './functions.js';
import { dictMethods, updateDict } from './methods/dict.js';
import { stringMethod } from './methods/string.js';
import { BoundNative, Native } from './native.js';
import { asText } from './show.js';
import { Bytes, Figured, Float, Obj, Repeated, type Site, Slice, Token, type Value, asNumber, typeName, unknown, unknownOf } from './values.js';

/** A built-in type: callable, and usable with `isinstance`. */
export class BuiltinType extends NativeClass {
  constructor(
    name: string,
    private readonly check: (value: Value) => boolean,
    private readonly make: (args: Args, at: Site) => Value,
  ) {
    super(name);
  }
  override instanceCheck(value: Value): boolean | null {
    // A list or text that is known by a rule only may have been made an array or a path of.
    if (value instanceof Obj && value.typeName === this.name && !this.check(value)) return null;
    return value instanceof Unknown ? null : this.check(value) || (value instanceof PyInstance && value.cls.isSubclassOf(this) === true);
  }
  override call(args: Args, at: Site): Value {
    return args.open ?? this.make(args, at);
  }
  override equals(other: Value): boolean {
    return other instanceof BuiltinType && other.name === this.name;
  }
  override classMember(_cls: NativeClass | PyClass, name: string): Value | undefined {
    if (name === 'fromkeys' && this.name === 'dict') {
      return new BoundNative('fromkeys', (args, at) => {
        const keys = at.machine.iterate(args.positional[0] ?? null, at);
        return keys instanceof Unknown ? keys : Dict.of(keys.map((key) => [key, args.positional[1] ?? null] as const));
      });
    }
    if (this.name === 'str') return new BoundNative(name, (args, at) => {
      const [self, ...rest] = args.positional;
      const method = typeof self === 'string' ? stringMethod(self, name) : undefined;
      return method instanceof Obj ? at.machine.call(method, Args.of(...rest), at) : unknown(`str.${name} is applied to a value that is not known.`, at.span);
    });
    return undefined;
  }
  override member(instance: PyInstance, name: string): Value | undefined {
    if (name === '__init__') return new BoundNative('__init__', (args, at) => (instance.native instanceof Dict && args.positional[0] !== undefined ? (updateDict(instance.native, args.positional[0], at), null) : null));
    if (this.name !== 'dict') return undefined;
    instance.native ??= new Dict();
    return dictMethods.bound(instance.native as Dict, name);
  }
}

const items = (args: Args, at: Site): readonly Value[] | Unknown => (args.positional.length === 0 ? [] : at.machine.iterate(args.positional[0]!, at));

/** `int(value)` and `float(value)`. */
function parseNumber(args: Args, at: Site, whole: boolean): Value {
  const [first] = args.positional;
  const value = first === undefined ? (args.keyword.get('x') ?? 0) : first;
  if (value instanceof Unknown) return value;
  if (value === null) return at.machine.raise('TypeError', `${whole ? 'int' : 'float'}() takes a number or a text, but found None. Give it a number: an axis that is open has none.`, at);
  if (typeof value === 'string') {
    const base = asNumber(args.get(1, 'base')) ?? 10;
    const text = value.trim().replaceAll('_', '');
    const number = whole ? Number.parseInt(text, base) : /^[-+]?(inf(inity)?|nan)$/i.test(text) ? (/nan/i.test(text) ? Number.NaN : text.startsWith('-') ? -Infinity : Infinity) : Number(text);
    const fits = whole ? /^[-+]?[0-9a-z]+$/i.test(text) && !Number.isNaN(number) : text !== '' && (!Number.isNaN(number) || /nan/i.test(text));
    if (!fits) return at.machine.raise('ValueError', `"${value}" is not a ${whole ? 'whole number' : 'number'}.`, at);
    return whole ? number : new Float(number);
  }
  const number = asNumber(value);
  if (number !== null) return whole ? (Number.isFinite(number) ? Math.trunc(number) : at.machine.raise('ValueError', 'This number is not finite.', at)) : new Float(number);
  const converted = value instanceof Obj ? value.getAttribute(whole ? '__int__' : '__float__', at) : undefined;
  if (converted instanceof Obj) return at.machine.call(converted, Args.none, at);
  return unknown(`${typeName(value)} is turned into a number whose value is not known.`, at.span);
}

export const builtinTypes = {
  int: new BuiltinType('int', (v) => typeof v === 'number' || typeof v === 'boolean', (args, at) => (args.positional[0] instanceof Figured ? args.positional[0].rounded('int') : parseNumber(args, at, true))),
  float: new BuiltinType('float', (v) => v instanceof Float, (args, at) => parseNumber(args, at, false)),
  bool: new BuiltinType('bool', (v) => typeof v === 'boolean', (args, at) => {
    const value = args.positional[0] ?? false;
    return at.machine.truth(value, at) ?? (value instanceof Unknown ? value : unknown('This condition is not known.', at.span));
  }),
  str: new BuiltinType('str', (v) => typeof v === 'string', (args, at) => {
    const value = args.positional[0] ?? '';
    if (value instanceof PyInstance) {
      const own = value.cls.lookUp('__str__');
      if (own && 'value' in own && own.value instanceof Obj) return at.machine.call(own.value, Args.of(value), at);
    }
    const own = value instanceof Obj ? value.getAttribute('__fspath__', at) : undefined;
    if (own instanceof BoundNative) return at.machine.call(own, Args.none, at);
    if (value instanceof Obj && value.typeName === 'str') return value;
    return asText(value) ?? (value instanceof Unknown ? value : unknown('This text is not known.', at.span));
  }),
  bytes: new BuiltinType('bytes', (v) => v instanceof Bytes, (_args, at) => unknown('These bytes are not known.', at.span)),
  list: new BuiltinType('list', (v) => v instanceof List, (args, at) => {
    const all = items(args, at);
    if (all instanceof Repeated && all.list) return all.list.copied();
    const list = new List(all instanceof Unknown ? [] : [...all]);
    if (all instanceof Unknown) list.lost = all;
    return list;
  }),
  tuple: new BuiltinType('tuple', (v) => v instanceof Tuple, (args, at) => {
    const all = items(args, at);
    if (all instanceof Repeated && all.list) return all.list.copied();
    return all instanceof Unknown ? all : new Tuple([...all]);
  }),
  dict: new BuiltinType('dict', (v) => v instanceof Dict, (args, at) => {
    const dict = new Dict();
    if (args.positional[0] !== undefined) updateDict(dict, args.positional[0], at);
    for (const [key, value] of args.keyword) dict.put(key, value);
    return dict;
  }),
  set: new BuiltinType('set', (v) => v instanceof PySet, setOf),
  frozenset: new BuiltinType('frozenset', (v) => v instanceof PySet, setOf),
  range: new BuiltinType('range', (v) => v instanceof Range, (args, at) => {
    const numbers = args.positional.map((v) => (typeof v === 'boolean' ? Number(v) : v));
    const lost = numbers.find((v) => typeof v !== 'number');
    if (lost !== undefined) {
      if (lost instanceof Figured && numbers.length === 1) return lost.range() ?? lost;
      if (lost instanceof Unknown) return lost;
      return lost instanceof Float ? at.machine.raise('TypeError', `range takes whole numbers, but found ${at.machine.show(lost)}. Use // instead of /, or int(...).`, at) : unknown('The length of this range is not known.', at.span);
    }
    const [a = 0, b, step = 1] = numbers as number[];
    if (step === 0) return at.machine.raise('ValueError', 'The step of a range must not be zero.', at);
    return b === undefined ? new Range(0, a, 1) : new Range(a, b, step);
  }),
  slice: new BuiltinType('slice', (v) => v instanceof Slice, (args) => {
    const [a = null, b, c = null] = args.positional;
    return b === undefined ? new Slice(null, a, null) : new Slice(a, b, c);
  }),
  object: new BuiltinType('object', () => true, () => new Token('object')),
  complex: new BuiltinType('complex', () => false, (_args, at) => unknown('Complex numbers are not followed.', at.span)),
};

function setOf(args: Args, at: Site): Value {
  const all = items(args, at);
  const set = PySet.of(all instanceof Unknown ? [] : all);
  if (all instanceof Unknown) set.open = unknownOf(all.loss);
  return set;
}

/** `type(value)`. */
export function typeOf(value: Value, at: Site): Value {
  if (value instanceof Unknown) return value;
  if (value instanceof PyInstance) return value.cls;
  const own = value instanceof Obj ? value.getAttribute('__class__', at) : undefined;
  if (own !== undefined) return own;
  const known = (builtinTypes as { readonly [name: string]: BuiltinType | undefined })[typeName(value)];
  return known ?? new Token(typeName(value), 'type');
}

export const isCallable = (value: Value): boolean | null =>
  value instanceof Unknown ? null : value instanceof PyFunction || value instanceof Native || value instanceof BoundMethod || value instanceof BoundNative || value instanceof NativeClass || typeName(value) === 'type';

import { roundEven } from '../../../graph/round.js';
import { Unknown } from '../../../graph/values.js';
import { Args } from '../args.js';
import { ClassMethod, NativeClass, Property, PyClass, PyInstance, StaticMethod, Super } from '../classes.js';
import { Dict, List, Tuple } from '../containers.js';
import { Iterator } from '../iterator.js';
import { formatValue } from '../format.js';
import { isInstance } from '../instance-check.js';
import { attributeOf, getAttribute } from '../lookup.js';
import { exceptionClass, exceptionNames, isException, Raised } from '../machine.js';
import { defineModule } from '../modules.js';
import { native } from '../native.js';
import { binary } from '../operators.js';
import { fullRepr, isPlain } from '../show.js';
import { sortValues } from '../sorting.js';
import { builtinTypes, isCallable, typeOf } from '../types.js';
import { Figured, Float, ellipsis, Obj, type Site, Token, type Value, asInteger, asNumber, typeName, unknown, Repeated, unknownOf } from '../values.js';

const truthy = (value: Value, at: Site): boolean | null => at.machine.truth(value, at);

/** An attribute where the program is ready for its absence: what says so by an AttributeError is heard. */
function sought(obj: Value, name: string, at: Site): Value | undefined {
  const { machine } = at;
  machine.handlers++;
  try {
    return attributeOf(obj, name, at);
  } catch (error) {
    if (error instanceof Raised && isException(error.typeName, 'AttributeError')) return undefined;
    throw error;
  } finally {
    machine.handlers--;
  }
}

/** Takes several iterables side by side. */
function side(iterables: readonly Value[], at: Site): readonly (readonly Value[])[] | Unknown {
  const all = iterables.map((value) => at.machine.iterate(value, at));
  const lost = all.find((items): items is Unknown => items instanceof Unknown);
  if (lost) return lost;
  const lists = all as (readonly Value[])[];
  const length = lists.length ? Math.min(...lists.map((l) => l.length)) : 0;
  return Array.from({ length }, (_, i) => lists.map((l) => l[i]!));
}

/** `min` and `max`. */
function extreme(sign: '<' | '>', values: Value, options: Value, at: Site): Value {
  const given = values instanceof Tuple ? values.items : [];
  const keyword = options instanceof Dict ? options : new Dict();
  const items = given.length === 1 ? at.machine.iterate(given[0]!, at) : given;
  if (items instanceof Unknown) return items;
  const lost = items.find((v): v is Unknown => v instanceof Unknown);
  if (lost) return lost;
  const key = keyword.get('key') ?? null;
  let best: Value | undefined;
  let bestKey: Value = null;
  for (const item of items) {
    const rank = key === null ? item : at.machine.call(key, Args.of(item), at);
    const better = best === undefined ? true : at.machine.compare(sign, rank, bestKey, at);
    if (better instanceof Unknown) return better;
    if (better === true) [best, bestKey] = [item, rank];
  }
  return best ?? keyword.get('default') ?? unknown('The list is empty.', at.span);
}

const quantifier = (stop: boolean) => (at: Site, items: Value | undefined): Value => {
  const all = at.machine.iterate(items!, at);
  if (all instanceof Unknown) return all;
  let lost: Unknown | null = null;
  for (const item of all) {
    const truth = truthy(item, at);
    if (truth === stop) return stop;
    if (truth === null) lost ??= item instanceof Unknown ? item : unknown('This condition is not known.', at.span);
  }
  return lost ?? !stop;
};

const values: { [name: string]: Value } = { ...builtinTypes, NotImplemented: new Token('NotImplemented'), Ellipsis: ellipsis, __debug__: true };
for (const name of exceptionNames) values[name] = exceptionClass(name);

export default defineModule({
  names: ['builtins'],
  values,
  functions: [
    native('print(*args, **kwargs)', () => null),
    native('len(obj)', (at, obj) => {
      if (typeof obj === 'string') return obj.length;
      if (obj instanceof Unknown) return obj;
      const length = obj instanceof Obj ? obj.length(at) : undefined;
      if (length !== undefined) return length;
      return typeof obj === 'number' || obj === null ? at.machine.raise('TypeError', `${typeName(obj)} has no length.`, at) : unknown(`The length of ${at.machine.show(obj)} is not known.`, at.span);
    }),
    native('abs(x)', (at, x) => (typeof x === 'number' ? Math.abs(x) : x instanceof Float ? new Float(Math.abs(x.value)) : x instanceof Obj ? (x.unary('abs', at) ?? unknown('This absolute value is not modelled.', at.span)) : x!)),
    native('round(x, digits=None)', (_at, x, digits) => {
      if (x instanceof Figured) return digits === null ? x.rounded('round') : unknownOf(x.loss);
      if (x instanceof Unknown) return x;
      const number = asNumber(x);
      if (number === null) return unknown('This number is not known.');
      if (digits === null) return roundEven(number);
      const places = asInteger(digits);
      if (places === null) return unknown('The number of digits is not known.');
      const scaled = Number(number.toFixed(Math.max(0, Math.min(100, places))));
      return typeof x === 'number' ? x : new Float(scaled);
    }),
    native('pow(base, exponent, modulus=None)', (at, base, exponent) => binary('**', base, exponent, at)),
    native('divmod(a, b)', (at, a, b) => new Tuple([binary('//', a, b, at), binary('%', a, b, at)])),
    native('sum(items, start=0)', (at, items, start) => {
      const all = at.machine.iterate(items, at);
      return all instanceof Unknown ? all : all.reduce<Value>((total, item) => binary('+', total, item, at), start);
    }),
    native('min(*values, **options)', (at, given, options) => {
      const { items } = given as Tuple;
      const least = items.length === 2 ? items.flatMap((item, i) => (item instanceof Figured ? (item.least(items[1 - i]!) ?? []) : []))[0] : undefined;
      return least ?? extreme('<', given, options, at);
    }),
    native('max(*values, **options)', (at, given, options) => extreme('>', given, options, at)),
    native('any(items)', quantifier(true)),
    native('all(items)', quantifier(false)),
    native('sorted(items, key=None, reverse=False)', (at, items, key, reverse) => {
      const all = at.machine.iterate(items, at);
      const ruled = all instanceof Repeated && key === null && typeof reverse === 'boolean' ? all.list?.sorted(reverse) : undefined;
      if (ruled !== undefined) return ruled;
      if (all instanceof Repeated && key !== null) return unknown('The order that sorted(…) gives with this key is not followed. Without a key it is.', at.span);
      const sorted = all instanceof Unknown ? all : sortValues(all, key, reverse === true, at);
      return sorted instanceof Unknown ? sorted : new List([...sorted]);
    }),
    native('reversed(items)', (at, items) => {
      const all = at.machine.iterate(items, at);
      return all instanceof Unknown ? all : new Iterator(() => all.toReversed(), 'reversed');
    }),
    native('enumerate(items, start=0)', (at, items, start) => {
      const all = at.machine.iterate(items, at);
      const first = asInteger(start) ?? 0;
      if (all instanceof Repeated) return new Iterator(() => new Repeated(all.loss, new Tuple([first === 0 && all.list ? all.list.place(at) : unknownOf(all.loss), all.item]), all.list), 'enumerate');
      return all instanceof Unknown ? all : new Iterator(() => all.map((item, i) => new Tuple([i + first, item])), 'enumerate');
    }),
    native('zip(*iterables, strict=False)', (at, iterables) => {
      const { items } = iterables as Tuple;
      const joined = items[0] instanceof Obj ? items[0].zipped(items, at) : undefined;
      if (joined !== undefined) return joined;
      const rows = side(items, at);
      return rows instanceof Unknown ? rows : new Iterator(() => rows.map((row) => new Tuple(row)), 'zip');
    }),
    native('map(function, *iterables)', (at, fn, iterables) => {
      const [only, another] = (iterables as Tuple).items;
      const items = another === undefined && only instanceof Obj ? at.machine.iterate(only, at) : null;
      const ruled = items instanceof Repeated ? items.list?.gathered(at.machine.call(fn, Args.of(items.item), at), [], at) : undefined;
      if (ruled !== undefined) return ruled;
      // A generator is run through only once.
      const rows = items === null ? side((iterables as Tuple).items, at) : items instanceof Unknown ? items : items.map((item) => [item]);
      return rows instanceof Unknown ? rows : new Iterator((site) => rows.map((row) => at.machine.call(fn, Args.of(...row), site)), 'map');
    }),
    native('filter(function, items)', (at, fn, items) => {
      const all = at.machine.iterate(items, at);
      if (all instanceof Unknown) return all;
      const kept: Value[] = [];
      for (const item of all) {
        const truth = truthy(fn === null ? item : at.machine.call(fn, Args.of(item), at), at);
        if (truth === null) return unknown('Which items are kept is not known.', at.span);
        if (truth) kept.push(item);
      }
      return new Iterator(() => kept, 'filter');
    }),
    native('iter(items, sentinel=None)', (at, items) => {
      if (items instanceof Iterator) return items;
      const all = at.machine.iterate(items, at);
      return all instanceof Unknown ? all : new Iterator(() => all);
    }),
    native('next(iterator, *default)', (at, iterator, fallback) => {
      if (iterator instanceof Iterator) {
        const item = iterator.next(at);
        return item ?? (item === null ? null : ((fallback as Tuple).items[0] ?? at.machine.raise('StopIteration', 'There is no further item.', at)));
      }
      const method = iterator instanceof Obj ? attributeOf(iterator, '__next__', at) : undefined;
      if (method instanceof Obj) return at.machine.call(method, Args.none, at);
      const all = at.machine.iterate(iterator, at);
      return all instanceof Unknown ? all : (all[0] ?? unknown('There is no further item.', at.span));
    }),
    native('isinstance(obj, type)', (at, obj, type) => isInstance(obj, type) ?? (obj instanceof Unknown ? obj : unknown('The class of this object is not known.', at.span))),
    native('issubclass(cls, type)', (at, cls, type) => {
      const fits = cls instanceof PyClass && (type instanceof PyClass || type instanceof NativeClass) ? cls.isSubclassOf(type) : cls === type ? true : null;
      return fits ?? unknown('The bases of this class are not known.', at.span);
    }),
    native('type(obj, *more)', (at, obj, more) => ((more as Tuple).items.length > 0 ? unknown('A class that is made by type(…) is not followed.', at.span) : typeOf(obj, at))),
    native('callable(obj)', (_at, obj) => isCallable(obj) ?? obj!),
    native('hasattr(obj, name)', (at, obj, name) => {
      if (obj instanceof Unknown || typeof name !== 'string') return unknown('Whether this has the attribute is not known.', at.span);
      const found = sought(obj, name, at);
      return found instanceof Unknown ? unknown('Whether this has the attribute is not known.', at.span) : found !== undefined;
    }),
    native('getattr(obj, name, *default)', (at, obj, name, fallback) => {
      if (typeof name !== 'string') return unknown('The name of the attribute is not known.', at.span);
      const otherwise = (fallback as Tuple).items[0];
      if (otherwise === undefined) return getAttribute(obj, name, at);
      const found = sought(obj, name, at);
      return found === undefined ? otherwise : found;
    }),
    native('setattr(obj, name, value)', (at, obj, name, value) => {
      if (obj instanceof Obj && typeof name === 'string') obj.setAttribute(name, value, at);
      else if (obj instanceof PyInstance) obj.open = true;
      return null;
    }),
    native('delattr(obj, name)', () => null),
    native('super(cls=None, obj=None)', (at, cls, obj) => (cls instanceof PyClass && obj !== null ? new Super(obj, cls) : unknown('This super() is not followed.', at.span))),
    native('property(fget=None, fset=None, fdel=None, doc=None)', (at, getter, setter) => (getter instanceof Obj ? new Property(getter, setter instanceof Obj ? setter : null) : unknown('This property is not followed.', at.span))),
    native('staticmethod(function)', (at, fn) => (fn instanceof Obj ? new StaticMethod(fn) : unknown('This method is not followed.', at.span))),
    native('classmethod(function)', (at, fn) => (fn instanceof Obj ? new ClassMethod(fn) : unknown('This method is not followed.', at.span))),
    native('repr(obj)', (at, obj) => (isPlain(obj) ? fullRepr(obj) : unknown('This text is not known.', at.span))),
    native('format(value, spec="")', (at, value, spec) => (typeof spec === 'string' ? formatValue(value, spec, at) : unknown('This format is not known.', at.span))),
    native('ord(c)', (at, c) => (typeof c === 'string' && c.length > 0 ? c.codePointAt(0)! : unknown('This character is not known.', at.span))),
    native('chr(i)', (at, i) => (typeof i === 'number' && i >= 0 && i <= 0x10ffff ? String.fromCodePoint(i) : unknown('This character is not known.', at.span))),
    native('hex(i)', (at, i) => (typeof i === 'number' ? `${i < 0 ? '-' : ''}0x${Math.abs(i).toString(16)}` : unknown('This number is not known.', at.span))),
    native('bin(i)', (at, i) => (typeof i === 'number' ? `${i < 0 ? '-' : ''}0b${Math.abs(i).toString(2)}` : unknown('This number is not known.', at.span))),
    native('id(obj)', (at) => unknown('Addresses are not known without running the file.', at.span)),
    native('hash(obj)', (at) => unknown('Hashes are not known without running the file.', at.span)),
    native('input(prompt="")', (at) => unknown('What is typed at input() is not known without running the file.', at.span)),
    native('open(*args, **kwargs)', (at) => unknown('The contents of files are not read.', at.span)),
    native('vars(obj=None)', (at, obj) => (obj instanceof PyInstance ? Dict.of([...obj.attributes]) : unknown('These variables are not followed.', at.span))),
    native('dir(obj=None)', (at) => unknown('The attributes of this object are not listed.', at.span)),
    native('globals()', (at) => {
      at.machine.frame!.scope.module.open ??= { reason: 'The names of this module may be changed through globals().', span: at.span };
      return unknown('globals() is not followed.', at.span);
    }),
    native('locals()', (at) => unknown('locals() is not followed.', at.span)),
    native('eval(*args)', (at) => unknown('What eval runs is not followed.', at.span)),
    native('exec(*args)', (at, given) => {
      for (const names of (given as Tuple).items.slice(1)) if (names instanceof Dict) {
        at.machine.journal.touch(names);
        names.open ??= unknown('exec may have put any name into it.', at.span);
      }
      at.machine.frame!.scope.module.open ??= { reason: 'exec may have defined any name.', span: at.span };
      return null;
    }),
    ...['memoryview', 'bytearray', 'ascii', 'oct', 'compile', 'breakpoint', 'help', 'copyright', 'credits', 'license', 'aiter', 'anext'].map((name) => native(`${name}(*args, **kwargs)`, (at) => unknown(`What ${name}(…) gives is not followed.`, at.span))),
    native('exit(code=None)', (at) => leave(at)),
    native('quit(code=None)', (at) => leave(at)),
    native('__import__(*args)', (at) => unknown('Modules that are imported by name at run time are not followed.', at.span)),
  ],
});

/** Ends the program, as far as this way through it goes. */
export function leave(at: Site): never {
  throw new Raised(null, 'SystemExit', at.span);
}

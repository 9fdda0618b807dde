import { Unknown } from '../../../graph/values.js';
import { type Tuple, Tuple as TupleClass } from '../containers.js';
import { Iterator } from '../iterator.js';
import { Args } from '../args.js';
import { binary } from '../operators.js';
import { defineModule } from '../modules.js';
import { Native, native } from '../native.js';
import { type Site, type Value, asInteger, unknown } from '../values.js';

function lists(values: readonly Value[], at: Site): (readonly Value[])[] | Unknown {
  const all = values.map((v) => at.machine.iterate(v, at));
  return all.find((l): l is Unknown => l instanceof Unknown) ?? (all as (readonly Value[])[]);
}
const made = (items: readonly Value[]): Value => new Iterator(() => items);

const chained = (iterables: readonly Value[], at: Site): Value => {
  const all = lists(iterables, at);
  return all instanceof Unknown ? all : made(all.flat());
};

/** `chain`, which has another way to be made. */
class Chain extends Native {
  override getAttribute(name: string): Value | undefined {
    if (name !== 'from_iterable') return super.getAttribute(name);
    return native('from_iterable(iterable)', (at, iterable) => {
      const all = at.machine.iterate(iterable, at);
      return all instanceof Unknown ? all : chained(all, at);
    });
  }
}

export default defineModule({
  names: ['itertools'],
  functions: [
    new Chain('chain(*iterables)', (at, iterables) => chained((iterables as Tuple).items, at)),
    native('product(*iterables, repeat=1)', (at, iterables, repeat) => {
      const all = lists((iterables as Tuple).items, at);
      const times = asInteger(repeat);
      if (all instanceof Unknown || times === null) return all instanceof Unknown ? all : unknown('The number of repetitions is not known.', at.span);
      const wheels = Array.from({ length: times }, () => all).flat();
      if (wheels.reduce((n, w) => n * w.length, 1) > 10_000) return unknown('This product is too long to be followed.', at.span);
      return made(wheels.reduce<Value[][]>((rows, wheel) => rows.flatMap((row) => wheel.map((item) => [...row, item])), [[]]).map((row) => new TupleClass(row)));
    }),
    native('count(start=0, step=1)', (at) => unknown('An endless count is not followed.', at.span)),
    native('cycle(items)', (at) => unknown('An endless cycle is not followed.', at.span)),
    native('repeat(item, times=None)', (at, item, times) => (asInteger(times) === null ? unknown('An endless repetition is not followed.', at.span) : made(Array.from({ length: Math.min(asInteger(times)!, 10_000) }, () => item!)))),
    native('accumulate(items, func=None, *, initial=None)', (at, items, fn, initial) => {
      const all = at.machine.iterate(items, at);
      if (all instanceof Unknown) return all;
      const plus = (a: Value, b: Value): Value => (fn === null ? binary('+', a, b, at) : at.machine.call(fn, Args.of(a, b), at));
      const sums: Value[] = [];
      for (const item of initial === null ? all : [initial, ...all]) sums.push(sums.length === 0 ? item : plus(sums.at(-1)!, item));
      return made(sums);
    }),
    native('pairwise(items)', (at, items) => {
      const all = at.machine.iterate(items, at);
      return all instanceof Unknown ? all : made(all.slice(1).map((item, i) => new TupleClass([all[i]!, item])));
    }),
    native('combinations(items, r)', (at, items, r) => {
      const all = at.machine.iterate(items, at);
      const size = asInteger(r);
      if (all instanceof Unknown || size === null) return all instanceof Unknown ? all : unknown('The size of the combinations is not known.', at.span);
      const chosen = (from: number, left: number): Value[][] => (left === 0 ? [[]] : all.slice(from).flatMap((item, i) => chosen(from + i + 1, left - 1).map((rest) => [item, ...rest])));
      if (all.length > 12) return unknown('These combinations are too many to be followed.', at.span);
      return made(chosen(0, size).map((row) => new TupleClass(row)));
    }),
    native('islice(items, *bounds)', (at, items, bounds) => {
      const all = at.machine.iterate(items, at);
      const [a, b] = (bounds as Tuple).items.map((v) => asInteger(v));
      if (all instanceof Unknown) return all;
      return made(b === undefined ? all.slice(0, a ?? undefined) : all.slice(a ?? 0, b ?? undefined));
    }),
  ],
});

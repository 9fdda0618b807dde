import { Unknown } from '../../../graph/values.js';
import { type Tuple, Tuple as TupleClass } from '../containers.js';
import { Iterator } from '../iterator.js';
import { defineModule } from '../modules.js';
import { native } from '../native.js';
import { type Site, type Value, asInteger, unknown } from '../values.js';

function lists(values: readonly Value[], at: Site): (readonly Value[])[] | Unknown {
  const all = values.map((v) => at.machine.iterate(v, at));
  return all.find((l): l is Unknown => l instanceof Unknown) ?? (all as (readonly Value[])[]);
}
const made = (items: readonly Value[]): Value => new Iterator(() => items);

export default defineModule({
  names: ['itertools'],
  functions: [
    native('chain(*iterables)', (at, iterables) => {
      const all = lists((iterables as Tuple).items, at);
      return all instanceof Unknown ? all : made(all.flat());
    }),
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
    native('accumulate(items)', (at) => unknown('accumulate is not followed.', at.span)),
    native('combinations(items, r)', (at) => unknown('combinations is not followed.', at.span)),
    native('islice(items, *bounds)', (at, items, bounds) => {
      const all = at.machine.iterate(items, at);
      const [a, b] = (bounds as Tuple).items.map((v) => asInteger(v));
      if (all instanceof Unknown) return all;
      return made(b === undefined ? all.slice(0, a ?? undefined) : all.slice(a ?? 0, b ?? undefined));
    }),
  ],
});

import { Unknown } from '../../../graph/values.js';
import { Args } from '../args.js';
import { Property } from '../classes.js';
import { Partial } from '../functions.js';
import { defineModule } from '../modules.js';
import { BoundNative, RawNative, native } from '../native.js';
import { Obj, type Value, unknown } from '../values.js';

const identity = (name: string): BoundNative => new BoundNative(name, (args) => args.positional[0] ?? null);

export default defineModule({
  names: ['functools'],
  functions: [
    new RawNative('partial(func, *args, **kwargs)', (args, at) => {
      const [target, ...rest] = args.positional;
      if (target === undefined) return unknown('partial is given no function.', at.span);
      return new Partial(target, new Args(rest, args.keyword, args.positionalSpans.slice(1), args.keywordSpans, args.open));
    }),
    native('reduce(function, items, *initial)', (at, fn, items, initial) => {
      const all = at.machine.iterate(items, at);
      const first = at.machine.iterate(initial, at);
      if (all instanceof Unknown || first instanceof Unknown) return all instanceof Unknown ? all : (first as Unknown);
      const values = [...first, ...all];
      if (values.length === 0) return at.machine.raise('TypeError', 'reduce of an empty list needs a first value.', at);
      return values.slice(1).reduce<Value>((a, b) => at.machine.call(fn, Args.of(a, b), at), values[0]!);
    }),
    native('wraps(function, *args, **kwargs)', () => identity('wraps')),
    new RawNative('lru_cache(*args, **kwargs)', (args) => (args.positional[0] instanceof Obj ? args.positional[0] : identity('lru_cache'))),
    new RawNative('cache(function)', (args) => args.positional[0] ?? null),
    new RawNative('cached_property(function)', ({ positional: [getter] }) => (getter instanceof Obj ? new Property(getter, null, true) : (getter ?? null))),
    native('total_ordering(cls)', (_at, cls) => cls!),
  ],
});

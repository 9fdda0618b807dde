import { Unknown } from '../../../graph/values.js';
import { Args } from '../args.js';
import { Dict, List, NamedTuple } from '../containers.js';
import { updateDict } from '../methods/dict.js';
import { defineModule } from '../modules.js';
import { RawNative, native } from '../native.js';
import { BuiltinType, builtinTypes } from '../types.js';
import { Obj, type Site, type Value, unknown } from '../values.js';
import { assignYoung } from '../../../graph/young.js';

function namedTuple(name: Value, fields: Value, at: Site): Value {
  const items = typeof fields === 'string' ? fields.split(/[\s,]+/).filter(Boolean) : at.machine.iterate(fields, at);
  if (items instanceof Unknown || !items.every((f): f is string => typeof f === 'string') || typeof name !== 'string') return unknown('The fields of this named tuple are not known.', at.span);
  return new BuiltinType(
    name,
    (value) => value instanceof NamedTuple && value.typeName === name,
    (args) => new NamedTuple(items.map((field, i) => args.get(i, field) ?? null), name, items),
  );
}

export default [
  defineModule({
    names: ['collections', 'collections.abc'],
    values: { OrderedDict: builtinTypes.dict },
    functions: [
      native('namedtuple(typename, field_names, *args, **kwargs)', (at, name, fields) => namedTuple(name, fields, at)),
      new RawNative('defaultdict(default_factory=None, **kwargs)', (args, at) => {
        const made = new Dict();
        const factory = args.positional[0];
        if (factory instanceof Obj) assignYoung(made, 'factory', (site) => site.machine.call(factory, Args.none, site));
        if (args.positional[1] !== undefined) updateDict(made, args.positional[1], at);
        return made;
      }),
      native('deque(items=None, maxlen=None)', (at, items) => {
        const all = items === null ? [] : at.machine.iterate(items, at);
        const list = new List(all instanceof Unknown ? [] : [...all]);
        if (all instanceof Unknown) list.lost = all;
        return list;
      }),
      native('Counter(items=None)', (at) => unknown('Counts are not followed.', at.span)),
    ],
  }),
];

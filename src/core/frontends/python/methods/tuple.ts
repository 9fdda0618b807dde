import { NamedTuple, Dict, type Tuple } from '../containers.js';
import { MethodTable } from '../native.js';
import { same } from '../values.js';

export const tupleMethods = new MethodTable<Tuple>({
  'index(item)': (at, self, item) => {
    const place = self.items.findIndex((other) => same(other, item));
    return place >= 0 ? place : at.machine.raise('ValueError', `${at.machine.show(item)} is not in the tuple.`, at);
  },
  'count(item)': (_at, self, item) => self.items.filter((other) => same(other, item)).length,
  '_asdict()': (_at, self) => Dict.of(self instanceof NamedTuple ? self.fields.map((name, i) => [name, self.items[i]!] as const) : []),
  '_replace(**changes)': (_at, self, changes) => {
    if (!(self instanceof NamedTuple) || !(changes instanceof Dict)) return self;
    return new NamedTuple(self.fields.map((name, i) => changes.get(name) ?? self.items[i]!), self.typeName, self.fields);
  },
});

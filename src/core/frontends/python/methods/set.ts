import { Unknown } from '../../../graph/values.js';
import { PySet, hashKey } from '../containers.js';
import { MethodTable } from '../native.js';
import type { Site, Value } from '../values.js';

function withItems(at: Site, other: Value, use: (items: readonly Value[]) => Value): Value {
  const items = at.machine.iterate(other, at);
  return items instanceof Unknown ? items : use(items);
}

export const setMethods = new MethodTable<PySet>({
  'add(item)': (at, self, item) => {
    at.machine.journal.touch(self);
    self.put(item);
    return null;
  },
  'discard(item)': (at, self, item) => {
    at.machine.journal.touch(self);
    self.items.delete(hashKey(item));
    return null;
  },
  'remove(item)': (at, self, item) => {
    at.machine.journal.touch(self);
    self.items.delete(hashKey(item));
    return null;
  },
  'update(other)': (at, self, other) =>
    withItems(at, other, (items) => {
      at.machine.journal.touch(self);
      for (const item of items) self.put(item);
      return null;
    }),
  'union(other)': (at, self, other) => self.open ?? withItems(at, other, (items) => PySet.of([...self.items.values(), ...items])),
  'intersection(other)': (at, self, other) => self.open ?? withItems(at, other, (items) => PySet.of(items.filter((i) => self.items.has(hashKey(i))))),
  'difference(other)': (at, self, other) =>
    self.open ??
    withItems(at, other, (items) => {
      const gone = new Set(items.map(hashKey));
      return PySet.of([...self.items.values()].filter((i) => !gone.has(hashKey(i))));
    }),
  'issubset(other)': (at, self, other) =>
    self.open ??
    withItems(at, other, (items) => {
      const there = new Set(items.map(hashKey));
      return [...self.items.keys()].every((k) => there.has(k));
    }),
  'issuperset(other)': (at, self, other) => self.open ?? withItems(at, other, (items) => items.every((i) => self.items.has(hashKey(i)))),
  'copy()': (_at, self) => {
    const copy = PySet.of(self.items.values());
    copy.open = self.open;
    return copy;
  },
});

import { Unknown } from '../../../graph/values.js';
import { Dict, List, Tuple, hashKey } from '../containers.js';
import { MethodTable } from '../native.js';
import type { Site, Value } from '../values.js';

const listOf = (self: Dict, pick: (entry: readonly [Value, Value]) => Value): Value => {
  const list = new List([...self.entries.values()].map(pick));
  list.lost = self.open;
  return list;
};

/** Adds the entries of a dict, or of an iterable of pairs. */
export function updateDict(self: Dict, other: Value, at: Site): void {
  at.machine.journal.touch(self);
  if (other instanceof Dict) {
    for (const [key, value] of other.entries.values()) self.put(key, value);
    self.open ??= other.open;
    return;
  }
  const pairs = at.machine.iterate(other, at);
  if (pairs instanceof Unknown) {
    self.open ??= pairs;
    return;
  }
  for (const pair of pairs) {
    const parts = at.machine.iterate(pair, at);
    if (parts instanceof Unknown) self.open ??= parts;
    else self.put(parts[0] ?? null, parts[1] ?? null);
  }
}

export const dictMethods = new MethodTable<Dict>({
  'get(key, default=None)': (_at, self, key, otherwise) => self.get(key) ?? (self.entries.has(hashKey(key)) ? null : (self.open ?? otherwise!)),
  'keys()': (_at, self) => listOf(self, ([key]) => key),
  'values()': (_at, self) => listOf(self, ([, value]) => value),
  'items()': (_at, self) => listOf(self, ([key, value]) => new Tuple([key, value])),
  'copy()': (_at, self) => {
    const copy = Dict.of(self.entries.values());
    copy.open = self.open;
    return copy;
  },
  'update(other=None, **more)': (at, self, other, more) => {
    if (other !== null) updateDict(self, other, at);
    updateDict(self, more, at);
    return null;
  },
  'setdefault(key, default=None)': (at, self, key, otherwise) => {
    const found = self.get(key);
    if (found !== undefined) return found;
    self.setItem(key, otherwise, at);
    return otherwise!;
  },
  'pop(key, *default)': (at, self, key, fallback) => {
    const found = self.get(key);
    if (found !== undefined) {
      self.deleteItem(key, at);
      return found;
    }
    const otherwise = fallback instanceof Tuple ? fallback.items[0] : undefined;
    if (self.open) return self.open;
    return otherwise !== undefined ? otherwise : at.machine.raise('KeyError', `The dict has no key ${at.machine.show(key)}.`, at);
  },
  'popitem()': (at, self) => {
    const last = [...self.entries.values()].at(-1);
    if (self.open) return self.open;
    if (!last) return at.machine.raise('KeyError', 'The dict is empty.', at);
    self.deleteItem(last[0], at);
    return new Tuple(last);
  },
  'clear()': (at, self) => {
    at.machine.journal.touch(self);
    self.restore({ entries: new Map(), open: null });
    return null;
  },
  'move_to_end(key)': (at, self, key) => {
    const found = self.get(key);
    if (found === undefined) return null;
    self.deleteItem(key, at);
    self.put(key, found);
    return null;
  },
});

import { Unknown } from '../../../graph/values.js';
import { type List } from '../containers.js';
import { MethodTable } from '../native.js';
import { sortValues } from '../sorting.js';
import { Obj, type Site, type Value, asInteger, same, unknown } from '../values.js';

function change(self: List, at: Site, edit: () => void): null {
  at.machine.journal.touch(self);
  edit();
  return null;
}

const where = (self: List, item: Value): number => self.items.findIndex((other) => same(other, item));

export const listMethods = new MethodTable<List>({
  'append(item)': (at, self, item) => change(self, at, () => self.items.push(item)),
  'extend(items)': (at, self, items) => {
    const more = at.machine.iterate(items, at);
    return change(self, at, () => {
      if (more instanceof Unknown) self.lost ??= more;
      else self.items.push(...more);
    });
  },
  'insert(index, item)': (at, self, index, item) => {
    const place = asInteger(index);
    return change(self, at, () => {
      if (place === null) self.lost ??= unknown('The place at which an item is inserted is not known.', at.span);
      else self.items.splice(place, 0, item);
    });
  },
  'pop(index=-1)': (at, self, index) => {
    if (self.lost) return self.lost;
    const place = asInteger(index);
    if (place === null) return unknown('The place from which an item is taken is not known.', at.span);
    const found = self.items.at(place);
    if (found === undefined) return at.machine.raise('IndexError', 'This pops from a list that has no such item.', at);
    change(self, at, () => self.items.splice(place < 0 ? place + self.items.length : place, 1));
    return found;
  },
  'remove(item)': (at, self, item) => {
    const place = where(self, item);
    return place < 0 ? null : change(self, at, () => self.items.splice(place, 1));
  },
  'clear()': (at, self) => change(self, at, () => self.restore({ items: [], lost: null })),
  'reverse()': (at, self) => change(self, at, () => self.items.reverse()),
  'sort(key=None, reverse=False)': (at, self, key, reverse) => {
    const sorted = sortValues(self.items, key, reverse === true, at);
    return change(self, at, () => {
      if (sorted instanceof Unknown) self.lost ??= sorted;
      else self.items = [...sorted];
    });
  },
  'copy()': (_at, self) => self.like(self.items),
  'index(item)': (at, self, item) => {
    const ruled = item instanceof Obj ? item.placeIn(self, at) : undefined;
    if (ruled !== undefined) return ruled;
    if (self.lost) return self.lost;
    const place = where(self, item);
    return place >= 0 ? place : at.machine.raise('ValueError', `${at.machine.show(item)} is not in the list.`, at);
  },
  'count(item)': (_at, self, item) => self.lost ?? self.items.filter((other) => same(other, item)).length,
});

import { Unknown } from '../../graph/values.js';
import type { Expr } from '../../syntax/ast.js';
import { List } from './containers.js';
import { evaluate } from './evaluate.js';
import type { Machine } from './machine.js';
import { Obj, type Value, typeName } from './values.js';

/** `target = value`. */
export function assign(m: Machine, target: Expr, value: Value): void {
  switch (target.kind) {
    case 'Name':
      m.frame!.scope.set(target.id, value, m);
      if (value instanceof Obj) m.onBind?.(target.id, value);
      return;
    case 'Attribute': {
      const owner = evaluate(m, target.value);
      if (owner instanceof Obj) owner.setAttribute(target.name, value, m.site(target));
      else if (owner === null) m.raise('AttributeError', `None takes no attributes, but ${target.name} is set here. Check that the function which gives the object returns it.`, m.site(target));
      else if (owner instanceof Unknown && owner.among.length > 0) m.onLostAssign?.(owner, target.name, m.site(target));
      return;
    }
    case 'Subscript': {
      const owner = evaluate(m, target.value);
      const index = evaluate(m, target.index);
      if (owner instanceof Obj) owner.setItem(index, value, m.site(target));
      return;
    }
    case 'Sequence':
      return unpack(m, target.items, value, target);
    case 'Starred':
      return assign(m, target.value, value);
    default:
      return;
  }
}

function unpack(m: Machine, targets: readonly Expr[], value: Value, node: Expr): void {
  const items = m.iterate(value, m.site(node));
  const star = targets.findIndex((t) => t.kind === 'Starred');
  if (items instanceof Unknown) {
    targets.forEach((target) => assign(m, target, items));
    return;
  }
  const fits = star === -1 ? items.length === targets.length : items.length >= targets.length - 1;
  if (!fits) {
    const fault = m.raise('ValueError', `${targets.length} names stand on the left, but ${typeName(value)} has ${items.length} values.`, m.site(node));
    targets.forEach((target) => assign(m, target, fault));
    return;
  }
  if (star === -1) {
    targets.forEach((target, i) => assign(m, target, items[i]!));
    return;
  }
  const after = targets.length - star - 1;
  targets.slice(0, star).forEach((target, i) => assign(m, target, items[i]!));
  assign(m, targets[star]!, new List(items.slice(star, items.length - after)));
  targets.slice(star + 1).forEach((target, i) => assign(m, target, items[items.length - after + i]!));
}

/** `del target`. */
export function remove(m: Machine, target: Expr): void {
  if (target.kind === 'Name') m.frame!.scope.delete(target.id, m);
  else if (target.kind === 'Subscript') {
    const owner = evaluate(m, target.value);
    const index = evaluate(m, target.index);
    if (owner instanceof Obj) owner.deleteItem(index, m.site(target));
  } else if (target.kind === 'Sequence') target.items.forEach((item) => remove(m, item));
}

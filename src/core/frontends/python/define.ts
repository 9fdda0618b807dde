import { Unknown } from '../../graph/values.js';
import type { ClassStmt } from '../../syntax/ast.js';
import { NativeClass, PyClass, UnknownBase } from './classes.js';
import { evaluate } from './evaluate.js';
import { execute } from './execute.js';
import { PyFunction } from './functions.js';
import type { Machine } from './machine.js';
import { Scope } from './scope.js';
import { Obj, type Value } from './values.js';

/** Runs a class statement: its body in a scope of its own, whose names become the members. */
export function defineClass(m: Machine, node: ClassStmt): Value {
  const bases: (PyClass | NativeClass)[] = [];
  for (const base of node.bases) {
    if (base.form !== 'positional') continue;
    const value = evaluate(m, base.value);
    if (value instanceof PyClass || value instanceof NativeClass) bases.push(value);
    else if (value instanceof Unknown) bases.push(new UnknownBase(value));
    else if (value instanceof Obj) bases.push(new UnknownBase(m.lost(`${m.show(value)} as a base class is not modelled.`, m.span(base))));
  }
  const frame = m.frame!;
  const outer = frame.scope;
  const scope = new Scope('class', outer);
  frame.scope = scope;
  try {
    execute(m, node.body);
  } finally {
    frame.scope = outer;
  }
  const cls = new PyClass(node.name, bases, scope.names);
  cls.annotated = node.body.flatMap((s) => (s.kind === 'Annotated' && s.target.kind === 'Name' ? [s.target.id] : []));
  for (const member of scope.names.values()) adopt(m, member, cls);
  m.classes.push({ cls, unit: frame.unit, module: frame.module, node });
  const site = m.site(node);
  for (const base of cls.order) if (base instanceof NativeClass) base.subclassed(cls, site);
  return cls;
}

/** Tells functions of a class body which class they belong to, also inside `staticmethod`, `property`, … */
function adopt(m: Machine, member: Value, cls: PyClass): void {
  if (!(member instanceof Obj)) return;
  const { target, getter, setter } = member as { target?: unknown; getter?: unknown; setter?: unknown };
  for (const fn of [member, target, getter, setter]) {
    if (!(fn instanceof PyFunction) || fn.owner) continue;
    m.journal.touch(fn);
    fn.owner = cls;
  }
}

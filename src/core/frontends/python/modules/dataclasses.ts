import { Args } from '../args.js';
import { PyClass, PyInstance } from '../classes.js';
import { Dict } from '../containers.js';
import { defineModule } from '../modules.js';
import { BoundNative, RawNative, native } from '../native.js';
import { Obj, type Site, type Value, unknown } from '../values.js';

/** `field(default=…, default_factory=…)`. */
class Field extends Obj {
  readonly typeName = 'Field';
  constructor(
    readonly fallback: Value | undefined,
    readonly factory: Value | undefined,
  ) {
    super();
  }
}

/** Gives a class the `__init__` that its annotated names mean. */
function decorate(cls: Value, at: Site): Value {
  if (!(cls instanceof PyClass)) return cls;
  const fields = new Map<string, Value | undefined>();
  for (const one of [...cls.order].reverse()) {
    if (!(one instanceof PyClass)) continue;
    for (const name of one.annotated) fields.set(name, one.members.get(name));
  }
  if (cls.members.has('__init__')) return cls;
  at.machine.journal.touch(cls);
  cls.members.set('__init__', new RawNative('__init__(self)', (args, site) => {
    const [self, ...rest] = args.positional;
    if (!(self instanceof PyInstance)) return null;
    [...fields].forEach(([name, fallback], i) => {
      const given = rest[i] ?? args.keyword.get(name);
      self.setAttribute(name, given !== undefined ? given : defaultOf(name, fallback, args, site), site);
    });
    const after = cls.lookUp('__post_init__');
    if (after && 'value' in after && after.value instanceof Obj) after.value.call(Args.of(self), site);
    return null;
  }));
  return cls;
}

function defaultOf(name: string, fallback: Value | undefined, args: Args, at: Site): Value {
  if (fallback instanceof Field) {
    if (fallback.fallback !== undefined) return fallback.fallback;
    if (fallback.factory instanceof Obj) return at.machine.call(fallback.factory, Args.none, at);
  } else if (fallback !== undefined) return fallback;
  return args.open ?? at.machine.raise('TypeError', `${name} is needed here, but it is not given.`, at);
}

export default defineModule({
  names: ['dataclasses'],
  functions: [
    new RawNative('dataclass(cls=None, **kwargs)', (args, at) => (args.positional[0] instanceof PyClass ? decorate(args.positional[0], at) : new BoundNative('dataclass', (inner, site) => decorate(inner.positional[0] ?? null, site)))),
    new RawNative('field(**kwargs)', (args) => new Field(args.keyword.get('default'), args.keyword.get('default_factory'))),
    native('asdict(instance)', (at, x) => (x instanceof PyInstance ? Dict.of([...x.attributes]) : unknown('This object is not known.', at.span))),
    native('replace(instance, **changes)', (at, x, changes) => {
      if (!(x instanceof PyInstance) || !(changes instanceof Dict)) return unknown('This object is not known.', at.span);
      const copy = new PyInstance(x.cls);
      copy.attributes = new Map(x.attributes);
      for (const [key, value] of changes.entries.values()) if (typeof key === 'string') copy.attributes.set(key, value);
      return copy;
    }),
  ],
});

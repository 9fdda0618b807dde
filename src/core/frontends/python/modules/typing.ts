import type { Args } from '../args.js';
import { defineModule } from '../modules.js';
import { BoundNative, native } from '../native.js';
import { PlainClass, PyClass } from '../classes.js';
import { NamedTuple } from '../containers.js';
import { Obj, type Value } from '../values.js';

/** A type expression: it can be indexed and called, and stands for nothing. */
class TypeForm extends Obj {
  readonly typeName = 'type';
  constructor(readonly name: string) {
    super();
  }
  override getItem(): Value {
    return this;
  }
  override binary(operator: string): Value | undefined {
    return operator === '|' ? this : undefined;
  }
  override call(_args: Args): Value {
    return this;
  }
}

/** `class Point(NamedTuple): x: int; y: int = 0`. */
class NamedTupleBase extends PlainClass {
  override classMember(cls: unknown, name: string): Value | undefined {
    if (name !== '__construct__' || !(cls instanceof PyClass)) return undefined;
    const fields = cls.annotated;
    return new BoundNative(cls.name, (args) => new NamedTuple(fields.map((field, i) => args.get(i, field) ?? cls.members.get(field) ?? null), cls.name, fields));
  }
}

const forms = ['Any', 'Union', 'Optional', 'List', 'Tuple', 'Dict', 'Set', 'Sequence', 'Iterable', 'Iterator', 'Callable', 'Literal', 'Type', 'TypeVar', 'Generic', 'Protocol', 'ClassVar', 'Final', 'Mapping', 'MutableMapping', 'Text', 'Annotated', 'Generator', 'NoReturn', 'Self', 'IO', 'Hashable', 'NewType', 'TypedDict'];

export default defineModule({
  names: ['typing', 'typing_extensions', 'types', 'abc', '__future__', 'numbers'],
  values: {
    ...Object.fromEntries(forms.map((name) => [name, new TypeForm(name)])),
    Generic: new PlainClass('Generic'), Protocol: new PlainClass('Protocol'), NamedTuple: new NamedTupleBase('NamedTuple'), ABC: new PlainClass('ABC'), ABCMeta: new PlainClass('ABCMeta'), Number: new PlainClass('Number'), Integral: new PlainClass('Integral'), TYPE_CHECKING: false,
    ...Object.fromEntries(['print_function', 'division', 'absolute_import', 'unicode_literals', 'annotations'].map((name) => [name, true])),
  },
  functions: [
    native('cast(type, value)', (_at, _type, value) => value!),
    native('overload(function)', (_at, fn) => fn!),
    native('abstractmethod(function)', (_at, fn) => fn!),
    native('runtime_checkable(cls)', (_at, cls) => cls!),
  ],
});

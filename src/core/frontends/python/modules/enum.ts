import { Unknown } from '../../../graph/values.js';
import { NativeClass, PyClass, PyInstance } from '../classes.js';
import { PyFunction } from '../functions.js';
import { List } from '../containers.js';
import { defineModule } from '../modules.js';
import { BoundNative, native } from '../native.js';
import { Obj, type Value, same } from '../values.js';

/** `Enum` and its kin: the plain members of a subclass become its instances. */
class EnumBase extends NativeClass {
  override subclassed(cls: PyClass): void {
    let next = 1;
    for (const [name, value] of [...cls.members]) {
      if (name.startsWith('_') || value instanceof PyFunction || (value instanceof Obj && ['staticmethod', 'classmethod', 'property'].includes(value.typeName))) continue;
      const member = new PyInstance(cls);
      const number = value instanceof Auto ? next : value;
      if (typeof number === 'number') next = number + 1;
      member.attributes.set('name', name).set('value', number).set('_value_', number);
      cls.members.set(name, member);
    }
  }
  override classMember(cls: NativeClass | PyClass, name: string): Value | undefined {
    if (!(cls instanceof PyClass)) return undefined;
    const members = [...cls.members.values()].filter((m): m is PyInstance => m instanceof PyInstance && m.cls === cls);
    if (name === '__members__') return new List(members);
    if (name !== '__construct__') return undefined;
    return new BoundNative('Enum', (args, at) => {
      const wanted = args.positional[0] ?? args.open ?? null;
      if (wanted instanceof Unknown) return wanted;
      if (wanted instanceof PyInstance && wanted.cls === cls) return wanted;
      return members.find((m) => same(m.attributes.get('value')!, wanted)) ?? at.machine.raise('ValueError', `${at.machine.show(wanted)} is no value of ${cls.name}.`, at);
    });
  }
}
class Auto extends Obj {
  readonly typeName = 'auto';
}

export default defineModule({
  names: ['enum'],
  values: { Enum: new EnumBase('Enum'), IntEnum: new EnumBase('IntEnum'), StrEnum: new EnumBase('StrEnum'), Flag: new EnumBase('Flag') },
  functions: [native('auto()', () => new Auto()), native('unique(cls)', (_at, cls) => cls!)],
});

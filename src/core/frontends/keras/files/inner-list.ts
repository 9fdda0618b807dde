import { BETWEEN, changedList, composed, numberFrom, testOf, type TextList, type TextOf } from '../../../recipe/texts.js';
import { Obj, Repeated, type Ruled, type Site, type Value, unknown } from '../../python/values.js';
import type { Unknown } from '../../../graph/values.js';
import { ArrayValue } from '../array-value.js';
import { TextListValue } from './text-list.js';
import { notRead, numberArray, numberOf, TestValue, TextValue } from './text-value.js';

const part = (at: number): TextOf => ({ op: 'part', of: { op: 'self' }, separator: BETWEEN, at });

/** What is found at a path that hangs on a text of a list: `os.listdir(os.path.join(root, name))`. A loop inside the loop over that list goes through it. */
export class InnerListValue extends Obj implements Ruled {
  readonly typeName = 'list';
  constructor(
    private readonly path: TextValue,
    private readonly how: { readonly pattern: boolean; readonly recursive: boolean; readonly sorted: 'up' | 'down' | null; /** Set where folders are left out. */ readonly files?: boolean },
  ) {
    super();
  }

  override iterate(at: Site): Unknown {
    return new Repeated(notRead(at).loss, notRead(at), this);
  }
  override length(at: Site): Unknown {
    return notRead(at);
  }
  override truth(): null {
    return null;
  }
  override getItem(_index: Value, at: Site): Value {
    return unknown('Which part of the files of each folder is taken is not followed.', at.span);
  }
  gathered(): undefined {
    return undefined;
  }
  keyed(): undefined {
    return undefined;
  }
  sorted(reverse: boolean): Value {
    return new InnerListValue(this.path, { ...this.how, sorted: reverse ? 'down' : 'up' });
  }
  copied(): Value {
    return this;
  }
  isPlace(): boolean {
    return false;
  }
  place(at: Site): Value {
    return notRead(at);
  }
  grows(): boolean {
    return false;
  }
  grown(): undefined {
    return undefined;
  }

  nested(outer: Ruled, conditions: readonly Value[]): ReturnType<Ruled['nested']> {
    const from = outer instanceof TextListValue ? outer.textList : null;
    if (!from || this.path.list !== from || !conditions.every((test): test is TestValue => test instanceof TestValue && test.list === from)) return undefined;
    const { files = false, ...how } = this.how;
    const list: TextList = { origin: { kind: 'inside', outer: changedList(from, ...conditions.map(({ test }) => ({ op: 'keep' as const, test }))), path: this.path.to, ...how }, changes: files ? [{ op: 'keep', test: { op: 'file', of: { op: 'concat', parts: [composed(this.path.to, part(0)), '/', part(1)] } } }] : [] };
    return { list: new TextListValue(list), item: new TextValue(list, part(1)), seen: (value) => seen(value, from, list) };
  }
}

/** What a value of a text of `from` is for a text of `list`, which has that before its own. */
function seen(value: Value, from: TextList, list: TextList): Value {
  if (value instanceof TextValue && value.list === from) return new TextValue(list, composed(value.to, part(0)), value.isPath);
  if (value instanceof TestValue && value.list === from) return new TestValue(list, testOf(value.test, part(0)));
  const number = value instanceof ArrayValue ? numberOf(value, from) : null;
  return number && value instanceof ArrayValue ? numberArray(list, numberFrom(number, part(0)), value.data!.span!) : value;
}

import type { Span } from '../../../graph/types.js';
import { type Unknown } from '../../../graph/values.js';
import type { NumberOf, NumberOfText, TextList, TextOf, TextTest } from '../../../recipe/texts.js';
import { Dict, Tuple } from '../../python/containers.js';
import { BoundNative } from '../../python/native.js';
import { Obj, type Site, type Value, asInteger, asNumber, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { strings } from './texts.js';

const self: TextOf = { op: 'self' };
export const notRead = (at: Site): Unknown => unknown('Which files there are is not known without reading the disk.', at.span);

/** One of the texts of a list, whichever it is: a file's name, or what the program makes of it. */
export class TextValue extends Obj {
  constructor(
    readonly list: TextList,
    readonly to: TextOf = self,
    /** True for a `pathlib.Path`. */
    readonly isPath = false,
  ) {
    super();
  }
  get typeName(): string {
    return this.isPath ? 'PosixPath' : 'str';
  }

  private made(to: TextOf, isPath = false): TextValue {
    return new TextValue(this.list, to, isPath);
  }
  private test(test: TextTest): TestValue {
    return new TestValue(this.list, test);
  }

  override getAttribute(name: string, at: Site): Value | undefined {
    if (this.isPath) return this.pathAttribute(name, at);
    switch (name) {
      case '__int__':
      case '__float__':
        return new BoundNative(name, (_args, where) => this.number(where));
      case 'endswith':
      case 'startswith':
        return new BoundNative(name, (args, where) => {
          const given = args.positional[0] ?? null;
          const texts = typeof given === 'string' ? [given] : strings(given);
          return texts ? this.test({ op: name === 'endswith' ? 'ends' : 'starts', of: this.to, texts }) : notRead(where);
        });
      case 'lower':
      case 'upper':
        return new BoundNative(name, () => this.made({ op: name, of: this.to }));
      case 'replace':
        return new BoundNative(name, (args, where) => {
          const [from, to] = args.positional;
          return typeof from === 'string' && from !== '' && typeof to === 'string' && args.positional.length === 2 ? this.made({ op: 'replace', of: this.to, from, to }) : notRead(where);
        });
      case 'split':
        return new BoundNative(name, (args, where) => (typeof args.positional[0] === 'string' && args.positional.length === 1 && args.keyword.size === 0 ? new PartsValue(this, args.positional[0]) : notRead(where)));
      case 'decode':
      case 'numpy':
        return new BoundNative(name, () => this);
      case 'shape':
        return new Tuple([]);
      default:
        return notRead(at);
    }
  }

  private pathAttribute(name: string, at: Site): Value | undefined {
    switch (name) {
      case 'name':
      case 'stem':
      case 'suffix':
        return this.made({ op: name, of: this.to });
      case 'parent':
        return this.made({ op: 'parent', of: this.to }, true);
      case 'parts':
        return new PartsValue(this, '/');
      case 'as_posix':
      case '__fspath__':
        return new BoundNative(name, () => this.text());
      case 'is_file':
      case 'is_dir':
        return new BoundNative(name, () => this.test({ op: name === 'is_file' ? 'file' : 'folder', of: this.to }));
      case 'absolute':
      case 'resolve':
        return new BoundNative(name, () => this);
      default:
        return notRead(at);
    }
  }

  /** The number that it writes out. */
  number({ span }: Site): ArrayValue {
    return numberArray(this.list, { op: 'number', of: this.to }, span);
  }

  /** `str(path)`. */
  text(): TextValue {
    return this.isPath ? this.made(this.to) : this;
  }
  wrapped(before: string, after: string): TextValue {
    return this.made({ op: 'wrap', of: this.to, before, after }, this.isPath);
  }
  of(op: 'name' | 'stem' | 'parent' | 'suffix' | 'bare'): TextValue {
    return this.made({ op, of: this.to }, this.isPath);
  }

  override binary(operator: string, other: Value, reflected: boolean, at: Site): Value | undefined {
    if (operator === '+' && typeof other === 'string' && !this.isPath) return reflected ? this.wrapped(other, '') : this.wrapped('', other);
    if (operator === '+' && other instanceof TextValue && other.list === this.list && !this.isPath) return this.made(concatenated(reflected ? [other.to, this.to] : [this.to, other.to]));
    if (operator === '/' && typeof other === 'string' && this.isPath) return reflected ? this.wrapped(`${other}/`, '') : this.wrapped('', `/${other}`);
    return notRead(at);
  }
  override compare(operator: string, other: Value, at: Site): Value | undefined {
    if (operator === '==' || operator === '!=') {
      const test: TextTest | null = typeof other === 'string' ? { op: 'is', of: this.to, text: other } : null;
      if (test) return this.test(operator === '==' ? test : { op: 'not', test });
      const among = operator === '==' ? listOf(other) : null;
      if (among) return new MatchValue(this, among);
    }
    return notRead(at);
  }
  override contains(item: Value, at: Site): Value {
    return typeof item === 'string' ? this.test({ op: 'has', of: this.to, text: item }) : notRead(at);
  }
  override within(container: Value, at: Site): Value {
    const texts = strings(container) ?? (container instanceof Dict && !container.open ? strings(new Tuple([...container.entries.values()].map(([key]) => key))) : null);
    return texts ? this.test({ op: 'any', tests: texts.map((text) => ({ op: 'is', of: this.to, text })) }) : notRead(at);
  }
  override placeIn(list: Obj, at: Site): Value | undefined {
    const among = listOf(list);
    return among ? numberArray(this.list, { op: 'place', of: this.to, among }, at.span) : undefined;
  }
  override foundIn(dict: Obj, at: Site): Value | undefined {
    return dict instanceof Dict ? entryOf(dict, this, at) : undefined;
  }
  override truth(): null {
    return null;
  }
  override length(at: Site): Unknown {
    return notRead(at);
  }
  override iterate(at: Site): Unknown {
    return notRead(at);
  }
  override getItem(_index: Value, at: Site): Value {
    return notRead(at);
  }
}

/** Texts one behind the other. */
export const concatenated = (parts: readonly (TextOf | string)[]): TextOf => ({ op: 'concat', parts });

/** What gives its parts by an index only: how many there are is not known. */
export abstract class IndexedValue extends Obj {
  override length(at: Site): Unknown {
    return notRead(at);
  }
  override iterate(at: Site): Unknown {
    return notRead(at);
  }
  override truth(): null {
    return null;
  }
}

/** The parts of a text between separators. */
export class PartsValue extends IndexedValue {
  readonly typeName = 'list';
  constructor(
    private readonly text: TextValue,
    private readonly separator: string,
  ) {
    super();
  }
  override getItem(index: Value, at: Site): Value {
    const place = asInteger(index);
    return place === null ? notRead(at) : new TextValue(this.text.list, { op: 'part', of: this.text.to, separator: this.separator, at: place });
  }
}

/** What is asked of the texts of a list: true of some, false of others. */
export class TestValue extends Obj {
  readonly typeName = 'bool';
  constructor(
    readonly list: TextList,
    readonly test: TextTest,
  ) {
    super();
  }
  override truth(): null {
    return null;
  }
  override unary(operator: string): Value | undefined {
    return operator === 'not' ? new TestValue(this.list, { op: 'not', test: this.test }) : undefined;
  }
  override compare(_operator: string, _other: Value, at: Site): Value {
    return notRead(at);
  }
  /** As a number it is 1 or 0. */
  override getAttribute(name: string): Value | undefined {
    return name === '__int__' || name === '__float__' ? new BoundNative(name, (_args, { span }) => numberArray(this.list, { op: 'choice', test: this.test, then: { op: 'constant', value: 1 }, otherwise: { op: 'constant', value: 0 } }, span)) : undefined;
  }
  override combined(operator: 'and' | 'or', other: Value): Value | undefined {
    return other instanceof TestValue && other.list === this.list ? new TestValue(this.list, { op: operator === 'and' ? 'all' : 'any', tests: [this.test, other.test] }) : undefined;
  }
  override chosen(then: Value, otherwise: Value, at: Site): Value | undefined {
    const [yes, no] = [numberOf(then, this.list), numberOf(otherwise, this.list)];
    return yes && no ? numberArray(this.list, { op: 'choice', test: this.test, then: yes, otherwise: no }, at.span) : undefined;
  }
}

/** `text == class_names`: where among others the text stands. */
export class MatchValue extends Obj {
  readonly typeName = 'ndarray';
  constructor(
    private readonly text: TextValue,
    private readonly among: TextList,
  ) {
    super();
  }
  /** `argmax` of it. */
  place(at: Site): ArrayValue {
    return numberArray(this.text.list, { op: 'place', of: this.text.to, among: this.among }, at.span);
  }
  /** As a row with a one at that place; without data where the number of the others is not known. */
  oneHot(at: Site): ArrayValue {
    const { origin, changes } = this.among;
    const classes = origin.kind === 'texts' && changes.length === 0 ? origin.texts.length : null;
    const { data } = this.place(at);
    return new ArrayValue([classes], 'bool', classes === null ? { loss: notRead(at).loss } : { data: { ...data!, steps: [{ op: 'toCategorical', classes, span: at.span }] } });
  }
  override getAttribute(name: string): Value | undefined {
    return name === 'argmax' ? new BoundNative(name, (_args, at) => this.place(at)) : undefined;
  }
  override compare(_operator: string, _other: Value, at: Site): Value {
    return notRead(at);
  }
  override truth(): null {
    return null;
  }
}

/** A number for each text of a list, as the program has it for one of them. */
export function numberArray(list: TextList, number: NumberOf, span: Span): ArrayValue {
  return new ArrayValue([], 'int64', { data: { source: { kind: 'labels', list, number, span }, steps: [], span } });
}

/** A number of the program, or one for each text of the list. */
export function numberOf(value: Value, list: TextList): NumberOfText | null {
  const known = asNumber(value);
  if (known !== null) return { op: 'constant', value: known };
  const source = value instanceof ArrayValue && value.shape?.length === 0 && value.data?.steps.length === 0 ? value.data.source : null;
  return source?.kind === 'labels' && source.list === list && source.number.op !== 'each' ? source.number : null;
}

/** A list of texts, as a program may hold one. */
export function listOf(value: Value): TextList | null {
  if (value instanceof Obj && 'textList' in value) return value.textList as TextList | null;
  const texts = strings(value instanceof ArrayValue ? value.content : value);
  return texts && texts.length > 0 ? { origin: { kind: 'texts', texts }, changes: [] } : null;
}

/** What a dict has under one of the texts. */
function entryOf(dict: Dict, { list, to }: TextValue, at: Site): Value {
  const entries = [...dict.entries.values()];
  const values = entries.map(([, value]) => asNumber(value));
  if (dict.open || entries.length === 0 || values.includes(null) || !entries.every(([key]) => typeof key === 'string')) return notRead(at);
  return numberArray(list, { op: 'entry', of: to, keys: entries.map(([key]) => key as string), values: values as number[] }, at.span);
}

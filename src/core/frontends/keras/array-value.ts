import type { SymbolicTensor } from '../../graph/builder.js';
import type { Dtype, Loss, Shape, Span, TensorInfo } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import type { DataArray, DataStep } from '../../recipe/types.js';
import { List, Tuple } from '../python/containers.js';
import { BoundNative } from '../python/native.js';
import { binary } from '../python/operators.js';
import { Float, type Mutable, Obj, type Site, Slice, type Value, asNumber, unknown, unknownOf } from '../python/values.js';
import { arrayMethod } from './array-methods.js';
import { numbersOf } from './array-numbers.js';
import { indexArray } from './index-array.js';
import { countIn, shapeWithCount } from './files/count-value.js';
import { zippedSamples } from './files/position-value.js';
import { DtypeValue } from './dtype-value.js';
import { operate } from './ops/operate.js';
import { sessionOf } from './session.js';
import { Rejection, broadcast, promote } from './shapes.js';
import { TensorValue } from './tensor-value.js';

export interface ArrayOptions {
  /** Where its numbers come from and what was done to them. */
  readonly data?: DataArray | null;
  /** Nested lists of its numbers, where they are few and known. */
  readonly content?: Value | null;
  readonly loss?: Loss | undefined;
  /** Why it is not known where its numbers come from, where `data` is null. */
  readonly why?: Loss | undefined;
}

/** What can change while the program runs: the array stays the same object where its numbers are set. */
export type State = Pick<ArrayOptions, 'data' | 'content' | 'why'>;

/** A NumPy array or eager tensor: its shape, and how its numbers came about; hardly ever the numbers. */
export class ArrayValue extends Obj implements TensorInfo, Mutable {
  readonly typeName = 'ndarray';
  private state: State;
  declare readonly loss?: Loss;

  constructor(
    readonly shape: Shape | null,
    readonly dtype: Dtype,
    { data = null, content = null, loss, why }: ArrayOptions = {},
  ) {
    super();
    this.state = { data, content, why };
    if (loss) this.loss = loss;
  }

  get data(): DataArray | null {
    return this.state.data ?? null;
  }
  get content(): Value | null {
    return this.state.content ?? null;
  }
  /** Why it is not known where its numbers come from; undefined where nothing more is known of that, or where it is known. */
  get why(): Loss | undefined {
    return this.state.why;
  }

  get lost(): Unknown {
    return this.loss ? unknownOf(this.loss) : unknown('The shape of this array is not known.');
  }

  /** The same numbers after one more step. `why` tells of what is no step. */
  after(step: DataStep | null, shape: Shape | null, dtype: Dtype = this.dtype, why?: Loss): ArrayValue {
    const data = step && this.data ? { ...this.data, steps: [...this.data.steps, step] } : null;
    return new ArrayValue(shape, dtype, { data, loss: this.loss, why: this.why ?? (this.data ? why : (this.loss ?? why)) });
  }

  /** An array of this shape and type whose numbers something made of these that is not followed: `what` says what, as in "tf.image.rot90". */
  unfollowed(what: string, { span }: Site): ArrayValue {
    return this.after(null, this.shape, this.dtype, { reason: `what ${what} makes of it is not followed.`, span });
  }

  /** What a row becomes that is set to something: of the array's type. */
  asRow(value: Value, at: Site): Value {
    return value instanceof ArrayValue && value.data && value.shape && value.shape.length > 0 && value.dtype !== this.dtype ? value.after({ op: 'cast', dtype: this.dtype, span: at.span }, value.shape, this.dtype) : value;
  }
  /** A loop has made the rows, one by one: `made` is what they are together, where that is known. */
  filledBy(made: Value | undefined, why: Loss, at: Site): void {
    at.machine.journal.touch(this);
    const whole = made instanceof ArrayValue && this.shape && made.shape && this.data?.source.kind === 'synthetic' && this.data.steps.length === 0 && this.shape.length === made.shape.length && this.shape.slice(1).every((d, i) => d === made.shape![i + 1]);
    const data = whole && made.data ? (made.dtype === this.dtype ? made.data : { ...made.data, steps: [...made.data.steps, { op: 'cast' as const, dtype: this.dtype, span: at.span }] }) : null;
    this.state = data ? { data } : { why: (made instanceof ArrayValue ? made.why : undefined) ?? why };
  }

  /** From here on its numbers are not those that they were. Arrays that the file makes itself stay such arrays. */
  lose(reason: string, at: Site): void {
    at.machine.journal.touch(this);
    this.state = this.data?.source.kind === 'synthetic' ? { data: this.data } : { why: this.why ?? { reason, span: at.span } };
  }

  override getAttribute(name: string, at: Site): Value | undefined {
    switch (name) {
      case 'shape':
        return this.shape ? new Tuple(this.shape.map((d, i) => d ?? (i === 0 ? countIn(this.data, this.lost) : this.lost))) : shapeWithCount(this.data, this.lost);
      case 'ndim':
        return this.shape ? this.shape.length : this.lost;
      case 'dtype':
        return new DtypeValue(this.dtype);
      case 'size':
        return this.shape && !this.shape.includes(null) ? this.shape.reduce<number>((n, d) => n * d!, 1) : this.lost;
      case 'T':
        return new ArrayValue(this.shape?.toReversed() ?? null, this.dtype, { loss: this.loss });
      default:
        return arrayMethod(this, name, at);
    }
  }

  override getItem(index: Value, at: Site): Value | undefined {
    const traced = index === null || index instanceof Slice || index instanceof Tuple ? this.traced(at) : null;
    return traced ? traced.getItem(index, at) : indexArray(this, index, at);
  }
  /** In a `call` an array of known numbers is a constant among the tensors; null elsewhere, and where its numbers are not known. */
  private traced(at: Site): TensorValue | null {
    const session = sessionOf(at.machine);
    const numbers = session.tracing > 0 && this.shape !== null && this.shape.length > 0 ? numbersOf(this) : undefined;
    return numbers === undefined ? null : new TensorValue(session.constant(this.shape!, this.dtype, numbers));
  }
  override setItem(_index: Value, _value: Value, at: Site): boolean {
    this.lose('some of its values are set to others, which is not followed.', at);
    return true;
  }
  override length(): number | Unknown | undefined {
    return this.shape?.[0] ?? countIn(this.data, this.lost);
  }
  override zipped(items: readonly Value[], at: Site): Value | undefined {
    return zippedSamples(items, at);
  }
  override truth(): boolean | null {
    return null;
  }
  override iterate(at: Site): readonly Value[] | Unknown {
    if (this.content instanceof List) return this.content.items;
    const first = this.shape?.[0];
    if (first == null) return this.lost;
    if (first > 256) return unknown('This array has too many entries to be followed one by one.', at.span);
    return Array.from({ length: first }, () => (this.shape!.length > 1 ? new ArrayValue(this.shape!.slice(1), this.dtype) : unknown('The numbers of this array are not followed.', at.span)));
  }
  override contains(_item: Value, at: Site): boolean | Unknown | undefined {
    return unknown('The numbers of this array are not followed.', at.span);
  }
  override unary(operator: string, at: Site): Value | undefined {
    const content = this.content instanceof List && operator === '-' ? mapContent(this.content, (v) => negate(v)) : null;
    return new ArrayValue(this.shape, this.dtype, { content, why: { reason: `what ${operator}x makes of it is not followed.`, span: at.span } });
  }
  override compare(_operator: string, other: Value): Value | undefined {
    return other === null || typeof other === 'string' ? undefined : new ArrayValue(other instanceof ArrayValue ? null : this.shape, 'bool', { loss: { reason: 'The numbers of this array are not followed.', span: null } });
  }

  override binary(operator: string, other: Value, reflected: boolean, at: Site): Value | undefined {
    if (other instanceof TensorValue) return undefined;
    const number = asNumber(other);
    if (number !== null) return this.withNumber(operator, number, other, reflected, at);
    if (other instanceof ArrayValue || other instanceof List || other instanceof Tuple) {
      const traced = other instanceof ArrayValue && this.shape !== null && other.shape !== null ? [this.traced(at), other.traced(at)] : [];
      if (traced[0] && traced[1]) return traced[0].binary(operator, traced[1], reflected, at);
      if (operator === '@') return operate('matmul', reflected ? [other, this] : [this, other], at);
      const right = other instanceof ArrayValue ? other : new ArrayValue(null, 'float64', { loss: { reason: 'The shape of this list is not followed.', span: at.span } });
      try {
        const shape = broadcast(this.shape, right.shape, 'This operation', this.loss !== undefined || right.loss !== undefined);
        return new ArrayValue(shape, promote(this.dtype, right.dtype), { loss: this.loss ?? right.loss });
      } catch (error) {
        if (!(error instanceof Rejection)) throw error;
        return at.machine.raise('ValueError', error.problem.message, at);
      }
    }
    // A matrix product has other lengths than this.
    return other instanceof Unknown ? new ArrayValue(operator === '@' ? null : this.shape, this.dtype, { loss: { reason: other.loss.reason, span: other.loss.span } }) : undefined;
  }

  private withNumber(operator: string, number: number, other: Value, reflected: boolean, at: Site): Value {
    const op = ARITHMETIC[operator];
    const float = operator === '/' || other instanceof Float;
    // Only its file knows of which type such an array is.
    const whole = !float && this.data?.source.kind === 'file';
    const step: DataStep | null = op && !(reflected && (op === 'divide' || op === 'subtract')) ? { op, by: number, ...(whole ? { whole } : {}), span: at.span } : null;
    const dtype: Dtype = float && !this.dtype.includes('float') ? 'float64' : this.dtype;
    const made = wrapped(this.after(step, this.shape, dtype, { reason: `what ${reflected ? `${number} ${operator} it` : `${operator} ${number}`} makes of it is not followed.`, span: at.span }), op, at);
    if (!(this.content instanceof List)) return made;
    const content = mapContent(this.content, (v) => (reflected ? binary(operator, other, v, at) : binary(operator, v, other, at)));
    return new ArrayValue(this.shape, dtype, { content, data: made.data });
  }

  override joinWith(other: Value, loss: Loss): Value | undefined {
    if (!(other instanceof ArrayValue)) return undefined;
    const alike = this.shape !== null && this.shape.length === other.shape?.length;
    const shape = alike ? this.shape.map((d, i) => (d === other.shape![i] ? d : null)) : null;
    return new ArrayValue(shape, this.dtype, { loss });
  }

  snapshot(): State {
    return this.state;
  }
  restore(state: State): void {
    this.state = state;
  }
  join(a: State, b: State, loss: Loss): void {
    this.state = a === b ? a : { why: loss };
  }
}

/** A tensor of one number that TensorFlow computed from numbers, as `tf.math.exp(-0.1)` gives it: a float32 that is known, and no Python float. */
export class EagerNumber extends ArrayValue {
  readonly value: number;
  constructor(value: number) {
    super([], 'float32');
    this.value = Math.fround(value);
  }
  override getAttribute(name: string, at: Site): Value | undefined {
    return name === '__float__' || name === 'numpy' || name === 'item' ? new BoundNative(name, () => new Float(this.value)) : super.getAttribute(name, at);
  }
  override binary(operator: string, other: Value, reflected: boolean, at: Site): Value | undefined {
    const number = numberIn(other);
    if (number === null) return super.binary(operator, other, reflected, at);
    const [a, b] = [new Float(this.value), new Float(Math.fround(number))];
    const made = reflected ? binary(operator, b, a, at) : binary(operator, a, b, at);
    return made instanceof Float ? new EagerNumber(made.value) : super.binary(operator, other, reflected, at);
  }
  override unary(operator: string, at: Site): Value | undefined {
    return operator === '-' ? new EagerNumber(-this.value) : super.unary(operator, at);
  }
}

/** The number that a Python number or such a tensor holds. */
export const numberIn = (value: Value): number | null => (value instanceof EagerNumber ? value.value : asNumber(value));

/**
 * What an operation makes of an array or a tensor of which only the shape and the type are known, which are those of `x`: numbers that are not
 * followed, named by `what`. Nothing that runs a model takes such a tensor for `x`. What is neither passes through.
 */
export function unfollowed(x: Value, what: string, at: Site): Value {
  if (x instanceof ArrayValue) return x.unfollowed(what, at);
  if (x instanceof Tuple || x instanceof List) return new Tuple(x.items.map((item) => unfollowed(item, what, at)));
  if (!(x instanceof TensorValue)) return x;
  const { builder } = sessionOf(at.machine);
  return new TensorValue(builder.operation(what, x.tensor, {}, x.tensor.info, at.span, (same) => same, what) as SymbolicTensor);
}

/** Small whole numbers without a sign begin again at 0 behind the largest one, as NumPy's and TensorFlow's do. */
export function wrapped(made: ArrayValue, op: string | undefined, { span }: Site): ArrayValue {
  return made.data && /^u?int(8|16)$/.test(made.dtype) && ['add', 'subtract', 'multiply'].includes(op ?? '') ? made.after({ op: 'cast', dtype: made.dtype, span }, made.shape) : made;
}

const ARITHMETIC: { readonly [operator: string]: 'divide' | 'multiply' | 'add' | 'subtract' | undefined } = { '/': 'divide', '*': 'multiply', '+': 'add', '-': 'subtract' };
const negate = (value: Value): Value => (typeof value === 'number' ? -value : value instanceof Float ? new Float(-value.value) : value);

export function mapContent(content: List, change: (value: Value) => Value): List {
  return new List(content.items.map((item) => (item instanceof List ? mapContent(item, change) : change(item))));
}

/** The shape of nested lists of numbers, arrays and tensors; null where it is not known or a row has another one than its neighbours. */
export function contentShape(value: Value): Shape | null {
  if (value instanceof ArrayValue) return value.shape?.includes(null) ? null : value.shape;
  if (value instanceof TensorValue) return value.tensor.loss ? null : value.tensor.shape;
  if (!(value instanceof List || value instanceof Tuple)) return value instanceof Unknown ? null : [];
  if (value.lost) return null;
  const inner = value.items.map(contentShape);
  const first = inner[0] ?? [];
  if (!inner.every((s) => s?.length === first.length && s.every((d, i) => d === first[i]))) return null;
  return [value.items.length, ...first];
}

/** An array that the file makes itself: only its shape is known. */
export function synthetic(shape: Shape | null, dtype: Dtype, span: Span, loss?: Loss): ArrayValue {
  const data: DataArray | null = shape ? { source: { kind: 'synthetic', shape, span }, steps: [], span } : null;
  return new ArrayValue(shape, dtype, { data, loss });
}

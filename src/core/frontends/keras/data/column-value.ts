import type { Span } from '../../../graph/types.js';
import type { Unknown } from '../../../graph/values.js';
import type { ColumnChoice, CsvTable, DataArray, TableEdit } from '../../../recipe/types.js';
import { Args } from '../../python/args.js';
import { Dict } from '../../python/containers.js';
import { Native, BoundNative } from '../../python/native.js';
import { Obj, type Site, type Value, unknown } from '../../python/values.js';
import { changedList, type NumberOf, type TextList, type TextOf } from '../../../recipe/texts.js';
import { ArrayValue } from '../array-value.js';
import { TextListValue } from '../files/text-list.js';
import { numberArray, numberOf, TextValue } from '../files/text-value.js';

const unread = { reason: 'How many rows a table has is in a file, which the analysis does not read.', span: null };

/** What a loop over a table is. */
export const rowByRow = (at: Site): Unknown => unknown('Loops over the rows of a table are not followed. tf.data.Dataset.from_tensor_slices((df["file"].values, df["label"].values)).map(…) is, with the names of your columns.', at.span);

/** Columns of a table as an array of numbers. */
export function columnArray(table: CsvTable, columns: ColumnChoice, span: Span | null): ArrayValue {
  return new ArrayValue(columns.single ? [null] : [null, columns.take?.length ?? null], 'float64', { data: dataOf(table, columns, span), loss: unread });
}

const dataOf = (table: CsvTable, columns: ColumnChoice, span: Span | null): DataArray => ({ source: { kind: 'columns', table, columns, span }, steps: [], span });

/** Text put before and behind the values of a column. */
export type Wrapping = Pick<Extract<TableEdit, { op: 'text' }>, 'before' | 'after'>;

/** `table["name"]`: numbers, unless the program makes text of them. */
export class ColumnValue extends ArrayValue {
  private texts: TextList | null = null;
  constructor(
    readonly table: CsvTable,
    /** Its name, or its place. */
    readonly column: string | number,
    /** Set where the values are text. */
    readonly wrapping: Wrapping | null,
    private readonly place: Span | null,
  ) {
    super([null], 'float64', { data: wrapping ? null : dataOf(table, { take: [column], from: null, to: null, drop: [], single: true }, place), loss: unread });
  }

  private wrapped(wrapping: Wrapping): ColumnValue {
    return new ColumnValue(this.table, this.column, wrapping, this.place);
  }

  override getAttribute(name: string, at: Site): Value | undefined {
    if (name === 'values') return this.plain();
    if (name === 'to_numpy' || name === 'to_list' || (name === 'tolist' && this.wrapping)) return new BoundNative(name, () => this.plain());
    if (name === 'astype') return new BoundNative(name, (args, where) => (isText(args.get(0, 'dtype') ?? null) ? this.wrapped(this.wrapping ?? plainText) : ((super.getAttribute(name, where) as BoundNative).call(args, where))));
    if (name === 'apply' || name === 'map') {
      return new BoundNative(name, (args, where) => this.applied(args, where) ?? unknown(`What ${name}(…) makes of this column is not followed.`, where.span));
    }
    if (['unique', 'nunique', 'value_counts', 'tolist', 'str', 'isin', 'replace', 'fillna'].includes(name)) return unknown(`${name} of a column is not known without reading the table.`, at.span);
    return super.getAttribute(name, at);
  }

  override iterate(at: Site): Unknown {
    return rowByRow(at);
  }
  override zipped(_items: readonly Value[], at: Site): Unknown {
    return rowByRow(at);
  }

  /** What a function, or a dict, makes of each value, which is taken for text: text around it, or a number for it. */
  private applied({ positional: [fn = null] }: Args, at: Site): Value | undefined {
    const asText = this.wrapped(this.wrapping ?? plainText);
    if (isText(fn)) return asText;
    const list = asText.textList!;
    const item = new TextValue(list);
    const made = fn instanceof Dict ? item.foundIn(fn, at) : fn instanceof Obj && !(fn instanceof ArrayValue) ? at.machine.call(fn, Args.of(item), at) : undefined;
    if (made === undefined) return undefined;
    const text = made instanceof TextValue && made.list === list ? made.to : null;
    const around = text && wrappingOf(text);
    if (text && !around) return new TextListValue(changedList(list, { op: 'map', to: text }));
    if (around) return this.wrapped({ before: around.before + asText.wrapping!.before, after: asText.wrapping!.after + around.after });
    const number = numberOf(made, list);
    return number && !isWritten(number) ? new NumberColumn(list, number, at.span) : undefined;
  }

  override binary(operator: string, other: Value, reflected: boolean, at: Site): Value | undefined {
    if (operator === '+' && typeof other === 'string') return this.wrapped(joined(this.wrapping ?? plainText, other, reflected));
    return super.binary(operator, other, reflected, at);
  }

  /** The texts that the program makes of its values; null where it makes none. */
  get textList(): TextList | null {
    if (!this.wrapping) return null;
    const { before, after } = this.wrapping;
    const list: TextList = { origin: { kind: 'column', table: this.table, column: this.column }, changes: before === '' && after === '' ? [] : [{ op: 'map', to: { op: 'wrap', of: { op: 'self' }, before, after } }] };
    return (this.texts ??= list);
  }

  /** Without the table's own ways: a NumPy array. */
  private plain(): Obj {
    const list = this.textList;
    if (list) return new TextListValue(list);
    return new ArrayValue(this.shape, this.dtype, { data: this.data, loss: unread });
  }
}

/** What `map` or `apply` gives: a number for each value of a column. */
class NumberColumn extends ArrayValue {
  constructor(list: TextList, number: NumberOf, span: Span) {
    super([null], 'int64', { data: numberArray(list, number, span).data, loss: unread });
  }
  private plain(): ArrayValue {
    return new ArrayValue(this.shape, this.dtype, { data: this.data, loss: unread });
  }
  override getAttribute(name: string, at: Site): Value | undefined {
    if (name === 'values') return this.plain();
    return name === 'to_numpy' || name === 'to_list' || name === 'tolist' ? new BoundNative(name, () => this.plain()) : super.getAttribute(name, at);
  }
}

/** The text around a text of a list; null where it is made of it in another way. */
function wrappingOf(to: TextOf): Wrapping | null {
  if (to.op === 'self') return plainText;
  const inner = to.op === 'wrap' ? wrappingOf(to.of) : null;
  return to.op === 'wrap' && inner ? { before: to.before + inner.before, after: inner.after + to.after } : null;
}

/** Whether a number is read from a text: of a column of numbers int(…) leaves the fraction out, which its text does not tell. */
const isWritten = (number: NumberOf): boolean => number.op === 'number' || (number.op === 'choice' && (isWritten(number.then) || isWritten(number.otherwise)));

const plainText: Wrapping = { before: '', after: '' };
const joined = ({ before, after }: Wrapping, text: string, atFront: boolean): Wrapping => (atFront ? { before: text + before, after } : { before, after: after + text });

/** `str`, as a type or by name. */
export const isText = (value: Value): boolean => value === 'str' || value === 'string' || (value instanceof Native && value.name === 'str') || (value instanceof Obj && (value as { readonly name?: unknown }).name === 'str');

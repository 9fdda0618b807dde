import type { Span } from '../../../graph/types.js';
import type { ColumnChoice, CsvTable, DataArray, TableEdit } from '../../../recipe/types.js';
import { Args } from '../../python/args.js';
import { Native, BoundNative } from '../../python/native.js';
import { Obj, type Site, type Value, unknown } from '../../python/values.js';
import type { TextList } from '../../../recipe/texts.js';
import { ArrayValue } from '../array-value.js';
import { TextListValue } from '../files/text-list.js';

const unread = { reason: 'How many rows a table has is in a file, which the analysis does not read.', span: null };

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
    if (name === 'astype') return new BoundNative(name, (args, where) => (isText(args.get(0, 'dtype') ?? null) ? this.wrapped(this.wrapping ?? { before: '', after: '' }) : ((super.getAttribute(name, where) as BoundNative).call(args, where))));
    if (name === 'apply' || name === 'map') {
      return new BoundNative(name, (args, where) => {
        const fn = args.positional[0] ?? null;
        if (isText(fn)) return this.wrapped(this.wrapping ?? { before: '', after: '' });
        const made = fn instanceof Obj ? where.machine.call(fn, Args.of(new TextProbe(this.wrapping ?? { before: '', after: '' })), where) : null;
        return made instanceof TextProbe ? this.wrapped(made) : unknown(`What ${name}(…) makes of this column is not followed.`, where.span);
      });
    }
    if (['unique', 'nunique', 'value_counts', 'tolist', 'str', 'isin', 'replace', 'fillna'].includes(name)) return unknown(`${name} of a column is not known without reading the table.`, at.span);
    return super.getAttribute(name, at);
  }

  override binary(operator: string, other: Value, reflected: boolean, at: Site): Value | undefined {
    if (operator === '+' && typeof other === 'string') return this.wrapped(joined(this.wrapping ?? { before: '', after: '' }, other, reflected));
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

/** Stands for one value while a function of the program is followed. */
class TextProbe extends Obj implements Wrapping {
  readonly typeName = 'str';
  readonly before: string;
  readonly after: string;
  constructor({ before, after }: Wrapping) {
    super();
    this.before = before;
    this.after = after;
  }
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    return operator === '+' && typeof other === 'string' ? new TextProbe(joined(this, other, reflected)) : undefined;
  }
}

const joined = ({ before, after }: Wrapping, text: string, atFront: boolean): Wrapping => (atFront ? { before: text + before, after } : { before, after: after + text });

/** `str`, as a type or by name. */
export const isText = (value: Value): boolean => value === 'str' || value === 'string' || (value instanceof Native && value.name === 'str') || (value instanceof Obj && (value as { readonly name?: unknown }).name === 'str');

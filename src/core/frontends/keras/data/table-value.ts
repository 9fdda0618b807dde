import type { Loss, Span } from '../../../graph/types.js';
import type { Unknown } from '../../../graph/values.js';
import type { SplitPart } from '../../../recipe/split.js';
import type { ColumnChoice, CsvTable, TableEdit } from '../../../recipe/types.js';
import type { Args } from '../../python/args.js';
import { Dict, Tuple } from '../../python/containers.js';
import { BoundNative } from '../../python/native.js';
import { type Mutable, Obj, type Site, Slice, type Value, asInteger, unknown } from '../../python/values.js';
import { strings } from '../files/texts.js';
import { ColumnValue, columnArray, isText, rowByRow } from './column-value.js';

const all: ColumnChoice = { take: null, from: null, to: null, drop: [], single: false };

interface State {
  readonly table: CsvTable;
  readonly columns: ColumnChoice;
  /** Why what it holds is not known; null where it is. */
  readonly lost: string | null;
}

/** A `pandas.DataFrame` that was read from a CSV file, with what the program does to it. */
export class TableValue extends Obj implements Mutable {
  readonly typeName = 'DataFrame';
  private state: State;

  constructor(table: CsvTable, private readonly made: Span | null, columns: ColumnChoice = all, lost: string | null = null) {
    super();
    this.state = { table, columns, lost };
  }

  get table(): CsvTable {
    return this.state.table;
  }
  get lost(): string | null {
    return this.state.lost;
  }

  override getAttribute(name: string, at: Site): Value | undefined {
    const method = (body: (args: Args, at: Site) => Value): Value => new BoundNative(name, body);
    switch (name) {
      case 'values':
        return this.array(at);
      case 'to_numpy':
        return method((_args, where) => this.array(where));
      case 'copy':
        return method(() => this.with({}));
      case 'reset_index':
        return method((args, where) => this.changed(args, where, this.with({})));
      case 'head':
        return method((args) => { const count = asInteger(args.get(0, 'n') ?? 5); return count === null ? this.with({ lost: 'how many of its rows are taken is not known.' }) : this.rows(null, count); });
      case 'drop':
        return method((args, where) => this.changed(args, where, this.dropped(args)));
      case 'astype':
        return method((args) => (isText(args.get(0, 'dtype') ?? null) ? this.with({ table: { ...this.table, text: true } }) : this.with({ lost: 'its columns are given other types.' })));
      case 'iloc':
      case 'loc':
      case 'at':
      case 'iat':
        return new Places(this, name === 'iloc');
      case 'info':
      case 'describe':
        return method(() => null);
      case 'shape':
      case 'columns':
      case 'index':
        return unknown(`${name} of a table is not known without reading it.`, at.span);
      case 'iterrows':
      case 'itertuples':
        return method((_args, where) => rowByRow(where));
      case 'pop':
      case 'insert':
      case 'update':
        return method((_args, where) => this.lose(`what ${name}(…) does to it is not followed.`, where));
      default:
        return method((args, where) => this.changed(args, where, this.with({ lost: `what ${name}(…) does to it is not followed.` })));
    }
  }

  override getItem(index: Value, at: Site): Value | undefined {
    if (this.lost !== null) return unknown(`The table is not known: ${this.lost}`, at.span);
    if (typeof index === 'string') return new ColumnValue(this.table, index, null, at.span);
    if (index instanceof Slice && simple(index)) return this.rows(asInteger(index.lower), asInteger(index.upper));
    const names = strings(index);
    if (names) return this.with({ columns: { ...all, take: names } });
    return this.with({ lost: 'which of its rows are taken is not followed.' });
  }

  override setItem(index: Value, value: Value, at: Site): boolean {
    at.machine.journal.touch(this);
    const edit = typeof index === 'string' && value instanceof ColumnValue && value.wrapping && typeof value.column === 'string' ? { op: 'text' as const, column: index, from: value.column, ...value.wrapping } : null;
    this.state = edit ? { ...this.state, table: edited(this.table, edit) } : { ...this.state, lost: typeof index === 'string' ? `what its column "${index}" becomes is not followed.` : 'what becomes of its columns is not followed.' };
    return true;
  }

  override setAttribute(name: string, _value: Value, at: Site): boolean {
    this.lose(`what its ${name} become is not followed.`, at);
    return true;
  }
  override deleteItem(_index: Value, at: Site): boolean {
    this.lose('what is deleted from it is not followed.', at);
    return true;
  }

  /** From here on it is not known; what the program gets for that is not, either. */
  lose(reason: string, at: Site): Unknown {
    at.machine.journal.touch(this);
    this.state = { ...this.state, lost: this.state.lost ?? reason };
    return unknown(`The table is not known: ${reason}`, at.span);
  }

  override length(at: Site): Unknown {
    return unknown('How many rows a table has is not known without reading it.', at.span);
  }

  /** Some of the rows. */
  rows(from: number | null, to: number | null): TableValue {
    return this.with({ table: edited(this.table, { op: 'rows', from, to }) });
  }

  /** A part that scikit-learn makes of it. */
  picked(part: SplitPart, why: Loss | null, at: Site): TableValue {
    return why ? new TableValue(this.table, at.span, this.state.columns, this.lost ?? why.reason) : this.with({ table: edited(this.table, { op: 'pick', ...part }) });
  }

  /** Some columns by their place; null for all. Places count in the file, so they are not followed where columns came or went. */
  places(from: number | null, to: number | null): TableValue {
    return this.asInFile ? this.with({ columns: { ...all, from, to } }) : this.with({ lost: 'which columns are meant by their places, after others were taken or left out, is not followed.' });
  }

  column(place: number, at: Site): Value {
    return this.asInFile ? new ColumnValue(this.table, place, null, at.span) : unknown('Which column is meant by its place, after others were taken or left out, is not followed.', at.span);
  }

  private get asInFile(): boolean {
    return this.state.columns === all && this.table.edits.every(({ op }) => op !== 'text');
  }

  /** What a method gives that changes the table itself where it is asked to (`inplace=True`), and else makes another. */
  private changed(args: Args, at: Site, made: TableValue): Value {
    const inPlace = args.keyword.get('inplace') ?? false;
    if (inPlace === false && !args.open) return made;
    if (inPlace !== true) return this.lose('whether it is changed in place is not known.', at);
    at.machine.journal.touch(this);
    this.state = made.state;
    return null;
  }

  private array(at: Site): Value {
    return this.lost === null ? columnArray(this.table, this.state.columns, this.made) : unknown(`The table is not known: ${this.lost}`, at.span);
  }

  private dropped(args: Args): TableValue {
    const columns = args.keyword.get('columns') ?? (asInteger(args.get(1, 'axis') ?? 0) === 1 || args.get(1, 'axis') === 'columns' ? args.get(0, 'labels') : undefined);
    const names = typeof columns === 'string' ? [columns] : columns === undefined ? null : strings(columns);
    return names ? this.with({ columns: { ...this.state.columns, drop: [...this.state.columns.drop, ...names] } }) : this.with({ lost: 'what is dropped from it is not followed.' });
  }

  private with(change: Partial<State>): TableValue {
    const { table, columns, lost } = { ...this.state, ...change };
    return new TableValue(table, this.made, columns, this.lost ?? lost);
  }

  snapshot(): State {
    return this.state;
  }
  restore(state: State): void {
    this.state = state;
  }
  join(a: State, b: State, loss: Loss): void {
    this.state = JSON.stringify(a) === JSON.stringify(b) ? a : { ...a, lost: loss.reason };
  }
}

const edited = (table: CsvTable, edit: TableEdit): CsvTable => ({ ...table, edits: [...table.edits, edit] });

/** `table.iloc`: rows and columns by their places; `loc`, `at` and `iat` so far as they change the table. */
class Places extends Obj {
  readonly typeName = '_iLocIndexer';
  /** `byPlace` is true for `iloc`: the others go by labels, which are not followed. */
  constructor(private readonly of: TableValue, private readonly byPlace: boolean) {
    super();
  }
  override setItem(_index: Value, _value: Value, at: Site): boolean {
    this.of.lose('what becomes of some of its values is not followed.', at);
    return true;
  }
  override getItem(index: Value, at: Site): Value | undefined {
    const [rows, columns] = index instanceof Tuple ? index.items : [index];
    const lost = unknown('Which rows or columns are taken is not followed.', at.span);
    if (!this.byPlace || this.of.lost !== null || !(rows instanceof Slice) || !simple(rows)) return lost;
    const chosen = isWhole(rows) ? this.of : this.of.rows(asInteger(rows.lower), asInteger(rows.upper));
    if (columns === undefined) return chosen;
    const place = asInteger(columns);
    if (place !== null) return chosen.column(place, at);
    return columns instanceof Slice && simple(columns) ? chosen.places(asInteger(columns.lower), asInteger(columns.upper)) : lost;
  }
}

const isWhole = ({ lower, upper }: Slice): boolean => lower === null && upper === null;
const simple = ({ lower, upper, step }: Slice): boolean => (step === null || step === 1) && [lower, upper].every((bound) => bound === null || asInteger(bound) !== null);

/** `pd.read_csv(…)`; a TableValue that says what is not known where an argument is not followed. */
export function readCsv(args: Args, at: Site): Value {
  const path = args.get(0, 'filepath_or_buffer');
  if (typeof path !== 'string') return unknown('The table that is read is not known.', at.span);
  const value = (name: string): Value | undefined => args.keyword.get(name);
  const separator = value('sep') ?? value('delimiter') ?? args.positional[1] ?? ',';
  const names = value('names') === undefined ? null : strings(value('names')!);
  const header = value('header');
  const dtype = value('dtype') ?? null;
  const text = isText(dtype) ? true : dtype instanceof Dict && !dtype.open ? [...dtype.entries.values()].flatMap(([key, type]) => (typeof key === 'string' && isText(type) ? [key] : [])) : [];
  const skip = asInteger(value('skiprows') ?? 0);
  const known = new Set(['sep', 'delimiter', 'names', 'header', 'dtype', 'skiprows', 'encoding', 'engine', 'low_memory', 'filepath_or_buffer', 'memory_map']);
  const other = [...args.keyword.keys()].find((name) => !known.has(name));
  const bad = other ?? (!isUtf8(value('encoding')) ? 'encoding' : null) ?? (typeof separator !== 'string' || separator.length !== 1 ? 'sep' : skip === null ? 'skiprows' : value('names') !== undefined && !names ? 'names' : header !== undefined && header !== null && header !== 0 && header !== 'infer' ? 'header' : null);
  const hasHeader = header === undefined || header === 'infer' ? names === null : header !== null;
  const table: CsvTable = { path, separator: typeof separator === 'string' ? separator : ',', skip: skip ?? 0, header: hasHeader, names, text, edits: [] };
  return new TableValue(table, at.span, undefined, args.open ? 'an argument of read_csv is not known.' : bad === null ? null : `its argument ${bad} of read_csv is not followed.`);
}

/** Files are read as UTF-8, which is what is meant where nothing is said. */
const isUtf8 = (encoding: Value | undefined): boolean => encoding === undefined || encoding === null || (typeof encoding === 'string' && /^utf[-_]?8$/i.test(encoding));

const textArguments = new Set(['fname', 'delimiter', 'skiprows', 'skip_header', 'dtype', 'encoding']);

/** `np.loadtxt(…)` and `np.genfromtxt(…)`: a table without a header as numbers. */
export function loadText(args: Args, at: Site): Value {
  const path = args.positional[0] ?? args.keyword.get('fname');
  const separator = args.keyword.get('delimiter') ?? null;
  const skip = asInteger(args.keyword.get('skiprows') ?? args.keyword.get('skip_header') ?? 0);
  const other = [...args.keyword.keys()].find((name) => !textArguments.has(name)) ?? (isUtf8(args.keyword.get('encoding')) ? undefined : 'encoding') ?? (args.open || args.positional.length > 1 ? 'another' : undefined);
  if (other !== undefined) return unknown(`What is read from this text file is not known: its argument ${other} is not followed.`, at.span);
  if (typeof path !== 'string' || typeof separator !== 'string' || separator.length !== 1 || skip === null) return unknown('What is read from this text file is not known: its path, delimiter and skipped lines must be written out.', at.span);
  return columnArray({ path, separator, skip, header: false, names: null, text: [], edits: [] }, all, at.span);
}

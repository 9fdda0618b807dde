import { basename } from 'node:path';
import type { CsvTable, DataSource } from '../../../core/recipe/types.js';
import { UserError, atLine } from '../../errors.js';
import type { DataContext } from '../open.js';
import { rowsAt, sliceBounds, sliceRows, type Rows } from '../rows.js';
import { withClasses } from '../classes.js';
import { partPlaces } from '../split.js';
import { numberOf, tableRows } from './table.js';

type Columns = Extract<DataSource, { kind: 'columns' }>;

/** A table as numbers, row after row. */
interface NumberTable {
  readonly names: readonly string[];
  readonly count: number;
  readonly values: Float32Array;
  /** Columns that hold something else than whole numbers. Numbers above 2^24 are rounded on their way through 32 bits, and would not fit whole ones. */
  readonly fractions: ReadonlySet<number>;
  /** The first field of a column that is no number; null where it is missing. */
  readonly faults: ReadonlyMap<number, { readonly row: number; readonly text: string | null }>;
}

/** Tables of one opening of the data: inputs, targets and originals mostly come from the same one. */
const opened = new WeakMap<DataContext, Map<string, Promise<NumberTable>>>();

function numberTable(table: CsvTable, context: DataContext, place: string): Promise<NumberTable> {
  const tables = opened.get(context) ?? new Map<string, Promise<NumberTable>>();
  opened.set(context, tables);
  const key = JSON.stringify([table.path, table.separator, table.skip, table.header, table.names]);
  const found = tables.get(key) ?? read(table, context, place);
  tables.set(key, found);
  return found;
}

async function read(table: CsvTable, context: DataContext, place: string): Promise<NumberTable> {
  let names: readonly string[] | null = null;
  let values = new Float32Array(1 << 16);
  let [used, count] = [0, 0];
  const fractions = new Set<number>();
  const faults = new Map<number, { readonly row: number; readonly text: string | null }>();
  for await (const row of tableRows(table, context, place)) {
    if (names === null) {
      names = row;
      continue;
    }
    if (used + names.length > values.length) {
      const larger = new Float32Array(Math.max(values.length * 2, used + names.length));
      larger.set(values);
      values = larger;
    }
    count++;
    for (let at = 0; at < names.length; at++) {
      const text = row[at] ?? '';
      const value = numberOf(text);
      if (typeof value !== 'number' && !faults.has(at)) faults.set(at, { row: count, text: value === null ? null : text });
      if (typeof value === 'number' && !(Number.isInteger(value) && Math.abs(value) <= 2 ** 24)) fractions.add(at);
      values[used++] = value ?? NaN;
    }
  }
  if (names === null || count === 0) throw new UserError(`The table "${table.path}"${place} has no rows.`);
  return { names, count, values: values.subarray(0, used), fractions, faults };
}

/** Columns of a table as an array of numbers. Throws a UserError where a value is none. */
export async function openColumns({ table, columns, span }: Columns, context: DataContext): Promise<{ readonly rows: Rows; readonly title: string }> {
  const place = atLine(context.sourceText, span);
  const { names, count, values, fractions, faults } = await numberTable(table, context, place);
  const places = chosen(names, columns, table.path, place);
  const faulty = places.find((at) => faults.has(at));
  if (faulty !== undefined) {
    const { row, text } = faults.get(faulty)!;
    const column = `The column "${names[faulty]}" of "${table.path}"${place}`;
    throw new UserError(text === null ? `${column} has no value in row ${row}. pandas makes NaN of it, from which nothing is learned: fill such fields (fillna) and save the table, or leave the column out.` : `${column} holds "${text}" in row ${row}, and numbers are needed. Leave the column out, or make numbers of it.`);
  }
  let rows: Rows = {
    count, shape: columns.single ? [] : [places.length], dtype: places.some((at) => fractions.has(at)) ? 'float32' : 'int32',
    read(indices, into) {
      for (let i = 0, to = 0; i < indices.length; i++) {
        const from = indices[i]! * names.length;
        for (const at of places) into[to++] = values[from + at]!;
      }
      return undefined;
    },
  };
  for (const edit of table.edits) {
    if (edit.op === 'rows') rows = sliceRows(rows, edit.from, edit.to);
    if (edit.op === 'pick') rows = rowsAt(rows, partPlaces(rows.count, await withClasses(edit, context)));
  }
  return { rows, title: `${basename(table.path)}: ${rows.count.toLocaleString('en-US')} rows` };
}

/** Places of the columns that are meant. */
function chosen(names: readonly string[], { take, from, to, drop }: Columns['columns'], path: string, place: string): number[] {
  const placeOf = (name: string | number): number => {
    const at = typeof name === 'number' ? (name < 0 ? name + names.length : name) : names.indexOf(name);
    if (at < 0 || at >= names.length) throw new UserError(`The table "${path}"${place} has no column ${typeof name === 'number' ? name : `"${name}"`}; it has ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}. Give one of these.`);
    return at;
  };
  const out = new Set(drop.map(placeOf));
  const [start, end] = sliceBounds(names.length, from, to);
  const all = take ? take.map(placeOf) : names.map((_, at) => at).slice(start, end);
  return all.filter((at) => !out.has(at));
}

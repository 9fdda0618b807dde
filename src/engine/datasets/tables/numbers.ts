import { basename } from 'node:path';
import type { DataSource } from '../../../core/recipe/types.js';
import { UserError, atLine } from '../../errors.js';
import type { DataContext } from '../open.js';
import { rowsOf, sliceBounds, sliceRows, type Rows } from '../rows.js';
import { tableRows } from './table.js';

type Columns = Extract<DataSource, { kind: 'columns' }>;

/** Columns of a table as an array of numbers. Throws a UserError where a value is none. */
export async function openColumns({ table, columns, span }: Columns, context: DataContext): Promise<{ readonly rows: Rows; readonly title: string }> {
  const place = atLine(context.sourceText, span);
  let places: number[] | null = null;
  let names: readonly string[] = [];
  let values = new Float32Array(1 << 16);
  let [used, count, whole] = [0, 0, true];
  for await (const row of tableRows(table, context, place)) {
    if (places === null) {
      names = row;
      places = chosen(names, columns, table.path, place);
      continue;
    }
    if (used + places.length > values.length) {
      const larger = new Float32Array(Math.max(values.length * 2, used + places.length));
      larger.set(values);
      values = larger;
    }
    for (const at of places) {
      const text = row[at] ?? '';
      const value = text === '' ? NaN : /^(true|false)$/i.test(text) ? Number(/^t/i.test(text)) : Number(text);
      if (Number.isNaN(value)) throw new UserError(`The column "${names[at]}" of "${table.path}"${place} holds "${text}" in row ${count + 1}, and numbers are needed. Leave the column out, or make numbers of it.`);
      // Larger numbers are rounded on their way through 32 bits, and would not fit whole ones.
      whole &&= Number.isInteger(value) && Math.abs(value) <= 2 ** 24;
      values[used++] = value;
    }
    count++;
  }
  if (places === null || count === 0) throw new UserError(`The table "${table.path}"${place} has no rows.`);
  const numbers = values.subarray(0, used);
  let rows = rowsOf({ shape: columns.single ? [count] : [count, places.length], values: whole ? Int32Array.from(numbers) : numbers });
  for (const edit of table.edits) if (edit.op === 'rows') rows = sliceRows(rows, edit.from, edit.to);
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

/** A CSV file as `pandas.read_csv` makes a table of it (pandas/io/parsers, pandas/_libs/parsers.pyx). */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { CsvTable } from '../../../core/recipe/types.js';
import { UserError } from '../../errors.js';
import type { DataContext } from '../open.js';
import { sliceBounds } from '../rows.js';
import { withClasses } from '../classes.js';
import { partPlaces } from '../split.js';
import { csvRows } from './csv.js';

/** What pandas takes for a missing value (`STR_NA_VALUES`). */
const missing: ReadonlySet<string> = new Set(['', '#N/A', '#N/A N/A', '#NA', '-1.#IND', '-1.#QNAN', '-NaN', '-nan', '1.#IND', '1.#QNAN', '<NA>', 'N/A', 'NA', 'NULL', 'NaN', 'None', 'n/a', 'nan', 'null']);
const isBoolean = (text: string): boolean => /^(true|True|TRUE|false|False|FALSE)$/.test(text);
const isInteger = (text: string): boolean => /^[+-]?\d+$/.test(text);
const isNumber = (text: string): boolean => /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$|^[+-]?(inf|Infinity)$/i.test(text);

/** What a field is as a number, true and false as 1 and 0: null where pandas takes it for a missing value, undefined where it is text. */
export function numberOf(text: string): number | null | undefined {
  if (isNumber(text)) return /i/i.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);
  if (missing.has(text)) return null;
  return isBoolean(text) ? Number(/^t/i.test(text)) : undefined;
}

export interface Column {
  /** What pandas takes it for. */
  readonly kind: 'text' | 'integer' | 'number' | 'boolean';
  /** As written; null where there is no value. */
  readonly values: readonly (string | null)[];
}

/** Where a table's file lies. Throws a UserError where there is none. */
export function pathOf({ path }: Pick<CsvTable, 'path'>, { sourceFile }: DataContext, place: string): string {
  const whole = isAbsolute(path) ? path : join(dirname(sourceFile), path);
  if (!existsSync(whole)) throw new UserError(`The table "${path}"${place} was not found at ${whole}. Put it there, or write its path.`);
  return whole;
}

/** The lines of the table, behind the header, and the names of its columns. Throws a UserError where the file is no table. */
export async function* tableRows(table: CsvTable, context: DataContext, place: string): AsyncGenerator<string[], void> {
  const path = pathOf(table, context, place);
  const rows = csvRows(withoutLines(new TextDecoder().decode(await readFile(path)), table.skip), table.separator);
  let names: string[] | null = table.header ? null : [];
  for (const row of rows) {
    if (names === null) {
      names = table.names ? [...table.names] : row;
      yield names;
      continue;
    }
    if (names.length === 0) {
      names = table.names ? [...table.names] : row.map((_, i) => String(i));
      yield names;
    }
    if (row.length > names.length) throw new UserError(`"${table.path}"${place} has ${names.length} columns, and one of its lines ${row.length} fields (${row.slice(0, 3).join(', ')}, …). Mend the line, or give read_csv the separator.`);
    yield row;
  }
}

/** The text behind its first `count` lines, empty ones and those inside quotes counted like any, as pandas and NumPy count `skiprows`. */
function withoutLines(text: string, count: number): string {
  let from = 0;
  for (let left = count; left > 0 && from < text.length; left--) {
    const end = /\r\n|\n|\r/g;
    end.lastIndex = from;
    from = end.exec(text) ? end.lastIndex : text.length;
  }
  return text.slice(from);
}

/** Some columns, and how many rows there are after the program's edits. Throws a UserError where a column is missing. */
export async function readColumns(table: CsvTable, wanted: readonly string[], context: DataContext, place: string): Promise<Map<string, Column>> {
  let names: readonly string[] | null = null;
  const columns = new Map<string, (string | null)[]>();
  let places: readonly [place: number, values: (string | null)[]][] = [];
  for await (const row of tableRows(table, context, place)) {
    if (names === null) {
      names = row;
      for (const name of new Set([...wanted, ...table.edits.flatMap((edit) => (edit.op === 'text' ? [edit.from] : []))])) if (names.includes(name)) columns.set(name, []);
      places = [...columns].map(([name, values]) => [row.indexOf(name), values]);
      continue;
    }
    for (const [at, values] of places) {
      const text = row[at] ?? '';
      values.push(missing.has(text) ? null : text);
    }
  }
  if (names === null) throw new UserError(`"${table.path}"${place} is empty. Expected a line with the names of its columns, and a line for each image.`);
  const result = new Map([...columns].map(([name, values]): [string, Column] => [name, { kind: table.text === true || table.text.includes(name) ? 'text' : kindOf(values), values }]));
  for (const edit of table.edits) {
    if (edit.op === 'rows') for (const [name, { kind, values }] of result) result.set(name, { kind, values: values.slice(...sliceBounds(values.length, edit.from, edit.to)) });
    else if (edit.op === 'pick') {
      const part = await withClasses(edit, context);
      for (const [name, { kind, values }] of result) result.set(name, { kind, values: partPlaces(values.length, part).map((at) => values[at]!) });
    }
    else {
      const from = result.get(edit.from);
      if (from) result.set(edit.column, { kind: 'text', values: from.values.map((value) => edit.before + asText(value, from.kind, table.path, edit.from) + edit.after) });
    }
  }
  const lacking = wanted.find((name) => !result.has(name));
  if (lacking !== undefined) throw new UserError(`The table "${table.path}"${place} has no column "${lacking}"; it has ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}. Give the name of one of these.`);
  return result;
}

function kindOf(values: readonly (string | null)[]): Column['kind'] {
  const known = values.filter((value) => value !== null);
  if (known.length > 0 && known.length === values.length && known.every(isBoolean)) return 'boolean';
  if (known.length === values.length && known.length > 0 && known.every(isInteger)) return 'integer';
  return known.every(isNumber) ? 'number' : 'text';
}

/** `str` of a value as Python writes it. */
function asText(value: string | null, kind: Column['kind'], path: string, column: string): string {
  if (value === null) throw new UserError(`The column "${column}" of "${path}" has no value in some rows, and is used as text. Leave these rows out (dropna), or fill them.`);
  if (kind === 'integer') return String(BigInt(value.replace(/^\+/, '')));
  if (kind === 'boolean') return /^t/i.test(value) ? 'True' : 'False';
  if (kind === 'text') return value;
  const number = Number(value);
  if (!Number.isFinite(number) || (number !== 0 && (Math.abs(number) >= 1e16 || Math.abs(number) < 1e-4))) throw new UserError(`The column "${column}" of "${path}" holds ${value}, which is used as text. Read it with dtype=str.`);
  return Number.isInteger(number) ? `${number}.0` : String(number);
}

/** Image files that a table names, as Keras's `DataFrameIterator` takes them (`keras/src/legacy/preprocessing/image.py`). */
import { statSync } from 'node:fs';
import { byCodePoint } from '../../../core/code-points.js';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { DataSet, DataSource } from '../../../core/recipe/types.js';
import { UserError, atLine } from '../../errors.js';
import { labelRows } from '../folders/labels.js';
import { generatorFormats, generatorPart } from '../folders/listing.js';
import { SkippedFiles } from '../folders/skipped.js';
import { openImages } from '../images/files.js';
import type { DataContext, OpenData } from '../open.js';
import { rowsOf, type Rows } from '../rows.js';
import { numberOf, readColumns, type Column } from './table.js';

type Table = Extract<DataSource, { kind: 'table' }>;

/** Modes in which a column names classes. */
const naming = ['categorical', 'binary', 'sparse'];

/** Throws a UserError where the table, a column or a value is not what Keras takes. */
export async function openTable(data: DataSet, source: Table, context: DataContext): Promise<OpenData> {
  const place = atLine(context.sourceText, source.span);
  const { config, table } = source;
  const mode = typeof config['classMode'] === 'string' ? config['classMode'] : null;
  const directory = typeof config['directory'] === 'string' ? config['directory'] : '';
  const weight = typeof config['weightCol'] === 'string' ? config['weightCol'] : null;
  const [x, ys] = [typeof config['xCol'] === 'string' ? config['xCol'] : 'filename', yColumns(config['yCol'], mode, place)];
  const columns = await readColumns(table, [x, ...ys, ...(weight === null ? [] : [weight])], context, place);
  const { values: names, kind } = columns.get(x)!;
  if (kind !== 'text' || names.includes(null)) throw new UserError(`All values in the column "${x}" of "${table.path}"${place} must be text, and ${kind === 'text' ? 'some rows have none' : `they are numbers, such as ${names[0]}`}. Read it with dtype=str, or make text of it with astype(str).`);
  const labels = mode !== null && naming.includes(mode) ? columns.get(ys[0]!)! : null;
  if (labels) checkLabels(labels, ys[0]!, mode, config['classes'], table.path, place);
  const folder = isAbsolute(directory) ? directory : join(dirname(context.sourceFile), directory);
  const skipped = new SkippedFiles();
  const paths = names.map((name) => (isAbsolute(name!) ? name! : join(folder, name!)));
  const kept = paths.flatMap((path, i) => (config['validateFilenames'] === false || isImage(path, skipped) ? [i] : []));
  const given = Array.isArray(config['classes']) ? [...new Set(config['classes'].map(String))] : null;
  const classNames = labels ? (given ?? [...new Set(kept.map((i) => labels.values[i]!))].sort(byCodePoint)) : [];
  const labelOf = new Map(classNames.map((name, label) => [name, label]));
  const labelled = labels ? kept.filter((i) => labelOf.has(labels.values[i]!)) : kept;
  const part = generatorPart(labelled, config['subset'], config['validationSplit']);
  if (part.length === 0) throw new UserError(`The table "${table.path}"${place} names no image that is there${skipped.count > 0 ? `: ${skipped.count} of its ${names.length} files were not found or are no images, the first at ${skipped.first[0]!.path}` : ''}. Check directory and x_col.`);
  const files = { paths: part.map((i) => paths[i]!), skipped };
  const images = await openImages(data, files, { generator: true, config, place });
  const invalid = skipped.count === 0 ? [] : [`Found ${skipped.count} invalid image filename${skipped.count === 1 ? '' : 's'} in x_col="${x}"${place}, which ${skipped.count === 1 ? 'is' : 'are'} ignored, as Keras does: ${skipped.first.slice(0, 3).map(({ path, reason }) => `${basename(path)} (${reason.replace(/\.$/, '')})`).join(', ')}${skipped.count > 3 ? ', …' : ''}.`];
  const several = mode === 'multi_output' ? ys.map((name) => numbers([name], false, columns, part, table.path, place)) : [];
  const more = several.slice(1);
  return {
    ...images,
    ...(more.length > 0 ? { moreTargets: more } : {}),
    ...(weight === null ? {} : { sampleWeights: [null, ...more].map(() => numbers([weight], false, columns, part, table.path, place, 'weight_col')) }),
    y: several[0] ?? (mode === 'input' ? images.x : labels ? await labelRows({ paths: files.paths, classNames, labels: part.map((i) => labelOf.get(labels.values[i]!)!) }, mode, true, place) : numbers(ys, Array.isArray(config['yCol']), columns, part, table.path, place)),
    title: `${basename(table.path)}: ${part.length.toLocaleString('en-US')} images${labels ? ` of ${classNames.length} class${classNames.length === 1 ? '' : 'es'}` : ''}`,
    classNames: labels ? classNames : null,
    batchSize: data.batchSize,
    shuffle: data.shuffle,
    notes: invalid,
  };
}

function yColumns(column: unknown, mode: string | null, place: string): string[] {
  if (mode === 'input') return [];
  if (mode === null) throw new UserError(`The images${place} are read without labels, so there is nothing to learn from. Give class_mode.`);
  if (mode === 'multi_output' && !Array.isArray(column)) throw new UserError(`class_mode="multi_output"${place} takes a list of columns as y_col, and ${JSON.stringify(column)} is given. Write them in a list.`);
  if (mode !== 'raw' && mode !== 'multi_output' && !naming.includes(mode)) throw new UserError(`class_mode=${JSON.stringify(mode)}${place} is none that Keras knows. Use "categorical", "binary", "sparse", "raw" or "input".`);
  if (Array.isArray(column) && (mode === 'raw' || mode === 'multi_output')) return column.map(String);
  if (Array.isArray(column)) throw new UserError(`class_mode="${mode}"${place} takes one column of labels, and y_col names ${column.length}. Use class_mode="raw".`);
  return [typeof column === 'string' ? column : 'class'];
}

function checkLabels({ values, kind }: Column, column: string, mode: string | null, classes: unknown, path: string, place: string): void {
  if (kind !== 'text' || values.includes(null)) throw new UserError(`With class_mode="${mode}" the values in the column "${column}" of "${path}"${place} must be text, and ${kind === 'text' ? 'some rows have none' : `they are ${kind === 'boolean' ? 'true or false' : 'numbers'}, such as ${values[0]}`}. Read it with dtype=str or make text of it with astype(str), or use class_mode="raw".`);
  const count = Array.isArray(classes) ? new Set(classes).size : new Set(values).size;
  if (mode === 'binary' && count !== 2) throw new UserError(`class_mode="binary"${place} needs two classes, and ${Array.isArray(classes) ? 'classes names' : `the column "${column}" has`} ${count}. Use "categorical" or "sparse".`);
}

/** `validate_filename`: a file that is there, with an ending that Keras takes. */
function isImage(path: string, skipped: SkippedFiles): boolean {
  if (!generatorFormats.test(path)) skipped.add(path, 'Its name has none of the endings that Keras takes here.');
  else if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) skipped.add(path, 'It is not there.');
  else return true;
  return false;
}

/** Targets of class_mode "raw". */
function numbers(ys: readonly string[], listed: boolean, columns: ReadonlyMap<string, Column>, part: readonly number[], path: string, place: string, what = 'class_mode="raw"'): Rows {
  const values = new Float32Array(part.length * ys.length);
  ys.forEach((name, c) => {
    const column = columns.get(name)!;
    part.forEach((row, i) => {
      const text = column.values[row] ?? '';
      const value = numberOf(text);
      if (typeof value !== 'number') throw new UserError(`${what}${place} takes numbers, and the column "${name}" of "${path}" ${text === '' ? 'has no value' : `holds "${text}"`} in row ${row + 1}. ${text === '' ? 'Fill it, or leave the row out.' : 'Use class_mode="categorical" for names of classes.'}`);
      values[i * ys.length + c] = value;
    });
  });
  return rowsOf({ shape: !listed ? [part.length] : [part.length, ys.length], values });
}

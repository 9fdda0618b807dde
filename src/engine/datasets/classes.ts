/** The class of each sample as scikit-learn tells classes apart, in their order (`np.unique`), for splits by classes. */
import type { SplitPart } from '../../core/recipe/split.js';
import type { DataArray } from '../../core/recipe/types.js';
import { textsOf } from './files/list.js';
import { byCodePoint } from '../../core/code-points.js';
import { openArray, type DataContext } from './open.js';
import { rowSize, space } from './rows.js';

/** The part with its classes read. Throws a UserError where they cannot be. */
export async function withClasses<Part extends SplitPart>(part: Part, context: DataContext): Promise<Part> {
  return part.by && !part.classes ? { ...part, classes: await classesOf(part.by, context) } : part;
}

async function classesOf(by: DataArray, context: DataContext): Promise<number[]> {
  const { source } = by;
  if (source.kind === 'texts') return ranked(await textsOf(source.list, context, source.span));
  const column = source.kind === 'columns' && source.columns.single && by.steps.length === 0 ? source.columns.take?.[0] : undefined;
  if (source.kind === 'columns' && column !== undefined) {
    const texts = await textsOf({ origin: { kind: 'column', table: source.table, column }, changes: [] }, context, source.span);
    return texts.every((text) => text.trim() !== '' && Number.isFinite(Number(text))) ? ranked(texts.map(Number)) : ranked(texts);
  }
  const { rows } = await openArray(by, context);
  const values = space(rows, rows.count);
  await rows.read(Array.from({ length: rows.count }, (_, i) => i), values);
  if (rows.shape.length === 0) return ranked(Array.from(values));
  // Rows of several numbers are told apart by the text that they make.
  const size = rowSize(rows.shape);
  const text = (value: number): string => (rows.dtype === 'float32' && Number.isInteger(value) ? `${value}.0` : String(value));
  return ranked(Array.from({ length: rows.count }, (_, i) => Array.from(values.subarray(i * size, (i + 1) * size), text).join(' ')));
}

/** The place of each among the different ones, sorted. */
function ranked(values: readonly (string | number)[]): number[] {
  const places = new Map([...new Set(values)].sort((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : byCodePoint(String(a), String(b)))).map((value, place) => [value, place]));
  return values.map((value) => places.get(value)!);
}

import { UserError } from '../../errors.js';
import { rowsOf, type Rows } from '../rows.js';
import { applySteps } from '../steps.js';
import type { Listing } from './listing.js';

/** Labels as the class mode or label mode gives them. Throws a UserError where there are none. */
export async function labelRows({ labels, classNames, paths }: Pick<Listing, 'labels' | 'classNames' | 'paths'>, mode: unknown, generator: boolean, place: string): Promise<Rows> {
  if (labels === null || mode === null) throw new UserError(`The images${place} are read without labels, so there is nothing to learn from. Give ${generator ? 'class_mode' : 'label_mode'}.`);
  const rows = rowsOf({ shape: [paths.length], values: Int32Array.from(labels) });
  if (mode === 'categorical') return applySteps(rows, [{ op: 'toCategorical', classes: classNames.length }]);
  if (mode === 'binary' && !generator && classNames.length !== 2) throw new UserError(`label_mode="binary"${place} needs exactly two class folders, and there are ${classNames.length}. Use "categorical" or "int".`);
  if (mode === 'binary' || mode === 'sparse') return applySteps(rows, [{ op: 'cast', dtype: 'float32' }, ...(generator ? [] : [{ op: 'expandDims' as const, axis: -1 }])]);
  if (mode === 'int') return rows;
  throw new UserError(`The labels${place} are asked for as ${JSON.stringify(mode)}, which Keras does not know. Use ${generator ? '"categorical", "binary" or "sparse"' : '"int", "categorical" or "binary"'}.`);
}

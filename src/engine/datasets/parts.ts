/** The parts of a recipe's data: what is trained on, what validates, what tests. */
import type { Recipe } from '../../core/recipe/types.js';
import { UserError, atLine } from '../errors.js';
import { openData, withRows, type DataContext, type OpenData } from './open.js';
import { sliceRows } from './rows.js';

export interface DataParts {
  readonly train: OpenData;
  readonly validation: OpenData | null;
  readonly test: OpenData | null;
}

/** Parts the training data as `validation_split` says, and opens the rest. Throws a UserError where that leaves nothing or cannot be done. */
export async function partsOf(whole: OpenData, recipe: Recipe, context: DataContext): Promise<DataParts> {
  const share = recipe.validation === null ? recipe.validationSplit : 0;
  const place = atLine(context.sourceText, recipe.fitSpan);
  const cut = share > 0 ? Math.floor(whole.x.count * (1 - share)) : whole.x.count;
  if (cut === 0 || (share > 0 && cut === whole.x.count)) throw new UserError(`\`validation_split=${share}\` leaves ${cut} of ${whole.x.count} samples for training${place}. Choose a share between 0 and 1 that leaves some on both sides.`);
  // Images that the program reads into an array by itself are an array.
  const isArray = recipe.train?.batchSize === null && recipe.train.order === undefined && recipe.train.x.source.kind === 'images';
  if (share > 0 && whole.unreadable !== null && !isArray) throw new UserError(`\`validation_split\`${place} needs arrays, and the data comes from a folder. Split it where the folder is read, with validation_split and subset.`);
  const part = (from: number, to: number | null): OpenData => ({ ...withRows(whole, (rows) => sliceRows(rows, from, to)), originals: whole.originals && sliceRows(whole.originals, from, to), files: whole.files && { ...whole.files, paths: whole.files.paths.slice(from, to ?? undefined) } });
  return {
    train: share > 0 ? part(0, cut) : whole,
    validation: recipe.validation ? await openData(recipe.validation, context) : share > 0 ? part(cut, null) : null,
    test: recipe.test === null ? null : await openData(recipe.test, context),
  };
}

/** What a training needs before it starts: its data opened, a plan bound to it, and every mismatch said in one sentence. */
import type { TrainRequest } from '../../core/protocol/engine.js';
import { openData, type DataContext, type OpenData } from '../datasets/open.js';
import { sliceRows } from '../datasets/rows.js';
import { UserError, atLine } from '../errors.js';
import { checkData, sameShapes } from './check.js';
import { planTraining, type Plan } from './plan.js';

export interface Prepared {
  readonly plan: Plan;
  readonly train: OpenData;
  readonly validation: OpenData | null;
  readonly test: OpenData | null;
  readonly title: string;
  /** What is to be said before the start: what of the recipe is not followed, and what of the data is not as the file expects. */
  readonly notes: readonly string[];
  /** Images of all this data that could not be read so far, with the reason of each. */
  unreadable(): ReadonlyMap<string, string>;
}

export type Preparable = Pick<TrainRequest, 'graph' | 'recipe' | 'sourceFile' | 'sourceText'> & { readonly missingDataset?: 'bundled' | 'download' | undefined };

/** Throws a UserError where the training cannot start. */
export async function prepare({ graph, recipe, sourceFile, sourceText, missingDataset }: Preparable): Promise<Prepared> {
  const blocked = recipe.unknowns.find(({ blocks }) => blocks);
  if (blocked) throw new UserError(`The training cannot start${atLine(sourceText, blocked.span)}: ${blocked.reason}`);
  if (recipe.train === null) throw new UserError('The file does not say what to train on: no data is handed to `fit` that can be read. Call `model.fit(x, y)` with arrays from keras.datasets, a file or a folder of images.');
  if (graph.inputs.length !== 1) throw new UserError(`The model has ${graph.inputs.length} inputs, and training here takes one array of inputs. Train it with Keras.`);
  const context: DataContext = { sourceFile, sourceText, missingDataset };
  const whole = await openData(recipe.train, context);
  const plan = planTraining(graph, recipe, [{ shape: whole.y.shape, dtype: whole.y.dtype }], sourceText);
  const place = atLine(sourceText, recipe.train.x.span);
  await checkData(plan, whole, place);
  const share = recipe.validation === null ? recipe.validationSplit : 0;
  const cut = share > 0 ? Math.floor(whole.x.count * (1 - share)) : whole.x.count;
  if (cut === 0 || (share > 0 && cut === whole.x.count)) throw new UserError(`\`validation_split=${share}\` leaves ${cut} of ${whole.x.count} samples for training${atLine(sourceText, recipe.fitSpan)}. Choose a share between 0 and 1 that leaves some on both sides.`);
  if (share > 0 && whole.unreadable !== null) throw new UserError(`\`validation_split\`${atLine(sourceText, recipe.fitSpan)} needs arrays, and the data comes from a folder. Split it where the folder is read, with validation_split and subset.`);
  const part = (from: number, to: number | null): OpenData => ({ ...whole, x: sliceRows(whole.x, from, to), y: sliceRows(whole.y, from, to) });
  const validation = recipe.validation ? await openData(recipe.validation, context) : share > 0 ? part(cut, null) : null;
  const test = recipe.test === null ? null : await openData(recipe.test, context);
  for (const [what, data] of [['validation', validation], ['test', test]] as const) if (data !== null) sameShapes(whole, data, what);
  const opened = [whole, validation, test].filter((data) => data !== null);
  return {
    plan, train: share > 0 ? part(0, cut) : whole, validation, test, title: whole.title,
    notes: [...new Set([...recipe.unknowns.map(({ reason, span }) => `${reason}${atLine(sourceText, span)}`), ...opened.flatMap(({ notes }) => notes)])],
    unreadable: () => new Map(opened.flatMap(({ unreadable }) => [...(unreadable ?? [])])),
  };
}

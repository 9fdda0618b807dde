/** What a training needs before it starts: its data opened, a plan bound to it, and every mismatch said in one sentence. */
import type { ModelGraph } from '../../core/graph/types.js';
import type { TrainRequest } from '../../core/protocol/engine.js';
import { stagesOf } from '../../core/recipe/stages.js';
import type { Recipe } from '../../core/recipe/types.js';
import { openData, stepsIn, targetsOf, type DataContext, type OpenData } from '../datasets/open.js';
import { boundIn } from '../datasets/files/bounds.js';
import { partsOf } from '../datasets/parts.js';
import { UserError, atLine } from '../errors.js';
import { checkData, sameShapes } from './check.js';
import { withMoved } from '../model/moved.js';
import { MaskNotFollowed } from '../model/masks.js';
import type { TypedArray } from '../trace/step.js';
import { traceStep } from '../trace/trace.js';
import { loadedWeights } from './loaded-weights.js';
import { planTraining, type Plan } from './plan.js';
import { evaluationStep } from './step.js';

export interface Prepared {
  readonly plan: Plan;
  readonly train: OpenData;
  readonly validation: OpenData | null;
  readonly test: OpenData | null;
  readonly title: string;
  /** Weights that the file loads before it trains; null where it starts from fresh ones. */
  readonly start: Readonly<Record<string, TypedArray>> | null;
  /** What is to be said before the start: what of the recipe is not followed, and what of the data is not as the file expects. */
  readonly notes: readonly string[];
  /** How many steps a pass takes at most, as `fit` and `evaluate` say. */
  readonly steps: Steps;
  /** Images of all this data that could not be read so far, with the reason of each. */
  unreadable(): ReadonlyMap<string, string>;
}

/** Sizes of batches where the data does not say them itself: those of the validation are `fit`'s or its own, those of `evaluate` 32 (`Trainer.evaluate`). */
export const validationBatch = ({ validation }: Pick<Prepared, 'validation'>, { validationBatchSize }: Recipe, batchSize: number): number => validation?.batchSize ?? validationBatchSize ?? batchSize;
export const testBatch = ({ test }: Pick<Prepared, 'test'>, { testBatchSize }: Recipe): number => test?.batchSize ?? testBatchSize ?? 32;

/** How many steps a pass takes at most; null where nothing limits it. */
export interface Steps {
  readonly training: number | null;
  readonly validation: number | null;
  readonly test: number | null;
}

export type Preparable = Pick<TrainRequest, 'graph' | 'recipe' | 'sourceFile' | 'sourceText'> & { readonly missingDataset?: 'bundled' | 'download' | undefined; readonly preparing?: ((line: string) => void) | undefined; readonly kept?: DataContext['kept'] };

/** Every training of a recipe, in their order; data that several share is opened once. Throws a UserError where one of them cannot start. */
export async function prepareStages(request: Preparable): Promise<Prepared[]> {
  refuseBlocked(request);
  const kept: DataContext['kept'] = new Map();
  const prepared: Prepared[] = [];
  // Weights that are loaded between two trainings may be written by the first of them.
  for (const [i, { earlier: _earlier, ...stage }] of stagesOf(request.recipe).entries()) prepared.push(await prepare({ ...request, recipe: i === 0 ? stage : { ...stage, start: null }, kept }));
  checkKeptOptimizers(request, prepared);
  return prepared;
}

function refuseBlocked({ recipe, sourceText }: Pick<Preparable, 'recipe' | 'sourceText'>): void {
  const blocked = recipe.unknowns.find(({ blocks }) => blocks);
  if (blocked) throw new UserError(`The training cannot start${atLine(sourceText, blocked.span)}: ${blocked.reason}`);
}

/** Keras refuses to move weights with an optimizer that was built for others (`BaseOptimizer._get_variable_index`). */
function checkKeptOptimizers({ recipe, sourceText }: Preparable, prepared: readonly Prepared[]): void {
  let built = new Set<string>();
  stagesOf(recipe).forEach(({ keepsOptimizer, compileSpan }, i) => {
    const trained = prepared[i]!.plan.weights.filter(({ trainable }) => trainable).map(({ name }) => name);
    if (keepsOptimizer !== true) built = new Set(trained);
    const other = trained.find((name) => !built.has(name));
    if (other !== undefined) throw new UserError(`The model is compiled${atLine(sourceText, compileSpan)} with an optimizer that has trained before, when "${other}" was not trainable, and Keras stops there: an optimizer moves the weights that it was built for. Give compile a new optimizer.`);
  });
}

/** One training. Throws a UserError where it cannot start. */
export async function prepare({ graph: written, recipe, sourceFile, sourceText, missingDataset, preparing, kept }: Preparable): Promise<Prepared> {
  refuseBlocked({ recipe, sourceText });
  if (recipe.train === null) throw new UserError('The file does not say what to train on: no data is handed to `fit` that can be read. Call `model.fit(x, y)` with arrays from keras.datasets, a file or a folder of images.');
  const graph = withMoved(written, recipe.moved);
  checkPretrained(graph, sourceText);
  const context: DataContext = { sourceFile, sourceText, missingDataset, preparing, kept };
  const whole = await openData(recipe.train, context);
  const plan = planTraining(graph, recipe, targetsOf(whole).map(({ shape, dtype }) => ({ shape, dtype })), sourceText);
  const place = atLine(sourceText, recipe.train.x.span);
  await checkData(plan, whole, place);
  checkMasks(plan, sourceText);
  const { train, validation, test } = await partsOf(whole, recipe, context);
  const steps = await stepsOf(recipe, context);
  for (const [what, data, argument] of [['training', train, 'steps_per_epoch'], ['validation', validation, 'validation_steps'], ['test', test, 'steps']] as const) {
    if (data !== null && stepsIn(steps[what], data, data.batchSize ?? recipe.batchSize) === Infinity) throw new UserError(`The ${what} data repeats without end (repeat())${place}, so that no ${what === 'test' ? 'evaluation' : 'epoch'} ends. Give ${what === 'test' ? 'evaluate' : 'fit'} ${argument}, or leave repeat() out.`);
  }
  const start = await loadedWeights({ graph, recipe, sourceFile, sourceText });
  for (const [what, data] of [['validation', validation], ['test', test]] as const) if (data !== null) sameShapes(whole, data, what);
  const opened = [whole, validation, test].filter((data) => data !== null);
  return {
    plan, train, validation, test, start, steps, title: whole.title,
    notes: [...new Set([...recipe.unknowns.map(({ reason, span }) => `${reason}${atLine(sourceText, span)}`), ...plan.leftOut, ...opened.flatMap(({ notes }) => notes)])],
    unreadable: () => new Map(opened.flatMap(({ unreadable }) => [...(unreadable ?? [])])),
  };
}

/** Numbers of steps, worked out from how many samples there are where they hang on that. */
export async function stepsOf({ stepsPerEpoch, validationSteps, testSteps, fitSpan, places }: Recipe, context: DataContext): Promise<Steps> {
  const span = places?.stepsPerEpoch ?? fitSpan;
  return { training: await boundIn(stepsPerEpoch, context, span), validation: await boundIn(validationSteps, context, span), test: await boundIn(testSteps ?? null, context, span) };
}

/** Throws a UserError where a layer of the user's would be handed a mask. Only running the layers tells, and that is done only where some layer has to do with masks. */
function checkMasks(plan: Plan, source: string): void {
  const concerned = ({ layers }: ModelGraph): boolean => layers.some(({ masks, inner }) => masks === true || (inner !== undefined && concerned(inner)));
  if (!concerned(plan.graph)) return;
  try {
    traceStep(evaluationStep(plan, 1));
  } catch (error) {
    if (error instanceof MaskNotFollowed) throw new MaskNotFollowed(error.layer, atLine(source, error.layer.span));
    // Whatever else cannot be traced runs uncompiled, or says so itself.
  }
}

/** Throws a UserError where a model inside is to start from published weights: what random ones in their place would learn is not what the file says. */
function checkPretrained(graph: ModelGraph, source: string): void {
  if (graph.pretrained !== undefined) {
    throw new UserError(`The model "${graph.name}"${atLine(source, graph.span)} starts from published weights (weights="${graph.pretrained}"), which cannot be loaded here yet. Train it with Keras, or give weights=None to start from random ones.`);
  }
  for (const { inner } of graph.layers) if (inner) checkPretrained(inner, source);
}

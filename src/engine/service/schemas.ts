/** Requests come from another process: each is checked before anything is done with it. */
import * as v from 'valibot';
import type { ModelGraph } from '../../core/graph/types.js';
import type { DataRequest, SamplesQuery, VariantsQuery } from '../../core/protocol/data.js';
import type { ContinueRequest, EvaluateRequest, ImagesRequest, PreflightRequest, TrainRequest } from '../../core/protocol/engine.js';
import type { Recipe } from '../../core/recipe/types.js';
import { UserError } from '../errors.js';

const object = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** What is inside a graph and a recipe is checked where they are bound to what can be run, with sentences that name the layer. */
const graph = v.custom<ModelGraph>((value) => object(value) && Array.isArray(value['layers']) && Array.isArray(value['calls']) && Array.isArray(value['tensors']) && Array.isArray(value['inputs']) && Array.isArray(value['outputs']), 'expected a model graph');
const recipe = v.custom<Recipe>((value) => object(value) && object(value['optimizer']) && Array.isArray(value['losses']) && Array.isArray(value['unknowns']), 'expected a recipe');
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const optional = <T extends v.GenericSchema>(schema: T) => v.exactOptional(schema);

const trainEntries = {
  graph,
  recipe,
  sourceFile: v.string(),
  sourceText: v.string(),
  runsDirectory: v.pipe(v.string(), v.nonEmpty()),
  epochs: optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  device: optional(v.string()),
  seed: optional(v.number()),
  missingDataset: optional(v.picklist(['bundled', 'download'])),
  checkpointBytes: optional(v.pipe(v.number(), v.minValue(0))),
};
const trainRequest: v.GenericSchema<unknown, TrainRequest> = v.object(trainEntries);

const continueRequest: v.GenericSchema<unknown, ContinueRequest> = v.object({
  runDirectory: v.pipe(v.string(), v.nonEmpty()),
  epochs: optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  device: optional(v.string()),
});

const { runsDirectory: _runsDirectory, ...lookedAt } = trainEntries;
const preflightRequest: v.GenericSchema<unknown, PreflightRequest> = v.object(lookedAt);
const evaluateRequest: v.GenericSchema<unknown, EvaluateRequest> = v.object({ runDirectory: v.pipe(v.string(), v.nonEmpty()), epoch: v.pipe(count, v.minValue(1)), device: optional(v.string()) });
const imagesAtRequest = v.object({ runDirectory: v.string(), split: v.picklist(['train', 'validation', 'test']), indices: v.pipe(v.array(count), v.maxLength(2000)) });
const imagesRequest: v.GenericSchema<unknown, ImagesRequest> = v.object({ runDirectory: v.string(), split: v.picklist(['train', 'validation', 'test', 'worst']), from: count, count: v.pipe(count, v.maxValue(2000)), label: optional(count) });

const dataRequest: v.GenericSchema<unknown, DataRequest> = v.object({ graph, recipe, sourceFile: v.string(), sourceText: v.string() });
const role = v.picklist(['training', 'validation', 'test']);
const few = v.pipe(count, v.maxValue(200));
const samplesQuery: v.GenericSchema<unknown, SamplesQuery> = v.object({ role, labels: v.pipe(v.array(v.nullable(count)), v.maxLength(1000)), from: count, count: few });
const variantsQuery: v.GenericSchema<unknown, VariantsQuery> = v.object({ role, index: count, count: few });

export const checkTrain = (value: unknown): TrainRequest => check('train', trainRequest, value);
export const checkPreflight = (value: unknown): PreflightRequest => check('preflight', preflightRequest, value);
export const checkEvaluate = (value: unknown): EvaluateRequest => check('evaluateRun', evaluateRequest, value);
export const checkImagesAt = (value: unknown): v.InferOutput<typeof imagesAtRequest> => check('imagesAt', imagesAtRequest, value);
export const checkContinue = (value: unknown): ContinueRequest => check('continueRun', continueRequest, value);
export const checkImages = (value: unknown): ImagesRequest => check('images', imagesRequest, value);
export const checkRecipe = (value: unknown): Recipe => check('questions', recipe, value);
export const checkData = (value: unknown): DataRequest => check('data', dataRequest, value);
export const checkRole = (value: unknown): v.InferOutput<typeof role> => check('checkFiles', role, value);
export const checkSamples = (value: unknown): SamplesQuery => check('dataSamples', samplesQuery, value);
export const checkVariants = (value: unknown): VariantsQuery => check('dataVariants', variantsQuery, value);
export const checkFlag = (what: string, value: unknown): boolean => check(what, v.boolean(), value);
export const checkText = (what: string, value: unknown): string => check(what, v.string(), value);

/** Throws a UserError that names the field. */
export function check<T>(what: string, schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = issue.path?.map(({ key }) => String(key)).join('.');
  throw new UserError(`The request "${what}" is not valid: ${path ? `${path}: ` : ''}${issue.message}.`);
}

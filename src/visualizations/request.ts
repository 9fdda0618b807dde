/** Checks of what every visualization's request holds: requests come from another process and are not trusted. */
import * as v from 'valibot';
import type { ModelGraph } from '../core/graph/types.js';
import type { ImageChoice, Subject, Weights } from './picture.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const length = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8192));

/** A graph is checked where it is run; here only that it is one. */
const graph = v.custom<ModelGraph>((value) => typeof value === 'object' && value !== null && Array.isArray((value as ModelGraph).layers) && Array.isArray((value as ModelGraph).calls), 'a model graph');

/** Height and width. */
export const sizeSchema = v.tuple([length, length]);

export const weightsSchema: v.GenericSchema<unknown, Weights> = v.variant('kind', [
  v.object({ kind: v.literal('run'), directory: v.string(), epoch: v.union([count, v.literal('best'), v.literal('last')]) }),
  v.object({ kind: v.literal('file'), path: v.string() }),
  v.object({ kind: v.literal('random'), graph, seed: v.number() }),
]);

export const imageSchema: v.GenericSchema<unknown, ImageChoice> = v.variant('kind', [
  v.object({ kind: v.literal('dataset'), split: v.picklist(['train', 'validation', 'test']), index: count }),
  v.object({ kind: v.literal('file'), path: v.string() }),
]);

export const subjectSchema: v.GenericSchema<unknown, Subject> = v.object({
  weights: weightsSchema,
  image: v.nullable(imageSchema),
  size: v.exactOptional(sizeSchema),
  preprocessing: v.exactOptional(v.picklist(['none', 'unit', 'caffe', 'tf', 'torch'])),
  device: v.exactOptional(v.string()),
});

export const layerSchema = v.nullable(v.string());
export const wholeNumber = count;

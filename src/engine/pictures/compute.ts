/** From a request that came from another process to a picture of an opened model. */
import * as v from 'valibot';
import type { Visualization } from '../../visualizations/compute.js';
import { checkInput } from '../../visualizations/layers.js';
import type { Subject } from '../../visualizations/picture.js';
import { UserError } from '../errors.js';
import { specs } from '../visualizations.generated.js';
import { contextFor, type ModelOnDevice, type RequestSide } from './context.js';
import { imageFromFile, imageShape } from './image.js';
import type { OpenedModel, PreparedImage } from './opened.js';
import { preprocessingFor, rangeOf } from './preprocessing.js';

export interface PictureRequest {
  readonly subject: Subject;
}

/** Each visualization checks its own request, so that here only what all have in common is known. */
const visualizations = specs as unknown as Readonly<Record<string, Visualization<PictureRequest, unknown>>>;

/** A request that its visualization has checked. */
export interface Checked {
  readonly visualization: Visualization<PictureRequest, unknown>;
  readonly request: PictureRequest;
}

/** Throws a UserError on a request that is not one. */
export function checkPicture(id: string, request: unknown): Checked {
  const visualization = Object.hasOwn(visualizations, id) ? visualizations[id] : undefined;
  if (visualization === undefined) throw new UserError(`There is no visualization "${id}"; the engine has ${Object.keys(visualizations).join(', ')}.`);
  const checked = v.safeParse(visualization.request, request);
  if (!checked.success) throw new UserError(`The request for "${id}" is not valid: ${describe(checked.issues)}.`);
  return { visualization, request: checked.output };
}

/** Throws `Cancelled` when it was cancelled. */
export async function pictureOn(on: ModelOnDevice, { visualization, request }: Checked, side: RequestSide): Promise<unknown> {
  const { subject } = request;
  const model = subject.preprocessing === undefined ? on.model : { ...on.model, preprocessing: preprocessingFor(on.model.graph, null, subject.preprocessing) };
  const image = await imageOf(subject, model);
  const channels = model.graph.tensors[model.graph.inputs[0] ?? -1]?.shape?.at(-1) ?? 1;
  return visualization.compute(request, contextFor(on, model, image, await rangeOf(model.preprocessing, channels), subject.size, side));
}

async function imageOf({ image, size }: Subject, model: OpenedModel): Promise<PreparedImage | null> {
  if (image === null) return null;
  checkInput(model.graph);
  if (image.kind === 'file') return imageFromFile(image.path, imageShape(model.graph, size), model.preprocessing);
  if (model.dataset === null) throw new UserError('A model without a run knows no data to take an image from; choose an image file.');
  return model.dataset(image.split, image.index);
}

/** The first problem of a request, with its place. */
function describe(issues: readonly v.BaseIssue<unknown>[]): string {
  const [issue] = issues;
  const path = issue?.path?.map(({ key }) => String(key)).join('.');
  return `${path ? `${path}: ` : ''}${issue?.message ?? 'it could not be read'}`;
}

import * as v from 'valibot';
import { UserError } from '../errors.js';
import type { Subject } from '../../visualizations/picture.js';
import type { Visualization } from '../../visualizations/compute.js';
import { contextFor, type RequestSide } from '../pictures/context.js';
import { imageFromFile, imageShape } from '../pictures/image.js';
import { preprocessingFor, rangeOf } from '../pictures/preprocessing.js';
import type { OpenedModel, PreparedImage } from '../pictures/opened.js';
import { specs } from '../visualizations.generated.js';
import type { Models } from './models.js';

/** Each visualization checks its own request, so that here only what all have in common is known. */
const visualizations = specs as unknown as Readonly<Record<string, Visualization<{ readonly subject: Subject }, unknown>>>;

/** Computes one visualization. Throws a UserError on a request that is not one, and `Cancelled` when it was cancelled. */
export async function computePicture(id: string, request: unknown, models: Models, side: RequestSide): Promise<unknown> {
  const visualization = Object.hasOwn(visualizations, id) ? visualizations[id] : undefined;
  if (visualization === undefined) throw new UserError(`There is no visualization "${id}"; the engine has ${Object.keys(visualizations).join(', ')}.`);
  const checked = v.safeParse(visualization.request, request);
  if (!checked.success) throw new UserError(`The request for "${id}" is not valid: ${describe(checked.issues)}.`);
  const { subject } = checked.output;
  return models.use(subject.weights, subject.device, async (on) => {
    const model = subject.preprocessing === undefined ? on.model : { ...on.model, preprocessing: preprocessingFor(on.model.graph, null, subject.preprocessing) };
    const image = await imageOf(subject, model);
    const channels = model.graph.tensors[model.graph.inputs[0] ?? -1]?.shape?.at(-1) ?? 1;
    return visualization.compute(checked.output, contextFor(on, model, image, await rangeOf(model.preprocessing, channels), subject.size, side));
  });
}

async function imageOf({ image, size }: Subject, model: OpenedModel): Promise<PreparedImage | null> {
  if (image === null) return null;
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

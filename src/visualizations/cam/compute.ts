import * as v from 'valibot';
import { UserError } from '../../core/protocol/failure.js';
import { defineVisualization, type ComputeContext } from '../compute.js';
import { extentOf, findLayer, isSpatial, leadsToOutput, shownLayers, type ShownLayer } from '../layers.js';
import { withoutLastActivation } from '../logits.js';
import { layerSchema, subjectSchema, wholeNumber } from '../request.js';
import { resizeBilinear } from '../resize.js';
import type { CamPicture, CamRequest, ScaledMap } from './contract.js';
import type { CamMethodSpec, FoundMap, Question } from './define.js';
import { chooseLayer, features, restrictions, type Choice } from './explain.js';
import { specs } from './methods.generated.js';
import { questionOf } from './question.js';
import { trustIn } from './trust.js';

/** Least time between two pictures of a slow method, in milliseconds. */
const partialEvery = 300;

const methods: Readonly<Record<string, CamMethodSpec>> = specs;

/** Where in the image a class was found, by one of the methods under `methods/`. */
export default defineVisualization<CamRequest, CamPicture>({
  request: v.object({
    subject: subjectSchema,
    method: v.string(),
    layer: layerSchema,
    target: v.nullable(wholeNumber),
    score: v.exactOptional(v.picklist(['logit', 'probability'])),
    samples: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))),
    also: v.exactOptional(v.picklist(['methods', 'trust'])),
  }),
  async compute(request, context) {
    const method = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
    if (method === undefined) throw new UserError(`There is no method "${request.method}"; choose one of ${Object.keys(methods).join(', ')}.`);
    const leads = leadsToOutput(context.model);
    const spatial = shownLayers(context.model).filter((shown) => isSpatial(shown) && leads(shown.path));
    const { layer, reason } = layerFor(method, request.layer, spatial, context.model);
    const logits = withoutLastActivation(context.model);
    const score = request.score ?? 'logit';
    const found = await features(layer, logits, context);
    if (![found.activations, found.probabilities].every((values) => values.every(Number.isFinite))) throw new UserError(`"${context.model.name}" gives NaN or infinite values for this image, so no map of it means anything. Look at its activations to see from which layer on.`);
    const target = request.target ?? largest(found.probabilities);
    if (target >= found.probabilities.length) throw new UserError(`The model has ${found.probabilities.length} classes, numbered from 0; class ${target} was asked for.`);
    const obstacle = method.obstacle?.(context.model, layer);
    if (obstacle) throw new UserError(obstacle);

    const shape = context.image().shape;
    const ask = (name: string, progress?: Question['progress']): Question => questionOf({ method: name, layer, found, target, score, samples: request.samples ?? null, ...(progress && { progress }) }, logits, context);
    const mapOf = async (name: string, spec: CamMethodSpec, progress?: Question['progress']): Promise<ScaledMap> => {
      context.checkCancelled();
      return scaled(name, spec.signed, await spec.explain(ask(name, progress)), shape);
    };
    const pictureOf = (map: ScaledMap, rest: Partial<Pick<CamPicture, 'others' | 'trust'>> = {}): CamPicture => ({
      info: context.info,
      ...map,
      layer: layer.path,
      reason: reason + restrictions(context.model, layer.path, logits.layer),
      target,
      probabilities: found.probabilities,
      layers: spatial.map(({ path }) => path),
      methods: Object.entries(methods).map(([id, { title, source, at, obstacle: why, layer: needed }]) => ({ id, title, source, at, obstacle: why?.(context.model, needed?.(context.model, spatial) ?? layer) ?? null })),
      score,
      activation: logits.activation,
      others: [],
      trust: null,
      ...rest,
    });
    let shown = -Infinity;
    const own = await mapOf(request.method, method, (done, of, soFar) => {
      if (done === of || performance.now() - shown < partialEvery) return;
      shown = performance.now();
      context.partial(pictureOf(scaled(request.method, method.signed, { ...soFar(), note: `${done} of ${of} images looked at: this is the map so far.` }, shape)));
    });
    const picture = (rest: Partial<Pick<CamPicture, 'others' | 'trust'>>): CamPicture => pictureOf(own, rest);
    if (request.also === undefined) return picture({});
    context.partial(picture({}));
    if (request.also === 'methods') {
      const others: ScaledMap[] = [];
      // The quick ones first, so that there is something to compare at once.
      for (const [id, spec] of Object.entries(methods).sort(([, a], [, b]) => Number(a.slow ?? false) - Number(b.slow ?? false))) {
        if (id === request.method || spec.obstacle?.(context.model, layer)) continue;
        others.push(await mapOf(id, spec));
        context.partial(picture({ others: [...others] }));
      }
      return picture({ others });
    }
    const trust = await trustIn({ map: own, layer, target, score, logits, context, method: request.method, spec: method, probability: questionOf({ method: request.method, layer, found, target, score: 'probability', samples: null }, logits, context) });
    return picture({ trust });
  },
});

/** The layer asked for, else the one that the method needs, else the last that knows places. Throws a UserError on one without places. */
function layerFor(method: CamMethodSpec, asked: string | null, spatial: readonly ShownLayer[], model: ComputeContext['model']): Choice {
  if (asked !== null) return { layer: spatialLayer(spatial, asked, model), reason: 'Chosen by you.' };
  const needed = method.layer?.(model, spatial);
  return needed ? { layer: needed, reason: `The layer whose means the model's last layer weighs.` } : chooseLayer(model);
}

/** A map divided by its peak, and the same as large as the image. */
export function scaled(method: string, signed: boolean, { height, width, values, note }: FoundMap, [toHeight = 1, toWidth = 1]: readonly number[]): ScaledMap {
  if (!values.every(Number.isFinite)) throw new UserError(`The map of ${method} holds NaN or infinite values: numbers on the way to it are too large for this image. Choose another layer or method.`);
  const peak = values.reduce((most, value) => Math.max(most, signed ? Math.abs(value) : value), 0);
  const shares = values.map((value) => (peak > 0 ? (signed ? value : Math.max(0, value)) / peak : 0));
  return {
    method,
    signed,
    map: { height, width, channels: 1, values: shares },
    overlay: { height: toHeight, width: toWidth, channels: 1, values: resizeBilinear(shares, [height, width, 1], [toHeight, toWidth]) },
    peak,
    note: note ?? null,
  };
}

function spatialLayer(spatial: readonly ShownLayer[], name: string, model: Parameters<typeof shownLayers>[0]): ShownLayer {
  const layer = findLayer(shownLayers(model), name);
  if (!leadsToOutput(model)(layer.path)) throw new UserError(`The model's first output, which is explained, does not depend on "${layer.path}"; choose one of ${spatial.map(({ path }) => path).join(', ')}.`);
  if (isSpatial(layer)) return layer;
  const { height, width, channels } = extentOf(layer.shape, layer.channelsFirst);
  throw new UserError(`The output of "${layer.path}" (${[height, width, channels].map((length) => length ?? '?').join(' × ')}) has no height and width to point at; choose one of ${spatial.map(({ path }) => path).join(', ')}.`);
}

function largest(values: Float32Array): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}

import * as v from 'valibot';
import { UserError } from '../../core/protocol/failure.js';
import { defineVisualization } from '../compute.js';
import { extentOf, findLayer, isSpatial, shownLayers, type ShownLayer } from '../layers.js';
import { withoutLastActivation } from '../logits.js';
import { layerSchema, subjectSchema, wholeNumber } from '../request.js';
import { resizeBilinear } from '../resize.js';
import type { CamPicture, CamRequest } from './contract.js';
import type { CamMethodSpec } from './define.js';
import { chooseLayer, explain, features } from './explain.js';
import { specs } from './methods.generated.js';

const methods: Readonly<Record<string, CamMethodSpec>> = specs;

/** Where in the image a class was found, by one of the methods under `methods/`. */
export default defineVisualization<CamRequest, CamPicture>({
  request: v.object({
    subject: subjectSchema,
    method: v.string(),
    layer: layerSchema,
    target: v.nullable(wholeNumber),
    score: v.exactOptional(v.picklist(['logit', 'probability'])),
  }),
  async compute(request, context) {
    const method = methods[request.method];
    if (method === undefined) throw new UserError(`There is no method "${request.method}"; choose one of ${Object.keys(methods).join(', ')}.`);
    const image = context.image();
    const spatial = shownLayers(context.model).filter(isSpatial);
    const { layer, reason } = request.layer === null ? chooseLayer(context.model) : { layer: spatialLayer(spatial, request.layer, context.model), reason: 'Chosen by you.' };
    const logits = withoutLastActivation(context.model);
    const score = request.score ?? 'logit';
    const found = await features(layer, logits, context);
    const target = request.target ?? largest(found.probabilities);
    if (target >= found.probabilities.length) throw new UserError(`The model has ${found.probabilities.length} classes, numbered from 0; class ${target} was asked for.`);
    context.checkCancelled();
    const map = await explain(layer, found, target, score, request.method, method, logits, context);
    const peak = map.values.reduce((most, value) => Math.max(most, value), 0);
    const scaled = map.values.map((value) => (peak > 0 ? Math.max(0, value) / peak : 0));
    const [height, width] = [image.shape[0]!, image.shape[1]!];
    return {
      info: context.info,
      method: request.method,
      layer: layer.path,
      reason,
      target,
      probabilities: found.probabilities,
      map: { height: map.height, width: map.width, channels: 1, values: scaled },
      overlay: { height, width, channels: 1, values: resizeBilinear(scaled, [map.height, map.width, 1], [height, width]) },
      peak,
      layers: spatial.map(({ path }) => path),
      methods: Object.entries(methods).map(([id, { title, source }]) => ({ id, title, source })),
      score,
      activation: logits.activation,
    };
  },
});

function spatialLayer(spatial: readonly ShownLayer[], name: string, model: Parameters<typeof shownLayers>[0]): ShownLayer {
  const layer = findLayer(shownLayers(model), name);
  if (isSpatial(layer)) return layer;
  const { height, width, channels } = extentOf(layer.shape, layer.channelsFirst);
  throw new UserError(`The output of "${layer.path}" (${[height, width, channels].map((length) => length ?? '?').join(' × ')}) has no height and width to point at; choose one of ${spatial.map(({ path }) => path).join(', ')}.`);
}

function largest(values: Float32Array): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}

import * as v from 'valibot';
import { UserError } from '../../core/protocol/failure.js';
import { defineVisualization, type ComputeContext } from '../compute.js';
import { extentOf, findLayer, firstConvolution, isSpatial, shownLayers, type ShownLayer } from '../layers.js';
import { withoutLastActivation } from '../logits.js';
import { layerSchema, sizeSchema, subjectSchema, wholeNumber } from '../request.js';
import { ascend, normalizePattern } from './ascent.js';
import type { FiltersPicture, FiltersRequest, Pattern } from './contract.js';

/** Pictures so far are sent no more often than this. */
const partialMilliseconds = 150;
/** Pixels of all inputs of one batch: bounds the memory of deep models without slowing small ones. */
const batchPixels = 100_000;
const largestBatch = 64;

/** The input that excites each filter of a layer, by gradient ascent from gray noise; see `ascend`. */
export default defineVisualization<FiltersRequest, FiltersPicture>({
  request: v.object({
    subject: subjectSchema,
    layer: layerSchema,
    filters: v.nullable(v.array(wholeNumber)),
    steps: v.pipe(wholeNumber, v.maxValue(10_000)),
    stepSize: v.pipe(v.number(), v.finite()),
    seed: v.number(),
    size: v.exactOptional(sizeSchema),
  }),
  async compute(request, context) {
    const layers = shownLayers(context.model).filter(hasFilters);
    const layer = request.layer === null ? firstConvolution(layers) : findLayer(layers, request.layer);
    const total = filtersOf(layer);
    const filters = request.filters ?? Array.from({ length: total }, (_, i) => i);
    const outside = filters.find((filter) => filter >= total);
    if (outside !== undefined) throw new UserError(`Layer "${layer.path}" has ${total} filters, numbered from 0; filter ${outside} was asked for.`);
    const size = sizeOf(request, context);
    const [height, width, channels] = size;
    const pixels = height * width * channels;
    const picture = (patterns: readonly Pattern[]): FiltersPicture => ({
      info: context.info,
      layer: layer.path,
      height,
      width,
      channels,
      total,
      patterns,
      layers: layers.map((shown) => ({ name: shown.path, type: shown.layer.type, filters: filtersOf(shown) })),
    });
    const patternsOf = (batch: readonly number[], images: Float32Array, objectives: readonly (readonly number[])[]): Pattern[] =>
      batch.map((filter, i) => ({ filter, values: normalizePattern(images.subarray(i * pixels, (i + 1) * pixels)), objective: [...objectives[i]!], silent: objectives[i]!.every((value) => value === 0) }));

    const logits = withoutLastActivation(context.model);
    const done: Pattern[] = [];
    const batchSize = Math.max(1, Math.min(largestBatch, Math.floor(batchPixels / (height * width)), filters.length));
    let shownAt = 0;
    for (let from = 0; from < filters.length; from += batchSize) {
      const batch = filters.slice(from, from + batchSize);
      // The last batch is filled up, so that it runs in the step compiled for the others.
      const filled = [...batch, ...Array.from({ length: batchSize - batch.length }, () => batch[0]!)];
      const start = grayNoise(filled, pixels, request.seed, context.range);
      const { images, objectives } = await ascend(
        {
          layer,
          filters: filled,
          start,
          size,
          steps: request.steps,
          stepSize: request.stepSize,
          onStep(sofar, reached) {
            if (Date.now() - shownAt < partialMilliseconds) return;
            shownAt = Date.now();
            context.partial(picture(patternsOf(batch, sofar, reached)));
          },
        },
        logits,
        context,
      );
      const finished = patternsOf(batch, images, objectives);
      done.push(...finished);
      context.partial(picture(finished));
    }
    return picture(done);
  },
});

/** Convolutions and other spatial layers have filters, and so has a dense layer: its units. */
function hasFilters(shown: ShownLayer): boolean {
  return (isSpatial(shown) || shown.layer.weights.some(({ name }) => name === 'kernel')) && filtersOf(shown) > 0;
}

function filtersOf({ shape, channelsFirst }: ShownLayer): number {
  return extentOf(shape, channelsFirst).channels ?? 0;
}

function sizeOf(request: FiltersRequest, { inputShape, model }: ComputeContext): [number, number, number] {
  const [height, width] = request.size ?? [inputShape[0], inputShape[1]];
  const channels = inputShape[2];
  if (inputShape.length !== 3 || typeof channels !== 'number') throw new UserError(`Patterns need a model whose input is an image (height, width, channels); "${model.name}" takes (${inputShape.map((length) => length ?? '?').join(', ')}).`);
  if (typeof height !== 'number' || typeof width !== 'number') throw new UserError(`"${model.name}" takes images of any size; choose the size of the patterns, for example 150 x 150.`);
  return [height, width, channels];
}

/**
 * The lecture's start, a gray image with some noise: 128 + 20 u out of 255, u uniform in [0, 1), moved into the range of the model's
 * input. Each filter has its own numbers, which do not depend on the filters beside it.
 */
export function grayNoise(filters: readonly number[], pixels: number, seed: number, { low, high }: ComputeContext['range']): Float32Array {
  const start = new Float32Array(filters.length * pixels);
  filters.forEach((filter, i) => {
    let state = (Math.imul(filter + 1, 0x9e3779b9) ^ Math.imul(seed + 1, 0x85ebca6b)) >>> 0;
    for (let p = 0; p < pixels; p++) {
      // Mulberry32: 32 bits of state are plenty for noise that only breaks the symmetry of gray.
      state = (state + 0x6d2b79f5) >>> 0;
      let bits = Math.imul(state ^ (state >>> 15), state | 1);
      bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
      const uniform = ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
      start[i * pixels + p] = low + ((128 + 20 * uniform) / 255) * (high - low);
    }
  });
  return start;
}

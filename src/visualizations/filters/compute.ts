import * as v from 'valibot';
import { UserError } from '../../core/protocol/failure.js';
import { defineVisualization, type ComputeContext } from '../compute.js';
import { anySizeWords, checkInput, extentOf, findLayer, firstConvolution, isSpatial, shownLayers, type ShownLayer } from '../layers.js';
import { withoutLastActivation } from '../logits.js';
import { layerSchema, sizeSchema, subjectSchema, wholeNumber } from '../request.js';
import { ascend, normalizePattern, type Ascended } from './ascent.js';
import { uniformNumbers } from '../random.js';
import type { FiltersPicture, FiltersRequest, Pattern } from './contract.js';
import { kernelsOf } from './kernels.js';
import { checkMemory } from './memory.js';
import { keyOf } from './options.js';
import { ascentOptions } from './schema.js';

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
    options: v.exactOptional(v.object(ascentOptions)),
    variants: v.exactOptional(v.pipe(wholeNumber, v.minValue(1), v.maxValue(16))),
    kernels: v.exactOptional(v.boolean()),
  }),
  async compute(request, context) {
    const all = shownLayers(context.model);
    const layers = all.filter(hasFilters);
    const layer = request.layer === null ? firstConvolution(layers) : findLayer(layers, request.layer);
    const total = filtersOf(layer);
    const filters = request.filters ?? Array.from({ length: total }, (_, i) => i);
    const outside = filters.find((filter) => filter >= total);
    if (outside !== undefined) throw new UserError(`Layer "${layer.path}" has ${total} filters, numbered from 0; filter ${outside} was asked for.`);
    if (request.kernels) return { ...kernelsOf(layer, context), info: context.info, layers: layers.map(described) };
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
      kernels: null,
      layers: layers.map(described),
    });
    const { options = {}, variants = 1 } = request;
    const wanted = filters.flatMap((filter) => Array.from({ length: variants }, (_, variant) => ({ filter, variant })));
    // What was formed before a stop is kept, so that going on goes on.
    const key = `patterns ${JSON.stringify([layer.path, size, request.steps, request.stepSize, request.seed, variants])} ${keyOf(options)}`;
    const formed = await context.remember(key, () => Promise.resolve(new Map<string, Pattern>()));
    const begun = await context.remember(`begun ${key}`, () => Promise.resolve(new Map<string, Ascended>()));
    const nameOf = ({ filter, variant }: Wanted): string => `${filter} ${variant}`;
    const done = wanted.flatMap((each) => formed.get(nameOf(each)) ?? []);
    if (done.length > 0) context.partial(picture(done));
    const missing = wanted.filter((each) => !formed.has(nameOf(each)));
    const patternsOf = (batch: readonly Wanted[], images: Float32Array, objectives: readonly (readonly number[])[]): Pattern[] =>
      batch.map((each, i) => ({ ...each, values: normalizePattern(images.subarray(i * pixels, (i + 1) * pixels)), objective: [...objectives[i]!], silent: objectives[i]!.every((value) => value === 0) }));

    const logits = withoutLastActivation(context.model);
    // Diversity is among the patterns of one filter, which then make a batch of their own.
    const room = (options.diversity ?? 0) > 0 ? variants : Math.max(1, Math.min(largestBatch, Math.floor(batchPixels / (height * width))));
    const batchSize = Math.min(room, Math.max(1, missing.length));
    checkMemory(context.model, { layers: all.slice(0, 1 + all.findIndex(({ path }) => path === layer.path)), size, batch: batchSize, patterns: wanted.length });
    let shownAt = 0;
    for (let from = 0; from < missing.length; from += batchSize) {
      const batch = missing.slice(from, from + batchSize);
      // The last batch is filled up, so that it runs in the step compiled for the others.
      const filled = [...batch, ...Array.from({ length: batchSize - batch.length }, () => batch[0]!)];
      const name = batch.map(nameOf).join();
      const seeds = filled.map(({ filter, variant }) => filter + 1 + variant * 65_537);
      const { images, objectives } = await ascend(
        {
          layer,
          filters: filled.map(({ filter }) => filter),
          start: grayNoise(seeds, pixels, request.seed, context.range),
          seeds,
          sofar: filledUp(begun.get(name), batchSize, pixels),
          size,
          steps: request.steps,
          stepSize: request.stepSize,
          options,
          onStep(sofar, reached) {
            if (options.parametrization !== 'fourier') begun.set(name, { images: sofar.slice(0, batch.length * pixels), objectives: reached });
            if (Date.now() - shownAt < partialMilliseconds) return;
            shownAt = Date.now();
            context.partial(picture(patternsOf(batch, sofar, reached)));
          },
        },
        logits,
        context,
      );
      begun.clear();
      const finished = patternsOf(batch, images, objectives);
      for (const pattern of finished) formed.set(nameOf(pattern), pattern);
      done.push(...finished);
      context.partial(picture(finished));
    }
    done.sort((a, b) => filters.indexOf(a.filter) - filters.indexOf(b.filter) || a.variant - b.variant);
    return picture(done);
  },
});

/** A batch that was stopped, filled up by its first input as the batch itself is. */
function filledUp(begun: Ascended | undefined, size: number, pixels: number): Ascended | undefined {
  if (begun === undefined) return undefined;
  const images = new Float32Array(size * pixels);
  const own = begun.images.length / pixels;
  const from = (i: number): number => (i < own ? i : 0);
  for (let i = 0; i < size; i++) images.set(begun.images.subarray(from(i) * pixels, (from(i) + 1) * pixels), i * pixels);
  return { images, objectives: Array.from({ length: size }, (_, i) => begun.objectives[from(i)]!) };
}

type Wanted = Pick<Pattern, 'filter' | 'variant'>;

const described = (shown: ShownLayer) => ({ name: shown.path, type: shown.layer.type, filters: filtersOf(shown) });

/** Convolutions and other spatial layers have filters, and so has a dense layer: its units. */
function hasFilters(shown: ShownLayer): boolean {
  return (isSpatial(shown) || shown.layer.weights.some(({ name }) => name === 'kernel')) && filtersOf(shown) > 0;
}

function filtersOf({ shape, channelsFirst }: ShownLayer): number {
  return extentOf(shape, channelsFirst).channels ?? 0;
}

function sizeOf(request: FiltersRequest, { inputShape, model }: ComputeContext): [number, number, number] {
  checkInput(model);
  const [height, width] = request.size ?? [inputShape[0], inputShape[1]];
  const channels = inputShape[2];
  if (inputShape.length !== 3 || typeof channels !== 'number') throw new UserError(`Patterns need a model whose input is an image (height, width, channels); "${model.name}" takes (${inputShape.map((length) => length ?? '?').join(', ')}).`);
  if (typeof height !== 'number' || typeof width !== 'number') throw new UserError(`"${model.name}" ${anySizeWords}; choose the size of the patterns, for example 150 x 150.`);
  return [height, width, channels];
}

/**
 * The lecture's start, a gray image with some noise: 128 + 20 u out of 255, u uniform in [0, 1), moved into the range of the model's
 * input. Each seed (a filter's number plus one) has its own numbers, which do not depend on the others beside it.
 */
export function grayNoise(seeds: readonly number[], pixels: number, seed: number, { low, high }: ComputeContext['range']): Float32Array {
  const start = new Float32Array(seeds.length * pixels);
  seeds.forEach((own, i) => {
    const uniform = uniformNumbers(Math.imul(own, 0x9e3779b9) ^ Math.imul(seed + 1, 0x85ebca6b));
    for (let p = 0; p < pixels; p++) start[i * pixels + p] = low + ((128 + 20 * uniform()) / 255) * (high - low);
  });
  return start;
}

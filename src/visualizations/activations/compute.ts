import * as v from 'valibot';
import { mean, transpose } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineVisualization, type ComputeContext } from '../compute.js';
import { findLayer, firstConvolution, shownLayers, type ShownLayer } from '../layers.js';
import { layerSchema, subjectSchema, wholeNumber } from '../request.js';
import { convolved, slides } from '../convolution/compute.js';
import { receptiveFields } from '../receptive.js';
import { relevanceOf } from './relevance.js';
import { boundsOf } from './saturation.js';
import type { ActivationsPicture, ActivationsRequest, ChannelFacts } from './contract.js';

/** All layers' outputs for one image. Their values stay on the device: a deep model has tens of millions, and one layer is looked at at a time. */
interface Activations {
  readonly layers: ActivationsPicture['layers'];
  /** One layer's values, [height, width, channels]; a vector's units as [1, 1, units]. */
  values(path: string): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/**
 * Intermediate activations (Chollet, "Deep Learning with Python", section 5.4.1 of the first edition): what each layer gives for one image,
 * all layers from one run of the model, every channel.
 */
export default defineVisualization<ActivationsRequest, ActivationsPicture>({
  request: v.object({ subject: subjectSchema, layer: layerSchema, channel: v.exactOptional(v.nullable(wholeNumber)), relevance: v.exactOptional(v.boolean()) }),
  async compute({ layer, channel = null, relevance = false }, context) {
    const layers = shownLayers(context.model);
    const chosen = layer === null ? firstConvolution(layers) : findLayer(layers, layer);
    const activations = await context.remember('activations', () => allActivations(layers, context));
    const { height, width, channels } = activations.layers.find(({ name }) => name === chosen.path)!;
    const values = await activations.values(chosen.path);
    return {
      info: context.info,
      layer: chosen.path,
      height,
      width,
      values,
      channels: channelFacts(values, channels, boundsOf(chosen.layer)),
      field: receptiveFields(context.model).get(chosen.path) ?? null,
      made: channel !== null && channel < channels && slides(chosen) ? await convolved(chosen, channel, context) : null,
      relevance: relevance ? await relevanceOf(chosen, context) : null,
      layers: activations.layers,
    };
  },
});

/** All layers from one run, with the means over their channels. */
async function allActivations(layers: readonly ShownLayer[], context: ComputeContext): Promise<Activations> {
  const image = context.image();
  const { outputs, kept } = await context.keep(
    {
      name: 'activations',
      inputs: { image: { shape: [1, ...image.shape], dtype: 'float32' } },
      isKept: (name) => name.startsWith('values '),
      build({ image: x }, forward) {
        const { taps } = forward([x!], { taps: layers.map(({ path }) => path), outputs: false });
        return Object.fromEntries(layers.flatMap(({ path, channelsFirst }) => {
          const values = channelsLast(taps[path]!, channelsFirst);
          return [[`values ${path}`, values], [`mean ${path}`, mean(values, -1)]];
        }));
      },
    },
    { image: image.values },
  );
  return {
    layers: layers.map(({ path, layer: { type } }) => {
      const { shape, values } = outputs[`mean ${path}`]!;
      const [height, width] = [1, 1, ...shape.slice(1)].slice(-2) as [number, number];
      return { name: path, type, height, width, channels: kept.shape(`values ${path}`).at(-1)!, mean: values };
    }),
    values: async (path) => (await kept.read(`values ${path}`)).values,
    dispose: () => kept.dispose(),
  };
}

function channelsLast(output: Tensor, channelsFirst: boolean): Tensor {
  if (!channelsFirst) return output;
  return transpose(output, [0, ...Array.from({ length: output.rank - 2 }, (_, i) => i + 2), 1]);
}

/** Share of a channel's values that has to stand at an end. */
const saturatedShare = 0.9;

/** Figures of each channel of [..., channels]. Variance is that of the whole channel (divided by its number of values). NaN makes all figures NaN. */
export function channelFacts(values: Float32Array, channels: number, bounds: readonly (readonly [from: number, to: number])[] = []): ChannelFacts[] {
  const positions = values.length / channels;
  const room = (start: number) => new Float64Array(channels).fill(start);
  const [sums, minima, maxima, unlikeZero, atEnd, squares] = [room(0), room(Infinity), room(-Infinity), room(0), room(0), room(0)];
  // Two passes in the order in which the values lie.
  for (let i = 0, c = 0; i < values.length; i++, c = c + 1 === channels ? 0 : c + 1) {
    const value = values[i]!;
    sums[c]! += value;
    minima[c] = Math.min(minima[c]!, value);
    maxima[c] = Math.max(maxima[c]!, value);
    if (value !== 0) unlikeZero[c] = 1;
    if (bounds.some(([from, to]) => value >= from && value <= to)) atEnd[c]!++;
  }
  const means = sums.map((sum) => sum / positions);
  for (let i = 0, c = 0; i < values.length; i++, c = c + 1 === channels ? 0 : c + 1) squares[c]! += (values[i]! - means[c]!) ** 2;
  return Array.from({ length: channels }, (_, c) => {
    const dead = unlikeZero[c] === 0;
    return { mean: means[c]!, minimum: minima[c]!, maximum: maxima[c]!, variance: squares[c]! / positions, dead, saturated: !dead && atEnd[c]! >= saturatedShare * positions };
  });
}

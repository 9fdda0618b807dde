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

/** One layer's output for one image. */
interface Activation {
  readonly path: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [height, width, channels]; a vector's units as [1, 1, units]. */
  readonly values: Float32Array;
  /** Mean over the channels, [height, width]. */
  readonly mean: Float32Array;
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
    const shown = activations.find(({ path }) => path === chosen.path)!;
    const { height, width, values } = shown;
    return {
      info: context.info,
      layer: chosen.path,
      height,
      width,
      values,
      channels: channelFacts(values, shown.channels, boundsOf(chosen.layer)),
      field: receptiveFields(context.model).get(chosen.path) ?? null,
      made: channel !== null && channel < shown.channels && slides(chosen) ? await convolved(chosen, channel, context) : null,
      relevance: relevance ? await relevanceOf(chosen, context) : null,
      layers: activations.map(({ path, height: rows, width: columns, channels, mean: thumbnail }, i) => ({ name: path, type: layers[i]!.layer.type, height: rows, width: columns, channels, mean: thumbnail })),
    };
  },
});

/** All layers at once, with the means over their channels made on the device: a deep model has tens of millions of values. */
async function allActivations(layers: readonly ShownLayer[], context: ComputeContext): Promise<readonly Activation[]> {
  const image = context.image();
  const outputs = await context.run(
    {
      name: 'activations',
      inputs: { image: { shape: [1, ...image.shape], dtype: 'float32' } },
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
  return layers.map(({ path }) => {
    const { shape, values } = outputs[`values ${path}`]!;
    const [height, width, channels] = [1, 1, ...shape.slice(1)].slice(-3) as [number, number, number];
    return { path, height, width, channels, values, mean: outputs[`mean ${path}`]!.values };
  });
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
  return Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    let minimum = Infinity;
    let maximum = -Infinity;
    let dead = true;
    let atEnd = 0;
    for (let i = c; i < values.length; i += channels) {
      const value = values[i]!;
      sum += value;
      minimum = Math.min(minimum, value);
      maximum = Math.max(maximum, value);
      if (value !== 0) dead = false;
      if (bounds.some(([from, to]) => value >= from && value <= to)) atEnd++;
    }
    const mean = sum / positions;
    let squares = 0;
    for (let i = c; i < values.length; i += channels) squares += (values[i]! - mean) ** 2;
    return { mean, minimum, maximum, variance: squares / positions, dead, saturated: !dead && atEnd >= saturatedShare * positions };
  });
}

import * as v from 'valibot';
import { transpose } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineVisualization, type ComputeContext } from '../compute.js';
import { findLayer, firstConvolution, shownLayers, type ShownLayer } from '../layers.js';
import { layerSchema, subjectSchema } from '../request.js';
import type { ActivationsPicture, ActivationsRequest, ChannelFacts } from './contract.js';

/** One layer's output for one image: [height, width, channels], a vector as [1, 1, units]. */
interface Activation {
  readonly path: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/**
 * Intermediate activations (Chollet, "Deep Learning with Python", section 5.4.1 of the first edition): what each layer gives for one image,
 * all layers from one run of the model, every channel.
 */
export default defineVisualization<ActivationsRequest, ActivationsPicture>({
  request: v.object({ subject: subjectSchema, layer: layerSchema }),
  async compute({ layer }, context) {
    const layers = shownLayers(context.model);
    const chosen = layer === null ? firstConvolution(layers) : findLayer(layers, layer);
    const activations = await context.remember('activations', () => allActivations(layers, context));
    const shown = activations.find(({ path }) => path === chosen.path)!;
    return {
      info: context.info,
      layer: chosen.path,
      height: shown.height,
      width: shown.width,
      values: shown.values,
      channels: channelFacts(shown.values, shown.channels),
      layers: activations.map(({ path, height, width, channels, values }, i) => ({ name: path, type: layers[i]!.layer.type, height, width, channels, mean: meanOverChannels(values, channels) })),
    };
  },
});

async function allActivations(layers: readonly ShownLayer[], context: ComputeContext): Promise<readonly Activation[]> {
  const image = context.image();
  const outputs = await context.run(
    {
      name: 'activations',
      inputs: { image: { shape: [1, ...image.shape], dtype: 'float32' } },
      build({ image: x }, forward) {
        const { taps } = forward([x!], { taps: layers.map(({ path }) => path), outputs: false });
        return Object.fromEntries(layers.map(({ path, channelsFirst }) => [path, channelsLast(taps[path]!, channelsFirst)]));
      },
    },
    { image: image.values },
  );
  return layers.map(({ path }) => {
    const { shape, values } = outputs[path]!;
    const [height, width, channels] = [1, 1, ...shape.slice(1)].slice(-3) as [number, number, number];
    return { path, height, width, channels, values };
  });
}

function channelsLast(output: Tensor, channelsFirst: boolean): Tensor {
  if (!channelsFirst) return output;
  return transpose(output, [0, ...Array.from({ length: output.rank - 2 }, (_, i) => i + 2), 1]);
}

/** Figures of each channel of [..., channels]. Variance is that of the whole channel (divided by its number of values). NaN makes all figures NaN. */
export function channelFacts(values: Float32Array, channels: number): ChannelFacts[] {
  const positions = values.length / channels;
  return Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    let minimum = Infinity;
    let maximum = -Infinity;
    let dead = true;
    for (let i = c; i < values.length; i += channels) {
      const value = values[i]!;
      sum += value;
      minimum = Math.min(minimum, value);
      maximum = Math.max(maximum, value);
      if (value !== 0) dead = false;
    }
    const mean = sum / positions;
    let squares = 0;
    for (let i = c; i < values.length; i += channels) squares += (values[i]! - mean) ** 2;
    return { mean, minimum, maximum, variance: squares / positions, dead };
  });
}

/** Mean over the channels at each position of [..., channels]. */
export function meanOverChannels(values: Float32Array, channels: number): Float32Array {
  return Float32Array.from({ length: values.length / channels }, (_, position) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values[position * channels + c]!;
    return sum / channels;
  });
}

import * as v from 'valibot';
import { transpose } from '@tensorflow/tfjs-core';
import { UserError } from '../../core/protocol/failure.js';
import { defineVisualization, type ComputeContext } from '../compute.js';
import { findLayer, shownLayers, sourceOf, type ShownLayer } from '../layers.js';
import { paddingBefore } from '../receptive.js';
import { layerSchema, subjectSchema, wholeNumber } from '../request.js';
import type { ConvolutionPicture, ConvolutionRequest, Convolved, Geometry } from './contract.js';

/** Layers that slide a kernel over height and width. */
const sliding = new Set(['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D']);
export const slides = ({ layer }: ShownLayer): boolean => sliding.has(layer.type);

/** One filter of one convolution, with all numbers that its output is made of: what it is given, its kernel, its bias. */
export default defineVisualization<ConvolutionRequest, ConvolutionPicture>({
  request: v.object({ subject: subjectSchema, layer: layerSchema, filter: wholeNumber }),
  async compute({ layer, filter }, context) {
    const all = shownLayers(context.model);
    const layers = all.filter(slides);
    const chosen = layer === null ? layers[0] : findLayer(all, layer);
    if (chosen !== undefined && !slides(chosen)) throw new UserError(`"${chosen.path}" is a ${chosen.layer.type} and slides no kernel over an image; choose one of ${layers.map(({ path }) => path).join(', ') || 'the convolutions of another model'}.`);
    return {
      info: context.info,
      layer: chosen?.path ?? '',
      convolved: chosen === undefined ? null : await convolved(chosen, filter, context),
      layers: layers.map((shown) => ({ name: shown.path, type: shown.layer.type, filters: filtersOf(shown) })),
    };
  },
});

const filtersOf = ({ shape, channelsFirst }: ShownLayer): number => shape.at(channelsFirst ? 1 : -1) ?? 0;

/** Throws a UserError on a filter that the layer does not have. */
export async function convolved(shown: ShownLayer, filter: number, context: ComputeContext): Promise<Convolved> {
  const filters = filtersOf(shown);
  if (filter >= filters) throw new UserError(`Layer "${shown.path}" has ${filters} filters, numbered from 0; filter ${filter} was asked for.`);
  const source = sourceOf(context.model, shown.path);
  const { input, output } = await context.remember(`convolution ${shown.path}`, () => around(shown, source, context));
  const [height = 1, width = 1, channels = 1] = input.shape.slice(1);
  const [outHeight = 1, outWidth = 1] = output.shape.slice(1);
  const geometry = geometryOf(shown, [height, width]);
  const activation = shown.layer.config.activation;
  return {
    layer: shown.path,
    type: shown.layer.type,
    filter,
    filters,
    input: { height, width, channels, values: input.values },
    inputName: source,
    ...kernelOf(shown, filter, channels, geometry, context),
    bias: context.weight(`${shown.path}/bias`)?.values[filter] ?? null,
    activation: typeof activation === 'string' ? activation : activation === null || activation === undefined ? 'linear' : 'an activation of its own',
    output: { height: outHeight, width: outWidth, channels: 1, values: Float32Array.from({ length: outHeight * outWidth }, (_, at) => output.values[at * filters + filter]!) },
    geometry,
  };
}

/** A layer's input and output, channels last. */
async function around(shown: ShownLayer, source: string | null, context: ComputeContext) {
  const image = context.image();
  const { input, output } = await context.run(
    {
      name: `convolution ${shown.path}`,
      inputs: { image: { shape: [1, ...image.shape], dtype: 'float32' } },
      build({ image: x }, forward) {
        const { taps } = forward([x!], { taps: [shown.path, ...(source === null ? [] : [source])], outputs: false });
        const last = (tensor: NonNullable<typeof x>) => (shown.channelsFirst ? transpose(tensor, [0, 2, 3, 1]) : tensor);
        // An output that is an input as it came would be one tensor under two names.
        return { output: last(taps[shown.path]!), input: last(source === null ? x!.clone() : taps[source]!) };
      },
    },
    { image: image.values },
  );
  return { input: input!, output: output! };
}

function geometryOf({ layer: { config } }: ShownLayer, lengths: readonly [number, number]): Geometry {
  const pair = (value: unknown): readonly [number, number] => (Array.isArray(value) ? [Number(value[0]), Number(value[1] ?? value[0])] : [Number(value ?? 1), Number(value ?? 1)]);
  const [kernel, strides, dilation] = [pair(config.kernelSize), pair(config.strides), pair(config.dilationRate)];
  const before = (axis: 0 | 1): number => (config.padding === 'same' ? paddingBefore(lengths[axis], (kernel[axis] - 1) * dilation[axis] + 1, strides[axis]) : 0);
  return { kernel, strides, dilation, before: [before(0), before(1)] };
}

/** The kernel of one filter over the channels that it sees. */
function kernelOf({ path, layer }: ShownLayer, filter: number, channels: number, { kernel: [rows, columns] }: Geometry, context: ComputeContext): Pick<Convolved, 'kernel' | 'channels' | 'note'> {
  const places = rows * columns;
  const weight = (name: string): Float32Array => context.weight(`${path}/${name}`)?.values ?? new Float32Array();
  if (layer.type === 'Conv2D') {
    const { values, shape } = context.weight(`${path}/kernel`)!;
    const [seen = channels, filters = 1] = shape.slice(2);
    const groups = channels / seen;
    const from = Math.floor(filter / (filters / groups)) * seen;
    const note = groups > 1 ? `${groups} groups: this filter sees channels ${from} to ${from + seen - 1}.` : null;
    return { kernel: Float32Array.from({ length: places * seen }, (_, at) => values[at * filters + filter]!), channels: [from, from + seen], note };
  }
  const multiplier = Number(layer.config.depthMultiplier ?? 1);
  // Keras 3 names the weight of a DepthwiseConv2D `kernel`, that of a SeparableConv2D `depthwise_kernel`.
  const deep = layer.type === 'DepthwiseConv2D' ? weight('kernel') : weight('depthwise_kernel');
  if (layer.type === 'DepthwiseConv2D') {
    const channel = Math.floor(filter / multiplier);
    return { kernel: Float32Array.from({ length: places }, (_, at) => deep[at * channels * multiplier + filter]!), channels: [channel, channel + 1], note: `Depthwise: this filter sees channel ${channel} alone.` };
  }
  const point = weight('pointwise_kernel');
  const filters = point.length / (channels * multiplier);
  const kernel = Float32Array.from({ length: places * channels }, (_, at) => {
    const channel = at % channels;
    let sum = 0;
    for (let m = 0; m < multiplier; m++) sum += deep[at * multiplier + m]! * point[(channel * multiplier + m) * filters + filter]!;
    return sum;
  });
  return { kernel, channels: [0, channels], note: `Depthwise ${rows} × ${columns}, then pointwise 1 × 1: each channel's kernel is shown times its weight in this filter.` };
}

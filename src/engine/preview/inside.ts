/** Layers at the beginning of a model that prepare or change images, so that a preview shows what the layers behind them see. */
import type { Layer, ModelGraph } from '../../core/graph/types.js';
import { runEagerly } from '../devices/eager.js';
import { runGraph } from '../model/forward.js';

/** Keras's preprocessing layers without weights (`keras/src/layers/preprocessing`). */
const preparing = /^(Random[A-Z]\w*|Rescaling|Resizing|CenterCrop|Solarization|AutoContrast|Equalization|ContrastLimitedAdaptiveHistogramEqualization|RandAugment|AugMix|MixUp|CutMix)$/;
const random = /^(Random[A-Z]\w*|Solarization|RandAugment|AugMix|MixUp|CutMix)$/;

export interface LeadingLayers {
  /** The last of them, by its name. */
  readonly last: string;
  readonly layers: readonly Layer[];
  readonly shape: readonly number[];
}

const prepares = ({ type, inner }: Layer): boolean => preparing.test(type) || (inner !== undefined && (type === 'Pipeline' || (inner.kind === 'Sequential' && inner.calls.length > 0)) && inner.layers.every((layer) => layer.type === 'InputLayer' || prepares(layer)));
const flat = (layer: Layer): Layer[] => (layer.inner ? layer.inner.layers.flatMap(flat) : layer.type === 'InputLayer' ? [] : [layer]);

/** The unbroken line of such layers behind the model's only input; null where there is none. */
export function leadingLayers({ inputs, calls, layers, tensors }: ModelGraph): LeadingLayers | null {
  if (inputs.length !== 1) return null;
  const found: Layer[] = [];
  let [at] = inputs as [number];
  for (;;) {
    const next = calls.filter((call) => call.inputs.includes(at) && !(call.outputs.length === 1 && call.outputs[0] === at));
    const layer = next.length === 1 ? layers.find(({ id }) => id === next[0]!.layer) : undefined;
    if (layer === undefined || !prepares(layer)) break;
    found.push(layer);
    at = next[0]!.outputs[0]!;
  }
  const shape = tensors[at]?.shape?.slice(1) ?? [null];
  return found.length === 0 || shape.includes(null) ? null : { last: found.at(-1)!.name, layers: found.flatMap(flat), shape: shape as number[] };
}

export const isRandom = ({ type }: Pick<Layer, 'type'>): boolean => random.test(type);

/** What the leading layers make of one image in training, with the random numbers of a step. */
export async function throughLeading(graph: ModelGraph, { last }: Pick<LeadingLayers, 'last'>, image: Float32Array, shape: readonly number[], { training, seed, index }: { readonly training: boolean; readonly seed: number; readonly index: number }): Promise<Float32Array> {
  const { outputs } = await runEagerly(
    {
      name: 'preview', inputs: { x: { shape: [1, ...shape], dtype: 'float32' } }, state: {},
      build: ({ inputs, random: draw }) => ({ outputs: { y: runGraph(graph, {}, [inputs['x']!], { training, random: draw, taps: [last], outputs: false }).taps[last]! } }),
    },
    {}, { x: image }, { seed, index },
  );
  return Float32Array.from(outputs['y']!);
}

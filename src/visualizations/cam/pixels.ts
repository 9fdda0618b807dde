/** What methods at the image itself share. Pure. */
import type { ConfigValue, ModelGraph } from '../../core/graph/types.js';
import type { FoundMap } from './define.js';

/** [height, width] from [height, width, channels]: the largest magnitude of each pixel's channels. */
export function strongest(values: Float32Array, shape: readonly number[]): FoundMap {
  return reduceChannels(values, shape, (a, b) => Math.max(a, Math.abs(b)));
}

/** [height, width] from [height, width, channels]: the sum of each pixel's channels. */
export function overChannels(values: Float32Array, shape: readonly number[]): FoundMap {
  return reduceChannels(values, shape, (a, b) => a + b);
}

function reduceChannels(values: Float32Array, [height = 1, width = 1, channels = 1]: readonly number[], join: (a: number, b: number) => number): FoundMap {
  const result = new Float32Array(height * width);
  for (let i = 0; i < values.length; i++) {
    const place = Math.floor(i / channels);
    result[place] = join(result[place]!, values[i]!);
  }
  return { height, width, values: result };
}

/** Adds `share` of some values to others in place. */
export function addTo(total: Float32Array, values: Float32Array, share: number): void {
  for (let i = 0; i < total.length; i++) total[i]! += share * values[i]!;
}

/** Where squares of a side begin along an axis: half a side apart, the last one at the edge. */
export function occlusionPlaces(length: number, side: number): number[] {
  const step = Math.max(1, Math.round(side / 2));
  const places: number[] = [];
  for (let at = 0; at < length - side; at += step) places.push(at);
  return [...places, length - side];
}

/** Functions that are put together from rectifiers here without being one: the guided gradient of their parts is not that of the whole. */
const composed = new Set(['hardsigmoid', 'hardsilu', 'hardswish', 'celu', 'softshrink', 'sparseplus', 'prelu']);

/** Why guided backpropagation, which is defined for ReLU (plain or cut off at 6), means nothing for a model; null where it does. */
export function unguided(model: ModelGraph): string | null {
  const found = [...activationsOf(model)];
  const other = found.find(({ name, slope, alpha }) => composed.has(name) || (name === 'elu' && alpha !== 1) || (name === 'relu' && slope !== 0));
  if (other !== undefined) return `Guided backpropagation is defined for ReLU, and this model has ${other.name === 'relu' ? 'one with a negative slope' : other.shown} as well.`;
  return found.some(({ name }) => name === 'relu' || name === 'relu6') ? null : 'Guided backpropagation changes the gradient of ReLU, and this model has none.';
}

interface Found {
  /** Without what dialects write differently: `leaky_relu` and `LeakyReLU` are `leakyrelu`. */
  readonly name: string;
  readonly shown: string;
  readonly slope: number;
  readonly alpha: number;
}

/** The activations of a model, as layers, as arguments of layers and as operations, in nested models too. */
function* activationsOf({ layers }: ModelGraph): Generator<Found> {
  for (const { type, config, inner } of layers) {
    const given = config.activation;
    const [shown, settings] = typeof given === 'string' ? [given, {}] : isConfigured(given) ? [given.className, given.config] : [type, config];
    const number = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);
    yield { name: shown.replaceAll('_', '').toLowerCase(), shown, slope: number(settings.negativeSlope, 0), alpha: number(settings.alpha, 1) };
    if (inner !== undefined) yield* activationsOf(inner);
  }
}

const isConfigured = (value: ConfigValue | undefined): value is { readonly className: string; readonly config: { readonly [key: string]: ConfigValue } } =>
  typeof value === 'object' && value !== null && 'className' in value && typeof value.className === 'string' && typeof (value as { readonly config?: unknown }).config === 'object';

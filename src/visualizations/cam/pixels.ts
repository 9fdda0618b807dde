/** What methods at the image itself share. Pure. */
import type { ModelGraph } from '../../core/graph/types.js';
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

/** Whether a ReLU (plain or cut off at 6) is somewhere in the model, as a layer or as an activation. */
export function hasRectifier({ layers }: ModelGraph): boolean {
  const names = ({ config }: ModelGraph['layers'][number]): string => JSON.stringify(config.activation ?? '').toLowerCase();
  return layers.some((layer) => layer.type === 'ReLU' || names(layer).includes('relu') || (layer.inner !== undefined && hasRectifier(layer.inner)));
}

import type { Layer } from '../../core/graph/types.js';
import type { Forward } from './define.js';
import { specs as layers } from './forward.generated.js';
import { specs as operations } from './operations.generated.js';

const byType = new Map<string, Forward>(Object.values(layers as Record<string, Forward>).map((forward) => [forward.type, forward]));
const byOperation = new Map<string, Forward>(Object.values(operations as Record<string, readonly Forward[]>).flat().map((forward) => [forward.type, forward]));

/** How a layer runs; undefined for nested models (their graph says it) and for what cannot be run. */
export function forwardOf(layer: Pick<Layer, 'type' | 'role'>): Forward | undefined {
  return layer.role === 'operation' ? byOperation.get(layer.type) : byType.get(layer.type);
}

/** Whether Keras's `call` of a layer has an argument `mask`; nested models have one. */
export const takesMask = (layer: Pick<Layer, 'type' | 'role'>): boolean => layer.role === 'model' || forwardOf(layer)?.takesMask === true;

import { weightSize } from '../graph/count.js';
import type { Dtype, ModelGraph } from '../graph/types.js';

const bits = { bool: 1, int8: 8, uint8: 8, int16: 16, uint16: 16, float16: 16, bfloat16: 16, int32: 32, uint32: 32, float32: 32, int64: 64, uint64: 64, float64: 64, string: null } satisfies Record<Dtype, number | null>;

/** Bytes of a model's variables. */
export interface Memory {
  readonly total: number;
  readonly trainable: number;
  readonly nonTrainable: number;
}

/** What the summary writes behind the numbers of parameters; a shared layer counts once. Null where a shape is not known. */
export function memoryOf(graph: ModelGraph, seen = new Set<string>()): Memory | null {
  let [trainable, nonTrainable] = [0, 0];
  const add = (holder: NonNullable<ModelGraph['own']>): boolean => {
    for (const weight of holder.weights) {
      const count = weightSize(weight);
      const size = bits[weight.dtype];
      if (count === null || size === null) return false;
      if (holder.trainable && weight.trainable) trainable += (count * size) / 8;
      else nonTrainable += (count * size) / 8;
    }
    return true;
  };
  if (graph.own && !add(graph.own)) return null;
  for (const layer of graph.layers) {
    if (seen.has(layer.id)) continue;
    seen.add(layer.id);
    if (!add(layer)) return null;
    if (!layer.inner) continue;
    const inner = memoryOf(layer.inner, seen);
    if (!inner) return null;
    trainable += inner.trainable;
    nonTrainable += inner.nonTrainable;
  }
  return { total: trainable + nonTrainable, trainable, nonTrainable };
}

import type { LayerInstance, ModelInstance } from '../../graph/builder.js';
import { weightSize } from '../../graph/count.js';
import type { ParameterCount } from '../../graph/types.js';

/** Parameters of a layer with all layers inside, each counted once; null where a shape is not known. */
export function countOf(layer: LayerInstance): number | null {
  const seen = new Set<LayerInstance>();
  const visit = (one: LayerInstance): number | null => {
    if (seen.has(one)) return 0;
    seen.add(one);
    let total = 0;
    for (const weight of one.weights) {
      const size = weightSize(weight);
      if (size === null) return null;
      total += size;
    }
    for (const child of one.children) {
      const inner = visit(child);
      if (inner === null) return null;
      total += inner;
    }
    return total;
  };
  return visit(layer);
}

/** Parameters of a model with the flags of now, as `model.summary()` would give them here; all null where the model is not whole. */
export function countSnapshot(model: ModelInstance): ParameterCount {
  const unknown: ParameterCount = { total: null, trainable: null, nonTrainable: null };
  const seen = new Set<LayerInstance>();
  let total = 0;
  let moving: number | null = model.trainableFlagLoss ? null : 0;
  const visit = (one: LayerInstance): boolean => {
    if (seen.has(one)) return true;
    seen.add(one);
    for (const weight of one.weights) {
      const size = weightSize(weight);
      if (size === null) return false;
      total += size;
      if (!weight.trainable || !model.trainable) continue;
      if (one.trainableLoss) moving = null;
      else if (moving !== null && one.trainsWeights) moving += size;
    }
    return one.children.every(visit);
  };
  if (!model.hasGraph || model.incomplete || !visit(model)) return unknown;
  return { total, trainable: moving, nonTrainable: moving === null ? null : total - moving };
}

import type { LayerInstance, ModelInstance } from '../../graph/builder.js';
import { weightSize } from '../../graph/count.js';
import type { ParameterCount } from '../../graph/types.js';

/** Parameters of a layer with all layers inside, each counted once; null where a shape is not known. */
export function countOf(layer: LayerInstance): number | null {
  return layer.children.length === 0 ? ownCount(layer) : countWith(layer, new Set());
}

function ownCount({ weights }: LayerInstance): number | null {
  let total = 0;
  for (const weight of weights) {
    const size = weightSize(weight);
    if (size === null) return null;
    total += size;
  }
  return total;
}

/** Parameters of a layer and of those inside that are not among `seen`, which takes them up. */
function countWith(layer: LayerInstance, seen: Set<LayerInstance>): number | null {
  if (seen.has(layer)) return 0;
  seen.add(layer);
  let total = ownCount(layer);
  for (const child of layer.children) {
    const inner = total === null ? null : countWith(child, seen);
    total = total === null || inner === null ? null : total + inner;
  }
  return total;
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

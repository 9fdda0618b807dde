import type { Layer, ModelGraph, ParameterCount, WeightSpec } from './types.js';

/** Numbers in one variable; null where an axis is not known. */
export function weightSize({ shape }: Pick<WeightSpec, 'shape'>): number | null {
  let size = 1;
  for (const d of shape) {
    if (d === null) return null;
    size *= d;
  }
  return size;
}

/**
 * Parameters of a model as `model.count_params()` and `summary()` give them: a shared layer counts once, nested ones count with
 * their own flags. All null where the graph is not whole; the total alone where it is not known which layers train.
 */
export function countParameters(graph: ModelGraph): ParameterCount {
  const total = new Total();
  if (graph.own) total.addWeights(graph.own);
  total.addGraph(graph, new Set());
  return total.result();
}

/** Parameters of one layer, with all layers inside. */
export function countLayer(layer: Layer): ParameterCount {
  const total = new Total();
  total.addLayer(layer, layer.inner ? new Set() : null);
  return total.result();
}

class Total {
  private trainable = 0;
  private fixed = 0;
  private known = true;
  private flagsKnown = true;

  addGraph(graph: ModelGraph, seen: Set<string>): void {
    if (graph.incomplete) this.known = false;
    for (const layer of graph.layers) this.addLayer(layer, seen);
  }

  /** `seen` has the layers that are counted already; null for one that stands alone. */
  addLayer(layer: Layer, seen: Set<string> | null): void {
    if (layer.weights.length === 0 && !layer.inner) return;
    if (seen?.has(layer.id)) return;
    seen?.add(layer.id);
    this.addWeights(layer);
    if (layer.inner) this.addGraph(layer.inner, seen ?? new Set());
  }

  addWeights({ weights, trainable, trainableLoss }: NonNullable<ModelGraph['own']>): void {
    for (const weight of weights) {
      const size = weightSize(weight);
      if (size === null) this.known = false;
      else if (trainableLoss && weight.trainable) {
        this.flagsKnown = false;
        this.fixed += size;
      } else if (trainable && weight.trainable) this.trainable += size;
      else this.fixed += size;
    }
  }

  result(): ParameterCount {
    if (!this.known) return { total: null, trainable: null, nonTrainable: null };
    if (!this.flagsKnown) return { total: this.trainable + this.fixed, trainable: null, nonTrainable: null };
    return { total: this.trainable + this.fixed, trainable: this.trainable, nonTrainable: this.fixed };
  }
}

import type { LayerInstance } from '../../graph/builder.js';
import { weightSize } from '../../graph/count.js';

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

import type { Layer } from '../../../core/graph/types.js';
import type { ForwardCall } from '../define.js';

/** The layers that a wrapper holds. */
export function childrenOf({ layer }: Pick<ForwardCall, 'layer'>, count: number): readonly Layer[] {
  const children = layer.inner?.layers ?? [];
  if (children.length < count) throw new Error(`Layer "${layer.name}" (${layer.type}) should hold ${count} layers and holds ${children.length}.`);
  return children;
}

/** The name of a layer's kernel (an embedding's is `embeddings`). */
export const kernelOf = (layer: Layer): string => layer.weights.find(({ name }) => /(^|\/)(kernel|embeddings)$/.test(name))?.name ?? 'kernel';

import { type LayerInstance, ModelInstance } from '../graph/builder.js';
import { showShape } from '../graph/tensors.js';
import type { Shape, WeightSpec } from '../graph/types.js';

/** Where the weights of two models differ when they are matched layer by layer, as old weights files are loaded; undefined where they do not. */
export function misfit(model: ModelInstance, published: ModelInstance): string | undefined {
  const found = weighted(model);
  const expected = weighted(published);
  for (const [i, { name, shapes }] of found.entries()) {
    const other = expected[i];
    if (other?.shapes.length !== shapes.length) break;
    const at = shapes.findIndex((shape, j) => !sameShape(shape, other.shapes[j]!));
    if (at >= 0) return `layer "${name}" would have a weight of shape ${showShape(shapes[at]!)}, but the published one has ${showShape(other.shapes[at]!)}`;
  }
  return found.length === expected.length ? undefined : `${found.length} of its layers have weights, but ${expected.length} are published`;
}

function weighted(model: ModelInstance): readonly { readonly name: string; readonly shapes: readonly Shape[] }[] {
  return model.layers.map((layer) => ({ name: layer.name, shapes: weightsOf(layer).map((w) => w.shape) })).filter(({ shapes }) => shapes.length > 0);
}

const weightsOf = (layer: LayerInstance): readonly WeightSpec[] => (layer instanceof ModelInstance ? layer.layers.flatMap(weightsOf) : layer.weights);
const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => d === b[i]);

import { type GraphBuilder, type LayerInstance, type TensorTree } from '../../../src/core/graph/builder.js';
import { bind } from '../../../src/core/graph/bind.js';
import type { Problem } from '../../../src/core/graph/problem.js';
import { isTensor, isTensorList } from '../../../src/core/graph/tensors.js';
import type { ConfigValue, Dim, Dtype } from '../../../src/core/graph/types.js';
import { type Maybe, Unknown } from '../../../src/core/graph/values.js';
import { kerasLayer } from '../../../src/core/layers/lookup.js';
import { pythonValue } from './golden.js';

/** A tensor as golden files write it. */
export interface GoldenTensor {
  readonly shape: readonly Dim[];
  readonly dtype: Dtype;
}
export type GoldenTree = GoldenTensor | readonly GoldenTree[] | { readonly [key: string]: GoldenTree };

const isGoldenTensor = (tree: GoldenTree): tree is GoldenTensor => typeof (tree as GoldenTensor).dtype === 'string';

/** Fresh symbolic inputs of the shapes that a golden file names. */
export function inputsOf(b: GraphBuilder, tree: GoldenTree): TensorTree {
  if (isGoldenTensor(tree)) return b.input(tree.shape, { dtype: tree.dtype });
  if (Array.isArray(tree)) return (tree as readonly GoldenTree[]).map((item) => inputsOf(b, item));
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, inputsOf(b, item)]));
}

/** Inferred tensors as golden files write them. */
export function describeTree(tree: TensorTree): unknown {
  if (tree instanceof Unknown) return 'unknown';
  if (isTensor(tree)) return tree.shape === null ? 'unknown' : { shape: tree.shape, dtype: tree.dtype };
  if (isTensorList(tree)) return (tree).map(describeTree);
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, describeTree(item)]));
}

/** Makes a layer as a frontend does, from Python's arguments; layers among them are made first. */
export function makeLayer(b: GraphBuilder, type: string, config: { readonly [argument: string]: ConfigValue }): { layer: LayerInstance; problems: Problem[] } {
  const problems: Problem[] = [];
  const argument = (value: ConfigValue): Maybe => {
    if (value !== null && typeof value === 'object') {
      if (Array.isArray(value)) return value.map(argument);
      const [name, inner] = ((value as { readonly $layer?: readonly [string, { readonly [key: string]: ConfigValue }] }).$layer ?? []) as [string?, { readonly [key: string]: ConfigValue }?];
      if (name !== undefined && inner) {
        const made = makeLayer(b, name, inner);
        problems.push(...made.problems);
        return made.layer;
      }
    }
    return pythonValue(value);
  };
  const spec = kerasLayer(type)!;
  const bound = bind(spec, [], new Map(Object.entries(config).map(([key, value]) => [key, argument(value)])));
  const { layer, problems: found } = b.createLayer(spec.type, bound.config, { trainable: bound.trainable !== false, dtype: bound.dtype, inputShape: bound.inputShape, ...(typeof bound.name === 'string' ? { name: bound.name } : {}) });
  return { layer, problems: [...problems, ...bound.problems, ...found] };
}

/** A layer's variables with those of the layers inside, as [path, shape, trainable, dtype]. */
export function weightsOf(layer: LayerInstance): readonly (readonly [string, readonly Dim[], boolean, Dtype])[] {
  return [
    ...layer.weights.map((w) => [w.name, w.shape, w.trainable && layer.trainsWeights, w.dtype] as const),
    ...layer.children.flatMap((child) => weightsOf(child).map(([path, shape, trainable, dtype]) => [`${child.name}/${path}`, shape, trainable, dtype] as const)),
  ];
}

/** The connections of a saved functional model, in Keras 3's form and in that of Keras 1 and 2. */
import type { SymbolicTensor, TensorTree } from '../graph/builder.js';
import type { Dim } from '../graph/types.js';
import { type Json, type JsonObject, isList, isObject, shapeOf, textOf } from './json.js';

/** A tensor as a saved node names it. */
export interface SavedSource {
  /** Layer and application that made it, `name index`. */
  readonly source: string;
  readonly output: number;
  /** `name index output`. */
  readonly key: string;
  readonly shape: readonly Dim[];
  readonly dtype: string;
}

/** One application of a layer. */
export interface SavedNode {
  readonly sources: readonly SavedSource[];
  /** The first positional argument, or all of them as a list where there are several. */
  tree(tensorOf: (source: SavedSource) => SymbolicTensor): TensorTree;
  /** The positional arguments that are tensors, one by one. */
  positional(tensorOf: (source: SavedSource) => SymbolicTensor): readonly TensorTree[];
  readonly keywords: JsonObject;
  /** Numbers among the positional arguments (`x * 2`), by position from 0. */
  readonly constants: ReadonlyMap<number, number>;
}

type SourceTree = SavedSource | readonly SourceTree[];

export function nodesOf(saved: Json): SavedNode[] {
  if (!isList(saved)) return [];
  return saved.map((node: Json): SavedNode => {
    const isModern = isObject(node) && 'args' in node;
    const args = isModern ? (isList(node['args']) ? node['args'] : []).map(modern) : [legacy(node)];
    const known = args.filter((tree): tree is SourceTree => tree !== null);
    const tree: SourceTree = known.length === 1 ? known[0]! : known;
    return {
      sources: flat(tree),
      tree: (tensorOf) => map(tree, tensorOf),
      positional: (tensorOf) => known.map((one) => map(one, tensorOf)),
      constants: new Map(isModern && isList(node['args']) ? node['args'].flatMap((value, at) => (typeof value === 'number' ? [[at, value] as const] : [])) : []),
      keywords: isModern && isObject(node['kwargs']) ? Object.fromEntries(Object.entries(node['kwargs']).filter(([, value]) => value !== null && modern(value) === null)) : legacyKeywords(node),
    };
  });
}

/** `{"class_name": "__keras_tensor__", "config": {"keras_history": [layer, node, output], …}}` and lists of them; null for anything else. */
function modern(value: Json): SourceTree | null {
  if (isList(value)) {
    const trees = value.map(modern).filter((tree): tree is SourceTree => tree !== null);
    return trees.length === 0 ? null : trees;
  }
  if (!isObject(value) || value['class_name'] !== '__keras_tensor__' || !isObject(value['config'])) return null;
  const { keras_history: history, shape, dtype } = value['config'];
  return isList(history) ? source(history, shapeOf(shape), textOf(dtype)) : null;
}

/** `[["layer", node, output, {keywords}], …]`. */
function legacy(value: Json): SourceTree | null {
  if (!isList(value)) return null;
  if (typeof value[0] === 'string') return source(value, [], 'float32');
  const trees = value.map(legacy).filter((tree): tree is SourceTree => tree !== null);
  return trees.length === 1 ? trees[0]! : trees.length === 0 ? null : trees;
}

function legacyKeywords(node: Json): JsonObject {
  const first = isList(node) && isList(node[0]) ? node[0][3] : undefined;
  return isObject(first) ? first : {};
}

function source([layer, node, output]: readonly Json[], shape: readonly Dim[], dtype: string): SavedSource {
  return { source: `${textOf(layer)} ${textOf(node)}`, output: Number(output), key: `${textOf(layer)} ${textOf(node)} ${textOf(output)}`, shape, dtype };
}

function flat(tree: SourceTree): SavedSource[] {
  return 'source' in tree ? [tree] : tree.flatMap(flat);
}

function map(tree: SourceTree, tensorOf: (source: SavedSource) => SymbolicTensor): TensorTree {
  return 'source' in tree ? tensorOf(tree) : tree.map((item) => map(item, tensorOf));
}

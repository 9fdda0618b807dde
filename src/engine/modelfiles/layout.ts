/**
 * Where Keras 3 keeps a variable inside `model.weights.h5` (`keras/src/saving/saving_lib.py`): containers are walked in order, members are
 * named by class and counted, a layer's own variables are numbered under `vars`.
 */
import { layerStem, toSnake } from '../../core/graph/names.js';
import type { Layer, ModelGraph, WeightSpec } from '../../core/graph/types.js';
import { modelConfig } from './config.js';
import { savedOrder } from './saved-order.js';
import { appliedIn, ownEmbeddings } from './standing.js';
import { graphAsModel, onlyLayer, savedType } from './written.js';

export interface StoredWeight {
  /** ConvLens's name: `layer/weight`. */
  readonly name: string;
  /** Path in the HDF5 file. */
  readonly path: string;
  /** The shape that it has there, where that is not its own. */
  readonly shape?: readonly number[];
}

export interface Layout {
  readonly weights: readonly StoredWeight[];
  /** Keras's `name` attribute of each `vars` group. */
  readonly groups: ReadonlyMap<string, string>;
}

const recurrent = new Set(['LSTM', 'GRU', 'SimpleRNN', 'ConvLSTM1D', 'ConvLSTM2D', 'ConvLSTM3D']);
const attention: Readonly<Record<string, string>> = { query: 'query_dense', key: 'key_dense', value: 'value_dense', attention_output: 'output_dense' };

export function layoutOf(graph: ModelGraph): Layout {
  const weights: StoredWeight[] = [];
  const groups = new Map<string, string>([['vars', graph.name]]);
  members(graph, graph.own?.weights ?? [], '', '', weights, groups);
  return { weights, groups };
}

function members(graph: ModelGraph, own: readonly WeightSpec[], prefix: string, path: string, weights: StoredWeight[], groups: Map<string, string>): void {
  const used = new Map<string, number>();
  const next = (base: string): string => {
    const count = used.get(base) ?? 0;
    used.set(base, count + 1);
    return `${path}layers/${count === 0 ? base : `${base}_${count}`}`;
  };
  const held: { readonly layer: Layer; readonly own: WeightSpec | null }[] = [
    ...ownEmbeddings(own).map((layer, i) => ({ layer, own: own[i]! })),
    ...appliedIn(graph).filter(({ role }) => role !== 'operation').map((layer) => ({ layer, own: null })),
  ];
  // What a `call` method applies is written in the order of the class, and held by Keras in that of its graph.
  if (graph.kind === 'Subclass' && graph.outputs.length > 0) {
    const places = savedOrder(modelConfig(own.length > 0 ? { ...graph, own: { weights: own, trainable: true } } : graph));
    held.sort((a, b) => (places.get(a.layer.name) ?? -1) - (places.get(b.layer.name) ?? -1));
  }
  for (const { layer, own: spec } of held) {
    const group = next(layerStem(savedType(layer)));
    if (spec === null) place(layer, `${prefix}${layer.name}`, group, weights, groups);
    else {
      groups.set(`${group}/vars`, layer.name);
      weights.push({ name: `${prefix}${spec.name}`, path: `${group}/vars/0`, shape: layer.weights[0]!.shape as readonly number[] });
    }
  }
}

function place(layer: Layer, name: string, path: string, weights: StoredWeight[], groups: Map<string, string>): void {
  groups.set(`${path}/vars`, layer.name);
  const whole = graphAsModel(layer);
  if (whole) members(whole, layer.weights, `${name}/`, `${path}/`, weights, groups);
  if (whole || layer.role === 'model' || layer.role === 'custom') return;
  const children = layer.inner?.layers ?? [];
  const counters = new Map<string, number>();
  const add = (weight: string, group: string): void => {
    const index = counters.get(group) ?? 0;
    counters.set(group, index + 1);
    weights.push({ name: weight, path: `${group}/vars/${index}` });
  };
  // Spectral normalization keeps the kernel of the layer inside among its own variables as well.
  if (layer.type === 'SpectralNormalization' && children[0]) {
    const kernel = children[0].weights.find(({ name: weight }) => /(^|\/)(kernel|embeddings)$/.test(weight));
    if (kernel) add(`${name}/${children[0].name}/${kernel.name}`, path);
  }
  // `_trainable_variables + _non_trainable_variables`, each in the order of creation.
  const ordered = [...layer.weights.filter(({ trainable }) => trainable), ...layer.weights.filter(({ trainable }) => !trainable)];
  for (const weight of ordered) add(`${name}/${weight.name}`, `${path}${sublayer(layer, weight.name)}`);
  for (const [argument, graph] of Object.entries(layer.functions ?? {})) {
    const group = `${path}${recurrent.has(layer.type) ? '/cell' : ''}/${toSnake(argument)}`;
    const single = onlyLayer(graph.layers);
    if (single) place(single, `${name}/${single.name}`, group, weights, groups);
    else members(graph, [], `${name}/`, `${group}/`, weights, groups);
  }
  children.forEach((child, i) => place(child, `${name}/${child.name}`, `${path}/${layer.type === 'Bidirectional' ? (i === 0 ? 'forward_layer' : 'backward_layer') : 'layer'}`, weights, groups));
}

/** Keras's attribute for the part of a layer that a variable belongs to. */
function sublayer(layer: Layer, weight: string): string {
  if (recurrent.has(layer.type)) return '/cell';
  const [head, rest] = weight.split('/');
  return rest === undefined ? '' : `/${attention[head!] ?? head}`;
}

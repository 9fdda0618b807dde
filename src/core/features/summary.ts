/** `model.summary()` as rows and as text: the table that Keras prints (keras.src.utils.summary_utils.print_summary, Keras 3.15). */
import type { AnalysedModel } from '../analysis.js';
import { countLayer } from '../graph/count.js';
import type { Call, Dim, Layer, ModelGraph, ParameterCount } from '../graph/types.js';
import { formatBytes, formatCount } from './format.js';
import { memoryOf, type Memory } from './memory.js';
import { boxTable, type Column } from './table.js';

/** One layer of the table, cell by cell as Keras writes them. */
export interface SummaryRow {
  readonly layer: Layer;
  readonly name: string;
  readonly type: string;
  readonly shape: string;
  /** `320`, `0 (unbuilt)`, or `?` where the analysis does not know. */
  readonly parameters: string;
  /** `conv2d[0][0], input_layer[0][0]`; empty for a chain, whose table has no such column. */
  readonly connections: string;
}

export interface Summary {
  readonly title: string;
  /** Whether the layers are one chain, without a column of connections. */
  readonly chain: boolean;
  readonly rows: readonly SummaryRow[];
  /** `Total params: 320 (1.25 KB)` and the two lines below it. */
  readonly totals: readonly string[];
}

/** The summary of a model; what Keras would know and the analysis does not is `?`. */
export function summaryOf({ graph: told, parameters }: Pick<AnalysedModel, 'graph' | 'parameters'>): Summary {
  const graph = withMasks(told);
  const chain = isChain(graph);
  const sources = sourceNames(graph);
  const calls = callsByLayer(graph);
  const inputs = new Map((graph.inputLayers ?? []).map((id, at) => [id, graph.inputs[at]]));
  // Keras lists a Sequential's layers without its InputLayer.
  const layers = graph.layers.filter(({ type }) => graph.kind !== 'Sequential' || type !== 'InputLayer');
  const unbuiltModel = graph.kind === 'Sequential' && graph.calls.length === 0 && graph.inputs.length === 0;
  const rows = layers.map((layer): SummaryRow => {
    const outputs = inOrder(calls.get(layer.id) ?? []).at(-1)?.outputs ?? [inputs.get(layer.id)].filter((id) => id !== undefined);
    const unbuilt = unbuiltModel && outputs.length === 0 && layer.role === 'layer' && layer.weights.length === 0 && !bornBuilt.test(layer.type);
    const count = countLayer(layer).total;
    return {
      layer, name: layer.name, type: className(layer),
      shape: shapeCell(outputs.map((id) => graph.tensors[id])),
      parameters: unbuilt ? '0 (unbuilt)' : count === null ? '?' : formatCount(count),
      connections: chain ? '' : connections(calls.get(layer.id) ?? [], sources),
    };
  });
  const memory = memoryOf(told);
  // Of a model that is not built yet Keras counts what it has.
  const counts = unbuiltModel ? sumOf(layers.map(countLayer)) : parameters;
  const line = (title: string, key: keyof Memory) => {
    const count = counts[key];
    return `${title}: ${count === null ? '?' : formatCount(count)}${memory === null || count === null ? '' : ` (${formatBytes(memory[key])})`}`;
  };
  return {
    title: `Model: "${graph.name}"`, chain, rows,
    totals: [line('Total params', 'total'), line('Trainable params', 'trainable'), line('Non-trainable params', 'nonTrainable')],
  };
}

/** Keras lists the operations that make masks among a functional model's own. */
function withMasks(graph: ModelGraph): ModelGraph {
  const { masking } = graph;
  if (!masking) return graph;
  const all = new Map([...graph.layers, ...masking.operations].map((layer) => [layer.id, layer]));
  return { ...graph, layers: masking.order.map((id) => all.get(id)!), calls: masking.calls, tensors: masking.tensors };
}

/** The calls of each layer, in the order in which they run. */
export function callsByLayer({ calls }: Pick<ModelGraph, 'calls'>): ReadonlyMap<Layer['id'], readonly Call[]> {
  const found = new Map<Layer['id'], Call[]>();
  for (const call of calls) {
    const own = found.get(call.layer);
    if (own) own.push(call);
    else found.set(call.layer, [call]);
  }
  return found;
}

function sumOf(counts: readonly ParameterCount[]): ParameterCount {
  const sum = (key: keyof ParameterCount) => counts.reduce<number | null>((total, count) => (total === null || count[key] === null ? null : total + count[key]), 0);
  return { total: sum('total'), trainable: sum('trainable'), nonTrainable: sum('nonTrainable') };
}

/** What a table of the summary is made of; the panel has the same, without the layers. */
export type SummaryTable = Pick<Summary, 'title' | 'chain' | 'totals'> & { readonly rows: readonly Omit<SummaryRow, 'layer'>[] };

/** Keras's table as it stands on a terminal that is wide enough for it: 88 columns, 108 with connections. */
export function summaryTable({ title, chain, rows, totals }: SummaryTable): string {
  const [name, shape, count] = chain ? [36, 27, 15] : [29, 25, 15];
  const columns: Column[] = [{ title: 'Layer (type)', width: name }, { title: 'Output Shape', width: shape }, { title: 'Param #', width: count, right: true }];
  if (!chain) columns.push({ title: 'Connected to', width: 26 });
  const cells = rows.map((row) => [`${row.name} (${row.type})`, row.shape, row.parameters, row.connections]);
  return [title, ...boxTable(columns, cells), ...totals.map((line) => ` ${line}`), ''].join('\n');
}

export const summaryText = (model: Pick<AnalysedModel, 'graph' | 'parameters'>): string => summaryTable(summaryOf(model));

/** Layers that Keras calls built as soon as they are made: those that call `_build_at_init`. */
const bornBuilt = /Pooling|Dropout$|Noise$|^(?:Activation|ActivityRegularization|ELU|Identity|InputLayer|LeakyReLU|Masking|ReLU|Reshape|Softmax|UnitNormalization)/;

/** Keras's class of a layer; an operation of keras.ops is `GetItem` where its function is `get_item`. */
export const className = ({ role, type }: Pick<Layer, 'role' | 'type'>): string =>
  role === 'operation' ? type.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase()) : type;

function shapeCell(tensors: readonly (ModelGraph['tensors'][number] | undefined)[]): string {
  const shapes = tensors.map((tensor) => {
    if (!tensor?.shape) return '?';
    const open = tensor.loss ? '?' : 'None';
    const axis = (length: Dim, at: number) => (length !== null ? String(length) : at === 0 ? 'None' : open);
    return `(${tensor.shape.map(axis).join(', ')})`;
  });
  if (shapes.length === 1) return shapes[0] ?? '?';
  return shapes.length === 0 ? '?' : `[${shapes.join(', ')}]`;
}

/** What Keras asks before it leaves the connections out: one call a depth, each with one input, no layer called twice. */
function isChain(graph: ModelGraph): boolean {
  if (graph.kind !== 'Functional') return true;
  const called = new Set<string>();
  const maker = new Map<number, number>();
  const read = new Set<number>();
  for (const [at, { layer, inputs, outputs }] of graph.calls.entries()) {
    if (called.has(layer) || inputs.length > 1) return false;
    called.add(layer);
    for (const input of inputs) {
      const from = maker.get(input) ?? -1 - input;
      if (read.has(from)) return false;
      read.add(from);
    }
    for (const output of outputs) maker.set(output, at);
  }
  return graph.inputs.length <= 1;
}

/** The calls of a layer as the program makes them. */
const inOrder = (calls: readonly Call[]): readonly Call[] => (calls.length < 2 ? calls : [...calls].sort((a, b) => (a.node ?? 0) - (b.node ?? 0)));

const connections = (calls: readonly Call[], sources: ReadonlyMap<number, string>): string =>
  inOrder(calls).flatMap(({ inputs }) => inputs.map((input) => sources.get(input) ?? '?')).join(', ') || '-';

/** Each tensor as `conv2d[0][0]`: the layer, which of its calls, which of that call's outputs. */
function sourceNames(graph: ModelGraph): ReadonlyMap<number, string> {
  const names = new Map(graph.layers.map(({ id, name }) => [id, name]));
  const counts = new Map<string, number>();
  const sources = new Map<number, string>();
  graph.inputLayers?.forEach((layer, at) => {
    const tensor = graph.inputs[at];
    if (layer !== null && tensor !== undefined) sources.set(tensor, `${names.get(layer) ?? '?'}[0][0]`);
  });
  for (const { layer, node = counts.get(layer) ?? 0, outputs } of graph.calls) {
    counts.set(layer, node + 1);
    outputs.forEach((output, at) => sources.set(output, `${names.get(layer) ?? '?'}[${node}][${at}]`));
  }
  return sources;
}

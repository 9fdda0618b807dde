/** `model.summary()` as text: the table that Keras prints (keras.src.utils.summary_utils.print_summary). */
import type { AnalysedModel } from '../analysis.js';
import type { Dtype, Layer, ModelGraph, WeightSpec } from '../graph/types.js';
import { formatBytes, formatCount, formatShape, tuple } from './format.js';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly right?: boolean;
}

/**
 * Keras's table at its own widths (88 columns, 108 with connections). Where Keras would cut a word short the column grows
 * instead, so that nothing is lost; unknown numbers are `?`.
 */
export function summaryText(model: Pick<AnalysedModel, 'graph' | 'parameters'>): string {
  const { graph } = model;
  const chain = isChain(graph);
  // Keras lists a Sequential's layers without its InputLayer.
  const layers = graph.layers.filter(({ type }) => graph.kind !== 'Sequential' || type !== 'InputLayer');
  const rows = layers.map((layer) => {
    const cells = [`${layer.name} (${layer.type})`, shapeCell(graph, layer), countCell(layer)];
    return chain ? cells : [...cells, connections(graph, layer)];
  });
  const columns: Column[] = chain
    ? [{ title: 'Layer (type)', width: 36 }, { title: 'Output Shape', width: 27 }, { title: 'Param #', width: 15, right: true }]
    : [{ title: 'Layer (type)', width: 29 }, { title: 'Output Shape', width: 25 }, { title: 'Param #', width: 15, right: true }, { title: 'Connected to', width: 26 }];
  return [`Model: "${graph.name}"`, ...table(columns, rows), ...totals(model), ''].join('\n');
}

function shapeCell(graph: ModelGraph, layer: Layer): string {
  const call = graph.calls.filter(({ layer: id }) => id === layer.id).at(-1);
  if (!call) return '?';
  const shapes = call.outputs.map((output) => {
    const tensor = graph.tensors[output];
    return tensor ? formatShape(tensor, { batchAxis: true }) : '?';
  });
  return shapes.length === 1 ? (shapes[0] ?? '?') : tuple(shapes);
}

const countCell = (layer: Layer) => {
  const count = countWeights(weightsOf(layer));
  return count === null ? '?' : formatCount(count);
};

/** A layer's own weights and those of what it holds. */
function weightsOf(layer: Layer): readonly WeightSpec[] {
  return layer.inner ? [...layer.weights, ...layer.inner.layers.flatMap(weightsOf)] : layer.weights;
}

function countWeights(weights: readonly WeightSpec[]): number | null {
  let total = 0;
  for (const { shape } of weights) {
    let product = 1;
    for (const length of shape) {
      if (length === null) return null;
      product *= length;
    }
    total += product;
  }
  return total;
}

/** One chain without branches or shared layers needs no column of connections. */
function isChain(graph: ModelGraph): boolean {
  if (graph.kind !== 'Functional') return true;
  const called = new Set<string>();
  const read = new Set<number>();
  for (const { layer, inputs } of graph.calls) {
    if (called.has(layer) || inputs.length > 1 || inputs.some((input) => read.has(input))) return false;
    called.add(layer);
    for (const input of inputs) read.add(input);
  }
  return graph.inputs.length <= 1 && graph.outputs.length <= 1;
}

/** `conv2d[0][0], input_layer[0][0]`: the layer, which of its calls, which of that call's outputs. */
function connections(graph: ModelGraph, layer: Layer): string {
  const sources = graph.calls.filter(({ layer: id }) => id === layer.id).flatMap(({ inputs }) => inputs.map((input) => source(graph, input)));
  return sources.length > 0 ? sources.join(', ') : '-';
}

function source(graph: ModelGraph, tensor: number): string {
  const call = graph.calls.find(({ outputs }) => outputs.includes(tensor));
  const layer = call && graph.layers.find(({ id }) => id === call.layer);
  if (!call || !layer) return '?';
  const node = graph.calls.filter(({ layer: id }) => id === layer.id).indexOf(call);
  return `${layer.name}[${node}][${call.outputs.indexOf(tensor)}]`;
}

function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const longest = (cell: string) => Math.max(...cell.split(' ').map((word) => word.length));
  const widths = columns.map(({ title, width }, at) => Math.max(width, title.length, ...rows.map((row) => longest(row[at] ?? ''))));
  const rule = (left: string, line: string, middle: string, right: string) => left + widths.map((width) => line.repeat(width + 2)).join(middle) + right;
  const row = (edge: string, cells: readonly string[]) => {
    const wrapped = cells.map((cell, at) => wrap(cell, widths[at] ?? cell.length));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) => {
      const padded = wrapped.map((lines, at) => (columns[at]?.right ? (lines[line] ?? '').padStart(widths[at] ?? 0) : (lines[line] ?? '').padEnd(widths[at] ?? 0)));
      return `${edge} ${padded.join(` ${edge} `)} ${edge}`;
    });
  };
  const body = rows.flatMap((cells, at) => (at === 0 ? row('│', cells) : [rule('├', '─', '┼', '┤'), ...row('│', cells)]));
  return [rule('┏', '━', '┳', '┓'), ...row('┃', columns.map(({ title }) => title)), rule('┡', '━', '╇', '┩'), ...body, rule('└', '─', '┴', '┘')];
}

/** Lines of at most `width` characters, broken at spaces. */
function wrap(cell: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of cell.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function totals({ graph, parameters }: Pick<AnalysedModel, 'graph' | 'parameters'>): string[] {
  const bytes = (wanted: (layer: Layer, weight: WeightSpec) => boolean) => memory(graph, wanted);
  const moves = (layer: Layer, weight: WeightSpec) => layer.trainable && weight.trainable;
  const line = (title: string, count: number | null, size: number | null) => ` ${title}: ${count === null ? '?' : formatCount(count)}${size === null ? '' : ` (${formatBytes(size)})`}`;
  return [
    line('Total params', parameters.total, bytes(() => true)),
    line('Trainable params', parameters.trainable, bytes(moves)),
    line('Non-trainable params', parameters.nonTrainable, bytes((layer, weight) => !moves(layer, weight))),
  ];
}

const bits = { bool: 8, int8: 8, uint8: 8, int16: 16, uint16: 16, float16: 16, bfloat16: 16, int32: 32, uint32: 32, float32: 32, int64: 64, uint64: 64, float64: 64, string: null } satisfies Record<Dtype, number | null>;

function memory(graph: ModelGraph, wanted: (layer: Layer, weight: WeightSpec) => boolean): number | null {
  let total = 0;
  for (const layer of graph.layers) {
    if (layer.inner) {
      const inner = memory(layer.inner, wanted);
      if (inner === null) return null;
      total += inner;
    }
    for (const weight of layer.weights) {
      if (!wanted(layer, weight)) continue;
      const count = countWeights([weight]);
      const size = bits[weight.dtype];
      if (count === null || size === null) return null;
      total += (count * size) / 8;
    }
  }
  return total;
}

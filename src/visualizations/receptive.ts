/** Which part of the image a place of a layer's output was made from. Pure. */
import { readValues } from '../core/graph/facts.js';
import type { Layer, ModelGraph, Shape, TensorId } from '../core/graph/types.js';
import { layerSpec } from '../core/layers/lookup.js';

/** Along one axis: position i of the output sees the input from `start + i * jump` on, `size` positions; those outside are padding. */
export interface Axis {
  readonly start: number;
  readonly jump: number;
  readonly size: number;
}

/** Rows and columns. */
export interface Field {
  readonly rows: Axis;
  readonly columns: Axis;
}

const itself: Axis = { start: 0, jump: 1, size: 1 };

/**
 * The receptive fields of all layers, by path (Araujo, Norris and Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks",
 * eq. 2 to 4). Null where a layer sees the whole image, spreads its input, or is not known; branches are joined to what they see together.
 */
export function receptiveFields(graph: ModelGraph): ReadonlyMap<string, Field | null> {
  const found = new Map<string, Field | null>();
  const inputs = graph.inputs.map((): Field => ({ rows: itself, columns: itself }));
  walk(graph, '', inputs, found);
  return found;
}

function walk(graph: ModelGraph, prefix: string, inputs: readonly (Field | null)[], found: Map<string, Field | null>): Field | null {
  const fields = new Map<TensorId, Field | null>(graph.inputs.map((id, i) => [id, inputs[i] ?? null]));
  const layers = new Map(graph.layers.map((layer) => [layer.id, layer]));
  for (const call of graph.calls) {
    const layer = layers.get(call.layer);
    const seen = call.inputs.map((id) => fields.get(id) ?? null);
    const path = prefix + (layer?.name ?? '');
    let field = layer === undefined ? null : join(seen);
    if (layer?.role === 'model' && layer.inner !== undefined) field = walk(layer.inner, `${path}/`, seen, found);
    else if (layer !== undefined && field !== null && layer.type !== 'InputLayer') field = after(layer, field, graph.tensors[call.inputs[0] ?? -1]?.shape ?? null, graph.tensors[call.outputs[0] ?? -1]?.shape ?? null);
    for (const id of call.outputs) fields.set(id, field);
    if (!found.has(path)) found.set(path, field);
  }
  return fields.get(graph.outputs[0] ?? -1) ?? null;
}

/** What several inputs see together; null where their places are not the same distance apart. */
function join(fields: readonly (Field | null)[]): Field | null {
  const [first, ...rest] = fields;
  if (!first) return null;
  return rest.reduce<Field | null>((a, b) => {
    const [rows, columns] = [a && b && union(a.rows, b.rows), a && b && union(a.columns, b.columns)];
    return rows && columns ? { rows, columns } : null;
  }, first);
}

function union(a: Axis, b: Axis): Axis | null {
  if (a.jump !== b.jump) return null;
  const start = Math.min(a.start, b.start);
  return { start, jump: a.jump, size: Math.max(a.start + a.size, b.start + b.size) - start };
}

function after(layer: Layer, field: Field, input: Shape | null, output: Shape | null): Field | null {
  const spec = layer.role === 'layer' ? layerSpec(layer.type) : undefined;
  if (spec === undefined || input?.length !== 4 || output?.length !== 4) return null;
  const first = layer.config.dataFormat === 'channels_first' ? 2 : 1;
  const edges = layer.type === 'ZeroPadding2D' || layer.type === 'Cropping2D' ? edgesOf(layer) : null;
  if (edges !== null) {
    const sign = layer.type === 'ZeroPadding2D' ? -1 : 1;
    return { rows: moved(field.rows, sign * edges[0]), columns: moved(field.columns, sign * edges[1]) };
  }
  const reach = spec.reach(readValues(spec, layer), input);
  if (reach === 'position') return input[first] === output[first] && input[first + 1] === output[first + 1] ? field : null;
  if (typeof reach === 'string' || reach.spreads || reach.window.length !== 2) return null;
  const along = (axis: Axis, at: 0 | 1): Axis | null => {
    const [window, stride, length] = [reach.window[at], reach.stride[at], input[first + at]];
    if (window == null || stride == null || length == null) return null;
    const before = layer.config.padding === 'same' ? paddingBefore(length, window, stride) : 0;
    return { start: axis.start - before * axis.jump, jump: axis.jump * stride, size: axis.size + (window - 1) * axis.jump };
  };
  const [rows, columns] = [along(field.rows, 0), along(field.columns, 1)];
  return rows && columns ? { rows, columns } : null;
}

const moved = (axis: Axis, by: number): Axis => ({ ...axis, start: axis.start + by * axis.jump });

/** Rows and columns that are put before the first, or cut off. */
function edgesOf({ config }: Layer): [number, number] | null {
  const given = config.padding ?? config.cropping;
  if (!Array.isArray(given)) return typeof given === 'number' ? [given, given] : null;
  const [rows, columns] = (given as readonly unknown[]).map((side) => (Array.isArray(side) ? Number(side[0]) : Number(side)));
  return Number.isInteger(rows) && Number.isInteger(columns) ? [rows!, columns!] : null;
}

/** Zeros before the first value with "same" padding, as TensorFlow places them: the odd one goes behind. `window` is the reach of a dilated kernel. */
export function paddingBefore(length: number, window: number, stride: number): number {
  return Math.floor(Math.max(0, (Math.ceil(length / stride) - 1) * stride + window - length) / 2);
}

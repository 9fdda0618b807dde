/** Which layers of a graph have channels to show, how to name them, and which to choose when nobody says. Pure. */
import type { Layer, ModelGraph, Shape, TensorId } from '../core/graph/types.js';
import { UserError } from '../core/protocol/failure.js';

/** One layer whose output can be shown as channels. */
export interface ShownLayer {
  /** Keras's name; inside a nested model `outer/inner`. */
  readonly path: string;
  readonly layer: Layer;
  /** The graph that holds the layer itself. */
  readonly graph: ModelGraph;
  /** Output shape with its batch axis, as the layer gives it. */
  readonly shape: Shape;
  /** Whether the channels stand before height and width. */
  readonly channelsFirst: boolean;
}

/** Height, width and channels of an output: a vector counts as 1 x 1, a sequence as 1 x steps. */
export interface Extent {
  readonly height: number | null;
  readonly width: number | null;
  readonly channels: number | null;
}

/**
 * All layers with an output of rank 2 (units), 3 (steps, channels) or 4 (height, width, channels), in the order in which they run.
 * Nested models are entered and shown by their inner layers. Layers that only pass the image in are left out.
 */
export function shownLayers(graph: ModelGraph, prefix = ''): ShownLayer[] {
  const layers = new Map(graph.layers.map((layer) => [layer.id, layer]));
  const first = new Map<TensorId, boolean>();
  const seen = new Set<string>();
  const shown: ShownLayer[] = [];
  for (const call of graph.calls) {
    const layer = layers.get(call.layer);
    const [output] = call.outputs;
    if (layer === undefined || output === undefined) continue;
    // A layer that does not say where its channels are leaves them where its input has them.
    const said = layer.config.dataFormat;
    const channelsFirst = typeof said === 'string' ? said === 'channels_first' : first.get(call.inputs[0] ?? -1) === true;
    for (const id of call.outputs) first.set(id, channelsFirst);
    if (seen.has(layer.id) || layer.type === 'InputLayer') continue;
    seen.add(layer.id);
    if (layer.inner !== undefined && layer.role === 'model') {
      shown.push(...shownLayers(layer.inner, `${prefix}${layer.name}/`));
      continue;
    }
    const shape = graph.tensors[output]?.shape;
    if (shape === undefined || shape === null || shape.length < 2 || shape.length > 4) continue;
    shown.push({ path: prefix + layer.name, layer, graph, shape, channelsFirst: channelsFirst && shape.length > 2 });
  }
  return shown;
}

/** Whether a model takes its image with the channels before height and width, as the first layers that say where they are have it. */
export function takesChannelsFirst({ inputs, layers, calls, tensors }: ModelGraph): boolean {
  const waiting = inputs.slice(0, 1);
  // A tensor is met again where paths join.
  const met = new Set(waiting);
  for (const tensor of waiting) {
    for (const call of calls.filter((each) => each.inputs[0] === tensor)) {
      const layer = layers.find(({ id }) => id === call.layer);
      const said = layer?.config.dataFormat;
      if (typeof said === 'string') return said === 'channels_first';
      if (layer?.inner !== undefined && layer.inner.calls.length > 0) return takesChannelsFirst(layer.inner);
      // Behind a layer that changes the shape the axes may be others.
      for (const id of call.outputs) if (!met.has(id) && JSON.stringify(tensors[id]?.shape) === JSON.stringify(tensors[tensor]?.shape)) waiting.push((met.add(id), id));
    }
  }
  return false;
}

/** An image input without a fixed height or width. */
export function takesAnySize({ inputs, tensors }: ModelGraph): boolean {
  const shape = tensors[inputs[0] ?? -1]?.shape;
  return shape?.length === 4 && (shape[1] === null || shape[2] === null);
}

/** How a failure says that such a model needs a size; the panels offer one where it does. */
export const anySizeWords = 'takes images of any size';

/** Throws a UserError where a model takes more than an image, or one with its axes in another order. */
export function checkInput(graph: ModelGraph): void {
  if (graph.inputs.length > 1) throw new UserError(`"${graph.name}" has ${graph.inputs.length} inputs; pictures need a model with one image as its only input.`);
  if (takesChannelsFirst(graph)) throw new UserError(`"${graph.name}" takes the channels of its image first, ${shapeText(graph.tensors[graph.inputs[0] ?? -1]?.shape ?? null)}; pictures need them last. Give the model an input of (height, width, channels) and put Permute((3, 1, 2)) behind it.`);
}

/** A shape with its batch axis, as Keras writes it. */
export const shapeText = (shape: Shape | null): string => (shape === null ? 'unknown' : `(${shape.map((length) => length ?? 'None').join(', ')})`);

export function extentOf(shape: Shape, channelsFirst: boolean): Extent {
  const [, ...axes] = shape;
  const last = axes.length - 1;
  const channels = axes[channelsFirst ? 0 : last] ?? null;
  const space = channelsFirst ? axes.slice(1) : axes.slice(0, last);
  const width = space.length === 0 ? 1 : (space[space.length - 1] ?? null);
  const height = space.length < 2 ? 1 : (space[0] ?? null);
  return { height, width, channels };
}

/** Whether an output still has places to point at: more than one position in height or width. */
export function isSpatial({ shape, channelsFirst }: ShownLayer): boolean {
  const { height, width } = extentOf(shape, channelsFirst);
  return shape.length === 4 && !(height === 1 && width === 1);
}

/** Tells of a layer's path whether the model's first output, which is what is explained, depends on what the layer gives (in its first application). */
export function leadsToOutput({ layers, calls, inputs, outputs }: ModelGraph): (path: string) => boolean {
  const makers = new Map(calls.flatMap((call) => call.outputs.filter((id) => !inputs.includes(id)).map((id) => [id, call] as const)));
  const needed = new Set<TensorId>();
  const waiting = outputs.slice(0, 1);
  for (const id of waiting) {
    if (needed.has(id)) continue;
    needed.add(id);
    waiting.push(...(makers.get(id)?.inputs ?? []));
  }
  return (path) => {
    const [head, ...rest] = path.split('/');
    const layer = layers.find(({ name }) => name === head);
    const first = calls.find((call) => call.layer === layer?.id);
    if (first?.outputs.some((id) => needed.has(id)) !== true) return false;
    return rest.length === 0 || layer?.inner === undefined || leadsToOutput(layer.inner)(rest.join('/'));
  };
}

/** How often a layer is applied, in nested models too: a shared layer has several outputs, of which the first is shown. */
export function applications({ layers, calls }: ModelGraph, path: string): number {
  const [head, ...rest] = path.split('/');
  const layer = layers.find(({ name }) => name === head);
  const times = calls.filter((call) => call.layer === layer?.id).length;
  return rest.length > 0 && layer?.inner !== undefined ? times * applications(layer.inner, rest.join('/')) : times;
}

/** Path of the layer that makes a layer's (first) input, also where either is inside a nested model; null where that is the model's own input. */
export function sourceOf(graph: ModelGraph, path: string, prefix = '', outer: (input: number) => string | null = () => null): string | null {
  const [head, ...rest] = path.split('/');
  const layer = graph.layers.find(({ name }) => name === head);
  const call = graph.calls.find((each) => each.layer === layer?.id);
  const makerOf = (tensor: TensorId | undefined): string | null => {
    const input = graph.inputs.indexOf(tensor ?? -1);
    if (input >= 0) return outer(input);
    const maker = graph.calls.find(({ outputs }) => tensor !== undefined && outputs.includes(tensor));
    const made = graph.layers.find(({ id }) => id === maker?.layer);
    return made === undefined || made.type === 'InputLayer' ? null : prefix + made.name;
  };
  if (call === undefined) return null;
  if (rest.length === 0 || layer?.inner === undefined) return makerOf(call.inputs[0]);
  return sourceOf(layer.inner, rest.join('/'), `${prefix}${layer.name}/`, (input) => makerOf(call.inputs[input]));
}

/** Finds a layer by its path, or by its own name where only one layer has it. Throws a UserError that lists the names. */
export function findLayer(layers: readonly ShownLayer[], name: string): ShownLayer {
  const exact = layers.find(({ path }) => path === name);
  if (exact !== undefined) return exact;
  const inner = layers.filter(({ path }) => path.endsWith(`/${name}`));
  if (inner.length === 1) return inner[0]!;
  const names = (inner.length > 1 ? inner : layers).map(({ path }) => path).join(', ');
  throw new UserError(inner.length > 1 ? `Several layers are named "${name}"; give one of ${names}.` : `The model has no layer "${name}" whose output can be shown. Its layers are ${names || 'none'}.`);
}

/** The first convolution, else the first layer: where the lecture starts. */
export function firstConvolution(layers: readonly ShownLayer[]): ShownLayer {
  const found = layers.find(({ layer }) => layer.type.includes('Conv')) ?? layers[0];
  if (found === undefined) throw new UserError('The model has no layer whose output can be shown as channels: none has 2 to 4 axes.');
  return found;
}

import type { Call, Layer, ModelGraph, Shape, TensorId } from '../graph/types.js';

const none: readonly never[] = [];

/** A graph with its connections both ways. */
export class GraphView {
  private readonly layers = new Map<string, Layer>();
  private readonly types = new Set<string>();
  /** Calls by the tensors that they make and read: a graph's tensors are numbered from 0. */
  private readonly makers: (Call | undefined)[];
  private readonly users: (Call[] | undefined)[];
  private readonly counts = new Map<string, number>();
  private readonly inners = new Map<ModelGraph, GraphView>();

  constructor(readonly graph: ModelGraph) {
    for (const layer of graph.layers) {
      this.layers.set(layer.id, layer);
      this.types.add(layer.type);
    }
    this.makers = new Array<Call | undefined>(graph.tensors.length);
    this.users = new Array<Call[] | undefined>(graph.tensors.length);
    for (const call of graph.calls) {
      this.counts.set(call.layer, (this.counts.get(call.layer) ?? 0) + 1);
      for (const id of call.outputs) this.makers[id] = call;
      for (const id of call.inputs) (this.users[id] ??= []).push(call);
    }
  }

  /** A graph inside this one, with its connections. */
  inner(graph: ModelGraph): GraphView {
    let view = this.inners.get(graph);
    if (!view) {
      view = new GraphView(graph);
      this.inners.set(graph, view);
    }
    return view;
  }

  /** Whether a layer is of one of these types. */
  hasAny(types: readonly string[]): boolean {
    for (const type of types) if (this.types.has(type)) return true;
    return false;
  }
  layerOf(call: Call): Layer | undefined {
    return this.layers.get(call.layer);
  }
  /** The call that makes a tensor; undefined for an input. */
  maker(tensor: TensorId): Call | undefined {
    return this.makers[tensor];
  }
  /** Every call that reads a tensor. */
  readers(tensor: TensorId): readonly Call[] {
    return this.users[tensor] ?? none;
  }
  shape(tensor: TensorId): Shape | null {
    return this.graph.tensors[tensor]?.shape ?? null;
  }
  isOutput(tensor: TensorId): boolean {
    return this.graph.outputs.includes(tensor);
  }
  /** The only call that reads what a call makes; undefined where several do, none does, or the model gives it out as well. */
  next(call: Call): Call | undefined {
    const [tensor] = call.outputs;
    if (call.outputs.length !== 1 || tensor === undefined || this.isOutput(tensor)) return undefined;
    const readers = this.readers(tensor);
    return readers.length === 1 && readers[0]!.inputs.length === 1 ? readers[0] : undefined;
  }
  /** The call that a call reads its only input from. */
  previous(call: Call): Call | undefined {
    return call.inputs.length === 1 ? this.maker(call.inputs[0]!) : undefined;
  }
  /** How often a layer is called: a shared layer does not belong to one place. */
  callsOf(layer: Layer): number {
    return this.counts.get(layer.id) ?? 0;
  }
}

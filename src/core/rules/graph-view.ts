import type { Call, Layer, ModelGraph, Shape, TensorId } from '../graph/types.js';

/** A graph with its connections both ways. */
export class GraphView {
  private readonly layers: ReadonlyMap<string, Layer>;
  private readonly makers = new Map<TensorId, Call>();
  private readonly users = new Map<TensorId, Call[]>();
  private readonly counts = new Map<string, number>();

  constructor(readonly graph: ModelGraph) {
    this.layers = new Map(graph.layers.map((layer) => [layer.id, layer]));
    for (const call of graph.calls) {
      this.counts.set(call.layer, (this.counts.get(call.layer) ?? 0) + 1);
      for (const id of call.outputs) this.makers.set(id, call);
      for (const id of call.inputs) {
        const users = this.users.get(id);
        if (users) users.push(call);
        else this.users.set(id, [call]);
      }
    }
  }

  layerOf(call: Call): Layer | undefined {
    return this.layers.get(call.layer);
  }
  /** The call that makes a tensor; undefined for an input. */
  maker(tensor: TensorId): Call | undefined {
    return this.makers.get(tensor);
  }
  /** Every call that reads a tensor. */
  readers(tensor: TensorId): readonly Call[] {
    return this.users.get(tensor) ?? [];
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

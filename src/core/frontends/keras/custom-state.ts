import type { LayerInstance, ModelInstance, SymbolicTensor } from '../../graph/builder.js';
import { history } from '../../graph/history.js';
import type { Span, WeightSpec } from '../../graph/types.js';
import type { LayerSpec } from '../../layers/define.js';
import type { Args } from '../python/args.js';
import { PyInstance } from '../python/classes.js';
import { Dict, List, Tuple } from '../python/containers.js';
import { type Obj, type Site, type Value } from '../python/values.js';
import { LayerValue } from './layer-value.js';

/** What an object of a user's Layer or Model subclass is besides its attributes. */
export class CustomState {
  /** Null until `super().__init__()` has run. */
  layer: LayerInstance | null = null;
  weights: WeightSpec[] = [];
  /** What its class was called with. */
  given: Args | null = null;
  building = false;
  /** Set where the class has an `__init__` that never calls that of Keras. */
  uninitialised = false;
  private gaveNothing = false;
  /** Where the call stands that is being evaluated. */
  calledAt: Site | null = null;
  /** The arguments of the call that is being evaluated. */
  current: Args | null = null;
  /** How deeply `call` is being evaluated: it may call itself through other layers. */
  depth = 0;
  /** What `call` does that leaves no trace in what it returns, and where: while it is evaluated. */
  private hidden: { readonly what: string; readonly span: Span } | null = null;
  readonly born = history.step;

  constructor(
    readonly instance: PyInstance,
    readonly isModel: boolean,
    /** For a subclass of one of Keras's own layers. */
    readonly spec: LayerSpec | null,
  ) {}

  /** Notes that the program does something in `call` that the graph of the results does not hold. */
  notFollowed(what: string, { span }: Site): void {
    this.hidden ??= { what, span };
  }
  /** Tensors that `call` adds to the loss, while it is evaluated. */
  private added: SymbolicTensor[] = [];
  addLoss(tensors: readonly SymbolicTensor[]): void {
    this.added = [...this.added, ...tensors];
  }
  takeLosses(): readonly SymbolicTensor[] {
    const { added } = this;
    this.added = [];
    return added;
  }
  takeNotFollowed(): CustomState['hidden'] {
    const { hidden } = this;
    this.hidden = null;
    return hidden;
  }
  /** Notes whether a `call` returned None. */
  gave(result: Value): void {
    this.gaveNothing = result === null;
  }
  /** Whether the last `call` returned None; asked once. */
  takeNothing(): boolean {
    const { gaveNothing } = this;
    this.gaveNothing = false;
    return gaveNothing;
  }

  snapshot(): Pick<CustomState, 'layer' | 'weights'> {
    return { layer: this.layer, weights: this.weights };
  }
  restore({ layer, weights }: Pick<CustomState, 'layer' | 'weights'>): void {
    this.layer = layer;
    this.weights = weights;
  }

  get model(): ModelInstance {
    return this.layer as ModelInstance;
  }

  /** Layers that the object holds, in the order in which its attributes were set, as Keras tracks them. */
  get tracked(): LayerInstance[] {
    const found = new Set<LayerInstance>();
    for (const value of this.instance.attributes.values()) collect(value, found, 0);
    return [...found];
  }
}

function collect(value: Value, found: Set<LayerInstance>, depth: number): void {
  const layer = layerOf(value);
  if (layer) found.add(layer);
  else if (depth < 4 && (value instanceof List || value instanceof Tuple)) for (const item of value.items) collect(item, found, depth + 1);
  else if (depth < 4 && value instanceof Dict) for (const [, item] of value.entries.values()) collect(item, found, depth + 1);
}

/** The layer that a value is, if it is one. */
export function layerOf(value: Value): LayerInstance | null {
  if (value instanceof LayerValue) return value.layer;
  if (value instanceof PyInstance) return value.native instanceof CustomState ? value.native.layer : null;
  return null;
}

export const stateOf = (instance: PyInstance): CustomState | null => (instance.native instanceof CustomState ? instance.native : null);
export type { Obj };

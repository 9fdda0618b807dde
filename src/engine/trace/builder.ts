/**
 * Builds the ONNX graph of a trace. Every value may exist in several memory layouts; lowerings ask for the one they compute in, and
 * conversions are made at the first such request and kept. Equal operators on equal inputs are emitted once.
 */
import { elementTypes, type Attribute, type ElementType, type OnnxInitializer, type OnnxNode } from './onnx.js';
import { convert, type Layout } from './layout.js';
import type { DataType, KernelNode, Value } from './ir.js';
import { sizeOf, type TypedArray } from './step.js';

/** Name of a tensor in the ONNX graph. */
export type Ref = string;

/** What lowerings may know of the device. */
export interface Target {
  /** `cpu` may use all that onnxruntime's CPU kernels offer; `portable` keeps to the standard operators that every provider has. */
  readonly kind: 'cpu' | 'portable';
  /** Channels in a block of onnxruntime's blocked CPU layout (8 or 16 by instruction set); 0 where there is none. */
  readonly blockSize: number;
}

export const microsoft = 'com.microsoft';
export const blockedDomain = 'com.microsoft.nchwc';

export interface OpOptions {
  readonly domain?: string;
  readonly outputs?: number;
}

export class GraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];
  private readonly emitted = new Map<string, readonly Ref[]>();
  private readonly constants = new Map<string, Ref>();
  private readonly places = new Map<Value, Map<Layout, Ref>>();
  private readonly notes = new Map<string, Ref>();
  private count = 0;

  constructor(
    readonly target: Target,
    private readonly consumers: ReadonlyMap<Value, readonly KernelNode[]>,
  ) {}

  /** Emits an operator with one output. */
  op(op: string, inputs: readonly Ref[], attributes: Readonly<Record<string, Attribute>> = {}, options: OpOptions = {}): Ref {
    return this.ops(op, inputs, attributes, options)[0]!;
  }

  /** Emits an operator with several outputs. */
  ops(op: string, inputs: readonly Ref[], attributes: Readonly<Record<string, Attribute>>, { domain = '', outputs = 1 }: OpOptions): readonly Ref[] {
    const key = JSON.stringify([op, inputs, attributes, domain, outputs]);
    const known = this.emitted.get(key);
    if (known !== undefined) return known;
    const refs = Array.from({ length: outputs }, () => this.name());
    this.nodes.push({ op, inputs, outputs: refs, attributes, domain });
    this.emitted.set(key, refs);
    return refs;
  }

  /** The value as it lies in `layout` (default: as tfjs shapes it). Converted at most once. */
  use(value: Value, layout: Layout = 'logical'): Ref {
    const places = this.placesOf(value);
    const here = places.get(layout);
    if (here !== undefined) return here;
    const ref = convert(this, value, places, layout);
    places.set(layout, ref);
    return ref;
  }

  /** Gives a value its place in the graph. */
  define(value: Value, ref: Ref, layout: Layout = 'logical'): void {
    this.placesOf(value).set(layout, ref);
  }

  /** Whether the value exists in this layout without a conversion. */
  has(value: Value, layout: Layout): boolean {
    return this.placesOf(value).has(layout);
  }

  /** The value as it was computed, in whatever layout that is: no conversion is made for it. */
  stored(value: Value): { readonly ref: Ref; readonly layout: Layout } {
    const places = this.placesOf(value);
    const layout = places.has('split') ? 'split' : ([...places.keys()][0] ?? 'logical');
    return { ref: this.use(value, layout), layout };
  }

  consumersOf(value: Value): readonly KernelNode[] {
    return this.consumers.get(value) ?? [];
  }

  /** A list of integers as ONNX takes shapes, axes and repetitions. */
  ints(values: readonly number[]): Ref {
    return this.constant([values.length], 'int64', BigInt64Array.from(values, BigInt));
  }

  int(value: number): Ref {
    return this.constant([], 'int64', BigInt64Array.of(BigInt(value)));
  }

  /** A scalar of the given type. */
  scalar(value: number, dtype: DataType = 'float32'): Ref {
    return this.constant([], dtype, dtype === 'float32' ? Float32Array.of(value) : dtype === 'int32' ? Int32Array.of(value) : Uint8Array.of(value));
  }

  floats(shape: readonly number[], values: Float32Array): Ref {
    return this.constant(shape, 'float32', values);
  }

  constant(shape: readonly number[], type: ElementType, data: TypedArray | BigInt64Array): Ref {
    const key = data.length <= 64 ? `${type}[${shape.join()}]${data.join()}` : null;
    const known = key === null ? undefined : this.constants.get(key);
    if (known !== undefined) return known;
    const name = this.name();
    this.initializers.push({ name, shape, type, data });
    if (key !== null) this.constants.set(key, name);
    return name;
  }

  reshape(ref: Ref, shape: readonly number[]): Ref {
    return this.op('Reshape', [ref, this.ints(shape)]);
  }

  transpose(ref: Ref, perm: readonly number[]): Ref {
    return perm.every((axis, i) => axis === i) ? ref : this.op('Transpose', [ref], { perm });
  }

  cast(ref: Ref, to: ElementType): Ref {
    return this.op('Cast', [ref], { to: elementTypes[to] });
  }

  /** Remembers by-products of one lowering for another, such as the place of each maximum. */
  remember(key: string, ref: Ref): Ref {
    this.notes.set(key, ref);
    return ref;
  }

  recall(key: string): Ref | undefined {
    return this.notes.get(key);
  }

  private placesOf(value: Value): Map<Layout, Ref> {
    let places = this.places.get(value);
    if (places === undefined) {
      places = new Map();
      if (value.constant !== null) places.set('logical', this.constantOf(value, value.constant));
      this.places.set(value, places);
    }
    return places;
  }

  private constantOf(value: Value, values: TypedArray): Ref {
    const splat = value.splat;
    if (splat === null || value.size <= 64 || value.dtype === 'bool') return this.constant(value.shape, value.dtype, values);
    return this.op('Expand', [this.scalar(splat, value.dtype), this.ints(value.shape)]);
  }

  private name(): Ref {
    return `v${this.count++}`;
  }
}

export { sizeOf };

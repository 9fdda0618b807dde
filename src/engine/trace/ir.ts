/** A traced step: the tfjs kernels that one call of it runs, in order, with the values between them. */
import type { RandomSpec, TensorSpec, TypedArray } from './step.js';

export type DataType = TensorSpec['dtype'];

/** One tensor of a trace. Its shape is tfjs's (channels last); how it lies in memory is decided when it is lowered. */
export class Value implements TensorSpec {
  constructor(
    readonly shape: readonly number[],
    readonly dtype: DataType,
    /** The kernel that computes it; null for inputs and constants. */
    readonly producer: KernelNode | null = null,
    /** Its numbers when they are known while tracing. */
    readonly constant: TypedArray | null = null,
  ) {}

  get size(): number {
    return this.shape.reduce((product, length) => product * length, 1);
  }

  /** The number that every element of a constant has; null when they differ or are not known. */
  get splat(): number | null {
    const values = this.constant;
    const first = values?.[0];
    if (values === null || first === undefined) return null;
    return values.every((value) => value === first) ? first : null;
  }
}

export interface KernelCall {
  readonly kernel: string;
  /** By tfjs's names (`x`, `filter`, ...), or `0`, `1`, ... for kernels that take a list. */
  readonly inputs: Readonly<Record<string, Value>>;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export class KernelNode implements KernelCall {
  readonly outputs: readonly Value[];

  constructor(
    readonly kernel: string,
    readonly inputs: Readonly<Record<string, Value>>,
    readonly attributes: Readonly<Record<string, unknown>>,
    specs: readonly TensorSpec[],
  ) {
    this.outputs = specs.map(({ shape, dtype }) => new Value(shape, dtype, this));
  }

  input(name: string): Value {
    const value = this.inputs[name];
    if (value === undefined) throw new Error(`Kernel ${this.kernel} has no input "${name}".`);
    return value;
  }

  get output(): Value {
    return this.outputs[0]!;
  }
}

export interface Trace {
  readonly name: string;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly state: Readonly<Record<string, Value>>;
  readonly random: Readonly<Record<string, { readonly value: Value; readonly spec: RandomSpec }>>;
  readonly nodes: readonly KernelNode[];
  readonly outputs: Readonly<Record<string, Value>>;
  /** Results that stay where they are computed until they are read. */
  readonly kept: Readonly<Record<string, Value>>;
  /** New values of the variables that the step changes. */
  readonly newState: Readonly<Record<string, Value>>;
}

/** Thrown where a step cannot be compiled; it then runs eagerly. */
export class NotCompilable extends Error {
  constructor(
    readonly kernel: string,
    reason: string,
  ) {
    super(`${kernel}: ${reason}`);
    this.name = 'NotCompilable';
  }
}

/** A kernel's attributes with the type that tfjs gives them. */
export function attributesOf<T>(call: KernelCall): T {
  return call.attributes as T;
}

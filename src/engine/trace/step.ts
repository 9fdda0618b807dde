/**
 * A step is one computation that is said once, in tfjs operations, and run many times: a training step, a prediction, Grad-CAM,
 * one ascent of a filter pattern. A device compiles it; how it does so is the device's own affair.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { DeviceInfo } from '../../core/protocol/engine.js';

export type TypedArray = Float32Array | Int32Array | Uint8Array;

export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
}

/** Numbers drawn anew for each run: uniform in [0, 1) or normal with mean 0 and deviation 1. They enter the graph as inputs and are never baked into the trace. */
export interface RandomSpec {
  readonly shape: readonly number[];
  readonly distribution: 'uniform' | 'normal';
}

export interface StepScope {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly state: Readonly<Record<string, tf.Tensor>>;
  /** A tensor of fresh random numbers. The n-th call of a step is named `random<n>`, from 0. */
  random(spec: RandomSpec): tf.Tensor;
}

export interface StepResult {
  readonly outputs: Readonly<Record<string, tf.Tensor>>;
  /** Large results of which few may ever be looked at: they are computed like outputs and stay on the device, as it lays them out, until they are read. */
  readonly kept?: Readonly<Record<string, tf.Tensor>>;
  /** New values of the variables that this step changes; the others keep theirs. */
  readonly state?: Readonly<Record<string, tf.Tensor>>;
}

export interface StepDefinition {
  readonly name: string;
  /** What differs from run to run: images, labels, the learning rate (shape []). */
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  /** Variables that stay on the device between runs; a device state may hold more than one step names. */
  readonly state: Readonly<Record<string, TensorSpec>>;
  /**
   * Says the computation. It runs once, on tensors without values: nothing may be read back (`dataSync`), and no JavaScript
   * branch may depend on a tensor's numbers. tfjs's automatic differentiation (`tf.grads`, `tf.valueAndGrads`) works inside.
   */
  build(scope: StepScope): StepResult;
}

export interface RunOptions {
  /** With `index`, decides the random numbers: the same seed and index give the same numbers on every device. Default 0. */
  readonly seed?: number;
  /** Number of the step since the start of a training. Default 0. */
  readonly index?: number;
  /** Random numbers given instead of drawn, by name (`random0`, ...). */
  readonly random?: Readonly<Record<string, Float32Array>>;
}

export interface DeviceState {
  /** Copies of the variables' values; all of them when no names are given. */
  read(names?: readonly string[]): Promise<Record<string, TypedArray>>;
  /** Replaces the values of variables that exist. */
  write(values: Readonly<Record<string, TypedArray>>): Promise<void>;
  dispose(): Promise<void>;
}

/** The kept results of one run. */
export interface Kept {
  /** A copy of one result's values, row-major in its shape. Throws a sentence after `dispose`. */
  read(name: string): Promise<TypedArray>;
  dispose(): Promise<void>;
}

export interface CompiledStep {
  /** Runs once and replaces the changed variables in `state`. Throws a sentence when an input is missing or has another length than its shape says. */
  run(state: DeviceState, inputs: Readonly<Record<string, TypedArray>>, options?: RunOptions): Promise<Record<string, TypedArray>>;
  /** The same, and the step's kept results besides; `run` lets go of them. */
  keep(state: DeviceState, inputs: Readonly<Record<string, TypedArray>>, options?: RunOptions): Promise<{ readonly outputs: Record<string, TypedArray>; readonly kept: Kept }>;
  /** The kernel that has no lowering, so that this step runs uncompiled; null when compiled. */
  readonly eager: string | null;
  dispose(): Promise<void>;
}

export interface Variable {
  readonly spec: TensorSpec;
  readonly values: TypedArray;
}

export interface Device {
  readonly info: DeviceInfo;
  /** Why it can compute no more; null while it can. Whoever needs it then opens it anew. */
  readonly lost: Error | null;
  compile(definition: StepDefinition): Promise<CompiledStep>;
  createState(values: Readonly<Record<string, Variable>>): Promise<DeviceState>;
  dispose(): Promise<void>;
}

export function mapValues<From, To>(record: Readonly<Record<string, From>>, change: (entry: From, name: string) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, entry]) => [name, change(entry, name)]));
}

/** Number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Checks values against their shape before they reach native code. Throws one sentence. */
export function checkValues(step: string, name: string, spec: TensorSpec, values: TypedArray | undefined): TypedArray {
  if (values === undefined) throw new Error(`Step "${step}" needs the input "${name}" of shape [${spec.shape.join(', ')}], and it was not given.`);
  if (values.length !== sizeOf(spec.shape)) {
    throw new Error(`Step "${step}" expects ${sizeOf(spec.shape)} numbers for "${name}" (shape [${spec.shape.join(', ')}]), and got ${values.length}.`);
  }
  return values;
}

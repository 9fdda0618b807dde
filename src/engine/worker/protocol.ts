/** What the engine asks of its step worker. Plain data and typed arrays only; every request is answered once. */
import type { Program } from '../trace/program.js';
import type { TypedArray, Variable } from '../trace/step.js';

/** How sessions are made on a device. */
export interface SessionSettings {
  readonly provider: 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';
  /** Threads that share one operator. */
  readonly threads: number;
  /** Path prefix of onnxruntime's profile; for measuring only. */
  readonly profile?: string;
}

export interface RunRequest {
  readonly step: number;
  readonly state: number;
  readonly inputs: Readonly<Record<string, TypedArray>>;
  readonly seed: number;
  readonly index: number;
  readonly random: Readonly<Record<string, Float32Array>>;
  /** Whether the step's kept results are wanted. */
  readonly keep: boolean;
}

export interface RunReply {
  readonly outputs: Record<string, TypedArray>;
  /** By which the kept results are asked for; null where none were wanted. */
  readonly kept: number | null;
}

export interface WorkerApi {
  compile(request: { readonly program: Program; readonly settings: SessionSettings }): number;
  forget(step: number): void;
  createState(variables: Readonly<Record<string, Variable>>): number;
  read(request: { readonly state: number; readonly names: readonly string[] | null }): Record<string, TypedArray>;
  write(request: { readonly state: number; readonly values: Readonly<Record<string, TypedArray>> }): void;
  dropState(state: number): void;
  run(request: RunRequest): RunReply;
  readKept(request: { readonly kept: number; readonly name: string }): { readonly values: TypedArray };
  dropKept(kept: number): void;
}

export type Request = { [Name in keyof WorkerApi]: { readonly id: number; readonly call: Name; readonly argument: Parameters<WorkerApi[Name]>[0] } }[keyof WorkerApi];

export type Reply = { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: string };

/** Asks the thread to end after what it was asked before. */
export type Closing = 'close';

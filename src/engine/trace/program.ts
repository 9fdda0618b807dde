/** What a compiled step is between the thread that traces and the thread that runs. */
import type { OnnxNode, OnnxSequence } from './onnx.js';
import type { Stored } from './stored.js';
import type { RandomSpec, TensorSpec } from './step.js';

/** A compiled step as it is sent to whoever runs it. */
export interface Program {
  readonly name: string;
  readonly model: Uint8Array;
  /** Computes from weights alone what the graph takes besides; null where there is none such. */
  readonly fixed: FixedProgram | null;
  /** What the graph really reads; unused inputs are left out of it. */
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  readonly state: Readonly<Record<string, TensorSpec>>;
  readonly random: Readonly<Record<string, RandomSpec>>;
  readonly outputs: Readonly<Record<string, TensorSpec>>;
  /** Results that stay where they are computed, and how they lie there. */
  readonly kept: Readonly<Record<string, Stored>>;
  /** Variables that a run replaces. */
  readonly newState: Readonly<Record<string, TensorSpec>>;
  /** What a run hands to the updates, by name. */
  readonly handed: Readonly<Record<string, TensorSpec>>;
  /** What is done with further variables after the run. */
  readonly updates: readonly UpdateProgram[];
}

/** Arithmetic on arrays of one length, element by element, whatever that length is (`updates.ts`). */
export interface UpdateProgram {
  /** Its inputs are the variables `state:0`, ..., arrays `input:array0`, ... and numbers `input:number0`, ...; its results `new:0`, .... */
  readonly model: Uint8Array;
  /** The variables that it changes, and whether their new values may be written over the old ones. */
  readonly changed: readonly { readonly place: number; readonly inPlace: boolean }[];
  /** What it is done with: the variables, and what the step hands over for them. */
  readonly uses: readonly { readonly states: readonly string[]; readonly arrays: readonly string[]; readonly numbers: readonly string[]; readonly length: number }[];
}

/** Its results hold as long as the weights that they come from; `results` says which these are. */
export interface FixedProgram {
  readonly model: Uint8Array;
  readonly state: Readonly<Record<string, TensorSpec>>;
  readonly results: Readonly<Record<string, readonly string[]>>;
}

/** Names in the graph: inputs, outputs and variables of one name must not meet. */
export const graphNames = {
  input: (name: string) => `input:${name}`,
  state: (name: string) => `state:${name}`,
  random: (name: string) => `random:${name}`,
  output: (name: string) => `output:${name}`,
  kept: (name: string) => `kept:${name}`,
  newState: (name: string) => `new:${name}`,
  handed: (name: string) => `handed:${name}`,
};

/**
 * A first result that is no tensor. onnxruntime-node copies every result of a run into an array of its own, also those that were written
 * into arrays that it was given; one that it cannot hand over ends that before the first copy (`worker/into.ts`).
 */
export const nothing: { readonly node: OnnxNode; readonly output: OnnxSequence } = {
  node: { op: 'SequenceEmpty', inputs: [], outputs: ['nothing'], attributes: { dtype: 1 } },
  output: { name: 'nothing', sequenceOf: 'float32' },
};

/** What a compiled step is between the thread that traces and the thread that runs. */
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
};

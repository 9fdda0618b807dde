/** What a compiled step is between the thread that traces and the thread that runs. */
import type { RandomSpec, TensorSpec } from './step.js';

/** A compiled step as it is sent to whoever runs it. */
export interface Program {
  readonly name: string;
  readonly model: Uint8Array;
  /** What the graph really reads; unused inputs are left out of it. */
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  readonly state: Readonly<Record<string, TensorSpec>>;
  readonly random: Readonly<Record<string, RandomSpec>>;
  readonly outputs: Readonly<Record<string, TensorSpec>>;
  /** Variables that a run replaces. */
  readonly newState: Readonly<Record<string, TensorSpec>>;
}

/** Names in the graph: inputs, outputs and variables of one name must not meet. */
export const graphNames = {
  input: (name: string) => `input:${name}`,
  state: (name: string) => `state:${name}`,
  random: (name: string) => `random:${name}`,
  output: (name: string) => `output:${name}`,
  newState: (name: string) => `new:${name}`,
};

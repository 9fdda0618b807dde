/** What is known of a training before it starts. Bytes and seconds. */

import type { RunStage } from './engine.js';

/** Of a device's memory so many times the estimate must be there for a training to be said to fit: room for the data, for other programs, and for what the estimate does not see. */
export const memoryMargin = 1.5;

export interface MemoryEstimate {
  readonly batch: number;
  readonly weights: number;
  readonly optimizer: number;
  readonly gradients: number;
  /** Activations kept for the backward pass and everything else that comes and goes within a step, at the moment when most is there. */
  readonly activations: number;
  /** Beside these: new values of the variables that are not written over their old ones, what the runtime's pieces of memory leave over between values, and its own. */
  readonly copies: number;
  readonly input: number;
  readonly total: number;
}

export interface Preflight {
  readonly device: { readonly id: string; readonly label: string; readonly memoryBytes: number | null; /** Why this one, and why none before it. */ readonly why: string };
  readonly data: string;
  readonly training: number;
  readonly validation: number;
  readonly epochs: number;
  /** Steps of one epoch. */
  readonly steps: number;
  /** Of a file that trains the model several times: each `fit`. What else is said is of the one that needs most memory, and `secondsPerEpoch` the mean over all epochs. */
  readonly stages?: readonly (RunStage & { readonly epochs: number; readonly secondsPerEpoch: number })[];
  /** Null where the step cannot be traced. */
  readonly memory: MemoryEstimate | null;
  /** `tight`: the estimate fits, but not `memoryMargin` times as much. `unknown`: the device does not say how much it has, or there is no estimate. */
  readonly fits: 'yes' | 'tight' | 'no' | 'unknown';
  /** Measured; the epoch's with its validation. */
  readonly secondsPerStep: number;
  readonly secondsPerEpoch: number;
  readonly measuredSteps: number;
  /** Until the first step was compiled and done. */
  readonly startSeconds: number;
  /** The kernel because of which it runs uncompiled, or null. */
  readonly eager: string | null;
  readonly notes: readonly string[];
}

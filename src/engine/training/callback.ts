/** Keras's callbacks: one a file in `callbacks/`, found by class name. */
import type { Part } from '../../core/recipe/types.js';

/** What a callback may see and do. */
export interface CallbackContext {
  readonly epochs: number;
  /** Null while a schedule decides the rate. */
  learningRate: number;
  readonly learningRateSettable: boolean;
  stop(reason: string): void;
  /** Copies of the model's weights, and their return. */
  weights(): Promise<Record<string, Float32Array | Int32Array | Uint8Array>>;
  restore(weights: Readonly<Record<string, Float32Array | Int32Array | Uint8Array>>): Promise<void>;
  /** The averages of the trained weights that the optimizer keeps (`use_ema`); null where it keeps none. */
  readonly averages: {
    /** Exchanges weights and averages. */
    swap(): Promise<void>;
    /** Sets the averages to the weights. */
    followWeights(): Promise<void>;
  } | null;
  /** Why the whole model cannot be written to this path, and what to do, as a part of a sentence; null where it can. */
  unsavable(path: string): string | null;
  /** Writes the model (`.keras`; in Keras's older format `.h5`) or its weights alone to a path of the recipe, relative to the source file. */
  save(path: string, weightsOnly: boolean): Promise<void>;
  /** Writes a text file to a path of the recipe. */
  write(path: string, text: string, append: boolean): Promise<void>;
  log(line: string): void;
}

export interface CallbackHooks {
  trainBegin?(): Promise<void> | void;
  epochBegin?(epoch: number): Promise<void> | void;
  /** `logs` are running means over the epoch. */
  batchEnd?(batch: number, logs: Readonly<Record<string, number>>): Promise<void> | void;
  /** `epoch` counts from 0; `logs` hold `loss`, metrics and their `val_` forms. */
  epochEnd?(epoch: number, logs: Record<string, number>): Promise<void> | void;
  /** Around the validation of an epoch, which comes before `epochEnd`. */
  testBegin?(): Promise<void> | void;
  testEnd?(): Promise<void> | void;
  trainEnd?(): Promise<void> | void;
}

/** What an object remembers from one `fit` to the next that it is given to. */
export interface Memory {
  best?: number;
  batches?: number;
}

export interface CallbackSpec {
  readonly className: string;
  /** Null where there is nothing to do here; a string says why the callback is skipped. */
  create(config: CallbackConfig, context: CallbackContext, memory: Memory): CallbackHooks | string | null;
}

export class CallbackConfig {
  constructor(private readonly values: Part['config']) {}

  number(name: string, fallback: number): number {
    const value = this.values[name];
    return typeof value === 'number' ? value : fallback;
  }
  optional(name: string): number | null {
    const value = this.values[name];
    return typeof value === 'number' ? value : null;
  }
  text(name: string, fallback: string): string {
    const value = this.values[name];
    return typeof value === 'string' ? value : fallback;
  }
  flag(name: string): boolean {
    return this.values[name] === true;
  }
  numbers(name: string): number[] | null {
    const value = this.values[name];
    return Array.isArray(value) && value.every((item) => typeof item === 'number') ? (value) : null;
  }
}

export const defineCallback = (spec: CallbackSpec): CallbackSpec => spec;

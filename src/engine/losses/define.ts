/** One loss a file, as Keras 3 computes it (`keras/src/losses`). */
import type { ObjectConfig } from '../../core/graph/types.js';
import type { tf } from '../trace/tensorflow.js';

export interface Loss {
  /** Keras's class. */
  readonly className: string;
  /** Names of the function form and its short forms (`mse`). */
  readonly names: readonly string[];
  /** Losses of single samples, before sample weights and reduction: usually the predictions' shape without its last axis. */
  call(yTrue: tf.Tensor, yPred: tf.Tensor, config: LossConfig): tf.Tensor;
  /** Which of the losses count at all, bool in their shape; undefined for all (the mask that Keras's function gives its result). */
  counted?(yTrue: tf.Tensor, yPred: tf.Tensor, config: LossConfig): tf.Tensor | undefined;
}

/** Reads a loss's or metric's configuration, with Keras's defaults for what is absent. */
export class LossConfig {
  constructor(private readonly values: ObjectConfig['config']) {}

  number(name: string, fallback: number): number {
    const value = this.values[name];
    return typeof value === 'number' ? value : fallback;
  }

  optional(name: string): number | null {
    const value = this.values[name];
    return typeof value === 'number' ? value : null;
  }

  flag(name: string, fallback = false): boolean {
    const value = this.values[name];
    return typeof value === 'boolean' ? value : fallback;
  }

  text(name: string, fallback: string): string {
    const value = this.values[name];
    return typeof value === 'string' ? value : fallback;
  }

  /** A number or a list of numbers, as a list; null where it is None. */
  numbers(name: string): number[] | null {
    const value = this.values[name];
    if (typeof value === 'number') return [value];
    return Array.isArray(value) && value.every((item) => typeof item === 'number') ? [...(value)] : null;
  }
}

export const defineLoss = (loss: Loss): Loss => loss;

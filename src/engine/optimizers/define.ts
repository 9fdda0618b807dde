/** One optimizer a file: Keras 3's `update_step` for one variable (`keras/src/optimizers`). */
import type { ConfigValue, ObjectConfig } from '../../core/graph/types.js';
import { UserError } from '../errors.js';
import type { tf } from '../trace/tensorflow.js';

/** An optimizer's configuration, Keras's defaults filled in. Keys are read alike with and without underscores before digits (`beta_1`). */
export class OptimizerConfig {
  private readonly values: { readonly [key: string]: ConfigValue };

  constructor(defaults: Readonly<Record<string, number | boolean>>, given: ObjectConfig['config']) {
    const values: { [key: string]: ConfigValue } = { ...defaults };
    for (const [key, value] of Object.entries(given)) if (value !== null || !(camel(key) in defaults)) values[camel(key)] = value;
    this.values = values;
  }

  value(name: string): ConfigValue | undefined {
    return this.values[name];
  }

  number(name: string, fallback?: number): number {
    const value = this.values[name];
    if (typeof value === 'number') return value;
    if (fallback !== undefined) return fallback;
    throw new UserError(`The optimizer needs a number for \`${name}\`, and it could not be determined from the file. Write it out in the optimizer.`);
  }

  optional(name: string): number | null {
    const value = this.values[name];
    return typeof value === 'number' ? value : null;
  }

  flag(name: string): boolean {
    return this.values[name] === true;
  }
}

const camel = (key: string): string => key.replace(/_([a-z0-9])/g, (_, next: string) => next.toUpperCase());

/** A variable that the optimizer keeps beside each weight. */
export interface Slot {
  /** Keras's name (`momentum`, `velocity`). */
  readonly name: string;
  readonly initial: number;
  /** Set where the slot is one number and not the weight's shape. */
  readonly scalar?: boolean;
  /** Its shape for a weight, where that is another one; null for a weight that has no such slot. */
  shape?(weight: readonly number[]): readonly number[] | null;
  /** A scalar's value after some steps; Keras keeps one such scalar for all weights. */
  after?(iterations: number, config: OptimizerConfig): number;
}

export interface Update {
  readonly variable: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly slots: Readonly<Record<string, tf.Tensor>>;
  /** Scalars, inputs of the step. `iteration` counts from 0. */
  readonly learningRate: tf.Tensor;
  readonly iteration: tf.Tensor;
  readonly config: OptimizerConfig;
}

export interface Updated {
  readonly variable: tf.Tensor;
  readonly slots?: Readonly<Record<string, tf.Tensor>>;
}

export interface Optimizer {
  /** Keras's class name. */
  readonly className: string;
  /** Defaults of the constructor's numbers and flags, keys in camelCase. */
  readonly defaults: Readonly<Record<string, number | boolean>>;
  slots(config: OptimizerConfig): readonly Slot[];
  /** Slots that Keras makes together (weight by weight); where absent each is made for all weights before the next. */
  readonly groups?: readonly (readonly string[])[];
  update(update: Update): Updated;
}

export const defineOptimizer = (optimizer: Optimizer): Optimizer => optimizer;

import type { ObjectConfig } from '../../core/graph/types.js';
import { asObject } from '../layers/support/config.js';
import { OptimizerConfig, type Optimizer } from './define.js';
import { specs } from './registry.generated.js';

/** Keras takes class names in any case (`keras.optimizers.get`). */
const byName = new Map(Object.values(specs as Record<string, Optimizer>).map((optimizer) => [optimizer.className.toLowerCase(), optimizer]));

export const optimizerNamed = (name: string): Optimizer | undefined => byName.get(name.toLowerCase());
export const configOf = (optimizer: Optimizer, part: ObjectConfig): OptimizerConfig => new OptimizerConfig(optimizer.defaults, part.config);

/** The optimizer inside a LossScaleOptimizer (`training/loss-scale.ts`). Others are themselves. */
export function unwrapped<T extends ObjectConfig>(part: T): T {
  const inner = part.className === 'LossScaleOptimizer' ? asObject(part.config.innerOptimizer) : null;
  return inner === null ? part : { ...part, ...inner };
}

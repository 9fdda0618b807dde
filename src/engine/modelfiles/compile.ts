/** What a model is compiled with, as Keras saves it (`compile_config`). */
import type { Part, Recipe } from '../../core/recipe/types.js';
import { configOf, type Json } from './config.js';

const saved = (module: string, { className, config }: Part): Json => {
  const { reduction: _reduction, ...rest } = config;
  return { module, class_name: className, config: configOf(rest), registered_name: null };
};
/** Names of functions and shorthands (`mse`, `accuracy`) stay as they are. */
const byName = (className: string): boolean => /^[a-z]/.test(className);

export function compileConfig(recipe: Recipe, learningRate: number): Json {
  const schedule = typeof recipe.optimizer.config.learningRate === 'object' && recipe.optimizer.config.learningRate !== null;
  const optimizer = saved('keras.optimizers', { ...recipe.optimizer, config: schedule ? recipe.optimizer.config : { ...recipe.optimizer.config, learningRate } });
  const part = (module: string) => (given: Part): Json => (byName(given.className) ? given.className : saved(module, given));
  const losses = recipe.losses.map(part('keras.losses'));
  return {
    optimizer,
    loss: losses.length === 1 ? losses[0]! : losses,
    loss_weights: recipe.lossWeights === null ? null : [...recipe.lossWeights],
    metrics: recipe.metrics.map(part('keras.metrics')),
    weighted_metrics: null, run_eagerly: false, steps_per_execution: 1, jit_compile: false,
  };
}

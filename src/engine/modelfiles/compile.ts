/** What a model is compiled with, as Keras saves it (`compile_config`). */
import type { OutputPart, Part, Recipe } from '../../core/recipe/types.js';
import { unwrapped } from '../optimizers/lookup.js';
import { configOf, type Json } from './config.js';

const saved = (module: string, { className, config }: Part): Json => {
  const { reduction: _reduction, ...rest } = config;
  return { module, class_name: className, config: configOf(rest), registered_name: null };
};
/** Names of functions and shorthands (`mse`, `accuracy`) stay as they are. */
const byName = (className: string): boolean => /^[a-z]/.test(className);

/**
 * `learningRate` is null where a schedule decides it, and that of now otherwise. Functions of the file are found by nobody who opens the model
 * without it: a model with such a loss is saved as one that is not compiled, and metrics of that kind are left out.
 */
export function compileConfig(recipe: Recipe, learningRate: number | null): { readonly [key: string]: Json } {
  if (recipe.losses.some(({ computes }) => computes)) return {};
  const own = unwrapped(recipe.optimizer);
  const { momentum, ...others } = learningRate === null ? own.config : { ...own.config, learningRate };
  // JSON writes 0.0 as 0, and Keras takes no whole number for a momentum; left out, it is 0.0.
  const optimizer = saved('keras.optimizers', { ...own, config: momentum === 0 || momentum === undefined ? others : { ...others, momentum } });
  const part = (module: string) => (given: Part): Json => (byName(given.className) ? given.className : saved(module, given));
  const several = recipe.outputNames ?? [];
  const losses = perOutput(recipe.losses, several.length).map((of) => of[0] ?? null);
  const at = losses.map((loss) => (loss === null ? -1 : recipe.losses.indexOf(loss)));
  const known = (parts: readonly OutputPart[]): readonly OutputPart[] => parts.filter(({ computes }) => !computes);
  const metrics = (given: readonly OutputPart[], parts = known(given)): Json => (several.length > 1 ? perOutput(parts, several.length).map((of) => of.map(part('keras.metrics'))) : parts.map(part('keras.metrics')));
  const lossPart = (loss: Part | null): Json => (loss === null ? null : part('keras.losses')(loss));
  return {
    optimizer,
    loss: losses.length === 1 ? lossPart(losses[0]!) : losses.map(lossPart),
    loss_weights: recipe.lossWeights === null ? null : at.map((i) => recipe.lossWeights![i] ?? 1),
    metrics: metrics(recipe.metrics),
    weighted_metrics: recipe.weightedMetrics && recipe.weightedMetrics.length > 0 ? metrics(recipe.weightedMetrics) : null,
    run_eagerly: false, steps_per_execution: 1, jit_compile: false,
  };
}

/** The parts of each output; of a model with one, each part by itself as it was given. */
const perOutput = (parts: readonly OutputPart[], outputs: number): OutputPart[][] =>
  outputs > 1 ? Array.from({ length: outputs }, (_, i) => parts.filter(({ output }) => output === undefined || output === i)) : parts.map((part) => [part]);

/** Binds a recipe to a graph before anything starts: every layer, loss, metric and optimizer must be one that runs, or the user hears which is not, and where. */
import type { Layer, ModelGraph, ObjectConfig } from '../../core/graph/types.js';
import type { Part, Recipe } from '../../core/recipe/types.js';
import { UserError, atLine } from '../errors.js';
import { forwardOf } from '../layers/lookup.js';
import type { Loss } from '../losses/define.js';
import { lossNamed } from '../losses/lookup.js';
import { bindMetric, type BoundMetric } from '../metrics/lookup.js';
import { shapeOf, weightsOf, type NamedWeight } from '../model/initialize.js';
import { configOf, optimizerNamed } from '../optimizers/lookup.js';
import type { BoundOptimizer } from './optimize.js';
import { learningRateOf, type LearningRate } from './schedules.js';

export interface OutputPlan {
  /** Keras's name of the layer that makes the output. */
  readonly name: string;
  /** The prediction's shape without the batch. */
  readonly shape: readonly number[];
  /** Null where the recipe gives this output no loss. */
  readonly loss: { readonly part: ObjectConfig; readonly loss: Loss; readonly weight: number } | null;
  readonly metrics: readonly BoundMetric[];
}

export interface TargetSpec {
  /** Shape of one target, without the batch. */
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

export interface Plan {
  readonly graph: ModelGraph;
  /** Shapes of the inputs without the batch. */
  readonly inputs: readonly { readonly shape: readonly number[]; readonly dtype: 'float32' | 'int32' }[];
  readonly targets: readonly TargetSpec[];
  readonly outputs: readonly OutputPlan[];
  readonly weights: readonly NamedWeight[];
  readonly optimizer: BoundOptimizer;
  readonly learningRate: LearningRate;
}

/** Throws a UserError where a layer cannot be run; nested layers included. */
export function checkLayers(graph: ModelGraph, source: string): void {
  if (graph.incomplete) throw new UserError(`The model "${graph.name}" could not be read whole${atLine(source, graph.incomplete.span)}: ${graph.incomplete.reason}`);
  for (const layer of graph.layers) {
    if (layer.type === 'InputLayer') continue;
    const runs = layer.role === 'model' || layer.role === 'custom' ? layer.inner !== undefined && layer.inner.calls.length > 0 : forwardOf(layer) !== undefined;
    if (!runs) throw new UserError(cannotRun(layer, source));
    if (layer.inner) checkLayers(layer.inner, source);
  }
}

function cannotRun(layer: Layer, source: string): string {
  const place = atLine(source, layer.span);
  if (layer.role === 'custom') return `The layer "${layer.name}" (${layer.type})${place} is defined in the file, and what its call method computes could not be read. Build it from Keras layers to train it here.`;
  if (layer.role === 'operation') return `The operation "${layer.type}"${place} cannot be run here yet. Replace it by a layer, or train this model with Keras.`;
  return `The layer "${layer.name}" (${layer.type})${place} cannot be run here yet. Replace it, or train this model with Keras.`;
}

/** Binds everything. `source` is the file's text, for line numbers; `targets` what the data gives. */
export function planTraining(graph: ModelGraph, recipe: Recipe, targets: readonly TargetSpec[], source: string): Plan {
  checkLayers(graph, source);
  const outputNames = graph.outputs.map((id) => graph.layers.find(({ id: layer }) => layer === graph.calls.findLast(({ outputs }) => outputs.includes(id))?.layer)?.name ?? graph.name);
  const shapes = graph.outputs.map((id) => fixed(graph, id, 'output'));
  const several = graph.outputs.length > 1;
  const outputs = shapes.map((shape, i): OutputPlan => {
    const part = recipe.losses.length === 1 ? recipe.losses[0] : recipe.losses[i];
    const target = targets[i] ?? targets[0];
    if (target === undefined) throw new UserError(`The model's output "${outputNames[i]}" has no targets: the data of \`fit\` gives ${targets.length}. Give one array of targets for each output.`);
    const prefix = several ? `${outputNames[i]}_` : '';
    return {
      name: outputNames[i]!,
      shape,
      loss: part === undefined || part.className === '' ? null : { part, loss: bindLoss(part, target, shape, source), weight: recipe.lossWeights?.[i] ?? 1 },
      metrics: metricsOf(recipe, i, several).map((metric) => bind(metric, target, shape, prefix, source)),
    };
  });
  if (outputs.every(({ loss }) => loss === null)) throw new UserError(`The file compiles the model without a loss${atLine(source, recipe.compileSpan)}. Give \`compile\` a loss, such as "categorical_crossentropy".`);
  return {
    graph,
    inputs: graph.inputs.map((id) => ({ shape: fixed(graph, id, 'input'), dtype: graph.tensors[id]!.dtype.includes('int') ? 'int32' : 'float32' })),
    targets,
    outputs: outputs.map((output) => ({ ...output, metrics: unique(output.metrics) })),
    weights: weightsOf(graph).map((weight) => (shapeOf(weight), weight)),
    ...planOptimizer(recipe.optimizer, source),
  };
}

/** With several outputs and one list of metrics for each, or one list for all. */
function metricsOf(recipe: Recipe, output: number, several: boolean): readonly Part[] {
  if (!several) return recipe.metrics;
  const own = recipe.metrics.filter(({ config }) => config.output === undefined || config.output === output);
  return own;
}

function fixed(graph: ModelGraph, id: number, what: string): number[] {
  const shape = graph.tensors[id]?.shape ?? null;
  const rest = shape?.slice(1);
  if (!rest || rest.some((length) => length === null)) {
    throw new UserError(`The model's ${what} has shape ${shape === null ? 'unknown' : `(${shape.map((length) => length ?? 'None').join(', ')})`}, and training here needs fixed lengths. Give \`Input\` (or \`input_shape\`) a number for each axis.`);
  }
  return rest as number[];
}

function bindLoss(part: Part, target: TargetSpec, prediction: readonly number[], source: string): Loss {
  const named = part.className === 'crossentropy' || part.className === 'ce' ? crossentropyFor(target.shape, prediction) : part.className;
  const loss = lossNamed(named);
  if (loss === undefined) throw new UserError(`The loss "${part.className}"${atLine(source, part.span)} cannot be run here. Use one of keras.losses, such as "categorical_crossentropy" or "mse".`);
  return loss;
}

function crossentropyFor(target: readonly number[], prediction: readonly number[]): string {
  if (prediction.at(-1) === 1) return 'binary_crossentropy';
  return target.length < prediction.length || target.at(-1) === 1 ? 'sparse_categorical_crossentropy' : 'categorical_crossentropy';
}

function bind(part: Part, target: TargetSpec, shape: readonly number[], prefix: string, source: string): BoundMetric {
  const bound = bindMetric(part, { target: [0, ...target.shape], prediction: [0, ...shape] });
  if (bound === undefined) throw new UserError(`The metric "${part.className}"${atLine(source, part.span)} cannot be run here. Use one of keras.metrics, such as "accuracy".`);
  return { ...bound, name: prefix + bound.name };
}

/** Keras numbers metrics of the same name (`auc`, `auc_1`). */
function unique(metrics: readonly BoundMetric[]): BoundMetric[] {
  const seen = new Map<string, number>();
  return metrics.map((metric) => {
    const count = seen.get(metric.name) ?? 0;
    seen.set(metric.name, count + 1);
    return count === 0 ? metric : { ...metric, name: `${metric.name}_${count}` };
  });
}

export function planOptimizer(part: Part, source: string): { optimizer: BoundOptimizer; learningRate: LearningRate } {
  const optimizer = optimizerNamed(part.className);
  if (optimizer === undefined) throw new UserError(`The optimizer "${part.className}"${atLine(source, part.span)} cannot be run here. Use one of keras.optimizers, such as "rmsprop" or "adam".`);
  const config = configOf(optimizer, part);
  if ((config.optional('gradientAccumulationSteps') ?? 0) > 1) {
    throw new UserError(`The optimizer${atLine(source, part.span)} accumulates gradients over several steps, which cannot be run here yet. Use a larger batch instead.`);
  }
  return { optimizer: { optimizer, config }, learningRate: learningRateOf(config.value('learningRate'), config.number('learningRate', 0.001)) };
}

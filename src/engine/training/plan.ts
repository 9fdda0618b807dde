/** Binds a recipe to a graph before anything starts: every layer, loss, metric and optimizer must be one that runs, or the user hears which is not, and where. */
import { VARIABLE } from '../../core/graph/call-operations.js';
import type { Layer, ModelGraph, ObjectConfig } from '../../core/graph/types.js';
import { toSnake } from '../../core/graph/names.js';
import type { OutputPart, Part, Recipe } from '../../core/recipe/types.js';
import { UserError, atLine } from '../errors.js';
import { forwardOf } from '../layers/lookup.js';
import type { Loss } from '../losses/define.js';
import { lossNamed } from '../losses/lookup.js';
import { bindMetric, type BoundMetric } from '../metrics/lookup.js';
import { insidesOf, shapeOf, weightsOf, type NamedWeight } from '../model/initialize.js';
import { configOf, optimizerNamed, unwrapped } from '../optimizers/lookup.js';
import { checkAllArguments, checkArguments } from './check-arguments.js';
import { checkWeights } from './check-weights.js';
import { ownLoss, ownMetric } from './own-functions.js';
import { lossScaleOf } from './loss-scale.js';
import type { BoundOptimizer } from './optimize.js';
import { learningRateOf, type LearningRate } from './schedules.js';

export interface OutputPlan {
  /** Keras's name of the output, else of the layer that makes it. */
  readonly name: string;
  /** The prediction's shape without the batch. */
  readonly shape: readonly number[];
  /** Which of the targets it is compared with; null where it has none. */
  readonly target: number | null;
  /** Null where the recipe gives this output no loss. `log` is its name among the logs; null where it is the only one, and so the whole loss. */
  readonly loss: { readonly part: ObjectConfig; readonly loss: Loss; readonly weight: number; readonly log: string | null } | null;
  readonly metrics: readonly PlannedMetric[];
}

export interface PlannedMetric extends BoundMetric {
  /** Samples count by their weights (`weighted_metrics`). */
  readonly weighted: boolean;
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
  /** Why metrics of the file are left out, a sentence each. */
  readonly leftOut: readonly string[];
}

/** Throws a UserError where a layer cannot be run; nested layers included. */
export function checkLayers(graph: ModelGraph, source: string): void {
  if (graph.incomplete) throw new UserError(`The model "${graph.name}" could not be read whole${atLine(source, graph.incomplete.span)}: ${graph.incomplete.reason}`);
  for (const layer of graph.layers) {
    if (layer.type === 'InputLayer') continue;
    if (layer.role === 'operation') checkOperation(layer, graph, source);
    else checkLayer(layer, source);
  }
  for (const operation of graph.operations ?? []) checkOperation(operation, graph, source);
  const layers = new Map([...graph.layers, ...(graph.operations ?? [])].map((layer) => [layer.id, layer]));
  for (const { layer: id, tensorArguments = [], span } of graph.calls) {
    const layer = layers.get(id);
    if (layer === undefined) throw new UserError(`The model "${graph.name}" computes with an array${atLine(source, span)} whose numbers could not be determined. Write them out, or give them to a variable (add_weight).`);
    // Arguments by position whose names are not known may be masks.
    if (layer.role === 'layer' && tensorArguments.some((name) => name.startsWith('argument'))) {
      throw new UserError(`The layer "${layer.name}" (${layer.type}) is called with several tensors${atLine(source, span)}, and what they are for could not be determined. Name them: ${layer.name}(x, mask=mask).`);
    }
    if (layer.role === 'custom' && tensorArguments.includes('mask')) throw new UserError(`The layer "${layer.name}" (${layer.type}) is called with a mask${atLine(source, span)}, and what it does with it cannot be followed here. Train this model with Keras.`);
  }
}

function checkLayer(layer: Layer, source: string): void {
  const runs = layer.role === 'model' || layer.role === 'custom' ? layer.inner !== undefined && layer.inner.outputs.length > 0 : layer.type === 'Lambda' ? layer.functions?.function !== undefined : forwardOf(layer) !== undefined;
  if (!runs) throw new UserError(cannotRun(layer, source));
  if (layer.role === 'layer') checkArguments(layer, source, false);
  for (const inside of insidesOf(layer)) checkLayers(inside, source);
}

/** What a `call` method applies, or a functional model beside its layers. */
function checkOperation(layer: Layer, graph: ModelGraph, source: string): void {
  const place = atLine(source, layer.span);
  if (layer.role !== 'operation') {
    // Keras does not see such a layer, and neither trains nor saves what it holds.
    if (layer.weights.length > 0 || insidesOf(layer).some((inside) => weightsOf(inside).length > 0)) throw new UserError(`The layer "${layer.name}" (${layer.type})${place} has weights and is applied in the call of "${graph.name}", which does not hold it as an attribute, so that Keras would not train it. Set it as an attribute in __init__.`);
    return checkLayer(layer, source);
  }
  if (layer.type === VARIABLE) {
    if (layer.config.own !== true) throw new UserError(`"${graph.name}" computes with the variable "${layer.config.weight as string}"${place}, which belongs to another layer. Give it a variable of its own.`);
    return;
  }
  if (forwardOf(layer) === undefined) throw new UserError(cannotRun(layer, source));
  // What these make is known by its shape.
  const lost = layer.unknown.find((name) => !((layer.type === 'reshape' && name === 'newshape') || (layer.type === 'broadcast_to' && name === 'shape')));
  if (lost !== undefined) throw new UserError(`The operation "${layer.type}"${place} cannot be run here: the value of its argument \`${lost}\` could not be determined from the file. Write it out.`);
}

function cannotRun(layer: Layer, source: string): string {
  const place = atLine(source, layer.span);
  if (layer.type === 'Lambda') return `The layer "${layer.name}" (Lambda)${place}: what its function computes could not be followed. Build it from operations of keras.ops, or from Keras layers.`;
  if (layer.role === 'custom') return `The layer "${layer.name}" (${layer.type})${place} is defined in the file, and what its call method computes could not be read. Build it from Keras layers to train it here.`;
  if (layer.role === 'operation') return `The operation "${layer.type}"${place} cannot be run here yet. Replace it by a layer, or train this model with Keras.`;
  return `The layer "${layer.name}" (${layer.type})${place} cannot be run here yet. Replace it, or train this model with Keras.`;
}

/** Binds everything. `source` is the file's text, for line numbers; `targets` what the data gives. */
export function planTraining(graph: ModelGraph, recipe: Recipe, targets: readonly TargetSpec[], source: string): Plan {
  checkLayers(graph, source);
  checkAllArguments(graph, source);
  checkWeights(graph, source);
  const shapes = graph.outputs.map((id) => fixed(graph, id, 'output'));
  const targetOutputs = recipe.train?.targetOutputs ?? targets.map((_, i) => i);
  if (targetOutputs.length !== targets.length || (recipe.train?.targetOutputs === undefined && targets.length !== shapes.length)) {
    throw new UserError(`The model has ${counted(shapes.length, 'output')}, and the data${atLine(source, recipe.train?.x.span ?? null)} ${counted(targets.length, 'array')} of targets. Give one array of targets for each output.`);
  }
  const losses = shapes.map((_, i) => lossOf(recipe, i));
  const several = losses.filter((loss) => loss !== null).length > 1;
  const names = graph.outputs.map((_, i) => nameOf(graph, recipe, i));
  const leftOut: string[] = [];
  const outputs = shapes.map((shape, i): OutputPlan => {
    const at = targetOutputs.indexOf(i);
    const target = targets.at(at < 0 ? targets.length : at);
    const given = losses[i] ?? null;
    if (given !== null && target === undefined) throw new UserError(`The model's output "${names[i]!.own}" has a loss${atLine(source, given.part.span)}, but the data of \`fit\` gives it no targets. Give one array of targets for each output.`);
    const loss = given === null ? null : { ...given, loss: bindLoss(given.part, target!, shape, source), log: several ? `${names[i]!.logged ?? lossWord(given.part)}_loss` : null };
    const metrics = (parts: readonly OutputPart[], weighted: boolean): PlannedMetric[] => (target === undefined ? [] : ofOutput(parts, i).flatMap((part) => {
      const bound = bind(part, target, shape, source);
      if (typeof bound !== 'string') return [{ ...bound, weighted }];
      leftOut.push(bound);
      return [];
    }));
    return { name: names[i]!.own, shape, target: target === undefined ? null : at, loss, metrics: [...metrics(recipe.metrics, false), ...metrics(recipe.weightedMetrics ?? [], true)] };
  });
  if (outputs.every(({ loss }) => loss === null)) throw new UserError(`The file compiles the model without a loss${atLine(source, recipe.compileSpan)}. Give \`compile\` a loss, such as "categorical_crossentropy".`);
  return {
    graph,
    inputs: graph.inputs.map((id) => ({ shape: fixed(graph, id, 'input'), dtype: graph.tensors[id]!.dtype.includes('int') ? 'int32' : 'float32' })),
    targets,
    outputs: named(outputs, shapes.length > 1 ? names.map(({ logged }) => (logged === null ? '' : `${logged}_`)) : ['']),
    weights: weightsOf(graph).map((weight) => (shapeOf(weight), weight)),
    ...planOptimizer(recipe.optimizer, source), leftOut,
  };
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What is for one of several outputs: marked as its own, or for all. */
const ofOutput = (parts: readonly OutputPart[], output: number): readonly OutputPart[] => parts.filter((part) => part.output === undefined || part.output === output);

/** The loss of an output with its factor, which Keras pairs with losses in their order. */
function lossOf({ losses, lossWeights }: Recipe, output: number): { readonly part: OutputPart; readonly weight: number } | null {
  const at = losses.findIndex((part) => part.output === undefined || part.output === output);
  return at < 0 || losses[at]!.className === '' ? null : { part: losses[at]!, weight: lossWeights?.[at] ?? 1 };
}

/** The name of an output for people, and the one that Keras puts before its losses and metrics; outputs of a subclassed model have none. */
function nameOf(graph: ModelGraph, { outputNames }: Recipe, output: number): { readonly own: string; readonly logged: string | null } {
  const id = graph.outputs[output]!;
  const layer = graph.layers.find(({ id: other }) => other === graph.calls.findLast(({ outputs }) => outputs.includes(id))?.layer)?.name ?? graph.name;
  const logged = outputNames?.[output];
  return { own: logged ?? layer, logged: logged === undefined ? layer : logged };
}

/** Keras's name of a loss: what it was given as, else its class's. */
const lossWord = ({ className, config }: Part): string => (typeof config.name === 'string' ? config.name : toSnake(className));

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
  if (part.computes) return ownLoss(part, part.computes, target, prediction, source);
  const loss = lossNamed(named);
  if (loss === undefined) throw new UserError(`The loss "${part.className}"${atLine(source, part.span)} cannot be run here. Use one of keras.losses, such as "categorical_crossentropy" or "mse".`);
  return loss;
}

function crossentropyFor(target: readonly number[], prediction: readonly number[]): string {
  if (prediction.at(-1) === 1) return 'binary_crossentropy';
  return target.length < prediction.length || target.at(-1) === 1 ? 'sparse_categorical_crossentropy' : 'categorical_crossentropy';
}

function bind(part: Part, target: TargetSpec, shape: readonly number[], source: string): BoundMetric | string {
  if (part.computes) return ownMetric(part, part.computes, target, shape, source);
  const bound = bindMetric(part, { target: [0, ...target.shape], prediction: [0, ...shape] });
  if (bound === undefined) throw new UserError(`The metric "${part.className}"${atLine(source, part.span)} cannot be run here. Use one of keras.metrics, such as "accuracy".`);
  return bound;
}

/**
 * Metrics by Keras's names: their output's before their own, and numbers behind those that are there already (`auc`, `auc_1`); a
 * weighted one is first called so (`weighted_auc`).
 */
function named(outputs: readonly OutputPlan[], prefixes: readonly string[]): OutputPlan[] {
  const seen = new Map<string, number>();
  const take = (name: string): string => {
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  };
  const all = (weighted: boolean): PlannedMetric[][] =>
    outputs.map(({ metrics }, i) =>
      metrics.filter((metric) => metric.weighted === weighted).map((metric) => {
        const name = `${prefixes[i]}${metric.name}`;
        return { ...metric, name: take(weighted && seen.has(name) ? `${prefixes[i]}weighted_${metric.name}` : name) };
      }),
    );
  const [plain, weighted] = [all(false), all(true)];
  return outputs.map((output, i) => ({ ...output, metrics: [...plain[i]!, ...weighted[i]!] }));
}

export function planOptimizer(given: Part, source: string): { optimizer: BoundOptimizer; learningRate: LearningRate } {
  const part = unwrapped(given);
  const optimizer = optimizerNamed(part.className);
  if (optimizer === undefined) throw new UserError(`The optimizer "${part.className}"${atLine(source, part.span)} cannot be run here. Use one of keras.optimizers, such as "rmsprop" or "adam".`);
  const config = configOf(optimizer, part);
  return { optimizer: { optimizer, config, lossScale: lossScaleOf(given) }, learningRate: learningRateOf(config.value('learningRate'), config.number('learningRate', 0.001)) };
}

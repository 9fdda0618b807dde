/** A recipe in words, and the memory that its training needs. */
import type { AnalysedModel } from '../analysis.js';
import { modelFacts } from '../graph/facts.js';
import type { DataArray, DataSet, DataStep, OutputPart, Part, Recipe } from '../recipe/types.js';
import { formatBytes, formatCount } from './format.js';

/** What a call of `fit` does, as sentences. */
export function trainingWords(model: AnalysedModel, recipe: Recipe): string[] {
  const { epochs, batchSize, stepsPerEpoch, optimizer, losses, metrics, unknowns } = recipe;
  const steps = stepsPerEpoch === null ? '' : `, ${formatCount(stepsPerEpoch)} steps each`;
  const size = recipe.train?.batchSize ?? batchSize;
  const blocking = unknowns.find(({ blocks }) => blocks);
  const ofOutput = (part: OutputPart): string => `${partWords(part)}${part.output === undefined ? '' : ` for ${recipe.outputNames?.[part.output] ?? `output ${part.output + 1}`}`}`;
  return [
    `Trains for ${formatCount(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'}${steps}, ${formatCount(size)} examples a step${recipe.shuffle ? ', shuffled' : ', in order'}.`,
    `Optimizer: ${partWords(optimizer)}. Loss: ${losses.map(ofOutput).join(', ') || 'not known'}.${metrics.length > 0 ? ` Metrics: ${metrics.map(ofOutput).join(', ')}.` : ''}`,
    `Data: ${dataWords(recipe.train)}.${heldOut(recipe)}`,
    ...(recipe.callbacks.length > 0 ? [`Callbacks: ${recipe.callbacks.map(({ className }) => className).join(', ')}.`] : []),
    memoryWords(model, recipe, size),
    ...(blocking ? [`Training cannot start: ${blocking.reason}`] : unknowns.map(({ reason }) => `Not known: ${reason}`)),
  ];
}

const heldOut = ({ validation, validationSplit }: Recipe): string =>
  validation ? ` Validation: ${dataWords(validation)}.` : validationSplit > 0 ? ` Validation: the last ${Math.round(1000 * validationSplit) / 10} % of it.` : ' No validation data.';

/** `Adam(learning_rate=0.001)`; of the configuration only what one looks for. */
function partWords({ className, config }: Part): string {
  const rate = config['learningRate'];
  return typeof rate === 'number' ? `${className}(learning_rate=${rate})` : className;
}

function dataWords(data: DataSet | null): string {
  return data ? arrayWords(data.x) : 'not known';
}

function arrayWords({ source, steps }: DataArray): string {
  const from = {
    kerasDataset: () => (source.kind === 'kerasDataset' ? `keras.datasets.${source.name}, ${source.split === 'train' ? 'training' : 'test'} part` : ''),
    directory: () => (source.kind === 'directory' ? `images of the folder ${source.path}` : ''),
    file: () => (source.kind === 'file' ? `the file ${source.path}` : ''),
    table: () => (source.kind === 'table' ? `images that ${source.table.path} names` : ''),
    columns: () => (source.kind === 'columns' ? `columns of ${source.table.path}` : ''),
    synthetic: () => 'arrays made in this file',
  } satisfies Record<DataArray['source']['kind'], () => string>;
  return [from[source.kind](), ...steps.map(stepWords)].join(', ');
}

function stepWords(step: DataStep): string {
  switch (step.op) {
    case 'reshape': return `reshaped to (${step.shape.join(', ')})`;
    case 'cast': return `as ${step.dtype}`;
    case 'divide': return `divided by ${String(step.by)}`;
    case 'multiply': return `times ${String(step.by)}`;
    case 'add': return `plus ${String(step.by)}`;
    case 'subtract': return `minus ${String(step.by)}`;
    case 'resize': return `resized to ${step.height}×${step.width}`;
    case 'augment': return `augmented (${step.parts.map(({ className }) => className).join(', ')})`;
    case 'toCategorical': return 'one-hot';
    case 'preprocessInput': return `preprocessed as for ImageNet (${step.mode})`;
    case 'slice': return `elements ${step.from ?? 0} to ${step.to ?? 'the end'}`;
    default: return step.op;
  }
}

/**
 * Numbers that each optimizer keeps for every trainable weight (`build` in keras/src/optimizers, Keras 3.15): moments, velocities and
 * accumulators. What depends on the weight's shape (Adafactor, Muon) is not told.
 */
const slots: { readonly [className: string]: (config: Part['config']) => number } = {
  SGD: (config) => (config['momentum'] === 0 || config['momentum'] === undefined ? 0 : 1),
  RMSprop: (config) => 1 + (config['momentum'] === 0 || config['momentum'] === undefined ? 0 : 1) + (config['centered'] === true ? 1 : 0),
  Adam: (config) => (config['amsgrad'] === true ? 3 : 2), AdamW: (config) => (config['amsgrad'] === true ? 3 : 2),
  Nadam: () => 2, Adamax: () => 2, Adagrad: () => 1, Adadelta: () => 2, Ftrl: () => 2, Lion: () => 1, Lamb: () => 2,
};

/** Weights, their gradients, the optimizer's own numbers, and the outputs of all layers, which the backward pass needs. */
export interface TrainingMemory {
  readonly weights: number;
  readonly gradients: number;
  /** Null for an optimizer whose state is not known. */
  readonly optimizer: number | null;
  readonly activations: number;
}

/** Bytes that training takes at least at a batch size; null where shapes are missing. */
export function trainingMemory({ graph, parameters }: Pick<AnalysedModel, 'graph' | 'parameters'>, optimizer: Part, batchSize: number): TrainingMemory | null {
  const { parameterBytes, activationBytes } = modelFacts(graph, batchSize);
  if (parameterBytes === null || activationBytes === null || parameters.total === null || parameters.trainable === null) return null;
  const share = parameters.total === 0 ? 0 : parameters.trainable / parameters.total;
  const gradients = parameterBytes * share;
  const count = slots[optimizer.className]?.(optimizer.config) ?? null;
  return { weights: parameterBytes, gradients, optimizer: count === null ? null : count * gradients, activations: activationBytes };
}

function memoryWords(model: AnalysedModel, { optimizer }: Recipe, batchSize: number): string {
  const memory = trainingMemory(model, optimizer, batchSize);
  if (!memory) return 'Memory: not known, because some shapes are not.';
  const sum = memory.weights + memory.gradients + (memory.optimizer ?? 0) + memory.activations;
  const state = memory.optimizer === null ? `${optimizer.className}'s own numbers not counted` : `optimizer ${formatBytes(memory.optimizer)}`;
  return `Memory at ${formatCount(batchSize)} examples a step: ${formatBytes(sum)} at least (weights ${formatBytes(memory.weights)}, gradients ${formatBytes(memory.gradients)}, ${state}, activations ${formatBytes(memory.activations)}).`;
}

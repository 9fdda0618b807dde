/** A recipe in words, and the memory that its training needs. */
import { countWords, type CountOf } from '../recipe/counts.js';
import type { AnalysedModel } from '../analysis.js';
import { modelFacts } from '../graph/facts.js';
import type { Span } from '../graph/types.js';
import type { TextList } from '../recipe/texts.js';
import type { DataArray, DataSet, DataSource, DataStep, OutputPart, Part, Recipe } from '../recipe/types.js';
import { formatBytes, formatCount } from './format.js';

/** Words that stand for a place in the source: made a link where there are links, else left as they are. */
export type Linked = (words: string, span: Span | null | undefined) => string;
const plain: Linked = (words) => words;

const countOfSteps = (steps: CountOf | number): string => (typeof steps === 'number' ? formatCount(steps) : countWords(steps));

/** What a call of `fit` does, as sentences; `link` is told of each thing that the source says, with its place. */
export function trainingWords(model: AnalysedModel, recipe: Recipe, link: Linked = plain): string[] {
  const { epochs, batchSize, stepsPerEpoch, optimizer, losses, metrics, unknowns, places = {}, train } = recipe;
  const steps = stepsPerEpoch === null ? '' : `, ${link(`${countOfSteps(stepsPerEpoch)} steps each`, places.stepsPerEpoch)}`;
  const size = train?.batchSize ?? batchSize;
  const shuffled = train?.shuffle ?? recipe.shuffle;
  const blocking = unknowns.find(({ blocks }) => blocks);
  const ofPart = (part: Part): string => link(partWords(part), part.span);
  const ofOutput = (part: OutputPart): string => `${ofPart(part)}${part.output === undefined ? '' : ` for ${recipe.outputNames?.[part.output] ?? `output ${part.output + 1}`}`}`;
  return [
    `Trains for ${link(`${formatCount(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'}`, places.epochs)}${steps}, ${link(`${formatCount(size)} examples a step`, train?.batchSize == null ? places.batchSize : train.places?.batch)}, ${link(shuffled ? 'shuffled' : 'in order', train?.shuffle == null ? places.shuffle : train.places?.shuffle)}.`,
    `Optimizer: ${ofPart(optimizer)}. Loss: ${losses.map(ofOutput).join(', ') || 'not known'}.${metrics.length > 0 ? ` Metrics: ${metrics.map(ofOutput).join(', ')}.` : ''}`,
    `Data: ${dataWords(train, link)}.${heldOut(recipe, link)}`,
    ...(recipe.callbacks.length > 0 ? [`Callbacks: ${recipe.callbacks.map((part) => link(part.className, part.span)).join(', ')}.`] : []),
    memoryWords(model, recipe, size),
    ...(blocking ? [`Training cannot start: ${link(blocking.reason, blocking.span)}`] : unknowns.map(({ reason, span }) => `Not known: ${link(reason, span)}`)),
  ];
}

const heldOut = ({ validation, validationSplit, places }: Recipe, link: Linked): string =>
  validation ? ` Validation: ${dataWords(validation, link)}.` : validationSplit > 0 ? ` Validation: ${link(`the last ${Math.round(1000 * validationSplit) / 10} % of it`, places?.validationSplit)}.` : ' No validation data.';

/** `Adam(learning_rate=0.001)`; of the configuration only what one looks for. */
export function partWords({ className, config }: Part): string {
  const rate = config['learningRate'];
  return typeof rate === 'number' ? `${className}(learning_rate=${rate})` : className;
}

function dataWords(data: DataSet | null, link: Linked): string {
  return data ? arrayWords(data.x, link) : 'not known';
}

function arrayWords({ source, steps }: DataArray, link: Linked): string {
  return [link(sourceWords(source), source.span), ...steps.map((step) => link(stepWords(step), step.span))].join(', ');
}

function sourceWords(source: DataSource): string {
  switch (source.kind) {
    case 'kerasDataset': return `keras.datasets.${source.name}, ${source.split === 'train' ? 'training' : 'test'} part`;
    case 'directory': return `images of the folder ${source.path}`;
    case 'file': return `the file ${source.path}`;
    case 'table': return `images that ${source.table.path} names`;
    case 'columns': return `columns of ${source.table.path}`;
    case 'images': return `images that ${originWords(source.list)} gives`;
    case 'labels': return `labels by the names that ${originWords(source.list)} gives`;
    case 'texts': return `texts that ${originWords(source.list)} gives`;
    case 'synthetic': return 'arrays made in this file';
  }
}

/** Where a list of texts comes from, in few words. */
export function originWords({ origin }: TextList): string {
  switch (origin.kind) {
    case 'folder': return `the folder ${origin.path}`;
    case 'glob': return `the pattern ${origin.pattern}`;
    case 'column': return `a column of ${origin.table.path}`;
    case 'joined': return origin.lists.map(originWords).join(' and ');
    case 'inside': return `folders of ${originWords(origin.outer)}`;
    case 'texts': return 'a list in this file';
  }
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
    case 'augment': return `augmented (${step.parts.map(({ className }) => className).join(', ')})${step.kept === true ? ', once for all epochs' : ''}`;
    case 'toCategorical': return 'one-hot';
    case 'preprocessInput': return `preprocessed as for ImageNet (${step.mode})`;
    case 'slice': return `elements ${countWords(step.from ?? 0)} to ${step.to === null ? 'the end' : countWords(step.to)}`;
    case 'share': return `the part from ${100 * step.from} % to ${100 * step.to} %`;
    case 'expandDims': return 'with one more axis';
    case 'round': return 'rounded';
    case 'bins': return `in ${step.boundaries.length + 1} bins`;
    case 'pick': return step.part === 'all' ? 'in a random order' : `the ${step.part === 'test' ? 'test' : 'training'} part of a split`;
    case 'reverseChannels': return 'channels in the other order';
    case 'squeeze': return 'without axes of length 1';
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

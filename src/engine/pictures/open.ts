/** Opens what a subject names: a run at an epoch, a model file, or a graph with random weights. */
import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { DataSet } from '../../core/recipe/types.js';
import type { ModelGraph } from '../../core/graph/types.js';
import { graphFromKeras, type Json } from '../../core/modelfiles/keras-config.js';
import { modelFileStamp } from '../../core/modelfiles/stamp.js';
import type { RunInfo } from '../../core/protocol/engine.js';
import type { Split } from '../../core/protocol/inspection.js';
import type { Weights } from '../../visualizations/picture.js';
import { openData, type OpenData } from '../datasets/open.js';
import { rowSize, space } from '../datasets/rows.js';
import { UserError } from '../errors.js';
import { openKerasFile, weightsFrom } from '../modelfiles/keras-file.js';
import { legacyWeights, openLegacyFile } from '../modelfiles/legacy-file.js';
import { asLegacy, openTfjsFile } from '../modelfiles/tfjs-file.js';
import { dtypeOf, initialWeights, shapeOf, weightsOf } from '../model/initialize.js';
import { Run } from '../runs/run.js';
import { checkLayers } from '../training/plan.js';
import type { TypedArray, Variable } from '../trace/step.js';
import type { ModelData, OpenedModel, PreparedImage } from './opened.js';
import { preprocessingFor } from './preprocessing.js';

/** `before`: what was opened of the same run before, whose data need not be opened again. Throws a UserError where there is nothing to open, or a layer that cannot be run. */
export async function openModel(weights: Weights, before: OpenedModel | null = null): Promise<OpenedModel> {
  if (weights.kind === 'random') return openRandom(weights.graph, weights.seed);
  return weights.kind === 'file' ? openWholeFile(weights.path) : openRun(weights.directory, weights.epoch, before);
}

/** Changes when what `openModel` would read has changed. */
export async function stampOf(weights: Weights): Promise<string> {
  if (weights.kind === 'random') return '';
  return fileStampOf(weights.kind === 'file' ? weights.path : await weightsPath(await Run.open(weights.directory), weights.epoch));
}

const fileStampOf = (path: string): Promise<string> => modelFileStamp(path, { facts: (file) => stat(file, { bigint: true }), text: (file) => readFile(file, 'utf8') });

function openRandom(graph: ModelGraph, seed: number): OpenedModel {
  checkLayers(graph, '');
  return { graph, variables: initialWeights(graph, seed), title: graph.name, weights: `random weights (seed ${seed})`, classNames: [], preprocessing: preprocessingFor(graph, null), dataset: null };
}

/** How often a file is read again that was written to meanwhile. */
const mostReads = 3;

/** A file that is replaced while it is read gives one of both versions, never a mixture; its stamp says which. */
async function openWholeFile(path: string): Promise<OpenedModel> {
  for (let reads = 0; reads < mostReads; reads++) {
    const stamp = await fileStampOf(path);
    const opened = await openFile(path).catch((error: unknown) => ({ error }));
    if (stamp !== (await fileStampOf(path))) continue;
    if ('error' in opened) throw opened.error;
    return { ...opened, stamp };
  }
  throw new UserError(`${basename(path)} is being written to at this moment, so that it cannot be read whole. Try again when it is done.`);
}

async function openFile(path: string): Promise<OpenedModel> {
  const name = basename(path);
  const ending = extname(path).toLowerCase();
  if (!['.keras', '.h5', '.hdf5', '.json'].includes(ending)) throw new UserError(`${name} is neither a .keras nor an .h5 file, nor the model.json of a TensorFlow.js model. Load it in Keras once and save it with model.save("${basename(path, extname(path))}.keras").`);
  const bytes = await readBytes(path);
  // A file is told by what is in it: Keras 2 wrote HDF5 whatever the ending.
  const { graph, weights } = ending === '.json' ? await readTfjs(path, bytes, name) : bytes[0] === 0x89 || (ending !== '.keras' && bytes[0] !== 0x50) ? await readLegacy(bytes, name) : await readKeras(bytes, name);
  return { graph, variables: variablesOf(graph, weights), title: `${name} › ${graph.name}`, weights: name, classNames: [], preprocessing: preprocessingFor(graph, null), dataset: null };
}

interface Read {
  readonly graph: ModelGraph;
  readonly weights: Readonly<Record<string, TypedArray>>;
}

/** A file's model. What cannot be run is said before its weights are looked for: without that layer their shapes may not be known. */
function runnable(config: unknown): ModelGraph {
  const graph = graphFromKeras(config as Json);
  checkLayers(graph, '');
  return graph;
}

async function readKeras(bytes: Uint8Array, name: string): Promise<Read> {
  const file = await openKerasFile(bytes, name);
  const graph = runnable(file.config);
  return { graph, weights: weightsFrom(file, graph, name) };
}

async function readLegacy(bytes: Uint8Array, name: string): Promise<Read> {
  const file = await openLegacyFile(bytes, name);
  const graph = runnable(file.config);
  return { graph, weights: legacyWeights(file, graph, name) };
}

async function readTfjs(path: string, bytes: Uint8Array, name: string): Promise<Read> {
  const file = await openTfjsFile(path, bytes);
  const graph = runnable(file.config);
  return { graph, weights: legacyWeights(asLegacy(file, graph), graph, name) };
}

async function openRun(directory: string, epoch: number | 'best' | 'last', before: OpenedModel | null): Promise<OpenedModel> {
  const run = await Run.open(directory);
  const { graph, info } = run;
  const path = await weightsPath(run, epoch);
  const file = await openKerasFile(await readBytes(path), basename(path));
  const done = epoch === 'last' ? info.epochsDone : await epochOf(run, epoch);
  return runModel(run, done, weightsFrom(file, graph, basename(path)), before);
}

/** A run's model with the values that its weights have after an epoch. */
export async function runModel(run: Run, epoch: number, values: Readonly<Record<string, TypedArray>>, before: OpenedModel | null): Promise<OpenedModel> {
  const { graph, recipe, info } = run;
  const data = before?.data ?? new RunData(run);
  return {
    graph,
    variables: variablesOf(graph, values),
    title: `${basename(info.sourceFile)} › ${info.model}`,
    weights: runWeightsTitle(info, epoch),
    classNames: await data.classNames(),
    preprocessing: preprocessingFor(graph, recipe),
    dataset: (split, index) => data.image(split, index),
    data,
  };
}

export const runWeightsTitle = ({ started }: Pick<RunInfo, 'started'>, epoch: number): string => `run ${startOf(started)}, epoch ${epoch}`;

/** A run's start in this machine's time, e.g. "14:02" for today's, else "2026-11-24 14:02". */
function startOf(started: string): string {
  const date = new Date(started);
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return date.toDateString() === new Date().toDateString() ? time : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}

async function weightsPath(run: Run, epoch: number | 'best' | 'last'): Promise<string> {
  return epoch === 'last' ? run.weightsFile() : run.weightsFile(await epochOf(run, epoch));
}

/** The best epoch has the lowest validation loss, or without validation the lowest loss, among those that have a checkpoint. */
async function epochOf(run: Run, epoch: number | 'best' | 'last'): Promise<number> {
  if (typeof epoch === 'number') return epoch;
  const kept = new Set(await run.checkpoints());
  const ranked = (await run.metrics()).filter((metrics) => kept.has(metrics.epoch)).map((metrics) => ({ epoch: metrics.epoch, loss: metrics.validation['val_loss'] ?? metrics.loss })).filter(({ loss }) => Number.isFinite(loss)).sort((a, b) => a.loss - b.loss);
  if (ranked[0] === undefined) throw new UserError(`The run "${run.info.name}" has no finished epoch to choose the best from. Wait for its first epoch, or train again.`);
  return ranked[0].epoch;
}

function variablesOf(graph: ModelGraph, values: Readonly<Record<string, TypedArray>>): Record<string, Variable> {
  return Object.fromEntries(weightsOf(graph).map((weight) => [weight.name, { spec: { shape: shapeOf(weight), dtype: dtypeOf(weight.spec) }, values: values[weight.name]! }]));
}

async function readBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: unknown) => {
    throw new UserError(`${path} could not be read: ${error instanceof Error ? error.message : String(error)}.`);
  });
}

/** A run's training and test data, opened when first asked for. */
export class RunData implements ModelData {
  private readonly opened = new Map<Split, Promise<OpenData>>();

  constructor(private readonly run: Run) {}

  /** Throws a UserError where the recipe has none such. Without test data, validation data is what was not trained on. */
  open(split: Split): Promise<OpenData> {
    const known = this.opened.get(split);
    if (known !== undefined) return known;
    const opened = this.read(split);
    this.opened.set(split, opened);
    opened.catch(() => this.opened.delete(split));
    return opened;
  }

  async classNames(): Promise<readonly string[]> {
    const { train } = this.run.recipe;
    // Names are worth having, and their lack no reason to show nothing.
    return train === null ? [] : this.open('train').then(({ classNames }) => classNames ?? [], () => []);
  }

  async label(split: Split, index: number): Promise<number | null> {
    const { y } = await this.open(split);
    const row = space(y, 1);
    await y.read([index], row);
    if (row.length === 1) return Number.isInteger(row[0]) ? row[0]! : null;
    return y.shape.length === 1 ? row.indexOf(Math.max(...row)) : null;
  }

  /** Where the file names no data to test with, an image of the training data stands in, and says so by its title. */
  async image(asked: Split, index: number): Promise<PreparedImage> {
    const { test, validation } = this.run.recipe;
    const split = asked === 'test' && test === null && validation === null ? 'train' : asked;
    const { x, originals, classNames } = await this.open(split);
    if (index >= x.count) throw new UserError(`The ${split} data has ${x.count} images, numbered from 0; image ${index} was asked for.`);
    const values = new Float32Array(rowSize(x.shape));
    const row = space(x, 1);
    await x.read([index], row);
    values.set(row);
    const label = await this.label(split, index);
    const name = label === null ? '' : ` "${classNames?.[label] ?? label}"`;
    const shown = originals ?? x;
    const original = space(shown, 1);
    await shown.read([index], original);
    const [height = 1, width = 1, channels = 1] = shown.shape;
    // Arrays that were saved already divided by 255 are shown as the pixels that they were.
    const scale = shown.dtype === 'float32' && Math.max(...original) <= 1 ? 255 : 1;
    return { title: `${split} #${index}${name}`, original: { height, width, channels, values: Float32Array.from(original, (value) => value * scale) }, values, shape: x.shape, label };
  }

  private async read(split: Split): Promise<OpenData> {
    const { recipe, info, sourceText, options } = this.run;
    const data: DataSet | null = split === 'train' ? recipe.train : split === 'validation' ? recipe.validation : (recipe.test ?? recipe.validation);
    if (data === null) throw new UserError(`The run's file names no ${split} data. Choose an image of the training data, or a file.`);
    return openData(data, { sourceFile: info.sourceFile, sourceText, missingDataset: options.missingDataset ?? undefined });
  }
}

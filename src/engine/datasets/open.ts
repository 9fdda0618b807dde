/** Opens what a recipe trains on: arrays with their preprocessing, and what they are for people. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { OrderStep } from '../../core/recipe/order.js';
import { partedAtRandom } from '../../core/recipe/order.js';
import type { FileNotes } from '../../core/protocol/data.js';
import type { DataArray, DataSet, DataSource, DataStep } from '../../core/recipe/types.js';
import { UserError, atLine } from '../errors.js';
import { loadKerasDataset, type LoadedDataset } from './keras.js';
import { classNames, originalCounts } from './names.js';
import { readNpy, readNpz } from './npy.js';
import { boundIn, settled, withBounds } from './files/bounds.js';
import { openImageList, openLabelList, unpaired } from './files/open.js';
import { openFolder } from './folders/open.js';
import { openPairs } from './folders/pairs.js';
import type { UnreadableImages } from './folders/rows.js';
import { anyOrder, batchesOf, plainOrder } from './order.js';
import { rowsOf, sliceBounds, space, type Rows } from './rows.js';
import { applySteps } from './steps.js';
import { openColumns } from './tables/numbers.js';
import { openTable } from './tables/open.js';

export interface DataContext {
  /** Paths of the recipe are relative to its folder. */
  readonly sourceFile: string;
  readonly sourceText: string;
  readonly missingDataset?: 'bundled' | 'download' | undefined;
  /** Hears what takes its time before the training starts. */
  readonly preparing?: ((line: string) => void) | undefined;
  /** What is open already, by what it is: opened once for all. */
  readonly kept?: Map<string, Promise<OpenData>> | undefined;
  /** Ends the opening with its reason: a folder may hold millions of files. */
  readonly signal?: AbortSignal | undefined;
}

/** Pairs of inputs and targets, preprocessed. */
export interface OpenData {
  readonly x: Rows;
  readonly y: Rows;
  /** What goes into further inputs of the model, further targets, and the weights of samples for each target: see `DataSet`. */
  readonly moreInputs?: readonly Rows[];
  readonly moreTargets?: readonly Rows[];
  readonly sampleWeights?: readonly (Rows | null)[];
  /** The same images before preprocessing, for showing; null where there are none. */
  readonly originals: Rows | null;
  /** What the data is, for people. */
  readonly title: string;
  readonly classNames: readonly string[] | null;
  readonly batchSize: number | null;
  readonly shuffle: boolean | null;
  /** Set where a last batch that is not full is left out. */
  readonly dropRemainder?: boolean;
  /** See `DataSet`; bounds are numbers. */
  readonly order?: readonly OrderStep[];
  readonly numbered?: boolean;
  /** What a person should hear before the data is trained on. */
  readonly notes: readonly string[];
  /** Images that could not be read so far, with the reason of each; null where there are no files. */
  readonly unreadable: UnreadableImages | null;
  /** The file behind each row, and files that are not taken; null where rows are no files. */
  readonly files: { readonly paths: readonly string[]; readonly skipped: FileNotes } | null;
}

/** What each input of the model takes, in their order. */
export const inputsOf = ({ x, moreInputs = [] }: Pick<OpenData, 'x' | 'moreInputs'>): readonly Rows[] => [x, ...moreInputs];
/** The targets, in their order. */
export const targetsOf = ({ y, moreTargets = [] }: Pick<OpenData, 'y' | 'moreTargets'>): readonly Rows[] => [y, ...moreTargets];

/** The same data with every array changed. */
export function withRows<T extends Columns>(data: T, change: (rows: Rows) => Rows): T {
  const { x, y, moreInputs, moreTargets, sampleWeights } = data;
  return {
    ...data, x: change(x), y: change(y),
    ...(moreInputs ? { moreInputs: moreInputs.map(change) } : {}),
    ...(moreTargets ? { moreTargets: moreTargets.map(change) } : {}),
    ...(sampleWeights ? { sampleWeights: sampleWeights.map((rows) => rows && change(rows)) } : {}),
  };
}

/** What a batch is read from. */
export type Columns = Pick<OpenData, 'x' | 'y' | 'moreInputs' | 'moreTargets' | 'sampleWeights'>;

/** Throws a UserError where data is missing or does not fit together. */
export function openData(data: DataSet, context: DataContext): Promise<OpenData> {
  if (context.kept === undefined) return openAnew(data, context);
  const key = JSON.stringify(data, (name, value: unknown) => (name === 'span' || name === 'places' ? undefined : value));
  const opened = context.kept.get(key) ?? openAnew(data, context);
  context.kept.set(key, opened);
  return opened;
}

async function openAnew(data: DataSet, context: DataContext): Promise<OpenData> {
  const order = data.order && (await settledOrder(data.order, context));
  const opened: OpenData = {
    ...(await open(data, context)),
    ...(data.dropRemainder ? { dropRemainder: true } : {}),
    ...(order ? { order } : {}),
    ...(data.numbered ? { numbered: true } : {}),
  };
  if (data.batchSize !== null && batchesIn(opened, data.batchSize) === 0) {
    const { batch } = data.places ?? {};
    const place = atLine(context.sourceText, batch ?? data.x.span);
    if (data.dropRemainder === true && opened.x.count < data.batchSize) throw new UserError(`Batches of ${data.batchSize} of which the last is dropped where it is not full (drop_remainder)${place} leave nothing of ${opened.x.count} samples. Take smaller batches.`);
    throw new UserError(`The pipeline${place} leaves nothing of ${opened.x.count.toLocaleString('en-US')} samples. Check the numbers of its take, skip and batch.`);
  }
  const parted = order && partedAtRandom(order);
  if (!parted) return opened;
  const name = `${parted.rows.to === null ? 'skip(…)' : 'take(…)'}${atLine(context.sourceText, parted.rows.span)}`;
  return { ...opened, notes: [...opened.notes, parted.anew ? `${name} comes behind a shuffle that gives another order in each epoch, so samples move between what it takes and what it leaves: what one part trains on may validate in another epoch. Give shuffle reshuffle_each_iteration=False, or part the data before it is shuffled.` : `${name} parts samples in a random order. Here it is another one than in TensorFlow, so the parts hold other samples than there.`] };
}

const settledOrder = (order: readonly OrderStep[], context: DataContext): Promise<OrderStep[]> => Promise.all(order.map(async (step): Promise<OrderStep> => {
  if (step.op === 'rows') return { ...step, from: await boundIn(step.from, context, step.span), to: await boundIn(step.to, context, step.span) };
  return step.op === 'shuffle' ? { ...step, buffer: await boundIn(step.buffer, context, step.span) } : step;
}));

/** How the samples of a pass come: in the pipeline's order, or as `fit` puts arrays (`shuffle`). */
export function orderOf({ order, shuffle, dropRemainder, numbered }: Pick<OpenData, 'order' | 'dropRemainder' | 'numbered' | 'shuffle'>, batchSize: number, fitShuffles: boolean): readonly OrderStep[] {
  const steps = order ?? plainOrder(batchSize, shuffle ?? fitShuffles, dropRemainder);
  return numbered && fitShuffles && shuffle !== true ? [...steps, anyOrder] : steps;
}

/** How many batches a pass over the data has; infinite where it has no end (`repeat()`). */
export const batchesIn = (data: Pick<OpenData, 'order' | 'dropRemainder' | 'x'>, batchSize: number): number => batchesOf({ count: data.x.count, steps: data.order ?? plainOrder(batchSize, false, data.dropRemainder), batchSize });

/** How many steps a pass takes: as many as `fit` says, but no more than there are. */
export const stepsIn = (given: number | null, data: Pick<OpenData, 'order' | 'dropRemainder' | 'x'>, batchSize: number): number => Math.min(given ?? Infinity, batchesIn(data, batchSize));

async function open(given: DataSet, context: DataContext): Promise<OpenData> {
  const data: DataSet = { ...given, x: await withBounds(given.x, context), y: given.y && (await withBounds(given.y, context)) };
  if (data.x.source.kind === 'directory' && data.y?.source.kind === 'directory') return openPairs({ ...data, y: data.y }, data.x.source, data.y.source, context);
  if (data.x.source.kind === 'directory') return openFolder(data, data.x.source, context);
  if (data.x.source.kind === 'table') return openTable(data, data.x.source, context);
  if (data.y === null) throw new UserError(`The data${atLine(context.sourceText, data.x.span)} has no targets that can be read. Give \`fit\` inputs and targets.`);
  const chance = unpaired(data, context);
  if (chance !== null) throw new UserError(chance);
  // One list of what cannot be read: either file leaves its pair out.
  const unreadable: UnreadableImages = new Map();
  const [x, y] = [await openArray(data.x, context, unreadable), await openArray(data.y, context, unreadable)];
  if (x.rows.count !== y.rows.count) throw new UserError(`The inputs have ${x.rows.count} samples and the targets ${y.rows.count}${atLine(context.sourceText, data.x.span)}. Give as many targets as inputs.`);
  const more = await openMore(data, x.rows.count, context);
  const original = x.images?.originals ? { rows: x.images.originals, title: x.title } : await openSource(data.x.source, context);
  if (x.rows.count === 0) throw new UserError(`The data${atLine(context.sourceText, data.x.span)} has no samples: ${original.title} has ${original.rows.count.toLocaleString('en-US')} of them, and the slice takes those behind. ${original.rows.nominal === undefined ? 'Check the slice.' : 'Get the whole dataset, or take a smaller slice.'}`);
  return {
    x: x.rows, y: y.rows, ...more, originals: x.images ? x.images.originals : await aligned(original.rows, data.x), title: titleOf(x.title, x.rows.count, original.rows.count), classNames: y.classNames, batchSize: data.batchSize, shuffle: data.shuffle,
    notes: [...fewer(data.x, original.rows, atLine(context.sourceText, data.x.span)), ...randomOrder(data, context)],
    unreadable: x.images || y.images ? unreadable : null, files: x.images?.files ?? null,
  };
}

/** The arrays besides the first input and target. Throws a UserError where one has another number of samples. */
async function openMore({ moreInputs, moreTargets, sampleWeights }: DataSet, count: number, context: DataContext): Promise<Pick<OpenData, 'moreInputs' | 'moreTargets' | 'sampleWeights'>> {
  const openOne = (what: string) => async (array: DataArray | null): Promise<Rows | null> => {
    if (array === null) return null;
    const { rows } = await openArray(array, context);
    if (rows.count !== count) throw new UserError(`The first input has ${count} samples and the ${what}${atLine(context.sourceText, array.span)} ${rows.count}. Give all arrays the same number.`);
    return rows;
  };
  const all = async (arrays: readonly DataArray[], what: string): Promise<Rows[]> => (await Promise.all(arrays.map(openOne(what)))).filter((rows) => rows !== null);
  return {
    ...(moreInputs ? { moreInputs: await all(moreInputs, 'further inputs') } : {}),
    ...(moreTargets ? { moreTargets: await all(moreTargets, 'further targets') } : {}),
    ...(sampleWeights ? { sampleWeights: await Promise.all(sampleWeights.map(openOne('sample weights'))) } : {}),
  };
}

const titleOf = (title: string, used: number, all: number): string => (used === all ? title : `${title}, ${used.toLocaleString('en-US')} of them used`);

/** A sentence for each slice that takes fewer rows of a bundled subset than it would of the whole dataset. */
function fewer({ steps }: DataArray, rows: Rows, place: string): string[] {
  let [there, whole] = [rows.count, rows.nominal ?? rows.count];
  return steps.flatMap((step) => {
    if (step.op !== 'slice') return [];
    const taken = (count: number): number => {
      const [start, end] = sliceBounds(count, settled(step.from), settled(step.to));
      return end - start;
    };
    const [length, meant] = [taken(there), taken(whole)];
    [there, whole] = [length, meant];
    return length === meant ? [] : [`The slice [${settled(step.from) ?? ''}:${settled(step.to) ?? ''}]${place} takes ${length.toLocaleString('en-US')} samples, where the whole dataset would give ${meant.toLocaleString('en-US')}.`];
  });
}

/** A sentence where the program shuffles a list of files with random numbers that are not followed. */
function randomOrder({ x, y }: DataSet, context: DataContext): string[] {
  const random = [x, y].flatMap((array) => (array ? [...('list' in array.source ? array.source.list.changes : []), ...array.steps] : [])).find((change) => (change.op === 'shuffle' || (change.op === 'pick' && change.shuffle)) && change.seed === null);
  return random && 'span' in random ? [`The order of the samples${atLine(context.sourceText, random.span ?? null)} is random: here it is another one than in Python. Give a seed for the same one.`] : [];
}

interface OpenArray {
  readonly rows: Rows;
  /** Set where the rows are image files. */
  readonly images?: Pick<OpenData, 'originals' | 'files'>;
  readonly title: string;
  readonly classNames: readonly string[] | null;
}

export async function openArray(given: DataArray, context: DataContext, unreadable?: UnreadableImages): Promise<OpenArray> {
  const array = await withBounds(given, context);
  if (array.source.kind === 'images') return openFiles(array.source, array.steps, context, unreadable);
  const source = await openSource(array.source, context);
  // From here on counts are what they are.
  const { nominal: _nominal, ...rows } = await applySteps(source.rows, array.steps);
  return { ...source, rows };
}

/** Steps that choose samples. */
const choosing: ReadonlySet<DataStep['op']> = new Set(['slice', 'share', 'pick']);

/** Image files: what chooses among them is done to the rows, all else to each image by itself. */
async function openFiles(source: Extract<DataSource, { kind: 'images' }>, steps: readonly DataStep[], context: DataContext, unreadable?: UnreadableImages): Promise<OpenArray> {
  const chosen = steps.filter(({ op }) => choosing.has(op));
  const { x, originals, files, title } = await openImageList(source, steps.filter(({ op }) => !choosing.has(op)), context, unreadable);
  const places = chosen.length === 0 ? null : await applySteps(rowsOf({ shape: [x.count], values: Int32Array.from({ length: x.count }, (_, i) => i) }), chosen);
  if (places === null) return { rows: x, title, classNames: null, images: { originals, files } };
  const kept = space(places, places.count);
  await places.read(Array.from({ length: places.count }, (_, i) => i), kept);
  return { rows: await applySteps(x, chosen), title, classNames: null, images: { originals: originals && await applySteps(originals, chosen), files: files && { ...files, paths: Array.from(kept, (at) => files.paths[at]!) } } };
}

/** The originals with only those steps that choose samples, so that index and index agree. */
async function aligned(rows: Rows, array: DataArray): Promise<Rows | null> {
  if (rows.shape.length < 2 || rows.shape.length > 3) return null;
  return applySteps(rows, array.steps.filter(({ op }) => choosing.has(op)));
}

async function openSource(source: DataSource, context: DataContext): Promise<OpenArray> {
  switch (source.kind) {
    case 'kerasDataset': {
      const data: LoadedDataset = await loadKerasDataset(source.name, context.missingDataset, context.preparing);
      const rows = rowsOf(data[source.split][source.part]);
      const nominal = originalCounts[source.name][source.split];
      return { rows: rows.count === nominal ? rows : { ...rows, nominal }, title: data.title, classNames: classNames[source.name] };
    }
    case 'file':
      return openFile(source, context);
    case 'synthetic':
      throw new UserError(`The data${atLine(context.sourceText, source.span)} is made up in the file itself, so there is nothing to train on here. Load a dataset or a file.`);
    case 'columns':
      return { ...(await openColumns(source, context)), classNames: null };
    case 'labels':
      return openLabelList(source, context);
    case 'texts':
      throw new UserError(`The texts${atLine(context.sourceText, source.span)} are names of files, from which nothing is learned. Read the files, as with .map(load).`);
    case 'images':
      return openFiles(source, [], context);
    case 'table':
    case 'directory':
      throw new UserError(`The images${atLine(context.sourceText, source.span)} are used as an array, which cannot be run here. Hand the generator itself to \`fit\`.`);
  }
}

async function openFile(source: Extract<DataSource, { kind: 'file' }>, context: DataContext): Promise<OpenArray> {
  const path = isAbsolute(source.path) ? source.path : join(dirname(context.sourceFile), source.path);
  const place = atLine(context.sourceText, source.span);
  if (!existsSync(path)) throw new UserError(`The file "${source.path}"${place} was not found at ${path}. Put it there, or write its path.`);
  const bytes = await readFile(path);
  const title = basename(path);
  if (!path.endsWith('.npz')) return { rows: rowsOf(readNpy(bytes, path)), title, classNames: null };
  const arrays = readNpz(bytes, path);
  const names = Object.keys(arrays);
  const name = source.array ?? (names.length === 1 ? names[0] : undefined);
  const array = name === undefined ? undefined : arrays[name];
  if (array === undefined) throw new UserError(`"${source.path}"${place} has no array "${name ?? ''}"; it holds ${names.join(', ')}. Name one of these.`);
  return { rows: rowsOf(array), title, classNames: null };
}

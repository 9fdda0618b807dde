/** The images of a run's data, to choose one from: as they are numbered, of one class, or the worst first. */
import type { EngineApi, ImageList, ImagesRequest, ListedImage } from '../../core/protocol/engine.js';
import type { Evaluation, Example, Split } from '../../core/protocol/inspection.js';
import { rowSize, space, type Rows } from '../datasets/rows.js';
import { UserError } from '../errors.js';
import { RunData } from '../pictures/open.js';
import { inspectedEpochs, readInspection } from '../runs/inspections.js';
import { Run } from '../runs/run.js';

/** Labels read at a time. */
const labelRows = 4096;

/** One image that could be listed. */
interface Candidate {
  readonly index: number;
  readonly label: number | null;
  readonly example: Example | null;
}

export async function listImages({ runDirectory, split, from, count, label }: ImagesRequest): Promise<ImageList> {
  const run = await Run.open(runDirectory);
  const evaluation = split === 'worst' ? await newestEvaluation(run) : null;
  const part = evaluation?.split ?? (split as Split);
  const { x, y, originals, classNames } = await new RunData(run).open(part);
  const all = evaluation ? worstOf(evaluation) : (await labelsOf(y)).map((each, index): Candidate => ({ index, label: each, example: null }));
  const nameOf = (each: number): string => (evaluation?.classes?.names ?? classNames)?.[each] ?? String(each);
  const wanted = label === undefined ? all : all.filter((each) => each.label === label);
  const shown = wanted.slice(from, from + count);
  return {
    total: wanted.length,
    images: await listed(part, shown, originals ?? x, nameOf),
    classes: tally(all.map((each) => each.label)).map(([each, images]) => ({ label: each, name: nameOf(each), count: images })),
    note: evaluation ? `The ${all.length.toLocaleString('en-US')} highest losses of ${evaluation.samples.toLocaleString('en-US')} ${partNames[part]} images after epoch ${evaluation.epoch}` : null,
  };
}

/** Images by their numbers, in the order asked for; numbers that are not there are left out. */
export async function imagesAt({ runDirectory, split, indices }: Parameters<EngineApi['imagesAt']>[0]): Promise<ListedImage[]> {
  const { x, y, originals, classNames } = await new RunData(await Run.open(runDirectory)).open(split);
  const there = indices.filter((index) => index < x.count);
  const labels = await labelsOf(y, there);
  return listed(split, there.map((index, i) => ({ index, label: labels[i]!, example: null })), originals ?? x, (label) => classNames?.[label] ?? String(label));
}

async function listed(split: Split, candidates: readonly Candidate[], shown: Rows, nameOf: (label: number) => string): Promise<ListedImage[]> {
  const pictures = await picturesOf(shown, candidates.map(({ index }) => index));
  return candidates.map(({ index, label, example }, i): ListedImage => ({
    index, split, label, labelName: label === null ? null : nameOf(label), ...pictures(i),
    ...(example ? { loss: example.loss, predicted: example.predicted === null ? null : nameOf(example.predicted) } : {}),
  }));
}

const partNames = { train: 'held-out training', validation: 'validation', test: 'test' } satisfies Record<Split, string>;

/** Throws a UserError where the run kept none. */
async function newestEvaluation(run: Run): Promise<Evaluation> {
  const epoch = (await inspectedEpochs(run.directory, 'evaluation')).at(-1);
  const evaluation = epoch === undefined ? null : await readInspection(run.directory, 'evaluation', epoch);
  if (evaluation === null) throw new UserError(`The run "${run.info.name}" has no evaluation of single images yet. Evaluate it now to see its highest losses.`);
  if (evaluation.worst === 0) throw new UserError(`The loss of the run "${run.info.name}" is of a whole batch, so that its images cannot be put into an order by it. Choose an image by its number or class.`);
  return evaluation;
}

const worstOf = ({ examples, worst }: Evaluation): Candidate[] => examples.slice(0, worst).map((example) => ({ index: example.index, label: example.actual, example }));

/** The class of each row of some targets; null where they are no classes. One row of several numbers is taken for one-hot. */
async function labelsOf(y: Rows, rows: readonly number[] = Array.from({ length: y.count }, (_, i) => i)): Promise<(number | null)[]> {
  const size = rowSize(y.shape);
  if (size !== 1 && y.shape.length !== 1) return rows.map(() => null);
  const labels: (number | null)[] = [];
  for (let from = 0; from < rows.length; from += labelRows) {
    const indices = rows.slice(from, from + labelRows);
    const values = space(y, indices.length);
    await y.read(indices, values);
    for (let i = 0; i < indices.length; i++) {
      const row = values.subarray(i * size, (i + 1) * size);
      labels.push(size > 1 ? row.indexOf(Math.max(...row)) : Number.isInteger(row[0]) ? row[0]! : null);
    }
  }
  return labels;
}

/** Reads images as people know them. */
async function picturesOf(shown: Rows, indices: readonly number[]): Promise<(at: number) => Pick<ListedImage, 'height' | 'width' | 'channels' | 'pixels'>> {
  const [height = 1, width = 1, channels = 1] = shown.shape;
  const rows = space(shown, indices.length);
  await shown.read(indices, rows);
  const size = rowSize(shown.shape);
  const scale = shown.dtype === 'float32' && rows.every((value) => value <= 1) ? 255 : 1;
  return (at) => ({ height, width, channels, pixels: Uint8Array.from(rows.subarray(at * size, (at + 1) * size), (value) => Math.min(255, Math.max(0, Math.round(value * scale)))) });
}

function tally(labels: readonly (number | null)[]): [number, number][] {
  const counts = new Map<number, number>();
  for (const label of labels) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b);
}

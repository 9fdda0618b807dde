/** The images of a run's data, to choose one from: as they are numbered, of one class, or the worst first. */
import type { EngineApi, ImageList, ImagesRequest, ListedImage } from '../../core/protocol/engine.js';
import type { Evaluation, Example, Split } from '../../core/protocol/inspection.js';
import type { Rows } from '../datasets/rows.js';
import { UserError } from '../errors.js';
import { labelsOf } from '../preview/labels.js';
import { picturesOf } from '../preview/pixels.js';
import { RunData } from '../pictures/open.js';
import { inspectedEpochs, readInspection } from '../runs/inspections.js';
import { Run } from '../runs/run.js';

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
  const labels = evaluation ? null : await labelsOf(y);
  const all = evaluation ? worstOf(evaluation) : Array.from({ length: x.count }, (_, index): Candidate => ({ index, label: labels?.[index] ?? null, example: null }));
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
  const labels = await labelsOf(y);
  return listed(split, there.map((index) => ({ index, label: labels?.[index] ?? null, example: null })), originals ?? x, (label) => classNames?.[label] ?? String(label));
}

async function listed(split: Split, candidates: readonly Candidate[], shown: Rows, nameOf: (label: number) => string): Promise<ListedImage[]> {
  const pictures = await picturesOf(shown, candidates.map(({ index }) => index));
  return candidates.map(({ index, label, example }, i): ListedImage => ({
    index, split, label, labelName: label === null ? null : nameOf(label), ...pictures[i]!,
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

function tally(labels: readonly (number | null)[]): [number, number][] {
  const counts = new Map<number, number>();
  for (const label of labels) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b);
}

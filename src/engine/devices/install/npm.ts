/** The user's own npm: it knows the registry and the proxy of this machine, and checks what it fetches. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { UserError } from '../../errors.js';
import { digestOf } from './download.js';
import type { NpmPackage } from './sources.js';

/** npm on PATH. Throws a UserError where there is none. */
export function findNpm(device: string, path = process.env['PATH'] ?? ''): string {
  const found = path.split(delimiter).filter(Boolean).map((folder) => join(folder, 'npm')).find(isExecutable);
  if (found !== undefined) return found;
  throw new UserError(`${device} needs npm, which fetches its packages, and there is no npm on PATH. Install Node.js (https://nodejs.org), start the editor again, and then install the device; cuda needs no npm.`);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A failing network is known after seconds: npm's own patience is minutes. */
const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=60000'];

/** Fetches the archive of a package into an empty folder and returns its path; no script of it is run. Throws a UserError with npm's own reason. */
export async function packByNpm(npm: string, { package: name, version, sha512 }: Pick<NpmPackage, 'package' | 'version' | 'sha512'>, folder: string, signal: AbortSignal): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const spec = `${name}@${version}`;
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  // In a folder of its own, so that no workspace's `.npmrc` decides where packages come from.
  const options = ['pack', spec, '--json', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--pack-destination', folder, ...patience];
  const reason = await new Promise<string | null>((done) => {
    execFile(npm, options, { cwd: folder, env, signal, maxBuffer: 1 << 26 }, (error, out, said) => done(error && reasonIn(out, said, error)));
  });
  signal.throwIfAborted();
  const failed = (words: string): UserError => new UserError(`npm could not fetch ${spec}: ${words}. Look at the connection and at npm's settings, and install it again.`);
  if (reason !== null) throw failed(reason);
  // Versions of npm differ in the name that they tell for a package with a scope.
  const [file, ...others] = (await readdir(folder)).filter((each) => each.endsWith('.tgz')).map((each) => join(folder, each));
  if (file === undefined || others.length > 0) throw failed(`it left ${others.length === 0 ? 'no archive' : 'several archives'}`);
  if ((await digestOf(file, 'sha512')) !== sha512) throw failed('what it fetched is not the expected file, so its registry gives another one');
  return file;
}

/** npm's reason, from its JSON or the lines of its log. */
function reasonIn(out: string, said: string, error: Error): string {
  const words = summaryIn(out) ?? [...said.matchAll(/^npm (?:error|ERR!) (?!code|A complete log|Log files)(.+)$/gm)][0]?.[1] ?? error.message.split('\n')[0]!;
  return words.trim().replace(/\.$/, '');
}

function summaryIn(out: string): string | null {
  try {
    const { error } = JSON.parse(out) as { readonly error?: { readonly summary?: string; readonly code?: string } };
    return error?.summary?.split('\n')[0] || error?.code || null;
  } catch {
    return null;
  }
}

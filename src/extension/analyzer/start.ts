/**
 * Starts the analysis with what V8 made of its code in an earlier session, which saves a quarter of the time until the first
 * answer. Without it, or where it does not fit this V8, the code is compiled as usual and the result kept for the next start.
 */
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';

export interface StartOptions {
  /** The bundle of the analysis. */
  readonly entry: string;
  /** A folder for compiled code, which may not exist yet. */
  readonly cache: string;
  /** Milliseconds after the first question: by then the first texts are analysed, what they needed is compiled, and nobody waits. */
  readonly quiet: number;
}

const { entry, cache, quiet } = workerData as StartOptions;
const { size, mtimeMs } = statSync(entry);
// V8 itself compares no more than the length of the code, and its own version.
const name = basename(entry);
const file = join(cache, `${name}-${size}-${Math.round(mtimeMs)}.v8`);

function read(): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Written whole or not at all; a folder that cannot be written to costs the saving, nothing else. */
function keep(script: Script): void {
  try {
    mkdirSync(cache, { recursive: true });
    const half = `${file}.${process.pid}`;
    writeFileSync(half, script.createCachedData());
    renameSync(half, file);
    for (const other of readdirSync(cache)) if (other.startsWith(name) && other.endsWith('.v8') && other !== basename(file)) rmSync(join(cache, other), { force: true });
  } catch {
    // See above.
  }
}

const cachedData = read();
const script = new Script(Module.wrap(readFileSync(entry, 'utf8')), { filename: entry, ...(cachedData ? { cachedData } : {}) });
const module = { exports: {} };
(script.runInThisContext() as (...values: unknown[]) => void).call(module.exports, module.exports, createRequire(entry), module, entry, dirname(entry));
if (!cachedData || script.cachedDataRejected) parentPort?.once('message', () => setTimeout(() => keep(script), quiet).unref());

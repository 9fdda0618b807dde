import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type { StartOptions } from '../../../src/extension/analyzer/start.js';

/** A thread's code that answers with the square of what it is told. */
const code = "require('node:worker_threads').parentPort.on('message', (n) => { require('node:worker_threads').parentPort.postMessage(n * n); });";

describe('compiled code of the analysis', () => {
  let folder: string;
  let start: string;
  let entry: string;
  let cache: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'convlens compiled '));
    [start, entry, cache] = [join(folder, 'start.cjs'), join(folder, 'entry.cjs'), join(folder, 'storage', 'compiled')];
    await build({ entryPoints: [join('src', 'extension', 'analyzer', 'start.ts')], outfile: start, bundle: true, platform: 'node', format: 'cjs' });
    writeFileSync(entry, code);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const files = () => {
    try {
      return readdirSync(cache);
    } catch {
      return [];
    }
  };

  /** Starts the thread, asks it once, and waits for what is to become of the folder. */
  async function session(wait: () => boolean): Promise<unknown> {
    const worker = new Worker(start, { workerData: { entry, cache, quiet: 50 } satisfies StartOptions });
    try {
      const answer = await new Promise((resolve, reject) => {
        worker.once('message', resolve).once('error', reject);
        worker.postMessage(7);
      });
      while (!wait()) await new Promise((next) => setTimeout(next, 20));
      return answer;
    } finally {
      await worker.terminate();
    }
  }

  it('is kept by the first session and taken by the next', async () => {
    assert.equal(await session(() => files().length === 1), 49);
    const [name = ''] = files();
    const bytes = readFileSync(join(cache, name));
    assert.ok(bytes.length > 100);
    const { mtimeMs } = statSync(join(cache, name));
    assert.equal(await session(() => true), 49);
    assert.equal(statSync(join(cache, name)).mtimeMs, mtimeMs);
  });

  it('is made anew where it is broken', async () => {
    const path = join(cache, files()[0] ?? '');
    writeFileSync(path, 'no code');
    assert.equal(await session(() => statSync(path).size > 100), 49);
  });

  it('of another version makes room', async () => {
    const [old] = files();
    writeFileSync(entry, code.replace('n * n', 'n * n * n'));
    assert.equal(await session(() => files().length === 1 && files()[0] !== old), 343);
  });

  it('is done without where nothing can be written', async () => {
    rmSync(cache, { recursive: true });
    writeFileSync(cache, 'a file where the folder would be');
    assert.equal(await session(() => true), 343);
  });
});

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labelRun } from '../../../src/client/runs/change.js';
import { watchRuns } from '../../../src/client/runs/watch.js';
import { runInfo, writeRun } from './support.js';

describe('following a folder of runs', () => {
  let project: string;
  let runs: string;
  let told: number;
  let following: { dispose(): void } | undefined;

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'convlens-watch-'));
    runs = join(project, '.convlens', 'runs');
  });
  afterEach(() => {
    following?.dispose();
    rmSync(project, { recursive: true, force: true });
  });

  const follow = (): void => {
    told = 0;
    following = watchRuns(runs, () => (told += 1));
  };
  const wait = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
  /** Whether anything is told within a time after something was done, once all from before has been told. */
  const isTold = async (change: () => void, patience = 5000): Promise<boolean> => {
    await wait(100);
    told = 0;
    change();
    for (const end = Date.now() + patience; told === 0 && Date.now() < end;) await wait(20);
    return told > 0;
  };

  it('sees runs that come, change their state or their label, and go', async () => {
    const old = writeRun(runs, '20261124-140211-mnist');
    follow();
    let directory = '';
    assert.ok(await isTold(() => (directory = writeRun(runs, '20261125-140211-mnist'))), 'made');
    for (const run of [old, directory]) {
      assert.ok(await isTold(() => writeFileSync(join(run, 'run.json'), '{}')), 'written to');
      assert.ok(await isTold(() => labelRun(runInfo({ directory: run }), 'the good one')), 'labelled');
      assert.ok(await isTold(() => rmSync(run, { recursive: true })), 'deleted');
    }
  });

  it('sees the first run of a project and those after it, though all folders above it are made with it', async () => {
    follow();
    let directory = '';
    assert.ok(await isTold(() => (directory = writeRun(runs, '20261124-140211-mnist'))), 'the first');
    assert.ok(await isTold(() => writeRun(runs, '20261125-140211-mnist')), 'the second');
    assert.ok(await isTold(() => labelRun(runInfo({ directory }), 'the good one')), 'labelled');
  });

  it('goes on when the folders are deleted or moved in, and made again', async () => {
    writeRun(runs, '20261124-140211-mnist');
    follow();
    for (const gone of [runs, join(project, '.convlens')]) {
      assert.ok(await isTold(() => rmSync(gone, { recursive: true })), 'deleted');
      assert.ok(await isTold(() => writeRun(runs, '20261124-140211-mnist')), 'made again');
      assert.ok(await isTold(() => writeRun(runs, '20261125-140211-mnist')), 'the second');
    }
    const elsewhere = writeRun(join(project, 'elsewhere'), '20261126-140211-mnist');
    assert.ok(await isTold(() => renameSync(elsewhere, join(runs, '20261126-140211-mnist'))), 'moved in');
    assert.ok(await isTold(() => labelRun(runInfo({ directory: join(runs, '20261126-140211-mnist') }), 'the good one')), 'labelled');
  });

  it('says nothing of what no list shows, and nothing once it is ended', async () => {
    const directory = writeRun(runs, '20261124-140211-mnist');
    follow();
    assert.equal(await isTold(() => {
      writeFileSync(join(project, 'mnist.py'), '');
      writeFileSync(join(directory, 'metrics.jsonl'), '');
      mkdirSync(join(directory, 'recordings'));
    }, 400), false);
    following?.dispose();
    assert.equal(await isTold(() => writeRun(runs, '20261125-140211-mnist'), 400), false);
  });

  it('is content with a project that is not there', () => {
    rmSync(project, { recursive: true });
    follow();
    assert.equal(told, 0);
  });
});

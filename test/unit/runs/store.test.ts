import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { checkDeletable, deleteRun, labelRun } from '../../../src/client/runs/change.js';
import { diskFiles, inTurns, type RunFiles } from '../../../src/client/runs/files.js';
import { RunStore } from '../../../src/client/runs/store.js';
import { writeWholeSync } from '../../../src/client/whole.js';
import { bestOf } from '../../../src/core/runs/metrics.js';
import { epoch, runInfo, writeRun } from './support.js';

/** Files of the disk, with everything that is asked of them written down. */
function counted() {
  const read: string[] = [];
  const listed: string[] = [];
  const files: RunFiles = {
    ...diskFiles,
    text: (path) => (read.push(basename(path)), diskFiles.text(path)),
    folders: (path) => (listed.push(basename(path)), diskFiles.folders(path)),
    files: (path) => (listed.push(basename(path)), diskFiles.files(path)),
  };
  return { files, read, listed };
}

/** A file system that holds a thousand runs and nothing on any disk. */
function thousand(): { readonly files: RunFiles; readonly asked: Map<string, number>; most: number } {
  const asked = new Map<string, number>();
  const told = { files: null as unknown as RunFiles, asked, most: 0 };
  let open = 0;
  const count = async <T>(what: string, answer: T): Promise<T> => {
    asked.set(what, (asked.get(what) ?? 0) + 1);
    told.most = Math.max(told.most, ++open);
    await new Promise(setImmediate);
    open--;
    return answer;
  };
  const name = (path: string) => basename(join(path, '..'));
  told.files = {
    folders: (path) => count(`folders of ${basename(path)}`, Array.from({ length: 1000 }, (_, at) => `20261124-${String(100000 + at)}-mnist`)),
    files: () => count('checkpoints', ['epoch-0001.keras']),
    stamp: () => Promise.resolve('same'),
    text: (path) => count(basename(path), basename(path) === 'run.json' ? JSON.stringify(runInfo({ id: name(path), started: name(path), epochsDone: 1 })) : basename(path) === 'metrics.jsonl' ? `${JSON.stringify(epoch(1))}\n` : null),
  };
  return told;
}

describe('the runs of a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'convlens-runs-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are told newest first, with state, best value, checkpoints and label; what is no run is left out', async () => {
    writeRun(folder, '20261124-140211-a', { info: { started: '2026-11-24T14:02:11.000Z' } });
    writeRun(folder, '20261125-090000-b', { info: { started: '2026-11-25T09:00:00.000Z', state: 'stopped', epochs: 9 }, epochs: [epoch(1)] });
    mkdirSync(join(folder, 'notes'));
    mkdirSync(join(folder, 'cut'));
    writeFileSync(join(folder, 'cut', 'run.json'), '{"id": "cut", "na');
    const store = new RunStore();
    const runs = await store.summaries(await store.directories([folder, join(folder, 'none')]));
    assert.deepEqual(runs.map(({ info, best, checkpoints }) => [info.name, info.state, info.directory, best, checkpoints]), [
      ['20261125-090000-b', 'stopped', join(folder, '20261125-090000-b'), { name: 'val_accuracy', value: 0.4, epoch: 1 }, [1]],
      ['20261124-140211-a', 'finished', join(folder, '20261124-140211-a'), { name: 'val_accuracy', value: 0.8, epoch: 3 }, [1, 2, 3]],
    ]);
    labelRun(runs[0]!.info, '  larger\n batches ');
    const labelled = await store.summary(runs[0]!.info.directory);
    assert.deepEqual([labelled?.info.name, labelled?.labelled, labelled?.info.id], ['larger batches', true, '20261125-090000-b']);
    labelRun(runs[0]!.info, '');
    assert.equal((await store.summary(runs[0]!.info.directory))?.info.name, '20261125-090000-b');
  });

  it('are read once, and again only where something has changed', async () => {
    const { files, read } = counted();
    const store = new RunStore(files);
    const [a, b] = [writeRun(folder, 'a'), writeRun(folder, 'b', { epochs: [epoch(1)], info: { state: 'running' } })];
    await store.summaries([a, b]);
    assert.deepEqual([...read].sort(), ['label.txt', 'label.txt', 'metrics.jsonl', 'metrics.jsonl', 'options.json', 'run.json', 'run.json']);
    read.length = 0;
    await store.summaries([a, b]);
    assert.deepEqual(read, []);
    appendFileSync(join(b, 'metrics.jsonl'), `${JSON.stringify(epoch(2))}\n`);
    writeWholeSync(join(b, 'run.json'), JSON.stringify(runInfo({ epochsDone: 2, state: 'running' })));
    assert.equal((await store.summaries([a, b])).find(({ info }) => info.directory === b)?.best?.epoch, 2);
    assert.deepEqual([...read].sort(), ['label.txt', 'metrics.jsonl', 'options.json', 'run.json']);
  });

  it('opens of a thousand runs only the small files of those that are asked for, and few at once', async () => {
    const told = thousand();
    const store = new RunStore(told.files);
    const directories = await store.directories(['/runs']);
    assert.equal(directories.length, 1000);
    assert.deepEqual([...told.asked], [['folders of runs', 1]]);
    const page = await store.summaries(directories.slice(0, 100));
    assert.deepEqual([page[0]?.info.name, page.at(-1)?.info.name], ['20261124-100999-mnist', '20261124-100900-mnist']);
    assert.deepEqual(Object.fromEntries(told.asked), { 'folders of runs': 1, 'run.json': 100, 'label.txt': 100, 'metrics.jsonl': 100, checkpoints: 100 });
    await store.summaries(directories);
    await store.summaries(directories);
    assert.deepEqual(Object.fromEntries(told.asked), { 'folders of runs': 1, 'run.json': 1000, 'label.txt': 1000, 'metrics.jsonl': 1000, checkpoints: 1000 });
    assert.ok(told.most <= 32, `${told.most} at once`);
  });

  it('that are marked as going on while their process is gone were interrupted', async () => {
    const directory = writeRun(folder, 'a', { info: { state: 'running', epochsDone: 2 }, process: 4242 });
    const alive = new Set([4242]);
    const store = new RunStore(diskFiles, ({ process: pid }) => alive.has(pid));
    assert.equal((await store.summary(directory))?.info.state, 'running');
    alive.clear();
    const { info } = (await store.summary(directory)) ?? assert.fail();
    assert.deepEqual([info.state, info.error], ['interrupted', 'The process that trained this run has ended.']);
  });

  it('have the epochs that have a checkpoint: no half line, no line twice, none that is trained again', async () => {
    const directory = writeRun(folder, 'a', { info: { epochsDone: 2 } });
    writeFileSync(join(directory, 'metrics.jsonl'), `${JSON.stringify(epoch(1))}\n${JSON.stringify(epoch(2))}\n{"epoch":2,"lo\n${JSON.stringify(epoch(2, { loss: NaN }))}\n${JSON.stringify(epoch(3))}\n`);
    const store = new RunStore();
    const { info } = (await store.summary(directory)) ?? assert.fail();
    assert.deepEqual((await store.epochs(info)).map(({ epoch: number, loss }) => [number, loss]), [[1, 1], [2, NaN]]);
  });

  it('are deleted whole, but not while they train, and nothing else is', async () => {
    const [ended, going] = [writeRun(folder, 'a'), writeRun(folder, 'b', { info: { state: 'running' } })];
    const store = new RunStore();
    const [running] = await store.summaries([going]);
    assert.throws(() => checkDeletable(running!.info), { name: 'UserError', message: /still training; stop it first/ });
    await assert.rejects(deleteRun(runInfo({ directory: folder })), { name: 'UserError', message: /is not a run/ });
    const [run] = await store.summaries([ended]);
    await deleteRun(run!.info);
    assert.deepEqual([existsSync(ended), existsSync(going)], [false, true]);
    assert.equal(await store.summary(ended), null);
  });

  it('keep the text that they were started from', async () => {
    const directory = writeRun(folder, 'a');
    assert.equal(await new RunStore().source(directory), readFileSync(join(directory, 'source.py'), 'utf8'));
    assert.equal(await new RunStore().source(folder), null);
  });
});

describe('the best value of a run', () => {
  it('is of the validation metric that grows, else of the validation loss, else of training', () => {
    assert.deepEqual(bestOf([epoch(1), epoch(2, { validation: { val_loss: 9, val_accuracy: 0.2 } })]), { name: 'val_accuracy', value: 0.4, epoch: 1 });
    assert.deepEqual(bestOf([epoch(1, { validation: { val_loss: 2 } }), epoch(2, { validation: { val_loss: 1 } })]), { name: 'val_loss', value: 1, epoch: 2 });
    assert.deepEqual(bestOf([epoch(1, { validation: {}, metrics: { mae: 1 } }), epoch(2, { validation: {}, metrics: { mae: 3 } })]), { name: 'loss', value: 0.5, epoch: 2 });
    assert.equal(bestOf([epoch(1, { loss: NaN, metrics: {}, validation: {} })]), null);
    assert.equal(bestOf([]), null);
  });
});

describe('work in turns', () => {
  it('keeps order, and ends with the first failure', async () => {
    assert.deepEqual(await inTurns([3, 1, 2], (value) => new Promise<number>((done) => setImmediate(() => done(value * 2))), 2), [6, 2, 4]);
    await assert.rejects(inTurns([1, 2], () => Promise.reject(new Error('no')), 1), /no/);
  });
});

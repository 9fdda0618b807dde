import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labelRun } from '../../../src/client/runs/change.js';
import { epoch, runInfo, writeRun } from '../runs/support.js';
import { run, stringTerminal } from './support.js';

describe('convlens runs', () => {
  let folder: string;
  let first: string;
  let second: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'convlens-cli-runs-'));
    first = writeRun(folder, '20261124-140211-mnist');
    second = writeRun(folder, '20261125-090000-mnist', { info: { started: '2026-11-25T09:00:00.000Z', state: 'stopped', epochs: 9, device: 'GPU' }, epochs: [epoch(1), epoch(2, { loss: NaN })], optimizer: 'keras.optimizers.Adam(0.01)' });
    labelRun(runInfo({ directory: second }), 'faster');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const runs = (...args: string[]) => run(['runs', ...args, '--dir', folder]);
  const json = async <T>(...args: string[]): Promise<T> => {
    const { code, out, err } = await runs(...args, '--json');
    assert.deepEqual([code, err], [0, '']);
    return JSON.parse(out) as T;
  };

  it('lists runs, the newest first, with their best value', async () => {
    const { code, out } = await runs('list');
    assert.equal(code, 0);
    assert.deepEqual(out.split('\n').map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, 'TIME').trim().split(/ {2,}/)), [
      ['Run', 'Started', 'State', 'Epochs', 'Best', 'Device'],
      ['faster', 'TIME', 'stopped', '2/9', 'val_accuracy 0.7000', 'GPU'],
      ['20261124-140211-mnist', 'TIME', 'finished', '3/3', 'val_accuracy 0.8000', 'CPU (2 threads)'],
      [''],
    ]);
    const told = await json<{ runs: { id: string; name: string; best: unknown }[] }>('list');
    assert.deepEqual(told.runs.map(({ id, name, best }) => [id, name, best]), [
      ['20261125-090000-mnist', 'faster', { name: 'val_accuracy', value: 0.7, epoch: 2 }], ['20261124-140211-mnist', '20261124-140211-mnist', { name: 'val_accuracy', value: 0.8, epoch: 3 }],
    ]);
  });

  it('says where there are none', async () => {
    const { code, out, err } = await run(['runs', 'list', '--dir', join(folder, 'none')]);
    assert.deepEqual([code, out], [0, '']);
    assert.match(err, /^There are no runs in .*none\. `convlens train FILE` makes one\.\n$/);
  });

  it('shows a run by its label: facts, every epoch, every parameter', async () => {
    const { code, out } = await runs('show', 'faster');
    assert.equal(code, 0);
    for (const shown of [/^State +stopped$/m, /^Best +val_accuracy 0\.7000 in epoch 2$/m, /^Checkpoints +after epochs 1, 2$/m, /^ +2 +NaN +0\.7500 +0\.5500 +0\.7000$/m, /^optimizer\.learning_rate +0\.01$/m]) assert.match(out, shown);
    const told = await json<{ runs: { run: { id: string }; epochs: { loss: number | null }[]; parameters: { name: string }[] }[] }>('show', second);
    assert.deepEqual([told.runs[0]?.run.id, told.runs[0]?.epochs.map(({ loss }) => loss)], ['20261125-090000-mnist', [1, null]]);
  });

  it('compares runs: best values, and the parameters that differ', async () => {
    const { out } = await runs('compare', first, 'faster');
    assert.match(out, /^best val_accuracy +0\.8000 \(3\) +0\.7000 \(2\)$/m);
    assert.match(out, /^optimizer\.learning_rate +0\.001 +0\.01$/m);
    assert.match(out, /^device +CPU \(2 threads\) +GPU$/m);
    assert.doesNotMatch(out, /batch_size/);
    assert.match((await runs('compare', first, 'faster', '--all')).out, /^\* optimizer\.learning_rate .*\n(.*\n)*^ {2}batch_size +32 +32$/m);
    const told = await json<{ best: { metric: string }[]; parameters: { name: string; differs: boolean }[] }>('compare', first, second, '--metric', 'val_loss');
    assert.deepEqual([told.best.map(({ metric }) => metric), told.parameters.find(({ name }) => name === 'loss')?.differs], [['val_loss'], false]);
    assert.match((await runs('compare', first, second, '--metric', 'f1')).err, /None of these runs has the metric "f1"; they have loss, accuracy, val_loss, val_accuracy\./);
  });

  it('exports CSV to the output or a file, and event files into the run', async () => {
    assert.match((await runs('export', first)).out, /^epoch,loss,accuracy,val_loss,val_accuracy,seconds\n1,1,0\.5,1\.1,0\.4,2\n/);
    const target = join(folder, 'both.csv');
    assert.deepEqual(await runs('export', first, 'faster', '--out', target), { code: 0, out: `${target}\n`, err: '' });
    assert.match(readFileSync(target, 'utf8'), /^run,epoch,.*\n20261124-140211-mnist,1,(.*\n)+faster,2,NaN,/);
    const { files } = await json<{ files: string[] }>('export', first, '--format', 'tensorboard');
    assert.deepEqual(files.map((path) => path.slice(first.length).split(/[\\/]/).slice(1, 3)), [['tensorboard', 'train'], ['tensorboard', 'validation']]);
    assert.ok(files.every(existsSync));
  });

  it('deletes only what it was told to, after it has asked', async () => {
    assert.match((await runs('delete', first)).err, /needs --yes where nobody can be asked/);
    const asked = stringTerminal({ answers: ['n', 'y'] });
    assert.equal((await run(['runs', 'delete', first, '--dir', folder], asked)).code, 1);
    assert.ok(existsSync(first));
    assert.equal((await run(['runs', 'delete', first, '--dir', folder], asked)).code, 0);
    assert.deepEqual([existsSync(first), existsSync(second)], [false, true]);
    const going = writeRun(folder, 'going', { info: { state: 'running' } });
    assert.match((await runs('delete', 'faster', 'going', '--yes')).err, /"going" is still training; stop it first/);
    assert.deepEqual([existsSync(second), existsSync(going)], [true, true]);
    assert.deepEqual(await json('delete', 'faster', '--yes'), { deleted: [second] });
  });

  it('ends with 2 on a mistake in the command, and with 1 where a run is not there', async () => {
    for (const [args, said] of [[['lst'], /does not know "lst" \(did you mean list\?\)/], [['compare', 'faster'], /needs at least 2 runs/], [['show'], /needs a run/], [['list', 'faster'], /takes no runs/], [['export', 'faster', '--format', 'xml'], /takes csv, tensorboard/]] as const) {
      const { code, err } = await runs(...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(err, said);
    }
    labelRun(runInfo({ directory: first }), 'faster');
    assert.match((await runs('show', 'faster')).err, /^convlens runs: 2 runs in .* have the label "faster": 20261125-090000-mnist, 20261124-140211-mnist\./m);
    const missing = await runs('show', 'slower');
    assert.deepEqual([missing.code, missing.out], [1, '']);
    assert.match(missing.err, /"slower" is neither a run's folder nor the name of a run in /);
  });
});

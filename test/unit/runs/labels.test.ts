import assert from 'node:assert/strict';
import type { RunSummary } from '../../../src/client/runs/store.js';
import { runDetail, runFacts, runLabel, runTitle, runWords } from '../../../src/extension/runs/labels.js';
import { runInfo } from './support.js';

const now = new Date(2026, 10, 24, 18, 0);
const started = new Date(2026, 10, 24, 14, 2).toISOString();
const run = (change: Partial<RunSummary> = {}, info: Parameters<typeof runInfo>[0] = {}): RunSummary => ({ info: runInfo({ started, ...info }), labelled: false, best: { name: 'val_accuracy', value: 0.982, epoch: 2 }, checkpoints: [], ...change });

describe('what lists say of a run', () => {
  it('is its source or its label, when, how far, and how good', () => {
    assert.deepEqual([runTitle(run()), runDetail(run(), null, now), runLabel(run(), now)], ['mnist', 'val_accuracy 98.2 % · 14:02 · 3/3 epochs', 'run 14:02, epoch 3']);
    const labelled = run({ labelled: true, best: null }, { name: 'larger batches', state: 'running', epochsDone: 0, started: new Date(2026, 10, 23, 9, 5).toISOString() });
    assert.deepEqual([runTitle(labelled), runDetail(labelled, 'epoch 1/3 · 64%', now), runLabel(labelled, now)], ['larger batches', 'epoch 1/3 · 64% · 11-23 09:05', 'larger batches, epoch 0 (training)']);
    assert.equal(runDetail(run({ best: null }, { started: new Date(2025, 11, 31, 9, 5).toISOString() }), null, now), '2025-12-31 09:05 · 3/3 epochs');
    assert.equal(runTitle(run({}, { sourceFile: 'C:\\models\\net.v2.py' })), 'net.v2');
  });

  it('is said whole to a screen reader', () => {
    assert.equal(runWords(run(), null, now), 'mnist, finished, started 14:02, 3 of 3 epochs, best val_accuracy 98.2 % in epoch 2');
  });

  it('has its facts in lines: test results, errors and notes only where there are any', () => {
    assert.deepEqual(runFacts(run(), now).map(([name]) => name), ['State', 'Started', 'Epochs', 'Best', 'Device', 'Data', 'Folder']);
    const failed = run({ best: null }, { state: 'failed', error: 'The disk is full.', warnings: ['A callback is skipped.'], test: { loss: 0.5, accuracy: 0.9 } });
    assert.deepEqual(runFacts(failed, now).filter(([name]) => ['Test', 'Error', 'Note'].includes(name)), [['Test', 'loss 0.5, accuracy 90.0 %'], ['Error', 'The disk is full.'], ['Note', 'A callback is skipped.']]);
    const staged = run({}, { stages: [{ title: 'Adam(learning_rate=0.001)', line: 8, after: 0 }, { title: 'SGD(learning_rate=0.0001)', line: null, after: 2 }] });
    assert.deepEqual(runFacts(staged, now).slice(3, 5), [['From epoch 1', 'Stage 1 of 2, line 8: Adam(learning_rate=0.001).'], ['From epoch 3', 'Stage 2 of 2: SGD(learning_rate=0.0001).']]);
    assert.equal(runDetail(run({}, { started: 'yesterday' }), null, now), 'val_accuracy 98.2 % · yesterday · 3/3 epochs');
  });
});

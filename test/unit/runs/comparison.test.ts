import assert from 'node:assert/strict';
import type { ComparedRun, ComparisonMemory } from '../../../src/visualizations/comparison/contract.js';
import { figuresOf, lineStyle, linesOf, longest, metricsOf, readout, shownNames } from '../../../src/visualizations/comparison/lines.js';
import { smoothed } from '../../../src/visualizations/elements/smoothing.js';
import { epoch } from './support.js';

const compared = (id: string, epochs: ComparedRun['epochs']): ComparedRun => ({ id, title: id, info: { state: 'finished', epochs: 3, epochsDone: epochs.length, started: '' }, epochs, parameters: [] });
const memory: ComparisonMemory = { runs: [], metric: null, side: 'both', smoothing: 0, hidden: [], all: false };
const runs = [compared('a', [epoch(1), epoch(2)]), compared('b', [epoch(1, { validation: {}, metrics: { auc: 0.5 } }), epoch(2, { loss: NaN, validation: {}, metrics: { auc: 0.7 } }), epoch(3, { validation: {}, metrics: {} })])];

describe('curves of several runs', () => {
  it('are those of one metric, training thin and validation bold, with gaps where nothing was measured', () => {
    assert.deepEqual(metricsOf(runs), ['loss', 'accuracy', 'auc']);
    assert.deepEqual(linesOf(runs, memory).map(({ run, name, bold, values }) => [run, name, bold, [...values]]), [['a', 'loss', false, [1, 0.5]], ['a', 'val_loss', true, [1.1, 0.55]], ['b', 'loss', false, [1, NaN, 1 / 3]]]);
    assert.deepEqual(linesOf(runs, { ...memory, metric: 'auc' }).map(({ run, values }) => [run, [...values]]), [['b', [0.5, 0.7, NaN]]]);
    assert.deepEqual(linesOf(runs, { ...memory, side: 'validation', hidden: ['a'] }), []);
    assert.deepEqual([shownNames(runs, { metric: 'gone', side: 'training' }), longest(runs), longest([])], [['loss'], 3, 1]);
  });

  it('stand behind their smoothed ones', () => {
    assert.deepEqual(linesOf(runs.slice(0, 1), { ...memory, side: 'training', smoothing: 0.5 }).map(({ faint, values }) => [faint, [...values]]), [[true, [1, 0.5]], [false, [1, (0.5 * 0.5 + 0.25) / 0.75]]]);
  });

  it('are told apart by colour, and by the pattern of the line where colours begin anew', () => {
    const styles = Array.from({ length: 24 }, (_, at) => JSON.stringify(lineStyle(at)));
    assert.equal(new Set(styles).size, 24);
    assert.deepEqual(lineStyle(0).dash, []);
  });

  it('say which run is the best, in the sense of the metric', () => {
    assert.deepEqual(figuresOf(runs, ['loss', 'accuracy']).map((figures) => figures.map(({ best, last, leads }) => [best?.value, best?.epoch, last, leads])), [[[0.5, 2, 0.5, false], [0.75, 2, 0.75, true]], [[1 / 3, 3, 1 / 3, true], [undefined, undefined, undefined, false]]]);
    assert.equal(figuresOf(runs.slice(0, 1), ['loss'])[0]?.[0]?.leads, false, 'alone, none is the best');
  });

  it('are read at an epoch in words', () => {
    assert.equal(readout(runs, memory, 2), 'Epoch 2: a loss 0.5, val_loss 0.55; b loss NaN');
    assert.equal(readout(runs, memory, 3), 'Epoch 3: a had ended; b loss 0.3333');
    assert.equal(readout(runs, { ...memory, hidden: ['a', 'b'] }, 1), 'Epoch 1: no run is shown');
  });
});

describe('smoothing', () => {
  it('is a moving average whose start is not drawn towards zero, and leaves gaps as they are', () => {
    assert.deepEqual([...smoothed(Float64Array.of(4, 4, 4), 0.9)].map((value) => Math.round(value * 1e9) / 1e9), [4, 4, 4]);
    assert.deepEqual([...smoothed(Float64Array.of(1, NaN, 0), 0.5)].map((value) => Math.round(value * 1000) / 1000), [1, NaN, 0.333]);
    const values = Float64Array.of(3, 1);
    assert.equal(smoothed(values, 0), values);
  });
});

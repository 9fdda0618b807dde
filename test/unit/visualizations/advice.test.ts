import assert from 'node:assert/strict';
import { adviceFor } from '../../../src/visualizations/training/advice.js';
import type { Curve } from '../../../src/visualizations/training/contract.js';
import { TrainingRecord } from '../../../src/visualizations/training/record.js';

const curve = (name: string, training: number[], validation: number[] = []): Curve => ({ name, steps: { x: new Float64Array(), y: new Float64Array() }, training: Float64Array.from(training), validation: Float64Array.from(validation) });
const said = (...curves: Curve[]): string[] => adviceFor(curves).map(({ text }) => text);

describe('advice from the curves', () => {
  it('says nothing of a training that goes well, and nothing before it can know', () => {
    assert.deepEqual(said(curve('loss', [1, 0.6, 0.4, 0.3, 0.25, 0.2, 0.17], [1.1, 0.7, 0.5, 0.42, 0.41, 0.4, 0.41]), curve('accuracy', [0.5, 0.7, 0.8, 0.85, 0.88, 0.9, 0.91], [0.5, 0.6, 0.7, 0.72, 0.73, 0.74, 0.74])), []);
    assert.deepEqual(said(curve('loss', [1, 1.5])), []);
    assert.deepEqual(said(curve('loss', [])), []);
    assert.deepEqual(said(), []);
  });

  for (const [what, curves, sentence] of [
    ['a loss that is not a number', [curve('loss', [1, NaN, NaN])], /not a number since epoch 2.*learning rate/],
    ['a loss that rises', [curve('loss', [2, 2.5, 3])], /rose from 2 in epoch 1 to 3 in epoch 3/],
    ['a plateau', [curve('loss', [2, 1, 0.7, 0.7, 0.7, 0.699, 0.7, 0.7])], /between 0.699 and 0.7 in the last 6 epochs/],
    ['overfitting', [curve('loss', [1, 0.8, 0.5, 0.3, 0.2], [1, 0.9, 1, 1.1, 1.2])], /since epoch 2.*0.9 then and is 1.2 now.*0.8 to 0.2/],
    ['one class for all', [curve('loss', [2.3, 2.2, 2.1]), curve('accuracy', [0.1, 0.11, 0.1], [0.098, 0.098, 0.098])], /exactly 0.098 in the last 3 epochs/],
  ] as const) {
    it(`names ${what}, with the numbers`, () => {
      const sentences = said(...curves);
      assert.equal(sentences.length, 1, sentences.join());
      assert.match(sentences[0]!, sentence);
    });
  }

  it('no plateau where all is learned, no overfitting where training got worse as well', () => {
    assert.deepEqual(said(curve('loss', [0.01, 0.01, 0.01, 0.01, 0.01, 0.01]), curve('accuracy', [1, 1, 1, 1, 1, 1])), []);
    assert.deepEqual(said(curve('loss', [1, 0.8, 0.9, 0.95, 0.99], [1, 0.9, 1, 1.1, 1.2])), []);
  });

  it('stands among the messages of a run, behind what the run itself warns of', () => {
    const record = new TrainingRecord({ id: 'r', name: 'm', directory: '/r', state: 'running', device: 'CPU', model: 'm', sourceFile: '/m.py', data: '', started: '', epochs: 3, epochsDone: 0, error: null, warnings: ['two images are missing'] });
    for (const epoch of [1, 2, 3]) record.epochEnded({ epoch, loss: epoch, metrics: {}, validation: {}, seconds: 1 });
    assert.deepEqual(record.state().messages.map(({ kind, text }) => [kind, text.slice(0, 17)]), [['warning', 'two images are mi'], ['warning', 'The training loss']]);
  });

  it('between two events the curve shows the batches between them, not the mean since the epoch began', () => {
    const record = new TrainingRecord({ id: 'r', name: 'm', directory: '/r', state: 'running', device: 'CPU', model: 'm', sourceFile: '/m.py', data: '', started: '', epochs: 3, epochsDone: 0, error: null });
    const told = (epoch: number, step: number, loss: number, auc: number): void => record.progressed({ runId: 'r', epoch, epochs: 3, step, steps: 4, loss, metrics: { auc }, imagesPerSecond: 1, remainingSeconds: 1, learningRate: 1 });
    told(1, 2, 1, 0.5);
    told(1, 4, 0.75, 0.6);
    told(2, 2, 0.4, 0.7);
    const [loss, auc] = record.state().curves;
    assert.deepEqual([...loss!.steps.y], [1, 0.5, 0.4]);
    assert.deepEqual([...auc!.steps.y], [0.5, 0.6, 0.7]);
  });
});

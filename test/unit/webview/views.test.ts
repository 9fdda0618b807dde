import assert from 'node:assert/strict';
import type { RunInfo } from '../../../src/core/protocol/engine.js';
import { channelCount, channelLabel, channelOrder } from '../../../src/visualizations/activations/labels.js';
import { rankClasses, scoreText } from '../../../src/visualizations/cam/labels.js';
import { isSilent, mergePatterns, patternLabel } from '../../../src/visualizations/filters/labels.js';
import type { FiltersPicture } from '../../../src/visualizations/filters/contract.js';
import { stageLines, stateParts } from '../../../src/visualizations/training/labels.js';
import { chosenImage, chosenWeights, imageLabel } from '../../../src/webview/selection.js';
import type { PanelSubject, WeightsChoice } from '../../../src/visualizations/panel.js';
import { fileChoice } from '../../../src/visualizations/panel-weights.js';
import { curveColumns } from '../../../src/visualizations/training/columns.js';
import { TrainingRecord } from '../../../src/visualizations/training/record.js';

const run: RunInfo = { id: 'r', name: 'model', directory: '/r', state: 'running', device: 'CPU', model: 'model', sourceFile: '/m.py', data: 'MNIST', started: '', epochs: 3, epochsDone: 0, error: null };
const progress = (epoch: number, step: number, loss: number) => ({ runId: 'r', epoch, epochs: 3, step, steps: 2, loss, metrics: { accuracy: 0.5 }, imagesPerSecond: 1, remainingSeconds: 1, learningRate: 0.1 });

describe('the record of a training', () => {
  it('puts steps and epochs on one axis and keeps what is not a number', () => {
    const record = new TrainingRecord(run);
    record.progressed(progress(1, 1, 2));
    record.progressed(progress(1, 2, 1));
    record.epochEnded({ epoch: 1, loss: 1, metrics: { accuracy: 0.5 }, validation: { val_loss: 1.5, val_accuracy: 0.4 }, seconds: 1 });
    record.progressed(progress(2, 1, NaN));
    const [loss, accuracy] = record.state().curves;
    assert.deepEqual(loss && [loss.name, [...loss.steps.x], [...loss.steps.y], [...loss.training], [...loss.validation]], ['loss', [0.5, 1, 1.5], [2, 0, NaN], [1], [1.5]]);
    assert.deepEqual(accuracy && [accuracy.name, [...accuracy.validation]], ['accuracy', [0.4]]);
  });

  it('stays bounded over a long run and keeps its first and latest points', () => {
    const record = new TrainingRecord(run);
    // A running mean of `step` at each step is what batches of 2 × step - 1 give.
    for (let step = 0; step < 20_000; step += 1) record.progressed({ ...progress(1, step, step), steps: 20_000 });
    const points = record.state().curves[0]?.steps;
    assert.ok(points && points.x.length <= 4000 && points.x[0] === 0 && points.y.at(-1) === 2 * 19_999 - 1);
  });
});

describe('the columns of a chart', () => {
  const curve = { name: 'loss', steps: { x: Float64Array.from([0.5, 1, 1.5]), y: Float64Array.from([2, NaN, 1]) }, training: Float64Array.from([1.2]), validation: Float64Array.from([1.4]) };
  it('break a line at a value that is not a number and nowhere else', () => {
    assert.deepEqual(curveColumns(curve), { x: [0.5, 1, 1.25, 1.5], running: [2, null, null, 1], training: [undefined, 1.2, undefined, undefined], validation: [undefined, 1.4, undefined, undefined] });
  });
  it('have no validation where nothing was validated', () => {
    assert.deepEqual(curveColumns({ ...curve, validation: Float64Array.from([NaN]) }).validation, [undefined, undefined, undefined, undefined]);
  });
});

describe('what a panel looks at', () => {
  const ofRun: WeightsChoice = { id: 'run a', label: 'run 14:02, epoch 5', weights: { kind: 'run', directory: '/a', epoch: 'last' } };
  const random: WeightsChoice = { id: 'random', label: 'random', weights: { kind: 'random', seed: 1, graph: { name: 'model', kind: 'Sequential', layers: [], calls: [], tensors: [], inputs: [], outputs: [], span: null } } };
  const ofFile = fileChoice('/models/digits.keras');
  const subject: PanelSubject = { source: 'file:///m.py', file: 'm.py', model: 'model', choices: [ofRun, random], training: { possible: true, reason: null }, device: 'CPU', deviceId: null };

  it('is the newest run unless another was chosen, and never random weights unasked', () => {
    assert.equal(chosenWeights(subject, { weights: null }), ofRun);
    assert.equal(chosenWeights(subject, { weights: 'random' }), random);
    assert.equal(chosenWeights({ ...subject, choices: [random] }, { weights: null }), null);
    assert.equal(chosenWeights(subject, { weights: 'run gone' }), ofRun);
  });

  it('is the file itself where that holds a model, and a file that was opened beside a text', () => {
    assert.equal(chosenWeights({ ...subject, choices: [ofFile] }, { weights: null }), ofFile);
    assert.deepEqual(chosenWeights(subject, { weights: ofFile.id }), ofFile);
  });

  it('takes images of a data set only where there is one', () => {
    assert.deepEqual(chosenImage(ofRun, { image: null }), { kind: 'dataset', split: 'test', index: 0 });
    assert.equal(chosenImage(random, { image: { kind: 'dataset', split: 'test', index: 3 } }), null);
    assert.deepEqual(chosenImage(random, { image: { kind: 'file', path: '/x/cat.png' } }), { kind: 'file', path: '/x/cat.png' });
    assert.equal(imageLabel({ kind: 'file', path: 'C:\\x\\cat.png' }), 'cat.png');
  });
});

describe('what is said of channels', () => {
  const facts = (mean: number, dead = false) => ({ mean, minimum: 0, maximum: dead ? 0 : 4.2, variance: mean, dead, saturated: mean === 0.31 });
  const picture = { channels: [facts(0.1), facts(0, true), facts(0.31), facts(0.1)] };
  it('counts all of them and those that are silent', () => {
    assert.equal(channelCount(picture), '4 of 4 · 1 dead · 1 saturated');
    assert.equal(channelLabel(picture, 2), 'channel 2 of 4, mean 0.31, maximum 4.2, dead: no, saturated: yes');
    assert.equal(channelLabel(picture, 1), 'channel 1 of 4, mean 0, maximum 0, dead: yes');
  });
  it('sorts the largest first and equal ones by number', () => {
    assert.deepEqual(channelOrder(picture, 'mean'), [2, 0, 3, 1]);
    assert.deepEqual(channelOrder(picture, 'channel'), [0, 1, 2, 3]);
    assert.deepEqual(channelOrder({ ...picture, relevance: { target: 7, channels: Float32Array.of(-1, 5, 0, 2) } }, 'relevance'), [1, 3, 2, 0]);
    assert.deepEqual(channelOrder({ ...picture, relevance: null }, 'relevance'), [0, 1, 2, 3]);
  });
});

describe('what is said of patterns and classes', () => {
  it('names a filter that responds to nothing', () => {
    assert.equal(isSilent({ objective: [0, 0, 0] }), true);
    assert.equal(isSilent({ objective: [0, 0.1] }), false);
    assert.equal(patternLabel({ filter: 3, objective: [0, 0] }, 32), 'filter 3 of 32, mean activation 0, no response found');
  });
  it('puts parts of a sheet together, the newer in the place of the older', () => {
    const part = (...patterns: (readonly [number, number])[]) => ({ patterns: patterns.map(([filter, value]) => ({ filter, variant: 0, values: Float32Array.of(value), objective: [0] })) }) as unknown as FiltersPicture;
    const merged = mergePatterns(part([0, 1], [1, 1]), part([1, 2], [3, 2]));
    assert.deepEqual(merged.patterns.map(({ filter, values }) => [filter, values[0]]), [[0, 1], [1, 2], [3, 2]]);
  });
  it('ranks classes and does not call a score a probability', () => {
    assert.deepEqual(rankClasses(Float32Array.from([0.1, 0.7, 0.1, 0.1])), [1, 0, 2, 3]);
    assert.equal(scoreText({ activation: 'none' }, 3.25), '3.25');
    assert.equal(scoreText({ activation: 'softmax' }, 0.25), '25.0 %');
  });
});

describe('the row of state', () => {
  it('says where a running training is, and what an ended one did', () => {
    const record = new TrainingRecord(run);
    record.progressed({ ...progress(2, 1, 1), imagesPerSecond: 5210.4, remainingSeconds: 72 });
    assert.deepEqual(stateParts(record.state()), ['epoch 2/3', 'step 1/2', '5,210 img/s', '1 min 12 s left']);
    assert.deepEqual(stageLines(record.state()), []);
    record.changed({ ...run, stages: [{ title: 'Adam', line: 8, after: 0 }, { title: 'SGD', line: 9, after: 1 }] });
    assert.equal(stateParts(record.state())[0], 'stage 2/2');
    assert.deepEqual(stageLines(record.state()), ['Stage 1 of 2, line 8: Adam. From the start.', 'Stage 2 of 2, line 9: SGD. Behind epoch 1, at the dashed line.']);
    record.changed({ ...run, state: 'interrupted' });
    assert.deepEqual(stateParts(record.state()), ['0 of 3 epochs']);
  });
});

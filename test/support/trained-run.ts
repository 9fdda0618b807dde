/** A run of the sample in a workspace of the real editor, trained without it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { labelRun } from '../../src/client/runs/change.js';
import { analyze } from '../../src/core/analyze.js';
import type { RunInfo } from '../../src/core/protocol/engine.js';
import { openDevice } from '../../src/engine/devices/open.js';
import { startTraining } from '../../src/engine/training/train.js';

export const sample = 'keras/mnist_convnet.py';

/** Trains the sample on a few of the bundled images for so many epochs; `stopAfter` stops it after one of them, which leaves a run that can go on. */
export async function trainSample(workspace: string, epochs: number, stopAfter = epochs): Promise<RunInfo> {
  const sourceFile = join(workspace, sample);
  const sourceText = readFileSync(sourceFile, 'utf8');
  const model = analyze(sourceText, { file: sourceFile }).models.at(-1);
  assert.ok(model?.recipe);
  const device = await openDevice('cpu');
  const quiet = () => undefined;
  try {
    const request = { graph: model.graph, recipe: { ...model.recipe, stepsPerEpoch: 20 }, sourceFile, sourceText, runsDirectory: runsOf(workspace), missingDataset: 'bundled', epochs, seed: 1 } as const;
    const training = await startTraining(request, device, { progress: quiet, runChanged: quiet, log: quiet, epochEnded: ({ epoch }) => { if (epoch === stopAfter && epoch < epochs) training.control.stop(); } });
    const run = await training.done;
    assert.deepEqual([run.state, run.epochsDone], [stopAfter < epochs ? 'stopped' : 'finished', stopAfter], run.error ?? '');
    return run;
  } finally {
    await device.dispose();
  }
}

/** A run called "digits" that was stopped after three of five epochs. */
export async function trainThreeOfFive(workspace: string): Promise<void> {
  labelRun(await trainSample(workspace, 5, 3), 'digits');
}

const runsOf = (workspace: string): string => join(workspace, '.convlens', 'runs');

/** The folder of the only run. */
export function runFolder(workspace: string): string {
  const runs = runsOf(workspace);
  return join(runs, readdirSync(runs).find((name) => existsSync(join(runs, name, 'run.json'))) ?? assert.fail('There is no run.'));
}

/** The loss after each epoch, as the run has written it. */
export const lossesOf = (workspace: string): readonly { readonly epoch: number; readonly loss: number }[] => readFileSync(join(runFolder(workspace), 'metrics.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { readonly epoch: number; readonly loss: number });

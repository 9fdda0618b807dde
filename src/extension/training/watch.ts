import * as vscode from 'vscode';
import type { RunInfo } from '../../core/protocol/engine.js';
import type { Engine } from '../engine.js';
import type { TrainingQueue } from './queue.js';
import type { Training } from './training.js';

/** Tells the user how a training ended, where that is news: it failed or was cut off. A good end stands in the panel. */
export function watchTraining(training: Training, queue: TrainingQueue, engine: Engine): vscode.Disposable {
  return training.onDidEnd((run) => void tell({ training, queue, engine }, run));
}

interface Parts {
  readonly training: Training;
  readonly queue: TrainingQueue;
  readonly engine: Engine;
}

interface Answer {
  readonly title: string;
  act(): Promise<unknown>;
}

async function tell(parts: Parts, run: RunInfo): Promise<void> {
  if (run.state !== 'failed' && run.state !== 'interrupted') return;
  const kept = run.epochsDone > 0 ? ` The model of epoch ${run.epochsDone} is kept.` : '';
  const what = run.state === 'failed' ? 'failed' : 'was interrupted';
  const answers = run.state === 'failed' ? [trainAgain, showLog] : run.deviceLost === true ? afterLoss(parts, run) : [goOn(parts, run, 'Continue'), trainAgain, showLog];
  const chosen = await vscode.window.showErrorMessage(`${run.name} ${what}. ${run.error ?? ''}${kept}`, ...answers.map(({ title }) => title));
  await answers.find(({ title }) => title === chosen)?.act();
}

const trainAgain: Answer = { title: 'Train Again', act: async () => vscode.commands.executeCommand('convlens.train') };
const showLog: Answer = { title: 'Show Log', act: async () => vscode.commands.executeCommand('convlens.showLog') };

/** Only what was cut off can go on; what failed would fail again. */
function goOn({ training, queue }: Parts, run: RunInfo, title: string, device?: string, before: () => Promise<void> = async () => undefined): Answer {
  const ready = training.continuing(run, device);
  return { title, act: async () => queue.start({ ...ready, begin: () => before().then(() => ready.begin()) }).catch((error: unknown) => training.report(error)) };
}

/** Where a run goes on whose device was lost is for a person to say: the processor may be a hundred times slower. */
function afterLoss(parts: Parts, run: RunInfo): readonly Answer[] {
  // A runtime may hold on to what it has lost, so that only a new process opens the device again. Another training of this one is not ended for it.
  const anew = (): Promise<void> => parts.engine.restart().catch(() => undefined);
  return [
    ...(run.deviceId === undefined ? [] : [goOn(parts, run, 'Continue on This Device', run.deviceId, anew)]),
    ...(run.deviceId === 'cpu' ? [] : [goOn(parts, run, 'Continue on the CPU', 'cpu')]),
    { title: 'Stop Here', act: async () => undefined },
  ];
}

import * as vscode from 'vscode';
import type { RunInfo } from '../../core/protocol/engine.js';
import type { TrainingQueue } from './queue.js';
import type { Training } from './training.js';

/** Tells the user how a training ended, where that is news: it failed or was cut off. A good end stands in the panel. */
export function watchTraining(training: Training, queue: TrainingQueue): vscode.Disposable {
  return training.onDidEnd((run) => void tell(training, queue, run));
}

async function tell(training: Training, queue: TrainingQueue, run: RunInfo): Promise<void> {
  if (run.state !== 'failed' && run.state !== 'interrupted') return;
  const kept = run.epochsDone > 0 ? ` The model of epoch ${run.epochsDone} is kept.` : '';
  const what = run.state === 'failed' ? 'failed' : 'was interrupted';
  // Only what was cut off can go on; what failed would fail again.
  const choices = [...(run.state === 'interrupted' ? ['Continue'] : []), ...(run.state === 'interrupted' && /^The device .* was lost/.test(run.error ?? '') ? ['Choose Device'] : []), 'Train Again', 'Show Log'];
  const chosen = await vscode.window.showErrorMessage(`${run.name} ${what}. ${run.error ?? ''}${kept}`, ...choices);
  const goesOn = chosen === 'Continue' || (chosen === 'Choose Device' && (await vscode.commands.executeCommand<boolean>('convlens.selectDevice')));
  if (goesOn) await queue.start(training.continuing(run)).catch((error: unknown) => training.report(error));
  if (chosen === 'Train Again') await vscode.commands.executeCommand('convlens.train');
  if (chosen === 'Show Log') await vscode.commands.executeCommand('convlens.showLog');
}

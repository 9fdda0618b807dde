import * as vscode from 'vscode';
import type { RunInfo } from '../../core/protocol/engine.js';
import type { Training } from './training.js';

/** Tells the user how a training ended, where that is news: it failed or was cut off. A good end stands in the panel. */
export function watchTraining(training: Training): vscode.Disposable {
  return training.onDidEnd((run) => void tell(run));
}

async function tell(run: RunInfo): Promise<void> {
  if (run.state !== 'failed' && run.state !== 'interrupted') return;
  const kept = run.epochsDone > 0 ? ` The model of epoch ${run.epochsDone} is kept.` : '';
  const what = run.state === 'failed' ? 'failed' : 'was interrupted';
  const chosen = await vscode.window.showErrorMessage(`${run.name} ${what}. ${run.error ?? ''}${kept}`, 'Train Again', 'Show Log');
  if (chosen === 'Train Again') await vscode.commands.executeCommand('convlens.train');
  if (chosen === 'Show Log') await vscode.commands.executeCommand('convlens.showLog');
}

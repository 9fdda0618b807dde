import * as vscode from 'vscode';
import type { DatasetQuestion } from '../../core/protocol/engine.js';
import { UserError } from '../../core/protocol/failure.js';

export type DatasetAnswer = 'bundled' | 'download';

/** Asks, without a modal, how data that is not on this machine is to be had; null when the user cancels. */
export async function askForDataset({ dataset, bundled, download }: DatasetQuestion): Promise<DatasetAnswer | null> {
  type Choice = vscode.QuickPickItem & { readonly answer: DatasetAnswer };
  const choices: Choice[] = [];
  if (bundled !== null) choices.push({ label: 'Use the bundled subset', detail: bundled, answer: 'bundled' });
  if (download) choices.push({ label: `Download ${dataset} (${(download.bytes / 2 ** 20).toFixed(0)} MB)`, detail: `Once, to ${download.target}`, answer: 'download' });
  if (choices.length === 0) throw new UserError(`The data ${dataset} is not on this machine and cannot be downloaded. Put it where Keras keeps it (~/.keras/datasets) and train again.`);
  const chosen = await vscode.window.showQuickPick(choices, { title: `${dataset} is not on this machine`, placeHolder: 'Choose where the training data comes from (Escape cancels)', ignoreFocusOut: true });
  return chosen?.answer ?? null;
}

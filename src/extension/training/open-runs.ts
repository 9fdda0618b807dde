import * as vscode from 'vscode';
import type { Workbench } from '../commands.js';
import { findTarget } from '../target.js';
import { runLabel, runsOf } from '../panels/subjects.js';
import { UserError } from '../../core/protocol/failure.js';

/** Shows the runs of the active file; the chosen one's curves open beside the code, or its folder. */
export async function openRuns(bench: Workbench): Promise<void> {
  const target = await findTarget(bench.analyses, undefined);
  const runs = await runsOf(bench.context, target.document.uri);
  if (runs.length === 0) throw new UserError('This file has not been trained yet. ConvLens: Train Model starts its first run.');
  const reveal = { iconPath: new vscode.ThemeIcon('folder-opened'), tooltip: 'Open the run\'s folder' };
  const proceed = { iconPath: new vscode.ThemeIcon('debug-continue'), tooltip: 'Continue after the last finished epoch' };
  const unfinished = new Map(runs.filter((run) => ['interrupted', 'stopped'].includes(run.state) && run.epochsDone < run.epochs).map((run) => [run.id, run]));
  const picker = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly directory: string; readonly id: string }>();
  picker.title = 'ConvLens: Runs of This File';
  picker.items = runs.map((run) => ({ id: run.id, directory: run.directory, label: runLabel(run), description: run.state, detail: `${run.device} · ${run.data}${run.error ? ` · ${run.error}` : ''}`, buttons: unfinished.has(run.id) ? [proceed, reveal] : [reveal] }));
  picker.onDidTriggerItemButton(({ item, button }) => {
    const run = button === proceed ? unfinished.get(item.id) : undefined;
    if (run === undefined) return void vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(item.directory));
    picker.hide();
    bench.panels.show('training', target, { weights: `run ${run.id}` });
    bench.training.continue(run).catch((error: unknown) => bench.engine.report(error));
  });
  picker.onDidAccept(() => {
    const [chosen] = picker.activeItems;
    picker.hide();
    if (chosen) bench.panels.show('training', target, { weights: `run ${chosen.id}` });
  });
  picker.onDidHide(() => picker.dispose());
  picker.show();
}

import * as vscode from 'vscode';
import type { Workbench } from '../commands.js';
import { findTarget } from '../target.js';
import { canContinue } from '../../client/runs/store.js';
import { runLabel } from '../runs/labels.js';
import { UserError } from '../../core/protocol/failure.js';

/** Shows the runs of the active file; the chosen one's curves open beside the code, or its folder. */
export async function openRuns(bench: Workbench): Promise<void> {
  const target = await findTarget(bench.analyses, undefined);
  const runs = await bench.runs.of(target.document.uri);
  if (runs.length === 0) throw new UserError('This file has not been trained yet. ConvLens: Train Model starts its first run.');
  const reveal = { iconPath: new vscode.ThemeIcon('folder-opened'), tooltip: 'Open the run\'s folder' };
  const proceed = { iconPath: new vscode.ThemeIcon('debug-continue'), tooltip: 'Continue after the last finished epoch' };
  const unfinished = new Map(runs.flatMap(({ info }) => (canContinue(info) ? [[info.id, info]] : [])));
  const picker = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly directory: string; readonly id: string }>();
  picker.title = 'ConvLens: Runs of This File';
  picker.items = runs.map((run) => ({ id: run.info.id, directory: run.info.directory, label: runLabel(run), description: run.info.state, detail: `${run.info.device} · ${run.info.data}${run.info.error ? ` · ${run.info.error}` : ''}`, buttons: unfinished.has(run.info.id) ? [proceed, reveal] : [reveal] }));
  picker.onDidTriggerItemButton(({ item, button }) => {
    const run = button === proceed ? unfinished.get(item.id) : undefined;
    if (run === undefined) return void vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(item.directory));
    picker.hide();
    bench.panels.show('training', target, { weights: `run ${run.id}` });
    bench.queue.start(bench.training.continuing(run)).catch((error: unknown) => bench.engine.report(error));
  });
  picker.onDidAccept(() => {
    const [chosen] = picker.activeItems;
    picker.hide();
    if (chosen) bench.panels.show('training', target, { weights: `run ${chosen.id}` });
  });
  picker.onDidHide(() => picker.dispose());
  picker.show();
}

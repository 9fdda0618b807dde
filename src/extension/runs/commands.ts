/** What the view of runs can do with them. Each works on the lines it was called on, the selected ones, or asks which. */
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { checkDeletable, labelRun, writeEvents } from '../../client/runs/change.js';
import { canContinue, type RunSummary } from '../../client/runs/store.js';
import { UserError, wordsOf } from '../../core/protocol/failure.js';
import { metricsCsv } from '../../core/runs/csv.js';
import type { Workbench } from '../commands.js';
import { saveAs } from '../panels/files.js';
import { findModel } from '../target.js';
import { chosenRuns } from './choose.js';
import { runTitle } from './labels.js';

type RunsCommand = (bench: Workbench, ...called: readonly unknown[]) => Promise<void>;

/** A command on one run. */
const one = (title: string, act: (bench: Workbench, run: RunSummary) => Promise<void>): RunsCommand => async (bench, ...called) => {
  const [run] = await chosenRuns(bench.runs, bench.runsTree, called, { title, most: 1 });
  if (run) await act(bench, run);
};

/** A command on several runs. */
const some = (title: string, least: number, act: (bench: Workbench, runs: readonly RunSummary[]) => Promise<void>, most = Infinity): RunsCommand => async (bench, ...called) => {
  const runs = await chosenRuns(bench.runs, bench.runsTree, called, { title, least, most });
  if (runs.length > 0) await act(bench, runs);
};

/** The panel of trainings knows runs by their source; a run whose source is elsewhere by now has its curves in the comparison. */
export const showCurves = one('Show Curves', async (bench, { info }) => {
  const source = vscode.Uri.file(info.sourceFile);
  const known = (await bench.runs.of(source)).some((run) => run.info.directory === info.directory);
  const target = known ? await findModel(bench.analyses, source.toString(), info.model) : null;
  if (target) bench.panels.show('training', target, { weights: `run ${info.id}` });
  else bench.comparisons.show([info.directory]);
});

export const compareRuns = some('Compare Runs', 2, async (bench, runs) => bench.comparisons.show(runs.map(({ info }) => info.directory)));

export const compareSources = some('Compare Sources', 2, async (bench, [first, second]) => bench.runSources.compare(first!, second!), 2);

export const openSource = one('Open Source of Run', (bench, run) => bench.runSources.open(run));

export const rename = one('Rename Run', async (bench, run) => {
  const label = await vscode.window.showInputBox({ title: 'ConvLens: Rename Run', prompt: `The folder keeps its name, ${run.info.id}. An empty name takes the label away.`, value: run.labelled ? run.info.name : '', placeHolder: runTitle(run) });
  if (label === undefined) return;
  labelRun(run.info, label);
  bench.runs.renew();
});

/** The explorer of a window on another machine cannot be opened; the editor's own can. */
export const reveal = one('Reveal Folder of Run', async (_bench, { info }) => {
  const remote = vscode.env.remoteName !== undefined || vscode.env.uiKind === vscode.UIKind.Web;
  await vscode.commands.executeCommand(remote ? 'revealInExplorer' : 'revealFileInOS', vscode.Uri.file(join(info.directory, 'run.json')));
});

/** What is asked before runs of these titles are deleted. */
function deletionWords(titles: readonly string[]): { readonly what: string; readonly detail: string } {
  const names = titles.join(', ');
  return titles.length === 1 ? { what: `the run ${names}`, detail: 'Metrics, checkpoints and models go with it.' } : { what: `${titles.length} runs`, detail: `${names}\n\nMetrics, checkpoints and models go with them.` };
}

export const remove = some('Delete Runs', 1, async (bench, runs) => {
  for (const { info } of runs) checkDeletable(info);
  const { what, detail } = deletionWords(runs.map(runTitle));
  if (await vscode.window.showWarningMessage(`Move ${what} to the trash?`, { modal: true, detail }, 'Move to Trash') === undefined) return;
  try {
    for (const { info } of runs) await vscode.workspace.fs.delete(vscode.Uri.file(info.directory), { recursive: true, useTrash: true });
  } catch (error) {
    const left = await bench.runs.store.summaries(runs.map(({ info }) => info.directory));
    if (left.length === 0) return;
    const words = deletionWords(left.map(runTitle));
    if (await vscode.window.showWarningMessage(`The editor could not move ${words.what} to the trash. Delete for good?`, { modal: true, detail: `${wordsOf(error)}\n\n${words.detail}` }, 'Delete for Good') === undefined) return;
    for (const { info } of left) await vscode.workspace.fs.delete(vscode.Uri.file(info.directory), { recursive: true, useTrash: false });
  } finally {
    bench.runs.renew();
  }
});

export const exportMetrics = some('Export Metrics as CSV', 1, async (bench, runs) => {
  const named = await Promise.all(runs.map(async ({ info }) => ({ name: info.name, epochs: await bench.runs.store.epochs(info) })));
  const empty = named.find(({ epochs }) => epochs.length === 0);
  if (empty) throw new UserError(`The run "${empty.name}" has no finished epoch yet, so there is nothing to export.`);
  const [first] = runs;
  await saveAs(vscode.Uri.file(first!.info.directory), `${runs.length === 1 ? first!.info.id : 'runs'}.csv`, new TextEncoder().encode(metricsCsv(named)));
});

export const exportEvents = some('Write TensorBoard Files', 1, async (bench, runs) => {
  for (const { info } of runs) writeEvents(info, await bench.runs.store.epochs(info), join(info.directory, 'tensorboard'));
  const folder = runs.length === 1 ? join(runs[0]!.info.directory, 'tensorboard') : dirname(runs[0]!.info.directory);
  const command = `tensorboard --logdir "${folder}"`;
  const said = vscode.window.showInformationMessage(`Event files for TensorBoard are in ${runs.length === 1 ? folder : `the folder tensorboard of each of ${runs.length} runs`}.`, 'Copy Command');
  void said.then((chosen) => chosen && vscode.env.clipboard.writeText(command));
});

export const continueRun = one('Continue Run', async (bench, { info }) => {
  if (!canContinue(info)) throw new UserError(`The run "${info.name}" is ${info.state} after ${info.epochsDone} of ${info.epochs} epochs; only a run that was interrupted or stopped before its last epoch can go on.`);
  await bench.queue.start(bench.training.continuing(info));
});

/** A command on a training that waits; without a line it is the selected one, or the only one there is. */
const queued = (act: (bench: Workbench, id: number) => void): RunsCommand => async (bench, line) => {
  const called = (line as { readonly kind?: string; readonly id?: number } | undefined)?.kind === 'queued' ? (line as { readonly id: number }).id : undefined;
  const { items } = bench.queue;
  const id = called ?? bench.runsTree.selected('queued')[0]?.id ?? (items.length === 1 ? items[0]?.id : (await vscode.window.showQuickPick(items.map((item) => ({ id: item.id, label: item.title })), { title: 'ConvLens: Queued Trainings' }))?.id);
  if (id !== undefined) act(bench, id);
};

export const moveUp = queued((bench, id) => bench.queue.move(id, -1));
export const moveDown = queued((bench, id) => bench.queue.move(id, 1));
export const unqueue = queued((bench, id) => bench.queue.remove(id));

import * as vscode from 'vscode';
import type { RunSummary } from '../../client/runs/store.js';
import { UserError } from '../../core/protocol/failure.js';
import { runDetail, runTitle } from './labels.js';
import type { Runs } from './runs.js';
import type { RunsLine, RunsTree } from './tree.js';

const isRun = (value: unknown): value is Extract<RunsLine, { kind: 'run' }> => typeof value === 'object' && value !== null && (value as Partial<RunsLine>).kind === 'run';

/**
 * The runs that a command is about: those it was called on, else those selected in the view, else those that the user then
 * chooses; none where that is cancelled. Throws a sentence where fewer than `least` were named.
 */
export async function chosenRuns(runs: Runs, tree: RunsTree, called: readonly unknown[], { title, least = 1, most = Infinity }: { readonly title: string; readonly least?: number; readonly most?: number }): Promise<RunSummary[]> {
  const [line, lines] = called;
  // The view hands over the line and, where several are selected, all of them.
  const named = (Array.isArray(lines) ? lines : [line]).filter(isRun);
  const directories = (named.length > 0 ? named : line === undefined ? tree.selected('run') : []).map(({ directory }) => directory);
  if (directories.length === 0 || (line === undefined && directories.length < least)) return pick(runs, { title, least, most });
  const found = await runs.store.summaries(directories);
  if (found.length < directories.length) runs.renew();
  check(found.length, { title, least, most });
  return found;
}

async function pick(runs: Runs, { title, least, most }: { readonly title: string; readonly least: number; readonly most: number }): Promise<RunSummary[]> {
  const all = await runs.store.summaries(await runs.store.directories(runs.directories));
  if (all.length < least) throw new UserError(all.length === 0 ? 'There are no runs in this workspace. ConvLens: Train Model starts the first one.' : `${title} needs ${least} runs, and there is only one. ConvLens: Train Model starts another.`);
  const items = all.map((run) => ({ run, label: runTitle(run), description: runDetail(run, null), detail: `${run.info.state} · ${run.info.device}` }));
  const options = { title: `ConvLens: ${title}`, placeHolder: least === 1 ? 'Choose a run' : `Choose ${most === least ? least : `${least} or more`} runs`, matchOnDescription: true };
  if (most === 1) {
    const one = await vscode.window.showQuickPick(items, options);
    return one ? [one.run] : [];
  }
  const several = await vscode.window.showQuickPick(items, { ...options, canPickMany: true });
  if (!several || several.length === 0) return [];
  check(several.length, { title, least, most });
  return several.map(({ run }) => run);
}

function check(count: number, { title, least, most }: { readonly title: string; readonly least: number; readonly most: number }): void {
  if (count < least || count > most) throw new UserError(`${title} takes ${least === most ? least : `at least ${least}`} ${least === 1 && most === 1 ? 'run' : 'runs'}, and ${count} ${count === 1 ? 'is' : 'are'} selected. Select others in the view Runs.`);
}

import * as vscode from 'vscode';
import type { RunInfo } from '../../core/protocol/engine.js';
import type { PanelSubject, WeightsChoice } from '../../visualizations/panel.js';
import type { Analyses } from '../analyses.js';
import type { Engine } from '../engine.js';
import { baseName } from '../places.js';
import { findModel } from '../target.js';
import { listRuns, runsDirectory } from '../training/runs.js';
import { isLive } from '../training/training.js';
import { trainingObstacle } from '../training/trust.js';

/** The seed of random weights: fixed, so that the same panel shows the same picture. */
const seed = 1;

/** Looks up what there is to see of one model of one text. */
export async function subjectOf({ context, analyses, engine }: { readonly context: vscode.ExtensionContext; readonly analyses: Analyses; readonly engine: Engine }, source: string, model: string): Promise<PanelSubject> {
  const uri = vscode.Uri.parse(source);
  const target = await findModel(analyses, source, model);
  const runs = await runsOf(context, uri);
  const choices: WeightsChoice[] = runs.filter(({ epochsDone }) => epochsDone > 0).map((run) => ({
    id: `run ${run.id}`,
    label: runLabel(run),
    weights: { kind: 'run', directory: run.directory, epoch: 'last' },
  }));
  if (target) choices.push({ id: 'random', label: `random weights (seed ${seed})`, weights: { kind: 'random', graph: target.model.graph, seed } });
  const reason = trainingObstacle(uri) ?? (target?.model.recipe ? null : 'The file does not say how the model is trained (no call of fit was found).');
  return {
    source, model,
    file: baseName(uri),
    choices,
    training: { possible: reason === null, reason },
    deviceId: engine.chosenDevice ?? null,
    device: engine.pid === null ? (engine.chosenDevice ?? 'auto') : await engine.deviceLabel().catch(() => 'unknown'),
  };
}

/** Runs that were started from one text, newest first. */
export async function runsOf(context: vscode.ExtensionContext, source: vscode.Uri): Promise<RunInfo[]> {
  const runs = await listRuns(runsDirectory(context, source));
  const name = source.scheme === 'untitled' ? `${baseName(source)}.py` : baseName(source);
  return runs.filter(({ sourceFile }) => sourceFile.split(/[\\/]/).at(-1) === name);
}

/** e.g. "run 14:02, epoch 5"; the day where it is not today. */
export function runLabel(run: RunInfo, now = new Date()): string {
  const started = new Date(run.started);
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(started.getHours())}:${two(started.getMinutes())}`;
  const day = started.toDateString() === now.toDateString() ? '' : `${started.getFullYear()}-${two(started.getMonth() + 1)}-${two(started.getDate())} `;
  return `run ${day}${time}, epoch ${run.epochsDone}${isLive(run) ? ' (training)' : ''}`;
}

import * as vscode from 'vscode';
import type { ModelGraph } from '../../core/graph/types.js';
import type { RunInfo } from '../../core/protocol/engine.js';
import type { PanelKind, PanelMemory, PanelSubject, WeightsChoice } from '../../visualizations/panel.js';
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
export async function subjectOf({ context, analyses, engine }: { readonly context: vscode.ExtensionContext; readonly analyses: Analyses; readonly engine: Engine }, kind: PanelKind, { source, model }: Pick<PanelMemory, 'source' | 'model'>): Promise<PanelSubject> {
  const uri = vscode.Uri.parse(source);
  const target = await findModel(analyses, source, model);
  const runs = await runsOf(context, uri);
  const choices: WeightsChoice[] = await Promise.all(runs.filter(({ epochsDone }) => epochsDone > 0).map(async (run) => ({
    id: `run ${run.id}`,
    label: runLabel(run),
    weights: { kind: 'run', directory: run.directory, epoch: 'last' } as const,
    epochs: await epochsOf(run),
  })));
  // Only pictures are drawn of random weights; a graph may be large, and is left where it is for the other panels.
  const graph = target && kind !== 'model' && kind !== 'training' ? (await analyses.ask(target.result, 'model', target.index))?.answer?.graph : undefined;
  if (graph) choices.push({ id: 'random', label: `random weights (seed ${seed})`, weights: { kind: 'random', graph, seed } });
  const reason = trainingObstacle(uri) ?? (target?.result.glance.models[target.index]?.trains ? null : 'The file does not say how the model is trained (no call of fit was found).');
  return {
    source, model,
    anySize: graph !== undefined && takesAnySize(graph),
    file: baseName(uri),
    choices,
    training: { possible: reason === null, reason },
    deviceId: engine.chosenDevice ?? null,
    device: engine.pid === null ? (engine.chosenDevice ?? 'auto') : await engine.deviceLabel().catch(() => 'unknown'),
  };
}

/** Epochs whose checkpoints are still there. */
async function epochsOf({ directory }: RunInfo): Promise<number[]> {
  const entries = await Promise.resolve(vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(vscode.Uri.file(directory), 'checkpoints'))).catch(() => []);
  return entries.flatMap(([name]) => (/^epoch-(\d+)\.keras$/.exec(name)?.[1] ?? [])).map(Number).sort((a, b) => a - b);
}

/** An image input without a fixed height or width. */
function takesAnySize({ inputs, tensors }: ModelGraph): boolean {
  const shape = tensors[inputs[0] ?? -1]?.shape;
  return shape?.length === 4 && (shape[1] === null || shape[2] === null);
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

import * as vscode from 'vscode';
import { isModelFile } from '../../core/modelfiles/endings.js';
import { takesAnySize } from '../../visualizations/layers.js';
import { fileChoice } from '../../visualizations/panel-weights.js';
import type { PanelKind, PanelMemory, PanelSubject, WeightsChoice } from '../../visualizations/panel.js';
import type { Analyses } from '../analyses.js';
import type { Engine } from '../engine.js';
import { baseName } from '../places.js';
import { findModel } from '../target.js';
import { runLabel } from '../runs/labels.js';
import type { Runs } from '../runs/runs.js';
import { trainingObstacle } from '../training/trust.js';

/** The seed of random weights: fixed, so that the same panel shows the same picture. */
const seed = 1;

/** Looks up what there is to see of one model of one text. */
export async function subjectOf({ runs, analyses, engine }: { readonly runs: Runs; readonly analyses: Analyses; readonly engine: Engine }, kind: PanelKind, { source, model }: Pick<PanelMemory, 'source' | 'model'>): Promise<PanelSubject> {
  const uri = vscode.Uri.parse(source);
  const device = await engine.shownDevice();
  const common = { source, model, file: baseName(uri), deviceId: engine.chosenDevice ?? null, device };
  // A model's own file says all that there is to say: its layers and its weights.
  if (isModelFile(uri.path)) return { ...common, choices: [fileChoice(uri.fsPath)], training: { possible: false, reason: null } };
  const target = await findModel(analyses, source, model);
  const trained = kind === 'data' ? [] : (await runs.of(uri)).filter(({ info }) => info.epochsDone > 0);
  const choices: WeightsChoice[] = trained.map((run) => ({
    id: `run ${run.info.id}`,
    label: runLabel(run),
    weights: { kind: 'run', directory: run.info.directory, epoch: 'last' } as const,
    epochs: run.checkpoints,
  }));
  // Only pictures are drawn of random weights; a graph may be large, and is left where it is for the other panels. Data has no weights at all.
  const graph = target && kind !== 'model' && kind !== 'training' && kind !== 'data' ? (await analyses.ask(target.result, 'model', target.index))?.answer?.graph : undefined;
  if (graph) choices.push({ id: 'random', label: `random weights (seed ${seed})`, weights: { kind: 'random', graph, seed } });
  const reason = trainingObstacle(uri) ?? (target?.result.glance.models[target.index]?.trains ? null : 'The file does not say how the model is trained (no call of fit was found).');
  return { ...common, anySize: graph !== undefined && takesAnySize(graph), choices, training: { possible: reason === null, reason } };
}

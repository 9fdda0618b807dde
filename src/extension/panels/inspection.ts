import * as vscode from 'vscode';
import { inspectedEpochs, readEvaluation, readLayers } from '../../client/runs/inspections.js';
import type { RunInfo } from '../../core/protocol/engine.js';
import { UserError } from '../../core/protocol/failure.js';
import type { PanelMemory, PanelRequest } from '../../visualizations/panel.js';
import type { TrainingHost } from '../../visualizations/training/host.js';
import { inDocument, type Analyses } from '../analyses.js';
import type { Engine } from '../engine.js';
import { showSpan } from '../places.js';
import type { Runs } from '../runs/runs.js';
import { modelNamed, wholeTarget, type Target, type WholeTarget } from '../target.js';
import type { Training } from '../training/training.js';
import type { WhileAsked } from './asked.js';

interface Services {
  readonly analyses: Analyses;
  readonly engine: Engine;
  readonly runs: Runs;
  readonly training: Training;
}

type Subject = Pick<PanelMemory, 'source' | 'model'>;

/** What the panel of a training asks of the editor; `open` turns another panel to an image. */
export function trainingHost({ analyses, engine, runs, training }: Services, subject: () => Subject, whileAsked: WhileAsked, open: (kind: 'activations' | 'cam', target: Target, request: PanelRequest) => void): TrainingHost {
  const runOf = async (weights: string): Promise<RunInfo> => {
    const found = (await runs.of(vscode.Uri.parse(subject().source))).find(({ info }) => `run ${info.id}` === weights);
    if (!found) throw new UserError('The run is gone; choose another one.');
    return found.info;
  };
  const target = (): Promise<WholeTarget> => modelNamed(analyses, subject()).then((found) => wholeTarget(analyses, found));
  return {
    evaluationOf: async (weights, epoch) => {
      const { directory } = await runOf(weights);
      const epochs = await inspectedEpochs(directory, 'evaluation');
      const asked = epoch !== null && epochs.includes(epoch) ? epoch : epochs.at(-1);
      return { epochs, evaluation: asked === undefined ? null : await readEvaluation(directory, asked) };
    },
    evaluate: (weights, token) => whileAsked(token, async (wanted) => {
      const { directory, epochsDone } = wanted(await runOf(weights));
      if (epochsDone === 0) throw new UserError('The run has no finished epoch yet; wait for its first.');
      const device = engine.chosenDevice;
      return engine.api.evaluateRun({ runDirectory: directory, epoch: epochsDone, ...(device === undefined ? {} : { device }) }, token);
    }),
    layerRecords: async (weights) => readLayers((await runOf(weights)).directory),
    imagesAt: async (weights, split, indices) => engine.api.imagesAt({ runDirectory: (await runOf(weights)).directory, split, indices }),
    openImage: async (kind, weights, epoch, image) => open(kind, await target(), { weights, epoch, image }),
    preflight: (token) => whileAsked(token, async (wanted) => {
      const request = wanted(await training.request(await target()));
      if (request === null) throw new UserError('Nothing was looked at: no data was chosen.');
      const { runsDirectory: _kept, ...rest } = request;
      return engine.api.preflight(rest, token);
    }),
    revealRecipe: async (part) => {
      const { document, model: { recipe }, result } = await target();
      const span = recipe && { optimizer: recipe.optimizer.span ?? recipe.compileSpan, compile: recipe.compileSpan, fit: recipe.fitSpan }[part];
      if (!span) throw new UserError(`The file has no line of its own for ${part}.`);
      await showSpan(document, inDocument(result, span));
    },
  };
}

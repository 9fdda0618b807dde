import type { DataRequest } from '../../core/protocol/data.js';
import { UserError } from '../../core/protocol/failure.js';
import type { PanelHost, PanelMemory } from '../../visualizations/panel.js';
import type { Analyses } from '../analyses.js';
import type { Engine } from '../engine.js';
import type { Runs } from '../runs/runs.js';
import { modelNamed, wholeTarget } from '../target.js';
import type { WhileAsked } from './asked.js';
import { trainingObstacle } from '../training/trust.js';

interface Services {
  readonly analyses: Analyses;
  readonly engine: Engine;
  readonly runs: Runs;
}

type Subject = Pick<PanelMemory, 'source' | 'model'>;

/** What the data panel asks of the editor: each question goes to the engine with what the text says at that moment. */
export function dataHost(services: Services, subject: () => Subject, whileAsked: WhileAsked): Pick<PanelHost, 'dataOverview' | 'dataSamples' | 'dataVariants' | 'checkFiles'> {
  const { api } = services.engine;
  const request = () => dataRequest(services, subject());
  return {
    dataOverview: (token) => whileAsked(token, async (wanted) => api.dataOverview(wanted(await request()), token)),
    dataSamples: async (query) => api.dataSamples(await request(), query),
    dataVariants: async (query) => api.dataVariants(await request(), query),
    checkFiles: (role, token) => whileAsked(token, async (wanted) => api.checkFiles(wanted(await request()), role, token)),
  };
}

/** Throws a sentence where the file trains nothing, or nothing may be opened here. */
async function dataRequest({ runs, analyses }: Services, subject: Subject): Promise<DataRequest> {
  const target = await modelNamed(analyses, subject);
  const { document, result, name } = target;
  const obstacle = trainingObstacle(document.uri);
  if (obstacle) throw new UserError(obstacle);
  const { graph, recipe } = (await wholeTarget(analyses, target)).model;
  if (!recipe) throw new UserError(`The file does not say what ${name} is trained on: no call of fit was found for it. Add ${name}.fit(…) with the data.`);
  return { graph, recipe, sourceFile: runs.sourceFileOf(document.uri), sourceText: result.whole };
}

/** The analysis on a thread of its own: whatever a text costs, the editor's extensions go on. */
import { parentPort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { projectOf } from '../../client/project.js';
import { readers } from '../../client/readers.js';
import type { Analysis } from '../../core/analysis.js';
import { type AnalyzeOptions, analyze } from '../../core/analyze.js';
import { offersAt } from '../../core/features/fixes/offer.js';
import { layerHover } from '../../core/features/hovers.js';
import { modelName } from '../../core/features/lenses.js';
import { nameHover } from '../../core/features/name-hovers.js';
import { modelFacts } from '../../core/graph/facts.js';
import { layerSpec } from '../../core/layers/lookup.js';
import { levelsOf, readProject } from '../../core/project.js';
import { failuresAsData } from '../../core/protocol/failure.js';
import { modelSheet } from '../../visualizations/model/sheet.js';
import type { AnalyzeRequest, AnalyzerApi } from './protocol.js';

/** The last analysis of each text, for questions that need more than an answer to every key. */
const latest = new Map<string, { readonly analysis: Analysis; readonly text: string; readonly options: AnalyzeOptions }>();
const remembered = 32;

const api: AnalyzerApi = {
  analyze(request) {
    const { text, id } = request;
    const options = optionsOf(request);
    const analysis = analyze(text, options);
    const whole = { ...analysis, models: analysis.models.map((model) => ({ ...model, multiplyAccumulates: modelFacts(model.graph).multiplyAccumulates })) };
    latest.delete(id);
    latest.set(id, { analysis: whole, text, options });
    for (const oldest of latest.keys()) {
      if (latest.size <= remembered) break;
      latest.delete(oldest);
    }
    return Promise.resolve(whole);
  },
  sheet(id, name) {
    const model = latest.get(id)?.analysis.models.find((candidate) => modelName(candidate) === name);
    return Promise.resolve(model ? modelSheet(model) : null);
  },
  offers(id, range) {
    const known = latest.get(id);
    return Promise.resolve(known ? offersAt(known.text, known.analysis, range, known.options) : []);
  },
  projectProblems: (text) => Promise.resolve(readProject(text).problems),
  hover(id, offset, format) {
    const known = latest.get(id);
    if (!known) return Promise.resolve(null);
    // A name inside a layer's call says more of itself than the call around it does.
    const name = nameHover(known.analysis, known.text, offset, format);
    if (name) return Promise.resolve({ ...name, source: null, about: 'name' });
    const layer = layerHover(known.analysis, offset, { ...format, about: (type) => layerSpec(type) ?? null });
    return Promise.resolve(layer && { ...layer, about: 'layer' });
  },
};

/** How a text is analysed. Levels that a setting does not know are left out: the editor's own check of settings tells of them. */
function optionsOf({ id, file, roots, unsaved, levels }: AnalyzeRequest): AnalyzeOptions {
  const chosen = levelsOf(levels, []);
  if (file === null) return { file: id, levels: chosen };
  return { file, levels: { ...projectOf(file).project.levels, ...chosen }, ...readers(roots, unsaved) };
}

createBirpc<Record<string, never>, AnalyzerApi>(api, {
  post: (message) => parentPort?.postMessage(message),
  on: (receive) => void parentPort?.on('message', receive),
  ...failuresAsData,
  bind: 'functions',
});

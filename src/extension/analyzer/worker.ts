/** The analysis on a thread of its own: whatever a text costs, the editor's extensions go on. */
import { parentPort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { projectOf } from '../../client/project.js';
import { readers } from '../../client/readers.js';
import type { AnalysedModel } from '../../core/analysis.js';
import { type AnalyzeOptions, analyze } from '../../core/analyze.js';
import { Carried } from '../../core/features/carried.js';
import { glanceOf, glancesOfCells } from '../../core/features/glance.js';
import { modelWork } from '../../core/graph/facts.js';
import { levelsOf, readProject } from '../../core/project.js';
import { failuresAsData } from '../../core/protocol/failure.js';
import { Lines } from '../../core/syntax/lines.js';
import { type Known, answers } from './answers.js';
import type { AnalyzeRequest, AnalyzerApi, Questions } from './protocol.js';
import { tidyWhenIdle } from './tidy.js';

/** The last version of each text. */
const latest = new Map<string, Known & { readonly number: number; readonly told: Told }>();
const remembered = 32;

/** What is told of the models of one text: most outlive an edit. */
class Told {
  readonly models = new Carried((model: AnalysedModel): AnalysedModel => ({ ...model, multiplyAccumulates: this.work.of(model.graph) }));
  private readonly work = new Carried(modelWork);

  next(): void {
    for (const carried of [this.models, this.work]) carried.next();
  }
}

const tidy = tidyWhenIdle();

const api: AnalyzerApi = {
  analyze(request) {
    const { text, version: { id, number }, cells, format } = request;
    const imports = new Set<string>();
    const options = optionsOf(request, imports);
    const found = analyze(text, options);
    const told = latest.get(id)?.told ?? new Told();
    told.next();
    const analysis = { ...found, models: found.models.map(told.models.of) };
    latest.delete(id);
    latest.set(id, { text, analysis, options, number, told });
    for (const oldest of latest.keys()) {
      if (latest.size <= remembered) break;
      latest.delete(oldest);
    }
    const lines = new Lines(text);
    const glance = glanceOf(analysis, lines, format);
    tidy();
    return Promise.resolve({ glances: cells.length > 0 ? glancesOfCells(glance, text, cells, lines) : [glance], project: request.file === null ? null : projectOf(request.file).file, imports: [...imports] });
  },
  ask({ id, number }, question, details) {
    const version = latest.get(id);
    if (version?.number !== number) return Promise.resolve(null);
    const all: { readonly [Q in keyof Questions]: (...details: Parameters<Questions[Q]>) => ReturnType<Questions[Q]> } = answers(version);
    return Promise.resolve({ answer: all[question](...details) });
  },
  projectProblems: (text) => Promise.resolve(readProject(text).problems),
};

/** How a text is analysed, and what it imports. Levels that a setting does not know are left out: the editor's own check of settings tells of them. */
function optionsOf({ version: { id }, file, roots, unsaved, levels }: AnalyzeRequest, imports: Set<string>): AnalyzeOptions {
  const chosen = levelsOf(levels, []);
  if (file === null) return { file: id, levels: chosen };
  const read = readers(roots, unsaved);
  const readModule: typeof read.readModule = (name, from) => {
    const found = read.readModule(name, from);
    if (found) imports.add(found.file);
    return found;
  };
  return { file, levels: { ...projectOf(file).project.levels, ...chosen }, ...read, readModule };
}

createBirpc<Record<string, never>, AnalyzerApi>(api, {
  post: (message) => parentPort?.postMessage(message),
  on: (receive) => void parentPort?.on('message', receive),
  ...failuresAsData,
  bind: 'functions',
});

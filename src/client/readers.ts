import type { AnalyzeOptions } from '../core/analyze.js';
import { readModel } from './modelfiles/read.js';
import { readModule } from './modules.js';

/** How an analysis finds the modules that a file imports and the models that it loads: beside the file, then in the workspace's folders. */
export const readers = (roots: readonly string[], unsaved: { readonly [path: string]: string } = {}): Required<Pick<AnalyzeOptions, 'readModule' | 'readModel'>> => ({
  readModule: (name, from) => readModule(name, from, roots, unsaved),
  readModel: (path, from) => readModel(path, from, roots),
});

import type { AnalyzeOptions } from '../core/analyze.js';
import { readFolder } from './folders.js';
import { readModel } from './modelfiles/read.js';
import { readModule } from './modules.js';

/** How an analysis finds the modules that a file imports and the models that it loads: beside the file, then in the workspace's folders; and the folders of its data, beside the file. */
export const readers = (roots: readonly string[], unsaved: { readonly [path: string]: string } = {}): Required<Pick<AnalyzeOptions, 'readModule' | 'readModel' | 'readFolder'>> => ({
  readModule: (name, from) => readModule(name, from, roots, unsaved),
  readFolder,
  readModel: (path, from) => readModel(path, from, roots),
});

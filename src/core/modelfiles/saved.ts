/** What a file of a saved model says of the model, without its weights: as it is handed to the analysis, which reads no files itself. */
import type { Json } from './json.js';

export interface SavedModel {
  /** `config.json` of a `.keras` file, `model_config` of an `.h5` file. */
  readonly config: Json;
  /** What it was compiled with: `compile_config`, or `training_config` of an `.h5` file; null for a model that was not. */
  readonly compiled: Json;
}

/** Finds the model that the file `from` loads from `path`; the reason why it is not known, as a sentence, where there is none. `missing` is set where there is no such file. */
export type ModelReader = (path: string, from: string) => SavedModel | { readonly reason: string; readonly missing?: true };

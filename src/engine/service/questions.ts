import type { DatasetQuestion } from '../../core/protocol/engine.js';
import { arraysOf } from '../../core/recipe/arrays.js';
import { stagesOf } from '../../core/recipe/stages.js';
import type { Recipe } from '../../core/recipe/types.js';
import { downloadSize } from '../datasets/download.js';
import { bundledPath, cacheFolder, cached, loadKerasDataset } from '../datasets/keras.js';
import { datasetTitles, type KerasDatasetName } from '../datasets/names.js';

/** Each `keras.datasets` set that a recipe needs and this machine does not have, once. */
export async function questionsFor(recipe: Recipe): Promise<DatasetQuestion[]> {
  const sets = stagesOf(recipe).flatMap(({ train, validation, test }) => [train, validation, test]);
  const sources = sets.flatMap((set) => (set === null ? [] : arraysOf(set).map(({ source }) => source)));
  const names = new Set<KerasDatasetName>(sources.flatMap((source) => (source.kind === 'kerasDataset' ? [source.name] : [])));
  return Promise.all(
    [...names].filter((name) => cached(name) === null).map(async (name) => ({
      dataset: datasetTitles[name],
      bundled: bundledPath(name) === null ? null : (await loadKerasDataset(name, 'bundled')).title,
      download: { bytes: downloadSize(name), target: cacheFolder() },
    })),
  );
}

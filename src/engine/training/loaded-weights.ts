import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { TrainRequest } from '../../core/protocol/engine.js';
import type { Recipe } from '../../core/recipe/types.js';
import { UserError, atLine } from '../errors.js';
import { readH5 } from '../modelfiles/h5.js';
import { legacyRoot, legacyWeights, openLegacyFile } from '../modelfiles/legacy-file.js';
import { openKerasFile, weightsFrom } from '../modelfiles/keras-file.js';
import type { TypedArray } from '../trace/step.js';

/** Weights of the last `load_weights` before `fit`; null where there is none. Throws a UserError where they cannot be read or are another model's. */
export async function loadedWeights({ recipe, ...rest }: Pick<TrainRequest, 'graph' | 'recipe' | 'sourceFile' | 'sourceText'>): Promise<Record<string, TypedArray> | null> {
  const fit = recipe.fitSpan?.from ?? Infinity;
  const load = recipe.start === undefined ? recipe.loads.findLast(({ span }) => span === null || span.from < fit) : recipe.start;
  return load == null ? null : weightsAt(load, rest);
}

/** Weights of a file that the program loads. Throws a UserError where they cannot be read or are another model's. */
export async function weightsAt(load: NonNullable<Recipe['start']>, { graph, sourceFile, sourceText }: Pick<TrainRequest, 'graph' | 'sourceFile' | 'sourceText'>): Promise<Record<string, TypedArray>> {
  const place = atLine(sourceText, load.span);
  const path = isAbsolute(load.path) ? load.path : join(dirname(sourceFile), load.path);
  const bytes = await readFile(path).catch(() => {
    throw new UserError(`The file loads weights from "${load.path}"${place}, which was not found at ${path}. Put it there, or leave load_weights out.`);
  });
  if (load.path.endsWith('.keras')) return weightsFrom(await openKerasFile(bytes, load.path), graph, load.path);
  if (/\.(h5|hdf5)$/.test(load.path) && !load.path.endsWith('.weights.h5')) return legacyWeights(await openLegacyFile(bytes, load.path), graph, load.path);
  if (!load.path.endsWith('.weights.h5')) throw new UserError(`The weights in "${load.path}"${place} are in a form that cannot be read here. Save them in Keras 3 as .weights.h5 or .keras.`);
  const tree = await readH5(bytes, load.path);
  if ([...tree.arrays.keys()].some((name) => name.startsWith(`${legacyRoot}/`))) throw new UserError(`"${load.path}"${place} holds a whole model, as ModelCheckpoint writes it, and Keras loads weights alone under a name that ends in .weights.h5. Give ModelCheckpoint save_weights_only=True, or let the name end in .keras.`);
  return weightsFrom({ tree }, graph, load.path);
}

/** Where the images of an evaluation are found by whoever looks at the run. */
import type { DataSet, Recipe } from '../../../core/recipe/types.js';
import type { Place } from './evaluation.js';

/** Of the validation data of a run that trains on `trained` rows; null where the recipe validates on nothing. */
export function validationPlace(recipe: Recipe, trained: number): Place | null {
  if (recipe.validation === null) return recipe.validationSplit > 0 ? { split: 'train', from: trained } : null;
  return { split: recipe.test === null || sameData(recipe.test, recipe.validation) ? 'test' : 'validation', from: 0 };
}

/** Whether two parts of a recipe read the same images in the same order, wherever they are written. */
function sameData(a: DataSet, b: DataSet): boolean {
  const told = (set: DataSet): string => JSON.stringify({ x: set.x, y: set.y }, (key, value: unknown) => (key === 'span' ? undefined : value));
  return told(a) === told(b);
}

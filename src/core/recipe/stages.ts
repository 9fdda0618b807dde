/** The trainings of a recipe, one call of `fit` after the other, and where each stands among the epochs of a run. */
import type { Recipe } from './types.js';

/** All trainings in the order in which the file does them; of most files there is one. */
export const stagesOf = (recipe: Recipe): readonly Recipe[] => [...(recipe.earlier ?? []), recipe];

/** The same recipe with each of its trainings changed. */
export function withStages(recipe: Recipe, change: (stage: Recipe) => Recipe): Recipe {
  const changed = change(recipe);
  return recipe.earlier ? { ...changed, earlier: recipe.earlier.map(change) } : changed;
}

/** The epochs that each training does, of those that a run counts on from one to the next: behind `after` of them, up to `until`. The first counts as its own `fit` does. */
export interface StageEpochs {
  readonly after: number;
  readonly until: number;
}

/** As the file says, or in a run of `goal` epochs: the last training goes on to it, and none goes beyond it. */
export function stageEpochs(recipe: Recipe, goal?: number): StageEpochs[] {
  let [begun, end] = [false, 0];
  const planned = stagesOf(recipe).map(({ epochs, initialEpoch }): StageEpochs => {
    const after = begun ? end : initialEpoch;
    begun = true;
    end = after + Math.max(epochs - initialEpoch, 0);
    return { after, until: end };
  });
  return goal === undefined ? planned : planned.map(({ after, until }, i) => ({ after, until: i === planned.length - 1 ? goal : Math.min(until, goal) }));
}

/** The epochs that a run of it counts. */
export const epochsOf = (recipe: Recipe): number => stageEpochs(recipe).at(-1)!.until;

import type { Part, Recipe } from '../../../src/core/recipe/types.js';

/** A recipe of nothing but what the model is compiled with. */
export const recipeOf = ({ optimizer, losses, metrics }: { readonly optimizer: Part; readonly losses: Part[]; readonly metrics: Part[] }, batchSize = 8): Recipe => ({
  optimizer, losses, metrics, lossWeights: null, train: null, validation: null, validationSplit: 0, test: null, epochs: 1, initialEpoch: 0, batchSize, stepsPerEpoch: null, validationSteps: null,
  shuffle: false, classWeight: null, callbacks: [], compileSpan: null, fitSpan: null, saves: [], loads: [], unknowns: [],
});

import type { ModelInstance } from '../../../graph/builder.js';
import type { Part, Recipe } from '../../../recipe/types.js';
import { plainConfig } from '../object-value.js';
import { classByName } from '../objects/lookup.js';
import { toCamel } from '../../../graph/names.js';
import { endsOf } from './ends.js';
import type { KerasSession } from '../session.js';
import type { RecipeDraft, Stage } from './draft.js';
import { ownTraining } from './subclass.js';

/** How the file trains a model, or null where it neither compiles nor fits it. */
export function finishRecipe(session: KerasSession, model: ModelInstance): Recipe | null {
  const draft = session.recipes.get(model);
  if (!draft || (!draft.compileSpan && !draft.fitSpan)) return null;
  const { unknowns, earlier, saves, loads, test } = draft;
  // Told before all else: whoever mends the rest would meet it next.
  const own = ownTraining(model, session);
  const stages = [...earlier, draft].map((stage, i, all) => finishStage(stage, all[i - 1] ?? null, model));
  const lost = new Map([...earlier, draft].flatMap(({ trainable: { loss } }) => (loss ? [[loss.reason, { reason: `Which layers train is not known: ${loss.reason}`, span: loss.span, blocks: true }] as const] : [])));
  return { ...stages.at(-1)!, ...(earlier.length > 0 ? { earlier: stages.slice(0, -1) } : {}), saves, loads, test, unknowns: [...(own ? [own] : []), ...unknowns, ...lost.values()] };
}

/** One training with what was said of it when it was done; weights that were loaded before the one before count there. */
function finishStage(stage: Stage | RecipeDraft, before: Stage | RecipeDraft | null, model: ModelInstance): Recipe {
  const { optimizer, trainable, losses, lossWeights, metrics, weightedMetrics, train, validation, validationSplit, epochs, initialEpoch, batchSize, stepsPerEpoch, validationSteps, validationFreq, validationBatchSize, testBatchSize, testSteps, shuffle, classWeight, callbacks, compileSpan, fitSpan, places, testStart } = stage;
  const { names } = endsOf(model, 'outputs');
  const moved = trainable.movedOtherwise(model);
  return {
    optimizer: optimizer ?? fallback(), losses, lossWeights, metrics, weightedMetrics, train, validation, validationSplit, test: null, epochs, initialEpoch, batchSize, stepsPerEpoch, validationSteps, validationFreq, validationBatchSize, testBatchSize, testSteps, shuffle, classWeight, callbacks, compileSpan, fitSpan, places, testStart,
    start: before !== null && before.start === stage.start ? null : stage.start,
    ...(stage.keepsOptimizer ? { keepsOptimizer: true } : {}), ...(names.length > 1 ? { outputNames: names } : {}), ...(moved ? { moved } : {}), ...(trainable.counts ? { compiled: trainable.counts } : {}), saves: [], loads: [], unknowns: [],
  };
}

/** `compile()` without an optimizer: RMSprop, as Keras takes it. */
let made: Part | null = null;
function fallback(): Part {
  return (made ??= makeFallback());
}
function makeFallback(): Part {
  const cls = classByName('optimizer', 'rmsprop');
  const config = Object.fromEntries((cls?.parameters ?? []).flatMap(([name, value]) => (value === undefined ? [] : [[toCamel(name), value] as const])));
  return { className: 'RMSprop', config: plainConfig(config), span: null };
}

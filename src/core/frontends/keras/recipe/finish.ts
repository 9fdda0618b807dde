import type { ModelInstance } from '../../../graph/builder.js';
import type { Part, Recipe } from '../../../recipe/types.js';
import { plainConfig } from '../object-value.js';
import { classByName } from '../objects/lookup.js';
import { toCamel } from '../../../graph/names.js';
import { endsOf } from './ends.js';
import type { KerasSession } from '../session.js';
import { ownTraining } from './subclass.js';

/** How the file trains a model, or null where it neither compiles nor fits it. */
export function finishRecipe(session: KerasSession, model: ModelInstance): Recipe | null {
  const draft = session.recipes.get(model);
  if (!draft || (!draft.compileSpan && !draft.fitSpan)) return null;
  const { optimizer, trainable, unknowns, compiledElsewhere: _elsewhere, named: _named, compileArgs: _args, optimizerObject: _object, fitted: _fitted, onBatches: _batches, born: _born, ...rest } = draft;
  const { names } = endsOf(model, 'outputs');
  const moved = trainable.movedOtherwise(model);
  // Told before all else: whoever mends the rest would meet it next.
  const own = ownTraining(model, session);
  return { ...rest, optimizer: optimizer ?? fallback(), ...(names.length > 1 ? { outputNames: names } : {}), ...(moved ? { moved } : {}), ...(trainable.counts ? { compiled: trainable.counts } : {}), unknowns: [...(own ? [own] : []), ...unknowns, ...(trainable.loss ? [{ reason: `Which layers train is not known: ${trainable.loss.reason}`, span: trainable.loss.span, blocks: true }] : [])] };
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

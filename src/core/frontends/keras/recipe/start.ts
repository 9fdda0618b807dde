/** From which weights a training starts: what a program does to them before `fit`, other than by loading the model's own. */
import type { LayerInstance, ModelInstance } from '../../../graph/builder.js';
import type { Loss } from '../../../graph/types.js';
import type { Site } from '../../python/values.js';
import { sessionOf } from '../session.js';
import type { RecipeDraft } from './draft.js';

/** Where a layer keeps why its weights are not those that it was made with: no name that a program could use. */
const GIVEN = 'weights given by the program';
type Given = Loss & { readonly whole: boolean };

/** Keeps that the program gives a layer other weights; null where what it was given before no longer counts. `whole`: that is followed where the layer is the model that is trained. */
export function giveWeights(layer: LayerInstance, reason: string | null, at: Site, whole = false): void {
  if (reason === null && !layer.extras.has(GIVEN)) return;
  at.machine.journal.touch(sessionOf(at.machine).wrapped(layer));
  const extras = new Map(layer.extras);
  if (reason === null) extras.delete(GIVEN);
  else extras.set(GIVEN, { reason, span: at.span, whole } satisfies Given);
  layer.extras = extras;
}

/** Loading a whole model's weights replaces what its layers were given. */
export function forgetGiven(model: ModelInstance, at: Site): void {
  for (const layer of allOf(model)) giveWeights(layer, null, at);
}

/** Says what of the start of a training is not followed. */
export function checkStart(model: ModelInstance, draft: RecipeDraft, at: Site): void {
  const layers = allOf(model);
  for (const layer of layers) {
    const given = layer.extras.get(GIVEN) as Given | undefined;
    if (given && !(given.whole && layer === model)) return draft.lose(given.reason, given.span, true);
  }
  if (draft.onBatches) draft.lose('Batches are trained on here (train_on_batch) before fit, which is not followed: the training starts from the weights before them, and its losses are not those of the file.', draft.onBatches, false);
  for (const [other, { fitSpan }] of sessionOf(at.machine).everyRecipe()) {
    if (other === model || !fitSpan) continue;
    const inOther = allOf(other);
    const shared = [...layers].find((layer) => layer.weights.length > 0 && layer.children.length === 0 && inOther.has(layer));
    if (shared) return draft.lose(`The layer "${shared.name}" is trained here before, in the model "${other.name}", which is not done for this training: it starts from the weights before, and its losses are not those of the whole file.`, fitSpan, false);
  }
}

/** A model with all layers and models inside. */
function allOf(model: ModelInstance): Set<LayerInstance> {
  const found = new Set<LayerInstance>();
  const visit = (layer: LayerInstance): void => {
    if (found.has(layer)) return;
    found.add(layer);
    layer.children.forEach(visit);
  };
  visit(model);
  return found;
}

/** Whether initializers, regularizers and constraints of a model's weights can be run, before anything does. */
import type { Layer, ModelGraph, ObjectConfig } from '../../core/graph/types.js';
import { UserError, atLine } from '../errors.js';
import { asObject } from '../layers/support/config.js';
import { isConstraint } from '../model/constraints.js';
import { weightsOf } from '../model/initialize.js';
import { isInitializer } from '../model/initializers.js';
import { isRegularizer } from '../model/regularizers.js';

const kinds = {
  initializer: { known: isInitializer, next: 'Use one of keras.initializers, such as "glorot_uniform"' },
  regularizer: { known: isRegularizer, next: 'Use L1, L2, L1L2 or OrthogonalRegularizer' },
  constraint: { known: isConstraint, next: 'Use MaxNorm, MinMaxNorm, NonNeg or UnitNorm' },
} as const;

/** Throws a UserError with the layer's line; nested layers included. What does not train is neither regularized nor constrained. */
export function checkWeights(graph: ModelGraph, source: string): void {
  for (const { spec, layer, trainable } of weightsOf(graph)) {
    for (const kind of ['initializer', 'regularizer', 'constraint'] as const) {
      if (trainable || kind === 'initializer') check(layer, kind, `of its weight "${spec.name}"`, spec[kind], source);
    }
  }
  checkOutputs(graph, source);
}

function checkOutputs({ layers }: ModelGraph, source: string): void {
  for (const layer of layers) {
    check(layer, 'regularizer', 'of its output', asObject(layer.config.activityRegularizer), source);
    if (layer.inner) checkOutputs(layer.inner, source);
  }
}

function check(layer: Layer, kind: keyof typeof kinds, of: string, given: ObjectConfig | null | undefined, source: string): void {
  const { known, next } = kinds[kind];
  if (!given || known(given.className)) return;
  const what = given.className === '' ? `The ${kind} ${of} is defined in the file, and` : `The ${kind} "${given.className}" ${of}`;
  throw new UserError(`The layer "${layer.name}" (${layer.type})${atLine(source, layer.span)}: ${what[0]!.toLowerCase()}${what.slice(1)} cannot be run here. ${next}.`);
}

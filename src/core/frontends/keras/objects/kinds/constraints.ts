import { defineKind } from '../kind.js';

/** Classes of `keras.constraints`, Keras 3.15, with their parameters and defaults. */
export default defineKind({
  kind: 'constraint',
  module: 'keras.constraints',
  classes: [
    'Constraint()',
    'MaxNorm(max_value=2, axis=0)',
    'MinMaxNorm(min_value=0.0, max_value=1.0, rate=1.0, axis=0)',
    'NonNeg()',
    'UnitNorm(axis=0)',
  ],
  aliases: { max_norm: 'MaxNorm', min_max_norm: 'MinMaxNorm', non_neg: 'NonNeg', unit_norm: 'UnitNorm', maxnorm: 'MaxNorm', nonneg: 'NonNeg', unitnorm: 'UnitNorm' },
});

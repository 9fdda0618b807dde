import { defineKind } from '../kind.js';

/** Classes of `keras.regularizers`, Keras 3.15, with their parameters and defaults. */
export default defineKind({
  kind: 'regularizer',
  module: 'keras.regularizers',
  classes: [
    'L1(l1=0.01)',
    'L1L2(l1=0.0, l2=0.0)',
    'L2(l2=0.01)',
    'OrthogonalRegularizer(factor=0.01, mode="rows")',
    'Regularizer()',
  ],
  aliases: { l1: 'L1', l1_l2: 'L1L2', l2: 'L2', orthogonal_regularizer: 'OrthogonalRegularizer', L1_L2: 'L1L2' },
});

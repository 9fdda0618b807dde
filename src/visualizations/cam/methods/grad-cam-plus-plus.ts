import { add, div, equal, mul, onesLike, relu, square, sum, where, zerosLike } from '@tensorflow/tfjs-core';
import { byGradients, defineCamMethod } from '../define.js';

/**
 * Grad-CAM++: each place of a channel gets its own coefficient, so that several objects of a class count alike. With y = exp(score) the
 * second and third derivatives are powers of the first (eq. 19), and exp(score) itself cancels up to a factor of the whole map.
 */
export default defineCamMethod({
  title: 'Grad-CAM++',
  source: 'Chattopadhyay et al. 2018, "Grad-CAM++: Generalized Gradient-based Visual Explanations", eq. 5 and 19',
  at: 'layer',
  signed: false,
  explain: byGradients(({ activations, gradients }) => {
    const squared = square(gradients);
    const total = sum(activations, [0, 1], true);
    const denominator = add(mul(squared, 2), mul(mul(squared, gradients), total));
    // Where the gradient is zero, the coefficient is 0 / 0 and stands for a place without say.
    const none = equal(denominator, 0);
    const coefficients = where(none, zerosLike(squared), div(squared, where(none, onesLike(denominator), denominator)));
    const weights = sum(mul(coefficients, relu(gradients)), [0, 1], true);
    return relu(sum(mul(activations, weights), 2));
  }),
});

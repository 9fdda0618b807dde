import { axes, constraint, defineLayer, flag, float, initializer, regularizer, weight } from '../define.js';
import { demandLengths, normalisedShape } from '../families/normalization.js';

export default defineLayer({
  type: 'LayerNormalization',
  summary: 'Brings each example to mean 0 and variance 1, then scales and shifts it.',
  positional: 10,
  params: {
    axis: axes(-1), epsilon: float(0.001), center: flag(true), scale: flag(true), betaInitializer: initializer('zeros'), gammaInitializer: initializer('ones'),
    betaRegularizer: regularizer(), gammaRegularizer: regularizer(), betaConstraint: constraint(), gammaConstraint: constraint(), rmsScaling: flag(false),
  },
  outputShape({ axis, center, scale, rmsScaling }, shape, { lost }) {
    normalisedShape('LayerNormalization', axis, shape);
    if (scale || center || rmsScaling) demandLengths('LayerNormalization', axis, shape, lost);
    return shape;
  },
  weights(p, shape) {
    const lengths = normalisedShape('LayerNormalization', p.axis, shape);
    return [
      ...(p.scale || p.rmsScaling ? [weight('gamma', lengths, p.gammaInitializer, { regularizer: p.gammaRegularizer, constraint: p.gammaConstraint })] : []),
      ...(p.center && !p.rmsScaling ? [weight('beta', lengths, p.betaInitializer, { regularizer: p.betaRegularizer, constraint: p.betaConstraint })] : []),
    ];
  },
});

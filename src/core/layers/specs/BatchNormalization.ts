import { reject } from '../../graph/problem.js';
import { constraint, defineLayer, flag, float, inert, initializer, regularizer, resolveAxis, signed, weight } from '../define.js';
import { ones, zeros } from '../initial.js';

export default defineLayer({
  type: 'BatchNormalization',
  summary: 'Brings each channel to mean 0 and variance 1 over the batch, then scales and shifts it.',
  callParameters: ['inputs', 'training', 'mask'],
  formerly: { gamma_init: 'gammaInitializer', beta_init: 'betaInitializer' },
  params: {
    axis: signed(-1), momentum: float(0.99), epsilon: float(0.001), center: flag(true), scale: flag(true), betaInitializer: initializer('zeros'), gammaInitializer: initializer('ones'),
    movingMeanInitializer: initializer('zeros'), movingVarianceInitializer: initializer('ones'), betaRegularizer: regularizer(), gammaRegularizer: regularizer(),
    betaConstraint: constraint(), gammaConstraint: constraint(), renorm: flag(false), renormClipping: inert(null), renormMomentum: float(0.99), synchronized: flag(false),
  },
  outputShape({ axis }, shape, { lost }) {
    const at = resolveAxis('BatchNormalization', axis, shape);
    if (at !== null && shape[at] === null && !lost) reject('undefined-channels', `BatchNormalization needs a fixed length at axis ${at}, but there its input has None. Give that axis a length in the Input, or normalise another axis.`, 'axis');
    return shape;
  },
  weights(p, shape) {
    const at = resolveAxis('BatchNormalization', p.axis, shape);
    const size = [at === null ? null : (shape[at] ?? null)];
    const statistics = (name: string, initial = zeros) => weight(name, size, initial, { trainable: false });
    return [
      ...(p.scale ? [weight('gamma', size, p.gammaInitializer, { regularizer: p.gammaRegularizer, constraint: p.gammaConstraint })] : []),
      ...(p.center ? [weight('beta', size, p.betaInitializer, { regularizer: p.betaRegularizer, constraint: p.betaConstraint })] : []),
      statistics('moving_mean', p.movingMeanInitializer), statistics('moving_variance', p.movingVarianceInitializer),
      ...(p.renorm ? [statistics('moving_stddev', ones), statistics('renorm_mean', p.movingMeanInitializer), statistics('renorm_stddev', ones)] : []),
    ];
  },
  lockedAxes: ({ axis }) => (axis === null ? [] : [axis]),
});

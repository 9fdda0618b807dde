import { showShape } from '../../graph/tensors.js';
import { constraint, defineLayer, flag, float, initializer, int, regularizer, reject, resolveAxis, signed, weight } from '../define.js';
import { demandLengths } from '../families/normalization.js';

export default defineLayer({
  type: 'GroupNormalization',
  summary: 'Brings groups of channels to mean 0 and variance 1, then scales and shifts them.',
  params: {
    groups: int(32, { min: -1, expects: 'a positive integer, or -1 for one group a channel' }), axis: signed(-1), epsilon: float(0.001), center: flag(true), scale: flag(true),
    betaInitializer: initializer('zeros'), gammaInitializer: initializer('ones'), betaRegularizer: regularizer(), gammaRegularizer: regularizer(), betaConstraint: constraint(), gammaConstraint: constraint(),
  },
  check({ groups }) {
    if (groups === 0) reject('argument-type', "GroupNormalization's groups must be a positive integer, or -1 for one group a channel, but found 0. Change the value.", 'groups');
  },
  outputShape({ groups, axis }, shape, { lost }) {
    const at = resolveAxis('GroupNormalization', axis, shape);
    demandLengths('GroupNormalization', [axis], shape, lost);
    const channels = at === null ? null : (shape[at] ?? null);
    if (channels !== null && groups !== null && groups > 0 && channels % groups !== 0) {
      reject('groups-mismatch', `GroupNormalization's channels must be a multiple of its groups, but ${channels} channels (input ${showShape(shape)}) do not fall evenly into ${groups} groups. Change groups.`, 'groups');
    }
    return shape;
  },
  weights(p, shape) {
    const at = resolveAxis('GroupNormalization', p.axis, shape);
    const size = [at === null ? null : (shape[at] ?? null)];
    return [
      ...(p.scale ? [weight('gamma', size, p.gammaInitializer, { regularizer: p.gammaRegularizer, constraint: p.gammaConstraint })] : []),
      ...(p.center ? [weight('beta', size, p.betaInitializer, { regularizer: p.betaRegularizer, constraint: p.betaConstraint })] : []),
    ];
  },
  lockedAxes: ({ axis }) => (axis === null ? [] : [axis]),
});

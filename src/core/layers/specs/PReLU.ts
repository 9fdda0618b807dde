import { axes, constraint, defineLayer, initializer, regularizer, resolveAxis, weight } from '../define.js';

export default defineLayer({
  type: 'PReLU',
  summary: 'Makes negative values small by a factor that it learns.',
  params: { alphaInitializer: initializer('zeros'), alphaRegularizer: regularizer(), alphaConstraint: constraint(), sharedAxes: axes(null) },
  weights({ alphaInitializer, alphaRegularizer, alphaConstraint, sharedAxes }, shape) {
    const lengths = shape.slice(1);
    if (sharedAxes === null) lengths.fill(null);
    for (const axis of sharedAxes ?? []) {
      // Keras counts shared axes from 1 and lets Python's negative indices through: axis 0 means the last one.
      const at = axis === null ? null : axis - 1 < 0 ? axis - 1 + lengths.length : axis - 1;
      if (at === null) lengths.fill(null);
      else if (at >= 0 && at < lengths.length) lengths[at] = 1;
      else if (shape.length > 0) resolveAxis('PReLU', axis === null ? null : Math.max(axis, shape.length), shape, 'shared_axes');
    }
    return [weight('alpha', shape.length === 0 ? [null] : lengths, alphaInitializer, { regularizer: alphaRegularizer, constraint: alphaConstraint })];
  },
  lockedAxes: ({ sharedAxes }, shape) => (sharedAxes ? shape.map((_, i) => i).filter((i) => i > 0 && !sharedAxes.includes(i)) : []),
});

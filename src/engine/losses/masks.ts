/** Masks of predictions as weights of samples (`keras/src/losses/loss.py`, 3.15: `apply_mask`). */
import { UserError } from '../errors.js';
import { tf } from '../trace/tensorflow.js';
import { divideNoNan, float, sameRank } from './ranks.js';

/**
 * Sample weights that are 0 where the mask hides. With `scaled` the shown ones are larger by total / shown, so that a mean over all becomes
 * the mean over those that are shown. Throws a UserError where weights and mask do not fit together.
 */
export function maskedWeights(weights: tf.Tensor | null, mask: tf.Tensor | undefined, scaled: boolean): tf.Tensor | null {
  if (mask === undefined) return weights;
  const shown = float(mask);
  const share = scaled ? tf.mul(shown, divideNoNan(tf.scalar(mask.size), tf.sum(shown))) : shown;
  if (weights === null) return share;
  const [spread, given] = sameRank(share, weights);
  if (given.rank !== spread.rank || given.shape.some((length, i) => length !== 1 && length !== spread.shape[i])) {
    throw new UserError(`The model hides steps (mask of shape ${shapeOf(mask)}), and the sample weights have shape ${shapeOf(weights)}; Keras multiplies one with the other. Give a weight for each step.`);
  }
  return tf.mul(given, spread);
}

const shapeOf = ({ shape }: tf.Tensor): string => `(${['None', ...shape.slice(1)].join(', ')}${shape.length === 1 ? ',' : ''})`;

import { partCount, type SplitPart } from '../../core/recipe/split.js';
import { UserError } from '../errors.js';
import { numpyShuffle } from './folders/mersenne.js';

/**
 * Which samples a part has, in their order: of a random order the first are for the test, those behind for training (`ShuffleSplit` in
 * sklearn/model_selection/_split.py); without one the first are for training. Throws a UserError where a part is empty or too large.
 */
export function partPlaces(count: number, split: SplitPart): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  const [trained, tested] = [partCount(count, { ...split, part: 'train' }), partCount(count, { ...split, part: 'test' })];
  if (split.part !== 'all' && (trained <= 0 || tested <= 0 || trained + tested > count)) throw new UserError(`train_test_split would part ${count} samples into ${trained} for training and ${tested} for the test, which cannot be. Choose other sizes.`);
  if (split.shuffle) numpyShuffle(order, split.seed ?? 0);
  if (split.part === 'all') return order;
  if (!split.shuffle) return split.part === 'train' ? order.slice(0, trained) : order.slice(trained, trained + tested);
  return split.part === 'test' ? order.slice(0, tested) : order.slice(tested, tested + trained);
}

import { partCount, type SplitPart } from '../../core/recipe/split.js';
import { UserError } from '../errors.js';
import { NumpyRandom, numpyShuffle } from './folders/mersenne.js';

/**
 * Which samples a part has, in their order: of a random order the first are for the test, those behind for training (`ShuffleSplit` in
 * sklearn/model_selection/_split.py); without one the first are for training. Throws a UserError where a part is empty or too large.
 */
export function partPlaces(count: number, split: SplitPart): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  const [trained, tested] = [partCount(count, { ...split, part: 'train' }), partCount(count, { ...split, part: 'test' })];
  if (split.part !== 'all' && (trained <= 0 || tested <= 0 || trained + tested > count)) throw new UserError(`train_test_split would part ${count} samples into ${trained} for training and ${tested} for the test, which cannot be. Choose other sizes.`);
  if (split.by) return stratified(split, trained, tested);
  if (split.shuffle) numpyShuffle(order, split.seed ?? 0);
  if (split.part === 'all') return order;
  if (!split.shuffle) return split.part === 'train' ? order.slice(0, trained) : order.slice(trained, trained + tested);
  return split.part === 'test' ? order.slice(0, tested) : order.slice(tested, tested + trained);
}

/** Parts with the same share of each class (`StratifiedShuffleSplit`). Throws a UserError where a class is too small to be parted. */
function stratified({ classes, part, seed, shuffle }: SplitPart, trained: number, tested: number): number[] {
  if (!classes) throw new Error('The classes of a split are read before its samples are.');
  if (!shuffle) throw new UserError('train_test_split cannot part samples by classes (stratify) with shuffle=False. Leave one of them out.');
  const members: number[][] = Array.from({ length: classes.reduce((most, label) => Math.max(most, label), -1) + 1 }, () => []);
  classes.forEach((label, at) => members[label]!.push(at));
  if (members.some(({ length }) => length < 2)) throw new UserError('train_test_split parts samples by classes (stratify), but one of them has a single sample. Each class needs at least two.');
  for (const [what, count] of [['training', trained], ['test', tested]] as const) if (count < members.length) throw new UserError(`train_test_split parts samples by ${members.length} classes (stratify), but the ${what} part has only ${count}. Make it larger.`);
  const random = new NumpyRandom(seed ?? 0);
  const forTraining = shares(members.map(({ length }) => length), trained, random);
  const forTest = shares(members.map(({ length }, i) => length - forTraining[i]!), tested, random);
  const mixed = members.map((places) => random.permutation(places.map((_, i) => i)).map((i) => places[i]!));
  const train = random.permutation(mixed.flatMap((places, i) => places.slice(0, forTraining[i])));
  const test = random.permutation(mixed.flatMap((places, i) => places.slice(forTraining[i], forTraining[i]! + forTest[i]!)));
  return part === 'test' ? test : train;
}

/** How many of each class are drawn, near to its share; what is left over goes to the largest remainders, ties by chance (`_approximate_mode` in sklearn/utils/extmath.py). */
function shares(counts: readonly number[], drawn: number, random: NumpyRandom): number[] {
  const whole = counts.reduce((sum, count) => sum + count, 0);
  const exact = counts.map((count) => (count / whole) * drawn);
  const taken = exact.map(Math.floor);
  let missing = Math.trunc(drawn - taken.reduce((sum, count) => sum + count, 0));
  const remainders = exact.map((share, i) => share - taken[i]!);
  for (const value of [...new Set(remainders)].sort((a, b) => b - a)) {
    if (missing <= 0) break;
    const equal = remainders.flatMap((remainder, i) => (remainder === value ? [i] : []));
    const chosen = random.permutation(equal).slice(0, Math.min(equal.length, missing));
    for (const i of chosen) taken[i]!++;
    missing -= chosen.length;
  }
  return taken;
}

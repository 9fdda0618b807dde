import { type Maybe, Unknown } from '../../../graph/values.js';
import type { Args } from '../../python/args.js';
import { List, Tuple } from '../../python/containers.js';
import { ObjectValue } from '../object-value.js';
import type { RecipeDraft } from './draft.js';
import { FIT } from './legacy.js';

/** Callbacks that cannot end a training before its last epoch. */
const ENDLESS: ReadonlySet<string> = new Set(['ModelCheckpoint', 'ReduceLROnPlateau', 'LearningRateScheduler', 'CSVLogger', 'TensorBoard', 'BackupAndRestore', 'History', 'ProgbarLogger', 'SwapEMAWeights']);
/** Longer lists are not made. */
const MOST_EPOCHS = 10_000;

/** `History.epoch` of a call of `fit` that has been read: the numbers of the epochs that it trains, counted from 0, where they are known before. */
export function epochsDone(args: Args, { unknowns, epochs, initialEpoch }: RecipeDraft): Maybe {
  const place = (name: string): number => FIT.indexOf(name);
  const given = args.get(place('callbacks'), 'callbacks') ?? null;
  const list = given instanceof List || given instanceof Tuple ? given.items : given === null ? [] : [given];
  const ending = list.find((item) => !(item instanceof ObjectValue && ENDLESS.has(item.className)));
  if (ending !== undefined) return new Unknown({ reason: `How many epochs fit trains is known only when it has: ${ending instanceof ObjectValue ? ending.className : 'a callback'} may end it before the last.`, span: null });
  const spans = ['epochs', 'initial_epoch'].map((name) => args.spanOf(place(name), name)?.from);
  const lost = unknowns.some(({ blocks, span }) => blocks && span !== null && spans.includes(span.from));
  if (lost || epochs - initialEpoch > MOST_EPOCHS) return new Unknown({ reason: 'How many epochs fit trains is not known.', span: null });
  return Array.from({ length: Math.max(epochs - initialEpoch, 0) }, (_, i) => initialEpoch + i);
}

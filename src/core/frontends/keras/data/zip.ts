import type { Args } from '../../python/args.js';
import { List, Tuple } from '../../python/containers.js';
import type { Value } from '../../python/values.js';
import { DatasetValue } from '../dataset-value.js';
import { sameOrder } from './order.js';

/** `tf.data.Dataset.zip((images, masks))`: inputs from one, targets from the other. */
export function zipDatasets(args: Args): Value {
  const [first] = args.positional;
  const items = first instanceof Tuple || first instanceof List ? first.items : args.positional;
  return joined(items);
}

/** The same for Python's `zip(images, masks)`, of what `flow_from_directory(class_mode=None)` gives. */
export function joined(items: readonly Value[]): Value {
  const [x, y] = items;
  if (items.length !== 2 || !(x instanceof DatasetValue) || !(y instanceof DatasetValue)) return new DatasetValue(null, 'what zip(…) joins is not followed: two datasets are, of inputs and of targets.');
  const element = x.element !== null && y.element !== null ? new Tuple([x.element, y.element]) : null;
  const lost = (reason: string): Value => new DatasetValue(null, reason).giving(element);
  if (!x.data || !y.data) return lost(x.data ? y.reason : x.reason);
  if (x.data.y !== null || y.data.y !== null || x.parts || y.parts) return lost('what zip(…) joins has targets of its own.');
  if (x.data.batchSize !== y.data.batchSize) return lost(`what zip(…) joins comes in batches of ${x.data.batchSize ?? 'one'} and of ${y.data.batchSize ?? 'one'}.`);
  if (x.data.shuffle !== y.data.shuffle) return lost('one of what zip(…) joins is shuffled and the other is not, so that inputs and targets of different examples meet.');
  if ((x.data.order || y.data.order) && !sameOrder(x.data, y.data)) return lost('what zip(…) joins does not come in the same order, so that inputs and targets of different examples meet. Shuffle and part what it makes, not what it joins.');
  return new DatasetValue({ ...x.data, y: y.data.x }, '').giving(element);
}
